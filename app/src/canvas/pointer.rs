//! Turns pointer events into gestures, and gestures, when they end, into edits.

use std::collections::HashMap;

use web_sys::PointerEvent;

use super::geometry::{Point, Rect};
use super::gesture::{Gesture, SLACK};
use super::scene::Hit;
use super::snap::Hold;
use super::stage::Stage;
use crate::editor::Selection;

/// The pointers that are down, by id, with their places on the screen.
pub(super) type Pointers = HashMap<i32, Point>;

/// How far a thin thing may be missed, in pixels.
const REACH: f64 = 8.0;
/// How far an edge may be missed by what is dropped on it.
const LANDING: f64 = 16.0;
/// How long a wire has to be before it asks for a widget, in canvas units.
const WIRE: f64 = 40.0;

impl Stage {
    pub(super) fn pointer_down(&self, event: &PointerEvent, pointers: &mut Pointers) {
        let at = self.place(event.client_x(), event.client_y());
        pointers.insert(event.pointer_id(), at);
        if pointers.len() > 1 {
            // A second finger turns whatever was going on into a pinch.
            self.cancel();
            return;
        }
        let adds = event.shift_key() || event.ctrl_key() || event.meta_key();
        if event.button() == 1 || self.space.get_value() {
            event.prevent_default();
            self.gesture.set(Gesture::Pan { last: at });
        } else if event.button() == 0 {
            let hit = self.hit(at);
            if event.pointer_type() == "touch" {
                let before = self.editor.selection.with_untracked(|all| all.states.clone());
                self.held_before.set_value(before);
                self.await_hold(at, hit.clone());
            }
            self.press_on(hit.as_ref(), adds);
            self.gesture.set(Gesture::Press { at, hit, adds });
        }
    }

    /// What pressing does at once, before it is a click or a drag.
    fn press_on(&self, hit: Option<&Hit>, adds: bool) {
        let Some(Hit::Card(at)) = hit else { return };
        let Some(name) = self.name(*at) else { return };
        self.stop.set(Some(name.clone()));
        let selected = self.editor.selection.with_untracked(|selection| selection.contains(&name));
        if adds {
            self.editor.selection.update(|selection| selection.toggle(&name));
        } else if !selected {
            self.editor.select(name);
        }
    }

    pub(super) fn pointer_move(&self, event: &PointerEvent, pointers: &mut Pointers) {
        let at = self.place(event.client_x(), event.client_y());
        self.pointer.set_value(Some(at));
        if pointers.len() == 2 && pointers.contains_key(&event.pointer_id()) {
            self.pinch_to(event.pointer_id(), at, pointers);
            return;
        }
        if let Some(last) = pointers.get_mut(&event.pointer_id()) {
            *last = at;
        }
        let here = self.view().to_canvas(at);
        match self.gesture.get_untracked() {
            Gesture::Idle => self.hover_over(at),
            Gesture::Press { at: start, hit, adds } if start.distance(at) > SLACK => {
                self.gesture.set(self.begin_drag(start, hit, adds));
            }
            Gesture::Press { .. } => {}
            Gesture::Pan { last } => {
                self.editor
                    .viewport
                    .update(|view| *view = view.panned(at.x - last.x, at.y - last.y));
                self.gesture.set(Gesture::Pan { last: at });
            }
            Gesture::Drag { from, cards, is_lone } => {
                let hold = if event.alt_key() { Hold::Loose } else { Hold::Snap };
                self.drag_to(from, &cards, here, hold);
                if is_lone {
                    self.land_on(self.edge_at(at));
                }
            }
            Gesture::Wire { from, start, .. } => {
                let target = self.target_at(at);
                self.gesture.set(Gesture::Wire { from, start, to: here, target });
            }
            Gesture::Select { from, .. } => self.gesture.set(Gesture::Select { from, to: here }),
        }
    }

    pub(super) fn pointer_up(&self, event: &PointerEvent, pointers: &mut Pointers) {
        pointers.remove(&event.pointer_id());
        match self.gesture.get_untracked() {
            Gesture::Press { hit, adds, .. } => self.click(hit, adds),
            Gesture::Drag { .. } => self.drop_cards(),
            Gesture::Wire { from: (name, exit), target: Some(target), .. } => {
                if let Some(next) = self.name(target) {
                    self.wire(&name, &exit, Some(&next));
                }
            }
            Gesture::Wire { from, start, to, .. } if start.distance(to) > WIRE => {
                self.add_at(from, to);
            }
            Gesture::Select { from, to } => self.select_within(&Rect::between(from, to)),
            Gesture::Wire { .. } | Gesture::Pan { .. } | Gesture::Idle => {}
        }
        self.gesture.set(Gesture::Idle);
    }

    fn click(&self, hit: Option<Hit>, adds: bool) {
        match hit {
            Some(Hit::Card(at)) if !adds => {
                if let Some(name) = self.name(at) {
                    self.editor.select(name);
                }
            }
            Some(Hit::Card(_)) => {}
            Some(Hit::Port(at, port)) => {
                let name = self.scene(|scene| {
                    let card = &scene.cards()[at];
                    (card.name.clone(), card.ports[port].exit.clone())
                });
                self.editor.select(name.0.clone());
                self.connecting.set(Some(name));
            }
            Some(Hit::Edge(card, edge) | Hit::EdgeEnd(card, edge)) => {
                let edge = self.scene(|scene| scene.edge_name(card, edge));
                self.editor.selection.set(Selection { states: Vec::new(), edge });
            }
            None if !adds => self.editor.select_none(),
            None => {}
        }
    }

    /// Gives up the gesture under way; everything is as before it.
    pub(super) fn cancel(&self) {
        if let Gesture::Drag { cards, .. } = self.gesture.get_untracked() {
            self.editor.scene.update_value(|scene| scene.place(&cards));
            self.put_down();
        }
        self.gesture.set(Gesture::Idle);
    }

    fn hover_over(&self, at: Point) {
        let hit = self.hit(at);
        if self.hover.with_untracked(|before| *before != hit) {
            self.hover.set(hit);
        }
    }

    /// The edge under a place of the screen, also where a card lies over it.
    pub(super) fn edge_at(&self, at: Point) -> Option<(usize, usize)> {
        let view = self.view();
        let reach = LANDING / view.zoom.max(0.25);
        match self.scene(|scene| scene.edge_at(view.to_canvas(at), reach))? {
            Hit::Edge(card, edge) | Hit::EdgeEnd(card, edge) => Some((card, edge)),
            Hit::Card(_) | Hit::Port(..) => None,
        }
    }

    pub(super) fn hit(&self, at: Point) -> Option<Hit> {
        let view = self.view();
        self.scene(|scene| scene.hit(view.to_canvas(at), REACH / view.zoom.max(0.25)))
    }

    /// The card a wire would lead to when it were let go here.
    fn target_at(&self, at: Point) -> Option<usize> {
        match self.hit(at)? {
            Hit::Card(at) | Hit::Port(at, _) => Some(at),
            Hit::EdgeEnd(card, edge) => self.scene(|scene| Some(scene.edges(card).get(edge)?.to)),
            Hit::Edge(..) => None,
        }
    }

    pub(super) fn name(&self, at: usize) -> Option<String> {
        self.scene(|scene| scene.cards().get(at).map(|card| card.name.clone()))
    }

    /// A place on the canvas element, from one in the window.
    pub(super) fn place(&self, x: i32, y: i32) -> Point {
        let corner = self.corner.get_value();
        Point::new(f64::from(x) - corner.x, f64::from(y) - corner.y)
    }
}
