//! Relay mappings: which address is really dialled where a flow names another.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use url::Url;

/// Sends relay sessions for one address to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// The address in the flow, or the beginning of it.
    pub from: String,
    /// The address that is dialled.
    pub to: String,
}

/// A mapping that cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MappingError {
    /// There is no `=` between two addresses.
    #[error("a mapping is written wss://from=ws://to")]
    NotAPair,
    /// It is not the address of a WebSocket.
    #[error("`{0}` is not the address of a WebSocket: it must begin with ws:// or wss://")]
    NotAnAddress(String),
}

impl Mapping {
    /// A mapping between two addresses of WebSockets.
    pub fn new(from: &str, to: &str) -> Result<Self, MappingError> {
        for address in [from, to] {
            let is_socket = Url::parse(address)
                .is_ok_and(|url| matches!(url.scheme(), "ws" | "wss") && url.has_host());
            if !is_socket {
                return Err(MappingError::NotAnAddress(address.to_owned()));
            }
        }
        Ok(Self { from: from.to_owned(), to: to.to_owned() })
    }
}

/// Where `url` leads when `from` is about it: equal to it, or the part of it before `?`. A query
/// that `from` does not name is taken along.
pub(crate) fn led(from: &str, to: &str, url: &str) -> Option<String> {
    if from == url {
        return Some(to.to_owned());
    }
    let (base, query) = url.split_once('?')?;
    if from != base {
        return None;
    }
    let joint = if to.contains('?') { '&' } else { '?' };
    Some(format!("{to}{joint}{query}"))
}

impl FromStr for Mapping {
    type Err = MappingError;

    fn from_str(text: &str) -> Result<Self, MappingError> {
        // A query may hold `=` too, so the second address begins behind the `=` before a scheme.
        let at = ["=ws://", "=wss://"].iter().filter_map(|joint| text.find(joint)).min();
        let at = at.ok_or(MappingError::NotAPair)?;
        Self::new(&text[..at], &text[at + 1..])
    }
}

/// The address that is really dialled for `url`: by the first mapping about it, else itself.
pub fn dialled<'m>(mappings: impl IntoIterator<Item = &'m Mapping>, url: &str) -> String {
    let mut mappings = mappings.into_iter();
    let led = mappings.find_map(|mapping| led(&mapping.from, &mapping.to, url));
    led.unwrap_or_else(|| url.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_is_read_even_with_equals_signs_in_a_query() {
        let mapping: Mapping = "wss://a.example/r?k=v=ws://127.0.0.1:8080/r".parse().unwrap();
        assert_eq!(mapping.from, "wss://a.example/r?k=v");
        assert_eq!(mapping.to, "ws://127.0.0.1:8080/r");
        assert!("wss://a.example".parse::<Mapping>().is_err());
        assert!("http://a=ws://b".parse::<Mapping>().is_err());
    }

    #[test]
    fn the_query_of_the_flow_goes_along() {
        let mapping: Mapping = "wss://a.example/r=ws://127.0.0.1:8080/r".parse().unwrap();
        let mappings = [mapping];
        assert_eq!(dialled(&mappings, "wss://a.example/r?x=1"), "ws://127.0.0.1:8080/r?x=1");
        assert_eq!(dialled(&mappings, "wss://b.example/r"), "wss://b.example/r");
    }
}
