//! The executions that go on, found by what is said to them, and who may begin beside them.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use flow::sid::{CallSid, ExecutionSid, FlowSid};

use super::Handle;

/// Where an execution stands among others.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) flow_sid: FlowSid,
    /// The person's side.
    pub(super) contact_address: String,
    /// Twilio's side.
    pub(super) flow_address: String,
    /// The call it began with.
    pub(super) call_sid: Option<CallSid>,
}

/// Beside which others an execution may begin (`reference/studio/runtime.md`, "Ways to start").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Admission {
    /// Beside any.
    BesideAny,
    /// While its contact has no call with this flow.
    OneCall,
    /// While its pair of addresses has none.
    OneOfPair,
}

#[derive(Debug, Default)]
pub(super) struct Registry {
    live: HashMap<ExecutionSid, (Place, Handle)>,
    by_call: HashMap<CallSid, ExecutionSid>,
    /// Of a contact with a flow, in the order in which they began.
    by_contact: HashMap<(FlowSid, String), Vec<ExecutionSid>>,
    by_conversation: HashMap<(FlowSid, String), ExecutionSid>,
    /// The other way round.
    conversations: HashMap<ExecutionSid, String>,
}

impl Registry {
    /// Takes an execution in, or gives the one beside which it may not begin.
    pub(super) fn admit(
        &mut self,
        sid: &ExecutionSid,
        place: Place,
        handle: Handle,
        admission: Admission,
    ) -> Result<(), ExecutionSid> {
        let busy = match admission {
            Admission::BesideAny => None,
            Admission::OneCall => self
                .latest(&place.flow_sid, &place.contact_address, |other| other.call_sid.is_some()),
            Admission::OneOfPair => {
                self.of_pair(&place.flow_sid, &place.contact_address, &place.flow_address)
            }
        };
        if let Some(busy) = busy {
            return Err(busy);
        }
        if let Some(call) = &place.call_sid {
            self.by_call.insert(call.clone(), sid.clone());
        }
        let contact = (place.flow_sid.clone(), place.contact_address.clone());
        self.by_contact.entry(contact).or_default().push(sid.clone());
        self.live.insert(sid.clone(), (place, handle));
        Ok(())
    }

    pub(super) fn remove(&mut self, sid: &ExecutionSid) {
        let Some((place, _)) = self.live.remove(sid) else { return };
        if let Some(conversation) = self.conversations.remove(sid) {
            self.by_conversation.remove(&(place.flow_sid.clone(), conversation));
        }
        if let Some(call) = &place.call_sid {
            self.by_call.remove(call);
        }
        if let Entry::Occupied(mut of_contact) =
            self.by_contact.entry((place.flow_sid, place.contact_address))
        {
            of_contact.get_mut().retain(|other| other != sid);
            if of_contact.get().is_empty() {
                of_contact.remove();
            }
        }
    }

    /// From now on a conversation's messages are for an execution.
    pub(super) fn join(&mut self, sid: &ExecutionSid, conversation: &str) {
        if let Some((place, _)) = self.live.get(sid) {
            let key = (place.flow_sid.clone(), conversation.to_owned());
            self.by_conversation.insert(key, sid.clone());
            self.conversations.insert(sid.clone(), conversation.to_owned());
        }
    }

    pub(super) fn of_conversation(
        &self,
        flow: &FlowSid,
        conversation: &str,
    ) -> Option<ExecutionSid> {
        self.by_conversation.get(&(flow.clone(), conversation.to_owned())).cloned()
    }

    pub(super) fn find(&self, sid: &ExecutionSid) -> Option<Handle> {
        self.live.get(sid).map(|(_, handle)| handle.clone())
    }

    pub(super) fn find_by_call(&self, call: &CallSid) -> Option<Handle> {
        self.find(self.by_call.get(call)?)
    }

    /// The execution to which a message of a pair of addresses goes: the one that began last.
    pub(super) fn of_pair(
        &self,
        flow: &FlowSid,
        contact: &str,
        ours: &str,
    ) -> Option<ExecutionSid> {
        self.latest(flow, contact, |other| other.flow_address == ours)
    }

    fn latest(
        &self,
        flow: &FlowSid,
        contact: &str,
        wanted: impl Fn(&Place) -> bool,
    ) -> Option<ExecutionSid> {
        let of_contact = self.by_contact.get(&(flow.clone(), contact.to_owned()))?;
        let mut latest = of_contact.iter().rev();
        latest.find(|sid| self.live.get(*sid).is_some_and(|(place, _)| wanted(place))).cloned()
    }
}
