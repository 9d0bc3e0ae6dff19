//! From which probability on a label holds, where a document may carry several.
//!
//! Each label's threshold is the one under which its F1 is greatest on scores out of fold (S-cut; Yang,
//! 2001), with all labels together thrown in as so many documents of its own: a label of few
//! documents would otherwise follow chance. How much they weigh is decided by cross-validation over
//! the folds, by the objective asked for (Fan and Lin, 2007, decide likewise on what to do with rare
//! labels).

use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};

use super::LabelSets;

/// What thresholds are chosen for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Objective {
    /// F1 over all decisions, to which frequent labels contribute most, and the mean of the labels' F1,
    /// half and half.
    #[default]
    Balanced,
    /// F1 over all decisions together.
    Micro,
    /// The mean of the labels' F1.
    Macro,
    /// The share of documents whose labels are all right.
    Exact,
}

impl Objective {
    /// All of them, the default first.
    pub const ALL: &[Self] = &[Self::Balanced, Self::Micro, Self::Macro, Self::Exact];

    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Balanced => "balanced",
            Self::Micro => "micro",
            Self::Macro => "macro",
            Self::Exact => "exact",
        }
    }
}

/// For how many documents all labels together count with each label.
const WEIGHTS: [f64; 8] = [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 64.0, 1e6];

/// Thresholds are looked for at these many steps of the probability.
const STEPS: usize = 400;

/// What is known of a set of documents: for each label and step, how many documents with the label and
/// how many without reach it.
struct Reached {
    /// Shape `(labels, STEPS)`: documents with the label whose probability falls on the step.
    right: Vec<Vec<f32>>,
    /// Shape `(labels, STEPS)`: documents without it.
    wrong: Vec<Vec<f32>>,
}

/// The step of a probability; fine where probabilities are small, as those of rare labels are.
fn step(probability: f32) -> usize {
    ((f64::from(probability).clamp(0.0, 1.0).sqrt() * STEPS as f64) as usize).min(STEPS - 1)
}

/// The lowest probability of a step.
fn lowest(step: usize) -> f32 {
    (step as f64 / STEPS as f64).powi(2) as f32
}

/// The threshold of each label, shape `(labels,)`, in `[0, 1]`.
///
/// `probabilities`, of documents that the model has not seen, has shape `(documents, labels)`; `folds`
/// gives the fold of each. Where `at_least_one`, a document that reaches no threshold gets its most
/// probable label.
pub fn fit_thresholds(
    probabilities: ArrayView2<'_, f32>,
    targets: &LabelSets,
    folds: &[u32],
    objective: Objective,
    at_least_one: bool,
) -> Vec<f32> {
    let count = folds.iter().max().map_or(0, |&last| last + 1);
    let without: Vec<Reached> = (0..count)
        .map(|fold| Reached::count(probabilities, targets, |document| folds[document] != fold))
        .collect();
    let quality = |weight: f64| {
        let mut tally = Tally::new(targets.labels());
        for (fold, reached) in without.iter().enumerate() {
            let thresholds = reached.thresholds(weight);
            let members = (0..folds.len()).filter(|&document| folds[document] == fold as u32);
            for document in members {
                let row: Vec<f32> = probabilities.row(document).to_vec();
                tally.add(&decide(&row, &thresholds, at_least_one), targets.of(document));
            }
        }
        tally.quality(objective)
    };
    let qualities: Vec<f64> = WEIGHTS.iter().map(|&weight| quality(weight)).collect();
    let best = (0..WEIGHTS.len()).max_by(|&a, &b| qualities[a].total_cmp(&qualities[b]));
    let weight = WEIGHTS[best.unwrap_or(WEIGHTS.len() - 1)];
    Reached::count(probabilities, targets, |_| true).thresholds(weight)
}

/// The labels that reach their thresholds, ascending; where `at_least_one` and none does, the most
/// probable.
pub(crate) fn decide(probabilities: &[f32], thresholds: &[f32], at_least_one: bool) -> Vec<u32> {
    let reaches = |&label: &usize| probabilities[label] >= thresholds[label];
    let mut labels: Vec<u32> =
        (0..probabilities.len()).filter(reaches).map(|label| label as u32).collect();
    if labels.is_empty() && at_least_one {
        labels.extend(super::largest(probabilities).map(|label| label as u32));
    }
    labels
}

impl Reached {
    fn count(
        probabilities: ArrayView2<'_, f32>,
        targets: &LabelSets,
        counts: impl Fn(usize) -> bool,
    ) -> Self {
        let labels = targets.labels();
        let mut reached =
            Self { right: vec![vec![0.0; STEPS]; labels], wrong: vec![vec![0.0; STEPS]; labels] };
        for (document, row) in probabilities.rows().into_iter().enumerate() {
            if counts(document) {
                for (label, &probability) in row.iter().enumerate() {
                    reached.wrong[label][step(probability)] += 1.0;
                }
                for &label in targets.of(document) {
                    let step = step(row[label as usize]);
                    reached.right[label as usize][step] += 1.0;
                    reached.wrong[label as usize][step] -= 1.0;
                }
            }
        }
        reached
    }

