//! Opens the socket to a relay server as Twilio does (`reference/relay/session.md`, §1).

use std::io;
use std::net::IpAddr;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use flow::relay::{Fault, SignedQuery};
use rustls::ClientConfig;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::handshake::client::Request;
use tokio_tungstenite::tungstenite::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{
    Connector, MaybeTlsStream, WebSocketStream, connect_async_tls_with_config,
};

use super::Dial;
use crate::tls;

pub(super) type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

const HANDSHAKE_TIMEOUT_SECONDS: u64 = 10;
/// A longer message breaks the connection.
const MAX_MESSAGE_BYTES: usize = 1 << 20;
/// The default of 128 kB would be most of what a call costs.
const READ_BUFFER_BYTES: usize = 4_096;

/// How relay servers are called; the same for every call of a server.
#[derive(Debug)]
pub struct Handshakes {
    /// Signs the handshake; without it there is no signature.
    pub auth_token: Option<String>,
    /// The address that is signed.
    pub signed_url: SignedUrl,
    /// How its query is signed.
    pub signed_query: SignedQuery,
    /// Whether a server that is dialled without encryption, though its address has it, is told so
    /// in `X-Forwarded-Proto` and `X-Forwarded-Host`, as by a tunnel: servers rebuild the signed
    /// address from these headers.
    pub is_forwarded: bool,
    tls: Arc<ClientConfig>,
}

/// The address that is signed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SignedUrl {
    /// As it stands in the flow.
    #[default]
    InFlow,
    /// The one that is dialled, after mapping.
    Dialled,
}

/// Certificates to trust beside the system's, from a file in PEM.
#[derive(Debug, Clone, Default)]
pub struct Roots(Vec<CertificateDer<'static>>);

/// Certificates that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum RootsError {
    /// The file is not there or is not PEM.
    #[error("no certificates can be read from `{0}`: {1}")]
    Unreadable(String, rustls::pki_types::pem::Error),
    /// There is none in it.
    #[error("there is no certificate in `{0}`")]
    Empty(String),
}

impl Roots {
    /// The certificates of a text in PEM.
    pub fn from_pem(pem: &[u8]) -> Result<Self, rustls::pki_types::pem::Error> {
        CertificateDer::pem_slice_iter(pem).collect::<Result<_, _>>().map(Self)
    }
}

impl FromStr for Roots {
    type Err = RootsError;

    fn from_str(file: &str) -> Result<Self, RootsError> {
        let certificates = CertificateDer::pem_file_iter(file).and_then(Iterator::collect);
        let certificates: Vec<CertificateDer<'static>> =
            certificates.map_err(|error| RootsError::Unreadable(file.to_owned(), error))?;
        if certificates.is_empty() {
            return Err(RootsError::Empty(file.to_owned()));
        }
        Ok(Self(certificates))
    }
}

impl Handshakes {
    /// Handshakes as Twilio makes them, signed where there is a token. The system's certificates
    /// are read once, here.
    pub fn new(auth_token: Option<String>, extra_roots: &Roots) -> Self {
        Self {
            auth_token,
            signed_url: SignedUrl::default(),
            signed_query: SignedQuery::default(),
            is_forwarded: true,
            tls: Arc::new(tls::client(&extra_roots.0)),
        }
    }
}

/// Why no socket could be opened. These texts are for people.
#[derive(Debug, thiserror::Error)]
pub(super) enum Problem {
    #[error("`{0}` is not the address of a relay server: it must begin with wss://.")]
    NotAnAddress(String),
    #[error(
        "{0} is not encrypted. A relay server elsewhere must have a wss:// address; ws:// is only \
         for servers on this machine."
    )]
    NotEncrypted(String),
    #[error("No relay server answers at {0}. Start yours, or use the demo agent.")]
    NoAnswer(String),
    #[error("The host of {0} is not known or cannot be reached: {1}.")]
    Unreachable(String, io::Error),
    #[error("The certificate or encryption of {0} was not accepted: {1}.")]
    Encryption(String, rustls::Error),
    #[error(
        "The relay server at {0} did not open the connection within {HANDSHAKE_TIMEOUT_SECONDS} \
         seconds."
    )]
    TimedOut(String),
    #[error("The relay server at {0} answered {1} instead of opening a WebSocket.{hint}", hint = hint(*.1))]
    Status(String, StatusCode),
    #[error("The connection to {0} could not be opened: {1}.")]
    Other(String, String),
}

