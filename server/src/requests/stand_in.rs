//! What stands in for a server outside: another server, or an answer that is written down.

use std::collections::BTreeMap;
use std::str::FromStr;

use flow::definition::Object;
use flow::interpreter::{Request, RequestOutcome};
use serde::{Deserialize, Serialize};
use url::Url;

use super::{Carried, KEPT_HEADER, MAX_ANSWER_BYTES, TIMEOUT, timed_out, too_large};
use crate::relay_map::led;

/// How long a stand-in may take to answer.
const MAX_DELAY_MS: u64 = 60_000;
/// Bytes of a stand-in's answer. More than Studio takes, so that this can be tried too.
const MAX_BODY: usize = 2 * MAX_ANSWER_BYTES;

/// Something that stands in for a server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandIn {
    /// The address in the flow, or the part of it before `?`.
    pub url: String,
    /// The method it is for; none for any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// What it does.
    #[serde(flatten)]
    pub does: Does,
}

/// What a stand-in does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Does {
    /// Leads to another address.
    To(String),
    /// Answers by itself.
    Answer(Answer),
}

/// An answer that is written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers, `content-type` among them.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The body.
    #[serde(default)]
    pub body: String,
    /// How long it takes, on the execution's clock.
    #[serde(default)]
    pub delay_ms: u64,
}

/// A stand-in that cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StandInError {
    /// There is no `=` between two addresses.
    #[error("a mapping is written https://from=http://to")]
    NotAPair,
    /// It cannot be requested.
    #[error("`{0}` is not a web address: it must begin with http:// or https://")]
    NotAnAddress(String),
    /// Widgets know no other.
    #[error("`{0}` is no method of a widget: use GET or POST")]
    Method(String),
    /// No answer has it.
    #[error("`{0}` is no status of an answer: use 200 to 599")]
    Status(u16),
    /// It is larger than it may be.
    #[error("a stand-in's answer takes at most {MAX_DELAY_MS} ms and has {MAX_BODY} bytes")]
    TooMuch,
}

/// Where a request is led.
pub(super) enum Led {
    To(String),
    Answered(Carried),
}

impl StandIn {
    /// Refuses what cannot be.
    pub fn check(&self) -> Result<(), StandInError> {
        check_address(&self.url)?;
        if let Some(method) = self.method.as_ref().filter(|it| !matches!(&***it, "GET" | "POST")) {
            return Err(StandInError::Method(method.clone()));
        }
        match &self.does {
            Does::To(to) => check_address(to),
            Does::Answer(answer) if !(200..600).contains(&answer.status) => {
                Err(StandInError::Status(answer.status))
            }
            Does::Answer(Answer { body, delay_ms, .. })
                if body.len() > MAX_BODY || *delay_ms > MAX_DELAY_MS =>
            {
                Err(StandInError::TooMuch)
            }
            Does::Answer(_) => Ok(()),
        }
    }

    /// Where a request is led, when this is about it.
    pub(super) fn answers(&self, request: &Request) -> Option<Led> {
        if self.method.as_ref().is_some_and(|method| *method != request.method) {
            return None;
        }
        match &self.does {
            Does::To(to) => led(&self.url, to, &request.url).map(Led::To),
            Does::Answer(answer) => {
                led(&self.url, "", &request.url)?;
                Some(Led::Answered(answer.carried()))
            }
        }
    }
}

impl Answer {
    fn header(&self, name: &str) -> Option<&String> {
        let mut headers = self.headers.iter();
        headers.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// Studio's limits hold for it as for any other answer.
    fn carried(&self) -> Carried {
        let longest_ms = u64::try_from(TIMEOUT.as_millis()).unwrap_or(u64::MAX);
        let failure = if self.delay_ms >= longest_ms {
            Some(timed_out())
        } else {
            (self.body.len() > MAX_ANSWER_BYTES).then(too_large)
        };
        if let Some((kind, problem)) = failure {
            let outcome = RequestOutcome::Failure { kind, problem };
            return Carried { outcome, after_ms: self.delay_ms.min(longest_ms) };
        }
        let kept = self.header(KEPT_HEADER);
        let kept = kept.map(|value| (KEPT_HEADER.to_owned(), value.clone().into()));
        let outcome = RequestOutcome::Answer {
            status: self.status,
            content_type: self.header("content-type").cloned().unwrap_or_default(),
            headers: Object::from_iter(kept),
            body: self.body.clone(),
        };
        Carried { outcome, after_ms: self.delay_ms }
    }
}

fn check_address(address: &str) -> Result<(), StandInError> {
    let is_web = Url::parse(address)
        .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    if is_web { Ok(()) } else { Err(StandInError::NotAnAddress(address.to_owned())) }
}

/// A mapping as it is written on the command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UrlMap(pub StandIn);

impl FromStr for UrlMap {
    type Err = StandInError;

    fn from_str(text: &str) -> Result<Self, StandInError> {
        // A query may hold `=` too, so the second address begins behind the `=` before a scheme.
        let at = ["=http://", "=https://"].iter().filter_map(|joint| text.find(joint)).min();
        let at = at.ok_or(StandInError::NotAPair)?;
        let (url, to) = (text[..at].to_owned(), text[at + 1..].to_owned());
        let stand_in = StandIn { url, method: None, does: Does::To(to) };
        stand_in.check()?;
        Ok(Self(stand_in))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_is_read_even_with_equals_signs_in_a_query() {
        let UrlMap(stand_in) = "https://a.example/f?k=v=http://127.0.0.1:8080/f".parse().unwrap();
        assert_eq!(stand_in.url, "https://a.example/f?k=v");
        assert_eq!(stand_in.does, Does::To("http://127.0.0.1:8080/f".to_owned()));
        assert_eq!("https://a.example".parse::<UrlMap>(), Err(StandInError::NotAPair));
        assert!("ftp://a.example=http://b.example".parse::<UrlMap>().is_err());
    }

    #[test]
    fn stand_ins_are_written_with_what_they_do() {
        let text = r#"{"url":"https://a.example/f","method":"POST","answer":{"status":204}}"#;
        let stand_in: StandIn = serde_json::from_str(text).unwrap();
        assert_eq!(stand_in.check(), Ok(()));
        let again: StandIn =
            serde_json::from_str(&serde_json::to_string(&stand_in).unwrap()).unwrap();
        assert_eq!(again, stand_in);
        let text = r#"{"url":"https://a.example/f","to":"file:///etc/passwd"}"#;
        assert!(serde_json::from_str::<StandIn>(text).unwrap().check().is_err());
    }
}
