//! The server.

pub mod relay;
