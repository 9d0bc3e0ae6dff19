//! Latent semantic analysis (Deerwester, Dumais, Furnas, Landauer and Harshman, 1990): the few
//! directions along which the texts of a collection differ most.
//!
//! By a randomised singular value decomposition (Halko, Martinsson and Tropp, "Finding Structure with
//! Randomness", 2011, algorithm 4.4): for a matrix `A` of shape `(documents, terms)`
//!
//! `V = orth(A' R)`, then several times `V = orth(A' (A V))`
//!
//! with random `R`; the eigenvectors of `(A V)' (A V)` turn `V` into right singular vectors.

use rayon::prelude::*;

use crate::random::SplitMix64;
use crate::{Error, Result};

use super::CsrMatrix;
use super::dense::{Dense, eigen, orthonormal};

/// A space of few dimensions in which terms that stand in the same texts lie close together.
///
/// Projecting a text into it is linear, so a linear model over the space is one over the terms:
/// see [`term`](Self::term).
#[derive(Clone, Debug, PartialEq)]
pub struct LatentSpace {
    /// Shape `(terms, dimensions)`.
    basis: Dense,
}

/// Directions beyond those wanted: the last of those found are the least exact.
const OVERSAMPLING: usize = 10;
/// How often the directions are turned towards the strongest.
const POWER_ITERATIONS: usize = 4;

impl LatentSpace {
    /// Learns the `dimensions` strongest directions of a matrix; fewer where it has fewer.
    ///
    /// Their scale is such that the projected documents of the matrix have a mean squared length of 1.
    /// The same matrix and seed give the same space, for any number of threads.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] when `dimensions` is 0.
    ///
    /// # Example
    ///
    /// ```
    /// use nutgraf::features::{LatentSpace, TfIdfVectorizer, WordSequences};
    /// let texts = ["the car and its engine", "an automobile and its engine", "rain in spring"];
    /// let (_, matrix) = TfIdfVectorizer::params().fit_transform(&WordSequences::encode(&texts))?;
    /// let space = LatentSpace::fit(&matrix, 2, 0)?;
    /// let near = |one: &[f32], other: &[f32]| one.iter().zip(other).map(|(a, b)| a * b).sum::<f32>();
    /// // Column 2 is `automobile`, 3 is `car`, 8 is `spring`: cars never stand beside automobiles,
    /// // but both stand beside engines.
    /// assert!(near(space.term(2), space.term(3)) > near(space.term(2), space.term(8)));
    /// # Ok::<(), nutgraf::Error>(())
    /// ```
    pub fn fit(matrix: &CsrMatrix, dimensions: usize, seed: u64) -> Result<Self> {
        if dimensions == 0 {
            let (name, expected) = ("dimensions", "at least 1");
            return Err(Error::InvalidParameter { name, expected, actual: "0".to_owned() });
        }
        let most = matrix.documents().min(matrix.terms());
        let directions = (dimensions + OVERSAMPLING).min(most);
        let transposed = matrix.transpose();
        let random = gaussian(matrix.documents(), directions, seed);
        let mut basis = orthonormal(product(&transposed, &random));
        for _ in 0..POWER_ITERATIONS {
            basis = orthonormal(product(&transposed, &product(matrix, &basis)));
        }
        let (strengths, turn) = eigen(product(matrix, &basis).gram());
        let kept = dimensions.min(directions);
        let total: f64 = strengths[..kept].iter().sum();
        let scale = if total > 0.0 { (matrix.documents() as f64 / total).sqrt() } else { 1.0 };
        let basis = basis.times(kept, |from, to| turn[to][from] * scale);
        Ok(Self { basis })
    }

    /// The number of dimensions.
    pub fn dimensions(&self) -> usize {
        self.basis.width()
    }

    /// The number of terms.
    pub fn terms(&self) -> usize {
        self.basis.height()
    }

    /// Where a term lies, shape `(dimensions,)`. A text lies at the sum over its terms of value times this.
    pub fn term(&self, term: usize) -> &[f32] {
        self.basis.row(term)
    }

