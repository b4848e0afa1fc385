//! What can be reached in a flow, and what its templates read.

use std::collections::{BTreeMap, BTreeSet};

use flow::Flow;
use serde_json::{Value, json};

/// The states that some path leads to.
pub(super) fn reachable(flow: &Flow) -> BTreeSet<String> {
    let mut reachable = BTreeSet::new();
    let mut queue = vec![flow.initial_state().unwrap().to_owned()];
    while let Some(name) = queue.pop() {
        if !reachable.insert(name.clone()) {
            continue;
        }
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for entry in flow.state(&name).unwrap().transitions() {
            let nth = counts.entry(entry.event()).or_default();
            if !is_dead(flow, &name, entry.event(), *nth) {
                queue.extend(entry.next().map(str::to_owned));
            }
            *nth += 1;
        }
    }
    reachable
}

/// Whether a condition can never hold, for it compares what a widget left that is not in the flow:
/// some authors renamed one and forgot the split behind it.
pub(super) fn is_dead(flow: &Flow, state: &str, event: &str, nth: usize) -> bool {
    let transitions = flow.state(state).into_iter().flat_map(flow::State::transitions);
    let entry = transitions.filter(|entry| entry.event() == event).nth(nth);
    let Some(condition) = entry.and_then(|entry| entry.condition()) else { return false };
    let subject = condition.subject().unwrap_or_default();
    let names: Vec<String> = read_paths(subject).into_keys().collect();
    let is_gone = |name: &String| name != "trigger" && flow.state(name).is_none();
    !names.is_empty() && names.iter().all(is_gone)
}

/// Every path that templates in a text read: under `widgets.<name>`, and under `trigger`.
pub(super) fn read_paths(text: &str) -> BTreeMap<String, BTreeSet<String>> {
    let is_path = |character: char| character.is_alphanumeric() || "_.-".contains(character);
    let mut paths: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for root in ["widgets.", "trigger."] {
        for part in text.split(root).skip(1) {
            let end = part.find(|character| !is_path(character)).unwrap_or(part.len());
            let path = part[..end].trim_end_matches('.');
            let (under, path) = match path.split_once('.') {
                Some((name, path)) if root == "widgets." => (name, path),
                _ => ("trigger", path),
            };
            paths.entry(under.to_owned()).or_default().insert(path.to_owned());
        }
    }
    paths
}

/// Puts a text at a path, over whatever is in the way.
pub(super) fn put(value: &mut Value, path: &str, text: String) {
    let mut place = value;
    for key in path.split('.') {
        if !place.is_object() {
            *place = json!({});
        }
        place = &mut place[key];
    }
    *place = json!(text);
}
