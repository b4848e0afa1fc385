//! Make Outgoing Call as it was before its second version: no longer offered, still run
//! (`reference/studio/widgets.md`, "make-outgoing-call-v1").

use super::make_outgoing_call::{
    ANSWERED, BUSY, CANNOT_BE_CALLED, FAILED, FROM, IS_BUSY, IS_NOT_ANSWERED, NO_ANSWER, RECORD,
    TIMEOUT, TO, enter, resume,
};
use super::{Category, Control, Field, Outcome, Widget, on};
use crate::interpreter::Conduct;

pub(super) static WIDGET: Widget = Widget {
    kind: "make-outgoing-call-v1",
    label: "Make Outgoing Call (legacy)",
    category: Category::Voice,
    summary: "Ring the contact; no longer offered by Studio",
    prefix: "call",
    events: &[
        ANSWERED,
        BUSY,
        NO_ANSWER,
        FAILED,
        on("answeredByMachine", "Answered By Machine"),
        on("hangup", "Hangup"),
    ],
    fields: &[
        FROM,
        TO,
        TIMEOUT,
        RECORD,
        Field::new("machine_detection", "Detect answering machines", Control::Text)
            .help("A text turns it on."),
    ],
    shows: &["to"],
    sets: &["CallSid", "CallStatus", "AnsweredBy", "AccountSid", "From", "To", "Direction"],
    outcomes: &[
        Outcome::on("answers", "Somebody answers", "answered"),
        Outcome::on("machine", "A machine answers", "answeredByMachine"),
        Outcome::on("hangs-up", "Somebody answers and hangs up at once", "hangup")
            .sets(&[("CallStatus", "completed")]),
        IS_BUSY,
        IS_NOT_ANSWERED,
        CANNOT_BE_CALLED,
    ],
    is_twiml: false,
    conduct: Conduct::new(enter, resume),
};
