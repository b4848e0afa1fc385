//! What drives one flow down all its ways.
#![allow(clippy::unwrap_used, missing_docs, unreachable_pub, reason = "a test may")]

mod paths;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use flow::definition::Object;
use flow::interpreter::{
    Event, Execution, Happening, Loaded, Progress, RequestFailure, RequestOutcome, Start, Status,
    advance,
};
use flow::relay::{Ending, SessionStatus};
use flow::sid::{ExecutionSid, FlowSid, SessionSid};
use flow::widget::{self, Leads};
use flow::{Flow, Timestamp};
use serde_json::json;

use paths::{is_dead, put, reachable, read_paths};

/// A wired transition: its state, its event and which of those with this event.
type Way = (String, String, usize);

/// Runs of one flow that take no new way before the rest is given up.
const MAX_IDLE_RUNS: usize = 800;
/// Events of one run.
const MAX_EVENTS: usize = 300;

pub struct Driver<'f> {
    flow: &'f Flow,
    pub wanted: BTreeSet<Way>,
    taken: BTreeSet<Way>,
    pub faults: BTreeSet<String>,
    /// What splits compare with, to be said, written and answered.
    words: Vec<String>,
    /// What is read of each answer, as paths under `parsed`.
    read: BTreeMap<String, BTreeSet<String>>,
    seed: u64,
}