/// What the most usual answers mean.
fn hint(status: StatusCode) -> &'static str {
    match status {
        StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED => {
            " It may check the signature: give Switchboard the same auth token."
        }
        _ if status.is_redirection() => " Twilio does not follow redirects.",
        _ => "",
    }
}

/// Opens the socket that `dial` names.
pub(super) async fn open(dial: &Dial) -> Result<Socket, Problem> {
    let address = dial.dialled.clone();
    if dial.faults.contains(&Fault::Refuse) {
        return Err(Problem::NoAnswer(address));
    }
    let request = request(dial)?;
    let connector = match request.uri().scheme_str() {
        Some("wss") => Connector::Rustls(dial.handshakes.tls.clone()),
        _ => Connector::Plain,
    };
    let config = WebSocketConfig::default()
        .max_message_size(Some(MAX_MESSAGE_BYTES))
        .max_frame_size(Some(MAX_MESSAGE_BYTES))
        .read_buffer_size(READ_BUFFER_BYTES);
    let connecting = connect_async_tls_with_config(request, Some(config), true, Some(connector));
    let limit = Duration::from_secs(HANDSHAKE_TIMEOUT_SECONDS);
    // Much is alive only while the socket opens: not for as long as the call.
    match tokio::time::timeout(limit, Box::pin(connecting)).await {
        Ok(Ok((socket, _))) => Ok(socket),
        Ok(Err(error)) => Err(problem(address, error)),
        Err(_) => Err(Problem::TimedOut(address)),
    }
}

fn problem(address: String, error: Error) -> Problem {
    match error {
        Error::Io(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
            Problem::NoAnswer(address)
        }
        Error::Io(error) => match error.downcast::<rustls::Error>() {
            Ok(error) => Problem::Encryption(address, error),
            Err(error) => Problem::Unreachable(address, error),
        },
        Error::Http(response) => Problem::Status(address, response.status()),
        error => Problem::Other(address, error.to_string()),
    }
}

/// The request of the handshake, with the headers that Twilio sends.
fn request(dial: &Dial) -> Result<Request, Problem> {
    let address = dial.dialled.as_str();
    let not_an_address = || Problem::NotAnAddress(address.to_owned());
    let mut request = address.into_client_request().map_err(|_| not_an_address())?;
    match request.uri().scheme_str() {
        Some("wss") => {}
        Some("ws") if is_loopback(request.uri()) => {}
        Some("ws") => return Err(Problem::NotEncrypted(address.to_owned())),
        _ => return Err(not_an_address()),
    }
    let is_mapped = dial.opening.settings.url.starts_with("wss:") && address.starts_with("ws:");
    let headers = request.headers_mut();
    headers.insert("User-Agent", HeaderValue::from_static("Jetty/11.0.24"));
    headers.insert("Accept-Encoding", HeaderValue::from_static("gzip"));
    headers.insert("Cache-Control", HeaderValue::from_static("no-cache"));
    headers.insert("Pragma", HeaderValue::from_static("no-cache"));
    if is_mapped && dial.handshakes.is_forwarded {
        forward(headers, &dial.opening.settings.url);
    }
    sign(headers, dial);
    Ok(request)
}

/// Adds what a tunnel would add that ends the encryption before the server.
fn forward(headers: &mut HeaderMap, url: &str) {
    headers.insert("X-Forwarded-Proto", HeaderValue::from_static("https"));
    let host = url.parse::<Uri>().ok().and_then(|uri| Some(uri.authority()?.to_string()));
    if let Some(host) = host.and_then(|host| HeaderValue::from_str(&host).ok()) {
        headers.insert("X-Forwarded-Host", host);
    }
}

/// Signs the address, twice, as Twilio does.
fn sign(headers: &mut HeaderMap, dial: &Dial) {
    let Some(auth_token) = &dial.handshakes.auth_token else { return };
    let url = match dial.handshakes.signed_url {
        SignedUrl::InFlow => &dial.opening.settings.url,
        SignedUrl::Dialled => &dial.dialled,
    };
    let signature = flow::relay::signature(url, auth_token, dial.handshakes.signed_query);
    let value = HeaderValue::from_str(&signature).expect("base64 is a header value");
    headers.insert("X-Twilio-Signature", value.clone());
    headers.insert("x-amzn-bedrock-agentcore-runtime-custom-twilio-signature", value);
}

fn is_loopback(uri: &Uri) -> bool {
    let host = uri.host().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}
