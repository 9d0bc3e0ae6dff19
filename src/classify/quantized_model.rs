//! A linear model in a quarter of the memory: what is kept in a model file and predicted with.

use crate::Array;
use crate::{Error, Result};

use super::LinearModel;

/// A [`LinearModel`] with weights of 8 bits: each term's weights are whole numbers from -127 to 127
/// times a scale of the term's own.
///
/// A weight is off by at most 1/254 of its term's largest; scores hardly move, and a row of
/// weights fits into a third of a cache line.
#[derive(Clone, Debug, PartialEq)]
pub struct QuantizedModel {
    /// Shape `(terms, classes)`, row after row.
    weights: Array<i8>,
    /// Shape `(terms,)`, finite and at least 0.
    scales: Array<f32>,
    /// Shape `(classes,)`, finite.
    intercepts: Array<f32>,
}

impl From<&LinearModel> for QuantizedModel {
    fn from(model: &LinearModel) -> Self {
        let classes = model.classes();
        let mut weights = Vec::with_capacity(model.weights().len());
        let mut scales = Vec::with_capacity(model.terms());
        for row in model.weights().chunks(classes) {
            let largest = row.iter().fold(0.0_f32, |largest, weight| largest.max(weight.abs()));
            let scale = largest / 127.0;
            let steps = if scale > 0.0 { 1.0 / scale } else { 0.0 };
            weights.extend(row.iter().map(|weight| (weight * steps).round() as i8));
            scales.push(scale);
        }
        Self {
            weights: weights.into(),
            scales: scales.into(),
            intercepts: model.intercepts().to_vec().into(),
        }
    }
}

impl QuantizedModel {
    /// A model of the arrays of a file: weights of shape `(terms, classes)`, row after row, scales of
    /// shape `(terms,)`, intercepts of shape `(classes,)`.
    ///
    /// # Errors
    ///
    /// [`Error::Model`] when the shapes do not fit or a number is out of range.
    pub fn from_arrays(
        weights: Array<i8>,
        scales: Array<f32>,
        intercepts: Array<f32>,
    ) -> Result<Self> {
        let damaged = |reason: &str| {
            Err(Error::Model { place: "model".to_owned(), reason: format!("weights: {reason}") })
        };
        if intercepts.is_empty() || weights.len() != scales.len() * intercepts.len() {
            return damaged("there is not one row of a weight a class for each term");
        }
        if scales.iter().any(|scale| !scale.is_finite() || *scale < 0.0) {
            return damaged("a scale is not a number of at least 0");
        }
        if intercepts.iter().any(|intercept| !intercept.is_finite()) {
            return damaged("an intercept is not a number");
        }
        Ok(Self { weights, scales, intercepts })
    }

    /// The arrays of a file: weights, scales, intercepts.
    pub fn arrays(&self) -> (&[i8], &[f32], &[f32]) {
        (&self.weights, &self.scales, &self.intercepts)
    }

    /// The number of terms.
    pub fn terms(&self) -> usize {
        self.scales.len()
    }

    /// The number of classes.
    pub fn classes(&self) -> usize {
        self.intercepts.len()
    }

    /// What each class scores before a term is seen, shape `(classes,)`.
    pub fn intercepts(&self) -> &[f32] {
        &self.intercepts
    }

    /// The weight of a term for a class.
    pub fn weight(&self, term: usize, class: usize) -> f32 {
        self.scales[term] * f32::from(self.weights[term * self.classes() + class])
    }

    /// The largest difference between two classes' weights of a term.
    pub fn spread(&self, term: usize) -> f32 {
        let row = &self.weights[term * self.classes()..(term + 1) * self.classes()];
        let (least, most) =
            row.iter().fold((0, 0), |(least, most): (i8, i8), &w| (least.min(w), most.max(w)));
        self.scales[term] * (f32::from(most) - f32::from(least))
    }

    /// Adds to `scores`, shape `(classes,)`, what these terms say; intercepts are not added.
    pub fn add_scores(&self, columns: &[u32], values: &[f32], scores: &mut [f32]) {
        macro_rules! by_classes {
            ($($classes:literal)*) => {
                match self.classes() {
                    $($classes => self.add_rows_of::<$classes>(columns, values, scores),)*
                    _ => self.add_rows(columns, values, scores),
                }
            };
        }
        by_classes!(2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32);
    }