/// Something that can be done while the execution waits, and the event it leads to.
type Move = (&'static str, Vec<Happening>);

impl<'f> Driver<'f> {
    pub fn new(flow: &'f Flow) -> Self {
        let mut wanted = BTreeSet::new();
        let mut words = vec![String::new(), "hello".to_owned(), "1".to_owned()];
        for state in flow.states() {
            let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
            for entry in state.transitions() {
                let nth = seen.entry(entry.event()).or_default();
                if entry.next().is_some() {
                    wanted.insert((state.name().to_owned(), entry.event().to_owned(), *nth));
                }
                *nth += 1;
                let operand = entry.condition().map(|condition| condition.operand().to_owned());
                words.extend(operand.iter().flat_map(|text| text.split(',')).map(str::to_owned));
                words.extend(operand);
            }
        }
        let reachable = reachable(flow);
        wanted.retain(|(state, event, nth)| {
            reachable.contains(state) && !is_dead(flow, state, event, *nth)
        });
        let read = read_paths(&flow.to_value().to_string());
        let (taken, faults) = Default::default();
        Self { flow, wanted, taken, faults, words, read, seed: 1 }
    }

    pub fn untaken(&self) -> Vec<Way> {
        self.wanted.difference(&self.taken).cloned().collect()
    }

    pub fn drive(&mut self) {
        let events = widget::find("trigger").unwrap().events;
        let mut idle = 0;
        while idle < MAX_IDLE_RUNS {
            let before = self.taken.len();
            let wired: Vec<_> = events
                .iter()
                .filter(|event| self.flow.next("Trigger", event.name).is_some())
                .filter(|event| self.distance("Trigger", event.name).is_some())
                .collect();
            if self.untaken().is_empty() || wired.is_empty() {
                return;
            }
            let event = wired[self.below(wired.len())].name;
            self.run(event);
            idle = if self.taken.len() > before { 0 } else { idle + 1 };
        }
    }

    fn run(&mut self, event: &str) {
        let mut execution = Execution::default();
        let mut at = Timestamp(1_700_000_000_000);
        let mut due = VecDeque::from([self.start(event)]);
        for _ in 0..MAX_EVENTS {
            let Some(what) = due.pop_front() else { return };
            let event = Event { at, what };
            let turn = advance(self.flow, execution, &event);
            execution = turn.execution;
            for step in turn.steps.iter().filter(|step| step.parent.is_none()) {
                self.note(step);
            }
            if let Status::Ended { message, .. } = &execution.status {
                self.faults.extend(message.clone());
                return;
            }
            at = at.plus(1_000);
            if !due.is_empty() {
                continue;
            }
            let moves = self.moves(&execution);
            assert!(!moves.is_empty(), "`{}` waits for nothing that can happen", execution.state);
            due.extend(self.choose(&execution, moves));
        }
    }

    /// The condition that held was the last one tried.
    fn note(&mut self, step: &flow::interpreter::Step) {
        let held = step.why.tried.len().saturating_sub(1);
        let nth = if step.event == "match" { held } else { 0 };
        self.taken.insert((step.from.clone(), step.event.clone(), nth));
    }

    fn start(&mut self, event: &str) -> Happening {
        let word = self.word();
        let mut trigger = match event {
            "incomingCall" => {
                json!({ "call": { "From": "+15550100123", "To": "+2", "CallSid": "CA1",
                "CallStatus": "ringing" } })
            }
            "incomingMessage" => {
                json!({ "message": { "From": "+15550100123", "To": "+2", "Body": word,
                "ChannelSid": "CH1", "InstanceSid": "IS1", "NumMedia": "0",
                "ChannelAttributes": json!({ "pre_engagement_data": {}, "from": word }).to_string() } })
            }
            "incomingConversationMessage" => json!({ "conversation": { "ConversationSid": "CH1",
                "Body": word, "Author": "+15550100123", "Source": "SMS" } }),
            _ => json!({ "request": { "parameters": { "name": word } } }),
        };
        for path in self.read.get("trigger").cloned().unwrap_or_default() {
            let is_own = trigger.get(path.split('.').next().unwrap_or_default()).is_some();
            if is_own && trigger.pointer(&format!("/{}", path.replace('.', "/"))).is_none() {
                let word = self.word_at(&format!("trigger.{path}"));
                put(&mut trigger, &path, word);
            }
        }
        Happening::Started(Box::new(Start {
            event: event.to_owned(),
            execution_sid: ExecutionSid::from_bytes([1; 16]),
            flow_sid: FlowSid::from_bytes([2; 16]),
            flow_address: "+2".to_owned(),
            contact_address: "+15550100123".to_owned(),
            trigger: trigger.as_object().unwrap().clone(),
            is_attended: false,
        }))
    }

    /// What can happen to an execution that waits.
    fn moves(&mut self, execution: &Execution) -> Vec<Move> {
        let mut moves = Vec::new();
        match &execution.progress {
            Progress::None => {}
            Progress::Speaking(speech) => {
                moves.push(("audioComplete", vec![Happening::TimerFired { timer: speech.timer }]));
            }
            Progress::Gathering(gathering) => {
                let word = self.word();
                moves.push(("speech", vec![Happening::CallerSaid { text: word, confidence: 0.9 }]));
                let keys: String =
                    self.word().chars().filter(|key| "0123456789*".contains(*key)).collect();
                let keys = if keys.is_empty() { "1#".to_owned() } else { keys + "#" };
                let press = |key| Happening::CallerPressed { key };
                moves.push(("keypress", keys.chars().map(press).collect()));
                let timer = gathering.timer.or(gathering.prompt.as_ref().map(|it| it.timer));
                moves.extend(timer.map(|timer| ("timeout", vec![Happening::TimerFired { timer }])));
            }
            Progress::Relay { relay } => {
                let (relay, ending) = (*relay, Box::new(ended()));
                moves.push(("success", vec![Happening::RelayEnded { relay, ending }]));
                let session = SessionSid::from_bytes([3; 16]);
                let ending = Box::new(Ending::failed(session, 64105, "gone", 0));
                moves.push(("failed", vec![Happening::RelayEnded { relay, ending }]));
            }
            Progress::Asking(asking) => {
                let kind = self.flow.state(&execution.state).unwrap().kind();
                let widget = widget::find(kind).unwrap();
                for outcome in widget.outcomes.iter().filter(|it| it.stage == asking.stage) {
                    let (Leads::On(event) | Leads::To(event)) = outcome.leads;
                    let word = self.word_at(&format!("{}.inbound.Body", execution.state));
                    let mut details = json!({ "Body": word });
                    for path in self.read.get(&execution.state).cloned().unwrap_or_default() {
                        let word = self.word_at(&format!("{}.{path}", execution.state));
                        put(&mut details, &path, word);
                    }
                    let details = details.as_object().unwrap().clone();
                    let (ask, outcome) = (asking.ask, outcome.name.to_owned());
                    moves.push((event, vec![Happening::Answered { ask, outcome, details }]));
                }
                if widget.events.iter().any(|event| event.name == "hangup") {
                    moves.push(("hangup", vec![Happening::CallerHungUp]));
                }
            }
            Progress::Requesting { request } => moves.extend(self.answers(execution, *request)),
            Progress::Loading { load, .. } => {
                let definition = json!({ "initial_state": "T", "states": [
                    { "name": "T", "type": "trigger", "transitions": [] }] });
                let found = Box::new(Loaded::Found { revision: 1, definition });
                moves.push((
                    "completed",
                    vec![Happening::SubflowLoaded { load: *load, subflow: found }],
                ));
                let missing = Box::new(Loaded::Missing { problem: "gone".to_owned() });
                moves.push((
                    "failed",
                    vec![Happening::SubflowLoaded { load: *load, subflow: missing }],
                ));
            }
        }
        moves
    }

    fn answers(&mut self, execution: &Execution, request: u64) -> Vec<Move> {
        let mut body = json!({});
        for path in self.read.get(&execution.state).cloned().unwrap_or_default() {
            let word = self.word_at(&format!("{}.{path}", execution.state));
            if let Some(path) = path.strip_prefix("parsed.") {
                put(&mut body, path, word);
            }
        }
        let answer = |body: String, kind: &str| {
            Box::new(RequestOutcome::Answer {
                status: 200,
                content_type: kind.to_owned(),
                headers: Object::new(),
                body,
            })
        };
        let kind = self.flow.state(&execution.state).unwrap().kind();
        let failed = if kind == "run-function" { "fail" } else { "failed" };
        let failure = Box::new(RequestOutcome::Failure {
            kind: RequestFailure::Timeout,
            problem: "no answer".to_owned(),
        });
        let parsed = answer(body.to_string(), "application/json");
        let plain = answer(self.word(), "text/plain");
        vec![
            ("success", vec![Happening::RequestAnswered { request, outcome: parsed }]),
            ("success", vec![Happening::RequestAnswered { request, outcome: plain }]),
            (failed, vec![Happening::RequestAnswered { request, outcome: failure }]),
        ]
    }

    /// The move that is nearest to a way not yet taken; now and then any.
    fn choose(&mut self, execution: &Execution, moves: Vec<Move>) -> Vec<Happening> {
        let state = execution.state.clone();
        let distances: Vec<_> =
            moves.iter().map(|(event, _)| self.distance(&state, event).unwrap_or(9_999)).collect();
        let best = *distances.iter().min().unwrap();
        let good: Vec<usize> = (0..moves.len()).filter(|at| distances[*at] == best).collect();
        let at = match self.below(2) {
            0 => self.below(moves.len()),
            _ => good[self.below(good.len())],
        };
        moves.into_iter().nth(at).unwrap().1
    }

    /// How many steps it is from this way out to one not yet taken; `None` when there is no path.
    fn distance(&self, state: &str, event: &str) -> Option<usize> {
        self.distance_of(&(state.to_owned(), event.to_owned(), 0))
    }

    fn distance_of(&self, way: &Way) -> Option<usize> {
        let untaken = |way: &Way| self.wanted.contains(way) && !self.taken.contains(way);
        if untaken(way) {
            return Some(0);
        }
        let (state, event, nth) = way;
        let mut entries = self.flow.state(state)?.transitions().filter(|it| it.event() == event);
        let next = entries.nth(*nth)?.next()?.to_owned();
        let mut queue = VecDeque::from([(next, 1)]);
        let mut seen = BTreeSet::new();
        while let Some((name, steps)) = queue.pop_front() {
            if !seen.insert(name.clone()) {
                continue;
            }
            let mut counts: BTreeMap<String, usize> = BTreeMap::new();
            for entry in self.flow.state(&name)?.transitions() {
                let nth = counts.entry(entry.event().to_owned()).or_default();
                if untaken(&(name.clone(), entry.event().to_owned(), *nth)) {
                    return Some(steps);
                }
                *nth += 1;
                queue.extend(entry.next().map(|next| (next.to_owned(), steps + 1)));
            }
        }
        None
    }

    /// A text that brings a condition about which never held so far; now and then any.
    fn word(&mut self) -> String {
        let sought: Vec<String> =
            self.untaken().iter().flat_map(|way| self.words_for(way)).collect();
        let words = if sought.is_empty() || self.below(4) == 0 { &self.words } else { &sought };
        let words = words.clone();
        words[self.below(words.len())].clone()
    }

    /// A text for what templates read at this path: one that a condition on it is about, as a
    /// rule one that leads to a way not yet taken; now and then any.
    fn word_at(&mut self, path: &str) -> String {
        let mut words = vec![(None, self.word())];
        for state in self.flow.states() {
            let reads_it = |entry: &flow::definition::Transition<'_>| {
                let condition = entry.condition();
                condition.and_then(|it| it.subject()).is_some_and(|it| it.contains(path))
            };
            for (nth, entry) in state.transitions().filter(|it| it.event() == "match").enumerate() {
                if reads_it(&entry) {
                    for (event, nth) in [("match", nth), ("noMatch", 0)] {
                        let way = (state.name().to_owned(), event.to_owned(), nth);
                        let distance = self.distance_of(&way);
                        words.extend(self.words_for(&way).into_iter().map(|it| (distance, it)));
                    }
                }
            }
        }
        if self.below(4) > 0
            && let Some(best) = words.iter().filter_map(|(distance, _)| *distance).min()
        {
            words.retain(|(distance, _)| *distance == Some(best));
        }
        words[self.below(words.len())].1.clone()
    }

    fn words_for(&self, (state, event, nth): &Way) -> Vec<String> {
        let transitions = self.flow.state(state).into_iter().flat_map(flow::State::transitions);
        let entry = transitions.filter(|entry| entry.event() == event).nth(*nth);
        let Some(condition) = entry.and_then(|entry| entry.condition()) else {
            return if event == "noMatch" { vec!["zzz".to_owned()] } else { Vec::new() };
        };
        let operand = condition.operand();
        let number = operand.trim().parse::<i64>().ok();
        match (condition.predicate(), number) {
            ("greater_than", Some(number)) => vec![(number + 1).to_string()],
            ("less_than", Some(number)) => vec![(number - 1).to_string()],
            ("is_not_blank", _) => vec!["something".to_owned()],
            ("is_blank", _) => vec![String::new()],
            _ => operand.split(',').map(|word| word.trim().to_owned()).collect(),
        }
    }

    /// Pseudo-random, and the same in every run of the test.
    fn below(&mut self, count: usize) -> usize {
        self.seed = self.seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.seed;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((bits ^ (bits >> 31)) % count as u64).unwrap()
    }
}

fn ended() -> Ending {
    Ending {
        session_sid: SessionSid::from_bytes([3; 16]),
        status: SessionStatus::Ended,
        handoff_data: None,
        error: None,
        duration_seconds: 1,
    }
}
