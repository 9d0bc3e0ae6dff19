//! How entries are found by their hashes: open addressing with linear probing (Knuth, 1973).

/// Spreads a key over 64 bits: the two halves of its product with an odd constant, folded.
pub(super) fn spread(key: u64) -> u64 {
    let product = u128::from(key) * 0x9e37_79b9_7f4a_7c15;
    (product >> 64) as u64 ^ product as u64
}

/// How many slots hold `count` entries: two in five stay free, so that a probe is short.
pub(super) fn slot_count(count: usize) -> usize {
    count + count * 2 / 3 + 2
}

/// The first slot to look into, of so many (Lemire, 2019).
pub(super) fn first_slot(hash: u64, slots: usize) -> usize {
    ((u128::from(hash) * slots as u128) >> 64) as usize
}

/// The slot after this one, of so many.
pub(super) fn next_slot(slot: usize, slots: usize) -> usize {
    if slot + 1 == slots { 0 } else { slot + 1 }
}

/// Whether the entries that slots name are exactly 0, 1, 2, ... below `count`, each once.
pub(super) fn names_each_once(numbers: impl Iterator<Item = u32>, count: usize) -> bool {
    let mut seen = vec![0_u64; count.div_ceil(64)];
    let mut named = 0;
    for number in numbers {
        let (block, bit) = (number as usize / 64, 1 << (number % 64));
        if number as usize >= count || seen[block] & bit != 0 {
            return false;
        }
        seen[block] |= bit;
        named += 1;
    }
    named == count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_always_a_free_slot_to_end_a_probe() {
        assert!((0..1_000).all(|count| slot_count(count) > count));
    }

    #[test]
    fn probes_go_round_at_the_end() {
        assert_eq!(next_slot(6, 7), 0);
        assert_eq!(first_slot(u64::MAX, 7), 6);
        assert_eq!(first_slot(0, 7), 0);
    }

    #[test]
    fn an_entry_named_twice_or_not_at_all_is_noticed() {
        assert!(names_each_once([2, 0, 1].into_iter(), 3));
        assert!(!names_each_once([2, 0, 2].into_iter(), 3));
        assert!(!names_each_once([2, 0].into_iter(), 3));
        assert!(!names_each_once([0, 3].into_iter(), 2));
    }
}
