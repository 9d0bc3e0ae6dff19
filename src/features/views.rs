//! Several looks at the same documents.

use linfa::dataset::Records;

use crate::{Error, Result};

use super::CsrMatrix;

/// Document-term matrices of the same documents, one for each way to look at a text.
///
/// A linfa [`Records`] whose features are those of all matrices together. There is at least one matrix,
/// and all have the same number of rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Views(Vec<CsrMatrix>);

impl Views {
    /// Views of shape `(documents, terms of the view)`.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] when there is no view, or when they differ in their rows.
    pub fn new(matrices: Vec<CsrMatrix>) -> Result<Self> {
        let rows = matrices.first().map(CsrMatrix::documents);
        if rows.is_none() || matrices.iter().any(|matrix| Some(matrix.documents()) != rows) {
            return Err(Error::InvalidParameter {
                name: "views",
                expected: "at least one matrix, all of the same documents",
                actual: format!("{} matrices", matrices.len()),
            });
        }
        Ok(Self(matrices))
    }

    /// The matrices, in order.
    pub fn matrices(&self) -> &[CsrMatrix] {
        &self.0
    }

    /// The number of rows of each.
    pub fn documents(&self) -> usize {
        self.0[0].documents()
    }
}

impl Records for Views {
    type Elem = f32;

    fn nsamples(&self) -> usize {
        self.documents()
    }

    fn nfeatures(&self) -> usize {
        self.0.iter().map(CsrMatrix::terms).sum()
    }
}
