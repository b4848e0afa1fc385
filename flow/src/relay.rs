//! ConversationRelay: what a session is to be like, how it runs and how it ends.

mod ending;
pub mod message;
pub mod session;
mod settings;
#[cfg(feature = "signature")]
mod signature;

pub use ending::{Ending, SessionStatus};
pub use session::Session;
pub use settings::{Interruptible, Settings};
#[cfg(feature = "signature")]
pub use signature::signature;
