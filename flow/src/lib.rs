//! The pure core of Switchboard: it decides and does nothing.
//!
//! Time, ids and answers come in with events, wishes go out as effects; so the same inputs give
//! the same outputs, in the server, in the browser and in a test. Begin at
//! [`interpreter::advance`].

pub mod condition;
pub mod context;
pub mod definition;
pub mod diff;
pub mod edit;
mod graph;
pub mod interpreter;
pub mod known;
pub mod layout;
pub mod live;
pub mod merge;
pub mod notes;
mod recent;
pub mod relay;
pub mod sid;
pub mod speech;
pub mod template;
pub mod texts;
pub mod timestamp;
pub mod validate;
pub mod widget;

pub use definition::{Flow, Offset, State};
pub use timestamp::Timestamp;
