//! Gather Input On Call: keys or words of the caller
//! (`reference/studio/widgets.md`, "gather-input-on-call").

use serde_json::Value;

use super::{Category, Control, Field, Fresh, Widget, on};
use crate::interpreter::{Choice, Conduct, Effect, Fault, Gathering, Happening, Progress, Visit};

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
    outcomes: &[],
    is_twiml: true,
    conduct: Conduct::new(enter, resume),
};

fn enter(visit: &mut Visit<'_>) -> Result<Choice, Fault> {
    visit.need_call()?;
    visit.answer();
    let settings = visit.settings();
    let prompt = visit.prompt(&settings);
    let mut gathering = Gathering { prompt, ..Gathering::default() };
    if gathering.prompt.is_none() {
        listen(visit, &mut gathering);
    }
    visit.execution.progress = Progress::Gathering(gathering);
    Ok(Choice::Stay)
}

fn resume(visit: &mut Visit<'_>, event: &Happening) -> Result<Choice, Fault> {
    let Progress::Gathering(mut gathering) = std::mem::take(&mut visit.execution.progress) else {
        return Ok(Choice::Stay);
    };
    let choice = match event {
        Happening::CallerPressed { key } => press(visit, &mut gathering, *key),
        Happening::CallerSaid { text, confidence } => say(visit, &mut gathering, text, *confidence),
        Happening::TimerFired { timer } if gathering.timer == Some(*timer) => {
            gathering.timer = None;
            finish(visit, &mut gathering)
        }
        _ => {
            speak_on(visit, &mut gathering, event);
            Choice::Stay
        }
    };
    visit.execution.progress = Progress::Gathering(gathering);
    Ok(choice)
}

/// Repeats the prompt or begins to listen when `event` ends it.
fn speak_on(visit: &mut Visit<'_>, gathering: &mut Gathering, event: &Happening) {
    if let Some(prompt) = gathering.prompt.take() {
        gathering.prompt = match visit.after(&prompt, event) {
            Some(again) => again,
            None => Some(prompt),
        };
        if gathering.prompt.is_none() {
            listen(visit, gathering);
        }
    }
}

/// Listens for as long as the author waits for a key or a word.
fn listen(visit: &mut Visit<'_>, gathering: &mut Gathering) {
    visit.effects.push(Effect::Listen);
    wait(visit, gathering);
}

fn wait(visit: &mut Visit<'_>, gathering: &mut Gathering) {
    if let Some(timer) = gathering.timer.take() {
        visit.cancel_timer(timer);
    }
    let seconds = visit.integer("timeout", 5).min(30);
    gathering.timer = Some(visit.start_timer(seconds * 1_000));
}

/// Keys cut the prompt; the finish key, or enough keys, end the gather.
fn press(visit: &mut Visit<'_>, gathering: &mut Gathering, key: char) -> Choice {
    if let Some(prompt) = gathering.prompt.take() {
        visit.cut(&prompt);
    }
    let finish_key = if visit.flag("stop_gather", true) {
        visit.state.property("finish_on_key").and_then(Value::as_str).unwrap_or("#")
    } else {
        ""
    };
    if finish_key.contains(key) {
        return finish(visit, gathering);
    }
    gathering.digits.push(key);
    let enough = visit.integer("number_of_digits", 0);
    if enough > 0 && gathering.digits.len() as u64 >= enough {
        return finish(visit, gathering);
    }
    wait(visit, gathering);
    Choice::Stay
}

/// Words end the gather, unless keys came first: the first kind of input wins.
fn say(visit: &mut Visit<'_>, gathering: &mut Gathering, text: &str, confidence: f64) -> Choice {
    if !gathering.digits.is_empty() {
        visit.warn(None, "the caller spoke after pressing keys; only the keys count".to_owned());
        return Choice::Stay;
    }
    if let Some(prompt) = gathering.prompt.take() {
        visit.cut(&prompt);
    }
    stop_waiting(visit, gathering);
    visit.set_call_parameters();
    visit.set("SpeechResult", text);
    // Twilio sends it as text.
    visit.set("Confidence", confidence.to_string());
    Choice::Leave("speech")
}

/// Leaves with the keys there are, or without input.
fn finish(visit: &mut Visit<'_>, gathering: &mut Gathering) -> Choice {
    stop_waiting(visit, gathering);
    visit.set_call_parameters();
    if gathering.digits.is_empty() {
        return Choice::Leave("timeout");
    }
    visit.set("Digits", gathering.digits.as_str());
    Choice::Leave("keypress")
}

fn stop_waiting(visit: &mut Visit<'_>, gathering: &mut Gathering) {
    if let Some(timer) = gathering.timer.take() {
        visit.cancel_timer(timer);
    }
}
