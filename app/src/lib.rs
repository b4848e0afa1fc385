//! The editor and call panel, compiled to WebAssembly.

pub mod api;
pub mod canvas;
pub mod editor;
