//! A flow's test users, who get its drafts.

use axum::Json;
use axum::extract::{Path, State};
use flow::sid::FlowSid;
use serde_json::{Value, json};

use super::extensions::set;
use super::flows::{flow_sid, not_found};
use super::form::Form;
use crate::AppState;
use crate::db::flow_settings::Setting;
use crate::error::ApiError;

/// Test users of one flow.
const MAX_USERS: usize = 1_000;

pub(super) async fn fetch(
    State(app): State<AppState>,
    Path(flow): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let sid = flow_sid(&flow)?;
    let known = app.runtime.known(&sid).await?.ok_or_else(|| not_found(&sid))?;
    Ok(Json(record(&app, &sid, &known.test_users)))
}

/// Replaces the list.
pub(super) async fn update(
    State(app): State<AppState>,
    Path(flow): Path<String>,
    form: Form,
) -> Result<Json<Value>, ApiError> {
    let sid = flow_sid(&flow)?;
    if form.text("TestUsers").is_none() {
        return Err(ApiError::BadRequest("Missing required parameter TestUsers".to_owned()));
    }
    // An empty one alone is how a form says that there are none.
    let users: Vec<&str> = form.texts("TestUsers").filter(|user| !user.is_empty()).collect();
    if users.len() > MAX_USERS {
        return Err(ApiError::BadRequest(format!("more than {MAX_USERS} test users")));
    }
    set(&app, &sid, Setting::TestUsers, &users).await?;
    Ok(Json(record(&app, &sid, &users)))
}

fn record(app: &AppState, sid: &FlowSid, users: &[impl AsRef<str>]) -> Value {
    let users: Vec<&str> = users.iter().map(AsRef::as_ref).collect();
    let url = format!("{}/v2/Flows/{sid}/TestUsers", app.base_url());
    json!({ "sid": sid, "test_users": users, "url": url })
}
