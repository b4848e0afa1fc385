//! Opens the socket to a relay server as Twilio does (`reference/relay/session.md`, §1).

use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

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

pub(super) type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

const HANDSHAKE_TIMEOUT_SECONDS: u64 = 10;
/// A longer message breaks the connection.
const MAX_MESSAGE_BYTES: usize = 1 << 20;
/// The default of 128 kB would be most of what a call costs.
const READ_BUFFER_BYTES: usize = 4_096;

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
    #[error(
        "The relay server at {0} did not open the connection within {HANDSHAKE_TIMEOUT_SECONDS} \
         seconds."
    )]
    TimedOut(String),
    #[error("The relay server at {0} answered {1} instead of opening a WebSocket.")]
    Status(String, StatusCode),
    #[error("The connection to {0} could not be opened: {1}.")]
    Other(String, String),
}

/// Opens the socket that `dial` names.
pub(super) async fn open(dial: &Dial) -> Result<Socket, Problem> {
    let address = dial.dialled.clone();
    let request = request(dial)?;
    let connector = match request.uri().scheme_str() {
        Some("wss") => {
            let config = crate::tls::client(&dial.extra_roots);
            let config =
                config.map_err(|error| Problem::Other(address.clone(), error.to_string()))?;
            Some(Connector::Rustls(Arc::new(config)))
        }
        _ => None,
    };
    let config = WebSocketConfig::default()
        .max_message_size(Some(MAX_MESSAGE_BYTES))
        .max_frame_size(Some(MAX_MESSAGE_BYTES))
        .read_buffer_size(READ_BUFFER_BYTES);
    let connecting = connect_async_tls_with_config(request, Some(config), true, connector);
    match tokio::time::timeout(Duration::from_secs(HANDSHAKE_TIMEOUT_SECONDS), connecting).await {
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
        Error::Io(error) => Problem::Unreachable(address, error),
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
    let is_mapped = dial.settings.url.starts_with("wss:") && address.starts_with("ws:");
    let headers = request.headers_mut();
    headers.insert("User-Agent", HeaderValue::from_static("Jetty/11.0.24"));
    headers.insert("Accept-Encoding", HeaderValue::from_static("gzip"));
    headers.insert("Cache-Control", HeaderValue::from_static("no-cache"));
    headers.insert("Pragma", HeaderValue::from_static("no-cache"));
    if is_mapped {
        // Servers rebuild the signed address from this header.
        headers.insert("X-Forwarded-Proto", HeaderValue::from_static("https"));
    }
    sign(headers, dial);
    Ok(request)
}

/// Signs the address in the flow, twice, as Twilio does.
fn sign(headers: &mut HeaderMap, dial: &Dial) {
    let Some(auth_token) = &dial.auth_token else { return };
    let signature = flow::relay::signature(&dial.settings.url, auth_token);
    let value = HeaderValue::from_str(&signature).expect("base64 is a header value");
    headers.insert("X-Twilio-Signature", value.clone());
    headers.insert("x-amzn-bedrock-agentcore-runtime-custom-twilio-signature", value);
}

fn is_loopback(uri: &Uri) -> bool {
    let host = uri.host().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}
