//! The catalogue: what each widget is called, asks for, leaves on, sets and does.
//!
//! Palette, inspector, ports, validation and interpreter all read this one place.

mod add_twiml_redirect;
mod alternatives;
mod capture_payments;
mod connect_call_to;
mod connect_virtual_agent;
mod connect_virtual_agent_v2;
mod conversations;
mod enqueue_call;
mod field;
mod fork_stream;
mod gather_input_on_call;
mod make_http_request;
mod make_outgoing_call;
mod make_outgoing_call_v1;
mod make_outgoing_call_v2;
mod messages;
mod outcome;
mod port;
mod record_call;
mod record_voicemail;
mod requests;
mod resume_conversation;
mod run_conversation_relay;
mod run_function;
mod run_subflow;
mod say_play;
mod send_and_wait_for_reply;
mod send_message;
mod send_to_auto_pilot;
mod send_to_flex;
mod set_variables;
mod split_based_on;
mod start_conversation;
mod task;
mod trigger;

use std::collections::HashMap;
use std::sync::LazyLock;

pub use alternatives::alternatives;
pub(crate) use alternatives::settle;

use serde_json::{Value, json};

pub use field::{Control, Field, Fresh};
pub use outcome::{Detail, Leads, Outcome};
pub use port::{Exit, Port, ports};

use crate::definition::{Object, Offset, State};
use crate::interpreter::Conduct;

/// Every widget Studio knows, in the order of its library.
pub static CATALOGUE: &[&Widget] = &[
    &trigger::WIDGET,
    &split_based_on::WIDGET,
    &set_variables::WIDGET,
    &say_play::WIDGET,
    &gather_input_on_call::WIDGET,
    &run_conversation_relay::WIDGET,
    &connect_call_to::WIDGET,
    &make_outgoing_call_v2::WIDGET,
    &make_outgoing_call_v1::WIDGET,
    &record_voicemail::WIDGET,
    &record_call::WIDGET,
    &enqueue_call::WIDGET,
    &capture_payments::WIDGET,
    &fork_stream::WIDGET,
    &connect_virtual_agent_v2::WIDGET,
    &connect_virtual_agent::WIDGET,
    &send_message::WIDGET,
    &send_and_wait_for_reply::WIDGET,
    &start_conversation::WIDGET,
    &resume_conversation::WIDGET,
    &run_function::WIDGET,
    &make_http_request::WIDGET,
    &add_twiml_redirect::WIDGET,
    &run_subflow::WIDGET,
    &send_to_flex::WIDGET,
    &send_to_auto_pilot::WIDGET,
];

/// The largest number where Studio states no bound: what its integers hold.
const UNBOUNDED: i64 = i32::MAX as i64;

/// Language tags that forms offer; others are taken too.
const LANGUAGES: &[&str] = &[
    "en-US", "en-GB", "en-AU", "en-IN", "es-ES", "es-MX", "es-US", "fr-FR", "fr-CA", "de-DE",
    "it-IT", "pt-BR", "pt-PT", "nl-NL", "sv-SE", "da-DK", "nb-NO", "fi-FI", "pl-PL", "ja-JP",
    "ko-KR", "zh-CN", "hi-IN", "tr-TR", "ar-AE", "multi",
];

/// The widget of this type; `None` for one that Studio does not know.
pub fn find(kind: &str) -> Option<&'static Widget> {
    static BY_KIND: LazyLock<HashMap<&str, &Widget>> =
        LazyLock::new(|| CATALOGUE.iter().map(|widget| (widget.kind, *widget)).collect());
    BY_KIND.get(kind).copied()
}

/// One kind of state.
#[derive(Debug)]
pub struct Widget {
    /// The `type` in a definition.
    pub kind: &'static str,
    /// The name people know it by.
    pub label: &'static str,
    /// Where it stands in the library.
    pub category: Category,
    /// What it does, in a few words.
    pub summary: &'static str,
    /// What the name of a fresh state begins with, as in `say_play_1`.
    pub prefix: &'static str,
    /// What it leaves on, in the console's order.
    pub events: &'static [EventName],
    /// What it asks for, in the order of its form.
    pub fields: &'static [Field],
    /// The settings of which the first that is filled is shown on the card.
    pub shows: &'static [&'static str],
    /// What it leaves under `widgets.<name>`.
    pub sets: &'static [&'static str],
    /// What the other side of it may do, and what follows; empty where it has none.
    pub outcomes: &'static [Outcome],
    /// Whether Studio answers with TwiML when it is reached in a call: such a widget needs the
    /// call to be up, and none of its kind is reached after a hang-up
    /// (`reference/studio/runtime.md`, "Calls").
    pub is_twiml: bool,
    /// How the interpreter runs it.
    pub(crate) conduct: Conduct,
}

/// An event of a widget, and the words for it on a port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventName {
    /// As in a definition: `audioComplete`.
    pub name: &'static str,
    /// As in the console: "Audio Complete".
    pub label: &'static str,
}

const fn on(name: &'static str, label: &'static str) -> EventName {
    EventName { name, label }
}

/// The shelves of the widget library.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Category {
    /// Where the flow goes next.
    FlowControl,
    /// Calls.
    Voice,
    /// Messages and conversations.
    Messaging,
    /// Requests, functions, subflows.
    Tools,
    /// Other products.
    Connect,
}

impl Category {
    /// The shelf's name.
    pub fn label(self) -> &'static str {
        match self {
            Self::FlowControl => "Flow Control",
            Self::Voice => "Voice",
            Self::Messaging => "Messaging",
            Self::Tools => "Tools & Code",
            Self::Connect => "Other Products",
        }
    }
}

/// One line of a state's own content, for its card; empty when it has none.
pub fn content_line(state: &State) -> &str {
    let shows = find(state.kind()).map(|widget| widget.shows).unwrap_or_default();
    shows.iter().map(|key| state.text(key).trim()).find(|text| !text.is_empty()).unwrap_or_default()
}

/// A fresh state of `widget`, with every event unwired and every field as Studio fills it.
pub fn fresh_state(widget: &Widget, name: &str, offset: Offset) -> State {
    let transitions: Vec<Value> = widget
        .events
        .iter()
        .filter(|event| event.name != "match")
        .map(|event| json!({ "event": event.name }))
        .collect();
    // Whole numbers stay whole, as the console writes them.
    let mut properties = Object::new();
    properties.insert("offset".to_owned(), offset_value(offset));
    for field in widget.fields {
        if let Some(value) = field.fresh.value() {
            properties.insert(field.key.to_owned(), value);
        }
    }
    let mut object = Object::new();
    object.insert("name".to_owned(), json!(name));
    object.insert("type".to_owned(), json!(widget.kind));
    object.insert("transitions".to_owned(), Value::Array(transitions));
    object.insert("properties".to_owned(), Value::Object(properties));
    State::from_object(object)
}

/// An offset as the console writes it: whole numbers.
pub fn offset_value(offset: Offset) -> Value {
    // A canvas has no place beyond what an i64 holds; the cast saturates there.
    #[expect(clippy::cast_possible_truncation)]
    let whole = |axis: f64| axis.round() as i64;
    json!({ "x": whole(offset.x), "y": whole(offset.y) })
}
