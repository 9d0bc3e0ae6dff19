//! Which term is which column.

use crate::Array;
use crate::{Error, Result};

use super::hash_slots::names_each_once;
use super::pair_table::pair_key;
use super::{PairTable, StringTable, hashing};

/// The terms of a vectorizer and their columns.
///
/// Columns follow the terms' byte order in training, and their frequency in a finished model; either way
/// the same corpus gives the same columns on every run and every machine. An n-gram of words is kept as the number of the (n-1)-gram before it and the
/// number of its last word, never as a string; so a word or n-gram can be there only as the
/// beginning of a longer one, without a column of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Vocabulary {
    /// Single words or stems, or all character n-grams.
    atoms: StringTable,
    /// Word n-grams of length 2, 3, ...
    pairs: Vec<PairTable>,
    /// The column of each atom and of each n-gram, level by level; [`NO_COLUMN`] where none.
    columns: Vec<Array<u32>>,
    /// How many columns there are.
    terms: usize,
    /// Where terms are columns by their hash, there are so many bits of it: no atoms and no n-grams
    /// are kept, and the only list of columns has one for each of the `2^bits` slots.
    hash_bits: Option<u8>,
}

/// How many bits of a term's hash can be its column.
pub(super) const HASH_BITS: std::ops::RangeInclusive<u8> = 8..=24;

/// Marks an atom or an n-gram that is there only as the beginning of a longer one.
pub(super) const NO_COLUMN: u32 = u32::MAX;

impl Vocabulary {
    /// Puts the parts together; `columns` has one list for the atoms and one for each pair table.
    ///
    /// # Errors
    ///
    /// [`Error::Model`] unless every list has the length of its table and the columns are exactly
    /// 0, 1, 2, ... each once.
    pub fn new(
        atoms: StringTable,
        pairs: Vec<PairTable>,
        columns: Vec<Array<u32>>,
    ) -> Result<Self> {
        let damaged = |reason: &str| {
            Err(Error::Model { place: "model".to_owned(), reason: format!("vocabulary: {reason}") })
        };
        let lengths = [atoms.len()].into_iter().chain(pairs.iter().map(PairTable::len));
        if columns.len() != pairs.len() + 1
            || columns.iter().zip(lengths).any(|(columns, length)| columns.len() != length)
        {
            return damaged("there are not as many columns as terms");
        }
        let all = || columns.iter().flat_map(|columns| columns.iter().copied());
        let named = || all().filter(|&column| column != NO_COLUMN);
        let terms = named().count();
        if !names_each_once(named(), terms) {
            return damaged("a column is out of range or named twice");
        }
        Ok(Self { atoms, pairs, columns, terms, hash_bits: None })
    }

    /// Terms that are columns by their hash: the column of each slot, shape `(2^bits,)`, `u32::MAX`
    /// where none.
    ///
    /// # Errors
    ///
    /// [`Error::Model`] unless there are `2^bits` slots, `bits` from 8 to 24, and the columns are
    /// exactly 0, 1, 2, ... each once.
    pub fn hashed(bits: u8, slots: Array<u32>) -> Result<Self> {
        let named = || slots.iter().copied().filter(|&column| column != NO_COLUMN);
        let terms = named().count();
        if !HASH_BITS.contains(&bits)
            || slots.len() != 1 << bits
            || !names_each_once(named(), terms)
        {
            return Err(Error::Model {
                place: "model".to_owned(),
                reason: "vocabulary: its slots are not numbered each once".to_owned(),
            });
        }
        let atoms = StringTable::from_sorted::<&str>(&[]);
        let columns = vec![slots];
        Ok(Self { atoms, pairs: Vec::new(), columns, terms, hash_bits: Some(bits) })
    }

    /// Every slot a column.
    pub(super) fn of_all_slots(bits: u8) -> Self {
        Self::hashed(bits, (0..1 << bits).collect()).expect("every slot is numbered in order")
    }

    /// How many bits of a term's hash are its column; `None` where terms are kept.
    pub fn hash_bits(&self) -> Option<u8> {
        self.hash_bits
    }

    /// The number of a word, stem or character n-gram.
    pub(super) fn atom(&self, atom: &str) -> Option<u32> {
        match self.hash_bits {
            None => self.atoms.find(atom),
            Some(_) => hashing::number_of_word(atom),
        }
    }

