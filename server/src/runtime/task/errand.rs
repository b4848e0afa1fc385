//! What a flow needs from outside before it goes on: subflows, answers of servers. It is fetched
//! beside the execution's own task, which serves its caller meanwhile.

use flow::Timestamp;
use flow::definition::Object;
use flow::interpreter::{
    self, Effect, Happening, Loaded, Progress, RequestFailure, RequestOutcome,
};
use flow::sid::{self, FlowSid};

use super::{Parts, Task};
use crate::db::turns::NotStored;
use crate::runtime::{Known, Revision, Runtime, UnreadableFlow, trigger};

/// Something to be fetched.
#[derive(Debug, Clone)]
pub(in crate::runtime) enum Errand {
    Request(Box<interpreter::Request>),
    LoadSubflow { load: u64, flow_sid: FlowSid, revision: String },
}

/// What was fetched.
#[derive(Debug)]
pub(super) struct Done {
    number: u64,
    what: Happening,
    /// How long it is to take on the execution's clock.
    after_ms: u64,
}

impl Errand {
    /// The errand that an effect is; `None` for any other effect.
    pub(in crate::runtime) fn of(effect: Effect) -> Option<Self> {
        match effect {
            Effect::Request(request) => Some(Self::Request(request)),
            Effect::LoadSubflow { load, flow_sid, revision, .. } => {
                Some(Self::LoadSubflow { load, flow_sid, revision })
            }
            _ => None,
        }
    }

    pub(super) fn run(self, parts: &Parts) -> impl Future<Output = Done> + Send + 'static {
        let runtime = parts.runtime.clone();
        let parent = parts.place.flow_sid.clone();
        let contact = parts.place.contact_address.clone();
        let (execution, is_draft) = (parts.execution_sid.clone(), parts.is_draft);
        async move {
            match self {
                Self::Request(request) => {
                    let known = runtime.known_or_logged(&parent).await;
                    let own = known.as_ref().map_or(&[][..], |known| &known.stand_ins);
                    let stand_ins = [own, &runtime.shared.outside.stand_ins];
                    let number = request.request;
                    let id = sid::derived("", execution.as_str(), number);
                    let carried =
                        runtime.shared.requester.carry_out(&request, &id, stand_ins).await;
                    let outcome = Box::new(carried.outcome);
                    let what = Happening::RequestAnswered { request: number, outcome };
                    Done { number, what, after_ms: carried.after_ms }
                }
                Self::LoadSubflow { load, flow_sid, revision } => {
                    let known = runtime.known_or_logged(&parent).await;
                    let gets_drafts =
                        is_draft || known.is_some_and(|known| known.is_test_user(&contact));
                    let found = subflow(&runtime, &flow_sid, &revision, gets_drafts).await;
                    let subflow = Box::new(found.unwrap_or_else(|error| {
                        tracing::error!(%error, "the subflow {flow_sid} could not be read");
                        Loaded::Missing { problem: "it could not be read".to_owned() }
                    }));
                    let what = Happening::SubflowLoaded { load, subflow };
                    Done { number: load, what, after_ms: 0 }
                }
            }
        }
    }
}

/// Drafts are for test users of the parent, and for whoever tries a draft of it; everybody else
/// gets what is published (`reference/studio/runtime.md`, "In a subflow").
async fn subflow(
    runtime: &Runtime,
    flow: &FlowSid,
    wanted: &str,
    gets_drafts: bool,
) -> Result<Loaded, UnreadableFlow> {
    let missing = |problem: String| Ok(Loaded::Missing { problem });
    let Some(known) = runtime.known(flow).await? else {
        return missing(format!("there is no flow `{flow}`"));
    };
    let Known { published, latest, .. } = &*known;
    let found = match wanted.parse::<i64>() {
        Ok(number) => Revision::find(&runtime.shared.db, flow, number).await?,
        Err(_) if wanted == "LatestDraft" && gets_drafts => Some(latest.clone()),
        Err(_) => published.clone(),
    };
    match found {
        Some(revision) if revision.is_draft && !gets_drafts => {
            missing(format!("revision {wanted} of `{flow}` is a draft, which only test users get"))
        }
        Some(Revision { number, definition, .. }) => {
            Ok(Loaded::Found { revision: number, definition: definition.to_value() })
        }
        None => missing(format!("`{flow}` has no revision `{wanted}`")),
    }
}

impl Task {
    /// Gives what was fetched to the execution, at once or when its time has passed.
    pub(super) async fn errand_done(&mut self, done: Option<Done>) -> Result<(), NotStored> {
        let done = done.or_else(|| lost(&self.execution.progress));
        let Some(Done { number, what, after_ms }) = done else { return Ok(()) };
        if after_ms == 0 {
            return self.give(what).await;
        }
        let at: Timestamp = self.watch.now().plus(after_ms);
        self.alarms.insert((at, number), what);
        Ok(())
    }

    /// The webhook of a message from the contact.
    pub(super) fn message(&self, body: &str, media_url: &str) -> Object {
        let place = &self.parts.place;
        let number = u64::try_from(self.events).unwrap_or_default();
        let sid = sid::derived("SM", self.parts.execution_sid.as_str(), number);
        let (contact, ours) = (&place.contact_address, &place.flow_address);
        let mut parameters = trigger::object(trigger::message(contact, ours, &sid));
        parameters.insert("Body".to_owned(), body.into());
        if !media_url.is_empty() {
            parameters.insert("NumMedia".to_owned(), "1".into());
            parameters.insert("MediaUrl0".to_owned(), media_url.into());
        }
        parameters
    }
}

/// An errand that broke inside Switchboard must not leave the execution waiting.
fn lost(progress: &Progress) -> Option<Done> {
    let problem = "it broke inside Switchboard".to_owned();
    let (number, what) = match progress {
        Progress::Requesting { request } => {
            let kind = RequestFailure::Transport;
            let outcome = Box::new(RequestOutcome::Failure { kind, problem });
            (*request, Happening::RequestAnswered { request: *request, outcome })
        }
        Progress::Loading { load, .. } => {
            let subflow = Box::new(Loaded::Missing { problem });
            (*load, Happening::SubflowLoaded { load: *load, subflow })
        }
        Progress::None
        | Progress::Speaking(_)
        | Progress::Gathering(_)
        | Progress::Relay { .. }
        | Progress::Asking(_) => return None,
    };
    Some(Done { number, what, after_ms: 0 })
}
