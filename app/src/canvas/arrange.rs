//! Putting several cards in line, or at equal distances.

use flow::Offset;
use flow::edit;

use super::geometry::{Point, Rect};
use super::stage::Stage;

/// A way to put cards in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arrangement {
    /// Left edges in line.
    Left,
    /// Centres below each other.
    Centre,
    /// Right edges in line.
    Right,
    /// Upper edges in line.
    Top,
    /// Centres beside each other.
    Middle,
    /// Lower edges in line.
    Bottom,
    /// Equal gaps from left to right.
    Across,
    /// Equal gaps from top to bottom.
    Down,
}

impl Arrangement {
    /// All of them, in the order of the toolbar.
    pub(super) const ALL: [Self; 8] = [
        Self::Left,
        Self::Centre,
        Self::Right,
        Self::Top,
        Self::Middle,
        Self::Bottom,
        Self::Across,
        Self::Down,
    ];

    /// What it does, in words.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Left => "Align left",
            Self::Centre => "Align centres",
            Self::Right => "Align right",
            Self::Top => "Align top",
            Self::Middle => "Align middles",
            Self::Bottom => "Align bottom",
            Self::Across => "Distribute across",
            Self::Down => "Distribute down",
        }
    }

    /// Its keys, as they are shown.
    pub(super) fn keys(self) -> &'static str {
        match self {
            Self::Left => "Alt A",
            Self::Centre => "Alt H",
            Self::Right => "Alt D",
            Self::Top => "Alt W",
            Self::Middle => "Alt V",
            Self::Bottom => "Alt S",
            Self::Across => "Alt Shift H",
            Self::Down => "Alt Shift V",
        }
    }

    /// The arrangement of a key that is pressed with Alt, by its place on the keyboard: with Alt
    /// some keyboards write other letters.
    pub(super) fn of_key(code: &str, is_shifted: bool) -> Option<Self> {
        match (code, is_shifted) {
            ("KeyA", false) => Some(Self::Left),
            ("KeyH", false) => Some(Self::Centre),
            ("KeyD", false) => Some(Self::Right),
            ("KeyW", false) => Some(Self::Top),
            ("KeyV", false) => Some(Self::Middle),
            ("KeyS", false) => Some(Self::Bottom),
            ("KeyH", true) => Some(Self::Across),
            ("KeyV", true) => Some(Self::Down),
            _ => None,
        }
    }

    /// How many cards it takes to make a difference.
    pub(super) fn least(self) -> usize {
        if matches!(self, Self::Across | Self::Down) { 3 } else { 2 }
    }
}

impl Stage {
    /// Arranges the selected cards: one edit.
    pub(super) fn arrange(&self, how: Arrangement) {
        let names = self.editor.selection.with_untracked(|selection| selection.states.clone());
        let (names, rects): (Vec<String>, Vec<Rect>) = self.scene(|scene| {
            let cards = names.iter().filter_map(|name| scene.card(name));
            cards.map(|card| (card.name.clone(), card.rect)).unzip()
        });
        if names.len() < how.least() {
            self.editor.announce(format!("Select at least {} widgets first", how.least()));
            return;
        }
        let places = arranged(&rects, how).into_iter();
        let moves: Vec<(String, Offset)> =
            names.into_iter().zip(places.map(|at| Offset { x: at.x, y: at.y })).collect();
        if self.editor.edit(|flow| edit::move_to(flow, &moves)) {
            self.editor.announce(format!("{}: {} widgets", how.label(), moves.len()));
        }
    }
}

