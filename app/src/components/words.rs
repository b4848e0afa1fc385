//! Sentences in which a `name` stands between backticks, and numbers of things.

use leptos::prelude::*;

/// A text whose parts between backticks are shown as names.
pub fn words(text: &str) -> impl IntoView + use<> {
    let parts: Vec<(bool, String)> = parts(text);
    parts
        .into_iter()
        .map(|(is_name, part)| match is_name {
            true => view! { <code class="name">{part}</code> }.into_any(),
            false => part.into_any(),
        })
        .collect_view()
}

/// A number of things, in words.
pub fn many(count: usize, thing: &str) -> String {
    if count == 1 { format!("1 {thing}") } else { format!("{count} {thing}s") }
}

/// Each part, and whether it is a name. A backtick without a partner is a letter like any other.
fn parts(text: &str) -> Vec<(bool, String)> {
    let mut pieces: Vec<&str> = text.split('`').collect();
    let lonely = if pieces.len().is_multiple_of(2) { pieces.pop() } else { None };
    let mut parts: Vec<(bool, String)> = pieces
        .into_iter()
        .enumerate()
        .map(|(at, piece)| (at % 2 == 1, piece.to_owned()))
        .filter(|(_, piece)| !piece.is_empty())
        .collect();
    parts.extend(lonely.map(|piece| (false, format!("`{piece}"))));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_between_backticks_is_a_name() {
        let name = |text: &str| (true, text.to_owned());
        let plain = |text: &str| (false, text.to_owned());
        assert_eq!(parts("`a` leads to `b`"), [name("a"), plain(" leads to "), name("b")]);
        assert_eq!(parts("nothing here"), [plain("nothing here")]);
        assert_eq!(parts("it's ` alone"), [plain("it's "), plain("` alone")]);
    }
}
