//! Executions with their histories.

use flow::interpreter::Why;
use flow::live::{EndReason, Entry};
use flow::sid::{CallSid, ExecutionSid, FlowSid};
use gloo_net::http::Request;
use serde::Deserialize;
use serde_json::Value;
use web_sys::UrlSearchParams;

use super::record::Meta;
use super::{ApiError, answer, ask, local, read};

/// Whether an execution goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It does.
    Active,
    /// It does not.
    Ended,
}

/// A line of the list of executions.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Execution {
    /// The execution.
    pub sid: ExecutionSid,
    /// Its flow.
    pub flow_sid: FlowSid,
    /// What its flow is called now; none once it is gone for good.
    pub flow_name: Option<String>,
    /// The revision it keeps to.
    pub revision: i64,
    /// The call, message or request it began with.
    pub initiated_by: String,
    /// Its call, where it began with one.
    pub call_sid: Option<CallSid>,
    /// The person's side.
    pub from: String,
    /// Twilio's side.
    pub to: String,
    /// `real`, `instant` or a factor.
    pub clock: String,
    /// Whether it goes on.
    pub status: Standing,
    /// Why it ended.
    pub end_reason: Option<EndReason>,
    /// For a fault, what was wrong.
    pub end_message: Option<String>,
    /// When it began.
    pub date_created: String,
}

/// A page of the list of executions.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct ExecutionPage {
    /// The executions, newest first.
    pub executions: Vec<Execution>,
    meta: Meta,
}

impl ExecutionPage {
    /// Where the next page is; none after the last.
    pub fn next(&self) -> Option<&str> {
        self.meta.next()
    }
}

/// An execution with all that is known of it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct History {
    /// How it stands.
    #[serde(flatten)]
    pub execution: Execution,
    /// The steps, first to last.
    pub steps: Vec<StepRecord>,
    /// What it knows now, or knew at its end.
    pub context: Value,
}

/// One step of an execution.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct StepRecord {
    /// The step.
    pub sid: String,
    /// In a subflow: the step of the widget that runs it.
    pub parent_sid: Option<String>,
    /// The state that was left.
    pub from: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// The event it was left on.
    pub event: String,
    /// The state that follows; none where it ended.
    pub to: Option<String>,
    /// Why it was taken.
    pub why: Why,
    /// When.
    pub date_created: String,
}

/// Which executions are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wanted {
    /// Those of one flow.
    pub flow: Option<String>,
    /// `active` or `ended`.
    pub status: Option<String>,
    /// Those with this contact.
    pub from: Option<String>,
    /// Those that began at or after this time, ISO 8601.
    pub since: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Entries {
    entries: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
struct StepContext {
    context: Value,
}

/// The first page of executions, newest first; later pages by [`ExecutionPage::next`].
pub async fn executions(wanted: &Wanted) -> Result<ExecutionPage, ApiError> {
    let query = UrlSearchParams::new().map_err(|_| ApiError::Unreadable)?;
    query.append("PageSize", "50");
    let conditions = [
        ("flow", &wanted.flow),
        ("status", &wanted.status),
        ("from", &wanted.from),
        ("since", &wanted.since),
    ];
    for (key, value) in conditions {
        if let Some(value) = value {
            query.append(key, value);
        }
    }
    let query = String::from(query.to_string());
    ask(Request::get(&format!("/api/executions?{query}"))).await
}

/// A later page of executions.
pub async fn more_executions(next: &str) -> Result<ExecutionPage, ApiError> {
    ask(Request::get(&local(next))).await
}

/// One execution with its steps.
pub async fn history(sid: &ExecutionSid) -> Result<History, ApiError> {
    ask(Request::get(&format!("/api/executions/{sid}"))).await
}

/// What was told of an execution after an entry: at most 500 entries.
pub async fn entries(sid: &ExecutionSid, after: u64) -> Result<Vec<Entry>, ApiError> {
    let list: Entries =
        ask(Request::get(&format!("/api/executions/{sid}/log?after={after}"))).await?;
    Ok(list.entries)
}

/// What an execution knew after the turn in which a step was taken.
pub async fn context_at(
    flow: &FlowSid,
    execution: &ExecutionSid,
    step: &str,
) -> Result<Value, ApiError> {
    let context: StepContext =
        ask(Request::get(&format!("{}/Steps/{step}/Context", address(flow, execution)))).await?;
    Ok(context.context)
}

/// Stops an execution that goes on.
pub async fn stop(flow: &FlowSid, execution: &ExecutionSid) -> Result<(), ApiError> {
    let form = UrlSearchParams::new().map_err(|_| ApiError::Unreadable)?;
    form.append("Status", "ended");
    let request = Request::post(&address(flow, execution)).body(form);
    let request = request.map_err(|_| ApiError::Unreadable)?;
    read::<Value>(answer(request.send().await).await?).await.map(drop)
}

/// Removes an execution with all that is stored of it.
pub async fn remove(flow: &FlowSid, execution: &ExecutionSid) -> Result<(), ApiError> {
    answer(Request::delete(&address(flow, execution)).send().await).await.map(drop)
}

fn address(flow: &FlowSid, execution: &ExecutionSid) -> String {
    format!("/v2/Flows/{flow}/Executions/{execution}")
}
