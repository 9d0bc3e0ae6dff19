//! Labelled documents beside others of which the labels are not known.

use linfa::dataset::Records;

use crate::{Error, Result};

use super::{CsrMatrix, Views};

/// Views of labelled documents, and the same views of a pool of documents without labels.
///
/// A linfa [`Records`] whose samples are the labelled documents.
#[derive(Clone, Debug, PartialEq)]
pub struct PooledViews {
    labelled: Views,
    pool: Views,
}

impl PooledViews {
    /// From matrices whose first `labelled` rows are the labelled documents, the others the pool.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] when there are not more rows than that, and as [`Views::new`].
    pub fn split(matrices: &[CsrMatrix], labelled: usize) -> Result<Self> {
        let documents = matrices.first().map_or(0, CsrMatrix::documents);
        if documents <= labelled {
            return Err(Error::InvalidParameter {
                name: "pool",
                expected: "at least one document without labels",
                actual: format!("{documents} documents, {labelled} of them labelled"),
            });
        }
        let rows = |range: std::ops::Range<usize>| {
            let range: Vec<u32> = range.map(|row| row as u32).collect();
            Views::new(matrices.iter().map(|matrix| matrix.select_rows(&range)).collect())
        };
        Ok(Self { labelled: rows(0..labelled)?, pool: rows(labelled..documents)? })
    }

    /// The labelled documents.
    pub fn labelled(&self) -> &Views {
        &self.labelled
    }

    /// The documents without labels.
    pub fn pool(&self) -> &Views {
        &self.pool
    }
}

impl Records for PooledViews {
    type Elem = f32;

    fn nsamples(&self) -> usize {
        self.labelled.nsamples()
    }

    fn nfeatures(&self) -> usize {
        self.labelled.nfeatures()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_rows_are_labelled_and_the_rest_is_the_pool() {
        let matrix =
            CsrMatrix::new(vec![0, 1, 2, 3], vec![0, 1, 0], vec![1.0, 2.0, 3.0], 2).unwrap();
        let views = PooledViews::split(std::slice::from_ref(&matrix), 1).unwrap();
        assert_eq!((views.labelled().documents(), views.pool().documents()), (1, 2));
        assert_eq!(views.pool().matrices()[0].row(1).values, [3.0]);
        assert!(PooledViews::split(&[matrix], 3).is_err());
        assert!(PooledViews::split(&[], 0).is_err());
    }
}
