//! The parts of a text with Liquid as an editor colours them. Any text has them, also one that is
//! still being written.

use std::ops::Range;

use super::scan;

/// What a part of a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token {
    /// Said as it stands.
    Text,
    /// `{{`, `%}` and the like.
    Brace,
    /// A tag's name or a word of the language: `if`, `and`.
    Word,
    /// A path into the context, or a variable.
    Path,
    /// A filter's name.
    Filter,
    /// A text in quotes, or a number.
    Literal,
    /// An operator or punctuation.
    Sign,
}

/// Words of the language that are no variables.
const WORDS: [&str; 12] = [
    "and", "or", "contains", "in", "true", "false", "nil", "null", "blank", "empty", "limit",
    "offset",
];

/// The filters there are, for an editor to offer (`reference/studio/runtime.md`, "Liquid").
pub const FILTERS: [&str; 47] = [
    "abs",
    "append",
    "at_least",
    "at_most",
    "capitalize",
    "ceil",
    "compact",
    "concat",
    "date",
    "default",
    "divided_by",
    "downcase",
    "escape",
    "escape_once",
    "first",
    "floor",
    "join",
    "last",
    "lstrip",
    "map",
    "minus",
    "modulo",
    "newline_to_br",
    "plus",
    "prepend",
    "remove",
    "remove_first",
    "replace",
    "replace_first",
    "reverse",
    "round",
    "rstrip",
    "size",
    "slice",
    "sort",
    "sort_natural",
    "split",
    "strip",
    "strip_html",
    "strip_newlines",
    "times",
    "to_json",
    "truncate",
    "truncatewords",
    "uniq",
    "upcase",
    "url_encode",
];

/// The parts of a text, one after the other, without gaps.
pub fn tokens(text: &str) -> Vec<(Token, Range<usize>)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some((start, close)) = scan::opening(&text[at..]) {
        let start = at + start;
        push(&mut found, Token::Text, at..start);
        let inner = start + 2;
        // Markup that is not closed yet goes on to the end.
        let end = inner + closing(&text[inner..], close);
        push(&mut found, Token::Brace, start..inner);
        within(text, inner..end, close == "%}", &mut found);
        at = (end + 2).min(text.len());
        push(&mut found, Token::Brace, end..at);
    }
    push(&mut found, Token::Text, at..text.len());
    found
}

fn push(found: &mut Vec<(Token, Range<usize>)>, token: Token, range: Range<usize>) {
    if range.is_empty() {
        return;
    }
    match found.last_mut() {
        Some((last, before)) if *last == token && before.end == range.start => {
            before.end = range.end;
        }
        _ => found.push((token, range)),
    }
}

fn closing(inner: &str, close: &str) -> usize {
    let mut quote = None;
    for (at, letter) in inner.char_indices() {
        match (quote, letter) {
            (Some(open), _) if open == letter => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(letter),
            (None, _) if inner[at..].starts_with(close) => return at,
            (None, _) => {}
        }
    }
    inner.find(close).unwrap_or(inner.len())
}

/// The parts of one piece of markup.
fn within(text: &str, range: Range<usize>, is_tag: bool, found: &mut Vec<(Token, Range<usize>)>) {
    let (mut at, end) = (range.start, range.end);
    let mut is_first = is_tag;
    let mut is_filter = false;
    while let Some(letter) = text[at..end].chars().next() {
        let rest = &text[at..end];
        let length = match letter {
            '"' | '\'' => rest[1..].find(letter).map_or(rest.len(), |close| close + 2),
            'a'..='z' | 'A'..='Z' | '_' => word_length(rest),
            '0'..='9' => rest.bytes().take_while(|it| it.is_ascii_digit() || *it == b'.').count(),
            _ => letter.len_utf8(),
        };
        let part = &rest[..length];
        let token = match letter {
            '"' | '\'' | '0'..='9' => Token::Literal,
            'a'..='z' | 'A'..='Z' | '_' if is_first => Token::Word,
            'a'..='z' | 'A'..='Z' | '_' if is_filter => Token::Filter,
            'a'..='z' | 'A'..='Z' | '_' if WORDS.contains(&part) => Token::Word,
            'a'..='z' | 'A'..='Z' | '_' => Token::Path,
            _ => Token::Sign,
        };
        push(found, token, at..at + length);
        if !letter.is_whitespace() && letter != '-' {
            is_first = false;
            is_filter = letter == '|';
        }
        at += length;
    }
}

/// How long the path is that a text begins with, its dots included.
fn word_length(text: &str) -> usize {
    let is_of_path = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    let length = text.bytes().take_while(is_of_path).count();
    // A hyphen before the end takes blanks away; it is not of the name.
    text[..length].trim_end_matches('-').len().max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<(Token, &str)> {
        tokens(text).into_iter().map(|(token, range)| (token, &text[range])).collect()
    }

    #[test]
    fn a_text_falls_into_its_parts() {
        use Token::{Brace, Filter, Literal, Path, Sign, Text, Word};
        assert_eq!(
            parts("Hi {{ flow.data.name | default: 'you' }}!"),
            [
                (Text, "Hi "),
                (Brace, "{{"),
                (Sign, " "),
                (Path, "flow.data.name"),
                (Sign, " | "),
                (Filter, "default"),
                (Sign, ": "),
                (Literal, "'you'"),
                (Sign, " "),
                (Brace, "}}"),
                (Text, "!"),
            ]
        );
        assert_eq!(
            parts("{%- if a == 3 and b -%}"),
            [
                (Brace, "{%"),
                (Sign, "- "),
                (Word, "if"),
                (Sign, " "),
                (Path, "a"),
                (Sign, " == "),
                (Literal, "3"),
                (Sign, " "),
                (Word, "and"),
                (Sign, " "),
                (Path, "b"),
                (Sign, " -"),
                (Brace, "%}"),
            ]
        );
    }

    #[cfg(feature = "run")]
    #[test]
    fn every_filter_that_is_offered_is_known_to_the_parser() {
        for filter in FILTERS {
            // One that wants an argument says so; one that is not known is called unknown.
            let with = |arguments: &str| {
                crate::template::Template::parse(&format!("{{{{ a | {filter}{arguments} }}}}"))
            };
            let fits = ["", ": 1", ": 1, 2"].into_iter().any(|arguments| with(arguments).is_ok());
            assert!(fits, "{filter}: {:?}", with("").err());
        }
    }

    #[test]
    fn any_text_is_covered_without_gaps() {
        for text in ["", "{{", "{{ 'x", "{% if", "ä{{ö|ü}}{{é", "{{a}}{{b", "{{ it's }}", "}} {"]
        {
            let mut end = 0;
            for (_, range) in tokens(text) {
                assert_eq!(range.start, end, "{text}");
                end = range.end;
            }
            assert_eq!(end, text.len(), "{text}");
        }
    }
}
