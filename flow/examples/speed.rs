//! How fast the core is: widget steps and whole calls a second, what a template takes, and how
//! long a flow of the largest size takes to lay out.
//!
//! `cargo run --release -p flow --example speed`

#![allow(clippy::print_stdout, reason = "printing is what it is for")]
#![allow(clippy::unwrap_used, reason = "it measures flows of its own")]
#![allow(clippy::disallowed_methods, reason = "it stands outside the core and measures it")]

use std::time::{Duration, Instant};

use flow::interpreter::{Effect, Event, Execution, Happening, Start, Status, advance};
use flow::layout::{Card, Direction, Drawing, Line, tidy};
use flow::sid::{ExecutionSid, FlowSid};
use flow::{Flow, Offset, Timestamp, template};
use serde_json::{Value, json};

/// How long each figure is measured.
const MEASURED: Duration = Duration::from_secs(2);

fn main() {
    let flow = counting_flow();
    let steps = measure(|| call(&flow));
    println!("widget steps a second (set, split, say): {:>10.0}", steps.each);
    let flow = ten_step_flow();
    let calls = measure(|| {
        call(&flow);
        1
    });
    println!("ten-step calls a second:                 {:>10.0}", calls.each);
    let (text, context) = two_kilobytes();
    let renders = measure(|| {
        template::render(&text, &context, Timestamp(0)).unwrap();
        1
    });
    println!("2 kB template with ten look-ups:         {:>7.1} µs", 1e6 / renders.each);
    let parses = measure(|| {
        template::Template::parse(&text).unwrap();
        1
    });
    println!("the same, parsed anew:                   {:>7.1} µs", 1e6 / parses.each);
    for (words, drawing) in drawings() {
        let all: Vec<usize> = (0..drawing.cards.len()).collect();
        for direction in [Direction::Down, Direction::Right] {
            let layouts = measure(|| u32::from(!tidy(&drawing, &all, direction).is_empty()));
            println!("{words:<34} {direction:?}: {:>7.1} ms", 1e3 / layouts.each);
        }
    }
}

/// 2,000 widgets with 3,000 transitions, as menus make them and as nobody would.
fn drawings() -> Vec<(&'static str, Drawing)> {
    const WIDGETS: usize = 2_000;
    // A fixed row of numbers that looks like chance.
    let mut number = 1_u64;
    let mut chance = move |below: usize| {
        number =
            number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(number >> 33).unwrap() % below
    };
    let tree: Vec<_> = (1..WIDGETS).map(|at| ((at - 1) / 3, at)).collect();
    let near: Vec<_> = (0..1_001)
        .map(|_| {
            let from = chance(WIDGETS - 60);
            (from, from + 1 + chance(50))
        })
        .collect();
    let anywhere: Vec<_> = (0..1_001).map(|_| (chance(WIDGETS), chance(WIDGETS))).collect();
    let chain: Vec<_> = (1..WIDGETS).map(|at| (at - 1, at)).collect();
    let chaos: Vec<_> = (0..3_000).map(|_| (chance(WIDGETS), chance(WIDGETS))).collect();
    vec![
        ("layout: menus, near cross edges", wired(&[&tree[..], &near].concat())),
        ("layout: menus, edges anywhere", wired(&[&tree[..], &anywhere].concat())),
        ("layout: a chain, edges anywhere", wired(&[&chain[..], &anywhere].concat())),
        ("layout: edges anywhere", wired(&chaos)),
        ("layout: nothing wired", wired(&[])),
    ]
}

fn wired(pairs: &[(usize, usize)]) -> Drawing {
    let card = Card { at: Offset::default(), width: 300.0, height: 92.0 };
    let line = |(from, to): &(usize, usize)| {
        let along = [50.0, 150.0, 250.0][to % 3];
        Line { from: *from, to: *to, along }
    };
    let lines = pairs.iter().map(line).collect();
    Drawing { cards: vec![card; 2_000], lines, start: Some(0) }
}

struct Measured {
    /// How many a second.
    each: f64,
}

fn measure(mut run: impl FnMut() -> u32) -> Measured {
    run();
    let began = Instant::now();
    let mut count = 0_u64;
    while began.elapsed() < MEASURED {
        count += u64::from(run());
    }
    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
    let each = count as f64 / began.elapsed().as_secs_f64();
    Measured { each }
}

