//! The way of an edge from a port to a card.

use super::course::{Strand, spread};
use super::geometry::{Point, Rect};

/// The way of one edge.
#[derive(Debug, Clone, PartialEq)]
pub struct Route {
    /// Where it begins.
    pub start: Point,
    /// The pieces, one after the other.
    pub pieces: Vec<Piece>,
    /// A rectangle that holds all of it.
    pub bounds: Rect,
}

/// A piece of a way.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Piece {
    /// Straight on.
    Line(Point),
    /// Round a corner, which is the first point.
    Corner(Point, Point),
    /// A cubic curve by its two handles.
    Curve(Point, Point, Point),
}

impl Piece {
    fn end(self) -> Point {
        match self {
            Self::Line(end) | Self::Corner(_, end) | Self::Curve(_, _, end) => end,
        }
    }
}

/// How far an edge runs straight out of a port and into a card.
const STUB: f64 = 20.0;
const RADIUS: f64 = 12.0;
/// How far an edge that leads upwards keeps from the cards.
const AROUND: f64 = 28.0;
/// How far such edges keep from each other, where there is room.
const LANE: f64 = 9.0;
/// How much room such edges of one card take.
const LANES: f64 = 180.0;
/// How far edges between the same two cards keep from each other, where there is room.
const STRAND: f64 = 16.0;

/// The way from a port of the card `from` at `start` to the card `to`.
pub fn route(start: Point, from: &Rect, strand: Strand, to: &Rect) -> Route {
    let across = spread(strand.parallel, STRAND, to.width - 2.0 * RADIUS);
    let end = Point::new(to.centre().x + across, to.y);
    let down = end.y - from.bottom();
    if down >= STUB {
        let reach = (down * 0.5).clamp(STUB, 160.0);
        // Ports below each other would share a line; the card hides where it is left.
        let side = spread(strand.parallel, 3.0, 60.0);
        let below = Point::new(start.x + side, from.bottom());
        let curve = Piece::Curve(Point::new(below.x, below.y + reach), above(end, reach), end);
        return finish(start, vec![Piece::Line(below), curve]);
    }
    upwards(start, from, strand, end, to)
}

/// An edge that leads upwards or sideways goes round both cards, on the nearer side.
fn upwards(start: Point, from: &Rect, strand: Strand, end: Point, to: &Rect) -> Route {
    let (port, ports) = strand.port;
    let lane = spread((port, ports), LANE, LANES) - spread((0, ports), LANE, LANES);
    let lanes = 2.0 * -spread((0, ports), LANE, LANES);
    let left = from.x.min(to.x) - AROUND - lane;
    let right = from.right().max(to.right()) + AROUND + lane;
    // Between the cards where there is room, in the middle half; else round the outside.
    let gap = if to.x > from.right() + LANE {
        Some((f64::midpoint(to.x, from.right()), (to.x - from.right()) / 4.0))
    } else if from.x > to.right() + LANE {
        Some((f64::midpoint(from.x, to.right()), (from.x - to.right()) / 4.0))
    } else {
        None
    };
    let outside = if (start.x - left) + (end.x - left) <= (right - start.x) + (right - end.x) {
        left
    } else {
        right
    };
    // Squeezed rather than cut, so that no two come to lie on each other.
    let narrow = |room: f64| (2.0 * room / lanes.max(1.0)).min(1.0);
    let side = gap.map_or(outside, |(middle, room)| middle + (lane - lanes / 2.0) * narrow(room));
    let low = from.bottom() + STUB + lane * 0.5;
    let high = end.y - STUB - lane * 0.5;
    corners(
        start,
        &[
            Point::new(start.x, low),
            Point::new(side, low),
            Point::new(side, high),
            above(end, end.y - high),
        ],
        end,
    )
}

/// Straight lines by these corners, rounded.
fn corners(start: Point, corners: &[Point], end: Point) -> Route {
    let mut pieces = Vec::with_capacity(corners.len() * 2 + 1);
    let mut before = start;
    for (at, corner) in corners.iter().enumerate() {
        let after = corners.get(at + 1).copied().unwrap_or(end);
        let radius = RADIUS.min(before.distance(*corner) / 2.0).min(corner.distance(after) / 2.0);
        pieces.push(Piece::Line(toward(*corner, before, radius)));
        pieces.push(Piece::Corner(*corner, toward(*corner, after, radius)));
        before = *corner;
    }
    pieces.push(Piece::Line(end));
    finish(start, pieces)
}

/// The point `by` away from `from` on the way to `to`.
fn toward(from: Point, to: Point, by: f64) -> Point {
    let length = from.distance(to);
    if length < 1e-6 {
        return from;
    }
    Point::new(from.x + (to.x - from.x) / length * by, from.y + (to.y - from.y) / length * by)
}

fn above(point: Point, by: f64) -> Point {
    Point::new(point.x, point.y - by)
}

fn finish(start: Point, pieces: Vec<Piece>) -> Route {
    let mut bounds = Rect { x: start.x, y: start.y, ..Rect::default() };
    let mut hold = |point: &Point| bounds = bounds.with(&Rect::between(*point, *point));
    for piece in &pieces {
        match piece {
            Piece::Line(end) => hold(end),
            Piece::Corner(corner, end) => [corner, end].into_iter().for_each(&mut hold),
            Piece::Curve(a, b, end) => [a, b, end].into_iter().for_each(&mut hold),
        }
    }
    Route { start, pieces, bounds }
}