    /// Hands the number of each word, stem or character n-gram that there is to `visitor`, in order.
    pub(super) fn visit_atoms(&self, atoms: &[&str], visitor: impl FnMut(u32)) {
        match self.hash_bits {
            None => self.atoms.find_each(atoms, visitor),
            Some(_) => atoms.iter().filter_map(|atom| self.atom(atom)).for_each(visitor),
        }
    }

    /// The column of a slot.
    pub(super) fn column_of_slot(&self, slot: u32) -> Option<u32> {
        let column = self.columns[0][slot as usize];
        (column != NO_COLUMN).then_some(column)
    }

    /// The number of columns.
    pub fn len(&self) -> usize {
        self.terms
    }

    /// Whether there is no column.
    pub fn is_empty(&self) -> bool {
        self.terms == 0
    }

    /// Single words or stems, or all character n-grams.
    pub fn atoms(&self) -> &StringTable {
        &self.atoms
    }

    /// Word n-grams of length 2, 3, ...
    pub fn pairs(&self) -> &[PairTable] {
        &self.pairs
    }

    /// The column of each atom and of each n-gram, level by level; `u32::MAX` where none.
    pub fn columns(&self) -> &[Array<u32>] {
        &self.columns
    }

    /// The column of the n-gram `number` of `level` (0 for atoms).
    pub(super) fn column(&self, level: usize, number: u32) -> Option<u32> {
        if let Some(bits) = self.hash_bits {
            return self.column_of_slot(hashing::slot(level, number, bits));
        }
        let column = self.columns[level][number as usize];
        (column != NO_COLUMN).then_some(column)
    }

    /// The terms as text, by column; none where only their hashes are kept.
    ///
    /// Costs time and memory in proportion to all terms: for reports, not for prediction.
    pub fn terms(&self) -> Vec<String> {
        if self.hash_bits.is_some() {
            return Vec::new();
        }
        let mut terms = vec![String::new(); self.terms];
        for (level, columns) in self.columns.iter().enumerate() {
            for (number, &column) in columns.iter().enumerate() {
                if column != NO_COLUMN {
                    terms[column as usize] = self.spell(level, number as u32);
                }
            }
        }
        terms
    }

    fn spell(&self, level: usize, number: u32) -> String {
        if level == 0 {
            return self.atoms.get(number as usize).to_owned();
        }
        let (prefix, last) = self.pairs[level - 1].pair(number);
        format!("{} {}", self.spell(level - 1, prefix), self.atoms.get(last as usize))
    }

    /// The same terms in another order of columns: `order` names the present column of each new one,
    /// every one once.
    pub(super) fn reordered(self, order: &[u32]) -> Self {
        let mut new_columns = vec![NO_COLUMN; order.len()];
        for (new, &old) in order.iter().enumerate() {
            new_columns[old as usize] = new as u32;
        }
        let renumbered = |&column: &u32| match column {
            NO_COLUMN => NO_COLUMN,
            column => new_columns[column as usize],
        };
        let columns = self.columns.iter().map(|columns| columns.iter().map(renumbered).collect());
        Self { columns: columns.collect(), ..self }
    }

