//! How texts become vectors.

use serde::{Deserialize, Serialize};

use crate::text::AnalyzerParams;
use crate::{Error, Result};

use super::vocabulary::HASH_BITS;
use super::{InverseDocumentFrequency, Norm};

/// A number of documents, given as such or as a share of the corpus.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentFrequency {
    /// This many documents.
    Count(usize),
    /// This share of all documents, in `[0, 1]`.
    Share(f64),
}

impl From<usize> for DocumentFrequency {
    fn from(count: usize) -> Self {
        Self::Count(count)
    }
}

impl From<f64> for DocumentFrequency {
    fn from(share: f64) -> Self {
        Self::Share(share)
    }
}

impl DocumentFrequency {
    pub(super) fn of(self, documents: usize) -> f64 {
        match self {
            Self::Count(count) => count as f64,
            Self::Share(share) => share * documents as f64,
        }
    }
}

/// How texts become vectors: names and meaning as in scikit-learn's `TfidfVectorizer`.
///
/// | Parameter | Default | Range |
/// |---|---|---|
/// | [`analyzer`](Self::analyzer) | words of two characters and more | see [`AnalyzerParams`] |
/// | [`min_df`](Self::min_df) | 1 | a count, or a share in `[0, 1]` |
/// | [`max_df`](Self::max_df) | 1.0 | a count, or a share in `[0, 1]` |
/// | [`max_features`](Self::max_features) | none | `>= 1` |
/// | [`sublinear_tf`](Self::sublinear_tf) | false | |
/// | [`idf`](Self::idf) | smooth | |
/// | [`norm`](Self::norm) | L2 | |
/// | [`hash_bits`](Self::hash_bits) | none | `8..=24` |
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[must_use]
pub struct TfIdfVectorizerParams {
    pub(super) analyzer: AnalyzerParams,
    pub(super) min_df: DocumentFrequency,
    pub(super) max_df: DocumentFrequency,
    pub(super) max_features: Option<usize>,
    pub(super) sublinear_tf: bool,
    pub(super) idf: InverseDocumentFrequency,
    pub(super) norm: Norm,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) hash_bits: Option<u8>,
}

impl Default for TfIdfVectorizerParams {
    fn default() -> Self {
        Self {
            analyzer: AnalyzerParams::default(),
            min_df: DocumentFrequency::Count(1),
            max_df: DocumentFrequency::Share(1.0),
            max_features: None,
            sublinear_tf: false,
            idf: InverseDocumentFrequency::default(),
            norm: Norm::default(),
            hash_bits: None,
        }
    }
}

impl TfIdfVectorizerParams {
    /// How a text becomes terms.
    pub fn analyzer(mut self, analyzer: AnalyzerParams) -> Self {
        self.analyzer = analyzer;
        self
    }

    /// Leave out terms that fewer documents contain.
    pub fn min_df(mut self, documents: impl Into<DocumentFrequency>) -> Self {
        self.min_df = documents.into();
        self
    }

    /// Leave out terms that more documents contain.
    pub fn max_df(mut self, documents: impl Into<DocumentFrequency>) -> Self {
        self.max_df = documents.into();
        self
    }

    /// Keep only this many terms, those that occur most often in all; `None` keeps all.
    pub fn max_features(mut self, terms: Option<usize>) -> Self {
        self.max_features = terms;
        self
    }

    /// Weigh a term that occurs `n` times by `1 + ln(n)` instead of `n`.
    pub fn sublinear_tf(mut self, sublinear: bool) -> Self {
        self.sublinear_tf = sublinear;
        self
    }

    /// Which inverse document frequency terms are weighted by.
    pub fn idf(mut self, idf: InverseDocumentFrequency) -> Self {
        self.idf = idf;
        self
    }

    /// How vectors are scaled.
    pub fn norm(mut self, norm: Norm) -> Self {
        self.norm = norm;
        self
    }

    /// Have a term's hash be its column, of `2^bits`, and keep no vocabulary; `None` keeps one.
    ///
    /// What is learned is bounded in size then, however many terms a stream has, and holds no word of
    /// the texts. Terms that meet in a column add up.
    pub fn hash_bits(mut self, bits: Option<u8>) -> Self {
        self.hash_bits = bits;
        self
    }

    /// How many bits of a term's hash are its column.
    pub(crate) fn hashing(&self) -> Option<u8> {
        self.hash_bits
    }

    /// The inverse document frequency of a term that so many of `documents` documents contain.
    pub(crate) fn weight_of(&self, documents: usize, document_frequency: u32) -> f32 {
        self.idf.weight(documents, document_frequency as usize) as f32
    }

    /// The share of documents that contain a term of so much inverse document frequency, as far as it
    /// tells.
    pub(crate) fn share_of(&self, idf: f32) -> f32 {
        let logarithm = match self.idf {
            InverseDocumentFrequency::Smooth => 1.0 - idf,
            InverseDocumentFrequency::Bm25 | InverseDocumentFrequency::None => -idf,
        };
        logarithm.exp().min(1.0)
    }

    /// How many lengths of n-grams a vocabulary of theirs keeps apart.
    pub(crate) fn levels(&self) -> usize {
        self.analyzer.longest_words()
    }

    /// Whether every parameter is in range.
    pub(super) fn check(&self) -> Result<()> {
        for (name, frequency) in [("min_df", self.min_df), ("max_df", self.max_df)] {
            if let DocumentFrequency::Share(share) = frequency
                && !(0.0..=1.0).contains(&share)
            {
                let expected = "a count, or a share in [0, 1]";
                return Err(Error::InvalidParameter { name, expected, actual: share.to_string() });
            }
        }
        if let Some(bits) = self.hash_bits.filter(|bits| !HASH_BITS.contains(bits)) {
            let (name, expected) = ("hash_bits", "8 to 24");
            return Err(Error::InvalidParameter { name, expected, actual: bits.to_string() });
        }
        if self.max_features == Some(0) {
            let expected = "at least 1";
            let actual = "0".to_owned();
            return Err(Error::InvalidParameter { name: "max_features", expected, actual });
        }
        Ok(())
    }

    /// Whether a term that occurs `n` times weighs `1 + ln(n)`.
    pub(super) fn is_sublinear(&self) -> bool {
        self.sublinear_tf
    }
}
