//! Which classes each term has weights for, where most weights are 0.

use std::ops::Range;

use crate::Array;
use crate::{Error, Result};

/// The places of the weights that a model of very many classes keeps, term after term.
///
/// A label of a few documents has weights for the terms of these documents: of 50,000 labels and as
/// many terms one weight in some thousands is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct SparseRows {
    /// Where the weights of each term end, shape `(terms,)`, ascending.
    ends: Array<u32>,
    /// The class of each weight; they ascend within a term.
    classes: Array<u32>,
}

impl SparseRows {
    /// Of the arrays of a file: where the weights of each term end, shape `(terms,)`, and the class
    /// of each weight, below `labels`.
    ///
    /// # Errors
    ///
    /// [`Error::Model`] when they do not ascend as they must.
    pub fn from_arrays(ends: Array<u32>, classes: Array<u32>, labels: usize) -> Result<Self> {
        let rows = Self { ends, classes };
        let ends_ascend = rows.ends.windows(2).all(|pair| pair[0] <= pair[1]);
        let whole = rows.ends.last().copied().unwrap_or(0) as usize == rows.classes.len();
        let ascend = |term| {
            let classes = &rows.classes[rows.range(term)];
            classes.windows(2).all(|pair| pair[0] < pair[1])
                && classes.last().is_none_or(|&class| (class as usize) < labels)
        };
        if ends_ascend && whole && (0..rows.terms()).all(ascend) {
            return Ok(rows);
        }
        let reason = "weights: the classes of a term do not ascend".to_owned();
        Err(Error::Model { place: "model".to_owned(), reason })
    }

    /// From the term and class of each weight, ascending; every class below the number of labels.
    pub(super) fn of_places(places: impl Iterator<Item = (u32, u32)>, terms: usize) -> Self {
        let mut ends = vec![0_u32; terms];
        let classes = places.map(|(term, class)| {
            ends[term as usize] += 1;
            class
        });
        let classes: Vec<u32> = classes.collect();
        let mut end = 0;
        for count in &mut ends {
            end += *count;
            *count = end;
        }
        Self { ends: ends.into(), classes: classes.into() }
    }

    /// The arrays of a file: ends and classes.
    pub fn arrays(&self) -> (&[u32], &[u32]) {
        (&self.ends, &self.classes)
    }

    /// The number of terms.
    pub fn terms(&self) -> usize {
        self.ends.len()
    }

    /// The number of weights that are kept.
    pub fn entries(&self) -> usize {
        self.classes.len()
    }

    /// Where the weights of a term lie.
    pub(super) fn range(&self, term: usize) -> Range<usize> {
        let start = if term == 0 { 0 } else { self.ends[term - 1] as usize };
        start..self.ends[term] as usize
    }

    /// The classes that a term has weights for, ascending.
    pub(super) fn classes(&self, term: usize) -> &[u32] {
        &self.classes[self.range(term)]
    }

    /// The place of a term's weight for a class, where there is one.
    pub(super) fn find(&self, term: usize, class: usize) -> Option<usize> {
        let place = self.classes(term).binary_search(&(class as u32)).ok()?;
        Some(self.range(term).start + place)
    }

    /// Those of the terms that `order` names, in its order.
    pub(super) fn reordered(&self, order: impl Iterator<Item = usize>) -> Self {
        let (mut ends, mut classes) = (Vec::new(), Vec::new());
        for term in order {
            classes.extend_from_slice(self.classes(term));
            ends.push(classes.len() as u32);
        }
        Self { ends: ends.into(), classes: classes.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> SparseRows {
        SparseRows::of_places([(0, 2), (2, 0), (2, 7)].into_iter(), 3)
    }

    #[test]
    fn weights_are_found_by_term_and_class() {
        let rows = rows();
        assert_eq!(
            (rows.classes(0), rows.classes(1), rows.classes(2)),
            (&[2][..], &[][..], &[0, 7][..])
        );
        assert_eq!((rows.find(2, 7), rows.find(2, 1)), (Some(2), None));
        let turned = rows.reordered([2, 0].into_iter());
        assert_eq!((turned.classes(0), turned.classes(1)), (&[0, 7][..], &[2][..]));
    }

    #[test]
    fn places_that_do_not_ascend_are_refused() {
        let rows = rows();
        let (ends, classes) = rows.arrays();
        let load = |ends: &[u32], classes: &[u32]| {
            SparseRows::from_arrays(ends.to_vec().into(), classes.to_vec().into(), 8)
        };
        assert_eq!(load(ends, classes).unwrap(), rows);
        for (ends, classes) in [
            (&[1, 0, 3][..], &[2, 0, 7][..]),
            (&[1, 1, 2], &[2, 0, 7]),
            (&[1, 1, 9], &[2, 0, 7]),
            (&[1, 1, 3], &[2, 7, 0]),
            (&[1, 1, 3], &[2, 0, 8]),
        ] {
            assert!(load(ends, classes).is_err(), "{ends:?} {classes:?}");
        }
    }
}
