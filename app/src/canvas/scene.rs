//! Where everything of a flow stands: cards, ports and edges, kept in step with the draft.

use std::collections::HashMap;

use flow::validate::{Problem, Severity};
use flow::widget::Exit;
use flow::{Flow, Offset, State};

use super::card::{Card, PortPlace};
use super::course::{Course, Strand, course};
use super::geometry::{Point, Rect};
use super::route::{Route, route};
use crate::editor::Touched;

/// How many cards are drawn from one cached picture.
pub const CHUNK: usize = 32;

/// All cards and edges of a flow.
#[derive(Debug, Default)]
pub struct Scene {
    cards: Vec<Card>,
    edges: Vec<Vec<Edge>>,
    by_name: HashMap<String, usize>,
    /// How bad the worst problem of each state is, where it has one.
    troubles: HashMap<String, Severity>,
    /// Goes up whenever a card of the chunk, or an edge that begins there, changes its looks.
    versions: Vec<u64>,
    version: u64,
}

/// The edge from one port.
#[derive(Debug, Clone, PartialEq)]
pub struct Edge {
    /// The port it begins at, among its card's.
    pub port: usize,
    /// The card it leads to.
    pub to: usize,
    /// What kind of way it takes.
    pub course: Course,
    /// Its way.
    pub route: Route,
}

/// What is under the pointer.
#[derive(Debug, Clone, PartialEq)]
pub enum Hit {
    /// A port of a card.
    Port(usize, usize),
    /// A card.
    Card(usize),
    /// The end of an edge: card and place among its edges.
    EdgeEnd(usize, usize),
    /// An edge: card and place among its edges.
    Edge(usize, usize),
}

impl Scene {
    /// The scene of a flow.
    pub fn new(flow: &Flow) -> Self {
        let mut scene = Self::default();
        scene.rebuild(flow);
        scene
    }

    /// Brings the scene up to date after an edit.
    pub(crate) fn refresh(&mut self, flow: &Flow, touched: &Touched) {
        if touched.structure {
            self.rebuild(flow);
            return;
        }
        let mut changed = Vec::new();
        for name in &touched.states {
            if let (Some(&at), Some(state)) = (self.by_name.get(name), flow.state(name)) {
                self.cards[at] = self.card_of(state);
                changed.push(at);
            }
        }
        self.reroute(&changed);
    }

    /// Shows cards at other places, for as long as a drag lasts.
    pub(crate) fn place(&mut self, places: &[(usize, Point)]) {
        let mut changed = Vec::with_capacity(places.len());
        for (at, place) in places {
            if let Some(card) = self.cards.get_mut(*at) {
                (card.rect.x, card.rect.y) = (place.x, place.y);
                changed.push(*at);
            }
        }
        self.reroute(&changed);
    }

    fn rebuild(&mut self, flow: &Flow) {
        self.cards.clear();
        self.by_name.clear();
        for (at, state) in flow.states().iter().enumerate() {
            // Of several states with one name only the first can be wired or named.
            if flow.position(state.name()) == Some(at) {
                self.by_name.insert(state.name().to_owned(), self.cards.len());
                self.cards.push(self.card_of(state));
            }
        }
        self.edges = (0..self.cards.len()).map(|at| self.edges_of(at)).collect();
        self.version += 1;
        self.versions = vec![self.version; self.cards.len().div_ceil(CHUNK)];
    }

    fn card_of(&self, state: &State) -> Card {
        let trouble = self.troubles.get(state.name()).copied();
        Card { trouble, ..Card::new(state) }
    }

    /// Shows on the cards which of them have problems.
    pub(crate) fn show_problems(&mut self, problems: &[Problem]) {
        self.troubles.clear();
        for problem in problems {
            if let Some(name) = &problem.state {
                let worst = self.troubles.entry(name.clone()).or_insert(problem.severity);
                *worst = problem.severity.max(*worst);
            }
        }
        self.version += 1;
        for (at, card) in self.cards.iter_mut().enumerate() {
            let trouble = self.troubles.get(&card.name).copied();
            if card.trouble != trouble {
                card.trouble = trouble;
                self.versions[at / CHUNK] = self.version;
            }
        }
    }

    /// Finds the edges from and to these cards anew.
    fn reroute(&mut self, changed: &[usize]) {
        self.version += 1;
        for from in 0..self.cards.len() {
            let leads_there = self.edges[from].iter().any(|edge| changed.contains(&edge.to));
            if leads_there || changed.contains(&from) {
                self.edges[from] = self.edges_of(from);
                self.versions[from / CHUNK] = self.version;
            }
        }
    }

    fn edges_of(&self, from: usize) -> Vec<Edge> {
        let card = &self.cards[from];
        let target = |place: &PortPlace| self.by_name.get(place.next.as_ref()?).copied();
        let ways: Vec<(usize, usize)> = card
            .ports
            .iter()
            .enumerate()
            .filter_map(|(port, place)| Some((port, target(place)?)))
            .collect();
        let edge = |&(port, to): &(usize, usize)| {
            let start = card.anchor(port);
            let left_of = |other: usize| {
                let x = card.anchor(other).x;
                x < start.x || (x <= start.x && other < port)
            };
            let beside = ways.iter().filter(|(_, other)| *other == to);
            let nth = beside.clone().filter(|(other, _)| left_of(*other)).count();
            let strand = Strand { port: (port, card.ports.len()), parallel: (nth, beside.count()) };
            let rect = &self.cards[to].rect;
            Edge {
                port,
                to,
                course: course(from, to, (&card.rect, rect)),
                route: route(start, &card.rect, strand, rect),
            }
        };
        ways.iter().map(edge).collect()
    }

