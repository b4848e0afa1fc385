//! One file per route.

pub mod editor;
pub mod flows;
