//! The catalogue: what each widget is called, asks for, leaves on, sets and does.
//!
//! Palette, inspector, ports, validation and interpreter all read this one place.

mod alternatives;
mod gather_input_on_call;
mod kept;
mod run_conversation_relay;
mod say_play;
mod set_variables;
mod split_based_on;
mod trigger;

pub use alternatives::alternatives;
pub(crate) use alternatives::settle;

use serde_json::{Value, json};

use crate::definition::{Object, Offset, State, Transition};
use crate::interpreter::Conduct;

/// Every widget Studio knows, in the order of its library.
pub static CATALOGUE: &[&Widget] = &[
    &trigger::WIDGET,
    &split_based_on::WIDGET,
    &set_variables::WIDGET,
    &say_play::WIDGET,
    &gather_input_on_call::WIDGET,
    &run_conversation_relay::WIDGET,
    &kept::CONNECT_CALL_TO,
    &kept::MAKE_OUTGOING_CALL_V2,
    &kept::MAKE_OUTGOING_CALL_V1,
    &kept::RECORD_VOICEMAIL,
    &kept::RECORD_CALL,
    &kept::ENQUEUE_CALL,
    &kept::CAPTURE_PAYMENTS,
    &kept::FORK_STREAM,
    &kept::CONNECT_VIRTUAL_AGENT_V2,
    &kept::CONNECT_VIRTUAL_AGENT,
    &kept::SEND_MESSAGE,
    &kept::SEND_AND_WAIT_FOR_REPLY,
    &kept::START_CONVERSATION,
    &kept::RESUME_CONVERSATION,
    &kept::RUN_FUNCTION,
    &kept::MAKE_HTTP_REQUEST,
    &kept::ADD_TWIML_REDIRECT,
    &kept::RUN_SUBFLOW,
    &kept::SEND_TO_FLEX,
    &kept::SEND_TO_AUTO_PILOT,
];

/// Language tags that forms offer; others are taken too.
const LANGUAGES: &[&str] = &[
    "en-US", "en-GB", "en-AU", "en-IN", "es-ES", "es-MX", "es-US", "fr-FR", "fr-CA", "de-DE",
    "it-IT", "pt-BR", "pt-PT", "nl-NL", "sv-SE", "da-DK", "nb-NO", "fi-FI", "pl-PL", "ja-JP",
    "ko-KR", "zh-CN", "hi-IN", "tr-TR", "ar-AE", "multi",
];

/// The widget of this type; `None` for one that Studio does not know.
pub fn find(kind: &str) -> Option<&'static Widget> {
    CATALOGUE.iter().copied().find(|widget| widget.kind == kind)
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
    /// How the interpreter runs it; `None` when it is kept and shown, but cannot be run yet.
    pub(crate) conduct: Option<Conduct>,
}

impl Widget {
    /// Whether the interpreter can run it.
    pub fn runs(&self) -> bool {
        self.conduct.is_some()
    }
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

/// One setting of a widget.
#[derive(Debug)]
pub struct Field {
    /// The key under `properties`.
    pub key: &'static str,
    /// What the form calls it.
    pub label: &'static str,
    /// A sentence for whoever fills it in; may be empty.
    pub help: &'static str,
    /// Its JSON type and how it is entered.
    pub control: Control,
    /// Whether a definition without it is refused.
    pub required: bool,
    /// What a fresh state holds; nothing when absent.
    pub fresh: Fresh,
}

impl Field {
    const fn new(key: &'static str, label: &'static str, control: Control) -> Self {
        Self { key, label, help: "", control, required: false, fresh: Fresh::Absent }
    }

    const fn help(mut self, help: &'static str) -> Self {
        self.help = help;
        self
    }

