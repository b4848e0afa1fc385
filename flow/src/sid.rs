//! Twilio's identifiers: two capitals and 32 hexadecimal digits
//! (`reference/studio/rest-api.md`, "Conventions").

use std::fmt;

use serde::{Deserialize, Serialize};

/// A text that is not an identifier of the wanted kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a SID: it must be `{prefix}` and 32 hexadecimal digits")]
pub struct SidError {
    text: String,
    prefix: &'static str,
}

/// The identifier for the `number`th thing of an execution. What an execution makes is named
/// after it and not at random, so that a replay of its log names it alike. It has nothing to
/// keep secret; executions are told apart by the 128 random bits of their own identifier.
pub fn derived(prefix: &str, execution: &str, number: u64) -> String {
    // SplitMix64's finaliser: every bit of the input reaches every bit of the output.
    let mixed = |mut bits: u64| {
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    };
    let mut halves = [0x9e37_79b9_7f4a_7c15_u64, 0xd1b5_4a32_d192_ed03];
    for byte in execution.bytes() {
        for half in &mut halves {
            *half = mixed(half.wrapping_mul(31).wrapping_add(u64::from(byte)));
        }
    }
    let [high, low] = halves.map(|half| mixed(half.wrapping_add(mixed(number.wrapping_add(1)))));
    format!("{prefix}{high:016x}{low:016x}")
}

macro_rules! sids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The two capitals that begin every identifier of this kind.
            pub const PREFIX: &str = $prefix;

            /// The identifier made of 16 bytes, which the caller has from a random source.
            pub fn from_bytes(bytes: [u8; 16]) -> Self {
                let mut text = String::with_capacity(34);
                text.push_str(Self::PREFIX);
                for byte in bytes {
                    for nibble in [byte >> 4, byte & 15] {
                        text.push(char::from(b"0123456789abcdef"[usize::from(nibble)]));
                    }
                }
                Self(text)
            }

            /// The identifier for the `number`th thing of an execution; see [`derived`].
            pub fn derived(execution: &str, number: u64) -> Self {
                Self(derived(Self::PREFIX, execution, number))
            }

            /// The identifier as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = SidError;

            fn from_str(text: &str) -> Result<Self, SidError> {
                let well_formed = text.len() == 34
                    && text.starts_with(Self::PREFIX)
                    && text.bytes().skip(2).all(|byte| byte.is_ascii_hexdigit());
                if well_formed {
                    Ok(Self(text.to_owned()))
                } else {
                    // A long text is cut, so that an error stays a line.
                    let text = text.chars().take(40).collect();
                    Err(SidError { text, prefix: Self::PREFIX })
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = SidError;

            fn try_from(text: String) -> Result<Self, SidError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(sid: $name) -> Self {
                sid.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

sids! {
    /// An account.
    AccountSid = "AC";
    /// A flow.
    FlowSid = "FW";
    /// An execution of a flow.
    ExecutionSid = "FN";
    /// A step of an execution.
    StepSid = "FT";
    /// A call.
    CallSid = "CA";
    /// A ConversationRelay session.
    SessionSid = "VX";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_become_a_sid_that_parses_back() {
        let sid = FlowSid::from_bytes([0xab; 16]);
        assert_eq!(sid.as_str(), format!("FW{}", "ab".repeat(16)));
        assert_eq!(sid.as_str().parse(), Ok(sid));
    }

    #[test]
    fn what_an_execution_makes_is_named_alike_each_time_and_nothing_else_is() {
        let (one, other) = ("FN".to_owned() + &"1".repeat(32), "FN".to_owned() + &"2".repeat(32));
        let sid = StepSid::derived(&one, 7);
        assert_eq!(sid.as_str().parse(), Ok(sid.clone()));
        assert_eq!(sid, StepSid::derived(&one, 7));
        assert_ne!(sid, StepSid::derived(&one, 8));
        assert_ne!(sid, StepSid::derived(&other, 7));
    }

    #[test]
    fn a_sid_of_another_kind_is_refused() {
        let call = CallSid::from_bytes([1; 16]);
        assert!(call.as_str().parse::<FlowSid>().is_err());
    }
}
