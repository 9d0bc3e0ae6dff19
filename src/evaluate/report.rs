//! All that is measured of a classifier, in one table.

use serde::Serialize;

use super::metrics::{
    Averages, LabelCounts, calibration_error, label_counts, log_loss, macro_average, micro_average,
    subset_accuracy, weighted_average,
};
use crate::{Error, Result};

/// What there is to decide about a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Task {
    /// Which of the labels it has: exactly one.
    MultiClass,
    /// Of every label, whether it has it.
    MultiLabel,
}

/// What a classifier said of some documents.
#[derive(Clone, Copy, Debug)]
pub struct Predictions<'caller> {
    /// The labels that it gave to each document, shape `(documents,)`.
    pub labels: &'caller [Vec<usize>],
    /// Its probability of each label, shape `(documents, labels)`, each in `[0, 1]`.
    pub probabilities: &'caller [Vec<f32>],
}

/// How good a classifier is, over all labels and by label.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ClassificationReport {
    /// What was decided.
    pub task: Task,
    /// The number of documents.
    pub documents: usize,
    /// The share of documents with all of their labels and no other, in `[0, 1]`.
    pub accuracy: f64,
    /// Every decision counts alike.
    pub micro_average: Averages,
    /// Every label counts alike.
    pub macro_average: Averages,
    /// Every label counts by its support.
    pub weighted_average: Averages,
    /// The mean of `-ln p` of the true label, or of every true decision about a label; `>= 0`.
    pub log_loss: f64,
    /// How far probabilities lie from observed shares, in `[0, 1]`: those of the label that was
    /// given, or those of every label.
    pub calibration_error: f64,
    /// Each label, in the order of the labels.
    pub labels: Vec<LabelReport>,
    /// The same of having no label, as if that were one called `(none)`; `None` where every document has
    /// one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub without_label: Option<LabelReport>,
}

/// How good a classifier is at one label.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LabelReport {
    /// Its name.
    pub label: String,
    /// The share of those given the label that have it, in `[0, 1]`.
    pub precision: f64,
    /// The share of those that have the label that were given it, in `[0, 1]`.
    pub recall: f64,
    /// The harmonic mean of both, in `[0, 1]`.
    pub f1: f64,
    /// How many documents have it.
    pub support: usize,
}

impl ClassificationReport {
    /// Measures predictions against the truth, the labels of each document, shape `(documents,)`.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] when truth, labels and probabilities are not of one length,
    /// when a label is not below the number of labels, and in a multi-class task when a document
    /// has not exactly one label.
    ///
    /// # Example
    ///
    /// ```
    /// use nutgraf::evaluate::{ClassificationReport, Predictions, Task};
    /// let labels = ["sport".to_owned(), "trade".to_owned()];
    /// let predictions = Predictions {
    ///     labels: &[vec![0], vec![0]],
    ///     probabilities: &[vec![0.9, 0.1], vec![0.6, 0.4]],
    /// };
    /// let truth = [vec![0], vec![1]];
    /// let report = ClassificationReport::new(Task::MultiClass, &labels, &truth, predictions)?;
    /// assert_eq!(report.accuracy, 0.5);
    /// assert_eq!(report.labels[0].recall, 1.0);
    /// # Ok::<(), nutgraf::Error>(())
    /// ```
    pub fn new(
        task: Task,
        labels: &[String],
        truth: &[Vec<usize>],
        predictions: Predictions<'_>,
    ) -> Result<Self> {
        check(task, labels.len(), truth, predictions)?;
        let Predictions { labels: predicted, probabilities } = predictions;
        let counts = label_counts(labels.len(), truth, predicted);
        let (log_loss, calibration_error) = match task {
            Task::MultiClass => multi_class_probabilities(truth, predicted, probabilities),
            Task::MultiLabel => multi_label_probabilities(truth, probabilities),
        };
        Ok(Self {
            task,
            documents: truth.len(),
            accuracy: subset_accuracy(truth, predicted),
            micro_average: micro_average(&counts),
            macro_average: macro_average(&counts),
            weighted_average: weighted_average(&counts),
            log_loss,
            calibration_error,
            labels: labels
                .iter()
                .zip(&counts)
                .map(|(label, counts)| LabelReport::new(label, counts))
                .collect(),
            without_label: without_label(truth, predicted),
        })
    }
}

impl LabelReport {
    fn new(label: &str, counts: &LabelCounts) -> Self {
        Self {
            label: label.to_owned(),
            precision: counts.precision(),
            recall: counts.recall(),
            f1: counts.f1(),
            support: counts.support(),
        }
    }
}

