//! What Make HTTP Request and Run Function have in common: how a request is put together, and
//! what is kept of its answer (`reference/studio/widgets.md`, "run-function").

use serde_json::Value;

use crate::definition::Object;
use crate::interpreter::{
    Choice, Effect, Happening, Progress, Request, RequestFailure, RequestOutcome, Visit,
};

/// Bytes of an answer (`reference/studio/runtime.md`, "Limits").
const MAX_ANSWER_BYTES: usize = 64 * 1024;

/// What came of a request, once what is kept of it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Result {
    Status(u16),
    Failure(RequestFailure, String),
}

/// Makes a request, and waits for its answer.
pub(super) fn send(visit: &mut Visit<'_>, mut request: Request) -> Choice {
    request.request = visit.number();
    visit.execution.progress = Progress::Requesting { request: request.request };
    visit.effects.push(Effect::Request(Box::new(request)));
    Choice::Stay
}

/// What `event` is for the open request; `None` when it is about something else.
pub(super) fn answered(visit: &mut Visit<'_>, event: &Happening) -> Option<Result> {
    let (Progress::Requesting { request: open }, Happening::RequestAnswered { request, outcome }) =
        (&visit.execution.progress, event)
    else {
        return None;
    };
    if open != request {
        return None;
    }
    visit.execution.progress = Progress::None;
    Some(match &**outcome {
        RequestOutcome::Answer { body, .. } if body.len() > MAX_ANSWER_BYTES => {
            Result::Failure(RequestFailure::TooLarge, "the answer is larger than 64 kB".to_owned())
        }
        RequestOutcome::Answer { status, content_type, headers, body } => {
            store(visit, *status, content_type, headers, body);
            Result::Status(*status)
        }
        RequestOutcome::Failure { kind, problem } => Result::Failure(*kind, problem.clone()),
    })
}

fn store(visit: &mut Visit<'_>, status: u16, content_type: &str, headers: &Object, body: &str) {
    visit.set("body", body);
    visit.set("content_type", content_type);
    visit.set("status_code", status);
    // The only header that Studio is known to keep.
    const KEPT: &str = "x-twilio-function-concurrency";
    if let Some(value) = headers.get(KEPT) {
        visit.set("headers", Object::from_iter([(KEPT.to_owned(), value.clone())]));
    }
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    if !media_type.eq_ignore_ascii_case("application/json") {
        return;
    }
    // Only an object is parsed, and a later answer is merged over an earlier one.
    if let Ok(Value::Object(members)) = serde_json::from_str(body) {
        let mut parsed =
            visit.earlier("parsed").and_then(Value::as_object).cloned().unwrap_or_default();
        parsed.extend(members);
        visit.set("parsed", Value::Object(parsed));
    }
}

/// Keys and values as a form, or a query.
pub(super) fn form(parameters: &[(String, String)]) -> String {
    let mut form = String::new();
    for (key, value) in parameters {
        if !form.is_empty() {
            form.push('&');
        }
        encode(key, &mut form);
        form.push('=');
        encode(value, &mut form);
    }
    form
}

/// Percent-encoding as HTML forms have it: blanks become plus signs.
fn encode(text: &str, out: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        match byte {
            b' ' => out.push('+'),
            b'-' | b'_' | b'.' | b'*' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => {
                out.push(char::from(byte));
            }
            _ => {
                out.push('%');
                out.push(char::from(HEX[usize::from(byte >> 4)]));
                out.push(char::from(HEX[usize::from(byte & 15)]));
            }
        }
    }
}

/// An address with parameters added to its query.
pub(super) fn with_query(url: &str, parameters: &[(String, String)]) -> String {
    if parameters.is_empty() {
        return url.to_owned();
    }
    let (address, fragment) = match url.split_once('#') {
        Some((address, fragment)) => (address, Some(fragment)),
        None => (url, None),
    };
    let separator = match address.split_once('?') {
        Some((_, "")) => "",
        Some((_, query)) if query.ends_with('&') => "",
        Some(_) => "&",
        None => "?",
    };
    let mut whole = format!("{address}{separator}{}", form(parameters));
    if let Some(fragment) = fragment {
        whole.push('#');
        whole.push_str(fragment);
    }
    whole
}

/// The host of an address that can be requested, in lower case; `None` for any other text.
///
/// Browsers and libraries take a backslash for a slash, so it ends the host here too: a host
/// that this takes for Twilio's is Twilio's for whoever makes the request.
pub(super) fn host(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return None;
    }
    if url.chars().any(|character| character.is_control() || character.is_whitespace()) {
        return None;
    }
    let authority = &rest[..rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len())];
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = match host.strip_prefix('[') {
        Some(address) => address.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    let is_host =
        |character: char| character.is_alphanumeric() || matches!(character, '-' | '.' | '_' | ':');
    (!host.is_empty() && host.chars().all(is_host)).then(|| host.to_ascii_lowercase())
}

/// Whether a host is Twilio's own.
pub(super) fn is_twilio(host: &str) -> bool {
    host == "twilio.com" || host.ends_with(".twilio.com")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_twilios_own_hosts_are_twilios() {
        let is_twilios = |url| host(url).is_some_and(|host| is_twilio(&host));
        for url in [
            "https://api.twilio.com/x",
            "https://TWILIO.com",
            "https://u:p@studio.twilio.com:8443?a",
        ] {
            assert!(is_twilios(url), "{url}");
        }
        for url in [
            "https://twilio.com.example.com/",
            "https://nottwilio.com/",
            "https://api.twilio.com@example.com/",
            r"https://example.com\@api.twilio.com/",
            "https://example.com#.twilio.com",
            "https://example.com?.twilio.com",
            "ftp://api.twilio.com/",
            "https://example.com\t.twilio.com/",
            "api.twilio.com",
            "https:///twilio.com",
        ] {
            assert!(!is_twilios(url), "{url}");
        }
    }

    #[test]
    fn parameters_are_added_to_the_query_there_is() {
        let parameters = [("a b".to_owned(), "ü&1".to_owned()), ("c".to_owned(), String::new())];
        let added = "a+b=%C3%BC%261&c=";
        assert_eq!(
            with_query("https://x.test/p", &parameters),
            format!("https://x.test/p?{added}")
        );
        assert_eq!(
            with_query("https://x.test/?q=1#top", &parameters),
            format!("https://x.test/?q=1&{added}#top")
        );
        assert_eq!(with_query("https://x.test/?", &parameters), format!("https://x.test/?{added}"));
        assert_eq!(with_query("https://x.test/", &[]), "https://x.test/");
    }
}