    /// All cards, in the order of the document.
    pub fn cards(&self) -> &[Card] {
        &self.cards
    }

    /// The edges that begin at a card.
    pub fn edges(&self, from: usize) -> &[Edge] {
        &self.edges[from]
    }

    /// The names of all cards.
    pub fn names(&self) -> Vec<String> {
        self.cards.iter().map(|card| card.name.clone()).collect()
    }

    /// The card of a state.
    pub fn card(&self, name: &str) -> Option<&Card> {
        self.position(name).map(|at| &self.cards[at])
    }

    /// Where the card of a state stands in [`cards`](Self::cards).
    pub fn position(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// The edge from one way out of a state.
    pub fn edge(&self, name: &str, exit: &Exit) -> Option<&Edge> {
        let at = self.position(name)?;
        self.edges[at].iter().find(|edge| self.cards[at].ports[edge.port].exit == *exit)
    }

    /// Names an edge that outlives the next edit.
    pub fn edge_name(&self, from: usize, edge: usize) -> Option<(String, Exit)> {
        let edge = self.edges.get(from)?.get(edge)?;
        let card = &self.cards[from];
        Some((card.name.clone(), card.ports[edge.port].exit.clone()))
    }

    /// The looks of each chunk, as a number that changes with them.
    pub fn versions(&self) -> &[u64] {
        &self.versions
    }

    /// A rectangle that holds every card.
    pub fn bounds(&self) -> Option<Rect> {
        self.cards.iter().map(|card| card.rect).reduce(|all, rect| all.with(&rect))
    }

    /// The cards that are at least partly within `area`.
    pub fn within(&self, area: &Rect) -> impl Iterator<Item = &Card> {
        self.cards.iter().filter(|card| card.rect.meets(area))
    }

    /// What is under a point of the canvas; thin things may be missed by `reach`.
    pub fn hit(&self, point: Point, reach: f64) -> Option<Hit> {
        // The last card is drawn on top.
        let near = |card: &Card| card.rect.grown(reach).contains(point);
        let candidates = || (0..self.cards.len()).rev().filter(|at| near(&self.cards[*at]));
        let port = candidates().find_map(|at| Some((at, self.cards[at].port_at(point, reach)?)));
        if let Some((at, port)) = port {
            return Some(Hit::Port(at, port));
        }
        if let Some(at) = candidates().find(|at| self.cards[*at].rect.contains(point)) {
            return Some(Hit::Card(at));
        }
        self.edge_at(point, reach)
    }

    /// The edge whose end is drawn at the top of a card, or whose line is under the point.
    pub(super) fn edge_at(&self, point: Point, reach: f64) -> Option<Hit> {
        let mut nearest: Option<(f64, Hit)> = None;
        for (from, edges) in self.edges.iter().enumerate() {
            for (at, edge) in edges.iter().enumerate() {
                let Some(distance) = edge.route.distance(point, reach) else { continue };
                if nearest.as_ref().is_some_and(|(least, _)| *least <= distance) {
                    continue;
                }
                let is_end = edge.route.end().distance(point) <= 2.5 * reach;
                let hit = if is_end { Hit::EdgeEnd(from, at) } else { Hit::Edge(from, at) };
                nearest = Some((distance, hit));
            }
        }
        nearest.map(|(_, hit)| hit)
    }

    /// The nearest card from `from` in a direction, for the arrow keys.
    pub fn neighbour(&self, from: usize, direction: Direction) -> Option<usize> {
        let start = self.cards.get(from)?.rect.centre();
        let cost = |at: usize| {
            let centre = self.cards[at].rect.centre();
            let (along, aside) = direction.measure(centre.x - start.x, centre.y - start.y);
            // Straight on counts most; what lies more to the side than ahead does not count.
            (along > 1.0 && aside <= along * 2.5).then_some(along + 2.0 * aside)
        };
        let others = (0..self.cards.len()).filter(|at| *at != from);
        let costs = others.filter_map(|at| Some((at, cost(at)?)));
        costs.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(at, _)| at)
    }

    /// A free place for a new card, at `wish` or below it.
    pub fn free_place(&self, wish: Offset) -> Offset {
        const AIR: f64 = 20.0;
        let mut place = wish;
        let taken = |place: Offset| {
            let rect = Rect { x: place.x, y: place.y, width: super::card::WIDTH, height: 92.0 };
            self.cards.iter().map(|card| card.rect).find(|other| other.meets(&rect.grown(AIR)))
        };
        while let Some(other) = taken(place) {
            // Always further down than before, so this ends.
            place.y = ((other.bottom() + AIR) / 10.0).floor() * 10.0 + 10.0;
        }
        place
    }
}

/// A direction of the arrow keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// ←
    Left,
    /// →
    Right,
    /// ↑
    Up,
    /// ↓
    Down,
}

impl Direction {
    /// How far (x, y) lies in this direction, and how far to its side.
    fn measure(self, x: f64, y: f64) -> (f64, f64) {
        match self {
            Self::Left => (-x, y.abs()),
            Self::Right => (x, y.abs()),
            Self::Up => (-y, x.abs()),
            Self::Down => (y, x.abs()),
        }
    }

    /// One step of `length` in this direction.
    pub fn step(self, length: f64) -> Point {
        match self {
            Self::Left => Point::new(-length, 0.0),
            Self::Right => Point::new(length, 0.0),
            Self::Up => Point::new(0.0, -length),
            Self::Down => Point::new(0.0, length),
        }
    }
}
