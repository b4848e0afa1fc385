//! Messages, conversations and other products.

#![allow(clippy::unwrap_used, reason = "a test may")]

mod caller;

use caller::Call;
use serde_json::{Value, json};

fn message(body: &str) -> Value {
    json!({ "from": "{{flow.channel.address}}", "to": "{{contact.channel.address}}", "body": body })
}

#[test]
fn a_message_is_sent_and_the_flow_goes_on() {
    let mut call =
        Call::of("incomingMessage", "send-message", message("You wrote {{trigger.message.Body}}."));
    call.expect(&[
        "Trigger -incomingMessage-> it",
        "(to +15550100123: You wrote hi.)",
        "(asks: Sending to +15550100123)",
    ]);
    call.until("it -sent-> (end)");
    assert_eq!(call.variable("widgets.it.outbound.Body"), "You wrote hi.");
    assert_eq!(call.variable("widgets.it.outbound.From"), "+15550100456");
    assert_eq!(call.variable("widgets.it.outbound.Status"), "queued");
    assert_eq!(call.variable("widgets.it.outbound.NumSegments"), "1");
    assert!(call.variable("widgets.it.outbound.Sid").starts_with("SM"));
    call.replays_alike();
}

#[test]
fn a_refused_message_is_kept_and_an_empty_one_is_not() {
    let mut call = Call::of("incomingMessage", "send-message", message("hi"));
    call.other_side_with("refused", json!({ "ErrorCode": "21610" })).left_on("failed");
    assert_eq!(call.variable("widgets.it.outbound.ErrorCode"), "21610");
    assert_eq!(call.variable("widgets.it.outbound.Status"), "failed");
    assert_eq!(call.value("widgets.it.ErrorCode"), None);
    assert_eq!(call.codes(), [81011]);
    for properties in [message(" "), json!({ "from": "+1", "message_type": "content_template" })] {
        let call = Call::of("incomingMessage", "send-message", properties);
        call.left_on("failed");
        assert_eq!((call.codes(), call.value("widgets.it.outbound")), (vec![81011], None));
    }
}

#[test]
fn in_a_conversation_a_message_goes_into_it() {
    let mut call = Call::of("incomingConversationMessage", "send-message", message("hi"));
    call.until("it -sent-> (end)");
    assert_eq!(call.variable("widgets.it.outbound.ConversationSid"), "CH1");
    assert_eq!(call.variable("widgets.it.outbound.Author"), "+15550100456");
    assert!(call.variable("widgets.it.outbound.Sid").starts_with("IM"));
    assert_eq!(call.value("widgets.it.outbound.Status"), None);
}

fn waits(properties: Value) -> Call {
    Call::of("incomingMessage", "send-and-wait-for-reply", properties)
}

#[test]
fn a_reply_wakes_the_flow() {
    let mut call = waits(message("Your name?"));
    call.expect(&[
        "Trigger -incomingMessage-> it",
        "(to +15550100123: Your name?)",
        "(asks: Waiting for a reply of +15550100123)",
    ]);
    call.after(3_599_000).writes("Ada").left_on("incomingMessage");
    assert_eq!(call.variable("widgets.it.inbound.Body"), "Ada");
    assert_eq!(call.variable("widgets.it.outbound.Body"), "Your name?");
    assert_eq!(call.value("trigger.conversation"), None);
    call.replays_alike();
    let mut call = waits(message("Your name?"));
    call.other_side_with("replies", json!({ "Body": "Bob" })).left_on("incomingMessage");
    assert_eq!(call.variable("widgets.it.inbound.Body"), "Bob");
    assert_eq!(call.variable("widgets.it.inbound.From"), "+15550100123");
}

#[test]
fn a_reply_in_a_conversation_is_found_under_the_trigger_too() {
    let mut call =
        Call::of("incomingConversationMessage", "send-and-wait-for-reply", message("Name?"));
    call.writes("Ada").left_on("incomingMessage");
    assert_eq!(call.variable("widgets.it.inbound.Body"), "Ada");
    assert_eq!(call.variable("trigger.conversation.Body"), "Ada");
    assert_eq!(call.variable("trigger.conversation.ConversationSid"), "CH1");
}

#[test]
fn no_reply_and_no_delivery_are_events_too() {
    for timeout in [json!("60"), json!(60)] {
        let mut properties = message("Your name?");
        properties["timeout"] = timeout;
        let mut call = waits(properties);
        call.after(59_999).stands_on("it");
        call.after(1).left_on("timeout");
        assert_eq!(call.variable("widgets.it.outbound.Status"), "queued");
        assert_eq!(call.value("widgets.it.inbound"), None);
    }
    let mut call = waits(message("Your name?"));
    call.other_side("undelivered").left_on("deliveryFailure");
    assert_eq!(call.variable("widgets.it.outbound.ErrorCode"), "30003");
    let call = waits(message(""));
    call.left_on("deliveryFailure");
    assert_eq!(call.codes(), [81011]);
}

#[test]
fn a_message_that_nothing_waits_for_is_dropped_with_a_warning() {
    let mut call = Call::of("incomingMessage", "send-message", message("hi"));
    call.writes("me too").stands_on("it");
    assert_eq!(call.codes(), [81002]);
    call.until("it -sent-> (end)");
    assert_eq!(call.steps()[1].why.warnings[0].code, Some(81002));
    let mut call = Call::of("incomingCall", "gather-input-on-call", json!({ "say": "Hi" }));
    call.writes("hello");
    assert_eq!(call.codes(), [81002]);
}

