//! The keys of the canvas.

use flow::layout;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use super::arrange::Arrangement;
use super::delete::Gap;
use super::gesture::Gesture;
use super::scene::Direction;
use super::stage::Stage;
use crate::editor::Selection;

/// How far a card moves by one press of an arrow key.
const STEP: f64 = 10.0;
const LONG_STEP: f64 = 50.0;

impl Stage {
    /// A key pressed while the focus is on the canvas or a card.
    pub(super) fn key_down(&self, event: &KeyboardEvent) {
        if is_typing(event) {
            return;
        }
        let command = event.ctrl_key() || event.meta_key();
        let done = match event.key().as_str() {
            "ArrowLeft" => self.arrow(event, Direction::Left),
            "ArrowRight" => self.arrow(event, Direction::Right),
            "ArrowUp" => self.arrow(event, Direction::Up),
            "ArrowDown" => self.arrow(event, Direction::Down),
            "Enter" if event.shift_key() => self.toggle_stop(),
            "Enter" => self.open_stop(),
            "Delete" | "Backspace" => {
                self.aim(event);
                self.delete_selection(if event.shift_key() { Gap::Bridge } else { Gap::Leave });
                true
            }
            "Escape" => self.escape(),
            "ContextMenu" => self.menu_key(),
            "F10" if event.shift_key() => self.menu_key(),
            "w" | "W" if !command && !event.alt_key() => self.begin_connecting(),
            "a" | "A" if command => self.select_all(),
            " " => {
                self.space.set_value(true);
                true
            }
            _ => false,
        };
        if done {
            event.prevent_default();
            event.stop_propagation();
        }
    }

    pub(super) fn key_up(&self, event: &KeyboardEvent) {
        if event.key() == " " {
            self.space.set_value(false);
        }
    }

    fn arrow(&self, event: &KeyboardEvent, direction: Direction) -> bool {
        let length = match (event.shift_key(), event.alt_key()) {
            (false, false) if event.ctrl_key() || event.meta_key() => {
                self.walk(direction);
                return true;
            }
            (false, false) => {
                self.step(direction);
                return true;
            }
            (true, false) => STEP,
            (_, true) => LONG_STEP,
        };
        self.aim(event);
        self.nudge(direction.step(length));
        true
    }

    /// Keys are about the selection, unless the focus went on to a card outside it: then that
    /// card is selected first.
    fn aim(&self, event: &KeyboardEvent) {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let card = target.and_then(|target| target.closest("[data-state]").ok().flatten());
        let Some(name) = card.and_then(|card| card.get_attribute("data-state")) else { return };
        let selection = self.editor.selection.get_untracked();
        if selection.edge.is_none() && !selection.contains(&name) {
            self.editor.select(name);
        }
    }

    /// Takes the current card into the selection, or out of it.
    fn toggle_stop(&self) -> bool {
        let Some(name) = self.stop.get_untracked() else { return false };
        self.editor.selection.update(|selection| selection.toggle(&name));
        let count = self.editor.selection.with_untracked(|selection| selection.states.len());
        self.editor.announce(format!("{count} selected"));
        true
    }

    pub(super) fn open_stop(&self) -> bool {
        let Some(name) = self.stop.get_untracked() else { return false };
        self.editor.select(name);
        self.editor.open_inspector();
        true
    }

    fn escape(&self) -> bool {
        if self.gesture.with_untracked(|gesture| *gesture == Gesture::Idle) {
            self.editor.select_none();
        } else {
            self.cancel();
            self.editor.announce("Cancelled");
        }
        true
    }

    pub(super) fn begin_connecting(&self) -> bool {
        let Some(name) = self.stop.get_untracked() else { return false };
        let first = self.scene(|scene| {
            let ports = &scene.card(&name)?.ports;
            let open = ports.iter().find(|port| port.next.is_none()).or_else(|| ports.first());
            open.map(|port| port.exit.clone())
        });
        match first {
            Some(exit) => self.connecting.set(Some((name, exit))),
            None => self.editor.announce(format!("{name} has no way out")),
        }
        true
    }

    pub(super) fn select_all(&self) -> bool {
        let states = self.scene(super::scene::Scene::names);
        self.editor.announce(format!("{} selected", states.len()));
        self.editor.selection.set(Selection { states, edge: None });
        true
    }

    /// Keys that hold on the whole page, unless a field has the focus.
    pub(super) fn page_key(&self, event: &KeyboardEvent) {
        if is_typing(event) {
            return;
        }
        let command = event.ctrl_key() || event.meta_key();
        if event.alt_key()
            && !command
            && let Some(how) = Arrangement::of_key(&event.code(), event.shift_key())
        {
            self.arrange(how);
            event.prevent_default();
            return;
        }
        // With the caps lock on, letters come the other way round.
        match (event.key().to_lowercase().as_str(), command) {
            ("z", true) if event.shift_key() => self.editor.redo(),
            ("z", true) => self.editor.undo(),
            ("y", true) => self.editor.redo(),
            ("d", true) => self.duplicate(),
            ("1", false) => self.fit(),
            ("0", false) => self.zoom_by(1.0 / self.view().zoom),
            ("+" | "=", false) => self.zoom_by(1.25),
            ("-", false) => self.zoom_by(0.8),
            ("l", false) if event.shift_key() => self.tidy(layout::Direction::Down),
            ("r", false) if event.shift_key() => self.tidy(layout::Direction::Right),
            ("m", false) => self.toggle_map(),
            ("n", false) => self.add_note(),
            ("?", false) => self.keys_shown.set(true),
            // Some keyboards write brackets with keys that look like Ctrl; with ⌘ the browser goes back.
            ("]", _) if !event.meta_key() => self.follow(),
            ("[", _) if !event.meta_key() => self.go_back(),
            _ => return,
        }
        event.prevent_default();
    }
}

/// Whether an event goes into a field, which then has its own use for it.
pub(super) fn is_typing(event: &web_sys::Event) -> bool {
    let Some(target) = event.target() else { return false };
    let Ok(element) = target.dyn_into::<web_sys::HtmlElement>() else { return false };
    element.is_content_editable()
        || matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
}
