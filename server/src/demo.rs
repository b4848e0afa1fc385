//! What a new user finds: a demo flow with its relay agent, and templates.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use flow::sid::FlowSid;

use crate::db::flows::Save;
use crate::db::{self, Db};
use crate::error::ApiError;
use crate::relay_map::Mapping;
use crate::{api, ids};

/// Where this server's own relay agent answers.
pub const AGENT_PATH: &str = "/demo/relay";
/// The demo agent's address in flows: one that Studio takes, and that is dialled on this machine.
const AGENT_URL: &str = "wss://demo.switchboard.example/relay";

const NAME: &str = "Demo: ask, then talk to an agent";
const DEFINITION: &str = include_str!("demo/demo.json");

/// A flow to begin with.
#[derive(Debug, Clone, Copy)]
pub struct Template {
    /// Names it.
    pub id: &'static str,
    /// Its title.
    pub name: &'static str,
    /// What it does, in a sentence.
    pub description: &'static str,
    /// Its definition.
    pub definition: &'static str,
}

/// The templates, in the order in which they are offered.
pub const TEMPLATES: [Template; 5] = [
    Template {
        id: "empty",
        name: "Empty flow",
        description: "Only a trigger: draw the rest yourself.",
        definition: include_str!("demo/empty.json"),
    },
    Template {
        id: "menu",
        name: "Menu",
        description: "Asks the caller to press a key and answers each one.",
        definition: include_str!("demo/menu.json"),
    },
    Template {
        id: "voicemail",
        name: "Voicemail",
        description: "Greets the caller and records a message.",
        definition: include_str!("demo/voicemail.json"),
    },
    Template {
        id: "voice-agent",
        name: "Voice agent with fallback",
        description: "Hands the caller to your ConversationRelay server, and says sorry when it fails.",
        definition: include_str!("demo/voice_agent.json"),
    },
    Template {
        id: "demo",
        name: "Demo",
        description: "Greets, asks, decides, and talks to the built-in agent.",
        definition: DEFINITION,
    },
];

/// Leads the demo agent's address to the server that listens on `listen`.
pub fn mapping(listen: SocketAddr) -> Mapping {
    let ip = match listen.ip() {
        ip if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        ip => ip,
    };
    let to = format!("ws://{}{AGENT_PATH}", SocketAddr::new(ip, listen.port()));
    Mapping { from: AGENT_URL.to_owned(), to }
}

/// Makes and publishes the demo flow in an empty database.
pub async fn create(db: &Db) -> Result<(), ApiError> {
    if !db::flows::is_empty(db).await? {
        return Ok(());
    }
    let definition = api::checked(DEFINITION)?;
    let save = Save {
        friendly_name: None,
        status: "published",
        definition: None,
        commit_message: Some("Comes with Switchboard".to_owned()),
        is_autosave: false,
    };
    let sid = FlowSid::from_bytes(ids::random());
    db::flows::create(db, &sid, NAME, &save, &definition, ids::now_ms()).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_is_valid() {
        for template in TEMPLATES {
            let checked = api::checked(template.definition);
            assert!(checked.is_ok(), "{}: {checked:?}", template.id);
        }
    }
}
