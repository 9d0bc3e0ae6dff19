//! Where a descent for a block of classes stands.

use crate::features::{CsrMatrix, SparseRow};

/// Where the descent stands.
pub(super) struct Point<const N: usize> {
    /// Shape `(terms, N)`.
    pub(super) weights: Vec<[f32; N]>,
    pub(super) intercept: [f32; N],
    /// The dual variables, at least 0; zero for documents that are left out; shape `(documents, N)`.
    pub(super) alphas: Vec<[f32; N]>,
}

/// The square of each term's factor.
pub(super) trait Squares<const N: usize>: Copy {
    fn of(self, column: usize) -> [f32; N];
}

/// Terms as they are.
#[derive(Clone, Copy)]
pub(super) struct Unstretched;

impl<const N: usize> Squares<N> for Unstretched {
    fn of(self, _: usize) -> [f32; N] {
        [1.0; N]
    }
}

impl<const N: usize> Squares<N> for &[[f32; N]] {
    fn of(self, column: usize) -> [f32; N] {
        self[column]
    }
}

/// Beyond this many classes that move, all classes of a term are moved at once.
const FEW_LANES: usize = 2;

/// The squared norm of each stretched row, with the 1 that belongs to the intercept; shape
/// `(documents, N)`.
pub(super) fn norms<const N: usize>(matrix: &CsrMatrix, squares: &[[f32; N]]) -> Vec<[f32; N]> {
    let norm = |row: SparseRow<'_>| {
        let mut norms = [1.0; N];
        for (column, value) in row.iter() {
            norms.iter_mut().zip(squares[column]).for_each(|(norm, s)| *norm += value * value * s);
        }
        norms
    };
    matrix.rows().map(norm).collect()
}

/// Where weights are pruned, those go that are smaller than this share of the largest of their class.
const SMALLEST_SHARE: f32 = 0.02;

impl<const N: usize> Point<N> {
    pub(super) fn zero(matrix: &CsrMatrix) -> Self {
        Self {
            weights: vec![[0.0; N]; matrix.terms()],
            intercept: [0.0; N],
            alphas: vec![[0.0; N]; matrix.documents()],
        }
    }

    /// The same place without its weights.
    pub(super) fn without_weights(&self) -> Self {
        Self { weights: Vec::new(), intercept: self.intercept, alphas: self.alphas.clone() }
    }

    /// Leaves only the weights that matter.
    pub(super) fn prune(&mut self) {
        let mut least = [0.0_f32; N];
        for weights in &self.weights {
            least.iter_mut().zip(weights).for_each(|(least, w)| *least = least.max(w.abs()));
        }
        let least = least.map(|largest| largest * SMALLEST_SHARE);
        for weights in &mut self.weights {
            for (weight, least) in weights.iter_mut().zip(least) {
                *weight = if weight.abs() < least { 0.0 } else { *weight };
            }
        }
    }

    /// Stretches weights that belong to terms as they are.
    pub(super) fn stretch(&mut self, squares: Option<&[[f32; N]]>) {
        for (weights, squares) in self.weights.iter_mut().zip(squares.into_iter().flatten()) {
            weights.iter_mut().zip(squares).for_each(|(weight, square)| *weight *= square);
        }
    }

    pub(super) fn scores(&self, row: SparseRow<'_>) -> [f32; N] {
        // Two sums by turns: an addition need not wait for the last one.
        let (mut even, mut odd) = (self.intercept, [0.0; N]);
        let (columns, last_column) = row.columns.as_chunks::<2>();
        let (values, last_value) = row.values.as_chunks::<2>();
        for (columns, values) in columns.iter().zip(values) {
            let weights = columns.map(|column| &self.weights[column as usize]);
            for lane in 0..N {
                even[lane] += values[0] * weights[0][lane];
                odd[lane] += values[1] * weights[1][lane];
            }
        }
        for (&column, value) in last_column.iter().zip(last_value) {
            let weights = &self.weights[column as usize];
            even.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += value * weight);
        }
        std::array::from_fn(|lane| even[lane] + odd[lane])
    }

    /// Moves along a row.
    pub(super) fn add(&mut self, row: SparseRow<'_>, steps: [f32; N], squares: impl Squares<N>) {
        self.intercept.iter_mut().zip(steps).for_each(|(intercept, step)| *intercept += step);
        let moving = steps.iter().filter(|&&step| step != 0.0).count();
        if moving > FEW_LANES {
            for (column, value) in row.iter() {
                let (weights, squares) = (&mut self.weights[column], squares.of(column));
                for lane in 0..N {
                    weights[lane] += steps[lane] * value * squares[lane];
                }
            }
        } else if moving > 0 {
            for (lane, step) in steps.into_iter().enumerate().filter(|&(_, step)| step != 0.0) {
                for (column, value) in row.iter() {
                    self.weights[column][lane] += step * value * squares.of(column)[lane];
                }
            }
        }
    }
}
