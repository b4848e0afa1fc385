//! An order in each layer with few crossings: sweeps down and up, and neighbours changing places.

use std::ops::Range;

use super::layered::Layered;

/// Work is counted in spots and ties that are looked at, and comes to an end here.
const MAX_WORK: usize = 1_500_000;
/// So many sweeps that better nothing are the last.
const PATIENCE: usize = 4;

/// Changes the order in the layers so that few lines cross.
pub(super) fn reduce_crossings(layered: &mut Layered) {
    let sweep = layered.len() + layered.ties.len();
    let mut work = MAX_WORK;
    let mut counter = Counter::default();
    let mut best = (counter.all(layered), layered.layers.clone());
    let mut in_vain = 0;
    let mut round = 0;
    while best.0 > 0 && in_vain < PATIENCE && work > sweep {
        work -= sweep;
        sweep_once(layered, round % 2 == 0, round % 4 > 1);
        round += 1;
        let crossings = counter.all(layered);
        if crossings < best.0 {
            best = (crossings, layered.layers.clone());
            in_vain = 0;
        } else {
            in_vain += 1;
        }
    }
    layered.layers = best.1;
    (0..layered.layers.len()).for_each(|layer| layered.renumber(layer));
    if best.0 > 0 {
        exchange(layered, &mut work);
    }
}

/// Sorts every layer by the middle of what each spot is tied to in the layer before.
/// `turned` says which way spots with equal middles go.
fn sweep_once(layered: &mut Layered, is_down: bool, turned: bool) {
    let last = layered.layers.len().saturating_sub(1);
    for step in 1..=last {
        sort_layer(layered, if is_down { step } else { last - step }, is_down, turned);
    }
}

fn sort_layer(layered: &mut Layered, layer: usize, is_down: bool, turned: bool) {
    let mut spots = std::mem::take(&mut layered.layers[layer]);
    let mut free = Vec::with_capacity(spots.len());
    let mut movable = Vec::with_capacity(spots.len());
    for (at, spot) in spots.iter().enumerate() {
        // A spot without ties on that side stays where it stands.
        if let Some(middle) = middle(layered, *spot, is_down) {
            free.push(at);
            movable.push((middle, *spot));
        }
    }
    if turned {
        movable.reverse();
    }
    movable.sort_by(|a, b| a.0.total_cmp(&b.0));
    for (at, (_, spot)) in free.into_iter().zip(movable) {
        spots[at] = spot;
    }
    layered.layers[layer] = spots;
    layered.renumber(layer);
}

fn middle(layered: &Layered, spot: usize, is_down: bool) -> Option<f64> {
    let ties = if is_down { layered.up.of(spot) } else { layered.down.of(spot) };
    let place = |tie: &usize| {
        if is_down { leaving(layered, *tie) } else { number(layered.at[layered.ties[*tie].lower]) }
    };
    (!ties.is_empty()).then(|| ties.iter().map(place).sum::<f64>() / number(ties.len()))
}

/// Where a tie leaves its layer, in the order of all that leave it.
fn leaving(layered: &Layered, tie: usize) -> f64 {
    let tie = &layered.ties[tie];
    number(layered.at[tie.upper]) + tie.share * 0.9
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
fn number(count: usize) -> f64 {
    count as f64
}

/// Counts crossings; keeps its lists from layer to layer.
#[derive(Default)]
struct Counter {
    tree: Vec<u32>,
    ends: Vec<(f64, usize)>,
}

impl Counter {
    /// All crossings between neighbouring layers.
    fn all(&mut self, layered: &Layered) -> usize {
        let layers = layered.layers.windows(2);
        layers.map(|pair| self.below(layered, &pair[0], pair[1].len())).sum()
    }

    /// The crossings below a layer: for each line, how many before it end further on. A tree of
    /// sums (Fenwick's) tells that in few steps.
    fn below(&mut self, layered: &Layered, upper: &[usize], lower: usize) -> usize {
        self.tree.clear();
        self.tree.resize(lower + 1, 0);
        let (mut crossings, mut before) = (0, 0);
        for spot in upper {
            self.ends.clear();
            self.ends.extend(layered.down.of(*spot).iter().map(|tie| {
                let tie = &layered.ties[*tie];
                (tie.share, layered.at[tie.lower])
            }));
            self.ends.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            for (_, end) in &self.ends {
                crossings += before - sum(&self.tree, *end);
                add(&mut self.tree, *end);
                before += 1;
            }
        }
        crossings
    }
}

/// How many of the tree's entries are at or before `at`.
fn sum(tree: &[u32], at: usize) -> usize {
    let mut place = at + 1;
    let mut sum = 0;
    while place > 0 {
        sum += tree[place] as usize;
        place &= place - 1;
    }
    sum
}

fn add(tree: &mut [u32], at: usize) {
    let mut place = at + 1;
    while place < tree.len() {
        tree[place] += 1;
        place += place & place.wrapping_neg();
    }
}

/// Neighbours in a layer change places where fewer lines cross then, until none do.
fn exchange(layered: &mut Layered, work: &mut usize) {
    let pass = layered.len() + layered.ties.len();
    let mut is_better = true;
    while is_better && *work > pass {
        *work -= pass;
        is_better = false;
        for layer in 0..layered.layers.len() {
            is_better |= exchange_in(layered, layer);
        }
    }
}

fn exchange_in(layered: &mut Layered, layer: usize) -> bool {
    let mut spots = std::mem::take(&mut layered.layers[layer]);
    let mut places = Vec::new();
    let mut ends: Vec<Ends> = spots.iter().map(|it| Ends::of(layered, *it, &mut places)).collect();
    let mut is_better = false;
    for at in 1..spots.len() {
        let (left, right) = (&ends[at - 1], &ends[at]);
        let crossings = left.crossings(right, &places);
        if crossings > 0 && right.crossings(left, &places) < crossings {
            spots.swap(at - 1, at);
            ends.swap(at - 1, at);
            is_better = true;
        }
    }
    layered.layers[layer] = spots;
    layered.renumber(layer);
    is_better
}

/// Where the ties of a spot end in the layers above and below, in order: ranges of a list that
/// holds them for a whole layer.
struct Ends {
    above: Range<usize>,
    below: Range<usize>,
}

impl Ends {
    fn of(layered: &Layered, spot: usize, places: &mut Vec<f64>) -> Self {
        let first = places.len();
        places.extend(layered.up.of(spot).iter().map(|tie| leaving(layered, *tie)));
        let middle = places.len();
        let below = |tie: &usize| number(layered.at[layered.ties[*tie].lower]);
        places.extend(layered.down.of(spot).iter().map(below));
        let ends = Self { above: first..middle, below: middle..places.len() };
        places[first..middle].sort_unstable_by(f64::total_cmp);
        places[middle..].sort_unstable_by(f64::total_cmp);
        ends
    }

    /// How often these ties cross those of a spot to the right.
    fn crossings(&self, right: &Self, places: &[f64]) -> usize {
        let pairs = |left: &Range<usize>, right: &Range<usize>| {
            inversions(&places[left.clone()], &places[right.clone()])
        };
        pairs(&self.above, &right.above) + pairs(&self.below, &right.below)
    }
}

/// How many pairs have the left one's end further on; both lists are in order.
fn inversions(left: &[f64], right: &[f64]) -> usize {
    let (mut passed, mut pairs) = (0, 0);
    for end in left {
        while right.get(passed).is_some_and(|other| other < end) {
            passed += 1;
        }
        pairs += passed;
    }
    pairs
}
