//! How classifiers are trained.

use crate::classify::Objective;
use crate::corpus::{Corpus, FieldWeights, Outline};
use crate::text::Language;
use crate::{Error, Result};

use super::weights::ArticleWeights;
use super::{Choices, ClassifierKind, LabelWeights};

/// How a classifier is trained.
///
/// | Parameter | Default | Range |
/// |---|---|---|
/// | [`classifier`](Self::classifier) | [`ClassifierKind::Blend`] | |
/// | [`language`](Self::language) | that of most documents | |
/// | [`fields`](Self::fields) | a title counts twice, all else once | see [`FieldWeights`] |
/// | [`folds`](Self::folds) | 5, or 10 below 2,000 documents | `2..=20` |
/// | [`objective`](Self::objective) | [`Objective::Balanced`] | |
/// | [`flat_labels`](Self::flat_labels) | false | |
/// | [`label_weights`](Self::label_weights) | every article counts the same | each finite and `> 0` |
/// | [`hash_bits`](Self::hash_bits) | none | `8..=24` |
/// | [`max_terms`](Self::max_terms) | none | `>= 1` |
/// | [`choices`](Self::choices) | none | see [`Choices`] |
/// | [`seed`](Self::seed) | 0 | |
#[derive(Clone, Debug, Default, PartialEq)]
#[must_use]
pub struct TextClassifierParams {
    pub(super) classifier: ClassifierKind,
    pub(super) language: Option<Language>,
    pub(super) fields: FieldWeights,
    pub(super) folds: Option<usize>,
    pub(super) objective: Objective,
    pub(super) flat_labels: bool,
    pub(super) label_weights: LabelWeights,
    pub(super) hash_bits: Option<u8>,
    pub(super) max_terms: Option<usize>,
    pub(super) choices: Choices,
    pub(super) seed: u64,
}

impl TextClassifierParams {
    /// The learner.
    pub fn classifier(mut self, classifier: ClassifierKind) -> Self {
        self.classifier = classifier;
        self
    }

    /// The language whose stems are counted; `None` to have it found.
    pub fn language(mut self, language: Option<Language>) -> Self {
        self.language = language;
        self
    }

    /// How often the words of title, lead and text count, in training and in every prediction.
    pub fn fields(mut self, fields: FieldWeights) -> Self {
        self.fields = fields;
        self
    }

    /// Into how many folds the corpus is parted to fit probabilities; `None` to go by its size.
    ///
    /// A model that has seen most of a small corpus resembles the model of all of it the more.
    pub fn folds(mut self, folds: Option<usize>) -> Self {
        self.folds = folds;
        self
    }

    /// Choose something else than what corpora of such a size usually want.
    pub fn choices(mut self, choices: Choices) -> Self {
        self.choices = choices;
        self
    }

    /// What the thresholds of labels are chosen for, where an article may carry several.
    pub fn objective(mut self, objective: Objective) -> Self {
        self.objective = objective;
        self
    }

    /// How much the articles of each label count; times the weight of each article, where it has one.
    pub fn label_weights(mut self, weights: LabelWeights) -> Self {
        self.label_weights = weights;
        self
    }

    /// Have a term's hash be its column, of `2^bits` in each view of a text, 8 to 24; `None` keeps the
    /// terms.
    ///
    /// The model is bounded in size then, and holds no word of the articles. It cannot say which terms
    /// speak for a label; it still can say which words of an article do.
    pub fn hash_bits(mut self, bits: Option<u8>) -> Self {
        self.hash_bits = bits;
        self
    }

    /// Learn from so many terms only, those that depend most on the labels by chi-squared; `None` for
    /// all. Several views of a text share them out evenly. They are chosen on all articles, so that what
    /// is measured out of fold is a little too good then.
    pub fn max_terms(mut self, terms: Option<usize>) -> Self {
        self.max_terms = terms;
        self
    }

    /// Take a name such as `politics/diplomacy` for a name like any other.
    ///
    /// Else it is a kind of `politics` where that is a label too, or has two labels or more below it.
    /// Where articles carry several labels, parents are labels then: an article has every label
    /// above its own, and no label is more probable than one above it. Where articles
    /// carry one, [`TextClassifier::parents`](super::TextClassifier::parents) sums up probabilities.
    pub fn flat_labels(mut self, flat: bool) -> Self {
        self.flat_labels = flat;
        self
    }

    /// Where every random choice starts.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// How much each article counts, where the learner can weigh them.
    pub(super) fn article_weights(&self, corpus: &Corpus) -> Result<ArticleWeights> {
        let weights = ArticleWeights::new(corpus, &self.label_weights)?;
        if self.classifier == ClassifierKind::LinfaLogistic && !weights.are_all_the_same() {
            let (name, expected) = ("classifier", "one that can weigh articles");
            let actual = self.classifier.name().to_owned();
            return Err(Error::InvalidParameter { name, expected, actual });
        }
        Ok(weights)
    }

    pub(super) fn check(&self, outline: &Outline) -> Result<()> {
        self.fields.check()?;
        self.choices.check()?;
        if !ClassifierKind::ALL.contains(&self.classifier) {
            return Err(Error::InvalidParameter {
                name: "classifier",
                expected: "one of this build, which lacks a cargo feature of that name",
                actual: self.classifier.name().to_owned(),
            });
        }
        if self.max_terms == Some(0) {
            let (name, expected) = ("max_terms", "at least 1");
            return Err(Error::InvalidParameter { name, expected, actual: "0".to_owned() });
        }
        if let Some(folds) = self.folds
            && !(2..=20).contains(&folds)
        {
            let (name, expected) = ("folds", "2 to 20");
            return Err(Error::InvalidParameter { name, expected, actual: folds.to_string() });
        }
        let refuse =
            |reason: String, hint: &str| Err(Error::Corpus { reason, hint: hint.to_owned() });
        if outline.documents() == 0 {
            return refuse("the corpus has no article".to_owned(), "name a corpus with articles");
        }
        let labels = outline.labels();
        self.label_weights.check(&labels)?;
        match labels.as_slice() {
            [] => refuse(
                "no article of the corpus has a label".to_owned(),
                "give each record a `label` or `labels`, or put articles into a folder per label",
            ),
            [label] if !outline.has_unlabelled() => refuse(
                format!("the corpus has one label (`{label}`); a classifier needs at least two"),
                "add articles of another label, or articles without any label (`\"labels\": []`)",
            ),
            _ => Ok(()),
        }
    }
}
