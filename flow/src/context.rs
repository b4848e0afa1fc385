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
        let flow = json!({
            "flow_sid": start.flow_sid,
            "channel": { "address": start.flow_address },
            "sid": start.execution_sid,
        });
        let mut context = Object::new();
        context.insert(
            "contact".to_owned(),
            json!({ "channel": { "address": start.contact_address } }),
        );
        context.insert("trigger".to_owned(), Value::Object(start.trigger.clone()));
        context.insert("widgets".to_owned(), json!({}));
        context.insert("flow".to_owned(), flow);
        Self(context)
    }

    /// The context as a JSON object, as templates read it.
    pub fn object(&self) -> &Object {
        &self.0
    }

    /// The parameters of the call that started the execution; empty where there is none.
    pub fn call_parameters(&self) -> Object {
        let call = self.0.get("trigger").and_then(|trigger| trigger.get("call"));
        call.and_then(Value::as_object).cloned().unwrap_or_default()
    }

    /// Stores one of a widget's variables; what an earlier visit left under other keys stays
    /// (`reference/studio/widgets.md`, "Widget variables").
    pub fn set_widget_variable(&mut self, state: &str, key: &str, value: Value) {
        if let Some(variables) = member(member_of(&mut self.0, "widgets"), state) {
            variables.insert(key.to_owned(), value);
        }
    }

    /// Stores a variable of the flow.
    pub fn set_flow_variable(&mut self, key: &str, value: Value) {
        if let Some(variables) = member(member_of(&mut self.0, "flow"), "variables") {
            variables.insert(key.to_owned(), value);
        }
    }
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
