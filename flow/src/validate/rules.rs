//! Rules of single widgets that no field can express.

use std::str::FromStr;

use serde_json::Value;

use super::place::{Place, STATES};
use super::problem::Code;
use super::report::Report;
use crate::definition::{Object, State};
use crate::graph::Graph;
use crate::relay::Settings;
use crate::relay::voices::{self, Refused};
use crate::sid::FlowSid;
use crate::template;
use crate::widget;

/// What the settings of one state must be like together.
pub(super) fn check_settings(
    report: &mut Report<'_>,
    place: &Place<'_>,
    state: &State,
    settings: &Object,
) {
    check_alternatives(report, place, state.kind(), settings);
    let text = |key: &str| settings.get(key).and_then(Value::as_str);
    match state.kind() {
        "run-subflow" => {
            check_subflow(report, &place.key("flow_sid"), text("flow_sid"));
            check_revision(report, &place.key("flow_revision"), text("flow_revision"));
        }
        "run-conversation-relay" => {
            let message = "Twilio takes only `wss://` (64102): write the public address, and lead \
                           it to your own server with `--relay-map`";
            check_socket(report, &place.key("url"), text("url"), message);
            check_relay(report, place, state);
        }
        "fork-stream" => {
            let message = "Twilio streams to `wss://` only: write such an address";
            check_socket(report, &place.key("stream_url"), text("stream_url"), message);
        }
        _ => {}
    }
}

/// Exactly one of `say`, `play` and the like must be there.
fn check_alternatives(report: &mut Report<'_>, place: &Place<'_>, kind: &str, settings: &Object) {
    let keys = widget::alternatives(kind);
    let Some(first) = keys.first() else { return };
    let present: Vec<&str> =
        keys.iter().copied().filter(|key| settings.contains_key(*key)).collect();
    let [only] = present.as_slice() else {
        // The first where there is none; else the first that is one too many.
        let place = place.key(present.get(1).unwrap_or(first));
        let message = format!("exactly one of `{}` must be there", keys.join("`, `"));
        return report.add(Code::NotExactlyOne, &place, message);
    };
    // A gather without words listens in silence; there is nothing else a Say/Play could do.
    let is_blank =
        settings.get(*only).and_then(Value::as_str).is_some_and(|it| it.trim().is_empty());
    if kind == "say-play" && is_blank {
        let message = "nothing is said or played: fill in a text, a recording or tones";
        report.add(Code::Blank, &place.key(only), message);
    }
}

fn check_subflow(report: &mut Report<'_>, place: &Place<'_>, sid: Option<&str>) {
    if sid.is_some_and(|sid| FlowSid::from_str(sid).is_err()) {
        report.add(Code::NotAFlowSid, place, "must be a valid, non-liquid flow sid");
    }
}

/// `LatestPublished`, `LatestDraft` or a number (`reference/studio/widgets.md`, "run-subflow").
fn check_revision(report: &mut Report<'_>, place: &Place<'_>, revision: Option<&str>) {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    let is_revision =
        |text: &str| is_number(text) || matches!(text, "LatestPublished" | "LatestDraft");
    // One that is blank is reported with the settings.
    if revision.is_some_and(|text| !text.trim().is_empty() && !is_revision(text)) {
        let message = "this is no revision: write `LatestPublished`, `LatestDraft` or a number";
        report.add(Code::NotARevision, place, message);
    }
}

/// Twilio opens sockets to `wss:` only (`reference/relay/session.md`). What Liquid makes of an
/// address is not known here, and a blank one is reported as such.
fn check_socket(report: &mut Report<'_>, place: &Place<'_>, url: Option<&str>, message: &str) {
    let url = url.unwrap_or_default().trim();
    let scheme = url.split(':').next().unwrap_or_default();
    let is_open = scheme.is_empty() || template::has_liquid(scheme);
    let is_wss = url.contains(':') && scheme.eq_ignore_ascii_case("wss");
    if !(is_open || is_wss) {
        report.add(Code::NotWss, place, message);
    }
}

/// What does not go together ends a session as soon as it has begun. What Liquid makes of a
/// setting is not known here.
fn check_relay(report: &mut Report<'_>, place: &Place<'_>, state: &State) {
    const SPEECH: [&str; 3] = ["voice", "tts_provider", "language"];
    const RECOGNITION: [&str; 3] = ["speech_model", "transcription_provider", "language"];
    let keys = SPEECH.iter().chain(&RECOGNITION);
    if keys.clone().any(|key| template::has_liquid(state.text(key))) {
        return;
    }
    let Err(refused) = voices::check(&Settings::of_state(state, str::to_owned)) else { return };
    let keys = if refused.message.ends_with("tts settings") { SPEECH } else { RECOGNITION };
    let key = keys.into_iter().find(|key| !state.text(key).trim().is_empty());
    let place = key.map_or(*place, |key| place.key(key));
    let Refused { code, message } = refused;
    let message = format!(
        "Twilio ends the session as soon as it begins ({code}: {message}): choose what goes together"
    );
    report.add(Code::RelaySettings, &place, message);
}

/// Some widgets work in executions that began over REST, and Studio refuses a flow in which
/// another start leads to them (`reference/studio/runtime.md`, "Validation of a definition").
pub(super) fn check_starts(graph: &Graph<'_>, report: &mut Report<'_>) {
    let states = graph.flow().states();
    let rest_only = |kind: &str| matches!(kind, "start-conversation" | "resume-conversation");
    if !states.iter().any(|state| rest_only(state.kind())) {
        return;
    }
    let starts = graph.ways_from_start().filter(|way| way.event != "incomingRequest");
    let reached = graph.reach(starts.filter_map(|way| way.to), |_| true);
    for (at, state) in states.iter().enumerate() {
        if reached[at] && rest_only(state.kind()) {
            let message =
                format!("{} can only be used in flows triggered by the REST API", state.kind());
            report.add(Code::RestOnly, &STATES.item(at).key("type"), message);
        }
    }
}
