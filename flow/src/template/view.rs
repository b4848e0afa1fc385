//! The context as Liquid sees it: JSON looked at in place, in its own order. The crate's own
//! objects are copies, and have no order.

use std::cell::OnceCell;
use std::fmt;
use std::iter;

use liquid_core::model::{
    ArrayView, DisplayCow, KStringCow, KStringRef, ScalarCow, State, Value, ValueCow,
};
use liquid_core::{ObjectView, ValueView};
use serde_json::Value as Json;

use crate::definition::Object;

/// What [`ValueView::type_name`] says of a hash that keeps its order.
pub(super) const ORDERED: &str = "hash";

/// A value of the context. What is inside it is looked at when it is asked for.
#[derive(Debug)]
pub(super) struct View<'c> {
    json: Part<'c>,
    members: OnceCell<Vec<View<'c>>>,
}

#[derive(Debug, Clone, Copy)]
enum Part<'c> {
    Object(&'c Object),
    Array(&'c [Json]),
    Scalar(&'c Json),
}

impl<'c> View<'c> {
    pub(super) fn of_object(object: &'c Object) -> Self {
        Self { json: Part::Object(object), members: OnceCell::new() }
    }

    fn of(json: &'c Json) -> Self {
        let json = match json {
            Json::Object(object) => Part::Object(object),
            Json::Array(items) => Part::Array(items),
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => Part::Scalar(json),
        };
        Self { json, members: OnceCell::new() }
    }

    /// What stands at a path. Most of what templates ask for are texts and numbers, which are
    /// found without looking at their neighbours.
    pub(super) fn find(&self, path: &[ScalarCow<'_>]) -> Option<ValueCow<'_>> {
        if let Some(scalar) = self.find_scalar(path) {
            return Some(ValueCow::Owned(scalar));
        }
        liquid_core::model::try_find(self, path)
    }

    fn find_scalar(&self, path: &[ScalarCow<'_>]) -> Option<Value> {
        let (first, rest) = path.split_first()?;
        let Part::Object(object) = self.json else { return None };
        let mut json = object.get(first.to_kstr().as_str())?;
        for key in rest {
            json = match json {
                Json::Object(object) => object.get(key.to_kstr().as_str())?,
                Json::Array(items) => items.get(usize::try_from(key.to_integer()?).ok()?)?,
                Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => return None,
            };
        }
        Some(Value::Scalar(scalar(json)?.into_owned()))
    }

    fn members(&self) -> &[View<'c>] {
        self.members.get_or_init(|| match self.json {
            Part::Object(object) => object.values().map(View::of).collect(),
            Part::Array(items) => items.iter().map(View::of).collect(),
            Part::Scalar(_) => Vec::new(),
        })
    }
}

fn scalar(json: &Json) -> Option<ScalarCow<'_>> {
    match json {
        Json::Bool(flag) => Some(ScalarCow::new(*flag)),
        Json::Number(number) => match number.as_i64() {
            Some(whole) => Some(ScalarCow::new(whole)),
            None => number.as_f64().map(ScalarCow::new),
        },
        Json::String(text) => Some(ScalarCow::new(KStringRef::from_ref(text))),
        Json::Null | Json::Array(_) | Json::Object(_) => None,
    }
}

impl fmt::Display for View<'_> {
    /// A hash as Java writes one, for Studio is written in it; a list as Liquid does.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.json {
            Part::Object(object) => {
                f.write_str("{")?;
                for (at, (key, value)) in object.keys().zip(self.members()).enumerate() {
                    let separator = if at == 0 { "" } else { ", " };
                    write!(f, "{separator}{key}={value}")?;
                }
                f.write_str("}")
            }
            Part::Array(_) => self.members().iter().try_for_each(|value| write!(f, "{value}")),
            Part::Scalar(json) => match scalar(json) {
                Some(scalar) => write!(f, "{}", scalar.render()),
                None => Ok(()),
            },
        }
    }
}

impl ValueView for View<'_> {
    fn as_debug(&self) -> &dyn fmt::Debug {
        self
    }

    fn render(&self) -> DisplayCow<'_> {
        DisplayCow::Borrowed(self)
    }

    fn source(&self) -> DisplayCow<'_> {
        DisplayCow::Borrowed(self)
    }

    fn type_name(&self) -> &'static str {
        match self.json {
            Part::Object(_) => ORDERED,
            Part::Array(_) => "array",
            Part::Scalar(Json::Null) => "nil",
            Part::Scalar(_) => "scalar",
        }
    }

    fn query_state(&self, state: State) -> bool {
        match self.json {
            Part::Object(_) | Part::Array(_) => match state {
                State::Truthy => true,
                State::DefaultValue | State::Empty | State::Blank => self.members().is_empty(),
            },
            Part::Scalar(json) => match scalar(json) {
                Some(scalar) => scalar.query_state(state),
                None => Value::Nil.query_state(state),
            },
        }
    }

    fn to_kstr(&self) -> KStringCow<'_> {
        match self.json {
            Part::Scalar(Json::String(text)) => KStringCow::from_ref(text),
            Part::Object(_) | Part::Array(_) | Part::Scalar(_) => {
                KStringCow::from_string(self.to_string())
            }
        }
    }

    fn to_value(&self) -> Value {
        match self.json {
            Part::Object(object) => {
                let members = object.keys().zip(self.members());
                let members = members.map(|(key, value)| (key.clone().into(), value.to_value()));
                Value::Object(members.collect())
            }
            Part::Array(_) => Value::Array(self.members().iter().map(Self::to_value).collect()),
            Part::Scalar(json) => {
                scalar(json).map_or(Value::Nil, |it| Value::Scalar(it.into_owned()))
            }
        }
    }

    fn as_scalar(&self) -> Option<ScalarCow<'_>> {
        match self.json {
            Part::Scalar(json) => scalar(json),
            Part::Object(_) | Part::Array(_) => None,
        }
    }

    fn as_array(&self) -> Option<&dyn ArrayView> {
        matches!(self.json, Part::Array(_)).then_some(self)
    }

    fn as_object(&self) -> Option<&dyn ObjectView> {
        matches!(self.json, Part::Object(_)).then_some(self)
    }

    fn is_nil(&self) -> bool {
        matches!(self.json, Part::Scalar(Json::Null))
    }
}

