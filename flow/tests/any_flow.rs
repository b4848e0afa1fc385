//! Any events into any flow: nothing panics, every turn ends, and the log alone gives the same
//! execution again.

#![allow(clippy::unwrap_used, reason = "a test may")]

use flow::interpreter::{
    Effect, Event, Execution, Happening, Loaded, RequestFailure, RequestOutcome, Start, Status,
    Turn, advance,
};
use flow::relay::Ending;
use flow::sid::{ExecutionSid, FlowSid, SessionSid};
use flow::widget::{CATALOGUE, Control, Field, Widget};
use flow::{Flow, Timestamp, condition};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Choices made by bytes, so that a failing case shrinks.
struct Choices<'a>(std::slice::Iter<'a, u8>);

impl Choices<'_> {
    fn below(&mut self, count: usize) -> usize {
        usize::from(self.0.next().copied().unwrap_or(0)) % count.max(1)
    }

    fn of<'t, T: ?Sized>(&mut self, list: &[&'t T]) -> &'t T {
        list[self.below(list.len())]
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == count - 1
    }
}

const TEXTS: &[&str] = &[
    "hello",
    "{{trigger.call.From}}",
    "{{flow.variables.k | plus: 1}}",
    "{{ broken",
    "{% for i in (1..99) %}{{i}}{% endfor %}",
    "https://x.test/{{flow.sid}}",
    "{\"a\":{\"b\":1}}",
    "wss://x.test/",
    "",
    "\u{1F600} ß",
    "FWaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "5",
    "-1",
    "99999999999999999999",
    "#*",
];

fn value(choices: &mut Choices<'_>, field: &Field) -> Value {
    if choices.one_in(12) {
        return choices
            .of(&[&json!(null), &json!(7), &json!([1, "x"]), &json!({ "a": [] })])
            .clone();
    }
    let row = |choices: &mut Choices<'_>| {
        json!({ "key": choices.of(&["k", "l", "method", ""]), "value": choices.of(TEXTS),
            "type": choices.of(&["string", "json_object"]) })
    };
    match field.control {
        Control::Choice(list) | Control::Several(list) => json!(list[choices.below(list.len())].0),
        Control::Integer { min, max, .. } => json!(choices.of(&[&min, &max, &3, &0])),
        Control::Switch | Control::AnySwitch => json!(choices.one_in(2)),
        Control::TextSwitch => json!(choices.of(&["true", "false"])),
        Control::Pairs | Control::Variables => json!([row(choices), row(choices)]),
        Control::Json => json!([{ "type": "sms", "identity": choices.of(TEXTS) }]),
        Control::LongText
        | Control::Text
        | Control::Url
        | Control::Secret
        | Control::Literal
        | Control::Suggest(_)
        | Control::TextNumber { .. } => json!(choices.of(TEXTS)),
    }
}

const NAMES: [&str; 6] = ["s0", "s1", "s2", "s3", "s4", "s5"];

fn next(choices: &mut Choices<'_>) -> Value {
    match choices.below(9) {
        0 => json!(null),
        1 if choices.one_in(8) => json!("nowhere"),
        _ => json!(choices.of(&NAMES)),
    }
}

fn state(choices: &mut Choices<'_>, name: &str) -> Value {
    let widget: &Widget = CATALOGUE[choices.below(CATALOGUE.len())];
    let mut properties = serde_json::Map::new();
    for field in widget.fields {
        if !choices.one_in(4) {
            properties.insert(field.key.to_owned(), value(choices, field));
        }
    }
    let mut transitions = Vec::new();
    for event in widget.events {
        let mut entry = json!({ "event": event.name, "next": next(choices) });
        if event.name == "match" {
            let predicate = condition::PREDICATES[choices.below(condition::PREDICATES.len())];
            entry["conditions"] = json!([{ "friendly_name": "If", "type": predicate.name,
                "arguments": [choices.of(TEXTS)], "value": choices.of(TEXTS) }]);
        }
        transitions.push(entry);
    }
    let kind = if choices.one_in(40) { "read-minds" } else { widget.kind };
    json!({ "name": name, "type": kind, "properties": properties, "transitions": transitions })
}

fn definition(choices: &mut Choices<'_>) -> Value {
    let ways: Vec<_> = flow::widget::find("trigger")
        .unwrap()
        .events
        .iter()
        .map(|event| json!({ "event": event.name, "next": "s0" }))
        .collect();
    let mut states = vec![json!({ "name": "Trigger", "type": "trigger", "transitions": ways })];
    states.extend(NAMES.iter().map(|name| state(choices, name)));
    let initial = if choices.one_in(20) { "s1" } else { "Trigger" };
    json!({ "states": states, "initial_state": initial })
}

fn start(choices: &mut Choices<'_>) -> Happening {
    let event = choices.of(&[
        "incomingCall",
        "incomingMessage",
        "incomingConversationMessage",
        "incomingRequest",
        "odd",
    ]);
    let trigger = match event {
        "incomingMessage" => {
            json!({ "message": { "Body": "hi", "ChannelAttributes": "{\"a\":1}" } })
        }
        "incomingConversationMessage" => json!({ "conversation": { "ConversationSid": "CH1" } }),
        "incomingRequest" => json!({ "request": { "parameters": { "k": [1] } } }),
        _ => json!({ "call": { "From": "+1", "CallSid": "CA1", "CallStatus": "ringing" } }),
    };
    Happening::Started(Box::new(Start {
        event: event.to_owned(),
        execution_sid: ExecutionSid::from_bytes([1; 16]),
        flow_sid: FlowSid::from_bytes([2; 16]),
        flow_address: "+2".to_owned(),
        contact_address: "+1".to_owned(),
        trigger: trigger.as_object().unwrap().clone(),
        is_attended: choices.one_in(2),
    }))
}

