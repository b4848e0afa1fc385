//! Touching and holding: what the Shift key does for those who have none.

use std::time::Duration;

use leptos::prelude::*;

use super::geometry::Point;
use super::gesture::Gesture;
use super::scene::Hit;
use super::stage::Stage;
use crate::editor::Selection;

/// How long a finger has to stay before it means something else.
const LONG: Duration = Duration::from_millis(450);

impl Stage {
    /// A finger came down. Where it stays, a card is added to the selection or taken out of it,
    /// and on the ground a box begins.
    pub(super) fn await_hold(&self, at: Point, hit: Option<Hit>) {
        let stage = *self;
        let press = self.presses.try_update_value(|presses| {
            *presses += 1;
            *presses
        });
        let held = move || {
            // The page may be gone by now, or the finger may have come down anew.
            if stage.presses.try_get_value() != press {
                return;
            }
            let is_still = stage.gesture.try_with_untracked(|gesture| {
                matches!(gesture, Gesture::Press { adds: false, .. })
            });
            if is_still == Some(true) {
                stage.hold(at, hit);
            }
        };
        set_timeout(held, LONG);
    }

    fn hold(&self, at: Point, hit: Option<Hit>) {
        match hit {
            Some(Hit::Card(card)) => {
                let Some(name) = self.name(card) else { return };
                // Pressing has selected the card alone already.
                let mut selection = Selection { states: self.held_before.get_value(), edge: None };
                selection.toggle(&name);
                self.editor.announce(format!("{} selected", selection.states.len()));
                self.editor.selection.set(selection);
                self.gesture.set(Gesture::Press { at, hit, adds: true });
            }
            Some(Hit::Port(..)) => {}
            Some(Hit::Edge(..) | Hit::EdgeEnd(..)) | None => {
                let from = self.view().to_canvas(at);
                self.gesture.set(Gesture::Select { from, to: from });
            }
        }
    }
}
