//! A caller for tests: keeps the clock and the timers, and writes down what happens as lines.

#![allow(dead_code, unused_imports, reason = "no test file uses all of it")]

mod given;

use flow::interpreter::Status;
use flow::interpreter::{
    Ask, Effect, Event, Execution, Happening, Loaded, Request, RequestFailure, RequestOutcome,
    Start, Step, Turn, advance,
};
use flow::relay::{Ending, Settings};
use flow::sid::{ExecutionSid, FlowSid};
use flow::{Flow, Timestamp};
use serde_json::{Value, json};

pub(crate) use given::{CALLER, StateOf, ended_with, failed, flow_of};
use given::{definition, read, trigger};

pub(crate) struct Call {
    flow: Flow,
    execution: Execution,
    now: Timestamp,
    timers: Vec<(Timestamp, u64)>,
    relay: Option<(u64, Settings)>,
    ask: Option<Ask>,
    request: Option<Request>,
    load: Option<u64>,
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

    /// Starts a flow of one widget called `it`; each of its ways out leads to the end.
    pub(crate) fn of(event: &str, kind: &str, properties: Value) -> Self {
        Self::with_states(event, &[("it", kind, properties, &[])])
    }

    /// The same with somebody there to say what the other side does.
    pub(crate) fn attended(event: &str, kind: &str, properties: Value) -> Self {
        Self::start(&definition(&[("it", kind, properties, &[])]), event, CALLER, true)
    }

