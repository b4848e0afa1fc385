//! Paths as people write them in Studio: with blanks round the dots.

use super::scan::opening;

/// The text with the blanks round the dots of paths taken out, inside `{{ }}` and `{% %}` only.
/// Studio takes `flow.variables. name`; the language itself does not.
pub(super) fn joined(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((start, close)) = opening(rest) {
        let (before, markup) = rest.split_at(start);
        out.push_str(before);
        let end = markup.find(close).map_or(markup.len(), |at| at + close.len());
        let (markup, after) = markup.split_at(end);
        join(markup, &mut out);
        rest = after;
    }
    out.push_str(rest);
    out
}

fn join(markup: &str, out: &mut String) {
    let mut quote = None;
    let mut characters = markup.chars().peekable();
    while let Some(character) = characters.next() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (None, '"' | '\'') => quote = Some(character),
            (None, '.') if characters.peek() != Some(&'.') && !out.ends_with('.') => {
                out.truncate(out.trim_end().len());
                out.push('.');
                while characters.next_if(|next| next.is_whitespace()).is_some() {}
                continue;
            }
            _ => {}
        }
        out.push(character);
    }
}
