//! The server.

pub mod agent;
pub mod relay;
