//! Any drawing is laid out: nothing covers anything, the same again changes nothing, and a flow is
//! read from its beginning on.

#![allow(clippy::unwrap_used, reason = "a test may")]

use flow::Offset;
use flow::layout::{Card, Direction, Drawing, Line, crossings, tidy};
use proptest::prelude::*;

const DIRECTIONS: [Direction; 2] = [Direction::Down, Direction::Right];

fn card(x: f64, y: f64, height: f64) -> Card {
    Card { at: Offset { x, y }, width: 300.0, height }
}

/// Cards of one size, all in one place, wired by pairs; each line leaves right of the one before.
fn wired(count: usize, pairs: &[(usize, usize)]) -> Drawing {
    let along = |at: usize, from: usize| {
        let before = pairs[..at].iter().filter(|pair| pair.0 == from).count();
        let all = pairs.iter().filter(|pair| pair.0 == from).count();
        300.0 * (before as f64 + 0.5) / all as f64
    };
    let lines = pairs.iter().enumerate();
    let lines =
        lines.map(|(at, (from, to))| Line { from: *from, to: *to, along: along(at, *from) });
    Drawing { cards: vec![card(0.0, 0.0, 92.0); count], lines: lines.collect(), start: Some(0) }
}

fn all(drawing: &Drawing) -> Vec<usize> {
    (0..drawing.cards.len()).collect()
}

/// The drawing with the chosen cards laid out.
fn laid_out(drawing: &Drawing, chosen: &[usize], direction: Direction) -> Drawing {
    let mut drawing = drawing.clone();
    for (card, at) in tidy(&drawing, chosen, direction) {
        drawing.cards[card].at = at;
    }
    drawing
}

fn meet(a: &Card, b: &Card) -> bool {
    a.at.x < b.at.x + b.width
        && b.at.x < a.at.x + a.width
        && a.at.y < b.at.y + b.height
        && b.at.y < a.at.y + a.height
}

fn covered(drawing: &Drawing, chosen: &[usize]) -> Option<(usize, usize)> {
    let mut pairs = chosen.iter().flat_map(|a| all(drawing).into_iter().map(move |b| (*a, b)));
    pairs.find(|(a, b)| a != b && meet(&drawing.cards[*a], &drawing.cards[*b]))
}

fn corner(drawing: &Drawing) -> (f64, f64) {
    let places = drawing.cards.iter().map(|card| card.at);
    places.fold((f64::INFINITY, f64::INFINITY), |(x, y), at| (x.min(at.x), y.min(at.y)))
}

fn any_drawing() -> impl Strategy<Value = Drawing> {
    (1..40_usize).prop_flat_map(|count| {
        let card = (-900_i32..900, -900_i32..900, 72_i32..200)
            .prop_map(|(x, y, height)| card(f64::from(x), f64::from(y), f64::from(height)));
        let line = (0..count, 0..count, 0_i32..300).prop_map(|(from, to, along)| Line {
            from,
            to,
            along: f64::from(along),
        });
        let cards = proptest::collection::vec(card, count);
        let lines = proptest::collection::vec(line, 0..count * 2);
        (cards, lines, proptest::option::of(0..count)).prop_map(|(cards, lines, start)| Drawing {
            cards,
            lines,
            start,
        })
    })
}

#[test]
fn a_flow_is_read_downwards_or_to_the_right() {
    let drawing = wired(4, &[(0, 1), (1, 2), (2, 3), (0, 3)]);
    let down = laid_out(&drawing, &all(&drawing), Direction::Down);
    let right = laid_out(&drawing, &all(&drawing), Direction::Right);
    for at in 1..4 {
        assert!(down.cards[at].at.y >= down.cards[at - 1].at.y + 92.0);
        assert!(right.cards[at].at.x >= right.cards[at - 1].at.x + 300.0);
    }
}

#[test]
fn a_line_that_leads_back_does_not_turn_the_flow_round() {
    let drawing = wired(4, &[(0, 1), (1, 2), (2, 1), (2, 3), (3, 0)]);
    let laid = laid_out(&drawing, &all(&drawing), Direction::Down);
    let depths: Vec<f64> = laid.cards.iter().map(|card| card.at.y).collect();
    assert!(depths.is_sorted() && depths[0] < depths[3], "{depths:?}");
}

#[test]
fn cards_nobody_reaches_stand_beside_the_others() {
    let drawing = wired(6, &[(0, 1), (1, 2), (3, 4), (4, 1)]);
    let laid = laid_out(&drawing, &all(&drawing), Direction::Down);
    let right = laid.cards[..3].iter().map(|card| card.at.x + 300.0).fold(0.0, f64::max);
    assert!(laid.cards[3..].iter().all(|card| card.at.x > right), "{laid:?}");
    assert!(laid.cards[3].at.y < laid.cards[4].at.y);
}

