//! Say/Play: speak, play or send tones (`reference/studio/widgets.md`, "say-play").

use super::{Category, Control, Field, Fresh, Widget, on};

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
    conduct: None,
};