impl ArrayView for View<'_> {
    fn as_value(&self) -> &dyn ValueView {
        self
    }

    fn size(&self) -> i64 {
        i64::try_from(self.members().len()).unwrap_or(i64::MAX)
    }

    fn values<'k>(&'k self) -> Box<dyn Iterator<Item = &'k dyn ValueView> + 'k> {
        Box::new(self.members().iter().map(|member| member as &dyn ValueView))
    }

    fn contains_key(&self, index: i64) -> bool {
        ArrayView::get(self, index).is_some()
    }

    /// Counted from the end where it is negative.
    fn get(&self, index: i64) -> Option<&dyn ValueView> {
        let index = if index < 0 { index.checked_add(ArrayView::size(self))? } else { index };
        let member = self.members().get(usize::try_from(index).ok()?)?;
        Some(member)
    }
}

impl ObjectView for View<'_> {
    fn as_value(&self) -> &dyn ValueView {
        self
    }

    fn size(&self) -> i64 {
        ArrayView::size(self)
    }

    fn keys<'k>(&'k self) -> Box<dyn Iterator<Item = KStringCow<'k>> + 'k> {
        match self.json {
            Part::Object(object) => Box::new(object.keys().map(|key| KStringCow::from_ref(key))),
            Part::Array(_) | Part::Scalar(_) => Box::new(iter::empty()),
        }
    }

    fn values<'k>(&'k self) -> Box<dyn Iterator<Item = &'k dyn ValueView> + 'k> {
        ArrayView::values(self)
    }

    fn iter<'k>(&'k self) -> Box<dyn Iterator<Item = (KStringCow<'k>, &'k dyn ValueView)> + 'k> {
        Box::new(ObjectView::keys(self).zip(ArrayView::values(self)))
    }

    fn contains_key(&self, key: &str) -> bool {
        matches!(self.json, Part::Object(object) if object.contains_key(key))
    }

    fn get<'s>(&'s self, key: &str) -> Option<&'s dyn ValueView> {
        let Part::Object(object) = self.json else { return None };
        let place = object.keys().position(|known| known == key)?;
        let member = self.members().get(place)?;
        Some(member)
    }
}
