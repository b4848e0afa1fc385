//! Variables that get another name: what reads the old one may be carried along.

use flow::edit;
use flow::template::Read;
use flow::texts;
use leptos::prelude::*;

use super::form::Form;
use crate::components::Toasts;
use crate::reactive::StoredValue;

/// What the variables of a widget were called when they were last left alone.
#[derive(Debug, Clone, Copy)]
pub(super) struct Names {
    before: StoredValue<Vec<String>>,
    toasts: Toasts,
}

impl Names {
    pub(super) fn of(rows: &[(String, String)]) -> Self {
        Self { before: StoredValue::new(keys(rows)), toasts: expect_context::<Toasts>() }
    }

    /// A field was left: where a variable has another name now, offers to carry along what reads
    /// the old one.
    pub(super) fn look(self, form: Form, rows: &[(String, String)]) {
        let now = keys(rows);
        let before = self.before.get_value();
        self.before.set_value(now.clone());
        let Some((from, to)) = new_name(&before, &now) else { return };
        let editor = form.editor;
        let readers = editor.with_flow(|flow| texts::users(flow, Read::Variable(&from)).len());
        if readers == 0 {
            return;
        }
        let what = if readers == 1 {
            "One text reads".to_owned()
        } else {
            format!("{readers} texts read")
        };
        let carry = {
            let (from, to) = (from.clone(), to.clone());
            move |()| {
                editor.edit(|flow| Ok(edit::read_variable_as(flow, &from, &to)));
            }
        };
        self.toasts.offer(
            format!("{what} {from}."),
            format!("Read {to} instead"),
            Callback::new(carry),
        );
    }
}

fn keys(rows: &[(String, String)]) -> Vec<String> {
    rows.iter().map(|(key, _)| key.clone()).collect()
}

/// The old and the new name, where just one has changed and the old one is not left.
fn new_name(before: &[String], now: &[String]) -> Option<(String, String)> {
    let mut changed = before.iter().zip(now).filter(|(old, new)| old != new);
    let (old, new) = changed.next()?;
    let is_only = changed.next().is_none() && before.len() == now.len();
    let is_name = !old.is_empty() && !new.is_empty() && !now.contains(old);
    (is_only && is_name).then(|| (old.clone(), new.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_new_where_just_one_has_changed() {
        let names = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
        let new = |before: &[&str], now: &[&str]| new_name(&names(before), &names(now));
        assert_eq!(new(&["a", "b"], &["a", "c"]), Some(("b".to_owned(), "c".to_owned())));
        assert_eq!(new(&["a"], &["a", "b"]), None);
        assert_eq!(new(&["a", "b"], &["b", "b"]), Some(("a".to_owned(), "b".to_owned())));
        assert_eq!(new(&["a", "a"], &["a", "b"]), None);
        assert_eq!(new(&[""], &["a"]), None);
    }
}
