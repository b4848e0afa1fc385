//! The canvas: where the flow is drawn.
//!
//! `geometry`, `card`, `route`, `scene` and `gesture` are pure: they say where everything stands
//! and what a pointer is about. `painter` draws the whole on one canvas element, `state_card` is
//! a card near enough to be read, and `stage` turns gestures and keys into edits.

mod arrange;
mod arrange_bar;
pub mod card;
mod chunk;
mod clipboard;
mod compared;
mod connect;
mod context_menu;
mod controls;
pub mod course;
mod delete;
mod drag;
mod finder;
pub mod geometry;
mod gesture;
mod hand_out;
mod hold;
mod insert;
mod jump;
mod key_list;
mod keys;
mod marks;
mod minimap;
mod near;
mod note;
mod overlay;
mod painter;
mod picker;
mod picture;
mod pointer;
mod quick_add;
pub mod route;
pub mod scene;
mod snap;
mod stage;
mod state_card;
mod theme;
mod tidy;
mod view;
mod wheel;

pub(crate) use compared::compared;
pub(crate) use delete::Gap;
pub use stage::Stage;
pub(crate) use theme::category_name;
pub use view::Canvas;
