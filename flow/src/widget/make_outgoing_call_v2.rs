//! Make Outgoing Call (`reference/studio/widgets.md`, "make-outgoing-call-v2").

use super::make_outgoing_call::{
    ANSWERED, BUSY, CANNOT_BE_CALLED, FAILED, FROM, IS_BUSY, IS_NOT_ANSWERED, NO_ANSWER, RECORD,
    TIMEOUT, TO, enter, resume,
};
use super::{Category, Control, Detail, Field, Fresh, Outcome, Widget};
use crate::interpreter::Conduct;

/// A setting of the detection of answering machines: milliseconds, as text.
const fn threshold(
    key: &'static str,
    label: &'static str,
    (min, max): (i64, i64),
    fresh: &'static str,
) -> Field {
    Field::new(key, label, Control::TextNumber { min, max, unit: "ms" }).fresh(Fresh::Text(fresh))
}

pub(super) static WIDGET: Widget = Widget {
    kind: "make-outgoing-call-v2",
    label: "Make Outgoing Call",
    category: Category::Voice,
    summary: "Ring the contact",
    prefix: "call",
    events: &[ANSWERED, BUSY, NO_ANSWER, FAILED],
    fields: &[
        FROM,
        TO,
        TIMEOUT,
        RECORD,
        Field::new("recording_channels", "Channels recorded", Control::Suggest(&["mono", "dual"]))
            .fresh(Fresh::Text("mono")),
        Field::new("recording_status_callback", "Recording callback", Control::Url),
        Field::new("trim", "Trim silence", Control::Suggest(&["trim-silence", "do-not-trim"]))
            .fresh(Fresh::Text("do-not-trim")),
        Field::new("detect_answering_machine", "Detect answering machines", Control::Switch)
            .help("A machine answers too: split on AnsweredBy.")
            .fresh(Fresh::Boolean(false)),
        Field::new(
            "machine_detection",
            "When a machine answers",
            Control::Suggest(&["Enable", "DetectMessageEnd"]),
        )
        .help("`Enable` goes on at once, `DetectMessageEnd` when its greeting is over.")
        .fresh(Fresh::Text("Enable")),
        Field::new(
            "machine_detection_timeout",
            "Detect for",
            Control::TextNumber { min: 3, max: 120, unit: "seconds" },
        )
        .fresh(Fresh::Text("30")),
        threshold("machine_detection_speech_threshold", "Long speech", (1_000, 6_000), "2400"),
        threshold(
            "machine_detection_speech_end_threshold",
            "Silence that ends speech",
            (500, 5_000),
            "1200",
        ),
        threshold("machine_detection_silence_timeout", "Silence at first", (2_000, 10_000), "5000"),
        Field::new("send_digits", "Keys to press once answered", Control::Text)
            .help("0-9 A-D # * w W, 32 at most."),
        Field::new("sip_auth_username", "SIP user", Control::Text),
        Field::new("sip_auth_password", "SIP password", Control::Secret),
    ],
    shows: &["to"],
    sets: &[
        "CallSid",
        "CallStatus",
        "AnsweredBy",
        "MachineDetectionDuration",
        "AccountSid",
        "From",
        "To",
        "Direction",
    ],
    outcomes: &[
        Outcome::on("answers", "Somebody answers", "answered"),
        Outcome::on("machine", "A machine answers", "answered").details(&[Detail::new(
            "MachineDetectionDuration",
            "Milliseconds to tell",
            "3000",
        )]),
        Outcome::on("fax", "A fax answers", "answered"),
        IS_BUSY,
        IS_NOT_ANSWERED,
        CANNOT_BE_CALLED,
    ],
    is_twiml: false,
    conduct: Conduct::new(enter, resume),
};
