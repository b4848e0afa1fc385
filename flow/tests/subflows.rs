//! Run Subflow: into another flow, and out again.

#![allow(clippy::unwrap_used, reason = "a test may")]

mod caller;

use caller::{Call, flow_of};
use serde_json::{Value, json};

const SUBFLOW: &str = "FWaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

fn runs() -> Value {
    json!({
        "flow_sid": SUBFLOW, "flow_revision": "LatestPublished",
        "parameters": [
            { "key": "name", "value": "{{trigger.call.From}}", "type": "string" },
            { "key": "list", "value": "[1,2]", "type": "json_object" },
        ],
    })
}

fn parent() -> Call {
    let next = [("completed", "after"), ("failed", "sorry")];
    let say = |text| json!({ "say": text });
    Call::with_states(
        "incomingCall",
        &[
            ("before", "set-variables", set("outer", "1"), &[("next", "it")]),
            ("it", "run-subflow", runs(), &next),
            ("after", "say-play", say("Got {{widgets.it.colour}}{{flow.variables.colour}}."), &[]),
            ("sorry", "say-play", say("Sorry."), &[]),
        ],
    )
}

fn set(key: &str, value: &str) -> Value {
    json!({ "variables": [{ "key": key, "value": value }] })
}

#[test]
fn what_a_subflow_sets_lies_flat_under_the_widget_that_ran_it() {
    let mut call = parent();
    call.expect(&[
        "Trigger -incomingCall-> before",
        "before -next-> it",
        "(loads LatestPublished)",
    ]);
    call.subflow_is(flow_of(&[
        ("pick", "set-variables", set("colour", "red"), &[("next", "say")]),
        ("say", "say-play", json!({ "say": "Hi {{trigger.parent.parameters.name}} {{trigger.parent.parameters.list[1]}} {{trigger.call.From}}{{flow.variables.outer}}" }), &[]),
    ]));
    call.expect(&[
        "Trigger -incomingParent-> pick",
        "pick -next-> say",
        "(answers)",
        "Hi +15550100123 2 +15550100123",
    ]);
    assert_eq!(call.variable("trigger.parent.trigger_type"), "incomingCall");
    assert_eq!(call.variable("flow.flow_sid"), SUBFLOW);
    call.until("say -audioComplete-> (end)");
    call.expect(&["it -completed-> after", "Got red."]);
    let steps = call.steps();
    let completed = steps.iter().find(|step| step.event == "completed").unwrap();
    assert_eq!(completed.why.cause, Some(flow::interpreter::Cause::Subflow));
    assert_eq!(completed.why.settings["flow_sid"], SUBFLOW);
    assert_eq!(call.variable("flow.variables.outer"), "1");
    assert_eq!(call.value("widgets.pick"), None);
    call.replays_alike();
}

#[test]
fn steps_of_a_subflow_belong_to_the_step_that_ran_it() {
    let mut call = parent();
    call.subflow_is(flow_of(&[("pick", "set-variables", set("colour", "red"), &[])]));
    let steps = call.steps();
    let runs = steps.iter().find(|step| step.from == "it").unwrap();
    let inside: Vec<_> = steps.iter().filter(|step| step.parent.is_some()).collect();
    assert_eq!(
        inside.iter().map(|step| step.kind.as_str()).collect::<Vec<_>>(),
        ["trigger", "set-variables"]
    );
    assert!(inside.iter().all(|step| step.parent.as_ref() == Some(&runs.sid)));
    assert!(
        steps
            .iter()
            .enumerate()
            .all(|(at, step)| { steps[..at].iter().all(|earlier| earlier.sid != step.sid) })
    );
    assert_eq!(runs.parent, None);
}

#[test]
fn a_subflow_that_cannot_be_run_fails() {
    let mut call = parent();
    call.forget();
    call.subflow_is_missing().expect(&["it -failed-> sorry", "(answers)", "Sorry."]);
    assert_eq!(call.codes(), [81024]);
    let mut call = parent();
    call.subflow_is(json!({ "no": "states" })).until("it -failed-> sorry");
    assert_eq!(call.codes(), [81024]);
    let mut call = parent();
    call.subflow_is(json!({ "states": [] })).until("it -failed-> sorry");
    for sid in ["{{flow.flow_sid}}", ""] {
        let call = Call::of(
            "incomingCall",
            "run-subflow",
            json!({ "flow_sid": sid, "flow_revision": "1" }),
        );
        call.left_on("failed");
        assert_eq!(call.codes(), [81024]);
    }
}

#[test]
fn a_fault_inside_is_a_failure_outside() {
    let mut call = parent();
    call.subflow_is(flow_of(&[("odd", "read-minds", json!({}), &[])]));
    call.until("it -failed-> sorry");
    assert!(call.warnings().contains("read-minds"), "{}", call.warnings());
    call.replays_alike();
}

#[test]
fn a_subflow_runs_no_further_subflow() {
    let mut call = parent();
    call.subflow_is(flow_of(&[("deeper", "run-subflow", runs(), &[])]));
    call.until("deeper -failed-> (end)").expect(&["it -completed-> after", "(answers)", "Got ."]);
    assert_eq!(call.codes(), [81024]);
}

#[test]
fn a_parameter_that_is_not_json_stays_text() {
    let mut call = Call::of(
        "incomingCall",
        "run-subflow",
        json!({ "flow_sid": SUBFLOW, "flow_revision": "3",
            "parameters": [{ "key": "a", "value": "{", "type": "json_object" }] }),
    );
    call.subflow_is(flow_of(&[("wait", "say-play", json!({ "say": "x" }), &[])]));
    assert_eq!(call.codes(), [81027]);
    assert_eq!(call.variable("trigger.parent.parameters.a"), "{");
}

#[test]
fn too_many_widgets_end_the_execution() {
    let mut call = parent();
    let states: Vec<_> =
        (0..2_000).map(|n| json!({ "name": format!("s{n}"), "type": "trigger" })).collect();
    call.subflow_is(json!({ "states": states, "initial_state": "s0" }));
    call.expect_last("(finished: Fault)");
    assert_eq!(call.codes(), [81025, 81026]);
}

#[test]
fn the_steps_of_a_subflow_count_and_a_loop_in_it_ends_all() {
    let ways_a = [("next", "b")];
    let ways_b = [("next", "a")];
    let mut call = parent();
    call.subflow_is(flow_of(&[
        ("a", "set-variables", json!({}), &ways_a),
        ("b", "set-variables", json!({}), &ways_b),
    ]));
    call.expect_last("(finished: Fault)");
    assert_eq!((call.codes(), call.steps().len()), (vec![81000], 1_000));
}

#[test]
fn a_caller_who_hangs_up_in_a_subflow_ends_the_execution() {
    let mut call = parent();
    call.subflow_is(flow_of(&[("say", "say-play", json!({ "say": "a long text" }), &[])]));
    call.hangs_up().expect_last("(finished: CallerHungUp)");
    call.replays_alike();
}
