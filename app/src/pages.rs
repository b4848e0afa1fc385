//! One file per route.

pub mod editor;
pub mod execution;
pub mod executions;
mod failure;
pub mod flows;
mod masthead;
pub mod replace;
