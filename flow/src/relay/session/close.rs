//! How a session ends: who or what ends it, what the server sees of it, and what the flow gets
//! (`reference/relay/session.md`, §4 and §5).

use crate::relay::message::ToServer;
use crate::relay::{Ending, SessionStatus};
use crate::timestamp::Timestamp;

use super::agenda::Task;
use super::{Output, Phase, Session};

/// What Twilio closes with when nothing went wrong on the socket.
const CLOSING: &str = "Closing websocket session";
/// What Twilio closes with after ten bad messages.
const MALFORMED: &str = "Too many consecutive malformed messages.";

impl Session {
    /// The server sent `end`. It does not wait for what is still being said.
    pub(super) fn end(
        &mut self,
        at: Timestamp,
        handoff_data: Option<String>,
        out: &mut Vec<Output>,
    ) {
        let close = at.plus(self.timing.end_ms);
        let ending = Ending { handoff_data, ..self.ending(SessionStatus::Ended, close) };
        self.close_at(close, 1000, CLOSING, ending);
        self.silence(at, out);
    }

    pub(super) fn hang_up(&mut self, at: Timestamp, out: &mut Vec<Output>) {
        self.report_cut_utterance(at, out);
        self.silence(at, out);
        out.push(Output::Close { code: 1000, reason: CLOSING });
        self.finish(Box::new(self.ending(SessionStatus::Completed, at)), out);
    }

    /// The connection is gone, however that came about.
    pub(super) fn lose(&mut self, at: Timestamp, action_ms: u64, out: &mut Vec<Output>) {
        self.silence(at, out);
        self.agenda.clear();
        let ending = self.failed(64105, "Websocket ended", at);
        self.finish_at(at.plus(action_ms), ending);
    }

    /// The tenth bad message in a row was answered.
    pub(super) fn give_up(&mut self, at: Timestamp, out: &mut Vec<Output>) {
        let close = at.plus(self.timing.error_ms).plus(self.timing.malformed_ms);
        let ending = self.failed(64105, "Websocket ended", close);
        self.close_at(close, 1007, MALFORMED, ending);
        self.silence(at, out);
    }

    /// The settings do not fit together, or cannot be carried out: the server is told, and then it
    /// is over.
    pub(super) fn fail(&mut self, at: Timestamp, code: u32, message: &str) {
        let error = ToServer::Error { description: message }.to_frame();
        self.agenda.add(at.plus(self.timing.error_ms), Task::Send(error));
        let close = at.plus(self.timing.error_ms).plus(self.timing.malformed_ms);
        let ending = self.failed(code, message, close);
        self.close_at(close, 1000, CLOSING, ending);
    }

    /// The provider of speech failed, and no `<Failover>` is left. The code is the one for what a
    /// provider refuses; none is documented.
    pub(super) fn fail_provider(&mut self, at: Timestamp, out: &mut Vec<Output>) {
        self.fail(at, 64106, "The speech provider failed");
        self.silence(at, out);
    }

    /// A call may only last so long.
    pub(super) fn reach_limit(&mut self, at: Timestamp, out: &mut Vec<Output>) {
        let ending = self.failed(64104, "Maximum call duration reached", at);
        self.close_at(at, 1000, CLOSING, ending);
        self.silence(at, out);
    }

    /// Does at once what is left of a session whose end is decided, for the caller is gone.
    pub(super) fn hurry(&mut self, out: &mut Vec<Output>) {
        if let Some((code, reason)) = self.agenda.close() {
            out.push(Output::Close { code, reason });
        }
        if let Some(ending) = self.agenda.take_end() {
            self.finish(ending, out);
        }
    }

    pub(super) fn finish(&mut self, ending: Box<Ending>, out: &mut Vec<Output>) {
        self.phase = Phase::Over;
        self.agenda.clear();
        out.push(Output::Ended(ending));
    }

    /// What was still being said is heard no more.
    pub(super) fn silence(&mut self, at: Timestamp, out: &mut Vec<Output>) {
        if let Some(playing) = self.voice.purge() {
            let heard = playing.heard(at).to_owned();
            out.push(Output::SpeechEnded { speech: playing.speech, heard, interrupted: true });
        }
    }

    fn close_at(&mut self, at: Timestamp, code: u16, reason: &'static str, ending: Ending) {
        self.agenda.add(at, Task::Close { code, reason });
        self.finish_at(at.plus(self.timing.action_ms), ending);
    }

    fn finish_at(&mut self, at: Timestamp, ending: Ending) {
        self.phase = Phase::Closing;
        self.agenda.add(at, Task::Finish(Box::new(ending)));
    }

    fn failed(&self, code: u32, message: &str, at: Timestamp) -> Ending {
        let seconds = at.since(self.began) / 1_000;
        Ending::failed(self.opening.session_sid.clone(), code, message, seconds)
    }

    fn ending(&self, status: SessionStatus, at: Timestamp) -> Ending {
        Ending {
            session_sid: self.opening.session_sid.clone(),
            status,
            handoff_data: None,
            error: None,
            duration_seconds: at.since(self.began) / 1_000,
        }
    }
}
