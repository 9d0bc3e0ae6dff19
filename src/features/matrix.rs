//! The document-term matrix.

use linfa::dataset::Records;

use crate::{Error, Result};

/// A document-term matrix in compressed sparse rows.
///
/// Shape `(documents, terms)`. Columns within a row ascend and are unique; no value is zero, every
/// value is finite. It is a linfa [`Records`], so linfa's `Dataset` and the learners of
/// [`classify`](crate::classify) take it as it is. Eight bytes an entry.
#[derive(Clone, Debug, PartialEq)]
pub struct CsrMatrix {
    offsets: Vec<usize>,
    columns: Vec<u32>,
    values: Vec<f32>,
    terms: usize,
}

/// One row of a [`CsrMatrix`]: its columns, ascending, and their values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SparseRow<'matrix> {
    /// 0-based columns, ascending.
    pub columns: &'matrix [u32],
    /// The value at each of these columns.
    pub values: &'matrix [f32],
}

impl SparseRow<'_> {
    /// The sum of squares, in `f64`.
    pub fn squared_norm(&self) -> f64 {
        self.values.iter().map(|&value| f64::from(value) * f64::from(value)).sum()
    }

    /// Columns and values together.
    pub fn iter(&self) -> impl Iterator<Item = (usize, f32)> + '_ {
        self.columns.iter().zip(self.values).map(|(&column, &value)| (column as usize, value))
    }
}

impl CsrMatrix {
    /// A matrix of `terms` columns, from row offsets (`documents + 1` of them, from 0 to the number
    /// of entries), and the columns and values of all rows one after another.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] when an invariant of the type does not hold.
    ///
    /// # Example
    ///
    /// ```
    /// use nutgraf::features::CsrMatrix;
    /// let matrix = CsrMatrix::new(vec![0, 2, 2], vec![0, 3], vec![0.6, 0.8], 4)?;
    /// assert_eq!(matrix.row(0).columns, [0, 3]);
    /// assert!(matrix.row(1).columns.is_empty());
    /// assert!(CsrMatrix::new(vec![0, 2], vec![3, 0], vec![0.6, 0.8], 4).is_err());
    /// # Ok::<(), nutgraf::Error>(())
    /// ```
    pub fn new(
        offsets: Vec<usize>,
        columns: Vec<u32>,
        values: Vec<f32>,
        terms: usize,
    ) -> Result<Self> {
        let invalid = |expected, actual: String| {
            Err(Error::InvalidParameter { name: "matrix", expected, actual })
        };
        if offsets.first() != Some(&0)
            || offsets.last() != Some(&columns.len())
            || offsets.windows(2).any(|pair| pair[0] > pair[1])
        {
            return invalid("offsets that ascend from 0 to the number of entries", String::new());
        }
        if columns.len() != values.len() {
            return invalid("as many values as columns", values.len().to_string());
        }
        if let Some(value) = values.iter().find(|value| !value.is_finite() || **value == 0.0) {
            return invalid("values that are finite and not 0", value.to_string());
        }
        let matrix = Self { offsets, columns, values, terms };
        for row in matrix.rows() {
            if row.columns.windows(2).any(|pair| pair[0] >= pair[1])
                || row.columns.last().is_some_and(|&column| column as usize >= terms)
            {
                return invalid("columns that ascend below the number of terms", String::new());
            }
        }
        Ok(matrix)
    }

    /// The same, for callers on this floor whose construction keeps the invariants.
    pub(super) fn from_parts(
        offsets: Vec<usize>,
        columns: Vec<u32>,
        values: Vec<f32>,
        terms: usize,
    ) -> Self {
        debug_assert!(
            Self::new(offsets.clone(), columns.clone(), values.clone(), terms).is_ok(),
            "a matrix built on this floor keeps its invariants"
        );
        Self { offsets, columns, values, terms }
    }

    /// The same of rows of columns with their values.
    pub(super) fn from_rows(rows: Vec<Vec<(u32, f32)>>, terms: usize) -> Self {
        let mut offsets = Vec::with_capacity(rows.len() + 1);
        offsets.push(0);
        offsets.extend(rows.iter().scan(0, |end, row| {
            *end += row.len();
            Some(*end)
        }));
        let (columns, values) = rows.into_iter().flatten().unzip();
        Self::from_parts(offsets, columns, values, terms)
    }

    /// The number of rows.
    pub fn documents(&self) -> usize {
        self.offsets.len() - 1
    }

    /// The number of columns.
    pub fn terms(&self) -> usize {
        self.terms
    }

    /// The number of entries that are not zero.
    pub fn entries(&self) -> usize {
        self.columns.len()
    }

    /// A row, by its 0-based index.
    pub fn row(&self, document: usize) -> SparseRow<'_> {
        let range = self.offsets[document]..self.offsets[document + 1];
        SparseRow { columns: &self.columns[range.clone()], values: &self.values[range] }
    }

    /// All rows, in order.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = SparseRow<'_>> {
        (0..self.documents()).map(|document| self.row(document))
    }
}

impl Records for CsrMatrix {
    type Elem = f32;

    fn nsamples(&self) -> usize {
        self.documents()
    }

    fn nfeatures(&self) -> usize {
        self.terms
    }
}
