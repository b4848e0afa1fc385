//! How long words take to speak, where a stream of them is cut into chunks, and what was heard
//! of them when they were interrupted (`reference/relay/protocol.md`, §4 and §5).

/// Milliseconds that every chunk takes beside its characters.
const CHUNK_MS: u64 = 250;
/// Characters spoken in a second, over whole chunks.
const CHARACTERS_A_SECOND: u64 = 21;
/// Characters heard in a second from the start of a chunk; what remains of a chunk's time is its end.
const HEARD_A_SECOND: u64 = 20;

/// How long `text` takes when it is spoken in one go, in milliseconds. Markup is not spoken.
pub fn duration_ms(text: &str) -> u64 {
    match spoken_characters(text) {
        0 => 0,
        characters => CHUNK_MS + characters * 1_000 / CHARACTERS_A_SECOND,
    }
}

/// How long a caller takes to say `text`, in milliseconds.
pub fn utterance_ms(text: &str) -> u64 {
    spoken_characters(text.trim()) * 1_000 / HEARD_A_SECOND
}

/// What was heard of `text` when it was cut after `elapsed_ms`: whole words, and always the word
/// that was being spoken. Without the leading blank.
pub fn heard(text: &str, elapsed_ms: u64) -> &str {
    let text = text.trim_start();
    let spoken = elapsed_ms.saturating_mul(HEARD_A_SECOND) / 1_000;
    let mut characters = 0;
    let mut is_markup = false;
    for (at, character) in text.char_indices() {
        match character {
            '<' => is_markup = true,
            '>' => is_markup = false,
            _ if is_markup => {}
            _ if character.is_whitespace() && characters > 0 && characters >= spoken => {
                return &text[..at];
            }
            _ => characters += 1,
        }
    }
    text.trim_end()
}

fn spoken_characters(text: &str) -> u64 {
    let mut is_markup = false;
    let mut characters = 0;
    for character in text.chars() {
        match character {
            '<' => is_markup = true,
            '>' => is_markup = false,
            _ if is_markup => {}
            _ => characters += 1,
        }
    }
    characters
}

/// Cuts a stream of tokens into the chunks that are spoken in one go: at the end of a sentence, a
/// colon or a comma, each followed by a blank. The blank belongs to the next chunk. What is left
/// is spoken when the reply ends.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Chunker {
    rest: String,
}

impl Chunker {
    /// Takes one token, just as it came, and gives the chunks that are whole now.
    pub fn push(&mut self, token: &str) -> Vec<String> {
        self.rest.push_str(token);
        let mut chunks = Vec::new();
        while let Some(end) = chunk_end(&self.rest) {
            let rest = self.rest.split_off(end);
            chunks.push(std::mem::replace(&mut self.rest, rest));
        }
        chunks
    }

    /// Gives what is left when the reply ends; blanks alone are nothing to speak.
    pub fn finish(&mut self) -> Option<String> {
        let rest = std::mem::take(&mut self.rest);
        (!rest.trim().is_empty()).then_some(rest)
    }

    /// Whether anything but blanks waits for its chunk to be whole.
    pub fn has_words(&self) -> bool {
        !self.rest.trim_start().is_empty()
    }

    /// How many bytes wait for their chunk to be whole.
    pub fn waiting_bytes(&self) -> usize {
        self.rest.len()
    }
}

/// Where the first whole chunk of `text` ends: behind its punctuation, before the blank.
fn chunk_end(text: &str) -> Option<usize> {
    let mut has_word = false;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let ends = matches!(character, '.' | '!' | '?' | ':' | ',' | ';' | '…');
        let next_is_blank = characters.peek().is_some_and(|(_, next)| next.is_whitespace());
        if ends && has_word && next_is_blank {
            return Some(at + character.len_utf8());
        }
        has_word |= character.is_alphanumeric();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_take_about_as_long_as_in_recorded_calls() {
        // Characters and milliseconds of recorded chunks; the model is within a fifth of them.
        for (characters, recorded) in [(49, 2_570), (21, 1_230), (99, 4_540), (8, 670)] {
            let modelled = duration_ms(&"a".repeat(characters));
            let difference = modelled.abs_diff(recorded);
            assert!(difference * 5 <= recorded, "{characters}: {modelled} for {recorded}");
        }
    }

    #[test]
    fn markup_takes_no_time() {
        assert_eq!(duration_ms("<break time=\"1s\"/>hello"), duration_ms("hello"));
        assert_eq!(duration_ms(""), 0);
    }

    #[test]
    fn at_least_the_word_being_spoken_was_heard() {
        assert_eq!(heard("This is the first.", 15), "This");
        assert_eq!(heard(" Sentence 2 of twelve:", 684), "Sentence 2 of");
        let fox = " the quick brown fox jumps over the lazy dog";
        assert_eq!(heard(fox, 1_573), "the quick brown fox jumps over the");
        assert_eq!(heard("Short", 60_000), "Short");
        assert_eq!(heard("", 10), "");
    }

    #[test]
    fn a_reply_is_cut_at_sentences_colons_and_commas_before_a_blank() {
        let mut chunker = Chunker::default();
        let mut chunks = chunker.push("I heard: 3.5 apples, a");
        chunks.extend(chunker.push("nd more. Really"));
        assert_eq!(chunks, ["I heard:", " 3.5 apples,", " and more."]);
        assert_eq!(chunker.finish().as_deref(), Some(" Really"));
        assert_eq!(chunker.finish(), None);
    }

    #[test]
    fn punctuation_waits_for_the_blank_that_may_come_with_the_next_token() {
        let mut chunker = Chunker::default();
        assert!(chunker.push("Stop.").is_empty());
        assert_eq!(chunker.push(" Stop."), ["Stop."]);
    }
}
