//! Word n-grams, found by the number of their beginning and the number of their last word.

use crate::Array;
use crate::{Error, Result};

use super::hash_slots::{first_slot, names_each_once, next_slot, slot_count, spread};

/// Word n-grams of one length: (number of the (n-1)-gram, number of the last atom) to number.
///
/// Most look-ups are of pairs that are not there. They are settled by one byte a slot, an array small
/// enough to stay in a core's cache; the number and the key behind it are read only where that
/// byte speaks for the pair.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PairTable {
    /// Ascending.
    keys: Array<u64>,
    /// For each slot some bits of the hash of its key, at least 1; [`FREE`] where the slot is free.
    tags: Array<u8>,
    /// For each slot the number of its key; 0 where the slot is free.
    slots: Array<u32>,
}

/// The tag of a slot that holds nothing.
const FREE: u8 = 0;

/// The key of an n-gram: the number of its beginning and of its last atom.
pub(super) fn pair_key(prefix: u32, last: u32) -> u64 {
    u64::from(prefix) << 32 | u64::from(last)
}

/// The bits of a hash that choosing a slot does not use much.
fn tag(hash: u64) -> u8 {
    (hash as u8).max(FREE + 1)
}

/// How many look-ups are under way at once.
const AT_ONCE: usize = 32;

/// A look-up under way: what it looks for, and the tag of the slot that it has come to.
#[derive(Clone, Copy, Default)]
struct Probe {
    key: u64,
    slot: usize,
    tag: u8,
    found: u8,
}

impl PairTable {
    /// A table of keys that are given in ascending order.
    pub(super) fn from_sorted(keys: Vec<u64>) -> Self {
        let mut tags = vec![FREE; slot_count(keys.len())];
        let mut slots = vec![0; tags.len()];
        for (number, &key) in keys.iter().enumerate() {
            let hash = spread(key);
            let mut slot = first_slot(hash, tags.len());
            while tags[slot] != FREE {
                slot = next_slot(slot, tags.len());
            }
            tags[slot] = tag(hash);
            slots[slot] = number as u32;
        }
        Self { keys: keys.into(), tags: tags.into(), slots: slots.into() }
    }

    /// A table from the arrays of a model file; `prefixes` and `atoms` say how many there are.
    ///
    /// # Errors
    ///
    /// [`Error::Model`] with the first invariant that does not hold.
    pub fn from_arrays(
        keys: Array<u64>,
        tags: Array<u8>,
        slots: Array<u32>,
        prefixes: usize,
        atoms: usize,
    ) -> Result<Self> {
        let damaged = |reason: &str| {
            Err(Error::Model { place: "model".to_owned(), reason: format!("n-grams: {reason}") })
        };
        if keys.windows(2).any(|pair| pair[0] >= pair[1]) {
            return damaged("the keys do not ascend");
        }
        // The keys ascend, so the last one has the largest beginning.
        if keys.last().is_some_and(|&key| (key >> 32) as usize >= prefixes)
            || keys.iter().any(|&key| key as u32 as usize >= atoms)
        {
            return damaged("a key names a word that is not there");
        }
        if tags.len() != slot_count(keys.len()) || slots.len() != tags.len() {
            return damaged("the hash table has the wrong size");
        }
        let taken = tags.iter().zip(slots.iter()).filter(|&(&tag, _)| tag != FREE);
        if !names_each_once(taken.map(|(_, &number)| number), keys.len()) {
            return damaged("the hash table does not name every n-gram exactly once");
        }
        Ok(Self { keys, tags, slots })
    }

    /// The number of n-grams.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there is no n-gram.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The number of the n-gram that continues `prefix` by the atom `last`.
    pub fn find(&self, prefix: u32, last: u32) -> Option<u32> {
        let mut found = None;
        self.find_each(&[prefix], &[last], |number| found = number);
        found
    }

