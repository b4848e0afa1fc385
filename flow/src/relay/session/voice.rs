//! What the agent says: the one queue for text, recordings and digits, and what plays of it.

use std::collections::VecDeque;

use crate::live::Sound;
use crate::relay::message::Text;
use crate::speech::{self, Chunker};
use crate::timestamp::Timestamp;

use super::Timing;

/// The most that may wait to be spoken.
const MAX_WAITING_BYTES: usize = 1 << 20;
/// The most items that may wait to be spoken.
const MAX_WAITING_ITEMS: usize = 1_000;
/// A stream of tokens without punctuation is spoken in pieces of about this size.
const MAX_CHUNK_BYTES: usize = 8 << 10;

/// How an item is to be spoken; the same for all tokens of a chunk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Manner {
    pub(super) language: Option<String>,
    /// What the message says, against the session's setting.
    pub(super) interruptible: Option<bool>,
}

/// One thing to be heard in one go.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Item {
    pub(super) text: String,
    pub(super) sound: Sound,
    pub(super) manner: Manner,
    pub(super) duration_ms: u64,
}

/// The item that is being heard.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Playing {
    pub(super) item: Item,
    pub(super) speech: u64,
    pub(super) started: Timestamp,
    ends: Timestamp,
}

impl Playing {
    /// What is heard of it until `at`.
    pub(super) fn heard(&self, at: Timestamp) -> &str {
        match self.item.sound {
            Sound::Speech => speech::heard(&self.item.text, at.since(self.started)),
            Sound::Media | Sound::Digits => &self.item.text,
        }
    }
}

/// There is no room left in the queue.
#[derive(Debug)]
pub(super) struct Full;

#[derive(Debug)]
pub(super) struct Voice {
    timing: Timing,
    queue: VecDeque<Item>,
    waiting_bytes: usize,
    playing: Option<Playing>,
    chunker: Chunker,
    /// Of the tokens in the chunker.
    manner: Manner,
    /// When the last token came, or what was spoken of the reply was over.
    idle_since: Timestamp,
    /// When the reply may first be heard.
    speaks_from: Option<Timestamp>,
    /// Whether more of the reply is to come.
    is_reply_open: bool,
    next_speech: u64,
}

impl Voice {
    pub(super) fn new(timing: Timing, first_speech: u64) -> Self {
        Self {
            timing,
            queue: VecDeque::new(),
            waiting_bytes: 0,
            playing: None,
            chunker: Chunker::default(),
            manner: Manner::default(),
            idle_since: Timestamp::default(),
            speaks_from: None,
            is_reply_open: false,
            next_speech: first_speech,
        }
    }

    pub(super) fn playing(&self) -> Option<&Playing> {
        self.playing.as_ref()
    }

    /// Whether all was said, and the reply is complete.
    pub(super) fn is_quiet(&self) -> bool {
        self.playing.is_none() && self.queue.is_empty() && !self.is_reply_open
    }

    /// Takes the greeting, which is always spoken in one go.
    pub(super) fn greet(&mut self, at: Timestamp, text: &str, language: Option<String>) {
        let manner = Manner { language, interruptible: None };
        self.speaks_from = Some(at.plus(self.timing.greeting_ms));
        self.queue.push_back(self.words(text.to_owned(), manner));
    }

    /// Takes one token of a reply, untouched.
    pub(super) fn push_token(
        &mut self,
        at: Timestamp,
        text: Text,
        manner: Manner,
    ) -> Result<(), Full> {
        if self.manner != manner {
            self.finish_chunk()?;
            self.manner = manner;
        }
        self.idle_since = at;
        self.is_reply_open |= !text.token.is_empty();
        if !text.token.trim().is_empty() {
            self.expect_speech(at, self.timing.first_token_ms);
        }
        for chunk in self.chunker.push(&text.token) {
            self.push(self.words(chunk, self.manner.clone()))?;
        }
        if text.is_last || self.chunker.waiting_bytes() > MAX_CHUNK_BYTES {
            self.finish_chunk()?;
        }
        if text.is_last {
            self.is_reply_open = false;
        }
        if self.is_quiet() {
            self.speaks_from = None;
        }
        Ok(())
    }

