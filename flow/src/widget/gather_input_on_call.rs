//! Gather Input On Call: keys or words of the caller
//! (`reference/studio/widgets.md`, "gather-input-on-call").

use super::{Category, Control, Field, Fresh, Widget, on};

pub(super) static WIDGET: Widget = Widget {
    kind: "gather-input-on-call",
    label: "Gather Input On Call",
    category: Category::Voice,
    summary: "Ask the caller for keys or words",
    prefix: "gather",
    events: &[
        on("keypress", "User Pressed Keys"),
        on("speech", "User Said Something"),
        on("timeout", "No Input"),
    ],
    fields: &[
        Field::new("say", "Text to say", Control::LongText)
            .help("Leave it empty to listen without a prompt.")
            .fresh(Fresh::Text("")),
        Field::new("play", "Recording to play", Control::Url),
        Field::new("voice", "Voice", Control::Text),
        Field::new("language", "Language", Control::Suggest(super::LANGUAGES)),
        Field::new("loop", "Repeat", Control::Integer { min: 1, max: 99, unit: "times" })
            .fresh(Fresh::Integer(1)),
        Field::new(
            "timeout",
            "Wait for input",
            Control::Integer { min: 0, max: 30, unit: "seconds" },
        )
        .fresh(Fresh::Integer(5)),
        Field::new("stop_gather", "Stop gathering on a key", Control::Switch)
            .fresh(Fresh::Boolean(true)),
        Field::new("finish_on_key", "Key that stops", Control::Text)
            .help("One of 0-9 # *; it is not part of the result.")
            .fresh(Fresh::Text("#")),
        Field::new(
            "number_of_digits",
            "Stop after",
            Control::Integer { min: 0, max: 30, unit: "keys" },
        ),
        Field::new("gather_language", "Language to listen for", Control::Suggest(super::LANGUAGES))
            .fresh(Fresh::Text("en")),
        Field::new("hints", "Words to expect", Control::Text).help("Separated by commas."),
        Field::new("profanity_filter", "Mask profanity", Control::TextSwitch)
            .fresh(Fresh::Text("true")),
        Field::new(
            "speech_timeout",
            "Silence that ends speech",
            Control::Suggest(&["auto", "1", "2", "3", "5"]),
        )
        .help("`auto` or seconds.")
        .fresh(Fresh::Text("auto")),
        Field::new(
            "speech_model",
            "Speech model",
            Control::Suggest(&[
                "default",
                "numbers_and_commands",
                "phone_call",
                "experimental_conversations",
                "experimental_utterances",
                "deepgram_nova-2-general",
            ]),
        ),
    ],
    shows: &["say", "play"],
    sets: &["Digits", "SpeechResult", "Confidence"],
    conduct: None,
};