    /// Hands the number of each n-gram of a prefix and the atom beside it in `lasts` to `visitor`, in
    /// order, as far as the shorter of both goes.
    ///
    /// Faster than one after the other: memory is asked for many at once.
    pub(super) fn find_each(
        &self,
        prefixes: &[u32],
        lasts: &[u32],
        mut visitor: impl FnMut(Option<u32>),
    ) {
        let tags: &[u8] = &self.tags;
        let count = prefixes.len().min(lasts.len());
        if tags.is_empty() {
            return (0..count).for_each(|_| visitor(None));
        }
        let (prefixes, lasts) = (&prefixes[..count], &lasts[..count]);
        for (prefixes, lasts) in prefixes.chunks(AT_ONCE).zip(lasts.chunks(AT_ONCE)) {
            let mut probes = [Probe::default(); AT_ONCE];
            for ((probe, &prefix), &last) in probes.iter_mut().zip(prefixes).zip(lasts) {
                let key = pair_key(prefix, last);
                let hash = spread(key);
                *probe =
                    Probe { key, tag: tag(hash), slot: first_slot(hash, tags.len()), found: FREE };
            }
            let probes = &mut probes[..prefixes.len()];
            probes.iter_mut().for_each(|probe| probe.found = tags[probe.slot]);
            probes.iter().for_each(|probe| visitor(self.resolve(*probe)));
        }
    }

    /// Follows a probe to its end.
    fn resolve(&self, mut probe: Probe) -> Option<u32> {
        while probe.found != FREE {
            if probe.found == probe.tag {
                let number = self.slots[probe.slot];
                if self.keys[number as usize] == probe.key {
                    return Some(number);
                }
            }
            probe.slot = next_slot(probe.slot, self.tags.len());
            probe.found = self.tags[probe.slot];
        }
        None
    }

    /// The beginning and the last atom of the n-gram `number`.
    pub(super) fn pair(&self, number: u32) -> (u32, u32) {
        let key = self.keys[number as usize];
        ((key >> 32) as u32, key as u32)
    }

    /// The beginnings and last atoms of all n-grams, by number.
    pub(super) fn pairs(&self) -> impl ExactSizeIterator<Item = (u32, u32)> + '_ {
        self.keys.iter().map(|&key| ((key >> 32) as u32, key as u32))
    }

    /// The arrays that a model file holds: keys, ascending, and of each slot its tag and its number.
    pub fn arrays(&self) -> (&[u64], &[u8], &[u32]) {
        (&self.keys, &self.tags, &self.slots)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn damaged_arrays_are_refused() {
        let table = PairTable::from_sorted(vec![pair_key(0, 1), pair_key(1, 0), pair_key(1, 1)]);
        let (keys, tags, slots) = table.arrays();
        let with = |keys: Vec<u64>, tags: Vec<u8>, slots: Vec<u32>, prefixes, atoms| {
            PairTable::from_arrays(keys.into(), tags.into(), slots.into(), prefixes, atoms).is_ok()
        };
        let (keys, tags, slots) = (keys.to_vec(), tags.to_vec(), slots.to_vec());
        assert!(with(keys.clone(), tags.clone(), slots.clone(), 2, 2));
        assert!(!with(keys.clone(), tags.clone(), slots.clone(), 1, 2));
        assert!(!with(keys.clone(), tags.clone(), slots.clone(), 2, 1));
        assert!(!with(keys.clone(), tags.clone(), slots[1..].to_vec(), 2, 2));
        assert!(!with(keys.clone(), vec![1; tags.len()], slots.clone(), 2, 2));
        assert!(!with(keys.clone(), tags.clone(), vec![0; slots.len()], 2, 2));
        assert!(!with(keys.into_iter().rev().collect(), tags, slots, 2, 2));
    }

    proptest! {
        #[test]
        fn every_pair_is_found_and_no_other(
            pairs in proptest::collection::btree_set((0_u32..40, 0_u32..40), 0..200),
        ) {
            let table = PairTable::from_sorted(pairs.iter().map(|&(p, l)| pair_key(p, l)).collect());
            for (prefix, last) in (0..40).flat_map(|prefix| (0..40).map(move |last| (prefix, last))) {
                let number = pairs.iter().position(|&pair| pair == (prefix, last));
                prop_assert_eq!(table.find(prefix, last), number.map(|number| number as u32));
            }
        }
    }
}
