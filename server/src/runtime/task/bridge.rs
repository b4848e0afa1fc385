//! The call and its relay session: what goes in, what comes out, and its one end.

use flow::Timestamp;
use flow::interpreter::Happening;
use flow::live::Report;
use flow::relay::session::Leg;
use flow::relay::{Ending, Settings};
use flow::sid::CallSid;
use serde_json::Value;

use super::{CLOSING, Next, REPORTS, Task};
use crate::db::turns::NotStored;
use crate::ids;
use crate::relay::{self, CallerInput, Ended};
use crate::relay_map;
use crate::runtime::registry::Place;
use crate::runtime::session::{Caller, Opening, Session};

impl Task {
    pub(super) fn pass_on(&mut self, input: CallerInput, report: Report) {
        self.show(vec![report]);
        if let Some(session) = &self.session
            && session.caller.try_send(input).is_err()
        {
            self.show(vec![Report::Warning {
                code: None,
                state: Some(self.execution.state.clone()),
                step_sid: None,
                message: "the relay session did not take what the caller did".to_owned(),
            }]);
        }
    }

    pub(super) fn open_session(
        &self,
        relay: u64,
        settings: Settings,
        is_answered: bool,
        began: Timestamp,
    ) -> Session {
        let dialled = self.dialled(&settings.url);
        Session::open(Opening {
            relay,
            settings,
            dialled,
            is_answered,
            began,
            clock: self.parts.clock,
            caller: self.caller(),
            conditions: self.parts.conditions.clone(),
            handshakes: self.parts.runtime.shared.outside.handshakes.clone(),
        })
    }

    /// Where a relay address leads. The flow's own mappings come before those for all flows.
    fn dialled(&self, url: &str) -> String {
        let own = self.parts.known.as_ref().map_or(&[][..], |known| &known.relay_map);
        relay_map::dialled(own.iter().chain(&self.parts.runtime.shared.outside.relay_map), url)
    }

    /// Who is on the line: of the call the execution acts on, be it one that it made.
    fn caller(&self) -> Caller {
        let call = self.execution.call.as_ref();
        let text = |key: &str| call.and_then(|call| call.get(key)).and_then(Value::as_str);
        let Place { contact_address, flow_address, .. } = &self.parts.place;
        // The core opens sessions for calls alone, whose parameters have them all.
        Caller {
            call_sid: text("CallSid")
                .and_then(|sid| sid.parse().ok())
                .unwrap_or_else(|| CallSid::from_bytes(ids::random())),
            from: text("From").unwrap_or(contact_address).to_owned(),
            to: text("To").unwrap_or(flow_address).to_owned(),
            leg: Leg {
                parent_call_sid: text("ParentCallSid").unwrap_or_default().to_owned(),
                forwarded_from: text("ForwardedFrom").unwrap_or_default().to_owned(),
                caller_name: text("CallerName").unwrap_or_default().to_owned(),
                // Webhooks tell of outbound calls in several words, the set-up in one.
                direction: match text("Direction") {
                    Some(direction) if direction.starts_with("outbound") => "outbound",
                    Some(_) | None => "inbound",
                },
            },
        }
    }

    /// Shows what a session reports; it is stored in its own time, for nothing depends on it.
    pub(super) async fn relay_reports(
        &mut self,
        reports: Vec<relay::Report>,
    ) -> Result<(), NotStored> {
        for report in reports {
            self.watch.jump(report.at);
            if report.what == Report::Listening {
                self.due.extend(self.parts.script.pop_front());
            }
            self.show(vec![report.what]);
        }
        if self.unstored.len() >= REPORTS {
            self.store_entries().await?;
        }
        Ok(())
    }

    pub(super) async fn relay_ended(&mut self, ended: Option<Ended>) -> Result<(), NotStored> {
        let Some(mut session) = self.session.take() else { return Ok(()) };
        let mut reports = Vec::new();
        session.reports.close();
        while session.reports.recv_many(&mut reports, REPORTS).await > 0 {}
        self.relay_reports(reports).await?;
        let ended = ended.unwrap_or_else(|| Ended {
            at: self.watch.now(),
            ending: Ending::failed(session.sid.clone(), 64105, "Websocket ended", 0),
            problem: Some("the relay session broke inside Switchboard".to_owned()),
        });
        self.watch.jump(ended.at);
        let report = told(&ended.ending, ended.problem);
        let ending = Box::new(ended.ending);
        let what = Happening::RelayEnded { relay: session.relay, ending };
        self.turn(None, vec![report], what).await
    }

    /// Lets an open session see that the caller is gone, and waits for it a while.
    pub(super) async fn close_session(&mut self) {
        let Some(session) = self.session.take() else { return };
        let Session { caller, mut reports, mut task, .. } = session;
        drop(caller);
        // Reports are read on, so that the session does not wait for room to report.
        let drain = async { while reports.recv().await.is_some() {} };
        let closed = tokio::time::timeout(CLOSING, async { tokio::join!(drain, &mut task) });
        if closed.await.is_err() {
            task.abort();
        }
    }
}

/// What an open session does next.
pub(super) async fn session_next(session: Option<&mut Session>) -> Next {
    let Some(session) = session else { return std::future::pending().await };
    let mut reports = Vec::new();
    tokio::select! {
        biased;
        count = session.reports.recv_many(&mut reports, REPORTS) => match count {
            0 => Next::SessionEnded((&mut session.task).await.ok()),
            _ => Next::Reports(reports),
        },
        ended = &mut session.task => Next::SessionEnded(ended.ok()),
    }
}

/// How the end of a session is told.
pub(in crate::runtime) fn told(ending: &Ending, problem: Option<String>) -> Report {
    Report::RelayEnded {
        status: ending.status.as_str().to_owned(),
        error_code: ending.error.as_ref().map(|(code, _)| *code),
        problem: problem.or_else(|| ending.error.as_ref().map(|(_, message)| message.clone())),
        handoff_data: ending.handoff_data.clone(),
    }
}
