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
    fn a_sid_of_another_kind_is_refused() {
        let call = CallSid::from_bytes([1; 16]);
        assert!(call.as_str().parse::<FlowSid>().is_err());
    }
}
