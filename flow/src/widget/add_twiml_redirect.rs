//! TwiML Redirect: hand the call or message to another server until it comes back
//! (`reference/studio/widgets.md`, "add-twiml-redirect").

use super::{Category, Control, Field, Fresh, Outcome, Widget, on, requests};
use crate::interpreter::{
    Cause, Choice, Conduct, Fault, Happening, Progress, Question, Visit, leave_as_settled,
};

/// How long the other server takes when nobody says so.
const AWAY_MS: u64 = 2_000;
const LONGEST_SECONDS: u64 = 14_400;

pub(super) static WIDGET: Widget = Widget {
    kind: "add-twiml-redirect",
    label: "TwiML Redirect",
    category: Category::Tools,
    summary: "Hand over to TwiML of your own until it comes back",
    prefix: "twiml_redirect",
    events: &[on("return", "Return"), on("timeout", "Timeout"), on("fail", "Failed")],
    fields: &[
        Field::new("url", "Address", Control::Url)
            .help("It comes back by a request to the flow's webhook with FlowEvent=return.")
            .required()
            .fresh(Fresh::Text("")),
        Field::new("method", "Method", Control::Suggest(&["POST", "GET"]))
            .fresh(Fresh::Text("POST")),
        Field::new(
            "timeout",
            "Wait for its return",
            Control::TextNumber { min: 0, max: 14_400, unit: "seconds" },
        )
        .help("0 does not wait.")
        .fresh(Fresh::Text("14400")),
    ],
    shows: &["url"],
    sets: &[],
    outcomes: &[
        Outcome::on("returns", "It comes back", "return"),
        Outcome::on("stays-away", "It does not come back", "timeout"),
    ],
    is_twiml: true,
    conduct: Conduct::new(enter, resume),
};

fn enter(visit: &mut Visit<'_>) -> Result<Choice, Fault> {
    let settings = visit.settings();
    let url = settings.text("url").trim();
    if requests::host(url).is_none() {
        visit.warn(None, format!("`{url}` is not a web address"));
        return Ok(Choice::Leave("fail"));
    }
    visit.answer_call();
    let seconds = settings.integer("timeout", LONGEST_SECONDS).min(LONGEST_SECONDS);
    if seconds == 0 {
        return Ok(stay_away(visit));
    }
    let question = Question::new(format!("Handed over to {url}"), &settings)
        .unattended("returns", AWAY_MS)
        .always("stays-away", seconds * 1_000);
    Ok(visit.ask(question))
}

fn resume(visit: &mut Visit<'_>, event: &Happening) -> Result<Choice, Fault> {
    let is_waiting = matches!(visit.execution.progress, Progress::Asking(_));
    if let Happening::RedirectReturned { parameters } = event
        && is_waiting
    {
        visit.give_up_question();
        for (key, value) in parameters.iter().filter(|(key, _)| *key != "FlowEvent") {
            visit.set(key, value.clone());
        }
        return Ok(Choice::Leave("return"));
    }
    let choice = leave_as_settled(visit, event)?;
    let stayed_away = matches!(
        &visit.execution.why.cause,
        Some(Cause::Outcome { outcome, .. }) if outcome == "stays-away"
    );
    Ok(if stayed_away { stay_away(visit) } else { choice })
}

/// A call that does not come back in time cannot be won back.
fn stay_away(visit: &mut Visit<'_>) -> Choice {
    if visit.call().is_some() {
        visit.execution.is_call_over = true;
    }
    Choice::Leave("timeout")
}
