//! Replacing words in the texts of a flow, and what that would change.

use std::ops::Range;

use super::{change, spliced, visit};
use crate::definition::Flow;

/// What is searched for, and how.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Search {
    /// Taken literally, blanks at the ends too.
    pub words: String,
    /// Whether capitals count.
    pub match_case: bool,
    /// Whether what is found may be no part of a longer word.
    pub whole_words: bool,
}

/// A text in which something was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Name of the state.
    pub state: String,
    /// Where, such as `#/states/3/properties/say`.
    pub property_path: String,
    /// The whole text.
    pub text: String,
    /// Where in it, in bytes; at least one.
    pub found: Vec<Range<usize>>,
}

impl Search {
    /// Every text of a flow in which the words stand, Liquid included. Names and types are no
    /// texts, nor are what conditions test and the names of rows.
    pub fn places(&self, flow: &Flow) -> Vec<Place> {
        let mut places = Vec::new();
        for (at, state) in flow.states().iter().enumerate() {
            visit(state, &mut |place, text| {
                let found = self.found_at(place, text);
                if !found.is_empty() {
                    places.push(Place {
                        state: state.name().to_owned(),
                        property_path: format!("#/states/{at}/{place}"),
                        text: text.to_owned(),
                        found,
                    });
                }
            });
        }
        places
    }

    /// The flow with other words in all those places.
    #[must_use]
    pub fn replaced(&self, flow: &Flow, with: &str) -> Flow {
        let mut flow = flow.clone();
        let (_, states) = flow.parts_mut();
        for state in states {
            let mut is_found = false;
            visit(state, &mut |place, text| {
                is_found |= !self.found_at(place, text).is_empty();
            });
            // A document that stays as it is is shared with what it came from.
            if is_found {
                change(state.object_mut(), &mut |place, text| {
                    spliced(text, &self.found_at(place, text), with)
                });
            }
        }
        flow
    }

    /// Where the words stand in the text at a place. What a condition tests is one of a few fixed
    /// words, and no text.
    fn found_at(&self, place: &str, text: &str) -> Vec<Range<usize>> {
        let is_test = place.starts_with("transitions/") && place.ends_with("/type");
        if is_test { Vec::new() } else { self.occurrences(text) }
    }

    /// Where the words stand in a text, from left to right and none within another.
    fn occurrences(&self, text: &str) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        if self.words.is_empty() {
            return found;
        }
        let mut at = 0;
        while let Some(letter) = text[at..].chars().next() {
            match self.end_of(&text[at..]).map(|length| at..at + length) {
                Some(range) if !self.whole_words || is_whole(text, &range) => {
                    at = range.end;
                    found.push(range);
                }
                _ => at += letter.len_utf8(),
            }
        }
        found
    }

    /// How long the words are where a text begins with them.
    fn end_of(&self, text: &str) -> Option<usize> {
        if self.match_case {
            return text.starts_with(&self.words).then_some(self.words.len());
        }
        let mut wanted = self.words.chars().flat_map(char::to_lowercase).peekable();
        for (at, letter) in text.char_indices() {
            if wanted.peek().is_none() {
                return Some(at);
            }
            if !letter.to_lowercase().all(|letter| wanted.next() == Some(letter)) {
                return None;
            }
        }
        wanted.peek().is_none().then_some(text.len())
    }
}

fn is_whole(text: &str, range: &Range<usize>) -> bool {
    let is_letter = |letter: char| letter.is_alphanumeric() || letter == '_';
    let before = text[..range.start].chars().next_back();
    let behind = text[range.end..].chars().next();
    !before.is_some_and(is_letter) && !behind.is_some_and(is_letter)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn search(words: &str) -> Search {
        Search { words: words.to_owned(), ..Search::default() }
    }

    fn flow() -> Flow {
        Flow::from_value(json!({ "states": [
            { "name": "Trigger", "type": "trigger", "transitions": [] },
            { "name": "support", "type": "say-play", "transitions": [],
              "properties": { "say": "Support: our support line", "loop": 1 } },
            { "name": "split", "type": "split-based-on", "properties": { "input": "x" },
              "transitions": [{ "event": "match", "next": "support", "conditions": [
                { "type": "equal_to", "arguments": ["x"], "value": "equal_to support" }] }] },
            { "name": "set", "type": "set-variables", "transitions": [],
              "properties": { "variables": [{ "key": "support", "value": "unsupported" }] } },
        ], "initial_state": "Trigger" }))
        .unwrap()
    }

    #[test]
    fn words_are_found_with_and_without_their_case_and_as_whole_words() {
        let found = |search: &Search| -> Vec<(String, usize)> {
            let places = search.places(&flow()).into_iter();
            places.map(|place| (place.property_path, place.found.len())).collect()
        };
        let say = "#/states/1/properties/say".to_owned();
        let value = "#/states/2/transitions/0/conditions/0/value".to_owned();
        let variable = "#/states/3/properties/variables/0/value".to_owned();
        let all = vec![(say.clone(), 2), (value.clone(), 1), (variable, 1)];
        assert_eq!(found(&search("SUPPORT")), all);
        let whole = Search { whole_words: true, ..search("support") };
        assert_eq!(found(&whole), [(say.clone(), 2), (value, 1)]);
        let exact = Search { match_case: true, ..search("Support") };
        assert_eq!(found(&exact), [(say, 1)]);
        assert_eq!(found(&search("")), []);
    }

    #[test]
    fn only_what_was_found_changes() {
        let flow = flow();
        let after = search("support").replaced(&flow, "help").to_value();
        let expected = flow
            .to_value()
            .to_string()
            .replace("Support: our support line", "help: our help line")
            .replace("equal_to support", "equal_to help")
            .replace("unsupported", "unhelped");
        assert_eq!(after.to_string(), expected);
        // What conditions test stays, and is no place.
        let tested = search("equal_to");
        assert_eq!(tested.places(&flow).len(), 1);
        let after = tested.replaced(&flow, "is").to_value();
        let condition = &after["states"][2]["transitions"][0]["conditions"][0];
        assert_eq!(
            (&condition["type"], &condition["value"]),
            (&json!("equal_to"), &json!("is support"))
        );
    }

    #[test]
    fn letters_that_are_longer_in_lower_case_are_found_where_they_stand() {
        let found = |words: &str, text: &str| -> Vec<(usize, usize)> {
            let all = search(words).occurrences(text).into_iter();
            all.map(|range| (range.start, range.end)).collect()
        };
        assert_eq!(found("x", "İx"), [(2, 3)]);
        assert_eq!(found("ÄÖ", "aäöß"), [(1, 5)]);
        assert_eq!(found("aa", "aaaa"), [(0, 2), (2, 4)]);
        assert_eq!(found("abc", "ab"), []);
    }
}
