//! Voice widgets beside Say/Play and Gather: each of their events, variables, and a misuse.

#![allow(clippy::unwrap_used, reason = "a test may")]

mod caller;

use caller::Call;
use flow::widget;
use serde_json::{Value, json};

fn ask(kind: &str, properties: Value) -> Call {
    let mut call = Call::attended("incomingCall", kind, properties);
    call.forget();
    call
}

#[test]
fn an_outgoing_call_is_one_that_later_widgets_act_on() {
    let call_to =
        json!({ "from": "{{flow.channel.address}}", "to": "{{contact.channel.address}}" });
    let ways = [("answered", "greet")];
    let mut call = Call::with_states(
        "incomingRequest",
        &[
            ("ring", "make-outgoing-call-v2", call_to, &ways),
            ("greet", "say-play", json!({ "say": "Hello." }), &[]),
        ],
    );
    call.expect(&["Trigger -incomingRequest-> ring", "(asks: Calling +15550100123)"]);
    call.until("ring -answered-> greet").expect(&["Hello."]);
    assert_eq!(call.variable("widgets.ring.CallStatus"), "in-progress");
    assert_eq!(call.variable("widgets.ring.Direction"), "outbound-api");
    assert_eq!(call.value("widgets.ring.AnsweredBy"), None);
    call.until("(finished: FlowEnded)");
    assert_eq!(call.variable("widgets.greet.CallSid"), call.variable("widgets.ring.CallSid"));
    call.replays_alike();
}

#[test]
fn an_outgoing_call_leaves_on_each_of_its_events() {
    let properties = || json!({ "from": "+1", "to": "+2", "timeout": 9 });
    for (outcome, event, status) in [
        ("answers", "answered", "in-progress"),
        ("fax", "answered", "in-progress"),
        ("busy", "busy", "busy"),
        ("no-answer", "noAnswer", "no-answer"),
        ("fails", "failed", "failed"),
    ] {
        let mut call = Call::attended("incomingRequest", "make-outgoing-call-v2", properties());
        call.other_side(outcome).left_on(event);
        assert_eq!(call.variable("widgets.it.CallStatus"), status);
    }
    let mut call = Call::attended("incomingRequest", "make-outgoing-call-v2", properties());
    call.after(8_999).stands_on("it");
    call.after(1).left_on("noAnswer");
    for (outcome, event) in [
        ("answers", "answered"),
        ("machine", "answeredByMachine"),
        ("hangs-up", "hangup"),
        ("busy", "busy"),
        ("no-answer", "noAnswer"),
        ("fails", "failed"),
    ] {
        let mut call = Call::attended("incomingRequest", "make-outgoing-call-v1", properties());
        call.other_side(outcome).left_on(event);
    }
}

#[test]
fn an_answering_machine_answers_and_is_told_apart_where_that_is_wanted() {
    for (mode, outcome, expected) in [
        ("Enable", "answers", "human"),
        ("Enable", "machine", "machine_start"),
        ("DetectMessageEnd", "machine", "machine_end_beep"),
        ("Enable", "fax", "fax"),
    ] {
        let properties = json!({ "from": "+1", "to": "+2", "detect_answering_machine": true,
            "machine_detection": mode });
        let mut call = Call::attended("incomingRequest", "make-outgoing-call-v2", properties);
        call.other_side(outcome).left_on("answered");
        assert_eq!(call.variable("widgets.it.AnsweredBy"), expected);
    }
}

#[test]
fn a_call_from_or_to_nobody_fails() {
    let call =
        Call::of("incomingRequest", "make-outgoing-call-v2", json!({ "from": "+1", "to": "" }));
    call.left_on("failed");
    assert_eq!(call.codes(), [81008]);
}

#[test]
fn a_voicemail_ends_with_silence_a_key_or_the_longest_time() {
    let mut call = ask("record-voicemail", json!({ "timeout": 5, "finish_on_key": "#*" }));
    call.after(4_000).says("Hello, it is Ada.").after(4_000).stands_on("it");
    call.after(5_000).left_on("recordingComplete");
    assert_eq!(call.variable("widgets.it.RecordingDuration"), "11");
    assert_eq!(call.value("widgets.it.Digits"), None);
    let sid = call.variable("widgets.it.RecordingSid");
    assert!(call.variable("widgets.it.RecordingUrl").ends_with(&sid));
    let mut call = ask("record-voicemail", json!({ "finish_on_key": "#*" }));
    call.after(2_500).presses("5").stands_on("it");
    call.presses("*").left_on("recordingComplete");
    assert_eq!(call.variable("widgets.it.Digits"), "*");
    assert_eq!(call.variable("widgets.it.RecordingDuration"), "3");
    let mut call = ask("record-voicemail", json!({ "max_length": 4, "timeout": 3 }));
    call.after(2_000).says("Many words that take far longer than the four seconds there are.");
    call.after(1_999).stands_on("it");
    call.after(1).left_on("recordingComplete");
    call.replays_alike();
}

