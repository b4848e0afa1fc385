//! A bounded memory for what is slow to make from a text: compiled patterns, parsed templates.

use std::collections::HashMap;

/// Keeps what was made of the texts asked for lately. What is found does not depend on what is
/// kept, only how soon.
///
/// It has two halves. When the young half is full it becomes the old one, and what was in the old
/// half is forgotten unless it was asked for meanwhile; so nothing needs to be counted or sorted.
#[derive(Debug)]
pub(crate) struct Recent<V> {
    young: HashMap<Box<str>, V>,
    old: HashMap<Box<str>, V>,
    young_bytes: usize,
    /// Of texts, in each half.
    max_bytes: usize,
}

impl<V: Clone> Recent<V> {
    /// Keeps at least the last `max_bytes` of texts, and never more than twice that.
    pub(crate) fn new(max_bytes: usize) -> Self {
        Self { young: HashMap::new(), old: HashMap::new(), young_bytes: 0, max_bytes }
    }

    /// What is kept for `text`, or what `make` makes of it.
    pub(crate) fn find_or_make(&mut self, text: &str, make: impl FnOnce() -> V) -> V {
        if let Some(found) = self.young.get(text) {
            return found.clone();
        }
        let (text, value) = match self.old.remove_entry(text) {
            Some(kept) => kept,
            None => (Box::from(text), make()),
        };
        self.keep(text, value.clone());
        value
    }

    fn keep(&mut self, text: Box<str>, value: V) {
        if text.len() > self.max_bytes {
            return;
        }
        if self.young_bytes + text.len() > self.max_bytes {
            self.old = std::mem::take(&mut self.young);
            self.young_bytes = 0;
        }
        self.young_bytes += text.len();
        self.young.insert(text, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_for_lately_is_made_once() {
        let mut recent = Recent::new(10);
        assert_eq!(recent.find_or_make("a", || 1), 1);
        assert_eq!(recent.find_or_make("a", || 2), 1);
    }

    #[test]
    fn what_is_asked_for_again_outlives_what_is_not() {
        let mut recent = Recent::new(4);
        recent.find_or_make("kept", || 1);
        for text in ["aaa", "bbb", "ccc", "ddd"] {
            recent.find_or_make(text, || 0);
            assert_eq!(recent.find_or_make("kept", || 2), 1);
        }
        assert_eq!(recent.find_or_make("aaa", || 9), 9);
    }

    #[test]
    fn it_never_keeps_more_than_twice_its_bytes() {
        let mut recent = Recent::new(8);
        for number in 0..1_000 {
            recent.find_or_make(&format!("{number:03}"), || number);
            assert!((recent.young.len() + recent.old.len()) * 3 <= 16);
        }
        recent.find_or_make("far too long to be kept", || 0);
        assert!(!recent.young.contains_key("far too long to be kept"));
    }
}
