//! A part in layers: its cards, and a bend in every layer that a longer line passes.

use super::layers::layers;
use super::lists::Lists;
use super::parts::Part;
use super::{Direction, Drawing, Line};

/// Longer lines are left out of the order once there are so many bends: a bound of the work.
const MAX_BENDS: usize = 12_000;
/// The room a passing line takes.
const BEND: f64 = 16.0;

/// Cards and bends, together called spots: cards first, as in the part, then bends.
#[derive(Debug)]
pub(super) struct Layered {
    /// How many of the spots are cards.
    pub(super) cards: usize,
    /// The layer of each spot.
    pub(super) layer: Vec<usize>,
    /// How large each spot is.
    pub(super) sizes: Vec<Size>,
    /// The spots of each layer, in order.
    pub(super) layers: Vec<Vec<usize>>,
    /// Where each spot stands in its layer.
    pub(super) at: Vec<usize>,
    /// The lines between neighbouring layers.
    pub(super) ties: Vec<Tie>,
    /// The ties that leave each spot downwards, from the first port on.
    pub(super) down: Lists,
    /// The ties that come to each spot from above.
    pub(super) up: Lists,
}

/// The size of a spot by the way the flow is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Size {
    /// Along the layer.
    pub(super) across: f64,
    /// From layer to layer.
    pub(super) depth: f64,
}

/// A line, or a piece of one, from one layer to the next.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tie {
    /// The spot in the upper layer.
    pub(super) upper: usize,
    /// The spot in the lower layer.
    pub(super) lower: usize,
    /// Where it leaves the upper spot, from 0 to 1.
    pub(super) share: f64,
    /// Where it leaves, from the middle of the upper spot.
    pub(super) leaves: f64,
    /// Where it arrives, from the middle of the lower spot.
    pub(super) arrives: f64,
    /// How strongly it pulls its ends into one line.
    pub(super) pull: f64,
}

impl Layered {
    pub(super) fn new(drawing: &Drawing, part: &Part, direction: Direction) -> Self {
        let cards = part.cards.len();
        let sizes = part.cards.iter().map(|card| {
            let card = &drawing.cards[*card];
            match direction {
                Direction::Down => Size { across: card.width, depth: card.height },
                Direction::Right => Size { across: card.height, depth: card.width },
            }
        });
        let mut builder = Builder {
            direction,
            cards,
            layer: Vec::new(),
            sizes: sizes.collect(),
            ties: Vec::new(),
        };
        builder.add_lines(part);
        let Builder { layer, sizes, ties, .. } = builder;

        let numbered = ties.iter().enumerate();
        let mut down = Lists::new(layer.len(), numbered.clone().map(|(at, tie)| (tie.upper, at)));
        down.sort_by(|tie| ties[tie].share);
        let up = Lists::new(layer.len(), numbered.map(|(at, tie)| (tie.lower, at)));
        let depth = layer.iter().max().map_or(0, |last| last + 1);
        let (layers, at) = (vec![Vec::new(); depth], vec![0; layer.len()]);
        let mut layered = Self { cards, layer, sizes, layers, at, ties, down, up };
        layered.put_in_reading_order();
        layered
    }

    /// How many spots there are.
    pub(super) fn len(&self) -> usize {
        self.layer.len()
    }

    /// The first order: as one comes by the spots from the top, first port first. A tree has no
    /// crossings in it.
    fn put_in_reading_order(&mut self) {
        let mut is_placed = vec![false; self.len()];
        let heads = (0..self.len()).filter(|spot| self.up.of(*spot).is_empty());
        let mut left: Vec<usize> = heads.collect();
        left.reverse();
        while let Some(spot) = left.pop() {
            if std::mem::replace(&mut is_placed[spot], true) {
                continue;
            }
            let layer = &mut self.layers[self.layer[spot]];
            self.at[spot] = layer.len();
            layer.push(spot);
            left.extend(self.down.of(spot).iter().rev().map(|tie| self.ties[*tie].lower));
        }
    }

    /// Notes where the spots of a layer stand, after its order changed.
    pub(super) fn renumber(&mut self, layer: usize) {
        for (at, spot) in self.layers[layer].iter().enumerate() {
            self.at[*spot] = at;
        }
    }
}

struct Builder {
    direction: Direction,
    cards: usize,
    layer: Vec<usize>,
    sizes: Vec<Size>,
    ties: Vec<Tie>,
}

impl Builder {
    /// Adds all lines, short ones first, until there are too many bends.
    fn add_lines(&mut self, part: &Part) {
        let layers = layers(part);
        self.layer = layers.of;
        let length = |line: &Line| self.layer[line.from].abs_diff(self.layer[line.to]);
        let mut order: Vec<(usize, usize)> =
            part.lines.iter().enumerate().map(|(at, line)| (length(line), at)).collect();
        order.sort_unstable();
        let mut bends = 0;
        for (length, at) in order {
            bends += length.saturating_sub(1);
            if bends > MAX_BENDS {
                break;
            }
            self.add_line(&part.lines[at], layers.is_back[at]);
        }
    }

    fn add_line(&mut self, line: &Line, is_back: bool) {
        let (upper, last) = if is_back { (line.to, line.from) } else { (line.from, line.to) };
        let width = match self.direction {
            Direction::Down => self.sizes[line.from].across,
            Direction::Right => self.sizes[line.from].depth,
        };
        // A line that leads back is drawn round its cards; it leaves no port downwards.
        let share = line.along / width;
        let share = if is_back || !share.is_finite() { 0.5 } else { share.clamp(0.0, 1.0) };
        // It is drawn elsewhere than its bends, so that it need not run straight.
        let weight = if is_back { 0.25 } else { 1.0 };
        let mut from = upper;
        while self.layer[from] + 1 < self.layer[last] {
            let bend = self.layer.len();
            self.layer.push(self.layer[from] + 1);
            self.sizes.push(Size { across: BEND, depth: 0.0 });
            self.tie(from, bend, share, weight);
            from = bend;
        }
        self.tie(from, last, share, weight);
    }

    fn tie(&mut self, upper: usize, lower: usize, share: f64, weight: f64) {
        let bends = usize::from(upper >= self.cards) + usize::from(lower >= self.cards);
        let is_card = |spot: usize| spot < self.cards;
        let across = |spot: usize| self.sizes[spot].across;
        let (leaves, arrives) = match self.direction {
            Direction::Down if is_card(upper) => ((share - 0.5) * across(upper), 0.0),
            Direction::Down => (0.0, 0.0),
            // Read from the left, cards of one row have their tops in one line.
            Direction::Right => {
                let top = |spot: usize| if is_card(spot) { -across(spot) / 2.0 } else { 0.0 };
                (top(upper), top(lower))
            }
        };
        let share = if is_card(upper) { share } else { 0.5 };
        let pull = weight * [1.0, 2.0, 6.0][bends];
        self.ties.push(Tie { upper, lower, share, leaves, arrives, pull });
    }
}