#[test]
fn a_voicemail_has_its_recording_when_the_caller_hangs_up() {
    let mut call = ask("record-voicemail", json!({}));
    call.after(3_000).hangs_up().left_on("hangup");
    assert_eq!(call.variable("widgets.it.Digits"), "hangup");
    assert_eq!(call.variable("widgets.it.RecordingDuration"), "3");
    assert_eq!(call.variable("widgets.it.CallStatus"), "completed");
    let mut call = ask("record-voicemail", json!({}));
    call.other_side("no-audio").left_on("noAudio");
    assert_eq!(call.value("widgets.it.RecordingUrl"), None);
    let mut call = ask("record-voicemail", json!({}));
    call.other_side_with("records", json!({ "RecordingDuration": "42", "Digits": "1" }));
    assert_eq!(call.variable("widgets.it.RecordingDuration"), "42");
    let call = Call::of("incomingMessage", "record-voicemail", json!({}));
    assert!(call.fault().contains("81020"));
}

#[test]
fn a_call_is_recorded_and_the_recording_ended() {
    let (said, on, off) =
        ([("audioComplete", "on")], [("success", "off"), ("failed", "off")], [("success", "on")]);
    let mut call = Call::with_states(
        "incomingCall",
        &[
            ("say", "say-play", json!({ "say": "Hi." }), &said),
            ("on", "record-call", json!({ "record_call": true }), &on),
            ("off", "record-call", json!({ "record_call": false }), &[]),
        ],
    );
    call.until("on -success-> off").until("off -success-> (end)");
    let sid = call.variable("widgets.on.Sid");
    assert_eq!(call.variable("widgets.on.Status"), "in-progress");
    assert_eq!(call.variable("widgets.off.Sid"), sid);
    assert_eq!(call.variable("widgets.off.Status"), "stopped");
    assert_eq!(call.variable("widgets.off.Duration"), "1");
    assert!(call.variable("widgets.on.StartTime").ends_with("+0000"));
    assert_eq!(call.value("widgets.on.RecordingUrl"), None);
    call.replays_alike();
    let _ = off;
}

#[test]
fn what_cannot_be_recorded_fails() {
    // Nothing has answered the call yet; there is no recording to end; there is no call.
    for (event, record) in
        [("incomingCall", true), ("incomingCall", false), ("incomingMessage", true)]
    {
        let call = Call::of(event, "record-call", json!({ "record_call": record }));
        call.left_on("failed");
    }
    let said = [("audioComplete", "it")];
    let mut call = Call::with_states(
        "incomingCall",
        &[
            ("say", "say-play", json!({ "say": "Hi." }), &said),
            ("it", "record-call", json!({ "record_call": true }), &[]),
        ],
    );
    call.until("(asks").other_side("refused").left_on("failed");
    assert_eq!(call.value("widgets.it.Sid"), None);
}

#[test]
fn a_queue_is_left_full_or_broken() {
    for (outcome, event, result) in [
        ("taken", "callComplete", "bridged"),
        ("full", "failedToEnqueue", "queue-full"),
        ("error", "callFailure", "system-error"),
    ] {
        let mut call = ask("enqueue-call", json!({ "queue_name": "support" }));
        call.after(7_000).other_side(outcome).left_on(event);
        assert_eq!(call.variable("widgets.it.QueueResult"), result);
    }
    let mut call = ask("enqueue-call", json!({ "workflow_sid": "WW1", "task_attributes": "{}" }));
    assert_eq!(call.asked().text, "Holding the caller in WW1");
    call.after(7_000).other_side("taken");
    assert_eq!(call.variable("widgets.it.QueueTime"), "7");
    call = ask("enqueue-call", json!({ "queue_name": "support" }));
    call.hangs_up().expect(&["(finished: CallerHungUp)"]);
}

#[test]
fn a_queue_needs_a_name_and_a_task_needs_json() {
    for (properties, code) in [
        (json!({}), 81009),
        (json!({ "queue_name": "x".repeat(65) }), 81009),
        (json!({ "workflow_sid": "WW1", "task_attributes": "{" }), 81015),
        (json!({ "workflow_sid": "WW1", "task_attributes": "[]" }), 81015),
        (
            json!({ "workflow_sid": "WW1", "task_attributes": format!("{{\"a\":\"{}\"}}", "x".repeat(1_024)) }),
            81015,
        ),
    ] {
        let call = Call::of("incomingCall", "enqueue-call", properties);
        call.left_on("failedToEnqueue");
        assert_eq!(call.codes(), [code]);
    }
}

