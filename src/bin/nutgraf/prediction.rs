//! A prediction with the names of its labels.

use nutgraf::pipeline::{Prediction, TextClassifier};
use serde::ser::{Serialize, Serializer};

use crate::output::{FAINT, LABEL, Page};

/// A prediction, and the labels that its numbers stand for.
#[derive(Clone, Copy)]
pub(crate) struct Named<'run> {
    pub(crate) labels: &'run [String],
    pub(crate) prediction: &'run Prediction,
}

impl<'run> Named<'run> {
    pub(crate) fn new(classifier: &'run TextClassifier, prediction: &'run Prediction) -> Self {
        Self { labels: classifier.labels(), prediction }
    }

    /// The best label, if one holds.
    pub(crate) fn best(self) -> Option<&'run str> {
        self.prediction.best.map(|label| self.labels[label].as_str())
    }

    /// The labels that hold, the most probable first.
    pub(crate) fn labels(self) -> Vec<&'run str> {
        self.prediction.labels.iter().map(|&label| self.labels[label].as_str()).collect()
    }

    /// The probability of the best label, if one holds.
    pub(crate) fn probability(self) -> Option<f32> {
        self.prediction.best.map(|label| self.prediction.probabilities[label])
    }

    /// The probability of every label, in the order of the model's labels.
    pub(crate) fn scores(self) -> Scores<'run> {
        Scores(self)
    }

    /// `label (0.93), label (0.71)`, the most probable first.
    pub(crate) fn phrase(self, page: &Page) -> String {
        if self.prediction.labels.is_empty() {
            return page.styled(FAINT, "(none)");
        }
        self.named_probabilities(|name| page.styled(LABEL, name))
    }

    /// The same without colour, and nothing where no label holds.
    pub(crate) fn plain_phrase(self) -> String {
        self.named_probabilities(str::to_owned)
    }

    fn named_probabilities(self, name: impl Fn(&str) -> String) -> String {
        let one = |&label: &usize| {
            let probability = self.prediction.probabilities[label];
            format!("{} ({probability:.2})", name(&self.labels[label]))
        };
        self.prediction.labels.iter().map(one).collect::<Vec<_>>().join(", ")
    }
}

/// Labels with their probabilities, written as an object.
pub(crate) struct Scores<'run>(Named<'run>);

impl Serialize for Scores<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.labels.iter().zip(&self.0.prediction.probabilities))
    }
}

/// What is above labels with names such as `politics/diplomacy`, written as an object like the scores.
pub(crate) struct Parents(Vec<(String, f32)>);

impl Parents {
    pub(crate) fn of(classifier: &TextClassifier, prediction: &Prediction) -> Self {
        Self(classifier.parents(prediction))
    }

    /// Whether no label has a parent that is not a label itself.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for Parents {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, probability)| (name, probability)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_keep_the_order_of_the_labels() {
        let labels = ["a", "b", "c"].map(str::to_owned);
        let probabilities = vec![0.125, 0.75, 0.5];
        let prediction =
            Prediction { probabilities, labels: vec![1, 2], best: Some(1), typicality: None };
        let named = Named { labels: &labels, prediction: &prediction };
        assert_eq!((named.best(), named.probability()), (Some("b"), Some(0.75)));
        assert_eq!(named.labels(), ["b", "c"]);
        let scores = serde_json::to_string(&named.scores()).unwrap();
        assert_eq!(scores, r#"{"a":0.125,"b":0.75,"c":0.5}"#);
    }
}