    /// For a number of classes that the compiler knows: all scores stay in registers.
    fn add_rows_of<const CLASSES: usize>(
        &self,
        columns: &[u32],
        values: &[f32],
        scores: &mut [f32],
    ) {
        let (rows, _) = self.weights.as_chunks::<CLASSES>();
        let scales: &[f32] = &self.scales;
        let mut sums = [0.0_f32; CLASSES];
        for (&column, &value) in columns.iter().zip(values) {
            let row = &rows[column as usize];
            let factor = value * scales[column as usize];
            for (sum, &weight) in sums.iter_mut().zip(row) {
                *sum += factor * f32::from(weight);
            }
        }
        scores.iter_mut().zip(sums).for_each(|(score, sum)| *score += sum);
    }

    fn add_rows(&self, columns: &[u32], values: &[f32], scores: &mut [f32]) {
        let classes = self.classes();
        let (weights, scales): (&[i8], &[f32]) = (&self.weights, &self.scales);
        for (&column, &value) in columns.iter().zip(values) {
            let column = column as usize;
            let factor = value * scales[column];
            let row = &weights[column * classes..(column + 1) * classes];
            for (score, &weight) in scores.iter_mut().zip(row) {
                *score += factor * f32::from(weight);
            }
        }
    }

    /// The same terms in another order: `order` names the present place of each, every one once.
    #[must_use]
    pub fn reordered(&self, order: &[u32]) -> Self {
        let classes = self.classes();
        let row = |&term: &u32| &self.weights[term as usize * classes..][..classes];
        Self {
            weights: order.iter().flat_map(|term| row(term).iter().copied()).collect(),
            scales: order.iter().map(|&term| self.scales[term as usize]).collect(),
            intercepts: self.intercepts.clone(),
        }
    }

    /// The model of the terms for which `keep` is true, in the same order.
    #[must_use]
    pub fn select(&self, keep: &[bool]) -> Self {
        let rows = self.weights.chunks(self.classes()).zip(keep);
        let weights = rows.filter(|(_, keep)| **keep).flat_map(|(row, _)| row.iter().copied());
        let scales = self.scales.iter().zip(keep).filter_map(|(&s, &keep)| keep.then_some(s));
        Self {
            weights: weights.collect(),
            scales: scales.collect(),
            intercepts: self.intercepts.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    fn model() -> QuantizedModel {
        let weights = vec![1.27, -0.5, 0.0, 0.0, 0.004, 0.1];
        QuantizedModel::from(&LinearModel::new(weights, vec![0.5, -0.5]).unwrap())
    }

    #[test]
    fn weights_come_back_within_half_a_step_of_their_row() {
        assert_relative_eq!(model().weight(0, 0), 1.27, epsilon = 1e-6);
        assert_relative_eq!(model().weight(0, 1), -0.5, epsilon = 1.27 / 254.0);
        assert_relative_eq!(model().weight(1, 0), 0.0);
        assert_relative_eq!(model().weight(2, 0), 0.004, epsilon = 0.1 / 254.0);
    }

    #[test]
    fn scores_add_up_and_selected_terms_keep_their_weights() {
        let mut scores = [0.0, 0.0];
        model().add_scores(&[0, 2], &[1.0, 2.0], &mut scores);
        assert_relative_eq!(scores[0], 1.27 + 0.008, epsilon = 0.01);
        let selected = model().select(&[false, false, true]);
        assert_eq!((selected.terms(), selected.weight(0, 1)), (1, model().weight(2, 1)));
    }

    #[test]
    fn scores_of_any_number_of_classes_are_those_of_their_weights() {
        for classes in [1, 2, 20, 32, 33] {
            let weights = (0..3 * classes).map(|place| (place as f32 * 0.7).sin()).collect();
            let model = LinearModel::new(weights, vec![0.0; classes]).unwrap();
            let model = QuantizedModel::from(&model);
            let mut scores = vec![1.0; classes];
            model.add_scores(&[2, 0], &[0.5, 2.0], &mut scores);
            for (class, score) in scores.into_iter().enumerate() {
                let expected = 1.0 + 0.5 * model.weight(2, class) + 2.0 * model.weight(0, class);
                assert_relative_eq!(score, expected, epsilon = 1e-5);
            }
        }
    }

    #[test]
    fn arrays_of_other_shapes_or_without_numbers_are_refused() {
        let (weights, scales, intercepts) = (vec![1, 2], vec![0.5], vec![0.0, 0.0]);
        let with = |weights: Vec<i8>, scales: Vec<f32>, intercepts: Vec<f32>| {
            QuantizedModel::from_arrays(weights.into(), scales.into(), intercepts.into())
        };
        assert!(with(weights.clone(), scales.clone(), intercepts.clone()).is_ok());
        assert!(with(vec![1], scales.clone(), intercepts.clone()).is_err());
        assert!(with(weights.clone(), vec![f32::NAN], intercepts).is_err());
        assert!(with(weights, scales, vec![f32::INFINITY, 0.0]).is_err());
    }
}
