//! Things that go wrong between Switchboard and a relay server, on demand: to see what the server
//! and the flow make of them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// One thing that is to go wrong. Written as on the command line: `refuse`, `drop=3`, `half-open=3`,
/// `close=1011` or `close=1011@3`, `delay=200`, `duplicate`, `garbage=2`, `slow=500`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Fault {
    /// Nobody answers at the server's address.
    Refuse,
    /// The connection is lost after so many messages of the server.
    Drop {
        /// Messages.
        after: u32,
    },
    /// After so many messages of the server no byte gets through any more, and nobody is told.
    HalfOpen {
        /// Messages.
        after: u32,
    },
    /// The server seems to close the connection after so many of its messages.
    Close {
        /// With this code.
        code: u16,
        /// Messages.
        after: u32,
    },
    /// Each message of the server comes so much later.
    Delay {
        /// Milliseconds.
        ms: u32,
    },
    /// Each message of the server comes twice.
    Duplicate,
    /// Behind every so many messages of the server comes one that is none.
    Garbage {
        /// Messages.
        every: u32,
    },
    /// So long nothing is read behind each message, until the server has to wait with sending.
    Slow {
        /// Milliseconds.
        ms: u32,
    },
    /// The provider of speech fails after so many messages of the server, and there is no other to
    /// take over.
    Provider {
        /// Messages.
        after: u32,
    },
}

/// A text that names no fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no fault: use {usage}")]
pub struct FaultError {
    text: String,
    usage: &'static str,
}

/// How a fault is written; all of them for a name that none has.
fn usage(name: &str) -> &'static str {
    match name {
        "refuse" => "refuse",
        "drop" => "drop=N, with a number of messages",
        "half-open" => "half-open=N, with a number of messages",
        "close" => "close=CODE or close=CODE@N, with a code from 1000 to 4999",
        "delay" => "delay=MS, with 1 to 600000 milliseconds",
        "duplicate" => "duplicate",
        "garbage" => "garbage=N, with a number of messages, at least 1",
        "slow" => "slow=MS, with 1 to 600000 milliseconds",
        "provider" => "provider=N, with a number of messages",
        _ => {
            "refuse, drop=N, half-open=N, close=CODE, close=CODE@N, delay=MS, duplicate, \
             garbage=N, slow=MS or provider=N"
        }
    }
}

/// No message is held back longer, in milliseconds.
const LONGEST_MS: u32 = 600_000;

impl FromStr for Fault {
    type Err = FaultError;

    fn from_str(text: &str) -> Result<Self, FaultError> {
        let (name, value) = text.trim().split_once('=').unwrap_or((text.trim(), ""));
        let wrong = || FaultError { text: text.to_owned(), usage: usage(name) };
        let number = || value.parse::<u32>().map_err(|_| wrong());
        let ms = || number().ok().filter(|ms| (1..=LONGEST_MS).contains(ms)).ok_or_else(wrong);
        match name {
            "refuse" | "duplicate" if !value.is_empty() => Err(wrong()),
            "refuse" => Ok(Self::Refuse),
            "duplicate" => Ok(Self::Duplicate),
            "drop" => Ok(Self::Drop { after: number()? }),
            "half-open" => Ok(Self::HalfOpen { after: number()? }),
            "close" => {
                let (code, after) = value.split_once('@').unwrap_or((value, "0"));
                let code = code.parse().ok().filter(|code| (1000..5000).contains(code));
                let after = after.parse().map_err(|_| wrong())?;
                Ok(Self::Close { code: code.ok_or_else(wrong)?, after })
            }
            "delay" => Ok(Self::Delay { ms: ms()? }),
            "garbage" => match number()? {
                0 => Err(wrong()),
                every => Ok(Self::Garbage { every }),
            },
            "slow" => Ok(Self::Slow { ms: ms()? }),
            "provider" => Ok(Self::Provider { after: number()? }),
            _ => Err(wrong()),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refuse => f.write_str("refuse"),
            Self::Drop { after } => write!(f, "drop={after}"),
            Self::HalfOpen { after } => write!(f, "half-open={after}"),
            Self::Close { code, after: 0 } => write!(f, "close={code}"),
            Self::Close { code, after } => write!(f, "close={code}@{after}"),
            Self::Delay { ms } => write!(f, "delay={ms}"),
            Self::Duplicate => f.write_str("duplicate"),
            Self::Garbage { every } => write!(f, "garbage={every}"),
            Self::Slow { ms } => write!(f, "slow={ms}"),
            Self::Provider { after } => write!(f, "provider={after}"),
        }
    }
}

impl TryFrom<String> for Fault {
    type Error = FaultError;

    fn try_from(text: String) -> Result<Self, FaultError> {
        text.parse()
    }
}

impl From<Fault> for String {
    fn from(fault: Fault) -> Self {
        fault.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_read_as_they_are_written() {
        for text in [
            "refuse",
            "drop=0",
            "half-open=3",
            "close=1011",
            "close=4000@2",
            "delay=200",
            "duplicate",
            "garbage=2",
            "slow=500",
            "provider=1",
        ] {
            let fault: Fault = text.parse().expect("a fault");
            assert_eq!(fault.to_string(), text);
            let json = serde_json::to_string(&fault).expect("JSON");
            assert_eq!(serde_json::from_str::<Fault>(&json).ok(), Some(fault));
        }
    }

    #[test]
    fn anything_else_is_no_fault() {
        for text in [
            "",
            "drop",
            "drop=-1",
            "refuse=1",
            "close=42",
            "close=1000@x",
            "delay=0",
            "delay=999999999",
            "garbage=0",
            "slow=",
            "explode",
        ] {
            assert!(text.parse::<Fault>().is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_wrong_says_how_it_is_written() {
        let said = |text: &str| text.parse::<Fault>().expect_err("no fault").to_string();
        assert_eq!(
            said("close=12"),
            "`close=12` is no fault: use close=CODE or close=CODE@N, with a code from 1000 to 4999"
        );
        assert_eq!(
            said("explode"),
            "`explode` is no fault: use refuse, drop=N, half-open=N, close=CODE, close=CODE@N, \
             delay=MS, duplicate, garbage=N, slow=MS or provider=N"
        );
        let whole = said("");
        for name in ["refuse", "drop", "half-open", "close", "delay", "duplicate", "garbage"] {
            assert!(whole.contains(name), "{name}");
            assert!(said(&format!("{name}=x")).contains(usage(name)), "{name}");
        }
    }
}
