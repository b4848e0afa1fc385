//! Asking for the inspector from elsewhere.

use super::{Editor, Panel};

/// A request to put the focus into the inspector.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Asked {
    /// Which request it is.
    pub count: u32,
    /// What to show there, such as `#/states/3/properties/timeout`.
    pub property_path: Option<String>,
}

impl Editor {
    /// Shows the inspector and puts the focus into it.
    pub fn open_inspector(&self) {
        self.ask_inspector(None);
    }

    /// Shows the inspector and puts the focus where a problem is.
    pub fn open_inspector_at(&self, property_path: &str) {
        self.ask_inspector(Some(property_path.to_owned()));
    }

    fn ask_inspector(&self, property_path: Option<String>) {
        self.panel.set(Panel::Inspector);
        self.inspector_asked.update(|asked| {
            *asked = Asked { count: asked.count + 1, property_path };
        });
    }
}
