//! What the agent says: the one queue for text, recordings and digits, and what plays of it.

use std::collections::VecDeque;

use crate::live::Sound;
use crate::relay::Interruptible;
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
    /// What may interrupt it, where that is not for the session's setting to say.
    pub(super) interruptible: Option<Interruptible>,
    /// Whether a later talk cycle may cut it.
    pub(super) is_preemptible: bool,
}

/// One thing to be heard in one go.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Item {
    pub(super) text: String,
    pub(super) sound: Sound,
    pub(super) manner: Manner,
    pub(super) duration_ms: u64,
    /// The talk cycle it belongs to.
    cycle: u64,
    /// When it may be heard.
    ready: Timestamp,
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
    /// When the tokens in the chunker may be heard.
    ready: Option<Timestamp>,
    /// When the last token came, or what was spoken of the reply was over.
    idle_since: Timestamp,
    /// Counts the talk cycles.
    cycle: u64,
    /// Whether more of the cycle is to come.
    is_cycle_open: bool,
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
            ready: None,
            idle_since: Timestamp::default(),
            cycle: 0,
            is_cycle_open: false,
            next_speech: first_speech,
        }
    }

    /// What is being heard if it is speech, or sounds like it: digits are nobody's speech.
    pub(super) fn speaking(&self) -> Option<&Playing> {
        self.playing.as_ref().filter(|playing| playing.item.sound != Sound::Digits)
    }

    /// Whether all was said, and the reply is complete.
    pub(super) fn is_quiet(&self) -> bool {
        self.playing.is_none() && self.queue.is_empty() && !self.is_cycle_open
    }

    /// Takes the greeting, which is always spoken in one go.
    pub(super) fn greet(&mut self, at: Timestamp, text: &str, manner: Manner) {
        let ready = at.plus(self.timing.greeting_ms);
        self.queue.push_back(self.words(text.to_owned(), manner, ready));
    }

    /// Takes one token of a reply, untouched.
    pub(super) fn push_token(
        &mut self,
        at: Timestamp,
        text: &Text,
        manner: Manner,
    ) -> Result<(), Full> {
        if !text.token.is_empty() {
            self.open_cycle();
        }
        if self.manner != manner {
            self.finish_chunk(at)?;
            self.manner = manner;
        }
        self.idle_since = at;
        let fresh = at.plus(self.timing.first_token_ms);
        for chunk in self.chunker.push(&text.token) {
            let ready = self.ready.take().unwrap_or(fresh).max(at);
            self.push(self.words(chunk, self.manner.clone(), ready))?;
        }
        if self.chunker.has_words() {
            self.ready.get_or_insert(fresh);
        }
        if text.is_last || self.chunker.waiting_bytes() > MAX_CHUNK_BYTES {
            self.finish_chunk(at)?;
        }
        self.is_cycle_open &= !text.is_last;
        Ok(())
    }

    /// Takes a recording; it comes after the words before it.
    pub(super) fn push_media(
        &mut self,
        at: Timestamp,
        source: String,
        times: u64,
        manner: Manner,
    ) -> Result<(), Full> {
        let was_open = self.is_cycle_open;
        self.open_cycle();
        self.is_cycle_open = was_open;
        self.finish_chunk(at)?;
        let duration_ms = self.timing.recording_ms.saturating_mul(times);
        self.idle_since = at;
        let ready = at.plus(self.timing.first_token_ms);
        self.push(self.item(source, Sound::Media, manner, duration_ms, ready))
    }

    /// Takes digits; they come after the words before them, and in silence after a while.
    pub(super) fn push_digits(
        &mut self,
        at: Timestamp,
        digits: String,
        is_caller_speaking: bool,
    ) -> Result<(), Full> {
        self.finish_chunk(at)?;
        let is_silence = self.playing.is_none() && self.queue.is_empty() && !is_caller_speaking;
        let ready = if is_silence { at.plus(self.timing.digits_ms) } else { at };
        let duration_ms = digits.chars().map(tone_ms).sum();
        self.push(self.item(digits, Sound::Digits, Manner::default(), duration_ms, ready))
    }

    /// When something is due next.
    pub(super) fn deadline(&self) -> Option<Timestamp> {
        if let Some(playing) = &self.playing {
            return Some(playing.ends);
        }
        if let Some(item) = self.queue.front() {
            return Some(item.ready);
        }
        self.is_stalling().then(|| self.idle_since.plus(self.timing.stalled_ms))
    }

    /// Whether all that can be said was, and more of the reply may yet follow.
    pub(super) fn is_stalling(&self) -> bool {
        self.playing.is_none() && self.queue.is_empty() && self.is_cycle_open
    }

    /// Whether the next item is due, and what it sounds like.
    pub(super) fn next(&self, at: Timestamp) -> Option<Sound> {
        let item = self.queue.front().filter(|item| item.ready <= at)?;
        self.playing.is_none().then_some(item.sound)
    }

    /// Starts the next item if it is due.
    pub(super) fn start(&mut self, at: Timestamp) -> Option<&Playing> {
        self.next(at)?;
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
        self.idle_since = at;
        self.playing.take()
    }

    /// Speaks what is left of a reply whose server says neither more nor `last`.
    pub(super) fn flush_stalled(&mut self, at: Timestamp) {
        if self.is_stalling() && self.idle_since.plus(self.timing.stalled_ms) <= at {
            self.ready = Some(at);
            // The queue is empty, so there is room.
            let _ = self.finish_chunk(at);
            self.is_cycle_open = false;
        }
    }

    /// The newest talk cycle, if it may cut what is left of earlier ones.
    pub(super) fn preempting_cycle(&self) -> Option<u64> {
        let playing = self.playing.iter().map(|playing| &playing.item);
        let may_cut = |item: &Item| item.cycle < self.cycle && item.manner.is_preemptible;
        playing.chain(&self.queue).any(may_cut).then_some(self.cycle)
    }

    /// Throws away what is left of the talk cycles before `cycle` where it may be cut, and gives
    /// what was playing of it.
    pub(super) fn preempt(&mut self, cycle: u64) -> Option<Playing> {
        let may_cut = |item: &Item| item.cycle < cycle && item.manner.is_preemptible;
        self.queue.retain(|item| !may_cut(item));
        self.waiting_bytes = self.queue.iter().map(|item| item.text.len()).sum();
        self.playing.take_if(|playing| may_cut(&playing.item))
    }

    /// Throws away all that was to be said, and gives what was playing.
    pub(super) fn purge(&mut self) -> Option<Playing> {
        self.queue.clear();
        self.waiting_bytes = 0;
        self.chunker = Chunker::default();
        self.ready = None;
        self.is_cycle_open = false;
        self.playing.take()
    }

    fn open_cycle(&mut self) {
        if !self.is_cycle_open {
            self.cycle += 1;
            self.is_cycle_open = true;
        }
    }

    fn finish_chunk(&mut self, at: Timestamp) -> Result<(), Full> {
        let ready = self.ready.take().unwrap_or(at).max(at);
        match self.chunker.finish() {
            Some(chunk) => self.push(self.words(chunk, self.manner.clone(), ready)),
            None => Ok(()),
        }
    }

    fn words(&self, text: String, manner: Manner, ready: Timestamp) -> Item {
        let duration_ms =
            speech::duration_ms(&text).saturating_mul(self.timing.speech_percent) / 100;
        self.item(text, Sound::Speech, manner, duration_ms, ready)
    }

    fn item(
        &self,
        text: String,
        sound: Sound,
        manner: Manner,
        duration_ms: u64,
        ready: Timestamp,
    ) -> Item {
        Item { text, sound, manner, duration_ms, cycle: self.cycle, ready }
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
