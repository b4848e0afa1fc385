//! What is laid out together: the cards reached from where the flow begins, and each group of
//! others that hang together.

use super::lists::Lists;
use super::{Drawing, Line};

/// Cards that are laid out together.
#[derive(Debug)]
pub(super) struct Part {
    /// Their places in the drawing.
    pub(super) cards: Vec<usize>,
    /// The lines among them, by place in `cards`; none from a card to itself.
    pub(super) lines: Vec<Line>,
    /// Whether its first card is where the flow begins.
    pub(super) begins: bool,
}

/// The parts of the chosen cards, the one that begins first, then in the order of the document.
pub(super) fn parts(drawing: &Drawing, chosen: &[usize]) -> Vec<Part> {
    let mut is_left = vec![false; drawing.cards.len()];
    for card in chosen {
        if let Some(is_left) = is_left.get_mut(*card) {
            *is_left = true;
        }
    }
    let between = |line: &&Line| {
        let is_chosen = |card| is_left.get(card) == Some(&true);
        line.from != line.to && is_chosen(line.from) && is_chosen(line.to)
    };
    let lines: Vec<Line> = drawing.lines.iter().filter(between).copied().collect();
    let ways = lines.iter().map(|line| (line.from, line.to));
    let after = Lists::new(is_left.len(), ways.clone());
    let beside = Lists::new(is_left.len(), ways.clone().chain(ways.map(|(from, to)| (to, from))));

    let mut groups = Vec::new();
    let start = drawing.start.filter(|start| is_left.get(*start) == Some(&true));
    groups.extend(start.map(|start| gather(start, &after, &mut is_left)));
    for card in 0..is_left.len() {
        if is_left[card] {
            groups.push(gather(card, &beside, &mut is_left));
        }
    }
    with_lines(groups, &lines, drawing.cards.len(), start.is_some())
}

/// The cards that can be come to from `first`, which stands first; the others in their order.
fn gather(first: usize, near: &Lists, is_left: &mut [bool]) -> Vec<usize> {
    is_left[first] = false;
    let mut cards = vec![first];
    let mut at = 0;
    while at < cards.len() {
        for card in near.of(cards[at]) {
            if std::mem::replace(&mut is_left[*card], false) {
                cards.push(*card);
            }
        }
        at += 1;
    }
    cards[1..].sort_unstable();
    cards
}

fn with_lines(groups: Vec<Vec<usize>>, lines: &[Line], count: usize, begins: bool) -> Vec<Part> {
    let mut places = vec![(0, 0); count];
    let mut parts: Vec<Part> = Vec::with_capacity(groups.len());
    for cards in groups {
        for (at, card) in cards.iter().enumerate() {
            places[*card] = (parts.len(), at);
        }
        parts.push(Part { cards, lines: Vec::new(), begins: begins && parts.is_empty() });
    }
    for line in lines {
        let ((part, from), (other, to)) = (places[line.from], places[line.to]);
        // What nobody reaches may lead to what is reached; the drawing is better without.
        if part == other {
            parts[part].lines.push(Line { from, to, along: line.along });
        }
    }
    parts
}
