//! The little dense linear algebra that a randomised decomposition needs: tall, narrow matrices.

use rayon::prelude::*;

/// A tall matrix, row after row.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Dense {
    values: Vec<f32>,
    width: usize,
}

impl Dense {
    /// From its values, row after row, a multiple of `width`.
    pub(super) fn new(values: Vec<f32>, width: usize) -> Self {
        debug_assert!(values.len().is_multiple_of(width.max(1)), "rows of one width");
        Self { values, width }
    }

    /// The number of columns.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// The number of rows.
    pub(super) fn height(&self) -> usize {
        self.values.len() / self.width.max(1)
    }

    /// A row, by its 0-based index.
    pub(super) fn row(&self, row: usize) -> &[f32] {
        &self.values[row * self.width..(row + 1) * self.width]
    }

    /// `X' X`, shape `(width, width)`; each of its rows is summed in the order of the rows of `X`.
    pub(super) fn gram(&self) -> Vec<Vec<f64>> {
        let of_column = |column: usize| {
            let mut sums = vec![0.0; self.width];
            for row in self.values.chunks(self.width.max(1)) {
                let factor = f64::from(row[column]);
                sums.iter_mut()
                    .zip(row)
                    .for_each(|(sum, &value)| *sum += factor * f64::from(value));
            }
            sums
        };
        (0..self.width).into_par_iter().map(of_column).collect()
    }

    /// `X M` for a matrix `M` of shape `(width, other)` given by its entries.
    pub(super) fn times(&self, other: usize, entry: impl Fn(usize, usize) -> f64) -> Self {
        let columns: Vec<Vec<f32>> = (0..other)
            .map(|to| (0..self.width).map(|from| entry(from, to) as f32).collect())
            .collect();
        let dot = |row: &[f32], column: &[f32]| row.iter().zip(column).map(|(x, m)| x * m).sum();
        let rows = self.values.par_chunks(self.width.max(1));
        let values = rows.flat_map_iter(|row| columns.iter().map(|column| dot(row, column)));
        Self { values: values.collect(), width: other }
    }
}

/// An orthonormal basis of the columns: by the Cholesky factor of `X' X`, twice over, because the
/// first time rounding leaves a little (Yamamoto, Nakatsukasa, Yanagisawa and Fukaya, 2015).
///
/// A column that the ones before it span comes out as zeros.
pub(super) fn orthonormal(dense: Dense) -> Dense {
    (0..2).fold(dense, |dense, _| {
        let inverse = inverse_factor(&dense.gram());
        dense.times(dense.width, |from, to| inverse[from][to])
    })
}

/// The inverse of `R` where `R' R = gram` and `R` is upper triangular.
fn inverse_factor(gram: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let size = gram.len();
    let mut factor = vec![vec![0.0; size]; size];
    let mut spans_nothing = vec![false; size];
    for column in 0..size {
        for row in 0..=column {
            let known: f64 = (0..row).map(|k| factor[k][row] * factor[k][column]).sum();
            let rest = gram[row][column] - known;
            factor[row][column] = if row == column {
                spans_nothing[row] = rest <= 1e-7 * gram[row][row] || rest <= f64::MIN_POSITIVE;
                if spans_nothing[row] { 1.0 } else { rest.sqrt() }
            } else if spans_nothing[row] {
                0.0
            } else {
                rest / factor[row][row]
            };
        }
    }
    let mut inverse = vec![vec![0.0; size]; size];
    for column in (0..size).filter(|&column| !spans_nothing[column]) {
        inverse[column][column] = 1.0 / factor[column][column];
        for row in (0..column).rev().filter(|&row| !spans_nothing[row]) {
            let known: f64 = (row + 1..=column).map(|k| factor[row][k] * inverse[k][column]).sum();
            inverse[row][column] = -known / factor[row][row];
        }
    }
    inverse
}

/// Eigenvalues of a symmetric matrix, largest first, and the eigenvector of each (Jacobi, 1846:
/// rotations of two columns at a time, until nothing is left off the diagonal).
pub(crate) fn eigen(mut matrix: Vec<Vec<f64>>) -> (Vec<f64>, Vec<Vec<f64>>) {
    let size = matrix.len();
    let mut vectors: Vec<Vec<f64>> =
        (0..size).map(|n| (0..size).map(|m| f64::from(u8::from(n == m))).collect()).collect();
    let total: f64 = matrix.iter().flatten().map(|entry| entry * entry).sum();
    for _ in 0..50 {
        let off: f64 = (0..size)
            .map(|p| (0..size).filter(|&q| q != p).map(|q| matrix[p][q].powi(2)).sum::<f64>())
            .sum();
        if off <= 1e-20 * total {
            break;
        }
        for p in 0..size {
            for q in p + 1..size {
                rotate(&mut matrix, &mut vectors, p, q);
            }
        }
    }
    let mut order: Vec<usize> = (0..size).collect();
    order.sort_by(|&one, &other| matrix[other][other].total_cmp(&matrix[one][one]));
    let values = order.iter().map(|&place| matrix[place][place].max(0.0)).collect();
    (values, order.iter().map(|&place| vectors[place].clone()).collect())
}

/// Turns rows and columns `p` and `q`, `p < q`, so that the entry between them vanishes.
fn rotate(matrix: &mut [Vec<f64>], vectors: &mut [Vec<f64>], p: usize, q: usize) {
    let between = matrix[p][q];
    if between == 0.0 {
        return;
    }
    let slope = (matrix[q][q] - matrix[p][p]) / (2.0 * between);
    let tangent = slope.signum() / (slope.abs() + slope.hypot(1.0));
    let cosine = 1.0 / tangent.hypot(1.0);
    let sine = tangent * cosine;
    let turned = |one: f64, other: f64| (cosine * one - sine * other, sine * one + cosine * other);
    for row in matrix.iter_mut() {
        (row[p], row[q]) = turned(row[p], row[q]);
    }
    for rows in [matrix, vectors] {
        let (before, from_q) = rows.split_at_mut(q);
        for (one, other) in before[p].iter_mut().zip(&mut from_q[0]) {
            (*one, *other) = turned(*one, *other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    #[test]
    fn eigenvectors_are_those_worked_by_hand() {
        let (values, vectors) = eigen(vec![vec![2.0, 1.0], vec![1.0, 2.0]]);
        assert_relative_eq!(values[0], 3.0, epsilon = 1e-9);
        assert_relative_eq!(values[1], 1.0, epsilon = 1e-9);
        assert_relative_eq!(vectors[0][0], vectors[0][1], epsilon = 1e-9);
        assert_relative_eq!(vectors[1][0], -vectors[1][1], epsilon = 1e-9);
    }

    #[test]
    fn columns_come_out_orthonormal_and_those_that_add_nothing_as_zeros() {
        // The third column is the sum of the first two.
        let rows = vec![1.0, 2.0, 3.0, 4.0, 1.0, 5.0, 0.0, 2.0, 2.0, 3.0, 3.0, 6.0];
        let gram = orthonormal(Dense::new(rows, 3)).gram();
        for (row, expected) in gram.iter().zip([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0; 3]]) {
            for (value, expected) in row.iter().zip(expected) {
                assert_relative_eq!(*value, expected, epsilon = 1e-5);
            }
        }
    }
}