#[test]
fn a_selection_keeps_its_corner_and_lets_the_others_be() {
    let mut drawing = wired(5, &[(0, 1), (1, 2), (2, 3), (3, 4)]);
    for (at, card) in drawing.cards.iter_mut().enumerate() {
        card.at = Offset { x: 40.0, y: 2000.0 * at as f64 };
    }
    let laid = laid_out(&drawing, &[1, 2], Direction::Down);
    assert_eq!(laid.cards[1].at, Offset { x: 40.0, y: 2000.0 });
    assert_eq!(laid.cards[3..], drawing.cards[3..]);
    drawing.cards[4].at = Offset { x: 40.0, y: 2150.0 };
    let laid = laid_out(&drawing, &[1, 2], Direction::Down);
    assert_eq!(covered(&laid, &[1, 2]), None);
    assert_eq!(laid.cards[4], drawing.cards[4]);
}

#[test]
fn many_loose_cards_make_a_square_and_not_a_tower() {
    let drawing = wired(400, &[]);
    let laid = laid_out(&drawing, &all(&drawing)[1..], Direction::Down);
    let far = |axis: fn(&Card) -> f64| laid.cards.iter().map(axis).fold(0.0, f64::max);
    let (width, height) = (far(|card| card.at.x), far(|card| card.at.y));
    assert!(width < 3.0 * height && height < 3.0 * width, "{width} × {height}");
}

#[test]
fn what_is_not_there_is_left_alone() {
    let mut drawing = wired(2, &[(0, 1)]);
    assert_eq!(tidy(&drawing, &[], Direction::Down), []);
    drawing.lines.push(Line { from: 7, to: 1, along: f64::NAN });
    drawing.start = Some(9);
    assert_eq!(tidy(&drawing, &[1, 1, 5, 0], Direction::Right).len(), 2);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_covers_anything(drawing in any_drawing(), few in 1..40_usize) {
        for direction in DIRECTIONS {
            let laid = laid_out(&drawing, &all(&drawing), direction);
            prop_assert_eq!(covered(&laid, &all(&drawing)), None);
            let some: Vec<usize> = all(&drawing).into_iter().step_by(few).collect();
            let laid = laid_out(&drawing, &some, direction);
            prop_assert_eq!(covered(&laid, &some), None);
        }
    }

    #[test]
    fn what_is_laid_out_stays_as_it_is(drawing in any_drawing(), few in 1..40_usize) {
        for direction in DIRECTIONS {
            let some: Vec<usize> = all(&drawing).into_iter().step_by(few).collect();
            for chosen in [all(&drawing), some] {
                let laid = laid_out(&drawing, &chosen, direction);
                prop_assert_eq!(&laid_out(&laid, &chosen, direction), &laid);
            }
        }
    }

    #[test]
    fn the_corner_stays_and_every_place_is_on_the_grid(drawing in any_drawing()) {
        for direction in DIRECTIONS {
            let laid = laid_out(&drawing, &all(&drawing), direction);
            let ((x, y), before) = (corner(&laid), corner(&drawing));
            prop_assert!((x - before.0).abs() <= 5.0 && (y - before.1).abs() <= 5.0);
            let on_grid = |axis: f64| axis % 10.0 == 0.0;
            prop_assert!(laid.cards.iter().all(|card| on_grid(card.at.x) && on_grid(card.at.y)));
        }
    }

    #[test]
    fn lines_that_lead_on_all_lead_down(
        pairs in proptest::collection::vec((0..30_usize, 1..30_usize), 1..60),
    ) {
        let pairs: Vec<_> = pairs.into_iter().map(|(from, by)| (from, from + by)).collect();
        let drawing = Drawing { start: None, ..wired(60, &pairs) };
        let laid = laid_out(&drawing, &all(&drawing), Direction::Down);
        for line in &laid.lines {
            let (from, to) = (&laid.cards[line.from], &laid.cards[line.to]);
            prop_assert!(from.at.y + from.height < to.at.y);
        }
    }

    #[test]
    fn a_tree_is_drawn_without_crossings_and_in_the_order_of_its_ports(
        parents in proptest::collection::vec(any::<prop::sample::Index>(), 1..60),
    ) {
        let pairs: Vec<_> =
            parents.iter().enumerate().map(|(at, parent)| (parent.index(at + 1), at + 1)).collect();
        let drawing = wired(parents.len() + 1, &pairs);
        let laid = laid_out(&drawing, &all(&drawing), Direction::Down);
        prop_assert_eq!(crossings(&laid), 0);
        for (at, a) in laid.lines.iter().enumerate() {
            for b in laid.lines[at + 1..].iter().filter(|b| b.from == a.from) {
                prop_assert!(laid.cards[a.to].at.x < laid.cards[b.to].at.x);
            }
        }
    }
}
