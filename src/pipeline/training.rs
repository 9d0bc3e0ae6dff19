//! A labelled corpus in, a classifier out.

use std::collections::BTreeMap;

use linfa::DatasetBase;
use linfa::traits::Fit;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::classify::{BlendParams, LabelSets, Objective, PooledBlendParams};
use crate::corpus::{Corpus, Document, FieldWeights};
use crate::features::{PooledViews, Views, WordSequences};
use crate::text::Language;
use crate::{Error, Result};

use super::classifier::{Parts, TextClassifier, View};
use super::decisions::{Decisions, Rules};
use super::labelling::Labelling;
use super::novelty::{Seen, margins};
use super::recipe::{Facts, Recipe};
use super::survey::{common_language, fingerprint};
use super::weights::ArticleWeights;
use super::{Choices, ClassifierKind, LabelWeights, Novelty};

/// What a classifier was trained on, and by what.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Training {
    /// The learner.
    pub classifier: ClassifierKind,
    /// The language whose stems are counted.
    pub language: Option<Language>,
    /// How many articles there were.
    pub documents: usize,
    /// How many articles without labels it learned from besides.
    #[serde(default)]
    pub unlabelled: usize,
    /// How often it was trained on with further articles; `documents` counts these, too.
    #[serde(default)]
    pub continued: usize,
    /// 64 bits over the texts and labels of the corpus, in its order, as hexadecimal digits.
    pub fingerprint: String,
    /// Where every random choice started.
    pub seed: u64,
    /// How much the articles of each label counted.
    #[serde(default, skip_serializing_if = "LabelWeights::is_none")]
    pub label_weights: LabelWeights,
    /// What was chosen, by hand or by tuning.
    #[serde(default, skip_serializing_if = "Choices::is_none")]
    pub choices: Choices,
    /// Measured on the corpus by cross-validation: name and value.
    pub metrics: BTreeMap<String, f64>,
}

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
    classifier: ClassifierKind,
    language: Option<Language>,
    fields: FieldWeights,
    folds: Option<usize>,
    objective: Objective,
    flat_labels: bool,
    label_weights: LabelWeights,
    hash_bits: Option<u8>,
    max_terms: Option<usize>,
    choices: Choices,
    seed: u64,
}

