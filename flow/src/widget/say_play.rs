//! Say/Play: speak, play or send tones (`reference/studio/widgets.md`, "say-play").

use super::{Category, Control, Field, Fresh, Widget, on};
use crate::interpreter::{Choice, Conduct, Fault, Happening, Progress, Visit};

pub(super) static WIDGET: Widget = Widget {
    kind: "say-play",
    label: "Say/Play",
    category: Category::Voice,
    summary: "Speak a text, play a recording or send tones",
    prefix: "say_play",
    events: &[on("audioComplete", "Audio Complete")],
    fields: &[
        Field::new("say", "Text to say", Control::LongText)
            .help("Liquid and SSML are allowed.")
            .fresh(Fresh::Text("")),
        Field::new("play", "Recording to play", Control::Url),
        Field::new("digits", "Tones to send", Control::Text)
            .help("0-9 A-D # *, w waits half a second, W a whole one."),
        Field::new("voice", "Voice", Control::Text),
        Field::new("language", "Language", Control::Suggest(super::LANGUAGES)),
        Field::new("loop", "Repeat", Control::Integer { min: 1, max: 99, unit: "times" })
            .fresh(Fresh::Integer(1)),
    ],
    shows: &["say", "play", "digits"],
    sets: &[],
    outcomes: &[],
    is_twiml: true,
    conduct: Conduct::new(enter, resume),
};

fn enter(visit: &mut Visit<'_>) -> Result<Choice, Fault> {
    visit.need_call()?;
    visit.answer();
    let settings = visit.settings();
    match visit.prompt(&settings) {
        Some(utterance) => {
            visit.execution.progress = Progress::Speaking(utterance);
            Ok(Choice::Stay)
        }
        None => Ok(Choice::Leave("audioComplete")),
    }
}

fn resume(visit: &mut Visit<'_>, event: &Happening) -> Result<Choice, Fault> {
    let Progress::Speaking(utterance) = visit.execution.progress.clone() else {
        return Ok(Choice::Stay);
    };
    match visit.after(&utterance, event) {
        None => Ok(Choice::Stay),
        Some(Some(again)) => {
            visit.execution.progress = Progress::Speaking(again);
            Ok(Choice::Stay)
        }
        Some(None) => {
            visit.set_call_parameters();
            Ok(Choice::Leave("audioComplete"))
        }
    }
}
