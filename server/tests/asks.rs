//! What the other side of a widget does: said by whoever watches, or left to its default.
#![allow(clippy::unwrap_used)]

mod studio;

use axum::http::Method;
use flow::interpreter::Ask;
use flow::live::{Report, Request};
use serde_json::{Value, json};
use studio::Studio;
use studio::flows::{flow, say, state};
use studio::live::{Watcher, serve, spoken};

/// Connects the caller to somebody, and says how it went.
fn connecting() -> String {
    let ways = [("callCompleted", "told"), ("hangup", "")];
    let properties = json!({ "noun": "number", "to": "+15550100999", "timeout": 30,
        "caller_id": "{{contact.channel.address}}", "record": false });
    flow(
        &[("incomingCall", "connect")],
        &[
            state("connect", "connect-call-to", &ways, properties),
            say("told", "It was {{widgets.connect.DialCallStatus}}.", ""),
        ],
    )
}

async fn call(studio: &Studio, is_attended: bool, clock: &str) -> Watcher {
    let flow = studio.publish(&connecting()).await;
    let request = json!({ "from": "+15550100123", "to": "+15550100456", "clock": clock,
        "attended": is_attended });
    let (_, made) = studio.json(Method::POST, &format!("/api/flows/{flow}/calls"), &request).await;
    Watcher::open(studio.app.listen(), made["call_sid"].as_str().unwrap(), 0).await
}

async fn asked(watcher: &mut Watcher) -> Box<Ask> {
    match watcher.until(|report| matches!(report, Report::Asked(_))).await {
        Report::Asked(ask) => ask,
        report => panic!("{report:?}"),
    }
}

fn answer(ask: u64, outcome: &str, details: Value) -> Request {
    let details = details.as_object().unwrap().clone();
    Request::Answer { ask, outcome: outcome.to_owned(), details }
}

#[tokio::test]
async fn whoever_watches_says_what_the_other_side_does() {
    let studio = serve().await;
    let mut watcher = call(&studio, true, "real").await;
    let ringing = asked(&mut watcher).await;
    assert_eq!(ringing.state, "connect");
    // An outcome that is not offered settles nothing.
    watcher.send(&answer(ringing.ask, "explodes", json!({}))).await;
    watcher.until(|report| matches!(report, Report::Warning { .. })).await;
    watcher.send(&answer(ringing.ask, "answers", json!({}))).await;
    let settled = watcher.until(|report| matches!(report, Report::Settled { .. })).await;
    let (ask, outcome) = (ringing.ask, "answers".to_owned());
    assert_eq!(settled, Report::Settled { ask, outcome, is_default: false });
    let talking = asked(&mut watcher).await;
    watcher.send(&answer(talking.ask, "hangs-up", json!({ "DialCallDuration": "33" }))).await;
    let reports = watcher.rest().await;
    assert_eq!(spoken(&reports), ["It was completed."]);
    let context = reports.iter().rev().find_map(|report| match report {
        Report::Context { context } => Some(context),
        _ => None,
    });
    assert_eq!(context.unwrap()["widgets"]["connect"]["DialCallDuration"], "33");
}

#[tokio::test]
async fn where_nobody_is_there_each_widget_goes_on_by_itself() {
    let studio = serve().await;
    let reports = call(&studio, false, "instant").await.rest().await;
    let settled: Vec<_> = reports
        .iter()
        .filter_map(|report| match report {
            Report::Settled { outcome, is_default, .. } => Some((outcome.as_str(), *is_default)),
            _ => None,
        })
        .collect();
    assert_eq!(settled, [("answers", true), ("hangs-up", true)]);
    assert_eq!(spoken(&reports), ["It was completed."]);
}

#[tokio::test]
async fn an_attended_widget_ends_with_its_own_time_all_the_same() {
    let studio = serve().await;
    let reports = call(&studio, true, "instant").await.rest().await;
    assert_eq!(spoken(&reports), ["It was no-answer."]);
}
