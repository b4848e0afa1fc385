//! Which state of the three versions is which, and what it is called in the end.

use std::collections::{HashMap, HashSet};

use serde_json::{Value, json};

use super::values::settled;
use super::{Conflict, Three};
use crate::definition::{Flow, Object, State};
use crate::diff::matching::{Matching, numbered};

/// Every state of the three versions once.
#[derive(Debug)]
pub(super) struct Identities {
    /// Where each stands in each version.
    pub(super) places: Vec<Three<Option<usize>>>,
    /// What each is called in the end.
    pub(super) names: Vec<String>,
}

/// One version with the names everything has in the end.
#[derive(Debug)]
pub(super) struct Version {
    /// The states, by number of identity.
    pub(super) states: Vec<Option<State>>,
    /// Everything outside the states.
    pub(super) head: Object,
}

impl Identities {
    pub(super) fn of(versions: Three<&Flow>, conflicts: &mut Vec<Conflict>) -> Self {
        let places = places(versions);
        let names = places.iter().map(|at| {
            let name = |flow: &'_ Flow, at: Option<usize>| -> Option<String> {
                at.map(|at| flow.states()[at].name().to_owned())
            };
            Three {
                base: name(versions.base, at.base),
                ours: name(versions.ours, at.ours),
                theirs: name(versions.theirs, at.theirs),
            }
        });
        let names = settle_names(&names.collect::<Vec<_>>(), conflicts);
        Self { places, names }
    }

    /// The identities in the order of one version.
    pub(super) fn order(
        &self,
        version: impl Fn(&Three<Option<usize>>) -> Option<usize>,
    ) -> Vec<usize> {
        let mut order: Vec<(usize, usize)> = self
            .places
            .iter()
            .enumerate()
            .filter_map(|(id, at)| Some((version(at)?, id)))
            .collect();
        order.sort_unstable();
        order.into_iter().map(|(_, id)| id).collect()
    }

    /// The three versions with the names everything has in the end.
    pub(super) fn renamed(&self, versions: Three<&Flow>) -> Three<Version> {
        Three {
            base: self.version(versions.base, |at| at.base),
            ours: self.version(versions.ours, |at| at.ours),
            theirs: self.version(versions.theirs, |at| at.theirs),
        }
    }

    fn version(&self, flow: &Flow, at: impl Fn(&Three<Option<usize>>) -> Option<usize>) -> Version {
        let mut new_names: HashMap<&str, &str> = HashMap::new();
        for (places, name) in self.places.iter().zip(&self.names) {
            let state = at(places).map(|at| &flow.states()[at]);
            if let Some(state) = state
                && flow.position(state.name()) == at(places)
            {
                new_names.insert(state.name(), name);
            }
        }
        let states = self.places.iter().zip(&self.names).map(|(places, name)| {
            let mut state = flow.states()[at(places)?].clone();
            if state.name() != name {
                state.object_mut().insert("name".to_owned(), json!(name));
            }
            rewire(&mut state, &new_names);
            Some(state)
        });
        let mut head = flow.head().clone();
        if let Some(name) = flow.initial_state().and_then(|name| new_names.get(name)) {
            head.insert("initial_state".to_owned(), json!(name));
        }
        Version { states: states.collect(), head }
    }
}

/// Leads every transition to the new name of its target.
fn rewire(state: &mut State, new_names: &HashMap<&str, &str>) {
    let entries = state.object_mut().get_mut("transitions").and_then(Value::as_array_mut);
    for next in entries.into_iter().flatten().filter_map(|entry| entry.get_mut("next")) {
        if let Some(name) = next.as_str().and_then(|name| new_names.get(name)) {
            *next = json!(name);
        }
    }
}

/// The states of the base with what became of them, then those that were added; what both sides
/// added under one name is one.
fn places(versions: Three<&Flow>) -> Vec<Three<Option<usize>>> {
    let ours = Matching::of(versions.base, versions.ours);
    let theirs = Matching::of(versions.base, versions.theirs);
    let shared = (0..versions.base.states().len()).map(|at| Three {
        base: Some(at),
        ours: ours.after[at],
        theirs: theirs.after[at],
    });
    let mut places: Vec<_> = shared.collect();
    let mut added: HashMap<(&str, usize), usize> = HashMap::new();
    for (at, name) in numbered(versions.ours).enumerate() {
        if ours.before[at].is_none() {
            added.insert(name, places.len());
            places.push(Three { base: None, ours: Some(at), theirs: None });
        }
    }
    for (at, name) in numbered(versions.theirs).enumerate() {
        if theirs.before[at].is_none() {
            match added.get(&name) {
                Some(id) => places[*id].theirs = Some(at),
                None => places.push(Three { base: None, ours: None, theirs: Some(at) }),
            }
        }
    }
    places
}

/// The name of each identity. A name that they give and that is another state's with us is a
/// conflict; so is a state both renamed.
fn settle_names(all: &[Three<Option<String>>], conflicts: &mut Vec<Conflict>) -> Vec<String> {
    let mut names: Vec<String> = all.iter().map(|name| settle_name(name, conflicts)).collect();
    let mut users: HashMap<String, Vec<usize>> = HashMap::new();
    for (id, name) in names.iter().enumerate() {
        users.entry(name.clone()).or_default().push(id);
    }
    let mut taken: HashSet<String> = names.iter().cloned().collect();
    for (id, of) in all.iter().enumerate() {
        let Some(theirs) = of.theirs.as_ref().filter(|it| **it == names[id]) else { continue };
        let is_theirs_alone = of.ours.as_ref() != Some(theirs);
        // Two states of one name are no conflict if they are so with them.
        let is_clash = |other: &usize| {
            let it = &all[*other];
            *other != id && it.ours.as_ref() == Some(theirs) && it.theirs.as_ref() != Some(theirs)
        };
        if !is_theirs_alone || !users.get(theirs).into_iter().flatten().any(is_clash) {
            continue;
        }
        let name = of.ours.clone().unwrap_or_else(|| unused(theirs, &taken));
        conflicts.push(Conflict {
            path: format!("states/{theirs}/name"),
            base: of.base.clone().map(Value::from),
            ours: Some(json!(name)),
            theirs: Some(json!(theirs)),
        });
        taken.insert(name.clone());
        names[id] = name;
    }
    names
}

fn settle_name(of: &Three<Option<String>>, conflicts: &mut Vec<Conflict>) -> String {
    let name = match (&of.base, &of.ours, &of.theirs) {
        (Some(base), Some(ours), Some(theirs)) => settled(Three { base, ours, theirs })
            .unwrap_or_else(|| {
                let of = Three { base, ours, theirs }.map(|name| Some(Value::from(name.as_str())));
                let path = format!("states/{base}/name");
                conflicts.push(Conflict { path, base: of.base, ours: of.ours, theirs: of.theirs });
                ours
            }),
        (base, ours, theirs) => match ours.as_ref().or(theirs.as_ref()).or(base.as_ref()) {
            Some(name) => name,
            None => return String::new(),
        },
    };
    name.clone()
}

/// The name with the first number behind it that makes it new.
fn unused(name: &str, taken: &HashSet<String>) -> String {
    let mut names = (2..).map(|number| format!("{name}_{number}"));
    names.find(|name| !taken.contains(name)).unwrap_or_else(|| name.to_owned())
}