    fn thresholds(&self, weight: f64) -> Vec<f32> {
        let mut all = (vec![0.0; STEPS], vec![0.0; STEPS]);
        for (right, wrong) in self.right.iter().zip(&self.wrong) {
            all.0.iter_mut().zip(right).for_each(|(sum, &count)| *sum += f64::from(count));
            all.1.iter_mut().zip(wrong).for_each(|(sum, &count)| *sum += f64::from(count));
        }
        let positives: f64 = all.0.iter().sum::<f64>().max(1.0);
        let scale = weight / positives;
        self.right
            .iter()
            .zip(&self.wrong)
            .map(|(right, wrong)| {
                let right =
                    right.iter().zip(&all.0).map(|(&own, all)| f64::from(own) + scale * all);
                let wrong =
                    wrong.iter().zip(&all.1).map(|(&own, all)| f64::from(own) + scale * all);
                best_threshold(&right.collect::<Vec<_>>(), &wrong.collect::<Vec<_>>())
            })
            .collect()
    }
}

/// The probability from which on F1 is greatest.
fn best_threshold(right: &[f64], wrong: &[f64]) -> f32 {
    let positives: f64 = right.iter().sum();
    let (mut hits, mut misses) = (0.0, 0.0);
    let (mut best, mut place) = (-1.0, STEPS - 1);
    for step in (0..STEPS).rev() {
        hits += right[step];
        misses += wrong[step];
        let f1 = 2.0 * hits / (hits + misses + positives).max(1e-12);
        if f1 > best {
            (best, place) = (f1, step);
        }
    }
    lowest(place)
}

/// Right and wrong decisions, label by label.
struct Tally {
    hits: Vec<f64>,
    given: Vec<f64>,
    carried: Vec<f64>,
    exact: f64,
    documents: f64,
}

impl Tally {
    fn new(labels: usize) -> Self {
        let zeros = vec![0.0; labels];
        let (hits, given, carried) = (zeros.clone(), zeros.clone(), zeros);
        Self { hits, given, carried, exact: 0.0, documents: 0.0 }
    }

    fn add(&mut self, given: &[u32], carried: &[u32]) {
        self.documents += 1.0;
        self.exact += f64::from(u8::from(given == carried));
        for &label in carried {
            self.carried[label as usize] += 1.0;
        }
        for label in given {
            self.given[*label as usize] += 1.0;
            self.hits[*label as usize] += f64::from(u8::from(carried.contains(label)));
        }
    }

    fn quality(&self, objective: Objective) -> f64 {
        let f1 = |hits: f64, given: f64, carried: f64| {
            if given + carried > 0.0 { 2.0 * hits / (given + carried) } else { 0.0 }
        };
        let sum = |counts: &[f64]| counts.iter().sum::<f64>();
        let micro = f1(sum(&self.hits), sum(&self.given), sum(&self.carried));
        let labels = 0..self.hits.len();
        let of_labels: f64 = labels.map(|l| f1(self.hits[l], self.given[l], self.carried[l])).sum();
        let mean = of_labels / self.hits.len() as f64;
        match objective {
            Objective::Balanced => f64::midpoint(micro, mean),
            Objective::Micro => micro,
            Objective::Macro => mean,
            Objective::Exact => self.exact / self.documents,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array2;

    #[test]
    fn a_label_that_is_always_underrated_gets_a_low_threshold() {
        // Of 400 documents every other carries label 0, at 0.30 against 0.10 without it.
        let probabilities =
            Array2::from_shape_fn((400, 1), |(document, _)| [0.30, 0.10][document % 2]);
        let sets: Vec<Vec<u32>> =
            (0..400).map(|document| if document % 2 == 0 { vec![0] } else { vec![] }).collect();
        let targets = LabelSets::new(&sets, 1).unwrap();
        let folds: Vec<u32> = (0..400).map(|document| document % 5).collect();
        for &objective in Objective::ALL {
            let thresholds =
                fit_thresholds(probabilities.view(), &targets, &folds, objective, false);
            assert!((0.10..=0.30).contains(&thresholds[0]), "{thresholds:?}");
        }
    }

    #[test]
    fn one_document_does_not_decide_the_threshold_of_a_rare_label() {
        // Label 0 is right from 0.5 on; label 1 has one document, rated 0.05, and is drawn to label 0.
        let probabilities =
            Array2::from_shape_fn((401, 2), |(document, label)| match (document, label) {
                (400, 1) => 0.05,
                (_, 1) => 0.01,
                _ => [0.8, 0.2][document % 2],
            });
        let sets: Vec<Vec<u32>> = (0..401)
            .map(|document| match document {
                400 => vec![1],
                _ if document % 2 == 0 => vec![0],
                _ => vec![],
            })
            .collect();
        let targets = LabelSets::new(&sets, 2).unwrap();
        let folds: Vec<u32> = (0..401).map(|document| document % 5).collect();
        let view = probabilities.view();
        let thresholds = fit_thresholds(view, &targets, &folds, Objective::Micro, false);
        assert!(thresholds[1] > 0.1, "{thresholds:?}");
    }

    #[test]
    fn where_every_document_has_a_label_the_most_probable_is_given() {
        assert_eq!(decide(&[0.2, 0.4], &[0.5, 0.5], true), [1]);
        assert!(decide(&[0.2, 0.4], &[0.5, 0.5], false).is_empty());
        assert_eq!(decide(&[0.6, 0.5], &[0.5, 0.5], true), [0, 1]);
    }
}
