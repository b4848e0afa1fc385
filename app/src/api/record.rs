//! What the API takes and gives.

use flow::sid::FlowSid;
use flow::validate::Problem;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Whether a revision runs or may still change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It may still change.
    #[default]
    Draft,
    /// Executions run on it.
    Published,
}

impl Status {
    /// As the API spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
        }
    }
}

/// A line of the list of flows.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct FlowSummary {
    /// The flow.
    pub sid: FlowSid,
    /// Its name.
    pub friendly_name: String,
    /// The latest revision's status.
    pub status: Status,
    /// The latest revision.
    pub revision: i64,
    /// When it was made.
    pub date_created: String,
    /// When it was changed last.
    pub date_updated: Option<String>,
}

/// A page of the list of flows.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct FlowPage {
    /// The flows.
    pub flows: Vec<FlowSummary>,
    meta: Meta,
}

/// What a page says of itself.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct Meta {
    next_page_url: Option<String>,
}

impl Meta {
    pub(super) fn next(&self) -> Option<&str> {
        self.next_page_url.as_deref()
    }
}

impl FlowPage {
    /// Where the next page is; none after the last.
    pub fn next(&self) -> Option<&str> {
        self.meta.next()
    }
}

/// A flow with its latest definition.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct FlowRecord {
    /// The flow.
    pub sid: FlowSid,
    /// Its name.
    pub friendly_name: String,
    /// The definition, as it is stored.
    pub definition: Value,
    /// The latest revision's status.
    pub status: Status,
    /// The latest revision.
    pub revision: i64,
    /// What is worth knowing about it.
    #[serde(default)]
    warnings: Option<Vec<Value>>,
    /// Where real calls arrive.
    #[serde(default)]
    pub webhook_url: String,
}

impl FlowRecord {
    /// What the server tells of the latest revision. Entries of other shapes are passed over.
    pub fn reported(&self) -> Vec<Problem> {
        let entries = self.warnings.iter().flatten();
        entries.filter_map(|entry| Problem::deserialize(entry).ok()).collect()
    }
}

/// A numbered, saved copy of a flow.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct RevisionRecord {
    /// Its number.
    pub revision: i64,
    /// Whether executions run on it.
    pub status: Status,
    /// What its author said about it.
    pub commit_message: Option<String>,
    /// When it was saved.
    pub date_created: String,
    /// The definition; null in a list.
    #[serde(default)]
    pub definition: Value,
}

/// A page of the list of revisions, newest first.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct RevisionPage {
    /// The revisions.
    pub revisions: Vec<RevisionRecord>,
    meta: Meta,
}

impl RevisionPage {
    /// Where the next page is; none after the last.
    pub fn next(&self) -> Option<&str> {
        self.meta.next_page_url.as_deref()
    }
}

/// What a flow is made with, or what changes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Changes {
    /// Its name.
    pub friendly_name: Option<String>,
    /// Draft or published.
    pub status: Status,
    /// The definition as JSON text.
    pub definition: Option<String>,
    /// What the author says about it.
    pub commit_message: Option<String>,
    /// The revision this is based on; none overwrites whatever is there.
    pub based_on: Option<i64>,
}

/// A flow to begin with.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Template {
    /// Names it.
    pub id: String,
    /// Its title.
    pub name: String,
    /// What it does, in a sentence.
    pub description: String,
    /// The definition.
    pub definition: Value,
}

#[derive(Debug, Deserialize)]
pub(super) struct Templates {
    pub(super) templates: Vec<Template>,
}

/// Sends relay sessions for one address to another.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Mapping {
    /// The address in the flow.
    pub from: String,
    /// The address that is dialled.
    pub to: String,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct RelayMap {
    pub(super) mappings: Vec<Mapping>,
}
