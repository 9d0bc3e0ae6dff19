//! A linear model in a quarter of the memory: what is kept in a model file and predicted with.

use std::ops::Range;

use crate::Array;
use crate::{Error, Result};

use super::{LinearModel, SparseRows};

/// The largest scale or intercept that is read: no sum of what they weigh, over any number of terms that a text
/// has, leaves the range of `f32`. Trained ones are far smaller.
const LARGEST: f32 = 1e9;

/// A [`LinearModel`] with weights of 8 bits: each term's weights are whole numbers from -127 to 127
/// times a scale of the term's own.
///
/// A weight is off by at most 1/254 of its term's largest; scores hardly move, and a row of
/// weights fits into a third of a cache line.
#[derive(Clone, Debug, PartialEq)]
pub struct QuantizedModel {
    /// Shape `(terms, classes)`, row after row; where sparse, one for each place of `rows`.
    weights: Array<i8>,
    /// Where weights are sparse, their places.
    rows: Option<SparseRows>,
    /// Shape `(terms,)`, from 0 to [`LARGEST`].
    scales: Array<f32>,
    /// Shape `(classes,)`, of at most [`LARGEST`] either way.
    intercepts: Array<f32>,
}

impl From<&LinearModel> for QuantizedModel {
    fn from(model: &LinearModel) -> Self {
        let classes = model.classes();
        let mut weights = Vec::with_capacity(model.weights().len());
        let mut scales = Vec::with_capacity(model.terms());
        for term in 0..model.terms() {
            let range =
                model.rows().map_or(term * classes..(term + 1) * classes, |rows| rows.range(term));
            let row = &model.weights()[range];
            let largest = row.iter().fold(0.0_f32, |largest, weight| largest.max(weight.abs()));
            let scale = largest / 127.0;
            let steps = if scale > 0.0 { 1.0 / scale } else { 0.0 };
            weights.extend(row.iter().map(|weight| (weight * steps).round() as i8));
            scales.push(scale);
        }
        Self {
            weights: weights.into(),
            rows: model.rows().cloned(),
            scales: scales.into(),
            intercepts: model.intercepts().to_vec().into(),
        }
    }
}

impl QuantizedModel {
    /// A model of the arrays of a file: weights of shape `(terms, classes)`, row after row, scales of
    /// shape `(terms,)`, intercepts of shape `(classes,)`. Where `rows` are given, there is one weight
    /// for each of their places.
    ///
    /// # Errors
    ///
    /// [`Error::Model`] when the shapes do not fit or a number is out of range.
    pub fn from_arrays(
        weights: Array<i8>,
        rows: Option<SparseRows>,
        scales: Array<f32>,
        intercepts: Array<f32>,
    ) -> Result<Self> {
        let damaged = |reason: &str| {
            Err(Error::Model { place: "model".to_owned(), reason: format!("weights: {reason}") })
        };
        let (terms, count) = rows.as_ref().map_or_else(
            || (scales.len(), scales.len() * intercepts.len()),
            |rows| (rows.terms(), rows.entries()),
        );
        if intercepts.is_empty() || terms != scales.len() || weights.len() != count {
            return damaged("there is not one row of a weight a class for each term");
        }
        if !scales.iter().all(|scale| (0.0..=LARGEST).contains(scale)) {
            return damaged("a scale is not a number from 0 to a thousand million");
        }
        if !intercepts.iter().all(|intercept| intercept.abs() <= LARGEST) {
            return damaged("an intercept is not a number of at most a thousand million");
        }
        Ok(Self { weights, rows, scales, intercepts })
    }

    /// The arrays of a file: weights, scales, intercepts.
    pub fn arrays(&self) -> (&[i8], &[f32], &[f32]) {
        (&self.weights, &self.scales, &self.intercepts)
    }

    /// The places of the weights, where not all are kept.
    pub fn rows(&self) -> Option<&SparseRows> {
        self.rows.as_ref()
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
        let place = match &self.rows {
            None => Some(term * self.classes() + class),
            Some(rows) => rows.find(term, class),
        };
        place.map_or(0.0, |place| self.scales[term] * f32::from(self.weights[place]))
    }

    /// The largest difference between two classes' weights of a term.
    pub fn spread(&self, term: usize) -> f32 {
        let row = &self.weights[self.range(term)];
        let (least, most) =
            row.iter().fold((0, 0), |(least, most): (i8, i8), &w| (least.min(w), most.max(w)));
        self.scales[term] * (f32::from(most) - f32::from(least))
    }

