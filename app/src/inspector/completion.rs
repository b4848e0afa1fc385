//! Completing Liquid as it is typed: where the caret stands in it, and what fits there.

use flow::known::Known;
use flow::template::FILTERS;

/// How many are offered at once.
const MOST: usize = 40;

/// A word of Liquid that is being written, up to the caret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// Where the word begins.
    start: usize,
    caret: usize,
    /// It stands behind `|`.
    is_filter: bool,
    /// The braces it stands in are closed behind the caret.
    is_closed: bool,
}

/// Something to choose, with a few words about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Offer {
    pub(super) text: String,
    pub(super) about: String,
}

/// The word that is being written at `caret`; none outside braces and in quotes.
pub(super) fn place(text: &str, caret: usize) -> Option<Place> {
    let before = text.get(..caret)?;
    let open = before.rfind("{{").max(before.rfind("{%"))?;
    let inner = &before[open + 2..];
    let is_over = inner.contains("}}") || inner.contains("%}");
    let in_quotes = |quote| inner.matches(quote).count() % 2 == 1;
    if is_over || in_quotes('"') || in_quotes('\'') {
        return None;
    }
    let is_of_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let start = before.trim_end_matches(is_of_word).len().max(open + 2);
    let is_filter = before[..start].trim_end().ends_with('|');
    let rest = &text[caret..];
    let close = rest.find("}}").or_else(|| rest.find("%}"));
    let next = rest.find("{{").or_else(|| rest.find("{%")).unwrap_or(usize::MAX);
    Some(Place { start, caret, is_filter, is_closed: close.is_some_and(|close| close < next) })
}

/// What fits a word: what begins with it first, then what holds it.
pub(super) fn offers(text: &str, place: Place, known: &[Known]) -> Vec<Offer> {
    let word = text[place.start..place.caret].to_lowercase();
    let all: Vec<Offer> = match place.is_filter {
        true => FILTERS.iter().map(|name| Offer::new(name, "Filter")).collect(),
        false => known.iter().map(|known| Offer::new(&known.path, &known.from)).collect(),
    };
    let (first, second): (Vec<_>, Vec<_>) = all
        .into_iter()
        .filter(|offer| offer.text.to_lowercase().contains(&word) && offer.text != word)
        .partition(|offer| offer.text.to_lowercase().starts_with(&word));
    first.into_iter().chain(second).take(MOST).collect()
}

/// The text with an offer in the word's place, and where the caret is then.
pub(super) fn completed(text: &str, place: Place, offer: &str) -> (String, usize) {
    let (before, after) = (&text[..place.start], &text[place.caret..]);
    let caret = place.start + offer.len();
    if place.is_closed || place.is_filter {
        return (format!("{before}{offer}{after}"), caret);
    }
    (format!("{before}{offer}}}}}{after}"), caret + 2)
}

/// Where a place given in UTF-16, as the browser counts, is in the text.
pub(super) fn byte_at(text: &str, utf16: u32) -> usize {
    let mut left = utf16 as usize;
    for (at, letter) in text.char_indices() {
        if left == 0 {
            return at;
        }
        left = left.saturating_sub(letter.len_utf16());
    }
    text.len()
}

/// The same the other way round.
pub(super) fn utf16_at(text: &str, byte: usize) -> u32 {
    let before = text.get(..byte).unwrap_or(text);
    u32::try_from(before.encode_utf16().count()).unwrap_or(u32::MAX)
}

impl Offer {
    fn new(text: &str, about: &str) -> Self {
        Self { text: text.to_owned(), about: about.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Vec<Known> {
        ["widgets.ask.Digits", "flow.variables.ask", "trigger.call.From"]
            .map(|path| Known { path: path.to_owned(), from: String::new() })
            .to_vec()
    }

    fn texts(text: &str) -> Vec<String> {
        let place = place(text, text.len()).unwrap();
        offers(text, place, &known()).into_iter().map(|offer| offer.text).collect()
    }

    #[test]
    fn paths_and_filters_are_offered_where_they_can_stand() {
        assert_eq!(texts("Hi {{").len(), 3);
        assert_eq!(texts("Hi {{ wid"), ["widgets.ask.Digits"]);
        assert_eq!(texts("{{ ask"), ["widgets.ask.Digits", "flow.variables.ask"]);
        assert_eq!(texts("{{ a | upc"), ["upcase"]);
        assert_eq!(texts("{% if trigger.call.F"), ["trigger.call.From"]);
        for outside in ["Hi", "{{ a }} b", "{{ a | append: 'wid"] {
            assert_eq!(place(outside, outside.len()), None, "{outside}");
        }
    }

    #[test]
    fn a_chosen_path_takes_the_words_place_and_closes_the_braces() {
        let text = "Hi {{ wid";
        let at = place(text, text.len()).unwrap();
        let (next, caret) = completed(text, at, "widgets.ask.Digits");
        assert_eq!(next, "Hi {{ widgets.ask.Digits}}");
        assert_eq!(caret, next.len());
        let text = "Hi {{ wid }}!";
        let at = place(text, 9).unwrap();
        assert_eq!(completed(text, at, "widgets.x").0, "Hi {{ widgets.x }}!");
    }

    #[test]
    fn places_are_counted_as_the_browser_does() {
        let text = "a😀ö{{";
        assert_eq!(byte_at(text, 4), "a😀ö".len());
        assert_eq!(utf16_at(text, "a😀ö".len()), 4);
        assert_eq!(byte_at(text, 99), text.len());
    }
}
