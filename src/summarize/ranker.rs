//! How likely a sentence is to be one that an editor would lift: a linear model, and trees that mend it.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::features::{FEATURES, FeatureRow, POSITIONS};
use super::trees::{Examples, Tree, TreeParams};
use crate::{Error, Result};

/// The weights that nutgraf ships: see `models/README.md`.
const SHIPPED: &str = include_str!("../../models/summarizer.json");

/// The version of the file that this nutgraf reads and writes.
const VERSION: u64 = 2;

/// A linear model over the features of a sentence, and regression trees that are added to it.
///
/// `logit = intercept + sum over f of weight(f) * feature(f) + sum over trees of leaf`; every weight
/// and leaf is finite.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranker {
    intercept: f64,
    weights: FeatureRow,
    trees: Vec<Tree>,
}

/// A ranker as it lies in a file.
#[derive(Serialize, Deserialize)]
struct File {
    version: u64,
    intercept: f64,
    weights: Vec<Weight>,
    /// Version 1 had none.
    #[serde(default)]
    trees: Vec<Tree>,
}

#[derive(Serialize, Deserialize)]
struct Weight {
    feature: String,
    weight: f64,
}

impl Ranker {
    /// A ranker of an intercept and a weight for each of [`FEATURES`], in that order.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] when one of them is not finite.
    pub fn new(intercept: f64, weights: FeatureRow) -> Result<Self> {
        match weights.iter().chain([&intercept]).find(|weight| !weight.is_finite()) {
            None => Ok(Self { intercept, weights, trees: Vec::new() }),
            Some(weight) => Err(Error::InvalidParameter {
                name: "weights",
                expected: "finite numbers",
                actual: weight.to_string(),
            }),
        }
    }

    /// The ranker that nutgraf ships.
    ///
    /// # Panics
    ///
    /// Never: a test reads the shipped file.
    pub fn shipped() -> &'static Self {
        static RANKER: OnceLock<Ranker> = OnceLock::new();
        RANKER.get_or_init(|| Self::from_json(SHIPPED).expect("the shipped weights are sound"))
    }

    /// Reads the content of a file of weights.
    ///
    /// # Errors
    ///
    /// [`Error::ModelVersion`] when it is of another version, and [`Error::Model`] when it is no
    /// such file, or names other features than [`FEATURES`].
    pub fn from_json(json: &str) -> Result<Self> {
        let damaged = |reason: String| Error::Model { place: "weights".to_owned(), reason };
        let file: File = serde_json::from_str(json)
            .map_err(|error| damaged(format!("not a file of summariser weights ({error})")))?;
        if file.version != VERSION {
            let place = "weights".to_owned();
            let (oldest, newest) = (VERSION, VERSION);
            return Err(Error::ModelVersion { place, found: file.version, oldest, newest });
        }
        let mut weights = [0.0; FEATURES.len()];
        if file.weights.len() != FEATURES.len() {
            let (expected, found) = (FEATURES.len(), file.weights.len());
            return Err(damaged(format!("expected {expected} weights, found {found}")));
        }
        for ((slot, expected), weight) in weights.iter_mut().zip(FEATURES).zip(file.weights) {
            if weight.feature != expected {
                let found = weight.feature;
                return Err(damaged(format!("expected feature `{expected}`, found `{found}`")));
            }
            *slot = weight.weight;
        }
        let ranker = Self::new(file.intercept, weights);
        let ranker = ranker.map_err(|error| damaged(error.to_string()))?;
        match file.trees.iter().position(|tree| !tree.is_sound(FEATURES.len())) {
            None => Ok(Self { trees: file.trees, ..ranker }),
            Some(number) => Err(damaged(format!("tree {number} does not end in leaves"))),
        }
    }

    /// The content of its file: one weight a line, one tree a line, six digits behind the point.
    ///
    /// # Panics
    ///
    /// Never: finite numbers and plain strings can always be written.
    pub fn to_json(&self) -> String {
        let weight = |(&feature, &weight): (&&str, &f64)| Weight {
            feature: feature.to_owned(),
            weight: rounded(weight),
        };
        let weights = FEATURES.iter().zip(&self.weights).map(weight).collect();
        let intercept = rounded(self.intercept);
        let file = File { version: VERSION, intercept, weights, trees: Vec::new() };
        let json = serde_json::to_string_pretty(&file).expect("finite numbers and plain strings");
        let line = |tree: &Tree| serde_json::to_string(&tree.rounded()).expect("finite numbers");
        let trees: Vec<String> =
            self.trees.iter().map(|tree| "\n    ".to_owned() + &line(tree)).collect();
        let end = if trees.is_empty() { "" } else { "\n  " };
        let trees = format!("\"trees\": [{}{end}]", trees.join(","));
        json.replace("\"trees\": []", &trees) + "\n"
    }

    /// The same with trees that mend it, grown on sentences and whether each is worth lifting.
    pub(crate) fn mended(
        mut self,
        rows: &[FeatureRow],
        labels: &[bool],
        params: &TreeParams,
    ) -> Self {
        let logits = rows.iter().map(|row| self.logit(row, 1.0)).collect();
        self.trees = params.fit(Examples { rows, labels, logits });
        self
    }

    /// The weight of each of [`FEATURES`].
    pub fn weights(&self) -> &FeatureRow {
        &self.weights
    }

    /// The log odds of a sentence, its position counting by a share in `[0, 1]`.
    pub fn logit(&self, features: &FeatureRow, position_share: f64) -> f64 {
        let product = |range: std::ops::Range<usize>| -> f64 {
            self.weights[range.clone()].iter().zip(&features[range]).map(|(w, f)| w * f).sum()
        };
        let linear = product(POSITIONS..FEATURES.len()) + position_share * product(0..POSITIONS);
        // Trees ask for positions nearly always.
        let trees: f64 = self.trees.iter().map(|tree| tree.value(features)).sum();
        self.intercept + linear + position_share * trees
    }
}

/// A number to six digits behind the point.
pub(super) fn rounded(number: f64) -> f64 {
    (number * 1e6).round() / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_weights_are_read_and_written_alike() {
        assert_eq!(Ranker::shipped().to_json(), SHIPPED);
    }

    #[test]
    fn a_logit_is_a_weighted_sum() {
        let mut weights = [0.0; FEATURES.len()];
        (weights[0], weights[POSITIONS]) = (2.0, -1.0);
        let ranker = Ranker::new(0.5, weights).unwrap();
        let features = [1.0; FEATURES.len()];
        assert_eq!(ranker.logit(&features, 1.0).to_bits(), 1.5_f64.to_bits());
        assert_eq!(ranker.logit(&features, 0.0).to_bits(), (-0.5_f64).to_bits());
    }

    #[test]
    fn files_that_do_not_fit_are_refused() {
        let version = SHIPPED.replace("\"version\": 2", "\"version\": 1");
        assert!(matches!(Ranker::from_json(&version), Err(Error::ModelVersion { found: 1, .. })));
        for (from, to) in [
            ("term-share", "weather"),
            ("{", "["),
            ("\"feature\"", "\"fetaure\""),
            ("\"below\":[1", "\"below\":[900"),
        ] {
            let damaged = SHIPPED.replacen(from, to, 1);
            assert!(matches!(Ranker::from_json(&damaged), Err(Error::Model { .. })), "{from}");
        }
        assert!(Ranker::new(f64::NAN, [0.0; FEATURES.len()]).is_err());
    }
}