/// Runs a call to its end, unattended, and gives the steps it took.
fn call(flow: &Flow) -> u32 {
    let start = Start {
        event: "incomingCall".to_owned(),
        execution_sid: ExecutionSid::from_bytes([1; 16]),
        flow_sid: FlowSid::from_bytes([2; 16]),
        flow_address: "+15550100456".to_owned(),
        contact_address: "+15550100123".to_owned(),
        trigger: json!({ "call": {
            "AccountSid": "AC00000000000000000000000000000000", "ApiVersion": "2010-04-01",
            "CallSid": "CA00000000000000000000000000000000", "CallStatus": "ringing",
            "Called": "+15550100456", "Caller": "+15550100123", "Direction": "inbound",
            "From": "+15550100123", "To": "+15550100456",
        } })
        .as_object()
        .cloned()
        .unwrap_or_default(),
        is_attended: false,
    };
    let mut event = Event { at: Timestamp(1), what: Happening::Started(Box::new(start)) };
    let mut execution = Execution::default();
    loop {
        let turn = advance(flow, execution, &event);
        execution = turn.execution;
        if execution.status != Status::Active {
            return execution.steps;
        }
        let timer = turn.effects.iter().find_map(|effect| match effect {
            Effect::StartTimer { timer, after_ms } => Some((*timer, *after_ms)),
            _ => None,
        });
        let (timer, after_ms) = timer.unwrap();
        event = Event { at: event.at.plus(after_ms), what: Happening::TimerFired { timer } };
    }
}

/// Counts to 300 and speaks each time: 900 steps.
fn counting_flow() -> Flow {
    let counter = "{% if flow.variables.n %}{{flow.variables.n | plus: 1}}{% else %}1{% endif %}";
    flow(json!([
        { "name": "count", "type": "set-variables", "properties": {
            "variables": [{ "key": "n", "value": counter }] },
          "transitions": [{ "event": "next", "next": "enough" }] },
        { "name": "enough", "type": "split-based-on", "properties": {
            "input": "{{flow.variables.n}}" },
          "transitions": [
            { "event": "noMatch", "next": "say" },
            condition("equal_to", "0", "say"),
            condition("greater_than", "299", ""),
          ] },
        { "name": "say", "type": "say-play", "properties": {
            "say": "Number {{flow.variables.n}}.", "voice": "Polly.Joanna", "loop": 1 },
          "transitions": [{ "event": "audioComplete", "next": "count" }] },
    ]))
}

fn condition(predicate: &str, operand: &str, next: &str) -> Value {
    json!({ "event": "match", "next": next, "conditions": [{
        "friendly_name": "If", "arguments": ["{{flow.variables.n}}"],
        "type": predicate, "value": operand,
    }] })
}

/// The trigger and nine widgets.
fn ten_step_flow() -> Flow {
    let mut states = Vec::new();
    for number in 0..9 {
        let next = if number < 8 { format!("s{}", number + 1) } else { String::new() };
        let (kind, event, properties) = if number % 2 == 0 {
            ("say-play", "audioComplete", json!({ "say": "Hello {{contact.channel.address}}." }))
        } else {
            let variables = json!([{ "key": "k", "value": "{{trigger.call.From}}" }]);
            ("set-variables", "next", json!({ "variables": variables }))
        };
        states.push(json!({ "name": format!("s{number}"), "type": kind,
            "properties": properties, "transitions": [{ "event": event, "next": next }] }));
    }
    flow(Value::Array(states))
}

fn flow(states: Value) -> Flow {
    let first = states[0]["name"].clone();
    let mut all = vec![json!({ "name": "Trigger", "type": "trigger", "properties": {},
        "transitions": [{ "event": "incomingCall", "next": first }] })];
    all.extend(states.as_array().cloned().unwrap_or_default());
    Flow::from_value(json!({ "states": all, "initial_state": "Trigger" })).unwrap()
}

fn two_kilobytes() -> (String, flow::definition::Object) {
    let mut widgets = serde_json::Map::new();
    for number in 0..30 {
        let variables = json!({ "Digits": number.to_string(), "CallSid": "CA", "From": "+1" });
        widgets.insert(format!("gather_{number}"), variables);
    }
    let mut text = String::new();
    for number in 0..10 {
        text.push_str(&"Some words that are said to everybody who calls. ".repeat(4));
        text.push_str(&format!("{{{{widgets.gather_{number}.Digits}}}}"));
    }
    let context = json!({ "widgets": widgets }).as_object().cloned().unwrap_or_default();
    (text, context)
}
