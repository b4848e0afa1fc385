//! Chance and time, which the core never asks for itself.

use flow::Timestamp;

/// Sixteen random bytes, for a new identifier.
pub(crate) fn random() -> [u8; 16] {
    rand::random()
}

/// Sixteen bytes for the identifier of something that is stored by the thousand: six of the
/// time, ten random ones. Those that are made together lie together in an index.
pub(crate) fn ordered() -> [u8; 16] {
    let mut bytes = random();
    bytes[..6].copy_from_slice(&now().0.to_be_bytes()[2..]);
    bytes
}

/// The time by this machine's clock.
pub(crate) fn now() -> Timestamp {
    let milliseconds = jiff::Timestamp::now().as_millisecond();
    Timestamp(u64::try_from(milliseconds).unwrap_or_default())
}

/// The time as the database keeps it.
pub(crate) fn now_ms() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}
