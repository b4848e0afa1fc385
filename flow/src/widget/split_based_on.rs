//! Split Based On: compare a value and go where it matches
//! (`reference/studio/widgets.md`, "split-based-on").

use super::{Category, Control, Field, Fresh, Widget, on};
use crate::condition;
use crate::interpreter::{Choice, Conduct, Fault, Visit};

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
    conduct: Some(Conduct::at_once(enter)),
};

fn enter(visit: &mut Visit<'_>) -> Result<Choice, Fault> {
    let state = visit.state;
    let matches = state.transitions().filter(|transition| transition.event() == "match");
    for (nth, transition) in matches.enumerate() {
        let Some(wanted) = transition.condition() else { continue };
        let subject = visit.render(wanted.subject().unwrap_or_else(|| state.text("input")));
        let operand = visit.render(wanted.operand());
        let holds = condition::holds(wanted.predicate(), &subject, &operand);
        let holds = holds.map_err(|error| Fault::Condition {
            state: state.name().to_owned(),
            problem: error.to_string(),
        })?;
        if holds {
            return Ok(Choice::Match(nth));
        }
    }
    if state.transitions().all(|entry| entry.event() != "noMatch" || entry.next().is_none()) {
        visit
            .warn(Some(81005), "no condition matched, and no way out is wired for that".to_owned());
    }
    Ok(Choice::Leave("noMatch"))
}
