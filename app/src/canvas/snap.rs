//! Keeping cards in line while they are dragged, with the lines that show it.

use super::geometry::{Point, Rect, snapped};

/// Whether what is dragged keeps in line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hold {
    /// With cards near, else on the grid.
    Snap,
    /// It goes wherever the pointer does.
    Loose,
}

/// A line along which cards are in line, from end to end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Guide {
    /// The upper or left end.
    pub(crate) from: Point,
    /// The lower or right end.
    pub(crate) to: Point,
}

/// How far cards go that are to be moved by `wish`, and the guides that hold them there. `bounds`
/// holds them all as they were, `first` is the corner of the one that keeps to the grid.
pub(super) fn snap(
    bounds: &Rect,
    first: Point,
    wish: Point,
    others: &[Rect],
    reach: f64,
    hold: Hold,
) -> (Point, Vec<Guide>) {
    if hold == Hold::Loose {
        return (Point::new(wish.x.round(), wish.y.round()), Vec::new());
    }
    let moved = |by: Point| Rect { x: bounds.x + by.x, y: bounds.y + by.y, ..*bounds };
    let wished = moved(wish);
    let on_grid = snapped(Point::new(first.x + wish.x, first.y + wish.y));
    let pull = |lines: fn(&Rect) -> [f64; 3]| {
        let own = lines(&wished);
        let gaps = others.iter().flat_map(lines).flat_map(|line| own.map(|own| line - own));
        gaps.filter(|gap| gap.abs() <= reach).min_by(|a, b| a.abs().total_cmp(&b.abs()))
    };
    let (across, down) = (pull(upright), pull(level));
    let by = Point::new(
        across.map_or(on_grid.x - first.x, |gap| (wish.x + gap).round()),
        down.map_or(on_grid.y - first.y, |gap| (wish.y + gap).round()),
    );
    let place = moved(by);
    let guides = [
        across.and_then(|_| guide(&place, others, upright, |rect| [rect.y, rect.bottom()])),
        down.and_then(|_| guide(&place, others, level, |rect| [rect.x, rect.right()]))
            .map(|guide| Guide { from: turned(guide.from), to: turned(guide.to) }),
    ];
    (by, guides.into_iter().flatten().collect())
}

/// Where a card can be in line with those above and below: its centre counts first.
fn upright(rect: &Rect) -> [f64; 3] {
    [rect.centre().x, rect.x, rect.right()]
}

/// Where a card can be in line with those beside it.
fn level(rect: &Rect) -> [f64; 3] {
    [rect.centre().y, rect.y, rect.bottom()]
}

/// The first line that `place` shares with others, as if it were upright.
fn guide(
    place: &Rect,
    others: &[Rect],
    lines: fn(&Rect) -> [f64; 3],
    ends: fn(&Rect) -> [f64; 2],
) -> Option<Guide> {
    // Centres of cards of odd heights stand on half units.
    const SAME: f64 = 0.51;
    lines(place).into_iter().find_map(|line| {
        let is_on = |other: &&Rect| lines(other).iter().any(|it| (it - line).abs() < SAME);
        let [mut from, mut to] = ends(place);
        let mut found = false;
        for other in others.iter().filter(is_on) {
            let [start, end] = ends(other);
            (from, to, found) = (from.min(start), to.max(end), true);
        }
        found.then(|| Guide { from: Point::new(line, from), to: Point::new(line, to) })
    })
}

fn turned(point: Point) -> Point {
    Point::new(point.y, point.x)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(x: f64, y: f64) -> Rect {
        Rect { x, y, width: 300.0, height: 92.0 }
    }

    fn moved(wish: Point, others: &[Rect], hold: Hold) -> (Point, Vec<Guide>) {
        snap(&card(0.0, 0.0), Point::default(), wish, others, 6.0, hold)
    }

    #[test]
    fn a_card_is_drawn_into_line_with_the_nearest() {
        let (by, guides) = moved(Point::new(404.0, 183.0), &[card(407.0, 500.0)], Hold::Snap);
        assert_eq!(by, Point::new(407.0, 180.0));
        assert_eq!(
            guides,
            [Guide { from: Point::new(557.0, 180.0), to: Point::new(557.0, 592.0) }]
        );
    }

    #[test]
    fn a_card_is_drawn_level_with_one_beside_it() {
        let (by, guides) = moved(Point::new(404.0, 183.0), &[card(900.0, 187.0)], Hold::Snap);
        assert_eq!(by, Point::new(400.0, 187.0));
        assert_eq!(
            guides,
            [Guide { from: Point::new(400.0, 233.0), to: Point::new(1200.0, 233.0) }]
        );
    }

    #[test]
    fn far_from_others_the_grid_holds() {
        let (by, guides) = moved(Point::new(404.0, 183.0), &[card(415.0, 500.0)], Hold::Snap);
        assert_eq!(by, Point::new(400.0, 180.0));
        assert_eq!(guides, []);
    }

    #[test]
    fn nothing_holds_a_loose_card() {
        let (by, guides) = moved(Point::new(404.4, 183.0), &[card(407.0, 500.0)], Hold::Loose);
        assert_eq!(by, Point::new(404.0, 183.0));
        assert_eq!(guides, []);
    }
}
