//! What the caller is saying, and how much of it has been recognised.

use crate::speech;
use crate::timestamp::Timestamp;

use super::Timing;

/// No caller says more in one breath.
const MAX_BYTES: usize = 16 << 10;
/// Twilio says that the caller speaks when words were recognised so often, unless the agent speaks.
const LOOKS_TO_BE_SURE: u32 = 2;

/// One utterance, from its first word to the silence behind it.
#[derive(Debug)]
pub(super) struct Utterance {
    words: String,
    began: Timestamp,
    /// Whether a recogniser tells how far it has come; else that is modelled.
    is_live: bool,
    looks: u32,
    /// When all its words had been recognised.
    whole_at: Option<Timestamp>,
    due: Option<Timestamp>,
    /// What was last reported of it.
    pub(super) reported: String,
    /// Whether the server was told that the caller speaks.
    pub(super) is_announced: bool,
}

impl Utterance {
    /// Words that the model speaks from now on.
    pub(super) fn modelled(at: Timestamp, words: &str) -> Self {
        Self { due: Some(at), ..Self::live(at, words) }.with_live(false)
    }

    /// Words as a recogniser understood them.
    pub(super) fn live(at: Timestamp, words: &str) -> Self {
        Self {
            words: bounded(words).to_owned(),
            began: at,
            is_live: true,
            looks: 0,
            whole_at: None,
            due: None,
            reported: String::new(),
            is_announced: false,
        }
    }

    fn with_live(self, is_live: bool) -> Self {
        Self { is_live, ..self }
    }

    pub(super) fn is_live(&self) -> bool {
        self.is_live
    }

    pub(super) fn words(&self) -> &str {
        &self.words
    }

    pub(super) fn deadline(&self) -> Option<Timestamp> {
        self.due
    }

    /// Whether the recogniser is sure that this is speech.
    pub(super) fn is_sure(&self) -> bool {
        self.looks >= LOOKS_TO_BE_SURE
    }

    /// The recogniser understands it otherwise now.
    pub(super) fn replace(&mut self, words: &str) {
        bounded(words).clone_into(&mut self.words);
        self.looks += 1;
    }

    /// The caller says more without a pause.
    pub(super) fn append(&mut self, at: Timestamp, words: &str) {
        if self.words.len() + words.len() < MAX_BYTES {
            self.words.push(' ');
            self.words.push_str(words);
        }
        self.whole_at = None;
        self.due = Some(self.due.map_or(at, |due| due.min(at)));
    }

    /// What has been recognised of it.
    pub(super) fn so_far(&self, at: Timestamp, timing: &Timing) -> &str {
        let elapsed_ms = at.since(self.began).saturating_mul(100);
        match elapsed_ms.checked_div(timing.caller_percent) {
            Some(elapsed_ms) if !self.is_live => speech::heard(&self.words, elapsed_ms),
            Some(_) | None => &self.words,
        }
    }

    /// Takes a modelled look at it, and sets the time of the next. `true` when the silence behind
    /// its last word has lasted for `silence_ms`: it is over.
    pub(super) fn look(&mut self, at: Timestamp, silence_ms: u64, timing: &Timing) -> bool {
        if self.whole_at.is_some_and(|whole| whole.plus(silence_ms) <= at) {
            return true;
        }
        self.looks += 1;
        if self.so_far(at, timing).len() == self.words.len() {
            self.whole_at.get_or_insert(at);
        }
        let over = self.whole_at.map(|whole| whole.plus(silence_ms));
        let next = at.plus(timing.partial_ms.max(1));
        self.due = match over {
            Some(over) if self.is_sure() => Some(over),
            Some(over) => Some(over.min(next)),
            None => Some(next),
        };
        false
    }
}

fn bounded(words: &str) -> &str {
    let mut end = words.len().min(MAX_BYTES);
    while !words.is_char_boundary(end) {
        end -= 1;
    }
    &words[..end]
}

/// Whether this is no more than a sign that the caller listens.
pub(super) fn is_backchannel(words: &str) -> bool {
    const SIGNS: [&str; 16] = [
        "yeah", "yes", "yep", "uh", "huh", "um", "hm", "hmm", "mm", "mhm", "ok", "okay", "right",
        "sure", "aha", "ah",
    ];
    let lower = words.to_lowercase();
    let mut parts = lower.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    parts.all(|part| SIGNS.contains(&part))
}

/// Whether `words` only repeat a part of what the agent says.
pub(super) fn is_echo(words: &str, spoken: &str) -> bool {
    let plain = |text: &str| {
        let lower = text.to_lowercase();
        let parts = lower.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
        parts.fold(" ".to_owned(), |plain, part| plain + part + " ")
    };
    let words = plain(words);
    words != " " && plain(spoken).contains(&words)
}
