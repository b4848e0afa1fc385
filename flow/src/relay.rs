//! ConversationRelay: what a session is to be like, how it runs and how it ends.

mod ending;
mod faults;
pub mod latency;
pub mod message;
pub mod session;
mod settings;
#[cfg(feature = "signature")]
mod signature;
pub mod voices;

pub use ending::{Ending, SessionStatus};
pub use faults::{Fault, FaultError};
pub use session::Session;
pub use settings::{Events, Interruptible, Language, Sensitivity, Settings};
#[cfg(feature = "signature")]
pub use signature::{SignedQuery, signature};
