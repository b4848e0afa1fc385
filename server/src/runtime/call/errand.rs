//! What a flow needs from outside before it goes on: subflows, answers of servers.

use flow::definition::Object;
use flow::interpreter::{Effect, Happening, Loaded, RequestFailure, RequestOutcome};
use flow::sid::{self, FlowSid};
use serde_json::{Value, json};

use super::Call;
use crate::db::turns::NotStored;
use crate::{api, db};

impl Call {
    pub(super) async fn run_errand(&mut self, effect: Effect) -> Result<(), NotStored> {
        match effect {
            Effect::LoadSubflow { load, flow_sid, revision, .. } => {
                let subflow = Box::new(self.subflow(&flow_sid, &revision).await);
                self.give(Happening::SubflowLoaded { load, subflow }).await
            }
            Effect::Request(request) => {
                let outcome = Box::new(RequestOutcome::Failure {
                    kind: RequestFailure::Refused,
                    problem: "Switchboard does not make requests yet".to_owned(),
                });
                self.give(Happening::RequestAnswered { request: request.request, outcome }).await
            }
            _ => Ok(()),
        }
    }

    /// A draft is for test users; a caller who is none gets what is published
    /// (`reference/studio/runtime.md`, "In a subflow").
    async fn subflow(&self, flow: &FlowSid, revision: &str) -> Loaded {
        let database = &self.parts.runtime.shared.db;
        let found = match revision.parse::<i64>() {
            Ok(number) => db::flows::revision(database, flow, number).await,
            Err(_) => db::flows::latest_published(database, flow).await,
        };
        let missing = |problem: String| Loaded::Missing { problem };
        match found {
            Ok(Some(found)) => match serde_json::from_str::<Value>(&found.definition) {
                Ok(definition) => Loaded::Found { revision: found.revision, definition },
                Err(error) => missing(error.to_string()),
            },
            Ok(None) => missing(format!("`{flow}` has no revision `{revision}`")),
            Err(error) => {
                tracing::error!(%error, "a subflow could not be read");
                missing("it could not be read".to_owned())
            }
        }
    }

    /// The webhook of a message from the contact (`reference/studio/runtime.md`, "Context").
    pub(super) fn message(&self, body: &str, media_url: &str) -> Object {
        let caller = &self.parts.caller;
        let number = u64::try_from(self.events).unwrap_or_default();
        let mut parameters = json!({
            "AccountSid": api::ACCOUNT_SID,
            "Body": body,
            "From": caller.from,
            "To": caller.to,
            "MessageSid": sid::derived("SM", self.parts.execution_sid.as_str(), number),
            "NumMedia": if media_url.is_empty() { "0" } else { "1" },
        });
        if !media_url.is_empty() {
            parameters["MediaUrl0"] = json!(media_url);
        }
        parameters.as_object().cloned().unwrap_or_default()
    }
}