    /// Where documents lie, shape `(documents, dimensions)`; `matrix` has the terms of the space.
    pub fn project(&self, matrix: &CsrMatrix) -> CsrMatrix {
        let projected = product(matrix, &self.basis);
        let mut offsets = vec![0];
        let (mut columns, mut values) = (Vec::new(), Vec::new());
        for document in 0..matrix.documents() {
            for (column, &value) in projected.row(document).iter().enumerate() {
                if value != 0.0 {
                    columns.push(column as u32);
                    values.push(value);
                }
            }
            offsets.push(columns.len());
        }
        CsrMatrix::from_parts(offsets, columns, values, self.dimensions())
    }
}

/// `matrix * dense`, each row by itself.
fn product(matrix: &CsrMatrix, dense: &Dense) -> Dense {
    let rows: Vec<Vec<f32>> = (0..matrix.documents())
        .into_par_iter()
        .map(|document| {
            let mut sum = vec![0.0_f32; dense.width()];
            for (column, value) in matrix.row(document).iter() {
                sum.iter_mut().zip(dense.row(column)).for_each(|(to, from)| *to += value * from);
            }
            sum
        })
        .collect();
    Dense::new(rows.into_iter().flatten().collect(), dense.width())
}

/// Normally distributed numbers (Box and Muller, 1958).
fn gaussian(height: usize, width: usize, seed: u64) -> Dense {
    let mut random = SplitMix64::new(seed);
    // In (0, 1]: the logarithm of 0 is no number.
    let mut uniform = || ((random.next() >> 11) as f64 + 1.0) / (1_u64 << 53) as f64;
    let normal = (0..height * width).map(|_| {
        let (one, other) = (uniform(), uniform());
        ((-2.0 * one.ln()).sqrt() * (std::f64::consts::TAU * other).cos()) as f32
    });
    Dense::new(normal.collect(), width)
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    /// A matrix whose singular values are 3, 2 and 1, along single terms.
    fn diagonal() -> CsrMatrix {
        CsrMatrix::new(vec![0, 1, 2, 3], vec![1, 0, 2], vec![3.0, 2.0, 1.0], 3).unwrap()
    }

    #[test]
    fn the_strongest_directions_are_kept_and_scaled() {
        let space = LatentSpace::fit(&diagonal(), 2, 7).unwrap();
        // Lengths squared are 9 and 4 and 0, their mean 13/3, scaled to 1.
        let scale = (3.0_f32 / 13.0).sqrt();
        assert_relative_eq!(space.term(1)[0].abs(), scale, epsilon = 1e-4);
        assert_relative_eq!(space.term(0)[1].abs(), scale, epsilon = 1e-4);
        assert!(space.term(2).iter().all(|weight| weight.abs() < 1e-3));
        let projected = space.project(&diagonal());
        let squared: f64 = projected.rows().map(|row| row.squared_norm()).sum();
        assert_relative_eq!(squared, 3.0, epsilon = 1e-4);
    }

    #[test]
    fn a_matrix_of_few_directions_gives_no_more() {
        let space = LatentSpace::fit(&diagonal(), 50, 7).unwrap();
        assert_eq!(space.dimensions(), 3);
        let empty = CsrMatrix::new(vec![0, 0], vec![], vec![], 4).unwrap();
        let space = LatentSpace::fit(&empty, 2, 7).unwrap();
        assert!((0..4).all(|term| space.term(term) == [0.0]));
        assert!(LatentSpace::fit(&empty, 0, 7).is_err());
    }

    #[test]
    fn lengths_of_full_projections_are_those_of_the_rows() {
        // 40 documents over 12 terms: all 12 directions together lose nothing but the scale.
        let mut random = SplitMix64::new(3);
        let (mut offsets, mut columns, mut values) = (vec![0], Vec::new(), Vec::new());
        for _ in 0..40 {
            for column in (0..12).filter(|_| random.below(3) == 0).collect::<Vec<u32>>() {
                columns.push(column);
                values.push(1.0 + random.below(9) as f32);
            }
            offsets.push(columns.len());
        }
        let matrix = CsrMatrix::new(offsets, columns, values, 12).unwrap();
        let projected = LatentSpace::fit(&matrix, 12, 0).unwrap().project(&matrix);
        let mean = matrix.rows().map(|row| row.squared_norm()).sum::<f64>() / 40.0;
        for (row, projected) in matrix.rows().zip(projected.rows()) {
            assert_relative_eq!(
                row.squared_norm() / mean,
                projected.squared_norm(),
                epsilon = 1e-3
            );
        }
    }
}
