//! Where the spots of each layer stand: as near to what they are tied to as their neighbours allow.

use super::layered::Layered;

/// Between two cards of a layer: room for the lines that go round them.
const BETWEEN_CARDS: f64 = 60.0;
/// Between a passing line and whatever is beside it.
const BESIDE_BEND: f64 = 16.0;
/// Between two layers.
const BETWEEN_LAYERS: f64 = 80.0;
/// More of it for every so many lines, so that slanted ones do not lie on each other.
const PER_LINE: f64 = 2.0;
const MOST_FOR_LINES: f64 = 80.0;
/// How often the layers are gone through, down and up.
const ROUNDS: usize = 8;

/// The middle of each spot along its layer. Neighbours never come closer than their sizes and the
/// room between them.
pub(super) fn across(layered: &Layered) -> Vec<f64> {
    let mut middles = vec![0.0; layered.len()];
    let gaps: Vec<Vec<f64>> = layered.layers.iter().map(|layer| gaps(layered, layer)).collect();
    for (layer, gaps) in layered.layers.iter().zip(&gaps) {
        let half = gaps.last().copied().unwrap_or_default() / 2.0;
        for (spot, gap) in layer.iter().zip(gaps) {
            middles[*spot] = gap - half;
        }
    }
    for round in 0..ROUNDS {
        // At first each direction has its say alone, in the end both together.
        let both = round + 3 >= ROUNDS;
        for (layer, gaps) in gaps.iter().enumerate().skip(1) {
            settle(layered, layer, gaps, Side { up: true, down: both }, &mut middles);
        }
        for (layer, gaps) in gaps.iter().enumerate().rev().skip(1) {
            settle(layered, layer, gaps, Side { up: both, down: true }, &mut middles);
        }
    }
    middles
}

/// Where each layer begins, from the top.
pub(super) fn depths(layered: &Layered) -> Vec<f64> {
    let mut lines = vec![0.0; layered.layers.len()];
    for tie in &layered.ties {
        lines[layered.layer[tie.upper]] += 1.0;
    }
    let mut depth = 0.0;
    let begin = |(layer, lines): (&Vec<usize>, f64)| {
        let begin = depth;
        let thick = layer.iter().map(|spot| layered.sizes[*spot].depth).fold(0.0, f64::max);
        depth += thick + BETWEEN_LAYERS + (lines * PER_LINE).min(MOST_FOR_LINES);
        begin
    };
    layered.layers.iter().zip(lines).map(begin).collect()
}

/// How far the middle of each spot of a layer is from that of the first, at the least.
fn gaps(layered: &Layered, layer: &[usize]) -> Vec<f64> {
    let mut far = 0.0;
    let mut before: Option<usize> = None;
    let gap = |spot: &usize| {
        if let Some(before) = before.replace(*spot) {
            let are_cards = before < layered.cards && *spot < layered.cards;
            let air = if are_cards { BETWEEN_CARDS } else { BESIDE_BEND };
            far += (layered.sizes[before].across + layered.sizes[*spot].across) / 2.0 + air;
        }
        far
    };
    layer.iter().map(gap).collect()
}

/// Which ties have a say.
#[derive(Clone, Copy)]
struct Side {
    up: bool,
    down: bool,
}

/// Moves the spots of a layer to where they wish to be. Where wishes come too close they meet in
/// the middle: with the gaps taken off, that is the nearest rising row of numbers, which pooling
/// neighbours that are out of order finds in one pass.
fn settle(layered: &Layered, layer: usize, gaps: &[f64], side: Side, middles: &mut [f64]) {
    struct Pool {
        sum: f64,
        weight: f64,
        spots: usize,
    }
    let spots = &layered.layers[layer];
    let mut pools: Vec<Pool> = Vec::with_capacity(spots.len());
    for (spot, gap) in spots.iter().zip(gaps) {
        let (wish, weight) = wish(layered, *spot, side, middles);
        let mut pool = Pool { sum: (wish - gap) * weight, weight, spots: 1 };
        while let Some(before) = pools.pop_if(|it| it.sum * pool.weight >= pool.sum * it.weight) {
            pool.sum += before.sum;
            pool.weight += before.weight;
            pool.spots += before.spots;
        }
        pools.push(pool);
    }
    let places = pools.iter().flat_map(|it| std::iter::repeat_n(it.sum / it.weight, it.spots));
    for ((spot, gap), place) in spots.iter().zip(gaps).zip(places) {
        middles[*spot] = place + gap;
    }
}

/// Where a spot wishes to be, and how much: in line with what it is tied to.
fn wish(layered: &Layered, spot: usize, side: Side, middles: &[f64]) -> (f64, f64) {
    // A spot that is tied to nothing on that side hardly minds where it is.
    const IDLE: f64 = 0.05;
    let (mut sum, mut weight) = (middles[spot] * IDLE, IDLE);
    let up = if side.up { layered.up.of(spot) } else { &[] };
    for tie in up {
        let tie = &layered.ties[*tie];
        sum += (middles[tie.upper] + tie.leaves - tie.arrives) * tie.pull;
        weight += tie.pull;
    }
    let down = if side.down { layered.down.of(spot) } else { &[] };
    for tie in down {
        let tie = &layered.ties[*tie];
        sum += (middles[tie.lower] + tie.arrives - tie.leaves) * tie.pull;
        weight += tie.pull;
    }
    (sum / weight, weight)
}
