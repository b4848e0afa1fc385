//! Finding: by words, and by what Liquid reads.

use super::visit;
use crate::definition::{Flow, State};
use crate::template::{self, Read};

/// Characters of a text that are shown before what was found, and behind it.
const AROUND: usize = 24;

/// One place where something was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Name of the state.
    pub state: String,
    /// Where, such as `#/states/3/properties/say`.
    pub property_path: String,
    /// What stands round it.
    pub excerpt: String,
}

/// Every place where `words` stand, whatever their case: in names, types and texts, Liquid
/// included. Nothing for blank words.
pub fn find(flow: &Flow, words: &str) -> Vec<Found> {
    let words = words.trim().to_lowercase();
    if words.is_empty() {
        return Vec::new();
    }
    places(
        flow,
        |text| excerpt(text, &words),
        |state| {
            let own = [("name", state.name()), ("type", state.kind())];
            own.into_iter().filter_map(|(key, text)| Some((key, excerpt(text, &words)?))).collect()
        },
    )
}

/// Every place whose Liquid reads a widget or a variable.
pub fn users(flow: &Flow, read: Read<'_>) -> Vec<Found> {
    let reads = |text: &str| {
        let outline = template::outline(text).ok()?;
        outline.reads.contains(&read).then(|| shortened(text))
    };
    places(flow, |text| if template::has_liquid(text) { reads(text) } else { None }, |_| Vec::new())
}

fn places(
    flow: &Flow,
    look: impl Fn(&str) -> Option<String>,
    look_at: impl Fn(&State) -> Vec<(&'static str, String)>,
) -> Vec<Found> {
    let mut found = Vec::new();
    for (at, state) in flow.states().iter().enumerate() {
        let mut add = |place: &str, excerpt: String| {
            found.push(Found {
                state: state.name().to_owned(),
                property_path: format!("#/states/{at}/{place}"),
                excerpt,
            });
        };
        for (place, excerpt) in look_at(state) {
            add(place, excerpt);
        }
        visit(state, &mut |place, text| {
            if let Some(excerpt) = look(text) {
                add(place, excerpt);
            }
        });
    }
    found
}

/// What stands round the first occurrence of `words`, which are in lower case.
fn excerpt(text: &str, words: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let at = lower.find(words)?;
    // In lower case a text may have other characters, never fewer before what was found.
    let before = lower[..at].chars().count();
    let skip = before.saturating_sub(AROUND);
    let length = AROUND + words.chars().count() + before.min(AROUND);
    let shown: String = text.chars().skip(skip).take(length).collect();
    let start = if skip > 0 { "…" } else { "" };
    let end = if skip + length < text.chars().count() { "…" } else { "" };
    Some(format!("{start}{}{end}", shown.replace('\n', " ")))
}

fn shortened(text: &str) -> String {
    let length = 3 * AROUND;
    let shown: String = text.chars().take(length).collect();
    let end = if text.chars().count() > length { "…" } else { "" };
    format!("{}{end}", shown.replace('\n', " "))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn flow() -> Flow {
        Flow::from_value(json!({ "states": [
            { "name": "Trigger", "type": "trigger", "transitions": [] },
            { "name": "greet", "type": "say-play", "transitions": [],
              "properties": { "say": "Guten Tag, {{widgets.ask.Digits}}" } },
            { "name": "split", "type": "split-based-on", "transitions": [
                { "event": "match", "conditions": [
                    { "arguments": ["{{widgets.ask.Digits}}"], "value": "Tag" }] }],
              "properties": { "input": "{{ flow.variables.day }}" } },
            { "name": "set", "type": "set-variables", "transitions": [],
              "properties": { "variables": [{ "key": "tag", "value": "{{widgets.ask.x}}" }] } },
        ], "initial_state": "Trigger" }))
        .unwrap()
    }

    fn paths(found: &[Found]) -> Vec<&str> {
        found.iter().map(|it| it.property_path.as_str()).collect()
    }

    #[test]
    fn words_are_found_in_names_types_texts_and_conditions() {
        let found = find(&flow(), " TAG ");
        assert_eq!(
            paths(&found),
            ["#/states/1/properties/say", "#/states/2/transitions/0/conditions/0/value"]
        );
        assert_eq!(found[0].excerpt, "Guten Tag, {{widgets.ask.Digits}}");
        assert_eq!(paths(&find(&flow(), "greet")), ["#/states/1/name"]);
        assert_eq!(paths(&find(&flow(), "set-var")), ["#/states/3/type"]);
        assert!(find(&flow(), " ").is_empty());
    }

    #[test]
    fn users_of_a_widget_and_of_a_variable_are_found() {
        let found = users(&flow(), Read::Widget("ask"));
        assert_eq!(
            paths(&found),
            [
                "#/states/1/properties/say",
                "#/states/2/transitions/0/conditions/0/arguments/0",
                "#/states/3/properties/variables/0/value",
            ]
        );
        let found = users(&flow(), Read::Variable("day"));
        assert_eq!(found[0].excerpt, "{{ flow.variables.day }}");
    }

    #[test]
    fn an_excerpt_is_cut_between_letters_whatever_they_are() {
        let text = "ÄÖÜ".repeat(20) + "x" + &"ß€".repeat(20);
        let shown = excerpt(&text, "x").unwrap();
        assert!(shown.starts_with("…Ä") && shown.ends_with("…"), "{shown}");
        assert_eq!(excerpt("İx", "x").as_deref(), Some("İx"));
    }
}
