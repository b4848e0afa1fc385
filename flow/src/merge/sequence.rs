//! Lists whose items are known in all three versions: in which order the merged ones stand.

/// The items that are kept, by number: in the order of the side that changed it, and what the
/// other side added behind what it stood behind there.
pub(super) fn merge(
    base: &[usize],
    ours: &[usize],
    theirs: &[usize],
    is_kept: impl Fn(usize) -> bool,
) -> Vec<usize> {
    let (first, second) = if same_order(base, ours) { (theirs, ours) } else { (ours, theirs) };
    let mut merged: Vec<usize> = first.iter().copied().filter(|item| is_kept(*item)).collect();
    let mut place = 0;
    for item in second.iter().filter(|item| is_kept(**item)) {
        match merged.iter().position(|it| it == item) {
            Some(at) => place = at + 1,
            None => {
                merged.insert(place, *item);
                place += 1;
            }
        }
    }
    merged
}

/// Whether what is in both lists stands in the same order in both.
fn same_order(a: &[usize], b: &[usize]) -> bool {
    let within = |list: &[usize], other: &[usize]| -> Vec<usize> {
        let other: std::collections::HashSet<_> = other.iter().collect();
        list.iter().filter(|item| other.contains(item)).copied().collect()
    };
    within(a, b) == within(b, a)
}

#[cfg(test)]
mod tests {
    use super::merge;

    #[test]
    fn what_each_side_added_stands_where_it_was_put() {
        assert_eq!(merge(&[1, 2, 3], &[1, 4, 2, 3], &[1, 2, 3, 5], |_| true), [1, 4, 2, 3, 5]);
        assert_eq!(merge(&[1, 2], &[2, 1], &[6, 1, 2], |_| true), [6, 2, 1]);
        assert_eq!(merge(&[1, 2, 3], &[1, 3], &[1, 2, 3, 7], |it| it != 2), [1, 3, 7]);
    }
}
