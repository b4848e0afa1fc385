//! What a widget asks for: its settings, their JSON types and how they are entered.

use serde_json::{Value, json};

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
    /// Whether it may be null.
    pub nullable: bool,
    /// What a fresh state holds; nothing when absent.
    pub fresh: Fresh,
}

impl Field {
    pub(super) const fn new(key: &'static str, label: &'static str, control: Control) -> Self {
        Self {
            key,
            label,
            help: "",
            control,
            required: false,
            nullable: false,
            fresh: Fresh::Absent,
        }
    }

    pub(super) const fn help(mut self, help: &'static str) -> Self {
        self.help = help;
        self
    }

    pub(super) const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    pub(super) const fn nullable(mut self) -> Self {
        self.nullable = true;
        self
    }

    pub(super) const fn fresh(mut self, fresh: Fresh) -> Self {
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
    /// Text that is a secret; Liquid allowed.
    Secret,
    /// Text without Liquid, such as an identifier chosen from a list.
    Literal,
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
    /// Text holding a whole number within these bounds, inclusive; Liquid allowed.
    TextNumber {
        /// Smallest value.
        min: i64,
        /// Largest value.
        max: i64,
        /// What is counted; may be empty.
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
    /// An array of `{key, value, type}`, where a value may be parsed as JSON.
    Variables,
    /// An array of texts, each one of these, each with its label.
    Several(&'static [(&'static str, &'static str)]),
    /// JSON of a shape of its own; Liquid allowed in its texts.
    Json,
}

impl Control {
    /// Whether Liquid in its texts is rendered.
    pub fn takes_liquid(self) -> bool {
        match self {
            Self::LongText
            | Self::Text
            | Self::Url
            | Self::Secret
            | Self::Suggest(_)
            | Self::TextNumber { .. }
            | Self::TextSwitch
            | Self::AnySwitch
            | Self::Pairs
            | Self::Variables
            | Self::Json => true,
            Self::Literal
            | Self::Choice(_)
            | Self::Integer { .. }
            | Self::Switch
            | Self::Several(_) => false,
        }
    }
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
    pub(super) fn value(self) -> Option<Value> {
        match self {
            Self::Absent => None,
            Self::Text(text) => Some(json!(text)),
            Self::Integer(number) => Some(json!(number)),
            Self::Boolean(flag) => Some(json!(flag)),
            Self::List => Some(json!([])),
        }
    }
}
