//! Places for cards that are easy to read: the layered method of Sugiyama, Tagawa and Toda.
//!
//! Lines that lead back are turned round, cards go into layers by how far they are from where the
//! flow begins, each layer is put into an order with few crossings, and then every card is drawn
//! towards the cards it is wired with. Cards no caller can reach stand beside the others.
//!
//! It is a plain function of sizes and lines: the same drawing gives the same places, and one that
//! is laid out already stays as it is. How long it takes is bounded by counting work, never by a
//! clock. It walks lists of numbers; a crate for graphs would give it a depth-first walk, but not
//! in the order of the ports, which is the order an author reads in.

mod layered;
mod layers;
mod lists;
mod order;
mod pack;
mod parts;
mod spread;

use crate::definition::Offset;

use layered::Layered;
use parts::{Part, parts};

/// Places keep to the grid that dragged cards keep to.
const GRID: f64 = 10.0;

/// A card as large as it is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Card {
    /// Where it stands.
    pub at: Offset,
    /// To the right.
    pub width: f64,
    /// Downwards.
    pub height: f64,
}

/// A line from the bottom of one card to the top of another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// The place of the card it leaves, among the cards.
    pub from: usize,
    /// The place of the card it leads to.
    pub to: usize,
    /// How far from that card's left edge it leaves; lines of one card keep this order.
    pub along: f64,
}

/// Cards and the lines between them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Drawing {
    /// The cards, in the order of the document.
    pub cards: Vec<Card>,
    /// The lines.
    pub lines: Vec<Line>,
    /// The card the flow begins at.
    pub start: Option<usize>,
}

/// Which way a flow is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From top to bottom.
    Down,
    /// From left to right.
    Right,
}

/// New places for the `chosen` cards. Their top left corner stays where it is, unless they would
/// then cover a card that was not chosen.
pub fn tidy(drawing: &Drawing, chosen: &[usize], direction: Direction) -> Vec<(usize, Offset)> {
    let parts = parts(drawing, chosen);
    if parts.is_empty() {
        return Vec::new();
    }
    let laid: Vec<Vec<Offset>> =
        parts.iter().map(|part| lay_out(drawing, part, direction)).collect();
    let mut places = pack::beside_each_other(drawing, &parts, &laid, direction);
    pack::keep_corner(drawing, &mut places);
    pack::keep_clear(drawing, &mut places);
    places.sort_unstable_by_key(|(card, _)| *card);
    places
}

/// How often lines cross when each runs straight from where it leaves to the middle of its
/// card's top: a measure of how hard a drawing is to read.
pub fn crossings(drawing: &Drawing) -> usize {
    let ends: Vec<[Offset; 2]> =
        drawing.lines.iter().filter_map(|line| ends(drawing, line)).collect();
    let pairs = ends.iter().enumerate();
    pairs.map(|(at, a)| ends[at + 1..].iter().filter(|b| cross(a, b)).count()).sum()
}

fn ends(drawing: &Drawing, line: &Line) -> Option<[Offset; 2]> {
    let (from, to) = (drawing.cards.get(line.from)?, drawing.cards.get(line.to)?);
    let start = Offset { x: from.at.x + line.along, y: from.at.y + from.height };
    Some([start, Offset { x: to.at.x + to.width / 2.0, y: to.at.y }])
}

fn cross(a: &[Offset; 2], b: &[Offset; 2]) -> bool {
    let side = |line: &[Offset; 2], point: Offset| {
        (line[1].x - line[0].x) * (point.y - line[0].y)
            - (line[1].y - line[0].y) * (point.x - line[0].x)
    };
    side(a, b[0]) * side(a, b[1]) < 0.0 && side(b, a[0]) * side(b, a[1]) < 0.0
}

/// The places of one part's cards, its corner near the origin.
fn lay_out(drawing: &Drawing, part: &Part, direction: Direction) -> Vec<Offset> {
    if part.cards.len() == 1 {
        return vec![Offset::default()];
    }
    let mut layered = Layered::new(drawing, part, direction);
    order::reduce_crossings(&mut layered);
    let across = spread::across(&layered);
    let depths = spread::depths(&layered);
    let place = |card: usize| {
        let size = layered.sizes[card];
        let (across, depth) = (across[card] - size.across / 2.0, depths[layered.layer[card]]);
        match direction {
            Direction::Down => Offset { x: across, y: depth },
            Direction::Right => Offset { x: depth, y: across },
        }
    };
    (0..part.cards.len()).map(place).collect()
}
