//! Record Voicemail (`reference/studio/widgets.md`, "record-voicemail").

use super::{Category, Control, Detail, Field, Fresh, Outcome, Widget, on};
use crate::definition::Object;
use crate::interpreter::{
    Answer, Choice, Conduct, Effect, Fault, Happening, Progress, Question, Visit,
};
use crate::speech;

/// How long somebody speaks when nobody says so.
const SPEAKING_MS: u64 = 12_000;
/// The longest recording Twilio makes, in seconds.
const LONGEST_SECONDS: u64 = 14_400;

pub(super) static WIDGET: Widget = Widget {
    kind: "record-voicemail",
    label: "Record Voicemail",
    category: Category::Voice,
    summary: "Record what the caller says",
    prefix: "record_voicemail",
    events: &[
        on("recordingComplete", "Recording Complete"),
        on("noAudio", "No Audio"),
        on("hangup", "Hangup"),
    ],
    fields: &[
        Field::new(
            "timeout",
            "Silence that ends it",
            Control::Integer { min: 0, max: super::UNBOUNDED, unit: "seconds" },
        )
        .fresh(Fresh::Integer(5)),
        Field::new("finish_on_key", "Keys that stop", Control::Text).help("0-9 # * or none."),
        Field::new(
            "max_length",
            "Longest recording",
            Control::Integer { min: 1, max: 14_400, unit: "seconds" },
        )
        .fresh(Fresh::Integer(3_600)),
        Field::new("play_beep", "Beep first", Control::TextSwitch).fresh(Fresh::Text("true")),
        Field::new("trim", "Trim silence", Control::Suggest(&["trim-silence", "do-not-trim"]))
            .fresh(Fresh::Text("trim-silence")),
        Field::new("transcribe", "Transcribe", Control::Switch).fresh(Fresh::Boolean(false)),
        Field::new("transcription_callback_url", "Transcription callback", Control::Url)
            .help("The transcription goes there, never into the flow."),
        Field::new("recording_status_callback_url", "Recording callback", Control::Url),
    ],
    shows: &["recording_status_callback_url", "transcription_callback_url"],
    sets: &["RecordingUrl", "RecordingSid", "RecordingDuration", "Digits"],
    outcomes: &[
        Outcome::on("records", "The caller leaves a message", "recordingComplete").details(&[
            Detail::new("RecordingDuration", "Seconds recorded", ""),
            Detail::new("Digits", "Key that ended it", ""),
        ]),
        Outcome::on("no-audio", "Nothing was heard (legacy accounts)", "noAudio"),
    ],
    is_twiml: true,
    conduct: Conduct::new(enter, resume),
};

fn enter(visit: &mut Visit<'_>) -> Result<Choice, Fault> {
    visit.need_call()?;
    visit.answer();
    let settings = visit.settings();
    let longest_ms = settings.integer("max_length", 3_600).clamp(1, LONGEST_SECONDS) * 1_000;
    let silence_ms = settings.integer("timeout", 5) * 1_000;
    // Where nobody speaks for the caller, the model does; else silence ends it.
    let over_ms = if visit.execution.is_attended { silence_ms } else { SPEAKING_MS };
    let question = Question::new("Recording the caller", &settings)
        .always("records", over_ms.min(longest_ms))
        .keep_settings();
    let choice = visit.ask(question);
    visit.effects.push(Effect::Listen);
    Ok(choice)
}

fn resume(visit: &mut Visit<'_>, event: &Happening) -> Result<Choice, Fault> {
    match event {
        Happening::CallerHungUp => {
            let answer = visit.settle("records", Object::new(), false);
            visit.set_call_parameters();
            if let Some(answer) = answer {
                store(visit, &answer);
            }
            visit.set("Digits", "hangup");
            Ok(Choice::Leave("hangup"))
        }
        Happening::CallerSaid { text, .. } => {
            listen_on(visit, text);
            Ok(Choice::Stay)
        }
        Happening::CallerPressed { key } if finish_keys(visit).contains(*key) => {
            let details = Object::from_iter([("Digits".to_owned(), key.to_string().into())]);
            match visit.settle("records", details, false) {
                Some(answer) => Ok(leave(visit, &answer)),
                None => Ok(Choice::Stay),
            }
        }
        _ => match visit.settled_by(event) {
            Some(answer) => Ok(leave(visit, &answer)),
            None => Ok(Choice::Stay),
        },
    }
}

/// The keys that end it, as they were rendered at entry.
fn finish_keys(visit: &Visit<'_>) -> String {
    let Progress::Asking(asking) = &visit.execution.progress else { return String::new() };
    asking.settings().text("finish_on_key").to_owned()
}

/// Waits until the words are spoken and the silence after them was long enough, but no longer
/// than the longest recording.
fn listen_on(visit: &mut Visit<'_>, text: &str) {
    let Progress::Asking(asking) = &visit.execution.progress else { return };
    let settings = asking.settings();
    let longest_ms = settings.integer("max_length", 3_600).clamp(1, LONGEST_SECONDS) * 1_000;
    let left_ms = asking.began.plus(longest_ms).since(visit.at);
    let silence_ms = settings.integer("timeout", 5) * 1_000;
    visit.postpone_default((speech::duration_ms(text) + silence_ms).min(left_ms));
}

fn leave(visit: &mut Visit<'_>, answer: &Answer) -> Choice {
    visit.set_call_parameters();
    if answer.outcome.name == "records" {
        store(visit, answer);
    }
    answer.choice()
}

fn store(visit: &mut Visit<'_>, answer: &Answer) {
    visit.store(answer);
    let sid = visit.new_sid("RE");
    let url = visit.recording_url(&sid);
    visit.set("RecordingSid", sid);
    visit.set("RecordingUrl", url);
    if answer.detail("RecordingDuration").is_empty() {
        visit.set("RecordingDuration", answer.seconds());
    }
}
