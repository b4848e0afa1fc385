//! What a template can ask for: the context and what it assigned. An unknown variable is nothing,
//! at any depth; the crate would refuse to go on.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt;
use std::iter;

use liquid_core::model::{
    DisplayCow, KString, KStringCow, KStringRef, Object, ScalarCow, State, Value, ValueCow,
};
use liquid_core::runtime::{PartialStore, Registers};
use liquid_core::{ObjectView, Result, Runtime, ValueView};

use super::view::View;

/// Bytes of a text that a template may assign; each use of it can double it.
const MAX_ASSIGNED_BYTES: usize = 64 * 1024;

/// Everything a template can ask for.
pub(super) struct Facts<'c, R> {
    context: View<'c>,
    assigned: RefCell<Object>,
    /// Lends its registers.
    base: R,
}

impl<'c, R: Runtime> Facts<'c, R> {
    pub(super) fn new(context: View<'c>, base: R) -> Self {
        Self { context, assigned: RefCell::default(), base }
    }
}

impl<R: Runtime> Runtime for Facts<'_, R> {
    fn partials(&self) -> &dyn PartialStore {
        self.base.partials()
    }

    fn name(&self) -> Option<KStringRef<'_>> {
        None
    }

    fn roots(&self) -> BTreeSet<KStringCow<'_>> {
        ObjectView::keys(&self.context).collect()
    }

    fn try_get(&self, path: &[ScalarCow<'_>]) -> Option<ValueCow<'_>> {
        let root = path.first()?.to_kstr();
        let assigned = self.assigned.borrow();
        if assigned.contains_key(root.as_str()) {
            let found = liquid_core::model::try_find(&*assigned, path);
            return found.map(|value| value.into_owned().into());
        }
        self.context.find(path)
    }

    fn get(&self, path: &[ScalarCow<'_>]) -> Result<ValueCow<'_>> {
        Ok(or_nothing(self.try_get(path)))
    }

    fn set_global(&self, name: KString, value: Value) -> Option<Value> {
        self.assigned.borrow_mut().insert(name, bounded(value))
    }

    fn set_index(&self, name: KString, value: Value) -> Option<Value> {
        self.base.set_index(name, value)
    }

    fn get_index<'a>(&'a self, name: &str) -> Option<ValueCow<'a>> {
        self.base.get_index(name)
    }

    fn registers(&self) -> &Registers {
        self.base.registers()
    }
}

/// A text that has grown too long is cut; what it renders to is refused anyway.
fn bounded(value: Value) -> Value {
    let text = match value.as_scalar() {
        Some(scalar) => scalar.to_kstr().into_owned(),
        None => return value,
    };
    if text.len() <= MAX_ASSIGNED_BYTES {
        return value;
    }
    let mut text = text.into_string();
    text.truncate(text.floor_char_boundary(MAX_ASSIGNED_BYTES));
    Value::scalar(text)
}

fn or_nothing(found: Option<ValueCow<'_>>) -> ValueCow<'_> {
    found.filter(|value| !value.is_nil()).unwrap_or(ValueCow::Borrowed(&Nothing))
}

/// A runtime in which every variable can be asked for, round one in which it cannot.
pub(super) struct Lenient<'r>(pub(super) &'r dyn Runtime);

impl Runtime for Lenient<'_> {
    fn partials(&self) -> &dyn PartialStore {
        self.0.partials()
    }

    fn name(&self) -> Option<KStringRef<'_>> {
        self.0.name()
    }

    fn roots(&self) -> BTreeSet<KStringCow<'_>> {
        self.0.roots()
    }

    fn try_get(&self, path: &[ScalarCow<'_>]) -> Option<ValueCow<'_>> {
        self.0.try_get(path)
    }

    fn get(&self, path: &[ScalarCow<'_>]) -> Result<ValueCow<'_>> {
        Ok(or_nothing(self.0.try_get(path)))
    }

    fn set_global(&self, name: KString, value: Value) -> Option<Value> {
        self.0.set_global(name, value)
    }

    fn set_index(&self, name: KString, value: Value) -> Option<Value> {
        self.0.set_index(name, value)
    }

    fn get_index<'a>(&'a self, name: &str) -> Option<ValueCow<'a>> {
        self.0.get_index(name)
    }

    fn registers(&self) -> &Registers {
        self.0.registers()
    }
}

/// What stands for a value that is not there, or is null: nil, but with nothing in it where the
/// crate refuses to look into nil (`contains`, `for`).
#[derive(Debug)]
struct Nothing;

impl ValueView for Nothing {
    fn as_debug(&self) -> &dyn fmt::Debug {
        self
    }

    fn render(&self) -> DisplayCow<'_> {
        DisplayCow::Borrowed(&"")
    }

    fn source(&self) -> DisplayCow<'_> {
        DisplayCow::Borrowed(&"nil")
    }

    fn type_name(&self) -> &'static str {
        "nil"
    }

    fn query_state(&self, state: State) -> bool {
        match state {
            State::Truthy => false,
            State::DefaultValue | State::Empty | State::Blank => true,
        }
    }

    fn to_kstr(&self) -> KStringCow<'_> {
        KStringCow::from_static("")
    }

    fn to_value(&self) -> Value {
        Value::Nil
    }

    fn as_object(&self) -> Option<&dyn ObjectView> {
        Some(self)
    }

    fn is_nil(&self) -> bool {
        true
    }
}

impl ObjectView for Nothing {
    fn as_value(&self) -> &dyn ValueView {
        self
    }

    fn size(&self) -> i64 {
        0
    }

    fn keys<'k>(&'k self) -> Box<dyn Iterator<Item = KStringCow<'k>> + 'k> {
        Box::new(iter::empty())
    }

    fn values<'k>(&'k self) -> Box<dyn Iterator<Item = &'k dyn ValueView> + 'k> {
        Box::new(iter::empty())
    }

    fn iter<'k>(&'k self) -> Box<dyn Iterator<Item = (KStringCow<'k>, &'k dyn ValueView)> + 'k> {
        Box::new(iter::empty())
    }

    fn contains_key(&self, _: &str) -> bool {
        false
    }

    fn get<'s>(&'s self, _: &str) -> Option<&'s dyn ValueView> {
        None
    }
}
