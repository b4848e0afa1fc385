//! Places in a document, written out only where something is wrong.

use std::fmt;

/// A place in a definition: a chain of steps from the whole document down.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place<'p> {
    /// The whole document.
    Document,
    /// The member of an object.
    Key(&'p Place<'p>, &'p str),
    /// The item of an array.
    Item(&'p Place<'p>, usize),
}

/// The array of all states.
pub(super) const STATES: Place<'static> = Place::Key(&Place::Document, "states");

impl<'p> Place<'p> {
    /// The member `key` of the object here.
    pub(super) fn key(&'p self, key: &'p str) -> Self {
        Place::Key(self, key)
    }

    /// The item `at` of the array here.
    pub(super) fn item(&'p self, at: usize) -> Self {
        Place::Item(self, at)
    }

    /// Which state the place is in.
    pub(super) fn state(&self) -> Option<usize> {
        match self {
            Place::Document => None,
            Place::Item(Place::Key(Place::Document, "states"), at) => Some(*at),
            Place::Key(before, _) | Place::Item(before, _) => before.state(),
        }
    }
}

/// Written as a JSON pointer fragment.
impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Document => f.write_str("#"),
            Place::Item(before, at) => write!(f, "{before}/{at}"),
            Place::Key(before, key) if key.contains(['~', '/']) => {
                write!(f, "{before}/{}", key.replace('~', "~0").replace('/', "~1"))
            }
            Place::Key(before, key) => write!(f, "{before}/{key}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_json_pointer_and_knows_its_state() {
        let state = STATES.item(3);
        let properties = state.key("properties");
        assert_eq!(properties.key("a/b~c").to_string(), "#/states/3/properties/a~1b~0c");
        assert_eq!(properties.key("rows").item(7).state(), Some(3));
        assert_eq!(Place::Document.key("flags").item(3).state(), None);
    }
}
