//! Flows, spoken to: each test is a call and what comes of it, line by line.

#![allow(clippy::unwrap_used, reason = "a test may")]

mod caller;

use caller::{Call, ended_with, failed};

#[test]
fn a_greeting_is_spoken_and_then_the_caller_is_asked() {
    let mut call = Call::from("support_line.json", "+15550100123");
    call.expect(&["Trigger -incomingCall-> greet", "(answers)", "Hello +15550100123."]);
    call.waits(20_000, "ask").expect(&[
        "greet -audioComplete-> ask",
        "Press 1 for the agent, or say what you need.",
        "(listens)",
    ]);
}

#[test]
fn a_key_cuts_the_prompt_and_is_compared() {
    let mut call = Call::from("support_line.json", "+15550100123");
    call.until("Press 1").after(1_300).presses("1#").expect(&[
        "(cut after `Press 1 for the agent, or say`)",
        "ask -keypress-> decide",
        "decide -match-> agent",
        "(relay wss://agent.example.com/relay?need=)",
    ]);
}

#[test]
fn enough_keys_end_the_gather_without_the_finish_key() {
    let mut call = Call::from("support_line.json", "+15550100123");
    call.until("(listens)").presses("12").expect(&[
        "ask -keypress-> decide",
        "decide -noMatch-> sorry",
        "Sorry.",
    ]);
}

#[test]
fn keys_without_the_finish_key_are_taken_when_the_wait_is_over() {
    let mut call = Call::from("support_line.json", "+15550100123");
    call.until("(listens)").presses("1").expect(&[]);
    call.after(4_999).expect(&[]);
    call.after(1).expect(&[
        "ask -keypress-> decide",
        "decide -match-> agent",
        "(relay wss://agent.example.com/relay?need=)",
    ]);
}

#[test]
fn silence_leaves_on_timeout_after_the_seconds_of_the_widget() {
    let mut call = Call::from("support_line.json", "+15550100123");
    call.until("(listens)").after(4_999).expect(&[]);
    call.after(1).expect(&["ask -timeout-> ask", "Press 1 for the agent, or say what you need."]);
}

#[test]
fn words_are_remembered_and_reach_the_relay_session() {
    let mut call = Call::from("support_line.json", "+15550100123");
    call.until("(listens)").says("a refund").expect(&[
        "ask -speech-> remember",
        "remember -next-> agent",
        "(relay wss://agent.example.com/relay?need=a refund)",
    ]);
    let settings = call.settings();
    assert_eq!(settings.welcome_greeting.as_deref(), Some("Hi, I am the agent."));
    assert_eq!(settings.parameters, [("tier".to_owned(), "gold".to_owned())]);
    assert!(settings.dtmf_detection);
    assert_eq!(call.variable("widgets.ask.SpeechResult"), "a refund");
    assert_eq!(call.variable("widgets.ask.CallStatus"), "in-progress");
    assert_eq!(call.variable("flow.variables.customer.tier"), "gold");
}

#[test]
fn what_the_relay_server_leaves_is_said_by_a_later_widget() {
    let mut call = Call::from("support_line.json", "+15550100123");
    call.until("(listens)").presses("1#").forget();
    call.relay_ends(ended_with(Some("{\"queue\":\"sales\"}")))
        .expect(&["agent -success-> tell", "The agent left {\"queue\":\"sales\"}."]);
    assert_eq!(call.variable("widgets.agent.SessionStatus"), "ended");
    call.after(20_000).expect(&["tell -audioComplete-> (end)", "(finished: FlowEnded)"]);
}

#[test]
fn a_relay_session_that_ends_without_handoff_data_is_a_success_too() {
    let mut call = Call::from("support_line.json", "+15550100123");
    call.until("(listens)").presses("1#").forget();
    call.relay_ends(ended_with(None)).expect(&["agent -success-> tell", "The agent left ."]);
}

#[test]
fn a_failed_relay_session_leaves_on_failed_and_says_why_in_the_context() {
    let mut call = Call::from("support_line.json", "+15550100123");
    call.until("(listens)").presses("1#").forget();
    call.relay_ends(failed(64102)).expect(&["agent -failed-> sorry", "Sorry."]);
    assert_eq!(call.variable("widgets.agent.SessionStatus"), "failed");
    assert_eq!(call.variable("widgets.agent.ErrorCode"), "64102");
}

