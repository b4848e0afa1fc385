//! Parts that know nothing of flows.

mod button;
mod choice;
mod dialog;
mod field;
mod menu;
mod resizable;
mod rows;
mod tabs;
mod toast;
mod words;

pub mod browser;

pub use button::{Button, ButtonKind, IconButton};
pub use choice::{SelectField, Switch};
pub use dialog::Dialog;
pub use field::{Field, TextArea, TextField};
pub use menu::{Menu, MenuItem};
pub use resizable::Resizable;
pub use rows::Rows;
pub use tabs::{Tab, Tabs};
pub use toast::{ToastAction, ToastStack, Toasts};
pub use words::words;