    const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    const fn fresh(mut self, fresh: Fresh) -> Self {
        self.fresh = fresh;
        self
    }
}

/// The JSON type of a setting and how it is entered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Control {
    /// Text with Liquid, several lines.
    LongText,
    /// Text with Liquid, one line.
    Text,
    /// Text: an address; Liquid allowed.
    Url,
    /// Text without Liquid: one of these values, each with its label.
    Choice(&'static [(&'static str, &'static str)]),
    /// Text with Liquid; these are offered, others are taken too.
    Suggest(&'static [&'static str]),
    /// A JSON integer within these bounds, inclusive.
    Integer {
        /// Smallest value.
        min: i64,
        /// Largest value.
        max: i64,
        /// What is counted: "seconds", "times"; may be empty.
        unit: &'static str,
    },
    /// A JSON boolean.
    Switch,
    /// The text `"true"` or `"false"`.
    TextSwitch,
    /// A JSON boolean or the text `"true"`/`"false"`; written as a boolean.
    AnySwitch,
    /// An array of `{key, value}`; keys literal, values with Liquid.
    Pairs,
    /// The rows of Set Variables: `{key, value, type}`.
    Variables,
}

/// What a fresh state holds in a field.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fresh {
    /// The key is left out.
    Absent,
    /// A text.
    Text(&'static str),
    /// An integer.
    Integer(i64),
    /// A boolean.
    Boolean(bool),
    /// An empty array.
    List,
}

impl Fresh {
    fn value(self) -> Option<Value> {
        match self {
            Self::Absent => None,
            Self::Text(text) => Some(json!(text)),
            Self::Integer(number) => Some(json!(number)),
            Self::Boolean(flag) => Some(json!(flag)),
            Self::List => Some(json!([])),
        }
    }
}

/// Where an edge begins: one way out of a state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Port {
    /// Which way out.
    pub exit: Exit,
    /// The words on the port.
    pub label: String,
    /// The state it leads to; `None` when it is unwired.
    pub next: Option<String>,
}

/// Names one way out of a state, also where the document has no entry for it yet.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Exit {
    /// The event.
    pub event: String,
    /// Which of the transitions with this event, counted from 0; a split has many `match`.
    pub nth: usize,
}

impl Exit {
    /// Which of the state's transitions it is; `None` where the document has none yet.
    pub fn entry(&self, state: &State) -> Option<usize> {
        let entries = state.transitions().enumerate();
        let mut own = entries.filter(|(_, entry)| entry.event() == self.event);
        own.nth(self.nth).map(|(at, _)| at)
    }
}

/// The ways out of a state: the widget's events in the console's order, then whatever else the
/// document wires. An event without an entry is an unwired port
/// (`reference/studio/widgets.md`, "Order of entries").
pub fn ports(state: &State) -> Vec<Port> {
    let transitions: Vec<Transition<'_>> = state.transitions().collect();
    let known = find(state.kind()).map(|widget| widget.events).unwrap_or_default();
    let mut ports = Vec::with_capacity(known.len().max(transitions.len()));
    for event in known {
        let mut entries =
            transitions.iter().filter(|entry| entry.event() == event.name).enumerate();
        let repeats = event.name == "match";
        match entries.next() {
            Some((nth, entry)) => ports.push(port(event.label, nth, *entry)),
            None if repeats => {}
            None => ports.push(Port {
                exit: Exit { event: event.name.to_owned(), nth: 0 },
                label: event.label.to_owned(),
                next: None,
            }),
        }
        for (nth, entry) in entries {
            ports.push(port(event.label, nth, *entry));
        }
    }
    for (at, entry) in transitions.iter().enumerate() {
        if known.iter().any(|event| event.name == entry.event()) {
            continue;
        }
        let nth = transitions[..at].iter().filter(|other| other.event() == entry.event()).count();
        ports.push(port(entry.event(), nth, *entry));
    }
    ports
}

fn port(label: &str, nth: usize, entry: Transition<'_>) -> Port {
    let label = match entry.condition().map(|condition| condition.friendly_name()) {
        Some(name) if !name.is_empty() => name,
        _ => label,
    };
    Port {
        exit: Exit { event: entry.event().to_owned(), nth },
        label: label.to_owned(),
        next: entry.next().map(str::to_owned),
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