/// Something that can happen now, or something that cannot.
fn happening(choices: &mut Choices<'_>, open: &[Effect]) -> Happening {
    let effect = open.iter().rev().nth(choices.below(open.len().min(4)));
    if let Some(effect) = effect
        && !choices.one_in(4)
        && let Some(answer) = answer(choices, effect)
    {
        return answer;
    }
    let number = choices.below(12) as u64;
    match choices.below(9) {
        0 => Happening::CallerSaid { text: "a long text to say".to_owned(), confidence: 0.9 },
        1 => Happening::CallerPressed { key: *choices.of(&[&'1', &'#', &'*']) },
        2 => Happening::CallerHungUp,
        3 => Happening::MessageArrived { parameters: object(json!({ "Body": "yes" })) },
        4 => Happening::RedirectReturned { parameters: object(json!({ "Digits": "1" })) },
        5 => Happening::TimerFired { timer: number },
        6 => Happening::Answered {
            ask: number,
            outcome: "odd".to_owned(),
            details: object(json!({})),
        },
        7 if choices.one_in(6) => Happening::Stopped,
        _ => start(choices),
    }
}

/// An answer to something that was wanted.
fn answer(choices: &mut Choices<'_>, effect: &Effect) -> Option<Happening> {
    Some(match effect {
        Effect::StartTimer { timer, .. } => Happening::TimerFired { timer: *timer },
        Effect::Speak { speech, .. } => Happening::SpeechFinished { speech: *speech },
        Effect::Ask(ask) => {
            let outcome = ask.outcomes.get(choices.below(ask.outcomes.len()))?;
            let details = object(json!({ "Digits": "1", "DialCallDuration": [1] }));
            Happening::Answered { ask: ask.ask, outcome: outcome.name.clone(), details }
        }
        Effect::Request(request) => Happening::RequestAnswered {
            request: request.request,
            outcome: Box::new(match choices.below(3) {
                0 => RequestOutcome::Failure {
                    kind: RequestFailure::Timeout,
                    problem: String::new(),
                },
                status => RequestOutcome::Answer {
                    status: [200, 503][status - 1],
                    content_type: "application/json".to_owned(),
                    headers: object(json!({})),
                    body: choices.of(TEXTS).to_owned(),
                },
            }),
        },
        Effect::LoadSubflow { load, .. } => Happening::SubflowLoaded {
            load: *load,
            subflow: Box::new(match choices.below(5) {
                0 => Loaded::Missing { problem: "gone".to_owned() },
                1 => Loaded::Found { revision: 1, definition: json!({ "states": {} }) },
                _ => Loaded::Found { revision: 1, definition: definition(choices) },
            }),
        },
        Effect::OpenRelay { relay, .. } => Happening::RelayEnded {
            relay: *relay,
            ending: Box::new(Ending::failed(SessionSid::from_bytes([3; 16]), 64105, "gone", 0)),
        },
        _ => return None,
    })
}

fn object(value: Value) -> flow::definition::Object {
    value.as_object().unwrap().clone()
}

/// Runs one case and gives its log.
fn run(bytes: &[u8]) -> (Flow, Vec<(Event, Turn)>) {
    let mut choices = Choices(bytes.iter());
    let flow = Flow::from_value(definition(&mut choices)).unwrap();
    let mut execution = Execution::default();
    let mut log = Vec::new();
    let mut open = Vec::new();
    let mut at = Timestamp(1_000);
    for turn in 0..40 {
        let what = if turn == 0 { start(&mut choices) } else { happening(&mut choices, &open) };
        let event = Event { at, what };
        let turn = advance(&flow, execution, &event);
        open.extend(turn.effects.clone());
        execution = turn.execution.clone();
        log.push((event, turn));
        at = at.plus([0, 1_500, 60_000, 40_000_000][choices.below(4)]);
    }
    (flow, log)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 250,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_log_written_and_read_again_gives_the_same_execution(
        bytes in proptest::collection::vec(any::<u8>(), 100..700),
    ) {
        let (flow, log) = run(&bytes);
        let mut execution = Execution::default();
        for (event, turn) in &log {
            let event: Event = serde_json::from_str(&serde_json::to_string(event).unwrap()).unwrap();
            let stored = serde_json::to_string(&execution).unwrap();
            prop_assert_eq!(serde_json::from_str::<Execution>(&stored).unwrap(), execution.clone());
            let again = advance(&flow, execution, &event);
            prop_assert_eq!(&again, turn);
            execution = again.execution;
        }
    }

    #[test]
    fn an_execution_ends_once_and_its_steps_hang_together(
        bytes in proptest::collection::vec(any::<u8>(), 100..700),
    ) {
        let (_, log) = run(&bytes);
        let turns = log.iter().map(|(_, turn)| turn);
        let finished = turns.clone().flat_map(|turn| &turn.effects);
        let finished = finished.filter(|effect| matches!(effect, Effect::Finish { .. })).count();
        let (_, last) = log.last().unwrap();
        let is_over = last.execution.status != Status::Active;
        prop_assert_eq!(finished, usize::from(is_over));
        let steps: Vec<_> = turns.flat_map(|turn| &turn.steps).collect();
        prop_assert!(steps.len() <= 1_000);
        let mut sids: Vec<_> = steps.iter().map(|step| step.sid.as_str()).collect();
        sids.sort_unstable();
        sids.dedup();
        prop_assert_eq!(sids.len(), steps.len());
    }
}