/// How good a classifier is at giving no label.
fn without_label(truth: &[Vec<usize>], predicted: &[Vec<usize>]) -> Option<LabelReport> {
    if truth.iter().all(|labels| !labels.is_empty()) {
        return None;
    }
    let as_label = |sets: &[Vec<usize>]| -> Vec<Vec<usize>> {
        sets.iter().map(|labels| if labels.is_empty() { vec![0] } else { Vec::new() }).collect()
    };
    let counts = label_counts(1, &as_label(truth), &as_label(predicted));
    Some(LabelReport::new("(none)", &counts[0]))
}

/// Log loss of the true label, and calibration of the label that was given.
fn multi_class_probabilities(
    truth: &[Vec<usize>],
    predicted: &[Vec<usize>],
    probabilities: &[Vec<f32>],
) -> (f64, f64) {
    let given_to_the_truth =
        truth.iter().zip(probabilities).map(|(truth, row)| f64::from(row[truth[0]]));
    let outcomes =
        truth.iter().zip(predicted).zip(probabilities).filter_map(|((truth, given), row)| {
            given.first().map(|&label| (f64::from(row[label]), truth[0] == label))
        });
    (log_loss(given_to_the_truth), calibration_error(outcomes))
}

/// Log loss and calibration of every decision about a label.
fn multi_label_probabilities(truth: &[Vec<usize>], probabilities: &[Vec<f32>]) -> (f64, f64) {
    let outcomes = || {
        truth.iter().zip(probabilities).flat_map(|(truth, row)| {
            row.iter().enumerate().map(|(label, &p)| (f64::from(p), truth.contains(&label)))
        })
    };
    let given_to_the_truth = outcomes().map(|(p, holds)| if holds { p } else { 1.0 - p });
    (log_loss(given_to_the_truth), calibration_error(outcomes()))
}

