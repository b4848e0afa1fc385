//! Points in time, as the core knows them: numbers that come in with events.

use serde::{Deserialize, Serialize};

/// Milliseconds since 1970-01-01T00:00:00Z. The core never asks the time; every
/// event brings it along, so that a replay sees the same clock.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(pub u64);

impl Timestamp {
    /// This moment and `ms` milliseconds more.
    pub fn plus(self, ms: u64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// As the older of Twilio's APIs write it: `Tue, 24 Nov 2026 14:00:00 +0000`.
    pub fn rfc2822(self) -> String {
        self.written("%a, %d %b %Y %H:%M:%S +0000")
    }

    /// As the newer of Twilio's APIs write it: `2026-11-24T14:00:00Z`.
    pub fn iso8601(self) -> String {
        self.written("%Y-%m-%dT%H:%M:%SZ")
    }

    /// Empty for a moment beyond the year 9999.
    fn written(self, format: &str) -> String {
        let moment = i64::try_from(self.0).ok().map(jiff::Timestamp::from_millisecond);
        moment.and_then(Result::ok).map(|at| at.strftime(format).to_string()).unwrap_or_default()
    }

    /// Milliseconds from `earlier` to this moment; zero when it is not earlier.
    pub fn since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}
