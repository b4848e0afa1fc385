//! Where in the form a problem belongs: between `#/states/3/properties/timeout` and the parts of
//! the form, each marked with its place, such as `properties/timeout`.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// What a part of the form is marked with.
const MARK: &str = "data-place";

/// The place within its state, or within the document for what stands outside the states.
pub(super) fn within_state(property_path: &str) -> &str {
    let path = property_path.trim_start_matches("#/");
    match path.strip_prefix("states/").and_then(|rest| rest.split_once('/')) {
        Some((_, place)) => place,
        None => path,
    }
}

/// Whether a place is `part`, or stands within it.
pub(super) fn is_within(place: &str, part: &str) -> bool {
    place.strip_prefix(part).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Puts the focus on the part of the form that a problem is about; on the first part, when there
/// is no problem or no such part.
pub(super) fn focus(form: &Element, property_path: Option<&str>) {
    let part = property_path.and_then(|path| part_of(form, within_state(path)));
    if let Some(Ok(Some(fold))) = part.as_ref().map(|part| part.closest("details")) {
        // What is folded away cannot have the focus; a page that refuses leaves it folded.
        let _ = fold.set_attribute("open", "");
    }
    let within = part.as_ref().unwrap_or(form);
    let target = within.query_selector("input, textarea, select, button").ok().flatten();
    if let Some(target) = target.and_then(|target| target.dyn_into::<HtmlElement>().ok()) {
        // An element that cannot take the focus leaves it where it is.
        let _ = target.focus();
    }
}

/// The innermost part of the form that holds a place.
fn part_of(form: &Element, place: &str) -> Option<Element> {
    let parts = form.query_selector_all(&format!("[{MARK}]")).ok()?;
    let parts = (0..parts.length()).filter_map(|at| parts.item(at)?.dyn_into::<Element>().ok());
    let marked = parts.filter_map(|part| Some((part.get_attribute(MARK)?, part)));
    let holding = marked.filter(|(mark, _)| is_within(place, mark));
    holding.max_by_key(|(mark, _)| mark.len()).map(|(_, part)| part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_has_a_place_within_its_state() {
        assert_eq!(within_state("#/states/3/properties/timeout"), "properties/timeout");
        assert_eq!(within_state("#/states/12/transitions/0/next"), "transitions/0/next");
        assert_eq!(within_state("#/flags/allow_concurrent_calls"), "flags/allow_concurrent_calls");
        assert_eq!(within_state("#/states"), "states");
        assert_eq!(within_state("#"), "#");
    }

    #[test]
    fn a_part_holds_what_stands_in_it_and_not_what_is_spelt_alike() {
        assert!(is_within("properties/parameters/0/key", "properties/parameters"));
        assert!(is_within("transitions/1", "transitions/1"));
        assert!(!is_within("transitions/12/next", "transitions/1"));
        assert!(!is_within("properties", "properties/say"));
    }
}