    /// Starts a flow of these states, the first after the trigger; each is a name, a type, its
    /// properties and where it leads: events and names.
    pub(crate) fn with_states(event: &str, states: &[StateOf<'_>]) -> Self {
        Self::start(&definition(states), event, CALLER, false)
    }

    fn begin(definition: &str, event: &str, caller: &str) -> Self {
        Self::start(definition, event, caller, false)
    }

    fn start(definition: &str, event: &str, caller: &str, is_attended: bool) -> Self {
        let mut call = Self {
            flow: Flow::from_json(definition).unwrap(),
            execution: Execution::default(),
            now: Timestamp(1_000_000),
            timers: Vec::new(),
            relay: None,
            ask: None,
            request: None,
            load: None,
            lines: Vec::new(),
            log: Vec::new(),
        };
        let parameters = trigger(event, caller);
        call.give(Happening::Started(Box::new(Start {
            event: event.to_owned(),
            execution_sid: ExecutionSid::from_bytes([1; 16]),
            flow_sid: FlowSid::from_bytes([2; 16]),
            flow_address: "+15550100456".to_owned(),
            contact_address: caller.to_owned(),
            trigger: parameters.as_object().unwrap().clone(),
            is_attended,
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

    /// The other side does something.
    pub(crate) fn other_side(&mut self, outcome: &str) -> &mut Self {
        self.other_side_with(outcome, json!({}))
    }

    /// The other side does something, and this is told about it.
    pub(crate) fn other_side_with(&mut self, outcome: &str, details: Value) -> &mut Self {
        let ask = self.ask.as_ref().expect("nothing was asked").ask;
        let details = details.as_object().unwrap().clone();
        self.give(Happening::Answered { ask, outcome: outcome.to_owned(), details })
    }

    /// The question that is open, or was last.
    pub(crate) fn asked(&self) -> &Ask {
        self.ask.as_ref().expect("nothing was asked")
    }

    /// A server outside answers.
    pub(crate) fn server_answers(&mut self, status: u16, kind: &str, body: &str) -> &mut Self {
        self.server_does(RequestOutcome::Answer {
            status,
            content_type: kind.to_owned(),
            headers: json!({ "x-twilio-function-concurrency": "1" }).as_object().unwrap().clone(),
            body: body.to_owned(),
        })
    }

    /// A server outside does not answer as it should.
    pub(crate) fn server_fails(&mut self, kind: RequestFailure) -> &mut Self {
        self.server_does(RequestOutcome::Failure { kind, problem: "no answer".to_owned() })
    }

    fn server_does(&mut self, outcome: RequestOutcome) -> &mut Self {
        let request = self.request().request;
        self.give(Happening::RequestAnswered { request, outcome: Box::new(outcome) })
    }

    /// The request that is open, or was last.
    pub(crate) fn request(&self) -> &Request {
        self.request.as_ref().expect("nothing was requested")
    }

    /// The subflow is found.
    pub(crate) fn subflow_is(&mut self, definition: Value) -> &mut Self {
        self.subflow_loads(Loaded::Found { revision: 1, definition })
    }

    /// The subflow is not there.
    pub(crate) fn subflow_is_missing(&mut self) -> &mut Self {
        self.subflow_loads(Loaded::Missing { problem: "it was deleted".to_owned() })
    }

    fn subflow_loads(&mut self, subflow: Loaded) -> &mut Self {
        let load = self.load.expect("no subflow was wanted");
        self.give(Happening::SubflowLoaded { load, subflow: Box::new(subflow) })
    }

    /// The contact writes.
    pub(crate) fn writes(&mut self, body: &str) -> &mut Self {
        let parameters = json!({ "Body": body, "From": CALLER, "MessageSid": "SM1" });
        let parameters = parameters.as_object().unwrap().clone();
        self.give(Happening::MessageArrived { parameters })
    }

    /// A redirect comes back.
    pub(crate) fn returns(&mut self, parameters: Value) -> &mut Self {
        let parameters = parameters.as_object().unwrap().clone();
        self.give(Happening::RedirectReturned { parameters })
    }

    /// What began it.
    pub(crate) fn first_event(&self) -> &Happening {
        &self.log[0].0.what
    }

    /// Anything at all happens.
    pub(crate) fn happens(&mut self, what: Happening) -> &mut Self {
        self.give(what)
    }

    /// The text at a path of the context.
    pub(crate) fn variable(&self, path: &str) -> String {
        match self.value(path) {
            Some(Value::String(text)) => text.clone(),
            other => panic!("{path} is {other:?}"),
        }
    }

    /// What stands at a path of the context.
    pub(crate) fn value(&self, path: &str) -> Option<&Value> {
        let path: Vec<&str> = path.split('.').collect();
        self.execution.context.at(&path)
    }

    /// The codes of the warnings so far.
    pub(crate) fn codes(&self) -> Vec<u32> {
        let warnings = self.log.iter().flat_map(|(_, turn)| &turn.warnings);
        warnings.filter_map(|warning| warning.code).collect()
    }

    /// The texts of the warnings so far, in one.
    pub(crate) fn warnings(&self) -> String {
        let warnings = self.log.iter().flat_map(|(_, turn)| &turn.warnings);
        warnings.map(|warning| warning.message.clone()).collect::<Vec<_>>().join("; ")
    }

    /// The steps so far.
    pub(crate) fn steps(&self) -> Vec<Step> {
        self.log.iter().flat_map(|(_, turn)| turn.steps.clone()).collect()
    }

    /// The last step as a line.
    #[track_caller]
    pub(crate) fn left_on(&self, event: &str) {
        let steps = self.steps();
        let last = steps.last().map(|step| (step.from.as_str(), step.event.as_str()));
        assert_eq!(last, Some(("it", event)), "{}", self.warnings());
    }

    /// Whether it waits on this state.
    #[track_caller]
    pub(crate) fn stands_on(&self, state: &str) {
        assert_eq!(
            (self.execution.state.as_str(), &self.execution.status),
            (state, &Status::Active)
        );
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

    /// Gives the log, written and read again, to a new execution and compares every turn; the
    /// execution is written and read between them too.
    pub(crate) fn replays_alike(&self) {
        let mut execution = Execution::default();
        for (event, turn) in &self.log {
            let written = serde_json::to_string(event).unwrap();
            assert_eq!(&serde_json::from_str::<Event>(&written).unwrap(), event);
            let written = serde_json::to_string(&execution).unwrap();
            assert_eq!(serde_json::from_str::<Execution>(&written).unwrap(), execution);
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
            Effect::Ask(ask) => {
                self.lines.push(format!("(asks: {})", ask.text));
                self.ask = Some((**ask).clone());
            }
            Effect::Settle { .. } => {}
            Effect::SendMessage(message) => {
                self.lines.push(format!("(to {}: {})", message.to, message.body));
            }
            Effect::Request(request) => {
                self.lines.push(format!("({} {})", request.method, request.url));
                self.request = Some((**request).clone());
            }
            Effect::LoadSubflow { load, revision, .. } => {
                self.lines.push(format!("(loads {revision})"));
                self.load = Some(*load);
            }
            Effect::Stream { settings, .. } => {
                self.lines.push(format!("(stream {})", settings["stream_action"]));
            }
            Effect::Finish { reason } => {
                self.timers.clear();
                self.lines.push(format!("(finished: {reason:?})"));
            }
        }
    }
}
