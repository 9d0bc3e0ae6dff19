//! How counts become weights: term frequency, inverse document frequency, norm.

use serde::{Deserialize, Serialize};

/// Which inverse document frequency a term is weighted by; `n` documents, `df` of them with the term.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum InverseDocumentFrequency {
    /// `1`: counts stay as they are.
    None,
    /// `ln((1 + n) / (1 + df)) + 1`, as in scikit-learn's `smooth_idf`.
    #[default]
    Smooth,
    /// `ln(1 + (n - df + 1/2) / (df + 1/2))`, as in BM25 (Robertson and Zaragoza, 2009): steeper.
    Bm25,
}

impl InverseDocumentFrequency {
    /// The weight of a term that `document_frequency` of `documents` documents contain: above 0.
    pub fn weight(self, documents: usize, document_frequency: usize) -> f64 {
        let (n, df) = (documents as f64, document_frequency as f64);
        match self {
            Self::None => 1.0,
            Self::Smooth => smooth_idf(documents, document_frequency),
            Self::Bm25 => ((n - df + 0.5) / (df + 0.5)).ln_1p(),
        }
    }
}

/// `ln((1 + documents) / (1 + document_frequency)) + 1`
pub fn smooth_idf(documents: usize, document_frequency: usize) -> f64 {
    ((1.0 + documents as f64) / (1.0 + document_frequency as f64)).ln() + 1.0
}

/// How a document's vector is scaled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Norm {
    /// Not at all.
    None,
    /// To a Euclidean length of 1; a vector of zeros stays one.
    #[default]
    L2,
}

/// The weight of a term that occurs `count` times: `count`, or `1 + ln(count)` where sublinear.
pub(super) fn term_frequency(count: u32, sublinear: bool) -> f32 {
    if sublinear && count > 1 { 1.0 + (count as f32).ln() } else { count as f32 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    #[test]
    fn idf_of_a_term_in_two_of_three_documents() {
        assert_relative_eq!(smooth_idf(3, 2), (4.0_f64 / 3.0).ln() + 1.0);
        // ln(1 + 1.5 / 2.5)
        assert_relative_eq!(InverseDocumentFrequency::Bm25.weight(3, 2), 1.6_f64.ln());
    }

    #[test]
    fn a_term_of_every_document_still_weighs_something() {
        for kind in [InverseDocumentFrequency::Smooth, InverseDocumentFrequency::Bm25] {
            assert!(kind.weight(10, 10) > 0.0);
        }
    }

    #[test]
    fn sublinear_frequency_grows_by_the_logarithm() {
        assert_relative_eq!(term_frequency(1, true), 1.0);
        assert_relative_eq!(term_frequency(8, true), 1.0 + 8.0_f32.ln());
        assert_relative_eq!(term_frequency(8, false), 8.0);
    }
}
