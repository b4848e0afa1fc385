//! `X-Twilio-Signature` of a handshake (`reference/relay/session.md`, §1, "Signature").

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

/// How the query of an address is signed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SignedQuery {
    /// As fields of a form, as Twilio's own SDK does it.
    #[default]
    Fields,
    /// As it is written, for servers that check it so.
    Written,
}

/// The signature over `url`, as it stands in the flow, with the account's auth token.
pub fn signature(url: &str, auth_token: &str, query: SignedQuery) -> String {
    let text = match query {
        SignedQuery::Fields => signed_text(url),
        SignedQuery::Written => url.to_owned(),
    };
    let mut mac = Hmac::<Sha1>::new_from_slice(auth_token.as_bytes())
        .expect("HMAC takes keys of every length");
    mac.update(text.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

/// The URL without its query, and then the query's parameters, sorted by name, as name and value:
/// as Twilio's own SDK does it. The first of a repeated name counts, and blank ones do not.
fn signed_text(url: &str) -> String {
    let (address, query) = url.split_once('?').unwrap_or((url, ""));
    let mut parameters = BTreeMap::new();
    for pair in query.split('&') {
        let Some((name, value)) = pair.split_once('=').filter(|(_, value)| !value.is_empty())
        else {
            continue;
        };
        parameters.entry(decoded(name)).or_insert_with(|| decoded(value));
    }
    parameters.into_iter().fold(address.to_owned(), |text, (name, value)| text + &name + &value)
}

/// A name or value of a query without its escapes.
fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let escaped = (byte == b'%').then(|| bytes.get(at + 1..at + 3)).flatten();
        match escaped.and_then(hexadecimal) {
            Some(value) => {
                plain.push(value);
                at += 3;
            }
            None => {
                plain.push(if byte == b'+' { b' ' } else { byte });
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&plain).into_owned()
}

fn hexadecimal(digits: &[u8]) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    match digits {
        [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "12345678901234567890123456789012";

    #[test]
    fn the_worked_examples_agree() {
        for (url, expected) in [
            ("wss://app.example.com/relay", "P9KvBb1Smnq9PjHYu/xcmFp3dFc="),
            ("wss://app.example.com/relay?b=2&a=1", "w9XxCWa3238aTykT/h1iy9+l2QM="),
        ] {
            assert_eq!(signature(url, TOKEN, SignedQuery::Fields), expected);
        }
    }

    #[test]
    fn a_query_may_be_signed_as_it_is_written() {
        let url = "wss://app.example.com/relay?b=2&a=1";
        let fields = signature("wss://app.example.com/relayb=2a=1", TOKEN, SignedQuery::Fields);
        assert_ne!(signature(url, TOKEN, SignedQuery::Written), fields);
        assert_eq!(
            signature("wss://a.example/", TOKEN, SignedQuery::Written),
            signature("wss://a.example/", TOKEN, SignedQuery::Fields)
        );
    }

    #[test]
    fn a_query_is_decoded_and_its_blank_and_repeated_parameters_are_left_out() {
        assert_eq!(
            signed_text("wss://a.example/?name=J%C3%BCrgen+B&x=&y&name=z&p=100%"),
            "wss://a.example/nameJürgen Bp100%"
        );
    }
}
