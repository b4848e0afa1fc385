//! Messages of contacts: each goes to the execution that is active for its pair of addresses, and
//! only where there is none does it begin one (`reference/studio/runtime.md`, "Ways to start").

use std::collections::VecDeque;

use flow::interpreter::Happening;
use flow::sid::{ExecutionSid, FlowSid};

use super::{
    Clock, Handle, NewExecution, NotBegun, RelayConditions, Revision, Runtime, Trigger,
    UnreadableFlow,
};

/// How often a message is offered again, when the execution it was meant for ended meanwhile.
const ATTEMPTS: usize = 5;

/// Where a message went.
#[derive(Debug)]
pub struct Delivered {
    /// The execution.
    pub execution_sid: ExecutionSid,
    /// Whether the message began it.
    pub is_new: bool,
}

/// Why a message went nowhere.
#[derive(Debug, thiserror::Error)]
pub enum NotDelivered {
    /// There is no such flow.
    #[error("there is no such flow")]
    NoFlow,
    /// Nothing of it is published, and the contact is no test user.
    #[error("nothing of this flow is published")]
    NotPublished,
    /// The execution for it ended, again and again.
    #[error("no execution took the message")]
    Lost,
    /// The flow could not be read.
    #[error(transparent)]
    Unreadable(#[from] UnreadableFlow),
    /// An execution could not be stored.
    #[error(transparent)]
    NotBegun(#[from] NotBegun),
}

/// How an execution begins, where a message begins one.
#[derive(Debug, Clone)]
pub struct Manner {
    /// The revision to keep to; none for the one the contact gets.
    pub revision: Option<Revision>,
    /// How time passes.
    pub clock: Clock,
    /// Whether somebody is there to say what the other side of a widget does.
    pub is_attended: bool,
}

impl Runtime {
    /// Delivers a message. When this returns, it is stored.
    pub async fn deliver(
        &self,
        flow: &FlowSid,
        (contact, ours): (&str, &str),
        trigger: Trigger,
        manner: Manner,
    ) -> Result<Delivered, NotDelivered> {
        for _ in 0..ATTEMPTS {
            if *self.shared.stopping.borrow() {
                break;
            }
            let handle = self.in_conversation(flow, &trigger);
            if let Some(handle) = handle.or_else(|| self.active(flow, contact, ours)) {
                let parameters = trigger.section(contact, ours);
                if handle.happened(Happening::MessageArrived { parameters }).await {
                    let execution_sid = handle.execution_sid;
                    return Ok(Delivered { execution_sid, is_new: false });
                }
                // It ended before it took the message; its task is about to leave the registry.
                handle.closed().await;
                continue;
            }
            let known = self.known(flow).await?.ok_or(NotDelivered::NoFlow)?;
            let revision = manner.revision.as_ref().or_else(|| known.revision_for(contact));
            let revision = revision.ok_or(NotDelivered::NotPublished)?;
            let begun = self.begin(NewExecution {
                flow_sid: flow.clone(),
                revision: revision.clone(),
                trigger: trigger.clone(),
                contact_address: contact.to_owned(),
                flow_address: ours.to_owned(),
                clock: manner.clock,
                conditions: RelayConditions::default(),
                is_attended: manner.is_attended,
                script: VecDeque::new(),
            });
            match begun.await {
                Ok(begun) => {
                    let execution_sid = begun.execution_sid;
                    return Ok(Delivered { execution_sid, is_new: true });
                }
                // Another message was faster.
                Err(NotBegun::Busy(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(NotDelivered::Lost)
    }

    /// The execution that is active for a pair of addresses.
    pub fn active(&self, flow: &FlowSid, contact: &str, ours: &str) -> Option<Handle> {
        let registry = self.registry();
        registry.find(&registry.of_pair(flow, contact, ours)?)
    }

    /// The execution that is in the conversation a message came in, whoever wrote it.
    fn in_conversation(&self, flow: &FlowSid, trigger: &Trigger) -> Option<Handle> {
        let registry = self.registry();
        registry.find(&registry.of_conversation(flow, trigger.conversation()?)?)
    }
}
