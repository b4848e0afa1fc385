//! The canvas: where the flow is drawn.
//!
//! `geometry`, `card`, `route` and `scene` are pure and say where everything stands; the rest
//! draws it and turns gestures into edits.

pub mod card;
pub mod geometry;
pub mod route;
pub mod scene;