/// Where the cards go, in the order they came.
fn arranged(rects: &[Rect], how: Arrangement) -> Vec<Point> {
    let Some(all) = rects.iter().copied().reduce(|all, rect| all.with(&rect)) else {
        return Vec::new();
    };
    let place = |rect: &Rect| match how {
        Arrangement::Left => Point::new(all.x, rect.y),
        Arrangement::Centre => Point::new(all.centre().x - rect.width / 2.0, rect.y),
        Arrangement::Right => Point::new(all.right() - rect.width, rect.y),
        Arrangement::Top => Point::new(rect.x, all.y),
        Arrangement::Middle => Point::new(rect.x, all.centre().y - rect.height / 2.0),
        Arrangement::Bottom => Point::new(rect.x, all.bottom() - rect.height),
        Arrangement::Across | Arrangement::Down => Point::new(rect.x, rect.y),
    };
    let mut places: Vec<Point> = rects.iter().map(place).collect();
    match how {
        Arrangement::Across => {
            let spans: Vec<_> = rects.iter().map(|rect| (rect.x, rect.width)).collect();
            for (place, x) in places.iter_mut().zip(spread(&spans)) {
                place.x = x;
            }
        }
        Arrangement::Down => {
            let spans: Vec<_> = rects.iter().map(|rect| (rect.y, rect.height)).collect();
            for (place, y) in places.iter_mut().zip(spread(&spans)) {
                place.y = y;
            }
        }
        _ => {}
    }
    places
}

/// The beginnings of spans, given by beginning and length, with equal gaps between them; the first
/// and the last stay where they are.
fn spread(spans: &[(f64, f64)]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..spans.len()).collect();
    let middle = |at: usize| spans[at].0 + spans[at].1 / 2.0;
    order.sort_by(|a, b| middle(*a).total_cmp(&middle(*b)));
    let (Some(&first), Some(&last)) = (order.first(), order.last()) else { return Vec::new() };
    let inner: f64 = order.iter().map(|at| spans[*at].1).sum();
    let room = spans[last].0 + spans[last].1 - spans[first].0 - inner;
    let gaps = u32::try_from(spans.len().saturating_sub(1)).unwrap_or(u32::MAX);
    let gap = room / f64::from(gaps.max(1));
    let mut starts = vec![0.0; spans.len()];
    let mut at = spans[first].0;
    for place in order {
        starts[place] = at;
        at += spans[place].1 + gap;
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cards() -> [Rect; 3] {
        let card = |x, y, height| Rect { x, y, width: 300.0, height };
        [card(0.0, 50.0, 92.0), card(900.0, 0.0, 120.0), card(340.0, 500.0, 92.0)]
    }

    #[test]
    fn edges_and_centres_come_into_line() {
        let table = [
            (Arrangement::Left, [(0.0, 50.0), (0.0, 0.0), (0.0, 500.0)]),
            (Arrangement::Centre, [(450.0, 50.0), (450.0, 0.0), (450.0, 500.0)]),
            (Arrangement::Right, [(900.0, 50.0), (900.0, 0.0), (900.0, 500.0)]),
            (Arrangement::Top, [(0.0, 0.0), (900.0, 0.0), (340.0, 0.0)]),
            (Arrangement::Middle, [(0.0, 250.0), (900.0, 236.0), (340.0, 250.0)]),
            (Arrangement::Bottom, [(0.0, 500.0), (900.0, 472.0), (340.0, 500.0)]),
        ];
        for (how, expected) in table {
            let expected = expected.map(|(x, y)| Point::new(x, y));
            assert_eq!(arranged(&cards(), how), expected, "{how:?}");
        }
    }

    #[test]
    fn gaps_become_equal_and_the_outer_cards_stay() {
        let across: Vec<f64> =
            arranged(&cards(), Arrangement::Across).iter().map(|place| place.x).collect();
        assert_eq!(across, [0.0, 900.0, 450.0]);
        let down: Vec<f64> =
            arranged(&cards(), Arrangement::Down).iter().map(|place| place.y).collect();
        assert_eq!(down, [264.0, 0.0, 500.0]);
    }

    #[test]
    fn every_arrangement_has_a_key() {
        for how in Arrangement::ALL {
            let is_shifted = how.keys().contains("Shift");
            let letter = how.keys().chars().last().unwrap();
            assert_eq!(Arrangement::of_key(&format!("Key{letter}"), is_shifted), Some(how));
        }
    }
}
