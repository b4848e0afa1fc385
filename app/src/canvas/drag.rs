//! Drags: of cards, of wires, of the canvas, and of a box round what is to be selected.

use std::collections::HashSet;

use flow::Offset;
use flow::edit;

use super::geometry::{Point, Rect};
use super::gesture::Gesture;
use super::insert::{Adding, Site};
use super::scene::{Hit, Scene};
use super::snap::{Hold, snap};
use super::stage::Stage;

/// How far a card may be out of line with others and is still drawn to them, in pixels.
const PULL: f64 = 6.0;

impl Stage {
    /// The gesture that a press becomes once the pointer moves.
    pub(super) fn begin_drag(&self, start: Point, hit: Option<Hit>, adds: bool) -> Gesture {
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
            Some(Hit::Card(_)) => self.lift(from),
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

    /// The gesture in which the selected cards are carried.
    fn lift(&self, from: Point) -> Gesture {
        let names = self.editor.selection.with_untracked(|all| all.states.clone());
        let lifted: HashSet<String> = names.iter().cloned().collect();
        let (width, height) = self.size.get_untracked();
        let shown = self.view().shown(width, height);
        let (cards, beside, is_lone) = self.scene(|scene| {
            let place = |name: &String| {
                let at = scene.position(name)?;
                let rect = scene.cards()[at].rect;
                Some((at, Point::new(rect.x, rect.y)))
            };
            let others = scene.within(&shown).filter(|card| !lifted.contains(&card.name));
            let is_lone = matches!(names.as_slice(), [name] if is_lone(scene, name));
            (names.iter().filter_map(place).collect(), others.map(|it| it.rect).collect(), is_lone)
        });
        self.lift_by.set(Point::default());
        self.lifted.set(lifted);
        self.beside.set_value(beside);
        Gesture::Drag { from, cards, is_lone }
    }

    /// Carries the lifted cards along: in line with cards near, else on the grid. A card that
    /// nothing is wired to lands on the edge under the pointer.
    pub(super) fn drag_to(&self, from: Point, cards: &[(usize, Point)], here: Point, hold: Hold) {
        let wish = Point::new(here.x - from.x, here.y - from.y);
        let reach = PULL / self.view().zoom;
        let lifted = self.scene(|scene| {
            let rect = |(at, place): &(usize, Point)| {
                Some(Rect { x: place.x, y: place.y, ..scene.cards().get(*at)?.rect })
            };
            cards.iter().filter_map(rect).reduce(|all, rect| all.with(&rect))
        });
        let Some(bounds) = lifted else { return };
        let first = cards.first().map_or(Point::default(), |(_, place)| *place);
        let (by, guides) =
            self.beside.with_value(|beside| snap(&bounds, first, wish, beside, reach, hold));
        if self.lift_by.get_untracked() == by {
            return;
        }
        if self.guides.with_untracked(|before| *before != guides) {
            self.guides.set(guides);
        }
        let moved =
            |(at, place): &(usize, Point)| (*at, Point::new(place.x + by.x, place.y + by.y));
        let places: Vec<_> = cards.iter().map(moved).collect();
        self.editor.scene.update_value(|scene| scene.place(&places));
        self.lift_by.set(by);
    }

    /// Puts the lifted cards down where they are: one edit.
    pub(super) fn drop_cards(&self) {
        let names = self.editor.selection.with_untracked(|all| all.states.clone());
        let (by, landing) = (self.lift_by.get_untracked(), self.landing.get_untracked());
        self.put_down();
        if by == Point::default() {
            return;
        }
        let edge = landing.and_then(|(card, edge)| self.scene(|scene| scene.edge_name(card, edge)));
        match (edge, names.as_slice()) {
            (Some((from, exit)), [name]) => {
                let done = self.editor.edit(|flow| {
                    let was = flow.state(name).map(flow::State::offset).unwrap_or_default();
                    let to = Offset { x: was.x + by.x, y: was.y + by.y };
                    edit::splice(flow, name, to, &from, &exit)
                });
                if done {
                    self.editor.announce(format!("{name} inserted after {from}"));
                }
            }
            _ => self.move_by(&names, by),
        }
    }

    pub(super) fn put_down(&self) {
        self.lifted.update(HashSet::clear);
        self.lift_by.set(Point::default());
        self.guides.update(Vec::clear);
        self.land_on(None);
    }

    /// A wire was let go over nothing: the list of widgets opens there.
    pub(super) fn add_at(&self, (name, exit): (String, flow::widget::Exit), at: Point) {
        let site = Site::After(name, exit);
        let place = self.view().to_screen(at);
        self.adding.set(Some(Adding { site, at: Some(at), place }));
    }
}

/// Whether nothing leads to a card or out of it.
fn is_lone(scene: &Scene, name: &str) -> bool {
    let Some(at) = scene.position(name) else { return false };
    let leads_there = |from: usize| scene.edges(from).iter().any(|edge| edge.to == at);
    let card = &scene.cards()[at];
    !card.ports.is_empty()
        && card.ports.iter().all(|port| port.next.is_none())
        && !(0..scene.cards().len()).any(leads_there)
}
