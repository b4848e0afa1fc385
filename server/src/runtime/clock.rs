//! How time passes in a call.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use flow::Timestamp;
use tokio::time::Instant;

use crate::relay;

/// How time passes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Clock {
    /// As it does.
    Real,
    /// So many times as fast.
    Times(f64),
    /// Straight to the next timer, whenever nothing outside is awaited.
    Instant,
}

/// A text that names no clock.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no clock: use `real`, `instant` or a factor such as `x10`")]
pub struct ClockError(String);

impl FromStr for Clock {
    type Err = ClockError;

    fn from_str(text: &str) -> Result<Self, ClockError> {
        match text {
            "real" => Ok(Self::Real),
            "instant" => Ok(Self::Instant),
            _ => {
                let factor = text.trim_start_matches(['x', '×']).parse().ok();
                let factor = factor.filter(|factor: &f64| (0.01..=1_000.0).contains(factor));
                factor.map(Self::Times).ok_or_else(|| ClockError(text.to_owned()))
            }
        }
    }
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Real => f.write_str("real"),
            Self::Times(factor) => write!(f, "x{factor}"),
            Self::Instant => f.write_str("instant"),
        }
    }
}

impl Clock {
    /// The relay's idea of it: a server outside cannot be hurried.
    pub(super) fn of_relay(self) -> relay::Clock {
        match self {
            Self::Real | Self::Times(_) => relay::Clock::Real,
            Self::Instant => relay::Clock::Instant,
        }
    }

    fn factor(self) -> f64 {
        match self {
            Self::Times(factor) => factor,
            Self::Real | Self::Instant => 1.0,
        }
    }
}

/// One call's time.
#[derive(Debug)]
pub(super) struct Watch {
    clock: Clock,
    /// A moment by the call's clock, and when that was.
    base: (Timestamp, Instant),
}

impl Watch {
    pub(super) fn starting_at(clock: Clock, at: Timestamp) -> Self {
        Self { clock, base: (at, Instant::now()) }
    }

    /// What time it is in the call.
    pub(super) fn now(&self) -> Timestamp {
        let (at, then) = self.base;
        match self.clock {
            Clock::Instant => at,
            Clock::Real | Clock::Times(_) => {
                let passed = then.elapsed().as_secs_f64() * self.clock.factor() * 1_000.0;
                // Far below 2^53 milliseconds, and never negative.
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
                let passed = passed as u64;
                at.plus(passed)
            }
        }
    }

    /// When, outside, it will be `at` in the call.
    pub(super) fn instant(&self, at: Timestamp) -> Instant {
        let (base, then) = self.base;
        #[expect(clippy::cast_precision_loss)]
        let after = at.since(base) as f64 / self.clock.factor() / 1_000.0;
        then + Duration::from_secs_f64(after)
    }

    /// Goes to a moment that has not been reached; only the instant clock does.
    pub(super) fn jump(&mut self, at: Timestamp) {
        if self.clock == Clock::Instant && at > self.base.0 {
            self.base.0 = at;
        }
    }

    pub(super) fn is_instant(&self) -> bool {
        self.clock == Clock::Instant
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_are_read_as_they_are_written() {
        for clock in [Clock::Real, Clock::Instant, Clock::Times(2.5)] {
            assert_eq!(clock.to_string().parse(), Ok(clock));
        }
        assert!("x0".parse::<Clock>().is_err());
        assert!("fast".parse::<Clock>().is_err());
    }
}
