//! Which layer each card is in, and which lines lead back.

use super::lists::Lists;
use super::parts::Part;

/// The layers of a part.
#[derive(Debug)]
pub(super) struct Layers {
    /// The layer of each card.
    pub(super) of: Vec<usize>,
    /// Whether each line leads back, against the layers.
    pub(super) is_back: Vec<bool>,
}

/// Puts each card below every card that leads to it, as high as that allows.
pub(super) fn layers(part: &Part) -> Layers {
    let lines = part.lines.iter().enumerate();
    let mut out = Lists::new(part.cards.len(), lines.map(|(at, line)| (line.from, at)));
    out.sort_by(|line| part.lines[line].along);
    let (is_back, topological) = walk(part, &out);

    let mut of = vec![0; part.cards.len()];
    let mut is_led_to = vec![false; part.cards.len()];
    // Upper and lower end of a line, once those that lead back are turned round.
    let turned = |at: usize| {
        let line = &part.lines[at];
        if is_back[at] { (line.to, line.from) } else { (line.from, line.to) }
    };
    let down = Lists::new(part.cards.len(), (0..part.lines.len()).map(turned));
    for card in &topological {
        for lower in down.of(*card) {
            of[*lower] = of[*lower].max(of[*card] + 1);
            is_led_to[*lower] = true;
        }
    }
    // A card that nothing leads to stands just above what it leads to, not at the top.
    for card in topological.iter().rev().filter(|card| !is_led_to[**card]) {
        let next = down.of(*card).iter().map(|lower| of[*lower]).min();
        if !(part.begins && *card == 0) {
            of[*card] = next.map_or(0, |next| next - 1);
        }
    }
    Layers { of, is_back }
}

/// Walks the lines as an author reads them, from where the flow begins and first port first. A
/// line to a card the walk is still coming from leads back. Gives also the cards in an order in
/// which all other lines lead onwards.
fn walk(part: &Part, out: &Lists) -> (Vec<bool>, Vec<usize>) {
    #[derive(Clone, Copy, PartialEq)]
    enum Seen {
        No,
        OnTheWay,
        Done,
    }
    let mut is_back = vec![false; part.lines.len()];
    let mut seen = vec![Seen::No; part.cards.len()];
    let mut finished = Vec::with_capacity(part.cards.len());
    for root in roots(part) {
        if seen[root] != Seen::No {
            continue;
        }
        seen[root] = Seen::OnTheWay;
        let mut way = vec![(root, 0)];
        while let Some((card, next)) = way.last_mut() {
            let Some(line) = out.of(*card).get(*next) else {
                seen[*card] = Seen::Done;
                finished.push(*card);
                way.pop();
                continue;
            };
            *next += 1;
            let to = part.lines[*line].to;
            match seen[to] {
                Seen::No => {
                    seen[to] = Seen::OnTheWay;
                    way.push((to, 0));
                }
                Seen::OnTheWay => is_back[*line] = true,
                Seen::Done => {}
            }
        }
    }
    finished.reverse();
    (is_back, finished)
}

/// Where the walk begins: at the start, at what nothing leads to, and at whatever is left.
fn roots(part: &Part) -> impl Iterator<Item = usize> {
    let mut is_led_to = vec![false; part.cards.len()];
    for line in &part.lines {
        is_led_to[line.to] = true;
    }
    let start = part.begins.then_some(0);
    let all = 0..part.cards.len();
    let first = all.clone().filter(move |card| !is_led_to[*card]);
    start.into_iter().chain(first).chain(all)
}
