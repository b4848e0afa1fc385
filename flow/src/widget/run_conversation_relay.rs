//! Conversation Relay: hand the call's audio to the author's own WebSocket server
//! (`reference/studio/widgets.md`, "run-conversation-relay"; `reference/relay/studio-widget.md`).

use super::{Category, Control, Field, Fresh, Widget, on};
use crate::interpreter::{
    Choice, Conduct, Effect, Fault, Happening, Progress, Visit, without_password,
};
use crate::relay::Settings;

pub(super) static WIDGET: Widget = Widget {
    kind: "run-conversation-relay",
    label: "Conversation Relay",
    category: Category::Voice,
    summary: "Connect the call to your WebSocket server",
    prefix: "run_crelay",
    events: &[on("success", "Success"), on("failed", "Failed")],
    fields: &[
        Field::new("url", "WebSocket URL", Control::Url)
            .help("Twilio takes only wss://. Map it to a local server with --relay-map.")
            .required()
            .fresh(Fresh::Text("")),
        Field::new("welcome_greeting", "Welcome greeting", Control::LongText)
            .help("Spoken when the session opens."),
        Field::new("parameters", "Custom parameters", Control::Pairs)
            .help("Your server gets them in its setup message.")
            .fresh(Fresh::List),
        Field::new("language", "Language", Control::Suggest(super::LANGUAGES)),
        Field::new(
            "tts_provider",
            "Text-to-speech provider",
            Control::Suggest(&["ElevenLabs", "Google", "Amazon"]),
        ),
        Field::new("voice", "Voice", Control::Text),
        Field::new(
            "transcription_provider",
            "Transcription provider",
            Control::Suggest(&["Deepgram", "Google"]),
        ),
        Field::new(
            "speech_model",
            "Speech model",
            Control::Suggest(&["nova-3-general", "nova-2-general", "flux", "telephony", "long"]),
        ),
        Field::new("hints", "AI hints", Control::Text)
            .help("Words to expect, separated by commas."),
        Field::new("dtmf_detection", "Report keys", Control::AnySwitch)
            .help("Sends a dtmf message for each key the caller presses."),
        Field::new(
            "interruptible",
            "Caller may interrupt",
            Control::Choice(&[
                ("true", "By voice or key"),
                ("false", "No"),
                ("any", "By voice or key (any)"),
                ("speech", "By voice"),
                ("dtmf", "By key"),
                ("none", "No (none)"),
            ]),
        ),
    ],
    shows: &["url", "welcome_greeting"],
    sets: &[
        "HandoffData",
        "SessionId",
        "SessionStatus",
        "SessionDuration",
        "ErrorCode",
        "ErrorMessage",
    ],
    outcomes: &[],
    is_twiml: true,
    conduct: Conduct::new(enter, resume),
};

fn enter(visit: &mut Visit<'_>) -> Result<Choice, Fault> {
    visit.need_call()?;
    let state = visit.state;
    let settings = Settings::of_state(state, |text| visit.render(text));
    // The session's set-up tells whether the call was answered before it.
    let is_answered = visit.execution.is_answered;
    visit.answer();
    visit.show("url", without_password(&settings.url));
    let relay = visit.number();
    visit.effects.push(Effect::OpenRelay {
        relay,
        state: state.name().to_owned(),
        settings: Box::new(settings),
        is_answered,
    });
    visit.execution.progress = Progress::Relay { relay };
    Ok(Choice::Stay)
}

fn resume(visit: &mut Visit<'_>, event: &Happening) -> Result<Choice, Fault> {
    let (Progress::Relay { relay }, Happening::RelayEnded { relay: ended, ending }) =
        (&visit.execution.progress, event)
    else {
        return Ok(Choice::Stay);
    };
    if relay != ended {
        return Ok(Choice::Stay);
    }
    visit.execution.progress = Progress::None;
    visit.set_call_parameters();
    for (key, value) in ending.variables() {
        visit.set(key, value);
    }
    Ok(Choice::Leave(ending.event()))
}