    /// Adds to `scores`, shape `(classes,)`, what these terms say; intercepts are not added.
    pub fn add_scores(&self, columns: &[u32], values: &[f32], scores: &mut [f32]) {
        if let Some(rows) = &self.rows {
            return self.add_sparse(rows, columns, values, scores);
        }
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

    fn add_sparse(&self, rows: &SparseRows, columns: &[u32], values: &[f32], scores: &mut [f32]) {
        for (&column, &value) in columns.iter().zip(values) {
            let column = column as usize;
            let factor = value * self.scales[column];
            for (&class, &weight) in
                rows.classes(column).iter().zip(&self.weights[rows.range(column)])
            {
                scores[class as usize] += factor * f32::from(weight);
            }
        }
    }

    /// Where the weights of a term lie.
    fn range(&self, term: usize) -> Range<usize> {
        let classes = self.classes();
        let dense = term * classes..(term + 1) * classes;
        self.rows.as_ref().map_or(dense, |rows| rows.range(term))
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
        self.of_terms(order.iter().map(|&term| term as usize))
    }

    /// The model of the terms for which `keep` is true, in the same order.
    #[must_use]
    pub fn select(&self, keep: &[bool]) -> Self {
        self.of_terms((0..keep.len()).filter(|&term| keep[term]))
    }

    fn of_terms(&self, terms: impl Iterator<Item = usize> + Clone) -> Self {
        let rows = self.rows.as_ref().map(|rows| rows.reordered(terms.clone()));
        let weights = terms.clone().flat_map(|term| self.weights[self.range(term)].iter().copied());
        Self {
            weights: weights.collect(),
            rows,
            scales: terms.map(|term| self.scales[term]).collect(),
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
    fn weights_under_which_scores_would_leave_the_range_of_numbers_are_refused() {
        let model = |scale: f32, intercept: f32| {
            let (weights, scales) = (vec![1_i8, 2].into(), vec![scale].into());
            QuantizedModel::from_arrays(weights, None, scales, vec![0.0, intercept].into())
        };
        assert!(model(0.0, -3.0).is_ok() && model(1e9, -1e9).is_ok());
        for (scale, intercept) in
            [(1e10, 0.0), (-0.1, 0.0), (f32::NAN, 0.0), (0.1, 3e38), (0.1, f32::NEG_INFINITY)]
        {
            let error = model(scale, intercept).unwrap_err().to_string();
            assert!(error.starts_with("model: weights: a"), "{error}");
        }
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
            QuantizedModel::from_arrays(weights.into(), None, scales.into(), intercepts.into())
        };
        assert!(with(weights.clone(), scales.clone(), intercepts.clone()).is_ok());
        assert!(with(vec![1], scales.clone(), intercepts.clone()).is_err());
        assert!(with(weights.clone(), vec![f32::NAN], intercepts).is_err());
        assert!(with(weights, scales, vec![f32::INFINITY, 0.0]).is_err());
    }

    #[test]
    fn sparse_weights_say_what_dense_ones_do() {
        let rows = SparseRows::of_places([(0, 1), (2, 0)].into_iter(), 3);
        let sparse = LinearModel::sparse(rows, vec![2.0, -3.0], vec![0.5, -0.5]).unwrap();
        let dense = LinearModel::new(vec![0.0, 2.0, 0.0, 0.0, -3.0, 0.0], vec![0.5, -0.5]).unwrap();
        let (sparse, dense) = (QuantizedModel::from(&sparse), QuantizedModel::from(&dense));
        for (sparse, dense) in [
            (sparse.clone(), dense.clone()),
            (sparse.reordered(&[2, 0, 1]), dense.reordered(&[2, 0, 1])),
            (sparse.select(&[false, true, true]), dense.select(&[false, true, true])),
        ] {
            assert_eq!(sparse.terms(), dense.terms());
            for term in 0..dense.terms() {
                let told = |model: &QuantizedModel| vec![model.weight(term, 0), model.spread(term)];
                assert_eq!(told(&sparse), told(&dense));
                let (mut one, mut other) = (vec![0.0; 2], vec![0.0; 2]);
                sparse.add_scores(&[term as u32], &[2.0], &mut one);
                dense.add_scores(&[term as u32], &[2.0], &mut other);
                assert_eq!(one, other);
            }
        }
        let (weights, scales, intercepts) = sparse.arrays();
        let again = QuantizedModel::from_arrays(
            weights.to_vec().into(),
            sparse.rows().cloned(),
            scales.to_vec().into(),
            intercepts.to_vec().into(),
        );
        assert_eq!(again.unwrap(), sparse);
    }
}
