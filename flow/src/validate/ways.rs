//! Where a flow leads its callers: nowhere, round in circles, or off the line without a word
//! (`reference/studio/runtime.md`, "Life of an execution", "Limits").

use super::place::STATES;
use super::problem::Code;
use super::report::Report;
use crate::definition::State;
use crate::graph::Graph;

/// Events that mean that something went wrong, or that no condition fits. A hang-up is none:
/// nobody is left to hear of it.
const FAILURES: [&str; 11] = [
    "failed",
    "fail",
    "failure",
    "failedToEnqueue",
    "callFailure",
    "deliveryFailure",
    "maxFailedAttempts",
    "providerError",
    "payInterrupted",
    "validationError",
    "noMatch",
];

/// Widgets that leave as soon as they are entered, and have done the same the next time.
const AT_ONCE: [&str; 3] = ["set-variables", "split-based-on", "fork-stream"];

pub(super) fn check(graph: &Graph<'_>, report: &mut Report<'_>) {
    let Some(start) = graph.start() else { return };
    if graph.ways(start).iter().all(|way| way.to.is_none()) {
        let message = "nothing starts this flow: wire Incoming Call, or another way to begin";
        return report.add(Code::NeverStarts, &STATES.item(start).key("transitions"), message);
    }
    check_reach(graph, start, report);
    check_failures(graph, start, report);
    check_circles(graph, report);
}

/// Reports what no way leads to: of a group of such states only where it begins.
fn check_reach(graph: &Graph<'_>, start: usize, report: &mut Report<'_>) {
    let mut reached = graph.reach([start], |_| true);
    let mut led_to = vec![false; reached.len()];
    for state in (0..reached.len()).filter(|state| !reached[*state]) {
        for to in graph.ways(state).iter().filter_map(|way| way.to).filter(|to| *to != state) {
            led_to[to] = true;
        }
    }
    // First those that no way at all leads to, then whatever is left: circles.
    let (begin, rest): (Vec<usize>, Vec<usize>) =
        (0..reached.len()).filter(|state| !reached[*state]).partition(|state| !led_to[*state]);
    for state in begin.into_iter().chain(rest) {
        if reached[state] {
            continue;
        }
        let message = "no way leads here: wire a transition to it, or remove it";
        report.add(Code::Unreachable, &STATES.item(state), message);
        graph.spread([state], |_| true, &mut reached);
    }
}

/// Reports failures that lead nowhere while a caller is on the line; without one the flow just
/// ends, and that is what most authors want then.
fn check_failures(graph: &Graph<'_>, start: usize, report: &mut Report<'_>) {
    let states = graph.flow().states();
    let is_call = |state: usize, event: &str| match states[state].kind() {
        "trigger" => state == start && event == "incomingCall",
        kind => kind.starts_with("make-outgoing-call") && event == "answered",
    };
    let begins = (0..states.len())
        .flat_map(|state| graph.ways(state).iter().filter(move |way| is_call(state, way.event)));
    let on_call = graph.reach(begins.filter_map(|way| way.to), |way| way.event != "hangup");
    for (at, state) in states.iter().enumerate() {
        let ways = graph.ways(at);
        let needs_call = matches!(state.kind(), "gather-input-on-call" | "run-conversation-relay");
        if !(on_call[at] || needs_call) || ways.iter().all(|way| way.to.is_none()) {
            continue;
        }
        for event in unwired(graph, at) {
            let (code, message) = cut_off(state, event);
            // An entry that is not there is told at the list it belongs into.
            let place = STATES.item(at);
            let place = place.key("transitions");
            match ways.iter().position(|way| way.event == event) {
                Some(nth) => report.add(code, &place.item(nth), message),
                None => report.add(code, &place, message),
            }
        }
    }
}

/// The failures of a state that lead nowhere; one without an entry is unwired too.
fn unwired<'a>(graph: &'a Graph<'_>, state: usize) -> impl Iterator<Item = &'static str> + 'a {
    let is_gather = graph.flow().states()[state].kind() == "gather-input-on-call";
    let is_failure =
        move |event: &&str| FAILURES.contains(event) || (is_gather && *event == "timeout");
    let leads = move |event: &str| {
        graph.ways(state).iter().any(|way| way.event == event && way.to.is_some())
    };
    graph.events(state).filter(is_failure).filter(move |event| !leads(event))
}

fn cut_off(state: &State, event: &str) -> (Code, String) {
    let who = match (state.kind(), event) {
        ("gather-input-on-call", _) => {
            let message = "`timeout` leads nowhere: a caller who says nothing is cut off. Wire it, \
                           to ask again or to say goodbye";
            return (Code::UnwiredSilence, message.to_owned());
        }
        (_, "noMatch") => "a caller whom no condition fits",
        _ => "the caller",
    };
    let message =
        format!("`{event}` leads nowhere: {who} is cut off. Wire it, and say something first");
    (Code::UnwiredFailure, message)
}

/// Reports ways that lead round without ever waiting: Studio ends such an execution.
fn check_circles(graph: &Graph<'_>, report: &mut Report<'_>) {
    let states = graph.flow().states();
    let escapes = escapes(graph);
    for (at, state) in states.iter().enumerate() {
        let place = STATES.item(at);
        let place = place.key("transitions");
        let is_at_once = AT_ONCE.contains(&state.kind());
        let is_single = graph.events(at).count() == 1;
        let back = graph.ways(at).iter().position(|way| way.to == Some(at));
        if let Some(nth) = back.filter(|_| is_at_once || is_single) {
            let message = "this leads straight back, where nothing can have changed: the execution \
                           is ended after ten rounds (81001). Lead it elsewhere";
            report.add(Code::Loop, &place.item(nth), message);
        } else if !escapes[at] {
            let message = "the ways from here lead round without ever waiting: the execution is \
                           ended after 1000 steps (81000). Lead one of them out";
            report.add(Code::Loop, &place, message);
        }
    }
}

/// For each state, whether an execution can come from it to one that waits, or to an end.
fn escapes(graph: &Graph<'_>) -> Vec<bool> {
    let states = graph.flow().states();
    let mut before = vec![Vec::new(); states.len()];
    let mut left = Vec::new();
    for (at, state) in states.iter().enumerate() {
        let ways = graph.ways(at);
        let leads = |event: &str| ways.iter().any(|way| way.event == event && way.to.is_some());
        // A split need not have a `match`, and one that leads nowhere ends the flow.
        let is_closed = graph.events(at).all(|event| event == "match" || leads(event))
            && ways.iter().all(|way| way.to.is_some());
        if !is_closed || !AT_ONCE.contains(&state.kind()) {
            left.push(at);
        }
        for to in ways.iter().filter_map(|way| way.to) {
            before[to].push(at);
        }
    }
    let mut escapes = vec![false; states.len()];
    while let Some(state) = left.pop() {
        if !std::mem::replace(&mut escapes[state], true) {
            left.append(&mut before[state]);
        }
    }
    escapes
}
