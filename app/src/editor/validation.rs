//! What is wrong with the draft, found anew whenever it changes.

use std::time::Duration;

use flow::validate::Problem;

use super::Editor;
use crate::components::browser::after_frame;
use crate::reactive::effect;

/// How long after the last change the draft is validated: between two letters nobody reads on.
const PAUSE: Duration = Duration::from_millis(150);
/// How long after the first frame what nobody waits for begins: time for the first look and hand.
const CALM: Duration = Duration::from_millis(200);

impl Editor {
    /// Sees the page settled a little after its first frame.
    pub fn settle(&self) {
        let is_settled = self.is_settled;
        after_frame(CALM, move || is_settled.set(true));
    }

    /// Keeps the list of problems up to date, for as long as the page lives: from when it has
    /// settled on.
    pub fn validate_after_changes(&self) {
        let editor = *self;
        effect(move || {
            if editor.is_settled.get() {
                editor.validate();
            }
        });
        editor.after_changes(editor.changes(), PAUSE, move || editor.validate());
    }

    /// Takes over what the server found in the draft it has saved, as far as it takes parsers
    /// that are not here; it is told with what [`validate`](Self::validate) finds next.
    pub fn take_reported(&self, mut problems: Vec<Problem>) {
        problems.retain(|problem| problem.code.takes_a_parser());
        self.reported.set_value(problems);
    }

    /// Brings the list of problems up to date, and wakes its readers when it has changed.
    pub(crate) fn validate(&self) {
        let found = self
            .validator
            .try_update_value(|validator| self.with_flow(|flow| validator.validate(flow)));
        let Some(mut found) = found else { return };
        // A widget that was removed since takes its problems along.
        let is_there = |problem: &Problem| {
            let name = problem.state.as_deref().unwrap_or_default();
            self.with_flow(|flow| flow.state(name).is_some())
        };
        self.reported.with_value(|reported| {
            let more = reported.iter().filter(|it| !found.contains(it) && is_there(it));
            let more: Vec<Problem> = more.cloned().collect();
            found.extend(more);
        });
        if self.problems.with_untracked(|before| *before != found) {
            self.scene.update_value(|scene| scene.show_problems(&found));
            self.problems.set(found);
        }
        if !self.is_validated.get_untracked() {
            self.is_validated.set(true);
        }
    }
}

#[cfg(test)]
mod tests {
    use flow::Flow;
    use flow::edit;
    use flow::validate::Severity;
    use leptos::prelude::Owner;
    use serde_json::json;

    use super::*;

    #[test]
    fn problems_come_and_go_with_the_draft() {
        let owner = Owner::new();
        owner.set();
        let text = r#"{"states":[{"name":"Trigger","type":"trigger",
            "transitions":[{"event":"incomingCall","next":"greet"}]},
            {"name":"greet","type":"say-play","transitions":[{"event":"audioComplete"}],
            "properties":{"say":"Hi"}}],"initial_state":"Trigger"}"#;
        let editor = Editor::new(Flow::from_json(text).unwrap(), Vec::new());
        let paths = || {
            editor.validate();
            let problems = editor.problems.get_untracked();
            problems.into_iter().map(|problem| problem.property_path).collect::<Vec<_>>()
        };
        let trouble = || {
            editor.scene.with_value(|scene| {
                (scene.versions().to_vec(), scene.card("greet").and_then(|card| card.trouble))
            })
        };
        assert_eq!(paths(), [""; 0]);
        let (version, none) = trouble();
        assert_eq!(none, None);
        editor.edit(|flow| edit::set_property(flow, "greet", "loop", Some(json!("2"))));
        assert_eq!(paths(), ["#/states/1/properties/loop"]);
        assert_eq!(trouble().1, Some(Severity::Error));
        assert!(trouble().0 > version, "the card is drawn anew");
        // A card that is made anew keeps its sign.
        editor.edit(|flow| edit::set_property(flow, "greet", "say", Some(json!("Hello"))));
        assert_eq!(trouble().1, Some(Severity::Error));
        editor.undo();
        editor.undo();
        assert_eq!(paths(), [""; 0]);
        assert_eq!(trouble().1, None);
    }
}
