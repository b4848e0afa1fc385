//! New names of widgets and variables, carried into all Liquid that reads them.

use super::{change, spliced};
use crate::definition::Object;
use crate::template::{self, Read};

/// Has all texts of a state call `read` by its new name `to`; tells whether one reads it.
pub fn rename_in(state: &mut Object, read: Read<'_>, to: &str) -> bool {
    change(state, &mut |_, text| renamed(text, read, to))
}

/// The text with `read` called `to` wherever its Liquid reads it; `None` where it does not, and
/// where the Liquid cannot be read.
pub fn renamed(text: &str, read: Read<'_>, to: &str) -> Option<String> {
    spliced(text, &template::places(text, read).ok()?, to)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_name_is_changed_where_liquid_reads_it_and_nowhere_else() {
        let from = Read::Widget("ask");
        let table = [
            ("{{widgets.ask.Digits}} ask", Some("{{widgets.asked.Digits}} ask")),
            (
                "{{ widgets['ask'].x }}{{widgets . ask.y}}",
                Some("{{ widgets['asked'].x }}{{widgets . asked.y}}"),
            ),
            (
                "{% if widgets.ask.a == 'widgets.ask' %}{{ widgets.ask_2.b }}{% endif %}",
                Some("{% if widgets.asked.a == 'widgets.ask' %}{{ widgets.ask_2.b }}{% endif %}"),
            ),
            ("widgets.ask.Digits", None),
            ("{{ flow.variables.ask }}", None),
            ("{{ widgets.ask.Digits", None),
        ];
        for (text, expected) in table {
            assert_eq!(renamed(text, from, "asked").as_deref(), expected, "{text}");
        }
        let variable = renamed("{{flow.variables.n}}{{flow.data.n}}", Read::Variable("n"), "m");
        assert_eq!(variable.as_deref(), Some("{{flow.variables.m}}{{flow.data.n}}"));
    }

    #[test]
    fn every_text_of_a_state_is_put_through() {
        let mut state = json!({
                "name": "split", "type": "split-based-on",
                "transitions": [{ "event": "match", "next": "ask", "conditions": [
                    { "arguments": ["{{widgets.ask.x}}"], "value": "{{widgets.ask.y}}" }] }],
                "properties": { "input": "{{widgets.ask.x}}", "offset": { "x": 1 } },
        })
        .as_object()
        .cloned()
        .unwrap();
        assert!(rename_in(&mut state, Read::Widget("ask"), "b"));
        let changed = &state;
        assert_eq!(changed["properties"]["input"], "{{widgets.b.x}}");
        let conditions = &changed["transitions"][0]["conditions"][0];
        assert_eq!(conditions["arguments"][0], "{{widgets.b.x}}");
        assert_eq!(conditions["value"], "{{widgets.b.y}}");
        assert_eq!(changed["transitions"][0]["next"], "ask");
        assert!(!rename_in(&mut state, Read::Widget("ask"), "b"));
    }
}
