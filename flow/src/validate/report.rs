//! The list of problems as it grows, and what a JSON schema can say of a value, in the words of
//! Studio's validator (`reference/studio/runtime.md`, "Validation of a definition").

use serde_json::Value;

use super::place::Place;
use super::problem::{Code, Problem, Severity};
use crate::definition::{Flow, Object};

/// Errors, and warnings, that are kept. Nobody reads on after so many, and a definition of a
/// megabyte could have a million.
const MAX_OF_EACH: usize = 1_000;

/// The problems found so far.
pub(super) struct Report<'f> {
    flow: &'f Flow,
    errors: Vec<Found>,
    warnings: Vec<Found>,
}

/// A problem with the state it is in.
type Found = (Option<usize>, Problem);

/// The JSON types a schema tells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Type {
    Array,
    Boolean,
    Integer,
    Null,
    Number,
    Object,
    String,
}

/// Whether a key must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    Required,
    Optional,
}

impl<'f> Report<'f> {
    pub(super) fn new(flow: &'f Flow) -> Self {
        Self { flow, errors: Vec::new(), warnings: Vec::new() }
    }

    /// Adds a problem at a place.
    pub(super) fn add(&mut self, code: Code, place: &Place<'_>, message: impl Into<String>) {
        self.add_at(code, place.state(), place.to_string(), message);
    }

    /// Adds a problem at a place that was written out before.
    pub(super) fn add_at(
        &mut self,
        code: Code,
        state: Option<usize>,
        property_path: String,
        message: impl Into<String>,
    ) {
        let found = match code.severity() {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
        };
        if found.len() == MAX_OF_EACH {
            return;
        }
        let name = state.and_then(|at| self.flow.states().get(at)).map(|state| state.name());
        let problem = Problem {
            property_path,
            state: name.filter(|name| !name.is_empty()).map(str::to_owned),
            severity: code.severity(),
            code,
            message: message.into(),
        };
        found.push((state, problem));
    }

    /// Errors first, each by its state; else in the order they were found.
    pub(super) fn finish(self) -> Vec<Problem> {
        let in_order = |mut found: Vec<Found>| {
            found.sort_by_key(|(state, _)| *state);
            found.into_iter().map(|(_, problem)| problem)
        };
        in_order(self.errors).chain(in_order(self.warnings)).collect()
    }

    /// The member of an object, if it is there and of one of `types`; anything else is reported.
    /// Null is as good as absent where a key may be absent: the console writes both
    /// (`reference/studio/widgets.md`, "run-function").
    pub(super) fn member<'v>(
        &mut self,
        place: &Place<'_>,
        object: &'v Object,
        key: &str,
        need: Need,
        types: &[Type],
    ) -> Option<&'v Value> {
        let value = object.get(key);
        match (value, need) {
            (Some(Value::Null) | None, Need::Optional) => None,
            (Some(Value::Null), Need::Required) => {
                self.add(Code::Null, &place.key(key), "must not be null");
                None
            }
            (None, Need::Required) => {
                self.add(Code::Missing, &place.key(key), "is missing but it is required");
                None
            }
            (Some(value), _) => self.expect(&place.key(key), value, types).then_some(value),
        }
    }

    /// The member of an object that is to be a text.
    pub(super) fn text<'v>(
        &mut self,
        place: &Place<'_>,
        object: &'v Object,
        key: &str,
        need: Need,
    ) -> Option<&'v str> {
        self.member(place, object, key, need, &[Type::String])?.as_str()
    }

    /// The items of the member of an object that is to be an array.
    pub(super) fn items<'v>(
        &mut self,
        place: &Place<'_>,
        object: &'v Object,
        key: &str,
        need: Need,
    ) -> &'v [Value] {
        let list = self.member(place, object, key, need, &[Type::Array]);
        list.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
    }

    /// A value that is to be an object.
    pub(super) fn object<'v>(&mut self, place: &Place<'_>, value: &'v Value) -> Option<&'v Object> {
        self.expect(place, value, &[Type::Object]).then(|| value.as_object()).flatten()
    }

    /// Whether a value is of one of `types`; it is reported when it is not.
    pub(super) fn expect(&mut self, place: &Place<'_>, value: &Value, types: &[Type]) -> bool {
        let found = Type::of(value);
        if types.iter().any(|expected| expected.takes(found)) {
            return true;
        }
        let names: Vec<_> = types.iter().map(|expected| expected.name()).collect();
        let expected = match names.as_slice() {
            [one] => (*one).to_owned(),
            many => format!("[{}]", many.join(", ")),
        };
        let message = format!("{} found, {expected} expected", found.name());
        self.add(Code::WrongType, place, message);
        false
    }

    /// Reports a text that is none of `allowed`.
    pub(super) fn expect_one_of<'a>(
        &mut self,
        place: &Place<'_>,
        text: &str,
        allowed: impl Iterator<Item = &'a str> + Clone,
    ) {
        if allowed.clone().any(|allowed| allowed == text) {
            return;
        }
        let allowed: Vec<_> = allowed.collect();
        let message = format!("does not have a value in the enumeration [{}]", allowed.join(", "));
        self.add(Code::NotInEnumeration, place, message);
    }

    /// Reports a text without a character.
    pub(super) fn expect_filled(&mut self, place: &Place<'_>, text: &str) {
        if text.is_empty() {
            self.add(Code::WrongLength, place, "must be at least 1 characters long");
        }
    }

    /// Reports an integer out of its bounds, which are inclusive.
    pub(super) fn expect_within(&mut self, place: &Place<'_>, value: &Value, min: i64, max: i64) {
        // An integer that an i64 does not hold is beyond every bound.
        let number = value.as_i64().unwrap_or(i64::MAX);
        if number < min {
            let message = format!("must have a minimum value of {min}");
            self.add(Code::OutOfBounds, place, message);
        } else if number > max {
            let message = format!("must have a maximum value of {max}");
            self.add(Code::OutOfBounds, place, message);
        }
    }
}

impl Type {
    fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(_) => Self::Boolean,
            Value::Number(number) if number.is_f64() => Self::Number,
            Value::Number(_) => Self::Integer,
            Value::String(_) => Self::String,
            Value::Array(_) => Self::Array,
            Value::Object(_) => Self::Object,
        }
    }

    fn takes(self, found: Self) -> bool {
        self == found || (self == Self::Number && found == Self::Integer)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Array => "array",
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Null => "null",
            Self::Number => "number",
            Self::Object => "object",
            Self::String => "string",
        }
    }
}
