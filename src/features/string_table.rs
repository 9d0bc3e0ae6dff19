//! Strings numbered in byte order, found by hashing.

use std::ops::Range;

use xxhash_rust::xxh3::xxh3_64;

use crate::Array;
use crate::{Error, Result};

use super::hash_slots::{first_slot, names_each_once, next_slot, slot_count, spread};

/// Distinct strings in byte order, with a flat open-addressing table to find their numbers.
///
/// The arrays lie in a model file as they lie in memory, so that loading builds nothing. A slot
/// holds a number in its low 28 bits and a tag of the string above; the tag of a string of up to
/// five ASCII characters is the string itself, so that the n-grams of characters which most look-ups
/// ask for are found, or found missing, in one place of memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StringTable {
    /// All strings, one after another: valid UTF-8.
    bytes: Array<u8>,
    ends: Array<u32>,
    slots: Array<u64>,
}

/// Marks a slot that holds nothing.
const EMPTY: u64 = u64::MAX;
/// How many bits of a slot hold the number.
const NUMBER_BITS: u32 = 28;
/// The most strings that a table holds.
const MAX_STRINGS: usize = (1 << NUMBER_BITS) - 1;
/// Set in the tag of a string that the tag does not spell out.
const HASHED: u64 = 1 << (63 - NUMBER_BITS);

/// How many look-ups are under way at once.
const AT_ONCE: usize = 16;

/// A look-up under way: what it looks for, and what the slot holds that it has come to.
#[derive(Clone, Copy, Default)]
struct Probe {
    tag: u64,
    slot: usize,
    found: u64,
}

/// What a slot says of a string: 36 bits that spell it out where it is short, else bits of its hash.
fn tag(string: &[u8]) -> u64 {
    if string.len() <= 5 && string.iter().all(|byte| (1..128).contains(byte)) {
        string.iter().fold(0, |tag, &byte| (tag << 7) | u64::from(byte))
    } else {
        HASHED | (xxh3_64(string) >> (NUMBER_BITS + 1))
    }
}

impl StringTable {
    /// A table of strings that are given in ascending byte order, each once.
    ///
    /// # Panics
    ///
    /// For more than 268 million strings.
    pub fn from_sorted<S: AsRef<str>>(strings: &[S]) -> Self {
        debug_assert!(strings.windows(2).all(|pair| pair[0].as_ref() < pair[1].as_ref()));
        assert!(strings.len() <= MAX_STRINGS, "a vocabulary has at most {MAX_STRINGS} strings");
        let mut bytes = Vec::with_capacity(strings.iter().map(|s| s.as_ref().len()).sum());
        let mut ends = Vec::with_capacity(strings.len());
        let mut slots = vec![EMPTY; slot_count(strings.len())];
        for (number, string) in strings.iter().enumerate() {
            let string = string.as_ref().as_bytes();
            bytes.extend_from_slice(string);
            ends.push(bytes.len() as u32);
            let tag = tag(string);
            let mut slot = first_slot(spread(tag), slots.len());
            while slots[slot] != EMPTY {
                slot = next_slot(slot, slots.len());
            }
            slots[slot] = (tag << NUMBER_BITS) | number as u64;
        }
        Self { bytes: bytes.into(), ends: ends.into(), slots: slots.into() }
    }

