//! Which texts the parser takes, remembered from one validation to the next.

use std::collections::HashMap;
use std::mem;

use crate::template::{self, TemplateError};

type Verdict = Result<(), TemplateError>;

/// The parser's verdicts. Parsing takes most of a validation's time, and between two validations
/// of a draft hardly a text changes.
#[derive(Debug, Default)]
pub(super) struct Templates {
    /// From the validation before.
    known: HashMap<String, Verdict>,
    /// From this one.
    asked: HashMap<String, Verdict>,
}

impl Templates {
    /// Whether the parser takes a text.
    pub(super) fn check(&mut self, text: &str) -> Verdict {
        if let Some(verdict) = self.asked.get(text) {
            return verdict.clone();
        }
        let (text, verdict) = self
            .known
            .remove_entry(text)
            .unwrap_or_else(|| (text.to_owned(), template::check(text)));
        self.asked.insert(text, verdict.clone());
        verdict
    }

    /// Ends a validation: what nobody asked for is forgotten.
    pub(super) fn end(&mut self) {
        self.known = mem::take(&mut self.asked);
    }
}
