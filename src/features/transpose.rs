//! The document-term matrix seen from its terms.

use super::CsrMatrix;

impl CsrMatrix {
    /// The same entries with rows and columns changed over, shape `(terms, documents)`.
    ///
    /// # Example
    ///
    /// ```
    /// use nutgraf::features::CsrMatrix;
    /// let matrix = CsrMatrix::new(vec![0, 2, 3], vec![0, 2, 2], vec![0.6, 0.8, 1.0], 3)?;
    /// let transposed = matrix.transpose();
    /// assert_eq!(transposed.row(2).columns, [0, 1]);
    /// assert_eq!(transposed.row(2).values, [0.8, 1.0]);
    /// assert_eq!(transposed.transpose(), matrix);
    /// # Ok::<(), nutgraf::Error>(())
    /// ```
    #[must_use]
    pub fn transpose(&self) -> Self {
        let mut offsets = vec![0_usize; self.terms() + 1];
        for row in self.rows() {
            row.columns.iter().for_each(|&column| offsets[column as usize + 1] += 1);
        }
        for term in 0..self.terms() {
            offsets[term + 1] += offsets[term];
        }
        let mut next = offsets.clone();
        let mut columns = vec![0; self.entries()];
        let mut values = vec![0.0; self.entries()];
        for (document, row) in self.rows().enumerate() {
            for (column, value) in row.iter() {
                columns[next[column]] = document as u32;
                values[next[column]] = value;
                next[column] += 1;
            }
        }
        Self::from_parts(offsets, columns, values, self.documents())
    }

    /// The rows of some documents, in the order given, each below [`documents`](Self::documents).
    #[must_use]
    pub fn select_rows(&self, documents: &[u32]) -> Self {
        let rows = || documents.iter().map(|&document| self.row(document as usize));
        let mut offsets = Vec::with_capacity(documents.len() + 1);
        offsets.push(0);
        offsets.extend(rows().scan(0, |end, row| {
            *end += row.columns.len();
            Some(*end)
        }));
        let columns = rows().flat_map(|row| row.columns.iter().copied()).collect();
        let values = rows().flat_map(|row| row.values.iter().copied()).collect();
        Self::from_parts(offsets, columns, values, self.terms())
    }

    /// The same with each column times its factor, shape `(terms,)`, each finite and above 0.
    pub(crate) fn stretched(&self, factors: &[f32]) -> Self {
        let (mut offsets, mut columns, mut values) = (vec![0], Vec::new(), Vec::new());
        for row in self.rows() {
            columns.extend_from_slice(row.columns);
            values.extend(row.iter().map(|(column, value)| value * factors[column]));
            offsets.push(columns.len());
        }
        Self::from_parts(offsets, columns, values, self.terms())
    }

    /// In how many documents each term stands, shape `(terms,)`.
    pub(crate) fn document_frequencies(&self) -> Vec<u32> {
        let mut frequencies = vec![0; self.terms()];
        for row in self.rows() {
            row.columns.iter().for_each(|&column| frequencies[column as usize] += 1);
        }
        frequencies
    }

    /// The rows of this matrix, and below them those of another with the same terms.
    pub(crate) fn stack(&self, below: &Self) -> Self {
        debug_assert_eq!(self.terms(), below.terms(), "both have the same terms");
        let rows = || self.rows().chain(below.rows());
        let mut offsets = vec![0];
        offsets.extend(rows().scan(0, |end, row| {
            *end += row.columns.len();
            Some(*end)
        }));
        let columns = rows().flat_map(|row| row.columns.iter().copied()).collect();
        let values = rows().flat_map(|row| row.values.iter().copied()).collect();
        Self::from_parts(offsets, columns, values, self.terms())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selected_rows_come_in_the_order_asked_for() {
        let matrix =
            CsrMatrix::new(vec![0, 1, 1, 3], vec![1, 0, 1], vec![2.0, 3.0, 4.0], 2).unwrap();
        let selected = matrix.select_rows(&[2, 1, 0]);
        assert_eq!(selected.row(0).values, [3.0, 4.0]);
        assert!(selected.row(1).columns.is_empty());
        assert_eq!(selected.row(2).columns, [1]);
    }
}
