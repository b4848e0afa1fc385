//! The canvas: where the flow is drawn.
//!
//! `geometry`, `card`, `route`, `scene` and `gesture` are pure: they say where everything stands
//! and what a pointer is about. `painter` draws the whole on one canvas element, `state_card` is
//! a card near enough to be read, and `stage` turns gestures and keys into edits.

pub mod card;
mod chunk;
mod connect;
mod controls;
pub mod geometry;
mod gesture;
mod keys;
mod marks;
mod near;
mod painter;
mod pointer;
pub mod route;
pub mod scene;
mod stage;
mod state_card;
mod theme;
mod tidy;
mod view;

pub use stage::Stage;
pub(crate) use theme::category_name;
pub use view::Canvas;
