//! What may be taken next, best first.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

/// Something with a value: a larger one comes first in a heap, of equal ones the earlier.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Candidate {
    pub(super) value: f64,
    index: Reverse<usize>,
}

impl Candidate {
    pub(super) fn new(value: f64, index: usize) -> Self {
        Self { value, index: Reverse(index) }
    }

    pub(super) fn index(self) -> usize {
        self.index.0
    }
}

impl Eq for Candidate {}

impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> Ordering {
        self.value.total_cmp(&other.value).then(self.index.cmp(&other.index))
    }
}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Takes the best candidate out of a heap whose values may have fallen since they were weighed (lazy
/// evaluation: Minoux, "Accelerated greedy algorithms", 1978); one that has risen is pushed again by whoever
/// raised it.
///
/// `value` weighs a candidate anew; `None` lets it go for good.
pub(super) fn pop_best(
    heap: &mut BinaryHeap<Candidate>,
    mut value: impl FnMut(usize) -> Option<f64>,
) -> Option<Candidate> {
    loop {
        let index = heap.pop()?.index();
        let Some(now) = value(index) else { continue };
        let candidate = Candidate::new(now, index);
        if heap.peek().is_none_or(|next| candidate >= *next) {
            return Some(candidate);
        }
        heap.push(candidate);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_as_of_now_is_popped_and_the_earlier_of_two() {
        let mut heap: BinaryHeap<Candidate> =
            [9.0, 5.0, 5.0, 1.0].iter().enumerate().map(|(i, &v)| Candidate::new(v, i)).collect();
        let now = [2.0, 5.0, 5.0, 1.0];
        let mut popped = || pop_best(&mut heap, |index| (index != 3).then_some(now[index]));
        assert_eq!(popped(), Some(Candidate::new(5.0, 1)));
        assert_eq!(popped(), Some(Candidate::new(5.0, 2)));
        assert_eq!(popped(), Some(Candidate::new(2.0, 0)));
        assert_eq!(popped(), None);
    }
}
