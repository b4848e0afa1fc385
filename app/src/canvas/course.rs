//! What sets edges apart: the kind of way they take, and their place among those beside them.

use super::geometry::Rect;

/// What kind of way an edge takes, which is seen in its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Course {
    /// On.
    Forward,
    /// To a card further up.
    Back,
    /// To the card it comes from.
    Loop,
}

impl Course {
    /// The dashes of its line and the gaps between them, in pixels; none for a line without.
    pub const fn dashes(self) -> &'static [f64] {
        match self {
            Self::Forward => &[],
            Self::Back => &[7.0, 4.0],
            Self::Loop => &[2.0, 3.0],
        }
    }
}

/// The place of an edge among those from the same card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Strand {
    /// Its port, and how many there are.
    pub port: (usize, usize),
    /// Its place among the edges to the same card, from left to right, and how many there are.
    pub parallel: (usize, usize),
}

/// What kind of way leads from one card to another.
pub fn course(from: usize, to: usize, cards: (&Rect, &Rect)) -> Course {
    match cards {
        _ if from == to => Course::Loop,
        (start, end) if end.y < start.y => Course::Back,
        _ => Course::Forward,
    }
}

/// How far the place `at` of so many lies from their middle, `apart` from each other where that
/// fits into `room`.
pub(super) fn spread((at, count): (usize, usize), apart: f64, room: f64) -> f64 {
    let number = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    let gaps = number(count.saturating_sub(1)).max(1.0);
    let apart = apart.min(room / gaps);
    (number(at) - number(count.saturating_sub(1)) / 2.0) * apart
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(x: f64, y: f64) -> Rect {
        Rect { x, y, width: 300.0, height: 92.0 }
    }

    #[test]
    fn a_few_keep_their_distance_and_many_share_the_room() {
        assert_eq!([0, 1, 2].map(|at| spread((at, 3), 16.0, 276.0)), [-16.0, 0.0, 16.0]);
        assert!((spread((29, 30), 16.0, 276.0) - 138.0).abs() < 1e-9);
        assert_eq!(spread((0, 1), 16.0, 276.0), 0.0);
    }

    #[test]
    fn loops_and_ways_back_are_told_from_others() {
        let (upper, lower) = (card(0.0, 0.0), card(500.0, 300.0));
        assert_eq!(course(0, 1, (&upper, &lower)), Course::Forward);
        assert_eq!(course(1, 0, (&lower, &upper)), Course::Back);
        assert_eq!(course(1, 1, (&lower, &lower)), Course::Loop);
    }
}
