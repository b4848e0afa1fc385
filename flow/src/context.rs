//! What an execution knows, by path: `contact.*`, `trigger.*`, `widgets.<state>.*`, `flow.*`.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::definition::Object;
use crate::interpreter::Start;

/// The context of an execution, in the shape and key order of the REST API
/// (`reference/studio/runtime.md`, "Context").
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Context(Object);

impl Context {
    /// What is known when an execution begins.
    pub fn at_start(start: &Start) -> Self {
        let mut trigger = start.trigger.clone();
        let mut flow = Object::new();
        flow.insert("flow_sid".to_owned(), json!(start.flow_sid));
        flow.insert("channel".to_owned(), json!({ "address": start.flow_address }));
        flow.insert("sid".to_owned(), json!(start.execution_sid));
        let conversation = trigger.get("conversation");
        if let Some(sid) = conversation.and_then(|it| it.get("ConversationSid"))
            && let Some(channel) = flow.get_mut("channel").and_then(Value::as_object_mut)
        {
            channel.insert("sid".to_owned(), sid.clone());
        }
        let parameters = trigger.get("request").and_then(|request| request.get("parameters"));
        if let Some(parameters) = parameters {
            flow.insert("data".to_owned(), parameters.clone());
        }
        for section in trigger.values_mut().filter_map(Value::as_object_mut) {
            parse_member(section, "ChannelAttributes");
            if let Some(add_ons) = parse_member(section, "AddOns") {
                flow.insert("add_ons".to_owned(), add_ons.clone());
            }
        }
        let contact = json!({ "channel": { "address": start.contact_address } });
        Self::of_parts(contact.as_object().cloned().unwrap_or_default(), trigger, flow)
    }

    /// A context in which no widget has run.
    pub(crate) fn of_parts(contact: Object, trigger: Object, flow: Object) -> Self {
        let mut context = Object::new();
        context.insert("contact".to_owned(), Value::Object(contact));
        context.insert("trigger".to_owned(), Value::Object(trigger));
        context.insert("widgets".to_owned(), json!({}));
        context.insert("flow".to_owned(), Value::Object(flow));
        Self(context)
    }

    /// The context as a JSON object, as templates read it.
    pub fn object(&self) -> &Object {
        &self.0
    }

    /// What stands at a path such as `["flow", "channel", "address"]`.
    pub fn at(&self, path: &[&str]) -> Option<&Value> {
        let (first, rest) = path.split_first()?;
        rest.iter().try_fold(self.0.get(*first)?, |value, key| value.get(key))
    }

    /// The text at a path; empty when there is none.
    pub fn text(&self, path: &[&str]) -> &str {
        self.at(path).and_then(Value::as_str).unwrap_or_default()
    }

    /// The execution's SID; empty before it began.
    pub fn execution_sid(&self) -> &str {
        self.text(&["flow", "sid"])
    }

    /// The parameters of the call that started the execution; empty where there is none.
    pub fn call_parameters(&self) -> Object {
        self.at(&["trigger", "call"]).and_then(Value::as_object).cloned().unwrap_or_default()
    }

    /// A widget's variables, made when there are none.
    pub(crate) fn widget_mut(&mut self, state: &str) -> Option<&mut Object> {
        member(member_of(&mut self.0, "widgets"), state)
    }

    /// Stores one of a widget's variables; what an earlier visit left under other keys stays
    /// (`reference/studio/widgets.md`, "Widget variables").
    pub fn set_widget_variable(&mut self, state: &str, key: &str, value: Value) {
        if let Some(variables) = self.widget_mut(state) {
            variables.insert(key.to_owned(), value);
        }
    }

    /// Stores something directly under `flow`.
    pub(crate) fn set_flow(&mut self, key: &str, value: Value) {
        if let Some(flow) = member_of(&mut self.0, "flow") {
            flow.insert(key.to_owned(), value);
        }
    }

    /// Lays members over what stands under `flow.channel`.
    pub(crate) fn merge_channel(&mut self, members: &Value) {
        let channel = member(member_of(&mut self.0, "flow"), "channel");
        if let (Some(channel), Some(members)) = (channel, members.as_object()) {
            channel.extend(members.clone());
        }
    }

    /// Lays parameters over what the trigger brought in one of its sections.
    pub(crate) fn merge_trigger(&mut self, section: &str, parameters: &Object) {
        if let Some(section) = member(member_of(&mut self.0, "trigger"), section) {
            section.extend(parameters.clone());
        }
    }

    /// Stores a variable of the flow.
    pub fn set_flow_variable(&mut self, key: &str, value: Value) {
        if let Some(variables) = member(member_of(&mut self.0, "flow"), "variables") {
            variables.insert(key.to_owned(), value);
        }
    }
}

/// Parses a member that comes as JSON text; it stays text where it is none
/// (`reference/studio/runtime.md`, "Context").
fn parse_member<'a>(section: &'a mut Object, key: &str) -> Option<&'a Value> {
    let member = section.get_mut(key)?;
    if let Some(parsed) = member.as_str().and_then(|text| serde_json::from_str(text).ok()) {
        *member = parsed;
    }
    Some(member)
}

/// The object under `key`, made when it is not there.
fn member<'a>(object: Option<&'a mut Object>, key: &str) -> Option<&'a mut Object> {
    member_of(object?, key)
}

fn member_of<'a>(object: &'a mut Object, key: &str) -> Option<&'a mut Object> {
    if !object.contains_key(key) {
        object.insert(key.to_owned(), json!({}));
    }
    object.get_mut(key)?.as_object_mut()
}
