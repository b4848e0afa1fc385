//! Split Based On: compare a value and go where it matches
//! (`reference/studio/widgets.md`, "split-based-on").

use super::{Category, Control, Field, Fresh, Widget, on};
use crate::condition::{self, Operand};
use crate::definition::Condition;
use crate::interpreter::{Choice, Conduct, Fault, Tried, Visit};

pub(super) static WIDGET: Widget = Widget {
    kind: "split-based-on",
    label: "Split Based On…",
    category: Category::FlowControl,
    summary: "Go where a value matches",
    prefix: "split",
    events: &[on("noMatch", "No Condition Matches"), on("match", "Condition Matches")],
    fields: &[Field::new("input", "Variable to test", Control::Text)
        .help("For example {{widgets.gather_1.Digits}}.")
        .required()
        .fresh(Fresh::Text(""))],
    shows: &["input"],
    sets: &[],
    outcomes: &[],
    is_twiml: false,
    conduct: Conduct::at_once(enter),
};

fn enter(visit: &mut Visit<'_>) -> Result<Choice, Fault> {
    let state = visit.state;
    let matches = state.transitions().filter(|transition| transition.event() == "match");
    // Nearly every condition tests the same template, the state's `input`.
    let mut last: Option<(&str, String)> = None;
    for (nth, transition) in matches.enumerate() {
        let Some(wanted) = transition.condition() else { continue };
        let template = wanted.subject().unwrap_or_else(|| state.text("input"));
        let subject = match last.take() {
            Some((same, subject)) if same == template => subject,
            _ => visit.render(template),
        };
        last = Some((template, subject.clone()));
        if holds(visit, wanted, subject)? {
            return Ok(Choice::Match(nth));
        }
    }
    if state.transitions().all(|entry| entry.event() != "noMatch" || entry.next().is_none()) {
        visit
            .warn(Some(81005), "no condition matched, and no way out is wired for that".to_owned());
    }
    Ok(Choice::Leave("noMatch"))
}

/// Tries one condition, and keeps what was compared for whoever asks why.
fn holds(visit: &mut Visit<'_>, wanted: Condition<'_>, subject: String) -> Result<bool, Fault> {
    let predicate = wanted.predicate();
    let operand = visit.render(wanted.operand());
    let holds = condition::holds(predicate, &subject, &operand).map_err(|error| {
        Fault::Condition { state: visit.state.name().to_owned(), problem: error.to_string() }
    })?;
    visit.tried(Tried {
        name: wanted.friendly_name().to_owned(),
        predicate: predicate.to_owned(),
        subject: Operand::of(subject),
        operand: Operand::of(operand),
        compared_as: condition::compared_as(predicate),
        holds,
    });
    Ok(holds)
}