impl Route {
    /// Where it ends.
    pub fn end(&self) -> Point {
        self.pieces.last().map_or(self.start, |piece| piece.end())
    }

    /// How far a point is from the edge, where that is at most `reach`.
    pub fn distance(&self, point: Point, reach: f64) -> Option<f64> {
        if !self.bounds.grown(reach).contains(point) {
            return None;
        }
        let points = self.points();
        let distances = points.windows(2).map(|pair| to_segment(point, pair[0], pair[1]));
        distances.min_by(f64::total_cmp).filter(|distance| *distance <= reach)
    }

    /// Points along the edge, near enough to each other to stand for it.
    fn points(&self) -> Vec<Point> {
        const CUTS: u32 = 16;
        let mut points = vec![self.start];
        for piece in &self.pieces {
            let from = points.last().copied().unwrap_or(self.start);
            if let Piece::Curve(a, b, end) = *piece {
                for cut in 1..CUTS {
                    points.push(cubic(from, a, b, end, f64::from(cut) / f64::from(CUTS)));
                }
            }
            points.push(piece.end());
        }
        points
    }
}

fn cubic(p: Point, a: Point, b: Point, q: Point, t: f64) -> Point {
    let s = 1.0 - t;
    let mix = |p: f64, a: f64, b: f64, q: f64| {
        s * s * s * p + 3.0 * s * s * t * a + 3.0 * s * t * t * b + t * t * t * q
    };
    Point::new(mix(p.x, a.x, b.x, q.x), mix(p.y, a.y, b.y, q.y))
}

fn to_segment(point: Point, a: Point, b: Point) -> f64 {
    let length = a.distance(b);
    if length < 1e-9 {
        return point.distance(a);
    }
    let along = ((point.x - a.x) * (b.x - a.x) + (point.y - a.y) * (b.y - a.y)) / length;
    point.distance(toward(a, b, along.clamp(0.0, length)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(x: f64, y: f64) -> Rect {
        Rect { x, y, width: 300.0, height: 92.0 }
    }

    fn between(from: Rect, to: Rect) -> Route {
        let start = Point::new(from.x + 50.0, from.bottom());
        route(start, &from, Strand { port: (0, 3), parallel: (0, 1) }, &to)
    }

    #[test]
    fn an_edge_ends_where_its_card_begins() {
        for to in [card(0.0, 200.0), card(600.0, 20.0), card(0.0, -300.0), card(0.0, 0.0)] {
            let route = between(card(0.0, 0.0), to);
            let end = route.pieces.last().unwrap().end();
            assert_eq!(end, Point::new(to.centre().x, to.y));
            assert!(route.bounds.contains(end));
        }
    }

    #[test]
    fn an_edge_upwards_goes_round_its_cards() {
        let (from, to) = (card(0.0, 400.0), card(0.0, 0.0));
        let route = between(from, to);
        let inside = |rect: &Rect| {
            let rect = rect.grown(-1.0);
            route.points().windows(2).any(|pair| {
                (0..=20).any(|cut| {
                    rect.contains(toward(
                        pair[0],
                        pair[1],
                        pair[0].distance(pair[1]) * f64::from(cut) / 20.0,
                    ))
                })
            })
        };
        assert!(!inside(&from) && !inside(&to));
    }

    #[test]
    fn an_edge_is_hit_along_its_line_and_not_beside_it() {
        let route = between(card(0.0, 0.0), card(400.0, 300.0));
        let middle = route.points()[8];
        assert!(route.distance(middle, 6.0).is_some());
        assert!(route.distance(Point::new(middle.x + 60.0, middle.y - 60.0), 6.0).is_none());
    }

    #[test]
    fn thirty_edges_between_two_cards_can_be_told_apart() {
        for to in [card(0.0, 400.0), card(700.0, 10.0), card(0.0, -400.0), card(0.0, 0.0)] {
            let from = Rect { height: 344.0, ..card(0.0, 0.0) };
            // Ten rows of three ports, as a split with thirty ways out has.
            let routes: Vec<Route> = (0..30_u32)
                .map(|at| {
                    let x = 50.0 + 100.0 * f64::from(at % 3);
                    let row = f64::from(at / 3);
                    let nth = usize::try_from(at % 3 * 10 + at / 3).unwrap();
                    let strand =
                        Strand { port: (usize::try_from(at).unwrap(), 30), parallel: (nth, 30) };
                    route(Point::new(x, 92.0 + 28.0 * row), &from, strand, &to)
                })
                .collect();
            for (at, a) in routes.iter().enumerate() {
                for b in &routes[at + 1..] {
                    let farthest = a.points().into_iter().map(|point| {
                        let far = b.distance(point, f64::MAX).unwrap_or(f64::MAX);
                        if point.y <= from.bottom() && point.y >= from.y { 0.0 } else { far }
                    });
                    assert!(farthest.fold(0.0, f64::max) >= 3.0, "{a:?} {b:?}");
                    assert!(a.end().distance(b.end()) >= 3.0);
                }
            }
        }
    }
}
