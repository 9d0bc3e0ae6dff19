//! Strings numbered in byte order, found by hashing.

use std::ops::Range;

use xxhash_rust::xxh3::xxh3_64;

use crate::{Error, Result};

/// Distinct strings in byte order, with a flat open-addressing table to find their numbers.
///
/// The four arrays lie in a model file as they lie in memory, so that loading builds nothing.
/// A look-up hashes with xxh3 and probes linearly; the table is at most half full.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StringTable {
    bytes: String,
    ends: Vec<u32>,
    slots: Vec<u32>,
}

/// Marks a slot that holds nothing.
pub(super) const EMPTY: u32 = u32::MAX;

impl StringTable {
    /// A table of strings that are given in ascending byte order, each once.
    pub fn from_sorted<S: AsRef<str>>(strings: &[S]) -> Self {
        debug_assert!(strings.windows(2).all(|pair| pair[0].as_ref() < pair[1].as_ref()));
        let mut bytes = String::with_capacity(strings.iter().map(|s| s.as_ref().len()).sum());
        let mut ends = Vec::with_capacity(strings.len());
        for string in strings {
            bytes.push_str(string.as_ref());
            ends.push(bytes.len() as u32);
        }
        let hashes = strings.iter().map(|string| xxh3_64(string.as_ref().as_bytes()));
        let slots = fill_slots(hashes);
        Self { bytes, ends, slots }
    }

    /// A table from the arrays of a model file, each invariant checked.
    ///
    /// # Errors
    ///
    /// [`Error::Model`] with the first invariant that does not hold.
    pub fn from_arrays(bytes: String, ends: Vec<u32>, slots: Vec<u32>) -> Result<Self> {
        let damaged = |reason: &str| Error::Model {
            place: "model".to_owned(),
            reason: format!("vocabulary: {reason}"),
        };
        let table = Self { bytes, ends, slots };
        if table.ends.last().map_or(0, |&end| end as usize) != table.bytes.len() {
            return Err(damaged("the strings do not fill their bytes"));
        }
        let mut start = 0;
        for &end in &table.ends {
            if end < start || !table.bytes.is_char_boundary(end as usize) {
                return Err(damaged("a string ends before it begins or within a character"));
            }
            start = end;
        }
        if (1..table.len()).any(|number| table.get(number - 1) >= table.get(number)) {
            return Err(damaged("the strings do not ascend"));
        }
        check_slots(&table.slots, table.len()).map_err(damaged)?;
        Ok(table)
    }

    /// The number of strings.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no string.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The string of a number. Panics when there is no such number.
    pub fn get(&self, number: usize) -> &str {
        &self.bytes[self.range(number)]
    }

    /// The number of a string.
    pub fn find(&self, string: &str) -> Option<u32> {
        find_slot(&self.slots, xxh3_64(string.as_bytes()), |number| self.get(number) == string)
    }

    /// All strings, in byte order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        (0..self.len()).map(|number| self.get(number))
    }

    /// The arrays that a model file holds: bytes, end of each string in them, slots.
    pub fn arrays(&self) -> (&str, &[u32], &[u32]) {
        (&self.bytes, &self.ends, &self.slots)
    }

    fn range(&self, number: usize) -> Range<usize> {
        let start = if number == 0 { 0 } else { self.ends[number - 1] as usize };
        start..self.ends[number] as usize
    }
}

/// How many slots hold `count` entries: a power of two, at least half of it free.
fn slot_count(count: usize) -> usize {
    (count * 2).next_power_of_two().max(2)
}

/// Places entries 0, 1, 2, ... by their hashes.
pub(super) fn fill_slots(hashes: impl ExactSizeIterator<Item = u64>) -> Vec<u32> {
    let mut slots = vec![EMPTY; slot_count(hashes.len())];
    let mask = slots.len() - 1;
    for (number, hash) in hashes.enumerate() {
        let mut slot = hash as usize & mask;
        while slots[slot] != EMPTY {
            slot = (slot + 1) & mask;
        }
        slots[slot] = number as u32;
    }
    slots
}

/// The entry with this hash that `is_same` confirms.
pub(super) fn find_slot(slots: &[u32], hash: u64, is_same: impl Fn(usize) -> bool) -> Option<u32> {
    let mask = slots.len().checked_sub(1)?;
    let mut slot = hash as usize & mask;
    loop {
        let number = slots[slot];
        if number == EMPTY {
            return None;
        }
        if is_same(number as usize) {
            return Some(number);
        }
        slot = (slot + 1) & mask;
    }
}

/// Whether slots of a file can be probed safely: right size, every entry named exactly once.
pub(super) fn check_slots(slots: &[u32], count: usize) -> Result<(), &'static str> {
    if slots.len() != slot_count(count) {
        return Err("the hash table has the wrong size");
    }
    let mut seen = vec![false; count];
    for &number in slots.iter().filter(|&&number| number != EMPTY) {
        match seen.get_mut(number as usize) {
            Some(seen) if !*seen => *seen = true,
            _ => return Err("the hash table names an entry that is not there, or one twice"),
        }
    }
    if seen.contains(&false) { Err("the hash table lacks an entry") } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_string_is_found_and_no_other() {
        let table = StringTable::from_sorted(&["accord", "treaty", "žal"]);
        assert_eq!(table.find("treaty"), Some(1));
        assert_eq!(table.find("žal"), Some(2));
        assert_eq!(table.find("treat"), None);
        assert_eq!(StringTable::from_sorted::<&str>(&[]).find("a"), None);
    }

    #[test]
    fn damaged_arrays_are_refused() {
        let table = StringTable::from_sorted(&["a", "b", "c"]);
        let (bytes, ends, slots) = table.arrays();
        let with = |ends: Vec<u32>, slots: Vec<u32>| {
            StringTable::from_arrays(bytes.to_owned(), ends, slots).is_ok()
        };
        assert!(with(ends.to_vec(), slots.to_vec()));
        assert!(!with(vec![1, 2], slots.to_vec()));
        assert!(!with(vec![2, 1, 3], slots.to_vec()));
        assert!(!with(ends.to_vec(), slots[1..].to_vec()));
        assert!(!with(ends.to_vec(), slots.iter().map(|s| s.saturating_add(1)).collect()));
        assert!(!with(ends.to_vec(), vec![0; slots.len()]));
    }

    proptest! {
        #[test]
        fn numbers_follow_byte_order(strings in proptest::collection::btree_set(any::<String>(), 0..40)) {
            let strings: Vec<String> = strings.into_iter().collect();
            let table = StringTable::from_sorted(&strings);
            for (number, string) in strings.iter().enumerate() {
                prop_assert_eq!(table.find(string), Some(number as u32));
                prop_assert_eq!(table.get(number), string);
            }
        }
    }
}
