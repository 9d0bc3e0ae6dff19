//! More terms for a vocabulary that has been learned already.

use std::cmp::Ordering;

use crate::Array;

use super::pair_table::pair_key;
use super::vocabulary::NO_COLUMN;
use super::{PairTable, StringTable, TfIdfVectorizer, Vocabulary};

impl Vocabulary {
    /// These terms in their columns, and after them those terms of `other` that are not among them;
    /// and for each of the latter its column in `other`.
    ///
    /// Terms that are columns by their hash stay as they are: there is nothing to add.
    pub(super) fn extended(&self, other: &Self) -> (Self, Vec<u32>) {
        if self.hash_bits().is_some() || other.hash_bits().is_some() {
            return (self.clone(), Vec::new());
        }
        let mut added = Vec::new();
        let mut columns = Vec::new();
        let mut add = |entries: &[Entry], level: usize| {
            let of_level = entries.iter().map(|entry| {
                let column = |vocabulary: &Self, number: Option<u32>| {
                    number.and_then(|number| vocabulary.column(level, number))
                };
                if let Some(column) = column(self, entry.ours) {
                    return column;
                }
                let Some(theirs) = column(other, entry.theirs) else { return NO_COLUMN };
                added.push(theirs);
                (self.len() + added.len() - 1) as u32
            });
            columns.push(of_level.collect::<Array<u32>>());
        };
        let atoms = merged(self.atoms().iter(), other.atoms().iter());
        let entries: Vec<Entry> = atoms.iter().map(|(_, entry)| *entry).collect();
        add(&entries, 0);
        let (our_atoms, their_atoms) = new_numbers(&entries);
        let (mut ours, mut theirs) = (our_atoms.clone(), their_atoms.clone());
        let mut pairs = Vec::new();
        for (level, (table, other)) in self.pairs().iter().zip(other.pairs()).enumerate() {
            let keys = |table: &PairTable, prefixes: &[u32], atoms: &[u32]| {
                let key = |(prefix, last): (u32, u32)| {
                    pair_key(prefixes[prefix as usize], atoms[last as usize])
                };
                table.pairs().map(key).collect::<Vec<u64>>()
            };
            let merged = merged(keys(table, &ours, &our_atoms), keys(other, &theirs, &their_atoms));
            let entries: Vec<Entry> = merged.iter().map(|(_, entry)| *entry).collect();
            add(&entries, level + 1);
            (ours, theirs) = new_numbers(&entries);
            pairs.push(PairTable::from_sorted(merged.into_iter().map(|(key, _)| key).collect()));
        }
        let atoms: Vec<&str> = atoms.into_iter().map(|(atom, _)| atom).collect();
        let vocabulary = Self::new(StringTable::from_sorted(&atoms), pairs, columns);
        (vocabulary.expect("every term has one column"), added)
    }
}

impl TfIdfVectorizer {
    /// The same with those terms of `other` that it lacks, in columns of their own after its own
    /// ones; `idf` weighs them by their column in `other`. And the column in `other` of each term
    /// that came to it.
    pub(crate) fn extended(&self, other: &Self, idf: impl Fn(u32) -> f32) -> (Self, Vec<u32>) {
        let (vocabulary, added) = self.vocabulary().extended(other.vocabulary());
        let of_added = added.iter().map(|&column| idf(column));
        let idf = self.idf().iter().copied().chain(of_added).collect();
        let params = self.fitted_params().clone();
        let extended = Self::from_parts(params, vocabulary, idf);
        (extended.expect("one weight above 0 for each term of the same parameters"), added)
    }
}

/// The numbers of a term in two tables.
#[derive(Clone, Copy)]
struct Entry {
    ours: Option<u32>,
    theirs: Option<u32>,
}

/// What stands in either of two ascending lists, in order, with its places in them.
fn merged<T: Ord>(
    ours: impl IntoIterator<Item = T>,
    theirs: impl IntoIterator<Item = T>,
) -> Vec<(T, Entry)> {
    let mut ours = ours.into_iter().zip(0..).peekable();
    let mut theirs = theirs.into_iter().zip(0..).peekable();
    let mut merged = Vec::new();
    loop {
        let order = match (ours.peek(), theirs.peek()) {
            (Some((one, _)), Some((other, _))) => one.cmp(other),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return merged,
        };
        let our = if order.is_le() { ours.next() } else { None };
        let their = if order.is_ge() { theirs.next() } else { None };
        let entry = Entry {
            ours: our.as_ref().map(|&(_, number)| number),
            theirs: their.as_ref().map(|&(_, number)| number),
        };
        merged.extend(our.or(their).map(|(term, _)| (term, entry)));
    }
}

/// For each number in either table its number among the entries.
fn new_numbers(entries: &[Entry]) -> (Vec<u32>, Vec<u32>) {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for (number, entry) in entries.iter().enumerate() {
        ours.extend(entry.ours.map(|_| number as u32));
        theirs.extend(entry.theirs.map(|_| number as u32));
    }
    (ours, theirs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::WordSequences;
    use crate::text::{AnalyzerParams, TermUnit};

    fn vectorizer(texts: &[&str], unit: TermUnit) -> TfIdfVectorizer {
        let analyzer = AnalyzerParams::default().unit(unit).ngram_range(1, 3);
        let params = TfIdfVectorizer::params().analyzer(analyzer);
        params.fit_transform(&WordSequences::encode(texts)).unwrap().0
    }

    #[test]
    fn old_terms_keep_their_columns_and_new_ones_follow() {
        for unit in [TermUnit::Words, TermUnit::Characters] {
            let old = vectorizer(&["peace talks end", "talks on trade"], unit);
            let new = vectorizer(&["long peace talks on tariffs", "trade talks"], unit);
            let (extended, added) = old.extended(&new, |_| 2.0);
            let terms = extended.vocabulary().terms();
            assert_eq!(terms[..old.idf().len()], old.vocabulary().terms());
            let theirs = new.vocabulary().terms();
            let came: Vec<&String> = added.iter().map(|&column| &theirs[column as usize]).collect();
            assert!(terms[old.idf().len()..].iter().eq(came));
            assert!(theirs.iter().all(|term| terms.contains(term)));
            let mut distinct = terms.clone();
            distinct.sort_unstable();
            distinct.dedup();
            assert_eq!(distinct.len(), terms.len());
            // Every term of either is found again, where it stands in a text.
            let matrix = extended.transform(&["long peace talks on tariffs", "peace talks end"]);
            let has = |row: usize, term: &str| {
                let column = terms.iter().position(|known| known == term).unwrap() as u32;
                matrix.row(row).columns.contains(&column)
            };
            match unit {
                TermUnit::Words => assert!(has(0, "talks on tariffs") && has(1, "peace talks end")),
                TermUnit::Characters => assert!(has(0, "tar") && has(1, "end")),
            }
        }
    }

    #[test]
    fn nothing_new_leaves_all_as_it_is() {
        let old = vectorizer(&["peace talks end"], TermUnit::Words);
        let (extended, added) = old.extended(&old, |_| 2.0);
        assert!(added.is_empty());
        assert_eq!(extended.vocabulary(), old.vocabulary());
        assert_eq!(extended.idf(), old.idf());
    }
}
