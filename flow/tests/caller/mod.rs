//! A caller for tests: keeps the clock and the timers, and writes down what happens as lines.

use flow::interpreter::Status;
use flow::interpreter::{Effect, Event, Execution, Happening, Start, Turn, advance};
use flow::relay::{Ending, SessionStatus, Settings};
use flow::sid::{ExecutionSid, FlowSid, SessionSid};
use flow::{Flow, Timestamp};
use serde_json::{Value, json};

pub(crate) struct Call {
    flow: Flow,
    execution: Execution,
    now: Timestamp,
    timers: Vec<(Timestamp, u64)>,
    relay: Option<(u64, Settings)>,
    lines: Vec<String>,
    log: Vec<(Event, Turn)>,
}

impl Call {
    /// Calls the flow in `tests/flows`.
    pub(crate) fn from(file: &str, caller: &str) -> Self {
        Self::begin(&read(file), "incomingCall", caller)
    }

    /// Starts the flow in `tests/flows` on another event than a call.
    pub(crate) fn started_on(file: &str, event: &str) -> Self {
        Self::begin(&read(file), event, "+15550100123")
    }

    /// Calls the flow with this definition.
    pub(crate) fn with(definition: &str) -> Self {
        Self::begin(definition, "incomingCall", "+15550100123")
    }

    fn begin(definition: &str, event: &str, caller: &str) -> Self {
        let mut call = Self {
            flow: Flow::from_json(definition).unwrap(),
            execution: Execution::default(),
            now: Timestamp(1_000_000),
            timers: Vec::new(),
            relay: None,
            lines: Vec::new(),
            log: Vec::new(),
        };
        let parameters =
            json!({ "call": { "From": caller, "To": "+15550100456", "CallStatus": "ringing" } });
        call.give(Happening::Started(Box::new(Start {
            event: event.to_owned(),
            execution_sid: ExecutionSid::from_bytes([1; 16]),
            flow_sid: FlowSid::from_bytes([2; 16]),
            flow_address: "+15550100456".to_owned(),
            contact_address: caller.to_owned(),
            trigger: parameters.as_object().unwrap().clone(),
        })));
        call
    }

    /// Lets time pass until a line begins with `text`; the lines up to it are forgotten.
    pub(crate) fn until(&mut self, text: &str) -> &mut Self {
        loop {
            if let Some(at) = self.lines.iter().position(|line| line.starts_with(text)) {
                self.lines.drain(..=at);
                return self;
            }
            assert!(self.fire_next(u64::MAX), "never: {text}");
        }
    }

    /// Lets at most `ms` pass, and stops where `state` begins to wait for the caller.
    pub(crate) fn waits(&mut self, ms: u64, state: &str) -> &mut Self {
        let end = self.now.plus(ms).0;
        while !(self.execution.state == state && self.lines.iter().any(|line| line == "(listens)"))
        {
            assert!(self.fire_next(end), "`{state}` never listened");
        }
        self
    }

    /// Lets exactly `ms` pass.
    pub(crate) fn after(&mut self, ms: u64) -> &mut Self {
        let end = self.now.plus(ms);
        while self.fire_next(end.0) {}
        self.now = end;
        self
    }

    fn fire_next(&mut self, end: u64) -> bool {
        let due = self.timers.iter().enumerate().filter(|(_, (at, _))| at.0 <= end);
        let Some((place, _)) = due.min_by_key(|(_, timer)| **timer) else { return false };
        let (at, timer) = self.timers.remove(place);
        self.now = at;
        self.give(Happening::TimerFired { timer });
        true
    }

    pub(crate) fn says(&mut self, text: &str) -> &mut Self {
        self.give(Happening::CallerSaid { text: text.to_owned(), confidence: 0.9 })
    }

    pub(crate) fn presses(&mut self, keys: &str) -> &mut Self {
        for key in keys.chars() {
            self.give(Happening::CallerPressed { key });
        }
        self
    }

    pub(crate) fn hangs_up(&mut self) -> &mut Self {
        self.give(Happening::CallerHungUp)
    }

    pub(crate) fn relay_ends(&mut self, ending: Ending) -> &mut Self {
        let (relay, _) = self.relay.clone().expect("no relay session was opened");
        self.give(Happening::RelayEnded { relay, ending: Box::new(ending) })
    }

