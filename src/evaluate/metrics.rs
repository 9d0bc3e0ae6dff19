//! Metrics of classification; they agree with scikit-learn's of the same names.
//!
//! Labels are numbers from 0, and the labels of a document are a set of them in any order, each
//! once. A quotient of 0 by 0 is 0.

use serde::Serialize;

/// Into how many bins of equal width [`calibration_error`] sorts probabilities.
pub const CALIBRATION_BINS: usize = 15;

/// How often a label was predicted rightly and wrongly, in documents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LabelCounts {
    /// Documents that have the label and were given it.
    pub true_positives: usize,
    /// Documents that were given the label without having it.
    pub false_positives: usize,
    /// Documents that have the label and were not given it.
    pub false_negatives: usize,
}

impl LabelCounts {
    /// Documents that have the label.
    pub fn support(self) -> usize {
        self.true_positives + self.false_negatives
    }

    /// The share of those given the label that have it, in `[0, 1]`.
    pub fn precision(self) -> f64 {
        ratio(self.true_positives, self.true_positives + self.false_positives)
    }

    /// The share of those that have the label that were given it, in `[0, 1]`.
    pub fn recall(self) -> f64 {
        ratio(self.true_positives, self.support())
    }

    /// The harmonic mean of precision and recall, in `[0, 1]`.
    pub fn f1(self) -> f64 {
        let wrong = self.false_positives + self.false_negatives;
        ratio(2 * self.true_positives, 2 * self.true_positives + wrong)
    }

    /// Whether the label is in the truth or in the predictions.
    fn occurs(self) -> bool {
        self.support() + self.false_positives > 0
    }
}

/// Precision, recall and F1 over all labels, each in `[0, 1]`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Averages {
    /// Average precision.
    pub precision: f64,
    /// Average recall.
    pub recall: f64,
    /// Average F1; of F1 values, not of the averages beside it, but for the micro-average.
    pub f1: f64,
}

/// The counts of each label, shape `(labels,)`.
pub fn label_counts(
    labels: usize,
    truth: &[Vec<usize>],
    predicted: &[Vec<usize>],
) -> Vec<LabelCounts> {
    let mut counts = vec![LabelCounts::default(); labels];
    for (truth, predicted) in truth.iter().zip(predicted) {
        for label in predicted {
            if truth.contains(label) {
                counts[*label].true_positives += 1;
            } else {
                counts[*label].false_positives += 1;
            }
        }
        for label in truth.iter().filter(|label| !predicted.contains(label)) {
            counts[*label].false_negatives += 1;
        }
    }
    counts
}

/// The share of documents that were given all of their labels and no other, in `[0, 1]`.
///
/// Where every document has one label, this is the accuracy.
pub fn subset_accuracy(truth: &[Vec<usize>], predicted: &[Vec<usize>]) -> f64 {
    let same = |(truth, predicted): &(&Vec<usize>, &Vec<usize>)| {
        truth.len() == predicted.len() && truth.iter().all(|label| predicted.contains(label))
    };
    ratio(truth.iter().zip(predicted).filter(same).count(), truth.len())
}

/// Every decision counts alike: the counts of all labels are summed first.
pub fn micro_average(counts: &[LabelCounts]) -> Averages {
    let sum = counts.iter().fold(LabelCounts::default(), |sum, label| LabelCounts {
        true_positives: sum.true_positives + label.true_positives,
        false_positives: sum.false_positives + label.false_positives,
        false_negatives: sum.false_negatives + label.false_negatives,
    });
    Averages { precision: sum.precision(), recall: sum.recall(), f1: sum.f1() }
}

/// Every label counts alike; labels that occur neither in the truth nor in the predictions do not.
pub fn macro_average(counts: &[LabelCounts]) -> Averages {
    average(counts, |label| usize::from(label.occurs()))
}

/// Every label counts by the number of documents that have it.
pub fn weighted_average(counts: &[LabelCounts]) -> Averages {
    average(counts, LabelCounts::support)
}

fn average(counts: &[LabelCounts], weight: impl Fn(LabelCounts) -> usize) -> Averages {
    let total: usize = counts.iter().map(|&label| weight(label)).sum();
    let mean = |value: fn(LabelCounts) -> f64| {
        let sum: f64 = counts.iter().map(|&label| weight(label) as f64 * value(label)).sum();
        if total == 0 { 0.0 } else { sum / total as f64 }
    };
    Averages {
        precision: mean(LabelCounts::precision),
        recall: mean(LabelCounts::recall),
        f1: mean(LabelCounts::f1),
    }
}

