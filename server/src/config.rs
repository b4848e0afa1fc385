//! Every setting, with its default and its unit.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use flow::relay::SignedQuery;

use crate::relay::{Handshakes, Roots, SignedUrl};
use crate::relay_map::Mapping;
use crate::requests::UrlMap;

/// How large a definition may be, in bytes (`reference/studio/runtime.md`, "Limits").
pub const MAX_DEFINITION_BYTES: usize = 1_048_576;
/// How large a request may be: a definition, every byte of it escaped in a form.
pub const MAX_BODY_BYTES: usize = 4 * MAX_DEFINITION_BYTES;
/// How long a request may take, in seconds.
pub const REQUEST_TIMEOUT_SECONDS: u64 = 30;
/// How long a deleted flow can be brought back, in days.
pub const KEEP_DELETED_DAYS: i64 = 7;

/// The settings of `switchboard serve`.
#[derive(Debug, Clone, Args)]
pub struct Settings {
    /// Where to listen; other than loopback needs --auth-token
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:4000", env = "SWITCHBOARD_LISTEN")]
    pub listen: SocketAddr,
    /// The database; made when it is not there
    #[arg(
        long,
        value_name = "FILE",
        default_value = "switchboard.db",
        env = "SWITCHBOARD_DATABASE"
    )]
    pub database: PathBuf,
    /// The password for everything (user name: the account SID)
    #[arg(long, value_name = "T", env = "SWITCHBOARD_AUTH_TOKEN", hide_env_values = true)]
    pub auth_token: Option<String>,
    /// A further host name under which browsers reach this server
    #[arg(long = "host", value_name = "NAME")]
    pub hosts: Vec<String>,
    /// Dial B wherever a flow's relay address is A
    #[arg(long = "relay-map", value_name = "A=B")]
    pub relay_map: Vec<Mapping>,
    /// Request B wherever HTTP Request and Run Function request A
    #[arg(long = "url-map", value_name = "A=B")]
    pub url_map: Vec<UrlMap>,
    /// Let flows request private addresses, although other machines can reach this server
    #[arg(long)]
    pub allow_private: bool,
    /// How relay servers are called.
    #[command(flatten)]
    pub handshake: Handshake,
}

/// How relay servers are called.
#[derive(Debug, Clone, Default, Args)]
pub struct Handshake {
    /// Trust the certificates in this file (PEM) beside the system's
    #[arg(long = "relay-ca", value_name = "FILE")]
    pub roots: Option<Roots>,
    /// Sign the address that is dialled, not the flow's
    #[arg(long)]
    pub sign_dialled: bool,
    /// Sign the query of an address as it is written, not field by field
    #[arg(long)]
    pub sign_full_url: bool,
    /// Send no X-Forwarded-Proto and -Host to servers that are dialled without encryption
    #[arg(long)]
    pub no_forwarded_proto: bool,
}

impl Handshake {
    /// Handshakes that are made so, signed where there is a token.
    pub fn handshakes(&self, auth_token: Option<String>) -> Handshakes {
        let mut handshakes = Handshakes::new(auth_token, &self.roots.clone().unwrap_or_default());
        if self.sign_dialled {
            handshakes.signed_url = SignedUrl::Dialled;
        }
        if self.sign_full_url {
            handshakes.signed_query = SignedQuery::Written;
        }
        handshakes.is_forwarded = !self.no_forwarded_proto;
        handshakes
    }
}

/// Settings that cannot be.
#[derive(Debug, thiserror::Error)]
#[error("listening on {0}, which other machines can reach, needs --auth-token")]
pub struct NeedsToken(SocketAddr);

impl Settings {
    /// Refuses to be open to other machines without a password.
    pub fn checked(self) -> Result<Self, NeedsToken> {
        let has_token = self.auth_token.as_ref().is_some_and(|token| !token.is_empty());
        if self.listen.ip().is_loopback() || has_token {
            Ok(self)
        } else {
            Err(NeedsToken(self.listen))
        }
    }
}
