//! The ways out of a widget in two definitions: which became which.

use serde_json::Value;

use super::values;
use super::{Change, Renamed, Rewired, StateDiff};
use crate::definition::{State, Transition};

/// Above so many pairs of conditions they are taken in their order.
const MAX_PAIRS: usize = 40_000;

/// A state's transitions; none where they are no list.
pub(crate) fn entries(state: &State) -> Option<&[Value]> {
    match state.object().get("transitions") {
        None => Some(&[]),
        Some(value) => value.as_array().map(Vec::as_slice),
    }
}

/// What a way out is called: its event, and the author's words for its condition.
pub(crate) fn name(entry: Transition<'_>) -> String {
    match entry.condition().map(|condition| condition.friendly_name()) {
        Some(words) if !words.is_empty() => format!("{} \"{words}\"", entry.event()),
        _ => entry.event().to_owned(),
    }
}

/// Whether two entries are the same but for where they lead.
pub(crate) fn same_but_next(a: &Value, b: &Value) -> bool {
    let (Some(a), Some(b)) = (a.as_object(), b.as_object()) else { return a == b };
    let all_in = |a: &crate::definition::Object, b: &crate::definition::Object| {
        a.iter().all(|(key, value)| key == "next" || b.get(key) == Some(value))
    };
    all_in(a, b) && all_in(b, a)
}

/// Adds what changed about the ways out.
pub(super) fn compare(before: &State, after: &State, renamed: &Renamed<'_>, diff: &mut StateDiff) {
    let (Some(old), Some(new)) = (entries(before), entries(after)) else { return };
    for pair in align(old, new) {
        let (old, new) = (pair.0.map(|at| &old[at]), pair.1.map(|at| &new[at]));
        let (from, to) = (old.map(Transition::of), new.map(Transition::of));
        let Some(exit) = to.or(from).map(name) else { continue };
        conditions(&exit, old, new, &mut diff.changes);
        let target =
            |entry: Option<Transition<'_>>| entry.and_then(Transition::next).map(str::to_owned);
        let led = target(from).map(|name| renamed.get(&*name).map_or(name, |it| (*it).to_owned()));
        let leads = target(to);
        if led != leads {
            diff.wires.push(Rewired { exit, before: led, after: leads });
        }
    }
}

/// Adds what changed about one way out besides where it leads.
fn conditions(exit: &str, old: Option<&Value>, new: Option<&Value>, changes: &mut Vec<Change>) {
    let bare = |entry: &Value| {
        let mut entry = entry.clone();
        if let Some(object) = entry.as_object_mut() {
            object.shift_remove("next");
            object.shift_remove("event");
        }
        entry
    };
    let is_bare = |entry: &Value| entry.as_object().is_some_and(serde_json::Map::is_empty);
    let path = format!("transitions/{exit}");
    match (old.map(bare), new.map(bare)) {
        (Some(old), Some(new)) => values::compare(&path, &old, &new, changes),
        // An event without an entry is one that leads nowhere.
        (old, new) => {
            let (before, after) = (old.filter(|it| !is_bare(it)), new.filter(|it| !is_bare(it)));
            if before.is_some() || after.is_some() {
                changes.push(Change { path, before, after });
            }
        }
    }
}

/// Pairs the entries of two lists, each by its place; those that came or went stand alone.
pub(crate) fn align(old: &[Value], new: &[Value]) -> Vec<(Option<usize>, Option<usize>)> {
    let event = |entry: &Value| Transition::of(entry).event().to_owned();
    let mut events: Vec<String> = new.iter().chain(old).map(event).collect();
    let mut seen = std::collections::HashSet::new();
    events.retain(|it| seen.insert(it.clone()));
    let mut pairs = Vec::with_capacity(new.len());
    for name in events {
        let of = |list: &[Value]| -> Vec<usize> {
            (0..list.len()).filter(|at| event(&list[*at]) == name).collect()
        };
        align_group(&of(old), &of(new), |a, b| same_but_next(&old[a], &new[b]), &mut pairs);
    }
    pairs.sort_by_key(|(old, new)| (new.is_none(), *new, *old));
    pairs
}

/// Pairs entries of one event: the longest row that is the same in both, and what lies between
/// in its order.
fn align_group(
    old: &[usize],
    new: &[usize],
    same: impl Fn(usize, usize) -> bool,
    pairs: &mut Vec<(Option<usize>, Option<usize>)>,
) {
    let (mut a, mut b) = (0, 0);
    for (x, y) in common_row(old, new, same).into_iter().chain([(old.len(), new.len())]) {
        while a < x || b < y {
            let (left, right) = ((a < x).then(|| old[a]), (b < y).then(|| new[b]));
            pairs.push((left, right));
            (a, b) = ((a + 1).min(x), (b + 1).min(y));
        }
        if x < old.len() {
            pairs.push((Some(old[x]), Some(new[y])));
            (a, b) = (x + 1, y + 1);
        }
    }
}

/// The longest row of pairs that stand in the same order in both lists, by place in each.
fn common_row(
    old: &[usize],
    new: &[usize],
    same: impl Fn(usize, usize) -> bool,
) -> Vec<(usize, usize)> {
    if old.len() * new.len() > MAX_PAIRS {
        return Vec::new();
    }
    let width = new.len() + 1;
    let mut longest = vec![0_usize; (old.len() + 1) * width];
    for (x, a) in old.iter().enumerate().rev() {
        for (y, b) in new.iter().enumerate().rev() {
            longest[x * width + y] = if same(*a, *b) {
                longest[(x + 1) * width + y + 1] + 1
            } else {
                longest[(x + 1) * width + y].max(longest[x * width + y + 1])
            };
        }
    }
    let (mut x, mut y, mut row) = (0, 0, Vec::new());
    while x < old.len() && y < new.len() {
        if same(old[x], new[y]) {
            row.push((x, y));
            (x, y) = (x + 1, y + 1);
        } else if longest[(x + 1) * width + y] >= longest[x * width + y + 1] {
            x += 1;
        } else {
            y += 1;
        }
    }
    row
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn conditions(names: &[&str]) -> Vec<Value> {
        let entry = |name: &&str| json!({ "event": "match", "next": name, "conditions": [name] });
        names.iter().map(entry).collect()
    }

    #[test]
    fn a_condition_put_in_between_leaves_the_others_what_they_were() {
        let pairs = align(&conditions(&["a", "b", "c"]), &conditions(&["a", "new", "b", "c"]));
        let expected =
            [(Some(0), Some(0)), (None, Some(1)), (Some(1), Some(2)), (Some(2), Some(3))];
        assert_eq!(pairs, expected);
    }

    #[test]
    fn a_condition_that_changed_stays_in_its_place() {
        let pairs = align(&conditions(&["a", "b", "c"]), &conditions(&["a", "x", "c"]));
        assert_eq!(pairs, [(Some(0), Some(0)), (Some(1), Some(1)), (Some(2), Some(2))]);
        let pairs = align(&conditions(&["a", "b"]), &conditions(&["b"]));
        assert_eq!(pairs, [(Some(1), Some(0)), (Some(0), None)]);
    }
}
