//! Which state of one definition is which of another: by name, and where the name is gone, by
//! likeness.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::Value;

use super::Renamed;
use crate::definition::{Flow, State};

/// From 0 to 1; two states of one type that are more alike are one under two names.
const ALIKE: f64 = 0.6;
/// Of each type so many are compared: a bound of the work.
const MAX_COMPARED: usize = 200;

/// The states that two definitions share.
#[derive(Debug)]
pub(crate) struct Matching {
    /// For each state before, its place after.
    pub(crate) after: Vec<Option<usize>>,
    /// For each state after, its place before.
    pub(crate) before: Vec<Option<usize>>,
}

impl Matching {
    /// Finds them.
    pub(crate) fn of(before: &Flow, after: &Flow) -> Self {
        let mut found = Self {
            after: vec![None; before.states().len()],
            before: vec![None; after.states().len()],
        };
        let names: HashMap<(&str, usize), usize> =
            numbered(before).enumerate().map(|(at, name)| (name, at)).collect();
        for (new, name) in numbered(after).enumerate() {
            if let Some(old) = names.get(&name) {
                found.join(*old, new);
            }
        }
        found.join_alike(before, after);
        found
    }

    /// New names by old ones, for the states that have another.
    pub(crate) fn new_names<'f>(&self, before: &'f Flow, after: &'f Flow) -> Renamed<'f> {
        let pairs = self.after.iter().enumerate().filter_map(|(old, new)| Some((old, (*new)?)));
        let names =
            pairs.map(|(old, new)| (before.states()[old].name(), after.states()[new].name()));
        names.filter(|(old, new)| old != new).collect()
    }

    fn join(&mut self, old: usize, new: usize) {
        self.after[old] = Some(new);
        self.before[new] = Some(old);
    }

    /// Joins states whose names are gone, those most alike first.
    fn join_alike(&mut self, before: &Flow, after: &Flow) {
        let old = traits_by_kind(before, &self.after);
        let new = traits_by_kind(after, &self.before);
        let mut alike = Vec::new();
        for (kind, old) in &old {
            for (a, traits) in old {
                for (b, others) in new.get(kind).into_iter().flatten() {
                    let likeness = likeness(traits, others);
                    if likeness >= ALIKE {
                        alike.push((likeness, *a, *b));
                    }
                }
            }
        }
        alike.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
        for (_, old, new) in alike {
            if self.after[old].is_none() && self.before[new].is_none() {
                self.join(old, new);
            }
        }
    }
}

/// The name of each state, and how many of that name stand before it: a draft may have two.
pub(crate) fn numbered(flow: &Flow) -> impl Iterator<Item = (&str, usize)> {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    flow.states().iter().map(move |state| {
        let count = seen.entry(state.name()).or_default();
        *count += 1;
        (state.name(), *count)
    })
}

/// What is known of each state that is not joined yet, by type.
type Traits<'f> = HashMap<&'f str, Vec<(usize, Vec<u64>)>>;

fn traits_by_kind<'f>(flow: &'f Flow, joined: &[Option<usize>]) -> Traits<'f> {
    let mut all: Traits<'f> = HashMap::new();
    if joined.iter().all(Option::is_some) {
        return all;
    }
    let mut led_to: HashMap<&str, Vec<u64>> = HashMap::new();
    for state in flow.states() {
        for entry in state.transitions() {
            if let Some(next) = entry.next() {
                led_to.entry(next).or_default().push(sum(&("in", state.name(), entry.event())));
            }
        }
    }
    for (at, state) in flow.states().iter().enumerate().filter(|(at, _)| joined[*at].is_none()) {
        let list = all.entry(state.kind()).or_default();
        if list.len() < MAX_COMPARED {
            let mut traits = led_to.get(state.name()).cloned().unwrap_or_default();
            traits.extend(own_traits(state));
            traits.sort_unstable();
            list.push((at, traits));
        }
    }
    all
}

/// Its settings, where it stands, and where its ways out lead.
fn own_traits(state: &State) -> Vec<u64> {
    let mut traits = Vec::new();
    for (key, value) in state.properties().into_iter().flatten() {
        leaves(key, value, &mut traits);
    }
    traits.extend(state.transitions().map(|entry| sum(&("out", entry.event(), entry.next()))));
    traits
}

fn leaves(path: &str, value: &Value, traits: &mut Vec<u64>) {
    match value {
        Value::Object(members) if !members.is_empty() && path != "offset" => {
            members.iter().for_each(|(key, value)| leaves(&format!("{path}/{key}"), value, traits));
        }
        Value::Array(items) if !items.is_empty() => {
            items.iter().for_each(|item| leaves(path, item, traits));
        }
        leaf => traits.push(sum(&(path, leaf.to_string()))),
    }
}

fn sum(of: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

/// How much two sorted lists have in common, from 0 to 1.
#[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
fn likeness(a: &[u64], b: &[u64]) -> f64 {
    let (mut x, mut y, mut common) = (0, 0, 0_usize);
    while x < a.len() && y < b.len() {
        match a[x].cmp(&b[y]) {
            std::cmp::Ordering::Less => x += 1,
            std::cmp::Ordering::Greater => y += 1,
            std::cmp::Ordering::Equal => (x, y, common) = (x + 1, y + 1, common + 1),
        }
    }
    2.0 * common as f64 / (a.len() + b.len()).max(1) as f64
}