    /// The vocabulary of the columns for which `keep` is true, renumbered in the same order.
    ///
    /// Words and n-grams that no kept term needs fall out with them.
    #[must_use]
    pub fn select(&self, keep: &[bool]) -> Self {
        let mut renumbered = vec![NO_COLUMN; self.terms];
        let mut terms = 0;
        for (column, _) in keep.iter().enumerate().filter(|(_, keep)| **keep) {
            renumbered[column] = terms;
            terms += 1;
        }
        let kept_column = |column: u32| match column {
            NO_COLUMN => NO_COLUMN,
            column => renumbered[column as usize],
        };
        if self.hash_bits.is_some() {
            let columns = vec![self.columns[0].iter().map(|&column| kept_column(column)).collect()];
            return Self { columns, terms: terms as usize, ..self.clone() };
        }
        // From the longest n-grams down: what has a column is needed, and what begins with it.
        let mut needed: Vec<Vec<bool>> = self
            .columns
            .iter()
            .map(|columns| columns.iter().map(|&c| kept_column(c) != NO_COLUMN).collect())
            .collect();
        for level in (1..self.columns.len()).rev() {
            for (number, (prefix, last)) in self.pairs[level - 1].pairs().enumerate() {
                if needed[level][number] {
                    needed[level - 1][prefix as usize] = true;
                    needed[0][last as usize] = true;
                }
            }
        }
        let new_numbers: Vec<Vec<u32>> = needed.iter().map(|needed| rank(needed)).collect();
        let kept_of = |level: usize| {
            needed[level]
                .iter()
                .enumerate()
                .filter(|(_, needed)| **needed)
                .map(|(number, _)| number)
        };
        let columns = (0..needed.len())
            .map(|level| kept_of(level).map(|n| kept_column(self.columns[level][n])).collect())
            .collect();
        let atoms: Vec<&str> = kept_of(0).map(|number| self.atoms.get(number)).collect();
        let pairs = (1..needed.len())
            .map(|level| {
                let keys = kept_of(level).map(|number| {
                    let (prefix, last) = self.pairs[level - 1].pair(number as u32);
                    let prefix = new_numbers[level - 1][prefix as usize];
                    pair_key(prefix, new_numbers[0][last as usize])
                });
                PairTable::from_sorted(keys.collect())
            })
            .collect();
        let atoms = StringTable::from_sorted(&atoms);
        Self { atoms, pairs, columns, terms: terms as usize, hash_bits: None }
    }
}

/// For each true flag, how many come before it.
fn rank(flags: &[bool]) -> Vec<u32> {
    flags
        .iter()
        .scan(0, |next, &flag| {
            let number = *next;
            *next += u32::from(flag);
            Some(number)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// peace, peace talk, talk, talk end: columns in byte order.
    fn vocabulary() -> Vocabulary {
        let atoms = StringTable::from_sorted(&["end", "peace", "talk"]);
        let pairs = PairTable::from_sorted(vec![pair_key(1, 2), pair_key(2, 0)]);
        Vocabulary::new(atoms, vec![pairs], vec![vec![NO_COLUMN, 0, 2].into(), vec![1, 3].into()])
            .unwrap()
    }

    #[test]
    fn terms_are_spelled_in_the_order_of_their_columns() {
        assert_eq!(vocabulary().terms(), ["peace", "peace talk", "talk", "talk end"]);
    }

    #[test]
    fn selecting_a_bigram_keeps_its_words_without_columns() {
        let selected = vocabulary().select(&[false, true, false, false]);
        assert_eq!(selected.terms(), ["peace talk"]);
        assert_eq!(selected.atoms().iter().collect::<Vec<_>>(), ["peace", "talk"]);
        assert_eq!(selected.column(0, 0), None);
        assert_eq!(selected.pairs()[0].find(0, 1), Some(0));
    }

    #[test]
    fn columns_can_be_put_into_another_order() {
        let reordered = vocabulary().reordered(&[2, 0, 1, 3]);
        assert_eq!(reordered.terms(), ["talk", "peace", "peace talk", "talk end"]);
        assert_eq!(reordered.column(0, 0), None);
    }

    #[test]
    fn selecting_slots_renumbers_them_in_order() {
        let mut keep = vec![false; 256];
        keep[3] = true;
        keep[200] = true;
        let selected = Vocabulary::of_all_slots(8).select(&keep);
        assert_eq!((selected.len(), selected.column_of_slot(200)), (2, Some(1)));
        assert_eq!(selected.column_of_slot(4), None);
        let mut slots = selected.columns()[0].to_vec();
        assert_eq!(Vocabulary::hashed(8, slots.clone().into()).unwrap(), selected);
        assert!(Vocabulary::hashed(9, slots.clone().into()).is_err());
        slots[4] = 1;
        assert!(Vocabulary::hashed(8, slots.into()).is_err());
    }

    #[test]
    fn a_column_named_twice_is_refused() {
        let atoms = StringTable::from_sorted(&["a", "b"]);
        assert!(Vocabulary::new(atoms.clone(), vec![], vec![vec![0, 0].into()]).is_err());
        assert!(Vocabulary::new(atoms.clone(), vec![], vec![vec![0, 2].into()]).is_err());
        assert!(Vocabulary::new(atoms.clone(), vec![], vec![vec![0].into()]).is_err());
        assert!(Vocabulary::new(atoms, vec![], vec![vec![1, 0].into()]).is_ok());
    }
}