#[test]
fn a_payment_leaves_on_each_of_its_results() {
    for (outcome, event, result) in [
        ("pays", "success", "success"),
        ("gives-up", "maxFailedAttempts", "too-many-failed-attempts"),
        ("provider-fails", "providerError", "payment-connector-error"),
        ("interrupts", "payInterrupted", "caller-interrupted-with-star"),
        ("not-valid", "validationError", "validation-error"),
    ] {
        let mut call =
            ask("capture-payments", json!({ "payment_amount": "9.90", "currency": "eur" }));
        assert_eq!(call.asked().text, "Charging 9.90 eur");
        call.other_side(outcome).left_on(event);
        assert_eq!(call.variable("widgets.it.Result"), result);
    }
    let mut call = ask("capture-payments", json!({}));
    call.other_side_with("pays", json!({ "PaymentToken": "tok_1", "PaymentCardType": "amex" }));
    assert_eq!(call.variable("widgets.it.PaymentToken"), "tok_1");
    assert_eq!(call.variable("widgets.it.PaymentCardType"), "amex");
    assert_eq!(call.variable("widgets.it.PaymentCardNumber"), "xxxxxxxxxxxx1111");
    call = ask("capture-payments", json!({}));
    call.presses("41*").left_on("payInterrupted");
    call = ask("capture-payments", json!({}));
    call.hangs_up().left_on("hangup");
    assert_eq!(call.variable("widgets.it.Result"), "caller-hung-up");
    let call = Call::of("incomingMessage", "capture-payments", json!({}));
    assert!(call.fault().contains("81020"));
}

#[test]
fn a_stream_begins_and_the_flow_goes_on() {
    let mut call =
        ask("fork-stream", json!({ "stream_action": "start", "stream_url": "wss://x.test/" }));
    call.expect(&[]);
    call = Call::of(
        "incomingCall",
        "fork-stream",
        json!({ "stream_action": "start", "stream_url": "wss://x.test/" }),
    );
    call.expect(&[
        "Trigger -incomingCall-> it",
        "it -next-> (end)",
        "(answers)",
        "(stream \"start\")",
        "(finished: FlowEnded)",
    ]);
    let call = Call::of(
        "incomingCall",
        "fork-stream",
        json!({ "stream_action": "start", "stream_url": "http://x.test/" }),
    );
    call.left_on("next");
    assert!(call.warnings().contains("wss://"));
}

#[test]
fn a_virtual_agent_leaves_on_each_of_its_events() {
    let agent = || json!({ "connector_name": "cx", "channel": "voice" });
    for (outcome, event) in [
        ("completes", "completed"),
        ("hands-off", "live-agent-handoff"),
        ("fails", "failed"),
        ("pauses", "paused"),
        ("no-reply", "timeout"),
    ] {
        let mut call = ask("connect-virtual-agent-v2", agent());
        call.other_side(outcome).left_on(event);
    }
    let mut call = ask("connect-virtual-agent-v2", agent());
    call.other_side_with("hands-off", json!({ "AgentHandoffParameters": { "topic": "bill" } }));
    let data = call.value("widgets.it.VirtualAgentProviderData.AgentHandoffParameters.topic");
    assert_eq!(data, Some(&json!("bill")));
    assert_eq!(call.variable("widgets.it.ConnectorName"), "cx");
    call = ask("connect-virtual-agent-v2", agent());
    call.hangs_up().left_on("hangup");
    assert_eq!(call.value("widgets.it.VirtualAgentStatus"), None);
    let call = Call::of("incomingCall", "connect-virtual-agent-v2", json!({}));
    call.left_on("failed");
    assert_eq!(call.codes(), [32601]);
}

#[test]
fn a_virtual_agent_in_a_conversation_needs_no_call_and_waits_as_long_as_it_says() {
    let properties =
        json!({ "connector_details": { "name": "cx" }, "channel": "conversations", "timeout": 60 });
    let mut call =
        Call::attended("incomingConversationMessage", "connect-virtual-agent-v2", properties);
    call.after(59_999).stands_on("it");
    call.after(1).left_on("timeout");
}

#[test]
fn the_older_virtual_agent_returns_and_says_that_it_is_gone() {
    let mut call = ask("connect-virtual-agent", json!({ "connector": "es" }));
    assert!(call.warnings().contains("2024"));
    call.other_side("returns").left_on("return");
    call = ask("connect-virtual-agent", json!({ "connector": "es" }));
    call.hangs_up().left_on("hangup");
}

#[test]
fn every_outcome_leads_to_an_event_or_a_question_of_its_widget() {
    for widget in widget::CATALOGUE {
        for outcome in widget.outcomes {
            match outcome.leads {
                widget::Leads::On(event) => assert!(
                    widget.events.iter().any(|known| known.name == event),
                    "{}: {event}",
                    widget.kind
                ),
                widget::Leads::To(stage) => assert!(
                    widget.outcomes.iter().any(|next| next.stage == stage),
                    "{}: {stage}",
                    widget.kind
                ),
            }
            let same = |other: &&widget::Outcome| {
                other.name == outcome.name && other.stage == outcome.stage
            };
            assert_eq!(widget.outcomes.iter().filter(same).count(), 1, "{}", outcome.name);
        }
    }
}
