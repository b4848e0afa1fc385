//! The editor and call panel, compiled to WebAssembly.

pub mod canvas;
pub mod editor;
