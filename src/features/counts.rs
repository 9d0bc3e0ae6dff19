//! How often each term stands in each document, before any weighting.

/// A document-term matrix of counts.
///
/// Shape `(documents, terms)`; columns within a row ascend.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) offsets: Vec<usize>,
    pub(super) columns: Vec<u32>,
    /// How often the term of each column stands in the document of each row.
    pub(super) values: Vec<u32>,
    /// In how many documents each term occurs, shape `(terms,)`.
    pub(super) document_frequencies: Vec<u32>,
}

impl Counts {
    /// From postings: for each term, in the order of its column, the documents that contain it
    /// (ascending) and how often.
    pub(super) fn from_postings<'postings>(
        documents: usize,
        postings: impl Iterator<Item = (&'postings [u32], &'postings [u32])> + Clone,
    ) -> Self {
        let mut offsets = vec![0_usize; documents + 1];
        let mut document_frequencies = Vec::new();
        for (term_documents, _) in postings.clone() {
            document_frequencies.push(term_documents.len() as u32);
            for &document in term_documents {
                offsets[document as usize + 1] += 1;
            }
        }
        for document in 0..documents {
            offsets[document + 1] += offsets[document];
        }
        let mut next = offsets.clone();
        let mut columns = vec![0; offsets[documents]];
        let mut values = vec![0; offsets[documents]];
        for (column, (term_documents, term_counts)) in postings.enumerate() {
            for (&document, &count) in term_documents.iter().zip(term_counts) {
                let position = &mut next[document as usize];
                columns[*position] = column as u32;
                values[*position] = count;
                *position += 1;
            }
        }
        Self { offsets, columns, values, document_frequencies }
    }

    /// How often each term occurs in all documents together, shape `(terms,)`.
    pub(super) fn totals(&self) -> Vec<u64> {
        let mut totals = vec![0; self.document_frequencies.len()];
        for (&column, &count) in self.columns.iter().zip(&self.values) {
            totals[column as usize] += u64::from(count);
        }
        totals
    }

    /// Only the columns for which `keep` is true, renumbered in the same order.
    pub(super) fn select(&self, keep: &[bool]) -> Self {
        let mut renumbered = vec![0; keep.len()];
        let kept = (0..keep.len()).filter(|&column| keep[column]);
        for (number, column) in kept.enumerate() {
            renumbered[column] = number as u32;
        }
        let mut selected = Self { offsets: vec![0], ..Self::default() };
        for row in self.offsets.windows(2) {
            for entry in row[0]..row[1] {
                let column = self.columns[entry] as usize;
                if keep[column] {
                    selected.columns.push(renumbered[column]);
                    selected.values.push(self.values[entry]);
                }
            }
            selected.offsets.push(selected.columns.len());
        }
        selected.document_frequencies = (self.document_frequencies.iter().zip(keep))
            .filter_map(|(&frequency, &keep)| keep.then_some(frequency))
            .collect();
        selected
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts() -> Counts {
        // Term 0 in documents 0 (twice) and 2, term 1 in document 2 three times.
        let postings: [(&[u32], &[u32]); 2] = [(&[0, 2], &[2, 1]), (&[2], &[3])];
        Counts::from_postings(3, postings.into_iter())
    }

    #[test]
    fn postings_become_rows() {
        let counts = counts();
        assert_eq!(counts.offsets, [0, 1, 1, 3]);
        assert_eq!(counts.columns, [0, 0, 1]);
        assert_eq!(counts.values, [2, 1, 3]);
        assert_eq!(counts.document_frequencies, [2, 1]);
        assert_eq!(counts.totals(), [3, 3]);
    }

    #[test]
    fn selected_columns_are_renumbered() {
        let selected = counts().select(&[false, true]);
        assert_eq!(selected.offsets, [0, 0, 0, 1]);
        assert_eq!(selected.columns, [0]);
        assert_eq!(selected.document_frequencies, [1]);
    }
}