fn check(
    task: Task,
    labels: usize,
    truth: &[Vec<usize>],
    predictions: Predictions<'_>,
) -> Result<()> {
    let invalid = |name, expected, actual| Err(Error::InvalidParameter { name, expected, actual });
    let documents = truth.len();
    let Predictions { labels: predicted, probabilities } = predictions;
    if predicted.len() != documents || probabilities.len() != documents {
        let actual = format!("{} and {} for {documents}", predicted.len(), probabilities.len());
        return invalid("predictions", "labels and probabilities of every document", actual);
    }
    if let Some(row) = probabilities.iter().find(|row| row.len() != labels) {
        let actual = format!("{} for {labels} labels", row.len());
        return invalid("probabilities", "one of every label", actual);
    }
    if let Some(label) = truth.iter().chain(predicted).flatten().find(|&&label| label >= labels) {
        return invalid("labels", "below the number of labels", label.to_string());
    }
    match truth.iter().find(|set| task == Task::MultiClass && set.len() != 1) {
        Some(set) => invalid("truth", "one label of each document", format!("{set:?}")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    // The values below are scikit-learn 1.9.1's:
    //
    // from sklearn.metrics import *
    // t=[0,0,1,2,2,1]; p=[0,1,1,2,0,1]
    // P=[[.7,.2,.1],[.3,.6,.1],[.1,.8,.1],[.2,.2,.6],[.5,.3,.2],[.05,.9,.05]]
    // accuracy_score(t,p); log_loss(t,P)
    // [precision_recall_fscore_support(t,p,average=a) for a in (None,'micro','macro','weighted')]
    //
    // T=[[1,0,0],[1,1,0],[0,0,0],[0,1,1]]; Q=[[1,0,0],[1,0,0],[0,0,0],[1,1,0]]
    // R=[[.9,.1,.2],[.8,.4,.1],[.3,.2,.1],[.6,.7,.4]]
    // and the same of them as arrays, with zero_division=0, and log_loss(T.ravel(), R.ravel())

    fn names(count: usize) -> Vec<String> {
        (0..count).map(|label| format!("label {label}")).collect()
    }

    fn multi_class() -> ClassificationReport {
        let truth = [0, 0, 1, 2, 2, 1].map(|label| vec![label]);
        let predictions = Predictions {
            labels: &[0, 1, 1, 2, 0, 1].map(|label| vec![label]),
            probabilities: &[
                vec![0.7, 0.2, 0.1],
                vec![0.3, 0.6, 0.1],
                vec![0.1, 0.8, 0.1],
                vec![0.2, 0.2, 0.6],
                vec![0.5, 0.3, 0.2],
                vec![0.05, 0.9, 0.05],
            ],
        };
        ClassificationReport::new(Task::MultiClass, &names(3), &truth, predictions).unwrap()
    }

    #[test]
    fn giving_no_label_is_measured_as_if_it_were_one() {
        let truth = [vec![], vec![], vec![0], vec![1]];
        let labels = [vec![], vec![0], vec![], vec![1]];
        let probabilities = vec![vec![0.5, 0.5]; 4];
        let predictions = Predictions { labels: &labels, probabilities: &probabilities };
        let report =
            ClassificationReport::new(Task::MultiLabel, &names(2), &truth, predictions).unwrap();
        let none = report.without_label.unwrap();
        assert_eq!((none.precision, none.recall, none.support), (0.5, 0.5, 2));
        assert_eq!(multi_class().without_label, None);
    }

    #[test]
    fn a_multi_class_report_agrees_with_scikit_learn() {
        let report = multi_class();
        assert_relative_eq!(report.accuracy, 0.666_666_666_666_666_6);
        assert_relative_eq!(report.log_loss, 0.668_235_891_906_132_5, epsilon = 1e-6);
        assert_relative_eq!(report.micro_average.f1, 0.666_666_666_666_666_6);
        assert_relative_eq!(
            report.macro_average.precision,
            0.722_222_222_222_222_2,
            epsilon = 1e-12
        );
        assert_relative_eq!(report.macro_average.f1, 0.655_555_555_555_555_6, epsilon = 1e-12);
        assert_relative_eq!(report.weighted_average.f1, 0.655_555_555_555_555_6, epsilon = 1e-12);
        let f1: Vec<f64> = report.labels.iter().map(|label| label.f1).collect();
        assert_relative_eq!(f1[..], [0.5, 0.8, 0.666_666_666_666_666_6][..]);
    }

    #[test]
    fn multi_class_calibration_by_hand() {
        // 0.7, 0.8 and 0.9 right, 0.5 wrong, each alone in a bin; 0.6 once right and once wrong.
        assert_relative_eq!(
            multi_class().calibration_error,
            (0.3 + 0.2 + 0.1 + 0.5 + (1.0 - 2.0 * 0.6_f64).abs()) / 6.0,
            epsilon = 1e-6
        );
    }

    #[test]
    fn a_multi_label_report_agrees_with_scikit_learn() {
        let truth = [vec![0], vec![0, 1], vec![], vec![1, 2]];
        let predictions = Predictions {
            labels: &[vec![0], vec![0], vec![], vec![1, 0]],
            probabilities: &[
                vec![0.9, 0.1, 0.2],
                vec![0.8, 0.4, 0.1],
                vec![0.3, 0.2, 0.1],
                vec![0.6, 0.7, 0.4],
            ],
        };
        let report =
            ClassificationReport::new(Task::MultiLabel, &names(3), &truth, predictions).unwrap();
        assert_relative_eq!(report.accuracy, 0.5);
        assert_relative_eq!(report.log_loss, 0.379_424_566_672_822, epsilon = 1e-6);
        assert_relative_eq!(report.micro_average.precision, 0.75);
        assert_relative_eq!(report.micro_average.recall, 0.6);
        assert_relative_eq!(report.macro_average.f1, 0.488_888_888_888_888_93, epsilon = 1e-12);
        assert_relative_eq!(
            report.weighted_average.precision,
            0.666_666_666_666_666_7,
            epsilon = 1e-12
        );
        assert_relative_eq!(report.weighted_average.f1, 0.586_666_666_666_666_7, epsilon = 1e-12);
        assert_eq!(report.labels[2].support, 1);
    }

    #[test]
    fn shapes_that_do_not_fit_are_refused() {
        let new = |task, truth: &[Vec<usize>], row: Vec<f32>| {
            let predictions = Predictions { labels: &[vec![0]], probabilities: &[row] };
            ClassificationReport::new(task, &names(2), truth, predictions)
                .map_err(|e| e.to_string())
        };
        assert_eq!(
            new(Task::MultiLabel, &[], vec![0.5, 0.5]).unwrap_err(),
            "`predictions` must be labels and probabilities of every document, found `1 and 1 for 0`"
        );
        assert!(new(Task::MultiLabel, &[vec![0]], vec![0.5]).is_err());
        assert!(new(Task::MultiLabel, &[vec![2]], vec![0.5, 0.5]).is_err());
        assert!(new(Task::MultiClass, &[vec![0, 1]], vec![0.5, 0.5]).is_err());
        assert!(new(Task::MultiLabel, &[vec![0, 1]], vec![0.5, 0.5]).is_ok());
    }

    #[test]
    fn no_documents_make_a_report_without_nan() {
        let predictions = Predictions { labels: &[], probabilities: &[] };
        let report =
            ClassificationReport::new(Task::MultiLabel, &names(2), &[], predictions).unwrap();
        assert_relative_eq!(report.accuracy + report.log_loss + report.macro_average.f1, 0.0);
    }
}
