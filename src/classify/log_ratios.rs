//! By how much more often a term stands within a class than outside of it.

use crate::features::CsrMatrix;

/// The sum of each term's values over some documents, shape `(terms,)`.
pub(super) struct TermTotals(Vec<f64>);

impl TermTotals {
    pub(super) fn new(matrix: &CsrMatrix, documents: &[u32]) -> Self {
        let mut totals = vec![0.0; matrix.terms()];
        for &document in documents {
            for (column, value) in matrix.row(document as usize).iter() {
                totals[column] += f64::from(value);
            }
        }
        Self(totals)
    }

    /// The square of each term's log-count ratio for each class of a block, shape `(terms, N)`.
    ///
    /// `holds` gives the classes of a document as bits, and 0 for a document outside of all; `documents`
    /// are those that the totals are of. Smoothed by `alpha`.
    pub(super) fn squared_ratios<const N: usize>(
        &self,
        matrix: &CsrMatrix,
        documents: &[u32],
        holds: &[u8],
        alpha: f32,
    ) -> Vec<[f32; N]> {
        // First the sums within each class; each is then turned into the ratio.
        let mut ratios = vec![[0.0_f32; N]; matrix.terms()];
        for &document in documents {
            let holds = holds[document as usize];
            if holds != 0 {
                for (column, value) in matrix.row(document as usize).iter() {
                    let sums = &mut ratios[column];
                    for (lane, sum) in sums.iter_mut().enumerate() {
                        *sum += if holds >> lane & 1 == 1 { value } else { 0.0 };
                    }
                }
            }
        }
        let smoothing = f64::from(alpha) * self.0.len() as f64;
        let (mut inside, mut all) = ([smoothing; N], 0.0);
        for (sums, total) in ratios.iter().zip(&self.0) {
            all += total;
            inside.iter_mut().zip(sums).for_each(|(inside, &sum)| *inside += f64::from(sum));
        }
        let shift = inside.map(|inside| ((all + 2.0 * smoothing - inside) / inside).ln() as f32);
        for (sums, &total) in ratios.iter_mut().zip(&self.0) {
            for (sum, shift) in sums.iter_mut().zip(shift) {
                // Sums in another order can differ by a hair from the total.
                let outside = (total as f32 - *sum).max(0.0);
                *sum = (((alpha + *sum) / (alpha + outside)).ln() + shift).powi(2);
            }
        }
        ratios
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    #[test]
    fn ratios_are_those_worked_by_hand() {
        // Two documents, (2, 0) of the class and (1, 3) outside of it; alpha 1.
        let matrix = CsrMatrix::new(vec![0, 1, 3], vec![0, 0, 1], vec![2.0, 1.0, 3.0], 2).unwrap();
        let totals = TermTotals::new(&matrix, &[0, 1]);
        let squares = totals.squared_ratios::<1>(&matrix, &[0, 1], &[1, 0], 1.0);
        // Smoothed (3, 1) of 4 within and (2, 4) of 6 outside.
        for (square, ratio) in
            squares.iter().zip([(3.0 / 4.0) / (2.0 / 6.0), (1.0 / 4.0) / (4.0 / 6.0)])
        {
            assert_relative_eq!(square[0], f32::ln(ratio).powi(2), epsilon = 1e-5);
        }
    }
}