    pub(crate) fn settings(&self) -> Settings {
        self.relay.clone().expect("no relay session was opened").1
    }

    /// The text at a path of the context.
    pub(crate) fn variable(&self, path: &str) -> String {
        let object = self.execution.context.object();
        let mut keys = path.split('.');
        let mut value = object.get(keys.next().unwrap());
        for key in keys {
            value = value.and_then(|value| value.get(key));
        }
        match value {
            Some(Value::String(text)) => text.clone(),
            other => panic!("{path} is {other:?}"),
        }
    }

    pub(crate) fn fault(&self) -> String {
        match &self.execution.status {
            Status::Ended { message: Some(message), .. } => message.clone(),
            status => panic!("no fault: {status:?}"),
        }
    }

    pub(crate) fn forget(&mut self) {
        self.lines.clear();
    }

    #[track_caller]
    pub(crate) fn expect(&mut self, lines: &[&str]) {
        assert_eq!(self.lines, lines);
        self.lines.clear();
    }

    #[track_caller]
    pub(crate) fn expect_last(&self, line: &str) {
        assert_eq!(self.lines.last().map(String::as_str), Some(line));
    }

    /// Gives the log to a new execution and compares every turn.
    pub(crate) fn replays_alike(&self) {
        let mut execution = Execution::default();
        for (event, turn) in &self.log {
            let again = advance(&self.flow, execution, event);
            assert_eq!(&again, turn);
            execution = again.execution;
        }
    }

    fn give(&mut self, what: Happening) -> &mut Self {
        let event = Event { at: self.now, what };
        let turn = advance(&self.flow, self.execution.clone(), &event);
        self.execution = turn.execution.clone();
        // Steps and effects are two lists; a step that speaks stands before its speech.
        for step in &turn.steps {
            let to = step.to.as_deref().unwrap_or("(end)");
            self.lines.push(format!("{} -{}-> {to}", step.from, step.event));
        }
        let cut = turn.effects.iter().position(|effect| matches!(effect, Effect::EndSpeech { .. }));
        for (at, effect) in turn.effects.iter().enumerate() {
            self.note(effect, cut == Some(at), turn.steps.len());
        }
        self.log.push((event, turn));
        self
    }

    fn note(&mut self, effect: &Effect, is_cut: bool, steps: usize) {
        match effect {
            Effect::Answer => self.lines.push("(answers)".to_owned()),
            Effect::Speak { text, .. } => self.lines.push(text.clone()),
            Effect::EndSpeech { heard, interrupted: true, .. } if is_cut => {
                let line = format!("(cut after `{heard}`)");
                // It ended before the steps of the same turn.
                let at = self.lines.len() - steps;
                self.lines.insert(at, line);
            }
            Effect::EndSpeech { .. } => {}
            Effect::Listen => self.lines.push("(listens)".to_owned()),
            Effect::StartTimer { timer, after_ms } => {
                self.timers.push((self.now.plus(*after_ms), *timer));
            }
            Effect::CancelTimer { timer } => self.timers.retain(|(_, other)| other != timer),
            Effect::OpenRelay { relay, settings, .. } => {
                self.lines.push(format!("(relay {})", settings.url));
                self.relay = Some((*relay, (**settings).clone()));
            }
            Effect::Finish { reason } => {
                self.timers.clear();
                self.lines.push(format!("(finished: {reason:?})"));
            }
        }
    }
}

/// A session that the relay server ended.
pub(crate) fn ended_with(handoff_data: Option<&str>) -> Ending {
    Ending {
        session_sid: SessionSid::from_bytes([3; 16]),
        status: SessionStatus::Ended,
        handoff_data: handoff_data.map(str::to_owned),
        error: None,
        duration_seconds: 8,
    }
}

/// A session that failed.
pub(crate) fn failed(code: u32) -> Ending {
    Ending {
        session_sid: SessionSid::from_bytes([3; 16]),
        status: SessionStatus::Failed,
        handoff_data: None,
        error: Some((code, "Unable to connect to websocket URL".to_owned())),
        duration_seconds: 0,
    }
}

fn read(file: &str) -> String {
    let path = format!("{}/tests/flows/{file}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}
