//! The ways out of a state in three versions.

use serde_json::Value;

use super::values::{self, keys, settled};
use super::{Conflict, Three, sequence};
use crate::definition::{Object, Transition};
use crate::diff::exits::{align, name, same_but_next};

/// A state's transitions with the changes of both sides.
pub(super) fn merge(
    path: &str,
    of: Three<Option<&Value>>,
    conflicts: &mut Vec<Conflict>,
) -> Option<Value> {
    if let Some(settled) = settled(of) {
        return settled.cloned();
    }
    let none = Vec::new();
    let lists = of.map(|value| value.map_or(Some(&none), Value::as_array));
    let (Some(base), Some(ours), Some(theirs)) = (lists.base, lists.ours, lists.theirs) else {
        return values::merge(path, of, conflicts);
    };
    let ids = identities(Three { base, ours, theirs });
    let mut merged: Vec<Option<Value>> = Vec::with_capacity(ids.len());
    for at in &ids {
        let entry = Three {
            base: at.base.map(|at| &base[at]),
            ours: at.ours.map(|at| &ours[at]),
            theirs: at.theirs.map(|at| &theirs[at]),
        };
        merged.push(merge_entry(path, entry, conflicts));
    }
    let order = |place: fn(&Three<Option<usize>>) -> Option<usize>| -> Vec<usize> {
        let mut order: Vec<_> =
            ids.iter().enumerate().filter_map(|(id, at)| Some((place(at)?, id))).collect();
        order.sort_unstable();
        order.into_iter().map(|(_, id)| id).collect()
    };
    let order =
        sequence::merge(&order(|at| at.base), &order(|at| at.ours), &order(|at| at.theirs), |id| {
            merged[id].is_some()
        });
    Some(Value::Array(order.into_iter().filter_map(|id| merged[id].take()).collect()))
}

/// Which entry of the three lists is which, by its place in each.
fn identities(of: Three<&Vec<Value>>) -> Vec<Three<Option<usize>>> {
    let mut ids: Vec<Three<Option<usize>>> =
        (0..of.base.len()).map(|at| Three { base: Some(at), ours: None, theirs: None }).collect();
    for (old, new) in align(of.base, of.ours) {
        match (old, new) {
            (Some(old), new) => ids[old].ours = new,
            (None, new) => ids.push(Three { base: None, ours: new, theirs: None }),
        }
    }
    for (old, new) in align(of.base, of.theirs) {
        let (None, Some(theirs)) = (old, new) else {
            if let Some(old) = old {
                ids[old].theirs = new;
            }
            continue;
        };
        // Both sides may have added the same.
        let is_same = |id: &&mut Three<Option<usize>>| {
            let Some(ours) = id.ours.filter(|_| id.base.is_none() && id.theirs.is_none()) else {
                return false;
            };
            let event = |entry| Transition::of(entry).event();
            let (ours, theirs) = (&of.ours[ours], &of.theirs[theirs]);
            event(ours) == event(theirs) && (event(ours) != "match" || same_but_next(ours, theirs))
        };
        match ids.iter_mut().find(is_same) {
            Some(id) => id.theirs = Some(theirs),
            None => ids.push(Three { base: None, ours: None, theirs: Some(theirs) }),
        }
    }
    ids
}

fn merge_entry(
    path: &str,
    of: Three<Option<&Value>>,
    conflicts: &mut Vec<Conflict>,
) -> Option<Value> {
    if let Some(settled) = settled(of) {
        return settled.cloned();
    }
    let entry = of.ours.or(of.theirs).or(of.base)?;
    let path = format!("{path}/{}", name(Transition::of(entry)));
    let object = |value: Option<&'_ Value>| value.and_then(Value::as_object).cloned();
    match (object(of.ours), object(of.theirs)) {
        (Some(ours), Some(theirs)) => {
            let base = object(of.base).unwrap_or_default();
            let of = Three { base: &base, ours: &ours, theirs: &theirs };
            Some(Value::Object(merge_members(&path, of, conflicts)))
        }
        _ => values::merge(&path, of, conflicts),
    }
}

fn merge_members(path: &str, of: Three<&Object>, conflicts: &mut Vec<Conflict>) -> Object {
    let mut merged = Object::new();
    for key in keys(of) {
        let value = of.map(|object| object.get(key));
        let merged_value = match key.as_str() {
            "next" => merge_next(&format!("{path}/next"), value, conflicts),
            _ => values::merge(&format!("{path}/{key}"), value, conflicts),
        };
        merged.extend(merged_value.map(|value| (key.clone(), value)));
    }
    merged
}

/// Where a way out leads: absent, null and empty are one.
fn merge_next(
    path: &str,
    of: Three<Option<&Value>>,
    conflicts: &mut Vec<Conflict>,
) -> Option<Value> {
    let name =
        |value: Option<&Value>| value?.as_str().filter(|it| !it.is_empty()).map(str::to_owned);
    let names = of.map(name);
    if settled(of).is_none() {
        if names.ours == names.base {
            return of.theirs.cloned();
        }
        if names.theirs == names.base || names.theirs == names.ours {
            return of.ours.cloned();
        }
    }
    values::merge(path, of, conflicts)
}
