//! What changed between two definitions, as a drawing: the cards and lines of both, where the new
//! one has them.

use std::collections::{HashMap, HashSet};
use std::fmt::{self, Write};

use flow::Flow;
use flow::diff::{Diff, Fate, StateDiff};
use serde_json::Value;

use super::geometry::Rect;
use super::picture::{close, open, write_card, write_edge, write_route};
use super::scene::{Edge, Scene};
use super::theme::Theme;

const ADDED: &str = "var(--success)";
const REMOVED: &str = "var(--danger)";
const CHANGED: &str = "var(--warning)";
const MOVED: &str = "var(--accent)";

/// A way from card to card, by name.
type Way = (String, String, usize, String);

/// The drawing, as SVG for a page that has our style sheet.
pub(crate) fn compared(before: &Flow, after: &Flow, diff: &Diff) -> String {
    let mut out = String::new();
    // Writing to a text cannot fail.
    let _ = write_drawing(&mut out, before, after, diff);
    out
}

fn write_drawing(out: &mut String, before: &Flow, after: &Flow, diff: &Diff) -> fmt::Result {
    let theme = Theme::tokens();
    let scene = Scene::new(&both(before, after, diff));
    // What was, as it would stand there now.
    let past = Scene::new(&placed(before, diff, &scene));
    let (then, now) = (ways(&past), ways(&Scene::new(after)));
    open(out, scene.bounds().unwrap_or_default(), &theme, "What changed")?;
    for state in &diff.states {
        write_move(out, state, &scene)?;
    }
    for (way, edge) in edges(&scene).filter(|(way, _)| now.contains(way)) {
        if then.contains(&way) {
            write!(out, r#"<g fill="none" stroke="{}" stroke-width="1.5">"#, theme.edge)?;
            write_edge(out, edge, &theme.edge)?;
        } else {
            write!(out, r#"<g fill="none" stroke="{ADDED}" stroke-width="2.5">"#)?;
            write_edge(out, edge, ADDED)?;
        }
        out.push_str("</g>");
    }
    write!(out, r#"<g fill="none" stroke="{REMOVED}" stroke-width="2" stroke-dasharray="3 5">"#)?;
    for (_, edge) in edges(&past).filter(|(way, _)| !now.contains(way)) {
        out.push_str("<path");
        write_route(out, &edge.route, REMOVED)?;
    }
    out.push_str("</g>");
    let fates: HashMap<&str, &StateDiff> =
        diff.states.iter().map(|state| (state.name.as_str(), state)).collect();
    for card in scene.cards() {
        let state = fates.get(card.name.as_str());
        let is_gone = state.is_some_and(|state| state.fate == Fate::Removed);
        out.push_str(if is_gone { r#"<g opacity="0.55">"# } else { "<g>" });
        write_card(out, card, &theme)?;
        out.push_str("</g>");
        if let Some(state) = state {
            write_mark(out, state, &card.rect)?;
        }
    }
    close(out);
    Ok(())
}

/// What became of a widget, in words.
fn fate(state: &StateDiff) -> (&'static str, String) {
    let words = match state.fate {
        Fate::Added => return (ADDED, "Added".to_owned()),
        Fate::Removed => return (REMOVED, "Removed".to_owned()),
        Fate::Changed => [
            (state.was.is_some(), "Renamed"),
            (!state.changes.is_empty(), "Changed"),
            (!state.wires.is_empty(), "Rewired"),
            (state.moved.is_some(), "Moved"),
        ],
    };
    let words: Vec<&str> = words.into_iter().filter_map(|(is, word)| is.then_some(word)).collect();
    (if words == ["Moved"] { MOVED } else { CHANGED }, words.join(", "))
}

fn write_mark(out: &mut String, state: &StateDiff, rect: &Rect) -> fmt::Result {
    let (colour, words) = fate(state);
    let Rect { x, y, width, height } = *rect;
    write!(
        out,
        r#"<rect data-change="" x="{}" y="{}" width="{}" height="{}" rx="10" fill="none" stroke="{colour}" stroke-width="3"/><text x="{x}" y="{}" font-size="13" font-weight="600" fill="{colour}">{words}</text>"#,
        x - 2.0,
        y - 2.0,
        width + 4.0,
        height + 4.0,
        y - 10.0,
    )
}

/// Where a card stood, and how it went from there.
fn write_move(out: &mut String, state: &StateDiff, scene: &Scene) -> fmt::Result {
    let (Some(moved), Some(card)) = (state.moved, scene.card(&state.name)) else { return Ok(()) };
    let (from, to) = (moved.before, card.rect.centre());
    let Rect { width, height, .. } = card.rect;
    write!(
        out,
        r#"<g fill="none" stroke="{MOVED}" stroke-dasharray="6 5"><rect x="{}" y="{}" width="{width}" height="{height}" rx="8"/><path d="M{} {}L{} {}"/></g>"#,
        from.x,
        from.y,
        from.x + width / 2.0,
        from.y + height / 2.0,
        to.x,
        to.y,
    )
}

/// The new flow with the widgets that are gone. One whose name another has now is left out.
fn both(before: &Flow, after: &Flow, diff: &Diff) -> Flow {
    let gone = diff.states.iter().filter(|state| state.fate == Fate::Removed);
    let gone = gone.filter(|state| after.state(&state.name).is_none());
    let states = gone.filter_map(|state| before.state(&state.name));
    let names = new_names(diff);
    let states = states.map(|state| {
        let mut value = Value::Object(state.object().clone());
        rename_targets(&mut value, &names);
        value
    });
    let mut value = after.to_value();
    if let Some(Value::Array(all)) = value.get_mut("states") {
        all.extend(states);
    }
    Flow::from_value(value).unwrap_or_else(|_| after.clone())
}

/// The old flow under the new names, its cards where `scene` has them.
fn placed(before: &Flow, diff: &Diff, scene: &Scene) -> Flow {
    let names = new_names(diff);
    let mut value = before.to_value();
    for state in value.get_mut("states").and_then(Value::as_array_mut).into_iter().flatten() {
        rename_targets(state, &names);
        let name = state.get("name").and_then(Value::as_str).unwrap_or_default();
        let name = names.get(name).map_or(name, |new| new).to_owned();
        if let Some(card) = scene.card(&name)
            && let Some(properties) = state.get_mut("properties").and_then(Value::as_object_mut)
        {
            let offset = serde_json::json!({ "x": card.rect.x, "y": card.rect.y });
            properties.insert("offset".to_owned(), offset);
        }
        state["name"] = Value::String(name);
    }
    Flow::from_value(value).unwrap_or_else(|_| before.clone())
}

/// The widgets that have another name now, by their old one.
fn new_names(diff: &Diff) -> HashMap<&str, &str> {
    let renamed = |state: &StateDiff| state.was.is_some();
    let renamed = diff.states.iter().filter(|state| renamed(state));
    renamed.filter_map(|state| Some((state.was.as_deref()?, state.name.as_str()))).collect()
}

fn rename_targets(state: &mut Value, names: &HashMap<&str, &str>) {
    let entries = state.get_mut("transitions").and_then(Value::as_array_mut);
    for entry in entries.into_iter().flatten() {
        let new = entry.get("next").and_then(Value::as_str).and_then(|next| names.get(next));
        if let Some(new) = new {
            entry["next"] = Value::String((*new).to_owned());
        }
    }
}

fn edges(scene: &Scene) -> impl Iterator<Item = (Way, &Edge)> {
    scene.cards().iter().enumerate().flat_map(move |(at, card)| {
        scene.edges(at).iter().map(move |edge| {
            let exit = &card.ports[edge.port].exit;
            let to = scene.cards()[edge.to].name.clone();
            ((card.name.clone(), exit.event.clone(), exit.nth, to), edge)
        })
    })
}

fn ways(scene: &Scene) -> HashSet<Way> {
    edges(scene).map(|(way, _)| way).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn say(name: &str, words: &str, next: &str, x: f64) -> Value {
        json!({ "name": name, "type": "say-play", "transitions": [
            { "event": "audioComplete", "next": next }],
            "properties": { "say": words, "offset": { "x": x, "y": 0 } } })
    }

    fn flow(states: &[Value]) -> Flow {
        Flow::from_value(json!({ "states": states })).unwrap()
    }

    #[test]
    fn every_kind_of_change_is_drawn_and_named() {
        let before = flow(&[
            say("a", "one", "b", 0.0),
            say("b", "two", "c", 400.0),
            say("c", "three", "", 800.0),
            say("d", "four", "c", 1200.0),
        ]);
        let after = flow(&[
            say("a", "uno", "e", 0.0),
            say("c", "three", "", 800.0),
            say("d", "four", "c", 2000.0),
            json!({ "name": "e", "type": "set-variables", "properties": {},
                "transitions": [{ "event": "next", "next": "c" }] }),
        ]);
        let drawing = compared(&before, &after, &Diff::between(&before, &after));
        for words in ["Changed, Rewired", "Added", "Removed", "Moved"] {
            assert!(drawing.contains(&format!(">{words}</text>")), "{words}: {drawing}");
        }
        // Two lines are new, two are gone, and one stayed.
        assert_eq!(drawing.matches(r#"stroke="var(--success)" stroke-width="2.5""#).count(), 2);
        let gone = drawing.split(r#"stroke-dasharray="3 5">"#).nth(1).unwrap();
        assert_eq!(gone.split("</g>").next().unwrap().matches("<path d=").count(), 2);
        assert_eq!(drawing.matches(r#"stroke="var(--edge)" stroke-width="1.5""#).count(), 1);
        assert!(drawing.starts_with("<svg ") && drawing.ends_with("</svg>\n"));
    }

    #[test]
    fn a_new_name_is_no_new_wire() {
        let before =
            flow(&[say("a", "one", "b", 0.0), say("b", "a long text of its own", "", 400.0)]);
        let after =
            flow(&[say("a", "one", "c", 0.0), say("c", "a long text of its own", "", 400.0)]);
        let drawing = compared(&before, &after, &Diff::between(&before, &after));
        assert!(drawing.contains(">Renamed</text>"), "{drawing}");
        assert!(!drawing.contains("2.5"), "{drawing}");
    }
}
