//! Many short lists in two long ones: a list a card would be an allocation a card.

/// A list of numbers for each of `0..count`.
#[derive(Debug, Clone)]
pub(super) struct Lists {
    starts: Vec<usize>,
    items: Vec<usize>,
}

impl Lists {
    /// The lists that these pairs of list and item make, each in the order of the pairs.
    pub(super) fn new(count: usize, pairs: impl Iterator<Item = (usize, usize)> + Clone) -> Self {
        let mut starts = vec![0; count + 1];
        for (list, _) in pairs.clone() {
            starts[list + 1] += 1;
        }
        for at in 0..count {
            starts[at + 1] += starts[at];
        }
        let mut free = starts.clone();
        let mut items = vec![0; starts[count]];
        for (list, item) in pairs {
            items[free[list]] = item;
            free[list] += 1;
        }
        Self { starts, items }
    }

    /// One list.
    pub(super) fn of(&self, list: usize) -> &[usize] {
        &self.items[self.starts[list]..self.starts[list + 1]]
    }

    /// Puts each list into the order of `key`; equal keys stay as they stand.
    pub(super) fn sort_by(&mut self, key: impl Fn(usize) -> f64) {
        for pair in self.starts.windows(2) {
            self.items[pair[0]..pair[1]].sort_by(|a, b| key(*a).total_cmp(&key(*b)));
        }
    }
}
