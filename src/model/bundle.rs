//! A trained classifier with what is known about it.

use std::io::{Read, Write};

use rayon::prelude::*;
use serde_json::value::RawValue;

use crate::FileBytes;
use crate::corpus::{Field, FieldWeights};
use crate::pipeline::{LabelWeights, Parts, TextClassifier, View};
use crate::text::Stemmer;
use crate::{Error, Result};

use super::Manifest;
use super::container::{Arrays, File, damaged};
use super::view_arrays::{put_view, read_view};

/// The version of the layout that this nutgraf writes, and the oldest that it reads.
const FORMAT_VERSION: u64 = 2;
const OLDEST_VERSION: u64 = 2;
const KIND: &str = "text-classifier";

/// The model that `nutgraf` labels world affairs with when no other is named.
static STARTER: &[u8] = include_bytes!("../../models/world-affairs.safetensors");

/// A trained classifier, and what its file says of it.
///
/// # Example
///
/// ```
/// use nutgraf::model::ModelBundle;
/// let bundle = ModelBundle::starter()?;
/// assert!(bundle.manifest.labels.contains(&"bilateral relations".to_owned()));
/// let bytes = bundle.to_bytes();
/// assert_eq!(ModelBundle::from_bytes(&bytes)?.to_bytes(), bytes);
/// assert!(ModelBundle::from_bytes(&bytes[..bytes.len() - 1]).is_err());
/// # Ok::<(), nutgraf::Error>(())
/// ```
#[derive(Debug)]
pub struct ModelBundle {
    /// What the file says of itself.
    pub manifest: Manifest,
    /// The classifier.
    pub classifier: TextClassifier,
}

impl ModelBundle {
    /// A classifier that has just been trained, with its manifest.
    pub fn new(classifier: TextClassifier) -> Self {
        let parts = classifier.parts();
        let manifest = Manifest {
            format_version: FORMAT_VERSION,
            kind: KIND.to_owned(),
            nutgraf_version: env!("CARGO_PKG_VERSION").to_owned(),
            stemmer_version: Stemmer::VERSION.to_owned(),
            labels: parts.labels.clone(),
            multi_label: parts.multi_label,
            allows_none: parts.allows_none,
            thresholds: parts.thresholds.clone(),
            calibration: parts.calibration.clone(),
            confidence: parts.confidence.clone(),
            hierarchical: parts.hierarchical,
            fields: parts.fields,
            novelty: parts.novelty.clone(),
            views: parts.views.iter().map(|v| v.vectorizer.fitted_params().clone()).collect(),
            training: parts.training.clone(),
        };
        Self { manifest, classifier }
    }

    /// The model that is compiled in.
    ///
    /// # Errors
    ///
    /// None in a build that has passed its tests.
    pub fn starter() -> Result<Self> {
        Self::from_bytes(STARTER)
    }

