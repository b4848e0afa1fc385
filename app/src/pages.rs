//! One file per route.

pub mod editor;
