//! Where the parts stand: beside each other, and clear of what was not chosen.

use super::parts::Part;
use super::{Card, Direction, Drawing, GRID};
use crate::definition::Offset;

/// Between the cards the flow comes to and those it does not.
const BESIDE: f64 = 160.0;
/// Between other parts.
const BETWEEN: f64 = 60.0;

/// The first part, and the others beside it in columns no longer than it is.
pub(super) fn beside_each_other(
    drawing: &Drawing,
    parts: &[Part],
    laid: &[Vec<Offset>],
    direction: Direction,
) -> Vec<(usize, Offset)> {
    let boxes: Vec<Bounds> =
        parts.iter().zip(laid).map(|(part, laid)| Bounds::of(drawing, part, laid)).collect();
    // Down the page and to the right, whichever way the flow is read.
    let sizes: Vec<(f64, f64)> = boxes
        .iter()
        .map(|it| match direction {
            Direction::Down => (it.width(), it.height()),
            Direction::Right => (it.height(), it.width()),
        })
        .collect();
    let mut places = Vec::new();
    for ((part, laid), (bounds, corner)) in
        parts.iter().zip(laid).zip(boxes.iter().zip(columns(&sizes, parts[0].begins)))
    {
        let (x, y) = match direction {
            Direction::Down => corner,
            Direction::Right => (corner.1, corner.0),
        };
        let moved = |at: &Offset| Offset { x: at.x - bounds.left + x, y: at.y - bounds.top + y };
        places.extend(part.cards.iter().copied().zip(laid.iter().map(moved)));
    }
    places
}

/// The corners of boxes in columns. The first box has the first column for itself if the flow
/// begins in it.
fn columns(sizes: &[(f64, f64)], begins: bool) -> Vec<(f64, f64)> {
    let area: f64 =
        sizes.iter().map(|(width, height)| (width + BETWEEN) * (height + BETWEEN)).sum();
    let longest = if begins { sizes[0].1 } else { 0.0 };
    let limit = longest.max((area * 0.6).sqrt());
    let (mut x, mut y, mut widest): (f64, f64, f64) = (0.0, 0.0, 0.0);
    let mut corners = Vec::with_capacity(sizes.len());
    for (at, (width, height)) in sizes.iter().enumerate() {
        let is_after_first = begins && at == 1;
        if is_after_first || (y > 0.0 && y + height > limit) {
            x += widest + if is_after_first { BESIDE } else { BETWEEN };
            (y, widest) = (0.0, 0.0);
        }
        corners.push((x, y));
        y += height + BETWEEN;
        widest = widest.max(*width);
    }
    corners
}

/// Moves all places so that their top left corner is where it was, and onto the grid.
pub(super) fn keep_corner(drawing: &Drawing, places: &mut [(usize, Offset)]) {
    let corner = |offsets: &mut dyn Iterator<Item = Offset>| {
        offsets.fold((f64::INFINITY, f64::INFINITY), |(x, y), at| (x.min(at.x), y.min(at.y)))
    };
    let before = corner(&mut places.iter().map(|(card, _)| drawing.cards[*card].at));
    let after = corner(&mut places.iter().map(|(_, at)| *at));
    let snap = |axis: f64| (axis / GRID).round() * GRID;
    for (_, at) in places {
        at.x = snap(before.0) + snap(at.x - after.0);
        at.y = snap(before.1) + snap(at.y - after.1);
    }
}

/// Moves all places together, as little as possible along one axis, when one of them would be on
/// a card that was not chosen.
pub(super) fn keep_clear(drawing: &Drawing, places: &mut [(usize, Offset)]) {
    let mut is_chosen = vec![false; drawing.cards.len()];
    places.iter().for_each(|(card, _)| is_chosen[*card] = true);
    let others = drawing.cards.iter().zip(&is_chosen).filter(|(_, is_chosen)| !**is_chosen);
    let others: Vec<Bounds> = others.map(|(card, _)| Bounds::of_card(card, card.at)).collect();
    let mut own: Vec<Bounds> =
        places.iter().map(|(card, at)| Bounds::of_card(&drawing.cards[*card], *at)).collect();
    if !meet_any(&mut own, &others) {
        return;
    }
    let Some(all) = own.iter().copied().reduce(Bounds::with) else { return };
    let Some((x, y)) = nearest_way_out(&all, &others) else { return };
    for (_, at) in places {
        (at.x, at.y) = (at.x + x, at.y + y);
    }
}

/// Whether two boxes meet, one of each list.
fn meet_any(own: &mut [Bounds], others: &[Bounds]) -> bool {
    own.sort_unstable_by(|a, b| a.top.total_cmp(&b.top));
    others.iter().any(|other| {
        let above = own.partition_point(|it| it.top < other.bottom);
        own[..above].iter().any(|it| it.meets(other))
    })
}

/// The shortest step to the right, down, left or up after which a box meets none of `others`.
fn nearest_way_out(all: &Bounds, others: &[Bounds]) -> Option<(f64, f64)> {
    let away = |step: f64| (step / GRID).ceil() * GRID;
    let mut steps: Vec<(f64, f64)> = others
        .iter()
        .flat_map(|other| {
            [
                (away(other.right + BETWEEN - all.left), 0.0),
                (0.0, away(other.bottom + BETWEEN - all.top)),
                (-away(all.right + BETWEEN - other.left), 0.0),
                (0.0, -away(all.bottom + BETWEEN - other.top)),
            ]
        })
        .collect();
    // The sort is stable, so that of equal steps the one to the right or down is taken.
    steps.sort_by(|a, b| (a.0.abs() + a.1.abs()).total_cmp(&(b.0.abs() + b.1.abs())));
    steps.into_iter().find(|step| {
        let moved = all.moved(*step);
        !others.iter().any(|other| moved.meets(other))
    })
}

/// An upright box.
#[derive(Debug, Clone, Copy)]
struct Bounds {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

impl Bounds {
    fn of_card(card: &Card, at: Offset) -> Self {
        Self { left: at.x, top: at.y, right: at.x + card.width, bottom: at.y + card.height }
    }

    fn of(drawing: &Drawing, part: &Part, laid: &[Offset]) -> Self {
        let cards = part.cards.iter().zip(laid);
        let boxes = cards.map(|(card, at)| Self::of_card(&drawing.cards[*card], *at));
        boxes.reduce(Self::with).unwrap_or(Self { left: 0.0, top: 0.0, right: 0.0, bottom: 0.0 })
    }

    fn with(self, other: Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    fn moved(self, (x, y): (f64, f64)) -> Self {
        Self {
            left: self.left + x,
            top: self.top + y,
            right: self.right + x,
            bottom: self.bottom + y,
        }
    }

    fn meets(&self, other: &Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    fn width(&self) -> f64 {
        self.right - self.left
    }

    fn height(&self) -> f64 {
        self.bottom - self.top
    }
}
