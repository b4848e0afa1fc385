//! How long the turns of a session took, from what was reported of them: a fold over a call's log.

use serde::{Deserialize, Serialize};

use crate::live::{Direction, Entry, Report, Speaker};
use crate::speech;
use crate::timestamp::Timestamp;

/// One turn: what the caller did, and what the agent made of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TurnTimes {
    /// The caller was done speaking, or pressed a key.
    pub stopped: Timestamp,
    /// The prompt or the key was sent to the server.
    pub sent: Timestamp,
    /// The server's first words or recording came.
    pub first_token: Option<Timestamp>,
    /// The agent was heard.
    pub speech_started: Option<Timestamp>,
    /// The agent had said what it had to say, or was cut.
    pub speech_ended: Option<Timestamp>,
}

/// The turns of a session; the last one, where the log tells of more than one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Latency {
    turns: Vec<TurnTimes>,
    /// When the caller will be done with what they are saying.
    stopping: Option<Timestamp>,
    /// The agent's speech that is heard belongs to the last turn.
    is_answered: bool,
}

/// What the delays of a session were like, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spread {
    /// The shortest.
    pub min_ms: u64,
    /// As many were longer as were shorter.
    pub median_ms: u64,
    /// One in twenty was longer.
    pub p95_ms: u64,
}

/// The delays of a session, each where a turn had it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// From the caller's last word to the prompt.
    pub recognition: Option<Spread>,
    /// From the prompt to the server's first token: what the server's author can change.
    pub server: Option<Spread>,
    /// From the first token to the agent's voice.
    pub synthesis: Option<Spread>,
    /// From the caller's last word to the agent's voice: what the caller waits.
    pub total: Option<Spread>,
}

/// Of a frame, what the fold looks at.
#[derive(Deserialize)]
struct Frame {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    last: bool,
    #[serde(default)]
    token: String,
}

impl Latency {
    /// The turns that a log tells of.
    pub fn of<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Self {
        let mut latency = Self::default();
        for entry in entries {
            latency.note(entry);
        }
        latency
    }

    /// Takes the next entry of the log.
    pub fn note(&mut self, entry: &Entry) {
        let at = entry.at;
        match &entry.report {
            Report::RelayConnecting { .. } => *self = Self::default(),
            Report::CallerSaid { text } => {
                self.stopping = self.stopping.max(Some(at.plus(speech::utterance_ms(text))));
            }
            Report::RelayFrame { direction, frame } => {
                if let Ok(frame) = serde_json::from_str(frame) {
                    self.frame(at, *direction, &frame);
                }
            }
            Report::SpeechStarted { speaker: Speaker::Agent, .. } => self.speech_started(at),
            Report::SpeechEnded { .. } => self.speech_ended(at),
            _ => {}
        }
    }

    /// The turns so far, the first one first.
    pub fn turns(&self) -> &[TurnTimes] {
        &self.turns
    }

    /// What they were like.
    pub fn summary(&self) -> Summary {
        let spread = |delay: &dyn Fn(&TurnTimes) -> Option<u64>| {
            Spread::of(self.turns.iter().filter_map(delay).collect())
        };
        Summary {
            recognition: spread(&|turn| Some(turn.sent.since(turn.stopped))),
            server: spread(&|turn| Some(turn.first_token?.since(turn.sent))),
            synthesis: spread(&|turn| Some(turn.speech_started?.since(turn.first_token?))),
            total: spread(&|turn| Some(turn.speech_started?.since(turn.stopped))),
        }
    }

    fn frame(&mut self, at: Timestamp, direction: Direction, frame: &Frame) {
        match (direction, frame.kind.as_str()) {
            (Direction::ToServer, "prompt") if frame.last => {
                // Words that a recogniser brings were over before they were told of.
                let stopped = self.stopping.take().map_or(at, |stopping| stopping.min(at));
                self.begin(stopped, at);
            }
            (Direction::ToServer, "dtmf") => self.begin(at, at),
            (Direction::FromServer, "text") if !frame.token.trim().is_empty() => self.token(at),
            (Direction::FromServer, "play") => self.token(at),
            _ => {}
        }
    }

    fn begin(&mut self, stopped: Timestamp, sent: Timestamp) {
        self.is_answered = false;
        self.turns.push(TurnTimes {
            stopped,
            sent,
            first_token: None,
            speech_started: None,
            speech_ended: None,
        });
    }

    fn token(&mut self, at: Timestamp) {
        if let Some(turn) = self.turns.last_mut() {
            turn.first_token.get_or_insert(at);
        }
    }

    fn speech_started(&mut self, at: Timestamp) {
        if let Some(turn) = self.turns.last_mut().filter(|turn| turn.first_token.is_some()) {
            turn.speech_started.get_or_insert(at);
            self.is_answered = true;
        }
    }

    fn speech_ended(&mut self, at: Timestamp) {
        if let Some(turn) = self.turns.last_mut().filter(|_| self.is_answered) {
            turn.speech_ended = Some(at);
        }
    }
}

