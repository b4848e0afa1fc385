//! Parts that know nothing of flows.

mod button;
mod choice;
mod dialog;
mod field;
mod json_line;
mod later;
mod list;
mod menu;
mod resizable;
mod rows;
mod search_box;
mod tabs;
mod toast;
mod tree;
mod when;
mod words;

pub mod browser;

pub use button::{Button, ButtonKind, IconButton};
pub use choice::{SelectField, Switch};
pub use dialog::Dialog;
pub(crate) use field::fresh_id;
pub use field::{Field, TextArea, TextField};
pub use json_line::JsonLine;
pub use later::Later;
pub use list::For;
pub use menu::{Menu, MenuItem};
pub use resizable::Resizable;
pub use rows::Rows;
pub use search_box::SearchBox;
pub use tabs::{Tab, Tabs};
pub use toast::{ToastAction, ToastStack, Toasts};
pub use tree::Tree;
pub use when::{ago, elapsed, time_of_day};
pub use words::{many, words};