/// Told how far a fit has come: the stage, how much of it is done, and how much there is to do.
pub type Progress<'caller> = &'caller (dyn Fn(&'static str, u64, u64) + Sync);

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

    /// What is chosen.
    pub(super) fn chosen(&self) -> Choices {
        self.choices
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
    /// carry one, [`TextClassifier::parents`] sums up probabilities.
    pub fn flat_labels(mut self, flat: bool) -> Self {
        self.flat_labels = flat;
        self
    }

    /// Where every random choice starts.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// The learner that is set.
    pub(super) fn kind(&self) -> ClassifierKind {
        self.classifier
    }

    /// Whether only some of all terms are learned from.
    pub(super) fn selects_terms(&self) -> bool {
        self.max_terms.is_some()
    }

    /// Trains a classifier.
    ///
    /// The order of the corpus does not matter to how well it learns (corpora come sorted by label),
    /// and the result is the same for any number of threads.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] when a parameter is out of range; [`Error::Corpus`] when there
    /// is nothing to tell apart: no document, no label, or one label on every document.
    ///
    /// # Example
    ///
    /// ```
    /// use nutgraf::corpus::{Corpus, Document};
    /// use nutgraf::pipeline::TextClassifierParams;
    /// let article = |text: &str, label: &str| Document {
    ///     text: text.to_owned(),
    ///     labels: vec![label.to_owned()],
    ///     ..Document::default()
    /// };
    /// let corpus = Corpus::new(vec![
    ///     article("The envoys met for talks.", "diplomacy"),
    ///     article("Talks between the two envoys ended.", "diplomacy"),
    ///     article("The striker scored twice.", "sport"),
    ///     article("A late goal by the striker.", "sport"),
    /// ]);
    /// let classifier = TextClassifierParams::default().fit(&corpus)?;
    /// let prediction = classifier.predict(&article("An envoy left the talks.", ""));
    /// assert_eq!(classifier.labels()[prediction.best.unwrap()], "diplomacy");
    /// # Ok::<(), nutgraf::Error>(())
    /// ```
    pub fn fit(&self, corpus: &Corpus) -> Result<TextClassifier> {
        self.fit_with_progress(corpus, &|_, _, _| {})
    }

    /// The same, telling `progress` how far it has come.
    ///
    /// # Errors
    ///
    /// As [`fit`](Self::fit).
    pub fn fit_with_progress(
        &self,
        corpus: &Corpus,
        progress: Progress<'_>,
    ) -> Result<TextClassifier> {
        self.fit_with_pool(corpus, &[], progress)
    }

    /// The same, with a pool of articles without labels; empty where there is none.
    pub(super) fn fit_with_pool(
        &self,
        corpus: &Corpus,
        pool: &[Document],
        progress: Progress<'_>,
    ) -> Result<TextClassifier> {
        self.check(corpus)?;
        let weights = self.article_weights(corpus)?;
        let multi_label = corpus.is_multi_label();
        let labelling = Labelling::new(corpus, self.flat_labels);
        let targets = LabelSets::new(&labelling.sets, labelling.labels.len())?;
        progress("analysing", 0, 3);
        let language = self.language.or_else(|| common_language(corpus.documents()));
        let passages =
            |document| self.fields.passages(document, language.unwrap_or(Language::English));
        let texts: Vec<_> =
            corpus.documents().par_iter().chain(pool.par_iter()).map(passages).collect();
        let sequences = WordSequences::encode_passages(&texts);
        let mut recipe = Recipe::new(
            self.classifier,
            &Facts {
                documents: corpus.documents().len(),
                pool: pool.len(),
                labels: labelling.labels.len(),
                multi_label,
                language,
                choices: self.choices,
                seed: self.seed,
            },
        );
        let teachers = recipe.members.clone();
        recipe = recipe.weighted(&weights).hashed(self.hash_bits);
        let best = self.max_terms.map(|count| (count, labelling.sets.as_slice()));
        progress("weighing terms", 1, 3);
        let (vectorizers, matrices): (Vec<_>, Vec<_>) =
            recipe.fit_views(&sequences, best)?.into_iter().unzip();
        drop(sequences);
        let document_frequencies = matrices[0].document_frequencies();
        progress("learning", 2, 3);
        let params = self.blend_params(&recipe, &targets, multi_label);
        let blend = if pool.is_empty() {
            params.fit(&DatasetBase::new(Views::new(matrices)?, targets.clone()))?
        } else {
            let views = PooledViews::split(&matrices, corpus.documents().len())?;
            PooledBlendParams::new(params, teachers)
                .fit(&DatasetBase::new(views, targets.clone()))?
        };
        let (scores, folds) = (blend.out_of_fold_scores.view(), &blend.folds);
        let targets = targets.select(&folds.scored());
        let rules = Rules {
            multi_label,
            allows_none: corpus.documents().iter().any(|document| document.labels.is_empty()),
            objective: self.objective,
        };
        let decisions = Decisions::fit(scores, &targets, folds, &labelling, rules);
        let margins = margins(scores, decisions.probabilities.view(), multi_label);
        let novelty = Novelty::measure(
            &Seen {
                texts: &texts,
                vectorizer: &vectorizers[0],
                document_frequencies: &document_frequencies,
                fewest: document_frequencies.iter().copied().min().unwrap_or(0),
                scored: &folds.scored(),
            },
            &margins,
        );
        let views = vectorizers.into_iter().zip(&blend.models);
        let views = views.map(|(vectorizer, model)| View::new(vectorizer, model)).collect();
        progress("learning", 3, 3);
        TextClassifier::from_parts(Parts {
            labels: labelling.labels,
            multi_label,
            allows_none: rules.allows_none,
            hierarchical: labelling.hierarchical,
            fields: self.fields,
            views,
            training: Training {
                classifier: self.classifier,
                language,
                documents: corpus.documents().len(),
                unlabelled: pool.len(),
                continued: 0,
                fingerprint: fingerprint(corpus.documents().iter().chain(pool)),
                seed: self.seed,
                label_weights: self.label_weights.clone(),
                choices: self.choices,
                metrics: decisions.metrics(&targets),
            },
            calibration: decisions.calibration,
            thresholds: decisions.thresholds,
            confidence: decisions.confidence,
            novelty,
        })
    }

    /// How much each article counts, where the learner can weigh them.
    fn article_weights(&self, corpus: &Corpus) -> Result<ArticleWeights> {
        let weights = ArticleWeights::new(corpus, &self.label_weights)?;
        if self.classifier == ClassifierKind::LinfaLogistic && !weights.are_all_the_same() {
            let (name, expected) = ("classifier", "one that can weigh articles");
            let actual = self.classifier.name().to_owned();
            return Err(Error::InvalidParameter { name, expected, actual });
        }
        Ok(weights)
    }

    fn check(&self, corpus: &Corpus) -> Result<()> {
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
        let documents = corpus.documents();
        if documents.is_empty() {
            return refuse("the corpus has no article".to_owned(), "name a corpus with articles");
        }
        match corpus.labels().as_slice() {
            [] => refuse(
                "no article of the corpus has a label".to_owned(),
                "give each record a `label` or `labels`, or put articles into a folder per label",
            ),
            [label] if documents.iter().all(|document| !document.labels.is_empty()) => refuse(
                format!("the corpus has one label (`{label}`); a classifier needs at least two"),
                "add articles of another label, or articles without any label (`\"labels\": []`)",
            ),
            _ => Ok(()),
        }
    }

    fn blend_params(&self, recipe: &Recipe, targets: &LabelSets, multi_label: bool) -> BlendParams {
        let (documents, labels) = (targets.documents(), targets.labels());
        let folds = self.folds.unwrap_or(if documents < SMALL { 10 } else { 5 });
        // A threshold for each label needs every document that carries it.
        let scored = if multi_label { usize::MAX } else { recipe.scored };
        let scored = scored.min(MOST_SCORES / labels);
        let params = BlendParams::default().folds(folds).scored(scored).seed(self.seed);
        let members = recipe.members.iter().cloned();
        members.fold(params, |params, (view, member)| params.member(view, member))
    }
}

/// So many scores out of fold are held at once: of 50,000 labels, those of 400 documents.
const MOST_SCORES: usize = 20_000_000;

/// Below this many documents more folds are made, each model seeing more of them.
const SMALL: usize = 2_000;