impl Spread {
    /// Of so many delays; none of none. A percentile is a delay that there was.
    pub fn of(mut delays: Vec<u64>) -> Option<Self> {
        delays.sort_unstable();
        let at = |percent: usize| {
            let rank = (delays.len() * percent).div_ceil(100).max(1);
            delays.get(rank - 1).copied()
        };
        Some(Self { min_ms: *delays.first()?, median_ms: at(50)?, p95_ms: at(95)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::Sound;

    fn log(reports: &[(u64, Report)]) -> Vec<Entry> {
        let entries = reports.iter().zip(1..);
        entries
            .map(|((ms, report), seq)| Entry { seq, at: Timestamp(*ms), report: report.clone() })
            .collect()
    }

    fn said(text: &str) -> Report {
        Report::CallerSaid { text: text.to_owned() }
    }

    fn frame(direction: Direction, frame: &str) -> Report {
        Report::RelayFrame { direction, frame: frame.to_owned() }
    }

    fn starts(speech: u64) -> Report {
        let (text, language) = ("Hello.".to_owned(), None);
        let (speaker, sound) = (Speaker::Agent, Sound::Speech);
        Report::SpeechStarted { speech, speaker, text, sound, duration_ms: 535, language }
    }

    fn ends(speech: u64) -> Report {
        Report::SpeechEnded { speech, heard: "Hello.".to_owned(), interrupted: false }
    }

    const PROMPT: &str = r#"{"type":"prompt","voicePrompt":"x","lang":"en-US","last":true}"#;
    const PARTIAL: &str = r#"{"type":"prompt","voicePrompt":"x","lang":"en-US","last":false}"#;
    const TEXT: &str = r#"{"type":"text","token":"Hello.","last":true}"#;

    #[test]
    fn a_turn_goes_from_the_callers_last_word_to_the_agents() {
        let (to, from) = (Direction::ToServer, Direction::FromServer);
        let entries = log(&[
            (0, starts(1)),
            (500, ends(1)),
            (1_000, said("0123456789")),
            (1_100, frame(to, PARTIAL)),
            (1_900, frame(to, PROMPT)),
            (1_950, frame(from, r#"{"type":"text","token":""}"#)),
            (2_000, frame(from, TEXT)),
            (2_001, frame(from, TEXT)),
            (2_330, starts(2)),
            (2_865, ends(2)),
            (2_865, starts(3)),
            (3_400, ends(3)),
        ]);
        let latency = Latency::of(&entries);
        assert_eq!(
            latency.turns(),
            [TurnTimes {
                stopped: Timestamp(1_500),
                sent: Timestamp(1_900),
                first_token: Some(Timestamp(2_000)),
                speech_started: Some(Timestamp(2_330)),
                speech_ended: Some(Timestamp(3_400)),
            }]
        );
        let summary = latency.summary();
        let only = |ms| Some(Spread { min_ms: ms, median_ms: ms, p95_ms: ms });
        assert_eq!(summary.recognition, only(400));
        assert_eq!(summary.server, only(100));
        assert_eq!(summary.synthesis, only(330));
        assert_eq!(summary.total, only(830));
    }

    #[test]
    fn a_turn_without_an_answer_stays_open_and_a_key_begins_one_too() {
        let (to, from) = (Direction::ToServer, Direction::FromServer);
        let entries = log(&[
            (0, frame(to, r#"{"type":"dtmf","digit":"1"}"#)),
            // What was on its way is no answer to the next turn.
            (10, frame(from, TEXT)),
            (100, frame(to, PROMPT)),
            (340, starts(1)),
            (800, ends(1)),
        ]);
        let turns = Latency::of(&entries).turns().to_vec();
        assert_eq!(turns.len(), 2);
        assert_eq!(turns[0].first_token, Some(Timestamp(10)));
        assert_eq!(turns[1].first_token, None);
        assert_eq!(turns[1].speech_ended, None);
        assert_eq!(turns[1].stopped, Timestamp(100));
    }

    #[test]
    fn a_session_begins_anew_and_odd_frames_do_no_harm() {
        let connecting = Report::RelayConnecting {
            state: "agent".to_owned(),
            session_sid: "VX00000000000000000000000000000001".parse().expect("a SID"),
            url: String::new(),
            dialled: String::new(),
        };
        let entries = log(&[
            (0, frame(Direction::ToServer, PROMPT)),
            (5, frame(Direction::FromServer, "garbage")),
            (9, connecting),
        ]);
        assert!(Latency::of(&entries[..2]).turns().len() == 1);
        assert_eq!(Latency::of(&entries), Latency::default());
        assert_eq!(Latency::default().summary(), Summary::default());
    }

    #[test]
    fn percentiles_are_delays_that_there_were() {
        let spread = Spread::of((1..=100).rev().collect());
        assert_eq!(spread, Some(Spread { min_ms: 1, median_ms: 50, p95_ms: 95 }));
        let few = Spread::of(vec![30, 10, 20]);
        assert_eq!(few, Some(Spread { min_ms: 10, median_ms: 20, p95_ms: 30 }));
        assert_eq!(Spread::of(Vec::new()), None);
    }
}