/// The mean of `-ln p`, where `p` in `[0, 1]` is the probability that was given to what came true.
///
/// Probabilities are held off 0 by the precision of `f64`, as scikit-learn does; 0 of no
/// probabilities.
pub fn log_loss(given_to_the_truth: impl IntoIterator<Item = f64>) -> f64 {
    let (mut sum, mut count) = (0.0, 0_usize);
    for probability in given_to_the_truth {
        sum -= probability.clamp(f64::EPSILON, 1.0).ln();
        count += 1;
    }
    if count == 0 { 0.0 } else { sum / count as f64 }
}

/// Expected calibration error (Naeini, Cooper and Hauskrecht, 2015), in `[0, 1]`: how far stated
/// probabilities lie from observed shares, on average.
///
/// `sum over bins of n_bin / n * |share that came true - mean probability|`, over
/// [`CALIBRATION_BINS`] bins of equal width, each without its upper end but the last. Takes each
/// probability with whether it came true; 0 of none.
pub fn calibration_error(outcomes: impl IntoIterator<Item = (f64, bool)>) -> f64 {
    let mut gaps = [0.0; CALIBRATION_BINS];
    let mut total = 0_usize;
    for (probability, came_true) in outcomes {
        let bin = ((probability * CALIBRATION_BINS as f64) as usize).min(CALIBRATION_BINS - 1);
        gaps[bin] += f64::from(u8::from(came_true)) - probability;
        total += 1;
    }
    let sum: f64 = gaps.iter().map(|gap| gap.abs()).sum();
    if total == 0 { 0.0 } else { sum / total as f64 }
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;
    use proptest::prelude::*;

    #[test]
    fn counts_of_one_label_by_hand() {
        // Three have it, two of them were given it; one was given it without having it.
        let truth = [vec![0], vec![0], vec![0], vec![]];
        let predicted = [vec![0], vec![0], vec![], vec![0]];
        let counts = label_counts(1, &truth, &predicted)[0];
        assert_eq!(
            counts,
            LabelCounts { true_positives: 2, false_positives: 1, false_negatives: 1 }
        );
        assert_relative_eq!(counts.precision(), 2.0 / 3.0);
        assert_relative_eq!(counts.recall(), 2.0 / 3.0);
        assert_relative_eq!(counts.f1(), 2.0 / 3.0);
    }

    #[test]
    fn a_label_that_never_occurs_does_not_lower_the_macro_average() {
        let truth = [vec![0], vec![1]];
        assert_relative_eq!(macro_average(&label_counts(5, &truth, &truth)).f1, 1.0);
    }

    #[test]
    fn a_label_never_predicted_has_precision_zero_and_not_nan() {
        let counts = label_counts(2, &[vec![1]], &[vec![0]]);
        assert_eq!(macro_average(&counts), Averages::default());
        assert_eq!(weighted_average(&[]), Averages::default());
    }

    #[test]
    fn the_order_of_labels_in_a_set_does_not_matter() {
        assert_relative_eq!(subset_accuracy(&[vec![0, 1], vec![1]], &[vec![1, 0], vec![0]]), 0.5);
    }

    #[test]
    fn log_loss_of_certainty_that_was_wrong_is_finite() {
        assert_relative_eq!(log_loss([0.5, 0.125]), 4.0_f64.ln());
        assert_relative_eq!(log_loss([0.0]), -f64::EPSILON.ln());
        assert_relative_eq!(log_loss([]), 0.0);
    }

    #[test]
    fn calibration_error_by_hand() {
        // Two in the bin of 0.6, one came true: 2/3 * |0.5 - 0.6|; one in the last: 1/3 * |1 - 1|.
        let error = calibration_error([(0.6, true), (0.6, false), (1.0, true)]);
        assert_relative_eq!(error, 2.0 / 3.0 * 0.1, epsilon = 1e-12);
    }

    proptest! {
        #[test]
        fn one_label_each_makes_micro_f1_the_accuracy(
            pairs in prop::collection::vec((0_usize..5, 0_usize..5), 1..50)
        ) {
            let (truth, predicted): (Vec<_>, Vec<_>) =
                pairs.into_iter().map(|(one, other)| (vec![one], vec![other])).unzip();
            let micro = micro_average(&label_counts(5, &truth, &predicted));
            prop_assert!((micro.f1 - subset_accuracy(&truth, &predicted)).abs() < 1e-12);
        }

        #[test]
        fn calibration_error_is_a_share(
            outcomes in prop::collection::vec((0.0..=1.0_f64, any::<bool>()), 0..100)
        ) {
            prop_assert!((0.0..=1.0).contains(&calibration_error(outcomes)));
        }
    }
}
