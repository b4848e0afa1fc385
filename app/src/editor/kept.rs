//! The way back outlives a reload of the page: it is kept for the tab, beside what it belongs to.

use std::hash::{DefaultHasher, Hash, Hasher};

use flow::sid::FlowSid;
use leptos::ev;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Editor;
use super::draft::{Change, Draft, Gesture};
use crate::components::browser;

/// How many letters of it are kept. Browsers allow a site five million.
const ROOM: usize = 2_000_000;

/// The steps back and forth of a draft.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Kept {
    /// Which draft they belong to.
    of: u64,
    undo: Vec<Change>,
    redo: Vec<Change>,
}

impl Kept {
    fn of_value(value: Value) -> serde_json::Result<Self> {
        Self::deserialize(value)
    }
}

impl Draft {
    /// The steps back and forth as a text of at most `room` letters; the oldest are left out.
    fn keep(&self, room: usize) -> Option<String> {
        let mut first = 0;
        loop {
            let kept = Kept {
                of: self.mark(),
                undo: self.undo[first..].iter().map(|gesture| gesture.back.clone()).collect(),
                redo: self.redo.clone(),
            };
            let text = serde_json::to_string(&kept).ok()?;
            if text.len() <= room {
                return Some(text);
            }
            if first == self.undo.len() {
                return None;
            }
            first += (self.undo.len() - first).div_ceil(2);
        }
    }

    /// Takes the steps back and forth over from a text, if they belong to this draft as it is.
    fn recall(&mut self, text: &str) -> bool {
        let Ok(kept) = serde_json::from_str(text).and_then(Kept::of_value) else { return false };
        if kept.of != self.mark() {
            return false;
        }
        self.undo = kept.undo.into_iter().map(|back| Gesture { back, run: None }).collect();
        self.redo = kept.redo;
        true
    }

    /// A number that drafts with other contents do not have.
    fn mark(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.flow().to_value().to_string().hash(&mut hasher);
        serde_json::to_string(self.notes()).unwrap_or_default().hash(&mut hasher);
        hasher.finish()
    }
}

impl Editor {
    /// Keeps the way back while the page is reloaded or left, and takes it over from before.
    pub(crate) fn keep_way_back(&self, flow: &FlowSid) {
        let key = format!("switchboard.undo.{flow}");
        if let Some(text) = browser::remembered_in_tab(&key)
            && self.draft.try_update_value(|draft| draft.recall(&text)).unwrap_or_default()
        {
            // What is taken back first is not what was done last on this page.
            self.steps.notify();
        }
        let editor = *self;
        let keep = move || {
            let text = editor.draft.try_with_value(|draft| draft.keep(ROOM)).flatten();
            browser::remember_in_tab(&key, text.as_deref());
        };
        let leaving = window_event_listener(ev::beforeunload, {
            let keep = keep.clone();
            move |_| keep()
        });
        on_cleanup(move || {
            keep();
            leaving.remove();
        });
    }
}

#[cfg(test)]
mod tests {
    use flow::{Flow, edit};
    use serde_json::json;

    use super::*;

    fn flow() -> Flow {
        Flow::from_value(json!({ "states": [
            { "name": "Trigger", "type": "trigger", "transitions": [], "properties": {} },
            { "name": "hello", "type": "say-play", "transitions": [], "properties": {} },
        ] }))
        .unwrap()
    }

    fn say(draft: &mut Draft, text: &str) {
        let edit = edit::set_property(draft.flow(), "hello", "say", Some(json!(text))).unwrap();
        draft.apply(Change::Flow(edit), None).unwrap();
    }

    #[test]
    fn a_draft_that_is_opened_again_can_be_taken_back() {
        let mut before = Draft::new(flow(), Vec::new());
        say(&mut before, "one");
        say(&mut before, "two");
        before.undo().unwrap();
        let text = before.keep(ROOM).unwrap();
        let mut after = Draft::new(before.flow().clone(), Vec::new());
        assert!(after.recall(&text));
        after.redo().unwrap();
        assert_eq!(after.flow().state("hello").unwrap().text("say"), "two");
        after.undo().unwrap();
        after.undo().unwrap();
        assert_eq!(after.flow(), &flow());
    }

    #[test]
    fn another_draft_takes_nothing_over() {
        let mut before = Draft::new(flow(), Vec::new());
        say(&mut before, "one");
        let text = before.keep(ROOM).unwrap();
        let mut other = Draft::new(flow(), Vec::new());
        assert!(!other.recall(&text));
        assert!(!other.recall("[]"));
        assert!(!other.can_undo());
    }

    #[test]
    fn what_has_no_room_is_the_oldest() {
        let mut draft = Draft::new(flow(), Vec::new());
        for at in 0..100 {
            say(&mut draft, &at.to_string());
        }
        let text = draft.keep(3_000).unwrap();
        assert!(text.len() <= 3_000);
        let mut after = Draft::new(draft.flow().clone(), Vec::new());
        assert!(after.recall(&text));
        after.undo().unwrap();
        assert_eq!(after.flow().state("hello").unwrap().text("say"), "98");
    }
}