#[test]
fn the_flow_resumes_once_however_often_the_session_ends() {
    let mut call = Call::from("support_line.json", "+15550100123");
    call.until("(listens)").presses("1#").forget();
    call.relay_ends(ended_with(None)).forget();
    call.relay_ends(failed(64105)).expect(&[]);
}

#[test]
fn nothing_but_the_session_moves_the_flow_while_it_lasts() {
    let mut call = Call::from("support_line.json", "+15550100123");
    call.until("(listens)").presses("1#").forget();
    call.says("hello").presses("5").after(600_000).expect(&[]);
}

#[test]
fn a_caller_who_hangs_up_ends_the_execution_wherever_it_stands() {
    for lines in ["Hello", "Press 1", "(listens)"] {
        let mut call = Call::from("support_line.json", "+15550100123");
        call.until(lines).hangs_up();
        call.expect_last("(finished: CallerHungUp)");
    }
    let mut call = Call::from("support_line.json", "+15550100123");
    call.until("(listens)").presses("1#").forget();
    call.hangs_up().expect(&["(finished: CallerHungUp)"]);
    call.relay_ends(ended_with(None)).expect(&[]);
}

#[test]
fn a_prompt_is_repeated_as_often_as_the_widget_says() {
    let mut call = Call::from("support_line.json", "+15550100123");
    call.until("(listens)").presses("9#").forget();
    call.after(20_000).expect(&["Sorry.", "sorry -audioComplete-> (end)", "(finished: FlowEnded)"]);
}

#[test]
fn an_event_that_is_not_wired_at_the_trigger_ends_the_execution_there() {
    let mut call = Call::started_on("support_line.json", "incomingRequest");
    call.expect(&["Trigger -incomingRequest-> (end)", "(finished: FlowEnded)"]);
}

#[test]
fn a_widget_that_leads_back_to_itself_is_stopped_after_ten_runs() {
    let call = Call::with(
        r#"{"states":[
            {"name":"Trigger","type":"trigger","transitions":[{"event":"incomingCall","next":"again"}],"properties":{}},
            {"name":"again","type":"set-variables","transitions":[{"event":"next","next":"again"}],
             "properties":{"variables":[{"key":"n","value":"{% if flow.variables.n %}{{flow.variables.n | plus: 1}}{% else %}1{% endif %}"}]}}
        ],"initial_state":"Trigger"}"#,
    );
    call.expect_last("(finished: Fault)");
    assert_eq!(call.variable("flow.variables.n"), "10");
    assert!(call.fault().contains("81001"), "{}", call.fault());
}

#[test]
fn a_loop_over_two_widgets_is_stopped_after_a_thousand_steps() {
    let call = Call::with(
        r#"{"states":[
            {"name":"Trigger","type":"trigger","transitions":[{"event":"incomingCall","next":"a"}],"properties":{}},
            {"name":"a","type":"set-variables","transitions":[{"event":"next","next":"b"}],"properties":{}},
            {"name":"b","type":"set-variables","transitions":[{"event":"next","next":"a"}],"properties":{}}
        ],"initial_state":"Trigger"}"#,
    );
    call.expect_last("(finished: Fault)");
    assert!(call.fault().contains("81000"), "{}", call.fault());
}

#[test]
fn a_widget_that_nobody_knows_ends_the_call_with_a_sentence_that_names_it() {
    let call = Call::with(
        r#"{"states":[
            {"name":"Trigger","type":"trigger","transitions":[{"event":"incomingCall","next":"odd"}],"properties":{}},
            {"name":"odd","type":"read-minds","transitions":[],"properties":{}}
        ],"initial_state":"Trigger"}"#,
    );
    call.expect_last("(finished: Fault)");
    assert_eq!(
        call.fault(),
        "`odd` cannot be run: `read-minds` is no widget type that Studio knows"
    );
}

#[test]
fn a_transition_into_nothing_ends_the_call_with_a_sentence() {
    let call = Call::with(
        r#"{"states":[
            {"name":"Trigger","type":"trigger","transitions":[{"event":"incomingCall","next":"gone"}],"properties":{}}
        ],"initial_state":"Trigger"}"#,
    );
    call.expect_last("(finished: Fault)");
    assert_eq!(call.fault(), "the flow leads to `gone`, but no widget has that name");
}

#[test]
fn the_log_folded_again_gives_the_same_execution_and_effects() {
    let mut call = Call::from("support_line.json", "+15550100123");
    call.until("(listens)").says("a refund").forget();
    call.relay_ends(ended_with(Some("done"))).after(30_000);
    call.replays_alike();
}