    /// Takes a recording or digits; they come after the words before them.
    pub(super) fn push_sound(
        &mut self,
        at: Timestamp,
        text: String,
        sound: Sound,
        times: u64,
        manner: Manner,
    ) -> Result<(), Full> {
        self.finish_chunk()?;
        self.expect_speech(at, self.timing.first_token_ms);
        let duration_ms = match sound {
            Sound::Digits => text.chars().map(tone_ms).sum(),
            Sound::Media | Sound::Speech => self.timing.recording_ms.saturating_mul(times),
        };
        self.push(Item { text, sound, manner, duration_ms })
    }

    /// When something is due next.
    pub(super) fn deadline(&self) -> Option<Timestamp> {
        if let Some(playing) = &self.playing {
            return Some(playing.ends);
        }
        if !self.queue.is_empty() {
            return self.speaks_from;
        }
        self.is_stalling().then(|| self.idle_since.plus(self.timing.stalled_ms))
    }

    /// Whether all is said but a piece that more tokens may yet follow.
    pub(super) fn is_stalling(&self) -> bool {
        let is_idle = self.playing.is_none() && self.queue.is_empty();
        is_idle && self.chunker.waiting_bytes() > 0
    }

    /// Starts the next item if it is due.
    pub(super) fn start(&mut self, at: Timestamp) -> Option<&Playing> {
        let is_due = self.speaks_from.is_some_and(|from| from <= at);
        if self.playing.is_some() || !is_due {
            return None;
        }
        let item = self.queue.pop_front()?;
        self.waiting_bytes = self.waiting_bytes.saturating_sub(item.text.len());
        let ends = at.plus(item.duration_ms);
        let speech = self.next_speech;
        self.next_speech += 1;
        self.playing = Some(Playing { item, speech, started: at, ends });
        self.playing.as_ref()
    }

    /// Takes what plays off the air if its time is over, or if it is the speech `finished`.
    pub(super) fn finish(&mut self, at: Timestamp, finished: Option<u64>) -> Option<Playing> {
        let playing = self.playing.as_ref()?;
        if playing.ends > at && finished != Some(playing.speech) {
            return None;
        }
        let playing = self.playing.take();
        self.idle_since = at;
        if self.is_quiet() {
            self.speaks_from = None;
        }
        playing
    }

    /// Speaks what is left of a reply whose server says neither more nor `last`.
    pub(super) fn flush_stalled(&mut self, at: Timestamp) {
        if self.is_stalling() && self.idle_since.plus(self.timing.stalled_ms) <= at {
            // The queue is empty, so there is room.
            let _ = self.finish_chunk();
            self.is_reply_open = false;
        }
    }

    /// Throws away all that was to be said, and gives what was playing.
    pub(super) fn purge(&mut self) -> Option<Playing> {
        self.queue.clear();
        self.waiting_bytes = 0;
        self.chunker = Chunker::default();
        self.speaks_from = None;
        self.is_reply_open = false;
        self.playing.take()
    }

    fn expect_speech(&mut self, at: Timestamp, delay_ms: u64) {
        self.speaks_from.get_or_insert(at.plus(delay_ms));
    }

    fn finish_chunk(&mut self) -> Result<(), Full> {
        match self.chunker.finish() {
            Some(chunk) => self.push(self.words(chunk, self.manner.clone())),
            None => Ok(()),
        }
    }

    fn words(&self, text: String, manner: Manner) -> Item {
        let duration_ms = speech::duration_ms(&text) * self.timing.speech_percent / 100;
        Item { text, sound: Sound::Speech, manner, duration_ms }
    }

    fn push(&mut self, item: Item) -> Result<(), Full> {
        let waiting_bytes = self.waiting_bytes + item.text.len();
        if self.queue.len() == MAX_WAITING_ITEMS || waiting_bytes > MAX_WAITING_BYTES {
            return Err(Full);
        }
        self.waiting_bytes = waiting_bytes;
        self.queue.push_back(item);
        Ok(())
    }
}

fn tone_ms(tone: char) -> u64 {
    if tone == 'w' { 500 } else { 250 }
}
