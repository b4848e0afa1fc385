//! The call resource of Twilio's REST API, as far as whoever serves a call needs it: to look at a
//! call, hang it up, or lead it away (`reference/relay/session.md`, "Ways to end").

use axum::Json;
use axum::extract::{Path, State};
use flow::interpreter::Happening;
use serde_json::{Value, json};

use super::ACCOUNT_SID;
use super::form::Form;
use crate::db::executions::Row;
use crate::error::ApiError;
use crate::{AppState, db};

pub(super) async fn fetch(
    State(app): State<AppState>,
    Path((account, call)): Path<(String, String)>,
) -> Result<Json<Value>, ApiError> {
    Ok(Json(record(&row(&app, &account, &call).await?)))
}

/// Hangs up, or leads the call to other TwiML. That TwiML is not run here: for the flow and for a
/// relay server both are the same, a call that is gone.
pub(super) async fn update(
    State(app): State<AppState>,
    Path((account, call)): Path<(String, String)>,
    form: Form,
) -> Result<Json<Value>, ApiError> {
    let before = row(&app, &account, &call).await?;
    let leads_away = ["Url", "Twiml"].iter().any(|name| form.text(name).is_some());
    match form.text("Status") {
        Some("completed" | "canceled") => {}
        Some(other) => {
            let message = format!("Status must be `completed` or `canceled`, not `{other}`");
            return Err(ApiError::BadRequest(message));
        }
        None if leads_away => {}
        None => {
            let message = "nothing is to be updated: give a Status, a Url or Twiml".to_owned();
            return Err(ApiError::BadRequest(message));
        }
    }
    let sid = before.call_sid.as_deref().and_then(|sid| sid.parse().ok());
    let handle = sid.and_then(|sid| app.runtime.find_by_call(&sid));
    let is_taken = match handle {
        Some(handle) => handle.happened(Happening::CallerHungUp).await,
        None => false,
    };
    if !is_taken {
        let message = format!("Call is not in-progress. Cannot update {}", name(&call));
        return Err(ApiError::BadRequest(message));
    }
    let mut updated = record(&before);
    if !leads_away {
        updated["status"] = json!("completed");
    }
    Ok(Json(updated))
}

async fn row(app: &AppState, account: &str, call: &str) -> Result<Row, ApiError> {
    let missing = || ApiError::NotFound(format!("/2010-04-01/Accounts/{account}/Calls/{call}"));
    if account != ACCOUNT_SID {
        return Err(missing());
    }
    db::executions::find_by_call(&app.db, name(call)).await?.ok_or_else(missing)
}

/// A call's SID. Twilio's clients ask for the format behind it.
fn name(call: &str) -> &str {
    call.strip_suffix(".json").unwrap_or(call)
}

/// As this older API writes it (RFC 2822).
fn date(milliseconds: i64) -> String {
    let time = jiff::Timestamp::from_millisecond(milliseconds).unwrap_or_default();
    time.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
}

fn record(row: &Row) -> Value {
    json!({
        "sid": row.call_sid,
        "account_sid": ACCOUNT_SID,
        "api_version": "2010-04-01",
        "from": row.contact_address,
        "to": row.flow_address,
        "status": if row.status == "ended" { "completed" } else { "in-progress" },
        "direction": "inbound",
        "date_created": date(row.created_at),
        "date_updated": row.updated_at.map(date),
        "uri": format!(
            "/2010-04-01/Accounts/{ACCOUNT_SID}/Calls/{}.json",
            row.call_sid.as_deref().unwrap_or_default()
        ),
    })
}
