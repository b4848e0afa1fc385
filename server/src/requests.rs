//! Requests of flows to servers outside, for HTTP Request and Run Function
//! (`reference/studio/widgets.md`, "run-function" and "make-http-request").

mod reach;
mod stand_in;

use std::error::Error;
use std::sync::OnceLock;
use std::time::Duration;

use flow::definition::Object;
use flow::interpreter::{Request, RequestFailure, RequestOutcome};
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, Response, Url};

pub use reach::Reach;
use reach::{Resolver, Unreachable};
pub use stand_in::{Answer, Does, StandIn, StandInError, UrlMap};

use crate::api;

/// How long a server may take, redirects and all.
const TIMEOUT: Duration = Duration::from_secs(10);
/// Bytes of an answer that are read.
const MAX_ANSWER_BYTES: usize = 64 * 1024;
/// Redirects that are followed.
const MAX_REDIRECTS: usize = 10;
/// The only further header that Studio is known to keep.
const KEPT_HEADER: &str = "x-twilio-function-concurrency";

/// Makes requests; one for all executions, so that connections are shared.
#[derive(Debug)]
pub struct Requester {
    reach: Reach,
    auth_token: Option<String>,
    /// Made with the first request, for it reads the system's certificates.
    client: OnceLock<Result<Client, String>>,
}

/// What came of a request.
#[derive(Debug, PartialEq)]
pub struct Carried {
    /// For the flow.
    pub outcome: RequestOutcome,
    /// How long it is to take on the execution's clock, where a stand-in answered.
    pub after_ms: u64,
}

impl Requester {
    /// Reaches no further than `reach`; signs in at Twilio's hosts with the token.
    pub fn new(reach: Reach, auth_token: Option<String>) -> Self {
        Self { reach, auth_token, client: OnceLock::new() }
    }

    /// Carries a request out, or lets the first stand-in that is about it answer; those of the
    /// flow come before those for all flows. `id` names the
    /// request for servers, the same whenever it is repeated.
    pub async fn carry_out(
        &self,
        request: &Request,
        id: &str,
        stand_ins: [&[StandIn]; 2],
    ) -> Carried {
        let mut stand_ins = stand_ins.into_iter().flatten();
        let led = stand_ins.find_map(|stand_in| stand_in.answers(request));
        let url = match led {
            Some(stand_in::Led::Answered(carried)) => return carried,
            Some(stand_in::Led::To(url)) => url,
            None => request.url.clone(),
        };
        let outcome = match self.answer(request, id, &url).await {
            Ok(answer) => answer,
            Err((kind, problem)) => RequestOutcome::Failure { kind, problem },
        };
        Carried { outcome, after_ms: 0 }
    }

    async fn answer(
        &self,
        request: &Request,
        id: &str,
        url: &str,
    ) -> Result<RequestOutcome, (RequestFailure, String)> {
        let invalid = |error: &dyn Error| {
            (RequestFailure::InvalidUrl, format!("the address cannot be requested: {error}"))
        };
        let url = Url::parse(url).map_err(|error| invalid(&error))?;
        self.reach.check(&url).map_err(|refused| (RequestFailure::Refused, refused.to_string()))?;
        let client = self.client.get_or_init(|| client(self.reach)).as_ref();
        let client = client.map_err(|problem| (RequestFailure::Transport, problem.clone()))?;
        let method = if request.method == "POST" { Method::POST } else { Method::GET };
        let mut building = client.request(method, url).header("I-Twilio-Idempotency-Token", id);
        if !request.content_type.is_empty() {
            building = building.header(CONTENT_TYPE, &request.content_type);
        }
        if !request.body.is_empty() {
            building = building.body(request.body.clone());
        }
        if request.is_authenticated {
            building = building.basic_auth(api::ACCOUNT_SID, self.auth_token.as_ref());
        }
        let response = building.send().await.map_err(|error| failure(&error))?;
        read(response).await
    }
}

/// Reads an answer, and stops where it is too large.
async fn read(mut response: Response) -> Result<RequestOutcome, (RequestFailure, String)> {
    let status = response.status().as_u16();
    let content_type = text(response.headers(), CONTENT_TYPE.as_str()).unwrap_or_default();
    let mut headers = Object::new();
    if let Some(value) = text(response.headers(), KEPT_HEADER) {
        headers.insert(KEPT_HEADER.to_owned(), value.into());
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| failure(&error))? {
        if body.len() + chunk.len() > MAX_ANSWER_BYTES {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    let body = String::from_utf8_lossy(&body).into_owned();
    Ok(RequestOutcome::Answer { status, content_type, headers, body })
}

fn too_large() -> (RequestFailure, String) {
    (RequestFailure::TooLarge, "the answer is larger than 64 kB".to_owned())
}

fn timed_out() -> (RequestFailure, String) {
    (RequestFailure::Timeout, "the server did not answer within 10 seconds".to_owned())
}

/// What a failure is to the flow, and to people. Addresses are left out: they may hold passwords.
fn failure(error: &reqwest::Error) -> (RequestFailure, String) {
    if error.is_timeout() {
        return timed_out();
    }
    let mut deepest: &(dyn Error + 'static) = error;
    while let Some(source) = deepest.source() {
        if let Some(refused) = source.downcast_ref::<Unreachable>() {
            return (RequestFailure::Refused, refused.to_string());
        }
        deepest = source;
    }
    if error.is_redirect() {
        let problem = format!("more than {MAX_REDIRECTS} redirects, or one that leads nowhere");
        return (RequestFailure::Transport, problem);
    }
    if error.is_builder() {
        return (RequestFailure::InvalidUrl, "the address cannot be requested".to_owned());
    }
    (RequestFailure::Transport, format!("no answer came: {deepest}"))
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}

/// One client for all requests. It uses no proxy, which would connect where it likes.
fn client(reach: Reach) -> Result<Client, String> {
    let redirects = Policy::custom(move |attempt| {
        if attempt.previous().len() > MAX_REDIRECTS {
            return attempt.error("too many redirects");
        }
        match reach.check(attempt.url()) {
            Ok(()) => attempt.follow(),
            Err(refused) => attempt.error(refused),
        }
    });
    let client = Client::builder()
        .tls_backend_preconfigured(crate::tls::client(&[]))
        .no_proxy()
        .timeout(TIMEOUT)
        .redirect(redirects)
        .dns_resolver(Resolver(reach))
        .build();
    client.map_err(|error| error.to_string())
}
