//! What a model file says of itself.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::classify::Calibration;
use crate::corpus::FieldWeights;
use crate::features::TfIdfVectorizerParams;
pub use crate::pipeline::Training;
use crate::pipeline::{Confidence, Novelty};

/// What a model file says of itself: everything of a model that is not an array of numbers.
///
/// It lies as JSON in the file's safetensors metadata, so that other tools can read it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of the file's layout.
    pub format_version: u64,
    /// What kind of pipeline the file holds; `text-classifier`.
    pub kind: String,
    /// The nutgraf that wrote the file.
    pub nutgraf_version: String,
    /// The version of the stems that the vocabulary is made of.
    pub stemmer_version: String,
    /// The labels, in byte order.
    pub labels: Vec<String>,
    /// Whether every label is decided by itself.
    pub multi_label: bool,
    /// Whether an article may have no label.
    pub allows_none: bool,
    /// From which probability on each label holds.
    pub thresholds: Vec<f32>,
    /// How scores become probabilities.
    pub calibration: Calibration,
    /// How sure it must be for its best label to be right often enough.
    pub confidence: Confidence,
    /// Whether a name such as `politics/diplomacy` is a kind of `politics`.
    #[serde(default)]
    pub hierarchical: bool,
    /// How often the words of each field of an article count.
    #[serde(default = "FieldWeights::even")]
    pub fields: FieldWeights,
    /// What is usual for a training article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) novelty: Option<Novelty>,
    /// How each view of a text becomes a vector, in the order of the views.
    pub views: Vec<TfIdfVectorizerParams>,
    /// What the model was trained on, and by what.
    pub training: Training,
}

impl Manifest {
    /// Measured on the training corpus by cross-validation: name and value.
    pub fn metrics(&self) -> &BTreeMap<String, f64> {
        &self.training.metrics
    }
}
