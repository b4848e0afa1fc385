//! Connect Call To: ring somebody and join the two calls
//! (`reference/studio/widgets.md`, "connect-call-to").

use super::{Category, Control, Detail, Field, Fresh, Outcome, Widget, on};
use crate::interpreter::{Answer, Choice, Conduct, Fault, Happening, Question, Settings, Visit};

/// How long a phone rings, and a conversation lasts, when nobody says so.
const RINGING_MS: u64 = 4_000;
const TALKING_MS: u64 = 20_000;
/// Twilio's own limit of a call: 4 hours.
const LONGEST_SECONDS: u64 = 4 * 60 * 60;

pub(super) static WIDGET: Widget = Widget {
    kind: "connect-call-to",
    label: "Connect Call To",
    category: Category::Voice,
    summary: "Ring somebody and join the two calls",
    prefix: "connect_call",
    events: &[on("callCompleted", "Connected Call Ended"), on("hangup", "Caller Hung Up")],
    fields: &[
        Field::new(
            "noun",
            "Connect to",
            Control::Choice(&[
                ("number", "One number"),
                ("number-multi", "Several numbers, the first to answer"),
                ("client", "A client"),
                ("sip", "A SIP address"),
                ("sim", "A SIM"),
                ("conference", "A conference"),
            ]),
        )
        .required()
        .fresh(Fresh::Text("number")),
        Field::new("to", "Number or name", Control::Text)
            .help("E.164; up to ten with commas between them; an identity, SIM or conference SID.")
            .fresh(Fresh::Text("")),
        Field::new("sip_endpoint", "SIP address", Control::Text),
        Field::new("sip_username", "SIP user", Control::Text),
        Field::new("sip_password", "SIP password", Control::Secret),
        Field::new("caller_id", "Caller ID", Control::Text)
            .fresh(Fresh::Text("{{contact.channel.address}}")),
        Field::new("record", "Record the call", Control::Switch).fresh(Fresh::Boolean(false)),
        Field::new("timeout", "Ring for", Control::Integer { min: 1, max: 600, unit: "seconds" })
            .fresh(Fresh::Integer(30)),
        Field::new(
            "time_limit",
            "Longest call",
            Control::TextNumber { min: 1, max: 14_400, unit: "seconds" },
        )
        .help("4 hours when it is empty."),
    ],
    shows: &["to", "sip_endpoint"],
    sets: &["DialCallStatus", "DialCallSid", "DialCallDuration", "RecordingUrl"],
    outcomes: &[
        Outcome::to("answers", "Somebody answers", "talking"),
        Outcome::on("busy", "The line is busy", "callCompleted")
            .sets(&[("DialCallStatus", "busy")]),
        Outcome::on("no-answer", "Nobody answers", "callCompleted")
            .sets(&[("DialCallStatus", "no-answer")]),
        Outcome::on("fails", "It cannot be called", "callCompleted")
            .sets(&[("DialCallStatus", "failed")]),
        Outcome::on("hangs-up", "The other side hangs up", "callCompleted")
            .at("talking")
            .sets(&[("DialCallStatus", "completed")])
            .details(&[Detail::new("DialCallDuration", "Seconds they spoke", "")]),
        Outcome::on("time-limit", "The longest time is over", "callCompleted")
            .at("talking")
            .sets(&[("DialCallStatus", "completed")]),
    ],
    is_twiml: true,
    conduct: Conduct::new(enter, resume),
};

fn enter(visit: &mut Visit<'_>) -> Result<Choice, Fault> {
    visit.need_call()?;
    visit.answer();
    let settings = visit.settings();
    let to = destination(&settings);
    if to.is_empty() {
        visit.warn(Some(81008), "there is nobody to connect the call to".to_owned());
        visit.set_call_parameters();
        visit.set("DialCallStatus", "failed");
        return Ok(Choice::Leave("callCompleted"));
    }
    // A conference does not ring: the caller is in it at once.
    if settings.text("noun") == "conference" {
        return Ok(talk(visit, &settings, &format!("In the conference {to}")));
    }
    let rings_ms = settings.integer("timeout", 30).clamp(1, 600) * 1_000;
    let question = Question::new(format!("Ringing {to}"), &settings)
        .unattended("answers", RINGING_MS)
        .always("no-answer", rings_ms)
        .keep_settings();
    Ok(visit.ask(question))
}

fn resume(visit: &mut Visit<'_>, event: &Happening) -> Result<Choice, Fault> {
    if *event == Happening::CallerHungUp {
        let asking = visit.give_up_question();
        let is_talking = asking.is_some_and(|asking| asking.stage == "talking");
        visit.set_call_parameters();
        visit.set("DialCallStatus", if is_talking { "completed" } else { "canceled" });
        return Ok(Choice::Leave("hangup"));
    }
    let Some(answer) = visit.settled_by(event) else { return Ok(Choice::Stay) };
    match answer.outcome.name {
        "answers" => {
            let settings = answer.settings();
            let text = format!("Connected to {}", destination(&settings));
            return Ok(talk(visit, &settings, &text));
        }
        "no-answer" => visit.warn(Some(81007), "nobody answered in time".to_owned()),
        "fails" => visit.warn(Some(81008), "the call could not be connected".to_owned()),
        _ => {}
    }
    Ok(leave(visit, &answer))
}

/// The two speak, until one hangs up or their time is over.
fn talk(visit: &mut Visit<'_>, settings: &Settings, text: &str) -> Choice {
    let longest = settings.integer("time_limit", LONGEST_SECONDS).clamp(1, LONGEST_SECONDS);
    let question = Question::new(text, settings)
        .stage("talking")
        .unattended("hangs-up", TALKING_MS)
        .always("time-limit", longest * 1_000)
        .keep_settings();
    visit.ask(question)
}

fn leave(visit: &mut Visit<'_>, answer: &Answer) -> Choice {
    let settings = answer.settings();
    visit.set_call_parameters();
    visit.store(answer);
    if settings.text("noun") == "conference" {
        visit.set("DialCallStatus", "answered");
        return answer.choice();
    }
    let sid = visit.new_sid("CA");
    visit.set("DialCallSid", sid);
    if answer.outcome.stage == "talking" {
        if answer.detail("DialCallDuration").is_empty() {
            visit.set("DialCallDuration", answer.seconds());
        }
        if settings.flag("record", false) {
            let url = visit.new_recording_url();
            visit.set("RecordingUrl", url);
        }
    }
    answer.choice()
}

/// Who is to be called, as one text.
fn destination(settings: &Settings) -> String {
    let key = if settings.text("noun") == "sip" { "sip_endpoint" } else { "to" };
    settings.text(key).trim().to_owned()
}
