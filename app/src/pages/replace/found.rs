//! What was found in one flow, as it is and as it would be.

use std::collections::HashSet;
use std::ops::Range;

use flow::sid::FlowSid;
use flow::texts::{Place, Search};
use leptos::prelude::*;

use super::library::{Library, Opened};
use super::many;
use crate::reactive::RwSignal;

/// How many places of a flow are shown.
const MOST: usize = 50;
/// Letters of a text that are shown before what was found, and behind it.
const AROUND: usize = 60;

/// What was found in all flows.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Hits {
    pub(super) flows: Vec<Found>,
    /// Occurrences in all of them.
    pub(super) count: usize,
}

/// What was found in one.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    pub(super) sid: FlowSid,
    pub(super) name: String,
    places: Vec<Place>,
    pub(super) count: usize,
    /// What is the same as long as nothing else is found there.
    pub(super) mark: String,
}

/// Where things are to be replaced.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Chosen {
    pub(super) flows: Vec<FlowSid>,
    pub(super) places: usize,
}

impl Hits {
    pub(super) fn of(flows: &[Opened], search: &Search) -> Self {
        let mut hits = Self::default();
        for opened in flows {
            let places = search.places(&opened.flow);
            let count = places.iter().map(|place| place.found.len()).sum();
            if count > 0 {
                hits.count += count;
                let (sid, name) = (opened.sid.clone(), opened.name.clone());
                let mark = format!("{sid} {} {search:?}", opened.revision);
                hits.flows.push(Found { sid, name, places, count, mark });
            }
        }
        hits
    }

    pub(super) fn chosen(&self, left_out: &HashSet<FlowSid>) -> Chosen {
        let mut chosen = Chosen::default();
        for found in self.flows.iter().filter(|found| !left_out.contains(&found.sid)) {
            chosen.flows.push(found.sid.clone());
            chosen.places += found.count;
        }
        chosen
    }
}

/// The places of one flow, and whether they are to be replaced.
#[component]
pub(super) fn FoundFlow(found: Found, with: RwSignal<String>) -> impl IntoView {
    let library = expect_context::<Library>();
    let Found { sid, name, places, count, .. } = found;
    let is_chosen = {
        let sid = sid.clone();
        move || library.left_out.with(|out| !out.contains(&sid))
    };
    let choose = {
        let sid = sid.clone();
        move |is_chosen: bool| {
            library.left_out.update(|out| {
                if is_chosen {
                    out.remove(&sid);
                } else {
                    out.insert(sid.clone());
                }
            });
        }
    };
    let more = places.len().saturating_sub(MOST);
    let lines = places.into_iter().take(MOST).map(|place| {
        let link = format!("/flows/{sid}#{}", place.state);
        view! { <Line place link with/> }
    });
    let lines = lines.collect_view();
    let label = format!("{name}, {}", many(count, "place"));

    view! {
        <section class="replace__flow" aria-label=label.clone()>
            <h2 class="replace__name">
                <input
                    type="checkbox"
                    aria-label=format!("Replace in {name}")
                    prop:checked=is_chosen
                    on:change:target=move |event| choose(event.target().checked())
                />
                <a href=format!("/flows/{sid}")>{name}</a>
                <span class="replace__number">{many(count, "place")}</span>
            </h2>
            <ul class="replace__places">{lines}</ul>
            {(more > 0).then(|| view! {
                <p class="replace__more">{format!("And {} more.", many(more, "text"))}</p>
            })}
        </section>
    }
}

#[component]
fn Line(place: Place, link: String, with: RwSignal<String>) -> impl IntoView {
    let path = place.property_path.splitn(4, '/').nth(3).unwrap_or_default();
    let path = path.strip_prefix("properties/").unwrap_or(path).to_owned();
    let pieces = pieces(&place.text, &place.found).into_iter().map(|piece| match piece {
        Piece::Text(text) => text.into_any(),
        Piece::Found(text) => view! {
            <del class="changes__before">{text}</del>
            <Show when=move || with.with(|with| !with.is_empty())>
                <ins class="changes__after">{with}</ins>
            </Show>
        }
        .into_any(),
    });

    view! {
        <li class="replace__place">
            <a class="replace__widget" href=link>{place.state}</a>
            <span class="changes__path">{path}</span>
            <p class="replace__text">{pieces.collect_view()}</p>
        </li>
    }
}

/// A part of a text.
#[derive(Debug, PartialEq)]
enum Piece {
    Text(String),
    Found(String),
}

/// A text in parts, with what is far from everything that was found left out.
fn pieces(text: &str, found: &[Range<usize>]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut from = 0;
    for range in found {
        pieces.push(Piece::Text(between(&text[from..range.start], from == 0, false)));
        pieces.push(Piece::Found(text[range.clone()].to_owned()));
        from = range.end;
    }
    pieces.push(Piece::Text(between(&text[from..], false, true)));
    pieces
}

/// What stands between two that were found, or at an end of the text.
fn between(text: &str, is_first: bool, is_last: bool) -> String {
    let length = text.chars().count();
    let head: String = text.chars().take(AROUND).collect();
    let tail: String = text.chars().skip(length.saturating_sub(AROUND)).collect();
    match (is_first, is_last) {
        (true, _) if length > AROUND => format!("…{tail}"),
        (_, true) if length > AROUND => format!("{head}…"),
        (false, false) if length > 2 * AROUND => format!("{head}…{tail}"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_shown_round_what_was_found() {
        let text = |text: &str| Piece::Text(text.to_owned());
        let found = |text: &str| Piece::Found(text.to_owned());
        let all = pieces("a bee, a bee", &[2..5, 9..12]);
        assert_eq!(all, [text("a "), found("bee"), text(", a "), found("bee"), text("")]);

        let (ö, long) = ("ö".repeat(AROUND), "ö".repeat(3 * AROUND));
        let whole = format!("{long}x{long}x{long}");
        let (first, second) = (long.len(), 2 * long.len() + 1);
        let all = pieces(&whole, &[first..first + 1, second..second + 1]);
        let expected = [
            text(&format!("…{ö}")),
            found("x"),
            text(&format!("{ö}…{ö}")),
            found("x"),
            text(&format!("{ö}…")),
        ];
        assert_eq!(all, expected);
    }
}
