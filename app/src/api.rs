//! Typed client of the server's API; the only place that fetches.

mod begin;
mod error;
mod head_start;
mod history;
mod live;
mod notes;
mod preview;
mod record;
mod stand_in;
mod voices;

use flow::sid::FlowSid;
use gloo_net::http::{Method, Request, RequestBuilder, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use web_sys::UrlSearchParams;

use head_start::head_start;

pub use begin::{Begun, CallRequest, MessageRequest, RestRequest, call, message, request};
pub(crate) use error::sentence_case;
pub use error::{ApiError, Detail};
pub use history::{
    Execution, ExecutionPage, History, Standing, StepRecord, Wanted, context_at, entries,
    executions, history, more_executions, remove, stop,
};
pub use live::{Live, Signal};
pub use notes::{Notes, notes, set_notes};
pub use preview::{Preview, preview};
pub use record::{
    Changes, FlowPage, FlowRecord, FlowSummary, Mapping, RevisionPage, RevisionRecord, Status,
    Template,
};
pub use stand_in::{Answer, Does, StandIn};
pub use voices::{Voice, voices};

/// Keeps a draft that has problems, and replaces the latest unpublished revision in place.
const KEEP_DRAFT: (&str, &str) = ("X-Switchboard-Draft", "keep");
/// The revision a change is based on; the server refuses the change when there is a newer one.
const BASED_ON: &str = "X-Switchboard-Revision";

/// The first page of flows, newest change first; later pages by [`FlowPage::next`].
pub async fn flows(page: Option<&str>) -> Result<FlowPage, ApiError> {
    // The server names itself in full; only path and query matter here.
    let address = page.map_or("/v2/Flows?PageSize=100".to_owned(), local);
    ask(Request::get(&address)).await
}

/// A flow with its latest definition.
pub async fn flow(sid: &FlowSid) -> Result<FlowRecord, ApiError> {
    record(first(&format!("/api/flows/{sid}")).await?).await
}

/// The first page of a flow's revisions, newest first; later pages by [`RevisionPage::next`].
pub async fn revisions(sid: &FlowSid, page: Option<&str>) -> Result<RevisionPage, ApiError> {
    let first = || format!("/v2/Flows/{sid}/Revisions?PageSize=50");
    ask(Request::get(&page.map_or_else(first, local))).await
}

/// One revision, with its definition: a number, or `LatestPublished`.
pub async fn revision(sid: &FlowSid, which: &str) -> Result<RevisionRecord, ApiError> {
    ask(Request::get(&format!("/v2/Flows/{sid}/Revisions/{which}"))).await
}

/// Makes a flow. As a draft it may have problems.
pub async fn create(changes: &Changes) -> Result<FlowRecord, ApiError> {
    send(changed("/v2/Flows", changes), form(changes)?).await
}

/// Changes a flow: saves its draft, publishes it, or gives it another name.
pub async fn update(sid: &FlowSid, changes: &Changes) -> Result<FlowRecord, ApiError> {
    send(changed(&format!("/v2/Flows/{sid}"), changes), form(changes)?).await
}

/// Deletes a flow; [`restore`] brings it back.
pub async fn delete(sid: &FlowSid) -> Result<(), ApiError> {
    answer(Request::delete(&format!("/v2/Flows/{sid}")).send().await).await.map(drop)
}

/// Brings a deleted flow back.
pub async fn restore(sid: &FlowSid) -> Result<(), ApiError> {
    answer(Request::post(&format!("/api/flows/{sid}/restore")).send().await).await.map(drop)
}

/// Where a browser finds the definition as a file.
pub fn export_address(sid: &FlowSid) -> String {
    format!("/api/flows/{sid}/definition")
}

/// The flows to begin with.
pub async fn templates() -> Result<Vec<Template>, ApiError> {
    let list: record::Templates = ask(Request::get("/api/templates")).await?;
    Ok(list.templates)
}

/// Where this flow's relay addresses really lead.
pub async fn relay_map(sid: &FlowSid) -> Result<Vec<Mapping>, ApiError> {
    let map: record::RelayMap = ask(Request::get(&format!("/api/flows/{sid}/relay-map"))).await?;
    Ok(map.mappings)
}

/// Sets where this flow's relay addresses really lead.
pub async fn set_relay_map(sid: &FlowSid, mappings: Vec<Mapping>) -> Result<(), ApiError> {
    let body = record::RelayMap { mappings };
    let request = Request::put(&format!("/api/flows/{sid}/relay-map"));
    answer(json(request, &body)?.send().await).await.map(drop)
}

/// What stands in for servers outside in this flow.
pub async fn stand_ins(sid: &FlowSid) -> Result<Vec<StandIn>, ApiError> {
    let list: stand_in::StandIns =
        ask(Request::get(&format!("/api/flows/{sid}/stand-ins"))).await?;
    Ok(list.stand_ins)
}

/// Sets what stands in for servers outside in this flow.
pub async fn set_stand_ins(sid: &FlowSid, stand_ins: Vec<StandIn>) -> Result<(), ApiError> {
    let body = stand_in::StandIns { stand_ins };
    let request = Request::put(&format!("/api/flows/{sid}/stand-ins"));
    answer(json(request, &body)?.send().await).await.map(drop)
}

fn changed(address: &str, changes: &Changes) -> RequestBuilder {
    let mut request = RequestBuilder::new(address).method(Method::POST);
    if changes.status == Status::Draft {
        request = request.header(KEEP_DRAFT.0, KEEP_DRAFT.1);
    }
    if let Some(revision) = changes.based_on {
        request = request.header(BASED_ON, &revision.to_string());
    }
    request
}

/// A form as Studio's API takes it.
fn form(changes: &Changes) -> Result<UrlSearchParams, ApiError> {
    let form = UrlSearchParams::new().map_err(|_| ApiError::Unreadable)?;
    form.append("Status", changes.status.as_str());
    let fields = [
        ("FriendlyName", &changes.friendly_name),
        ("Definition", &changes.definition),
        ("CommitMessage", &changes.commit_message),
    ];
    for (key, value) in fields {
        if let Some(value) = value {
            form.append(key, value);
        }
    }
    Ok(form)
}

fn json(request: RequestBuilder, body: &impl Serialize) -> Result<Request, ApiError> {
    request.json(body).map_err(|_| ApiError::Unreadable)
}

async fn ask<T: DeserializeOwned>(request: RequestBuilder) -> Result<T, ApiError> {
    read(answer(request.send().await).await?).await
}

/// Something of what a page begins with.
async fn first(address: &str) -> Result<Response, ApiError> {
    let response = match head_start(address).await {
        Some(response) => Ok(response),
        None => Request::get(address).send().await,
    };
    answer(response).await
}

async fn send(request: RequestBuilder, form: UrlSearchParams) -> Result<FlowRecord, ApiError> {
    let request = request.body(form).map_err(|_| ApiError::Unreadable)?;
    record(answer(request.send().await).await?).await
}

/// Tells a good answer from an error.
async fn answer(answer: Result<Response, gloo_net::Error>) -> Result<Response, ApiError> {
    let response = answer.map_err(|_| ApiError::Unreachable)?;
    if response.ok() {
        return Ok(response);
    }
    let status = response.status();
    let body = response.json::<Value>().await.unwrap_or_default();
    Err(ApiError::refused(status, &body))
}

async fn read<T: DeserializeOwned>(response: Response) -> Result<T, ApiError> {
    decode(response.json().await.map_err(|_| ApiError::Unreadable)?)
}

/// A flow's record. Its definition, by far the largest part, is taken as it was parsed.
async fn record(response: Response) -> Result<FlowRecord, ApiError> {
    let mut value: Value = response.json().await.map_err(|_| ApiError::Unreadable)?;
    let definition = value.get_mut("definition").map(Value::take).unwrap_or_default();
    let mut record: FlowRecord = decode(value)?;
    record.definition = definition;
    Ok(record)
}

/// A record out of what was parsed: by way of [`Value`], since a parser of its own for each type of
/// record would be a large part of the module that a browser has to load.
fn decode<T: DeserializeOwned>(value: Value) -> Result<T, ApiError> {
    T::deserialize(value).map_err(|_| ApiError::Unreadable)
}

/// Path and query of an address on whatever host.
fn local(address: &str) -> String {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.find('/').map_or_else(|| rest.to_owned(), |at| rest[at..].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_is_asked_of_the_server_the_page_came_from() {
        let page = "https://studio.twilio.com/v2/Flows?PageSize=50&Page=1&PageToken=x";
        assert_eq!(local(page), "/v2/Flows?PageSize=50&Page=1&PageToken=x");
        assert_eq!(local("/v2/Flows"), "/v2/Flows");
    }
}