fn conversation() -> Value {
    json!({
        "conversation_service_sid": "IS1",
        "participants": [{ "type": "messaging",
            "messaging_binding_address": "{{trigger.request.to}}",
            "messaging_binding_proxy_address": "+15550100456" }],
        "friendly_name": "Survey", "timers_inactive": "PT10M",
        "close_conversation_on_execution_end": true,
    })
}

#[test]
fn a_conversation_is_started_and_later_messages_go_into_it() {
    let (created, sent) = ([("created", "send")], [("sent", "again")]);
    let mut call = Call::with_states(
        "incomingRequest",
        &[
            ("it", "start-conversation", conversation(), &created),
            ("send", "send-message", message("Hello {{flow.data.name}}."), &sent),
            ("again", "start-conversation", conversation(), &[]),
        ],
    );
    call.until("it -created-> send")
        .expect(&["(to +15550100123: Hello Ada.)", "(asks: Sending to +15550100123)"]);
    let sid = call.variable("widgets.it.conversation.sid");
    assert_eq!(call.variable("flow.channel.sid"), sid);
    assert_eq!(call.variable("flow.channel.type"), "conversation");
    assert_eq!(call.variable("flow.channel.address"), "+15550100456");
    let participants = call.value("widgets.it.conversation.participants").unwrap();
    assert_eq!(participants[0]["messaging_binding_address"], "+15550100123");
    assert_eq!(call.variable("widgets.it.conversation.timers.inactive"), "PT10M");
    assert_eq!(call.value("widgets.it.close_channel_on_execution_end"), Some(&json!(true)));
    // One conversation per execution.
    call.until("again -failed-> (end)");
    assert_eq!(call.variable("widgets.send.outbound.ConversationSid"), sid);
    call.replays_alike();
}

#[test]
fn a_conversation_is_refused_where_it_cannot_be() {
    let call = Call::of("incomingMessage", "start-conversation", conversation());
    call.left_on("failed");
    assert_eq!(call.codes(), [81020]);
    let mut call = Call::of("incomingRequest", "start-conversation", conversation());
    call.other_side("refused").left_on("failed");
    let mut nobody = conversation();
    nobody["participants"] = json!([]);
    Call::of("incomingRequest", "start-conversation", nobody).left_on("failed");
}

#[test]
fn a_conversation_that_exists_is_resumed() {
    let properties = json!({ "conversation_service_sid": "IS1", "conversation_sid": "CH9" });
    let mut call = Call::of("incomingMessage", "resume-conversation", properties.clone());
    call.until("it -resumed-> (end)");
    assert_eq!(call.variable("widgets.it.conversation.sid"), "CH9");
    assert_eq!(call.variable("flow.channel.sid"), "CH9");
    let mut call = Call::of("incomingMessage", "resume-conversation", properties);
    call.other_side("refused").left_on("failed");
    Call::of("incomingMessage", "resume-conversation", json!({ "conversation_sid": "CH9" }))
        .left_on("failed");
}

fn flex() -> Value {
    json!({ "workflow": "WW1", "channel": "TC1",
        "attributes": "{ \"name\": \"{{contact.channel.address}}\" }", "priority": "3" })
}

#[test]
fn a_message_becomes_a_task_at_once_and_a_call_waits_in_the_queue() {
    let mut call = Call::attended("incomingMessage", "send-to-flex", flex());
    call.until("it -callComplete-> (end)");
    assert_eq!(call.variable("widgets.it.attributes"), "{ \"name\": \"+15550100123\" }");
    assert_eq!(call.value("widgets.it.priority"), Some(&json!(3)));
    assert!(call.variable("widgets.it.sid").starts_with("WT"));
    let mut call = Call::attended("incomingCall", "send-to-flex", flex());
    call.after(60_000).stands_on("it");
    call.other_side("accepted").left_on("callComplete");
    assert_eq!(call.variable("widgets.it.QueueTime"), "60");
    for (outcome, event) in [("refused", "failedToEnqueue"), ("call-fails", "callFailure")] {
        let mut call = Call::attended("incomingCall", "send-to-flex", flex());
        call.other_side(outcome).left_on(event);
    }
    let mut call = Call::attended("incomingConversationMessage", "send-to-flex", flex());
    call.until("it -callComplete-> (end)");
    assert_eq!(call.variable("flow.channel.status"), "handed off");
}

#[test]
fn what_cannot_become_a_task_says_why() {
    let without = |key: &str, value: Value| {
        let mut properties = flex();
        properties[key] = value;
        properties
    };
    for (event, properties, code) in [
        ("incomingRequest", flex(), 81020),
        ("incomingMessage", without("workflow", json!("")), 81015),
        ("incomingMessage", without("attributes", json!("{ name: 1 }")), 81015),
    ] {
        let call = Call::of(event, "send-to-flex", properties);
        call.left_on("failedToEnqueue");
        assert_eq!(call.codes(), [code]);
    }
}

#[test]
fn autopilot_is_gone_but_its_events_are_not() {
    let properties =
        || json!({ "autopilot_assistant_sid": "UA1", "from": "+1", "body": "hi", "timeout": 5 });
    let mut call = Call::of("incomingMessage", "send-to-auto-pilot", properties());
    call.until("it -failure-> (end)");
    assert_eq!(call.codes(), [81013]);
    let mut call = Call::attended("incomingMessage", "send-to-auto-pilot", properties());
    call.other_side("ends").left_on("sessionEnded");
    let mut call = Call::attended("incomingMessage", "send-to-auto-pilot", properties());
    call.after(5_000).left_on("timeout");
}