    /// A table from the arrays of a model file, each invariant checked.
    ///
    /// # Errors
    ///
    /// [`Error::Model`] with the first invariant that does not hold.
    pub fn from_arrays(bytes: Array<u8>, ends: Array<u32>, slots: Array<u64>) -> Result<Self> {
        let damaged = |reason: &str| {
            Err(Error::Model { place: "model".to_owned(), reason: format!("vocabulary: {reason}") })
        };
        let Ok(text) = std::str::from_utf8(&bytes) else {
            return damaged("it is not valid UTF-8");
        };
        if ends.last().map_or(0, |&end| end as usize) != text.len() {
            return damaged("the strings do not fill their bytes");
        }
        let (mut start, mut before) = (0, None);
        for &end in ends.iter() {
            let end = end as usize;
            if end < start || !text.is_char_boundary(end) {
                return damaged("a string ends before it begins or within a character");
            }
            let string = Some(&text.as_bytes()[start..end]);
            if before >= string {
                return damaged("the strings do not ascend");
            }
            (start, before) = (end, string);
        }
        if slots.len() != slot_count(ends.len()) {
            return damaged("the hash table has the wrong size");
        }
        let named = slots.iter().filter(|&&slot| slot != EMPTY);
        let numbers = named.map(|&slot| slot as u32 & MAX_STRINGS as u32);
        if !names_each_once(numbers, ends.len()) {
            return damaged("the hash table does not name every string exactly once");
        }
        Ok(Self { bytes, ends, slots })
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
        // Checked when the table was made: every string is valid UTF-8.
        std::str::from_utf8(&self.bytes[self.range(number)]).unwrap_or_default()
    }

    /// The number of a string.
    pub fn find(&self, string: &str) -> Option<u32> {
        let mut found = None;
        self.find_each(&[string], |number| found = Some(number));
        found
    }

    /// Hands the number of each string that is there to `visitor`, in order.
    ///
    /// Faster than one after the other: memory is asked for many at once.
    pub(super) fn find_each(&self, strings: &[&str], mut visitor: impl FnMut(u32)) {
        let slots: &[u64] = &self.slots;
        if slots.is_empty() {
            return;
        }
        for strings in strings.chunks(AT_ONCE) {
            let mut probes = [Probe::default(); AT_ONCE];
            for (probe, string) in probes.iter_mut().zip(strings) {
                let tag = tag(string.as_bytes());
                *probe = Probe { tag, slot: first_slot(spread(tag), slots.len()), found: EMPTY };
            }
            let probes = &mut probes[..strings.len()];
            probes.iter_mut().for_each(|probe| probe.found = slots[probe.slot]);
            for (probe, string) in probes.iter().zip(strings) {
                self.resolve(*probe, string).into_iter().for_each(&mut visitor);
            }
        }
    }

    /// Follows a probe to its end.
    fn resolve(&self, mut probe: Probe, string: &str) -> Option<u32> {
        let spelled_out = probe.tag & HASHED == 0;
        while probe.found != EMPTY {
            let number = probe.found as usize & MAX_STRINGS;
            if probe.found >> NUMBER_BITS == probe.tag
                && (spelled_out || &self.bytes[self.range(number)] == string.as_bytes())
            {
                return Some(number as u32);
            }
            probe.slot = next_slot(probe.slot, self.slots.len());
            probe.found = self.slots[probe.slot];
        }
        None
    }

    /// All strings, in byte order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        (0..self.len()).map(|number| self.get(number))
    }

    /// The arrays that a model file holds: bytes, end of each string in them, slots.
    pub fn arrays(&self) -> (&[u8], &[u32], &[u64]) {
        (&self.bytes, &self.ends, &self.slots)
    }

    fn range(&self, number: usize) -> Range<usize> {
        let start = if number == 0 { 0 } else { self.ends[number - 1] as usize };
        start..self.ends[number] as usize
    }
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
        let with = |ends: Vec<u32>, slots: Vec<u64>| {
            StringTable::from_arrays(bytes.to_vec().into(), ends.into(), slots.into()).is_ok()
        };
        assert!(with(ends.to_vec(), slots.to_vec()));
        assert!(!with(vec![1, 2], slots.to_vec()));
        assert!(!with(vec![2, 1, 3], slots.to_vec()));
        assert!(!with(ends.to_vec(), slots[1..].to_vec()));
        assert!(!with(
            ends.to_vec(),
            slots.iter().map(|s| s.saturating_add(1)).collect::<Vec<_>>()
        ));
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
