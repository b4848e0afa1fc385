//! Turns pointer events into gestures, and gestures, when they end, into edits.

use std::collections::HashMap;

use leptos::prelude::*;
use web_sys::{PointerEvent, WheelEvent};

use super::geometry::{Point, Rect, snapped};
use super::gesture::{Gesture, SLACK, pinch, wheel_zoom};
use super::scene::Hit;
use super::stage::Stage;
use crate::editor::Selection;

/// The pointers that are down, by id, with their places on the screen.
pub(super) type Pointers = HashMap<i32, Point>;

/// How far a thin thing may be missed, in pixels.
const REACH: f64 = 8.0;

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
            self.editor.selection.update(|selection| {
                selection.edge = None;
                if selected {
                    selection.states.retain(|state| *state != name);
                } else {
                    selection.states.push(name);
                }
            });
        } else if !selected {
            self.editor.select(name);
        }
    }

    pub(super) fn pointer_move(&self, event: &PointerEvent, pointers: &mut Pointers) {
        let at = self.place(event.client_x(), event.client_y());
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
            Gesture::Drag { from, cards } => self.drag_to(from, &cards, here),
            Gesture::Wire { from, start, .. } => {
                let target = self.target_at(at);
                self.gesture.set(Gesture::Wire { from, start, to: here, target });
            }
            Gesture::Select { from, .. } => self.gesture.set(Gesture::Select { from, to: here }),
        }
    }

    /// The gesture that a press becomes once the pointer moves.
    fn begin_drag(&self, start: Point, hit: Option<Hit>, adds: bool) -> Gesture {
        let from = self.view().to_canvas(start);
        let wire = |name: String, exit, start| Gesture::Wire {
            from: (name, exit),
            start,
            to: from,
            target: None,
        };
        match hit {
            Some(Hit::Port(at, port)) => self.scene(|scene| {
                let card = &scene.cards()[at];
                wire(card.name.clone(), card.ports[port].exit.clone(), card.anchor(port))
            }),
            Some(Hit::Card(_)) => {
                let names = self.editor.selection.with_untracked(|all| all.states.clone());
                let cards = self.scene(|scene| {
                    let place = |name: &String| {
                        let at = scene.position(name)?;
                        let rect = scene.cards()[at].rect;
                        Some((at, Point::new(rect.x, rect.y)))
                    };
                    names.iter().filter_map(place).collect()
                });
                self.lift_by.set(Point::default());
                self.lifted.set(names.into_iter().collect());
                Gesture::Drag { from, cards }
            }
            Some(Hit::EdgeEnd(card, edge)) => self.scene(|scene| {
                let start = scene.edges(card)[edge].route.start;
                match scene.edge_name(card, edge) {
                    Some((name, exit)) => wire(name, exit, start),
                    None => Gesture::Idle,
                }
            }),
            Some(Hit::Edge(..)) | None if adds => Gesture::Select { from, to: from },
            Some(Hit::Edge(..)) | None => Gesture::Pan { last: start },
        }
    }

    /// Carries the lifted cards along; the first keeps to the grid, the others to the first.
    fn drag_to(&self, from: Point, cards: &[(usize, Point)], here: Point) {
        let Some((_, first)) = cards.first() else { return };
        let wish = snapped(Point::new(first.x + here.x - from.x, first.y + here.y - from.y));
        let by = Point::new(wish.x - first.x, wish.y - first.y);
        if self.lift_by.get_untracked() == by {
            return;
        }
        let places: Vec<_> = cards
            .iter()
            .map(|(at, place)| (*at, Point::new(place.x + by.x, place.y + by.y)))
            .collect();
        self.editor.scene.update_value(|scene| scene.place(&places));
        self.lift_by.set(by);
    }

    pub(super) fn pointer_up(&self, event: &PointerEvent, pointers: &mut Pointers) {
        pointers.remove(&event.pointer_id());
        match self.gesture.get_untracked() {
            Gesture::Press { hit, adds, .. } => self.click(hit, adds),
            Gesture::Drag { .. } => {
                let names = self.editor.selection.with_untracked(|all| all.states.clone());
                let by = self.lift_by.get_untracked();
                self.put_down();
                if by != Point::default() {
                    self.move_by(&names, by);
                }
            }
            Gesture::Wire { from: (name, exit), target: Some(target), .. } => {
                if let Some(next) = self.name(target) {
                    self.wire(&name, &exit, Some(&next));
                }
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
        if matches!(self.gesture.get_untracked(), Gesture::Drag { .. }) {
            if let Gesture::Drag { cards, .. } = self.gesture.get_untracked() {
                self.editor.scene.update_value(|scene| scene.place(&cards));
            }
            self.put_down();
        }
        self.gesture.set(Gesture::Idle);
    }

    fn put_down(&self) {
        self.lifted.update(std::collections::HashSet::clear);
        self.lift_by.set(Point::default());
    }

    pub(super) fn wheel(&self, event: &WheelEvent) {
        event.prevent_default();
        let unit = if event.delta_mode() == WheelEvent::DOM_DELTA_LINE { 16.0 } else { 1.0 };
        let (x, y) = (event.delta_x() * unit, event.delta_y() * unit);
        let at = self.place(event.client_x(), event.client_y());
        self.editor.viewport.update(|view| {
            *view = if event.ctrl_key() || event.meta_key() {
                view.zoomed(wheel_zoom(y), at)
            } else if event.shift_key() && x == 0.0 {
                view.panned(-y, 0.0)
            } else {
                view.panned(-x, -y)
            };
        });
    }

    fn pinch_to(&self, id: i32, at: Point, pointers: &mut Pointers) {
        let Some(still) = pointers.iter().find(|(other, _)| **other != id).map(|(_, at)| *at)
        else {
            return;
        };
        let before = pointers.insert(id, at).unwrap_or(at);
        let ((was, from), (is, to)) = (pinch(before, still), pinch(at, still));
        self.editor.viewport.update(|view| {
            *view = view.panned(to.x - from.x, to.y - from.y).zoomed(is / was, to);
        });
    }

    fn hover_over(&self, at: Point) {
        let hit = self.hit(at);
        if self.hover.with_untracked(|before| *before != hit) {
            self.hover.set(hit);
        }
    }

    fn hit(&self, at: Point) -> Option<Hit> {
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
    fn place(&self, x: i32, y: i32) -> Point {
        let corner = self.corner.get_value();
        Point::new(f64::from(x) - corner.x, f64::from(y) - corner.y)
    }
}