    /// Reads a model from the bytes of its file.
    ///
    /// Everything is checked: the container, the checksum, and each invariant of each part, by the
    /// constructors that training uses.
    ///
    /// # Errors
    ///
    /// [`Error::Model`] with the first thing that is wrong; [`Error::ModelVersion`] for a version
    /// that this nutgraf does not read.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        Self::from_file(&FileBytes::from(bytes))
    }

    /// The same, of bytes that the model then lies in: nothing is copied.
    ///
    /// # Errors
    ///
    /// As [`from_bytes`](Self::from_bytes).
    pub fn from_file(bytes: &FileBytes) -> Result<Self> {
        let file = File::parse(bytes)?;
        // First of all: another version may lay out, or sum up, in another way.
        check_version(file.manifest())?;
        file.verify()?;
        let manifest = read_manifest(file.manifest())?;
        let views = manifest
            .views
            .par_iter()
            .enumerate()
            .map(|(index, params)| read_view(&file, index, params))
            .collect::<Result<Vec<View>>>()?;
        let classifier = TextClassifier::from_parts(Parts {
            labels: manifest.labels.clone(),
            multi_label: manifest.multi_label,
            allows_none: manifest.allows_none,
            hierarchical: manifest.hierarchical,
            fields: manifest.fields,
            views,
            calibration: manifest.calibration.clone(),
            confidence: manifest.confidence.clone(),
            novelty: manifest.novelty.clone(),
            thresholds: manifest.thresholds.clone(),
            training: manifest.training.clone(),
        })?;
        Ok(Self { manifest, classifier })
    }

    /// The bytes of its file: the same for the same model, on every machine.
    ///
    /// # Panics
    ///
    /// Never: every part of a model becomes JSON or an array.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut arrays = Arrays::default();
        for (index, view) in self.classifier.parts().views.iter().enumerate() {
            put_view(&mut arrays, index, view);
        }
        let manifest = serde_json::to_string(&self.manifest).expect("a manifest becomes JSON");
        let manifest = RawValue::from_string(manifest).expect("JSON is JSON");
        arrays.into_file(&manifest)
    }

    /// Reads a model to the end of a source.
    ///
    /// # Errors
    ///
    /// As [`from_bytes`](Self::from_bytes), and [`Error::Read`] when the source fails.
    pub fn read(mut source: impl Read) -> Result<Self> {
        let mut bytes = Vec::new();
        source
            .read_to_end(&mut bytes)
            .map_err(|source| Error::Read { path: "model".into(), source })?;
        Self::from_bytes(&bytes)
    }

    /// Writes the bytes of its file.
    ///
    /// # Errors
    ///
    /// [`Error::Write`] when the target fails.
    pub fn write(&self, mut target: impl Write) -> Result<()> {
        target
            .write_all(&self.to_bytes())
            .map_err(|source| Error::Write { path: "model".into(), source })
    }

    /// The model with as many of its weightiest terms as fit into a file of `limit` bytes.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] when not even a handful of terms fits.
    ///
    /// # Example
    ///
    /// ```
    /// use nutgraf::model::ModelBundle;
    /// let small = ModelBundle::starter()?.shrink(200_000)?;
    /// assert!(small.to_bytes().len() <= 200_000);
    /// assert!(ModelBundle::starter()?.shrink(100).is_err());
    /// # Ok::<(), nutgraf::Error>(())
    /// ```
    pub fn shrink(mut self, limit: usize) -> Result<Self> {
        loop {
            let size = self.to_bytes().len();
            if size <= limit {
                return Ok(self);
            }
            // By the proportion of the sizes, and a little less each time.
            let proportion = 0.995 * limit as f64 / size as f64;
            let terms = (self.classifier.terms() as f64 * proportion) as usize;
            if terms < 10 {
                return Err(Error::InvalidParameter {
                    name: "max-size",
                    expected: "enough for a few terms of each label",
                    actual: format!("{limit} bytes"),
                });
            }
            self = Self::new(self.classifier.prune(terms)?);
        }
    }

    /// What there is to say about it, as (name, value), for people.
    pub fn describe(&self) -> Vec<(String, String)> {
        let manifest = &self.manifest;
        let training = &manifest.training;
        let mut rows = vec![
            ("kind", manifest.kind.clone()),
            ("format version", manifest.format_version.to_string()),
            ("written by", format!("nutgraf {}", manifest.nutgraf_version)),
            ("labels", manifest.labels.len().to_string()),
            ("labels an article", self.labels_an_article().to_owned()),
            ("terms", self.classifier.terms().to_string()),
            ("classifier", training.classifier.name().to_owned()),
            ("training articles", training.documents.to_string()),
            ("training fingerprint", training.fingerprint.clone()),
            ("seed", training.seed.to_string()),
        ];
        let counts =
            [("unlabelled articles", training.unlabelled), ("times continued", training.continued)];
        let counts = counts.into_iter().filter(|(_, count)| *count > 0);
        rows.extend(counts.map(|(name, count)| (name, count.to_string())));
        if let Some(language) = training.language {
            rows.push(("language", language.to_string()));
        }
        match &training.label_weights {
            LabelWeights::Given(given) => {
                let weights = given.iter().map(|(label, weight)| format!("{label}:{weight}"));
                rows.push(("label weights", weights.collect::<Vec<_>>().join(", ")));
            }
            LabelWeights::Balanced => rows.push(("label weights", "balanced".to_owned())),
            LabelWeights::None => {}
        }
        if manifest.fields != FieldWeights::default() {
            let weights = Field::ALL.iter().map(|&f| format!("{f}:{}", manifest.fields.of(f)));
            rows.push(("fields", weights.collect::<Vec<_>>().join(" ")));
        }
        let metrics = training.metrics.iter();
        let metrics = metrics.map(|(name, value)| (name.as_str(), format!("{value:.4}")));
        rows.into_iter().chain(metrics).map(|(name, value)| (name.to_owned(), value)).collect()
    }

    fn labels_an_article(&self) -> &'static str {
        match (self.manifest.multi_label, self.manifest.allows_none) {
            (false, _) => "exactly one",
            (true, false) => "one or more",
            (true, true) => "any number, or none",
        }
    }
}

/// The part of a manifest that every version has.
#[derive(serde::Deserialize)]
struct Version {
    format_version: u64,
}

/// The parts of a manifest that say whether the rest can be understood.
#[derive(serde::Deserialize)]
struct Origin {
    kind: String,
    stemmer_version: String,
}

/// Refuses a manifest of a version that this nutgraf does not read.
fn check_version(json: &RawValue) -> Result<()> {
    match serde_json::from_str(json.get()) {
        Ok(Version { format_version: found })
            if !(OLDEST_VERSION..=FORMAT_VERSION).contains(&found) =>
        {
            let (oldest, newest) = (OLDEST_VERSION, FORMAT_VERSION);
            Err(Error::ModelVersion { place: "model".to_owned(), found, oldest, newest })
        }
        // Whatever else is wrong with it is found further on.
        _ => Ok(()),
    }
}

fn read_manifest(json: &RawValue) -> Result<Manifest> {
    let manifest_error =
        |error: serde_json::Error| damaged(&format!("its manifest is damaged: {error}"));
    let origin: Origin = serde_json::from_str(json.get()).map_err(manifest_error)?;
    if origin.kind != KIND {
        return Err(damaged(&format!("it holds a `{}`, not a `{KIND}`", origin.kind)));
    }
    if origin.stemmer_version != Stemmer::VERSION {
        let (found, ours) = (origin.stemmer_version, Stemmer::VERSION);
        return Err(damaged(&format!("its stems are of version `{found}`, ours of `{ours}`")));
    }
    serde_json::from_str(json.get()).map_err(manifest_error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_another_version_is_told_by_its_version() {
        let mut bytes = STARTER.to_vec();
        let name = br#"format_version\":"#;
        let place = bytes.windows(name.len()).position(|window| window == name).unwrap();
        for found in [1, 9] {
            bytes[place + name.len()] = b'0' + found as u8;
            let error = ModelBundle::from_bytes(&bytes).unwrap_err();
            assert!(
                matches!(error, Error::ModelVersion { found: other, .. } if other == found),
                "{error}"
            );
        }
    }

    #[test]
    fn a_byte_that_has_changed_is_noticed() {
        let mut bytes = STARTER.to_vec();
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        let error = ModelBundle::from_bytes(&bytes).unwrap_err();
        assert!(error.to_string().contains("checksum"), "{error}");
    }
}
