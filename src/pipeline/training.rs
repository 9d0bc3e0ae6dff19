//! A labelled corpus in, a classifier out.

use std::collections::BTreeMap;

use linfa::DatasetBase;
use linfa::traits::Fit;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::Result;
use crate::classify::{BlendParams, LabelSets, PooledBlendParams};
use crate::corpus::{Corpus, Document, Outline};
use crate::features::{PooledViews, Views};
use crate::text::{Language, Passage};

use super::classifier::{Parts, TextClassifier, View};
use super::decisions::{Decisions, Rules};
use super::labelling::Labelling;
use super::novelty::{Seen, margins};
use super::parts::{Further, Learned, Lot};
use super::recipe::{Facts, Recipe, Terms};
use super::survey::{common_language, fingerprint};
use super::{Choices, ClassifierKind, LabelWeights, Novelty, TextClassifierParams};

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

/// Told how far a fit has come: the stage, how much of it is done, and how much there is to do.
pub type Progress<'caller> = &'caller (dyn Fn(&'static str, u64, u64) + Sync);

impl TextClassifierParams {
    /// Trains a classifier.
    ///
    /// The order of the corpus does not matter to how well it learns (corpora come sorted by label),
    /// and the result is the same for any number of threads.
    ///
    /// # Errors
    ///
    /// [`InvalidParameter`](crate::Error::InvalidParameter) when a parameter is out of range;
    /// [`Corpus`](crate::Error::Corpus) when there is nothing to tell apart: no document, no label, or
    /// one label on every document.
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
        let lot = Lot { outline: &Outline::of(corpus), corpus, pool };
        self.fit_lot(&lot, None, |_| Ok(None), progress)
    }

    /// Trains a classifier on the terms that another has, and no others: one that these parameters trained
    /// on the same corpus and that was [pruned](TextClassifier::prune). What is decided on scores
    /// (probabilities, thresholds) is so decided on the scores of these terms.
    ///
    /// # Errors
    ///
    /// As [`fit`](Self::fit); [`Corpus`](crate::Error::Corpus) when no term is left.
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
    ///     article("The striker scored twice.", "sport"),
    /// ]);
    /// let params = TextClassifierParams::default();
    /// let pruned = params.fit(&corpus)?.prune(20)?;
    /// let again = params.fit_with_terms_of(&corpus, &pruned, &|_, _, _| {})?;
    /// assert_eq!(again.terms(), 20);
    /// # Ok::<(), nutgraf::Error>(())
    /// ```
    pub fn fit_with_terms_of(
        &self,
        corpus: &Corpus,
        pruned: &TextClassifier,
        progress: Progress<'_>,
    ) -> Result<TextClassifier> {
        let lot = Lot { outline: &Outline::of(corpus), corpus, pool: &[] };
        let terms = Terms::Of(&pruned.parts().views);
        self.fit_lot(&lot, Some(terms), |_| Ok(None), progress)
    }

    /// Trains on a lot, by given terms or those that the parameters keep; `more` may give models that are to be
    /// asked instead of those that were learned.
    pub(super) fn fit_lot(
        &self,
        lot: &Lot<'_>,
        terms: Option<Terms<'_>>,
        more: impl FnOnce(Learned<'_>) -> Result<Option<Further>>,
        progress: Progress<'_>,
    ) -> Result<TextClassifier> {
        let Lot { outline, corpus, pool } = *lot;
        self.check(outline)?;
        let weights = self.article_weights(corpus)?;
        let multi_label = outline.is_multi_label();
        let labelling = Labelling::new(corpus, outline, self.flat_labels);
        let targets = LabelSets::new(&labelling.sets, labelling.labels.len())?;
        progress("analysing", 0, 3);
        let language = self.language.or_else(|| common_language(corpus.documents()));
        let texts = self.texts(corpus.documents().iter().chain(pool), language);
        let sequences = self.choices.sequences(&texts, language)?;
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
        recipe = recipe.hashed(self.hash_bits);
        let label_sets = labelling.sets.as_slice();
        let chosen = self.max_terms.map(|count| Terms::Best { count, label_sets });
        let terms = terms.or(chosen).unwrap_or(Terms::All);
        progress("weighing terms", 1, 3);
        let (vectorizers, matrices): (Vec<_>, Vec<_>) =
            recipe.fit_views(&sequences, terms)?.into_iter().unzip();
        drop(sequences);
        let document_frequencies = matrices[0].document_frequencies();
        progress("learning", 2, 3);
        let params = self.blend_params(&recipe.weighted(&weights), &targets, multi_label);
        let blend = if pool.is_empty() {
            params.fit(&DatasetBase::new(Views::new(matrices)?, targets.clone()))?
        } else {
            let views = PooledViews::split(&matrices, corpus.documents().len())?;
            PooledBlendParams::new(params, teachers)
                .fit(&DatasetBase::new(views, targets.clone()))?
        };
        let (scores, folds) = (blend.out_of_fold_scores.view(), &blend.folds);
        let targets = targets.select(&folds.scored());
        let rules =
            Rules { multi_label, allows_none: outline.has_unlabelled(), objective: self.objective };
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
        drop(texts);
        let further = more(Learned {
            outline,
            language,
            recipe: &recipe,
            vectorizers: &vectorizers,
            models: &blend.models,
        })?;
        let models = further.as_ref().map_or(&blend.models, |further| &further.models);
        let views = vectorizers.into_iter().zip(models);
        let views = views.map(|(vectorizer, model)| View::new(vectorizer, model)).collect();
        progress("learning", 3, 3);
        let fingerprint = fingerprint(corpus.documents().iter().chain(pool));
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
                documents: outline.documents(),
                unlabelled: pool.len(),
                continued: 0,
                fingerprint: match further {
                    None => fingerprint,
                    Some(further) => further.fingerprint_after(&fingerprint),
                },
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

    /// The texts of documents, as their fields count.
    pub(super) fn texts<'corpus>(
        &self,
        documents: impl Iterator<Item = &'corpus Document>,
        language: Option<Language>,
    ) -> Vec<Vec<Passage<'corpus>>> {
        let language = language.unwrap_or(Language::English);
        let documents: Vec<&Document> = documents.collect();
        documents.par_iter().map(|document| self.fields.passages(document, language)).collect()
    }

    pub(super) fn blend_params(
        &self,
        recipe: &Recipe,
        targets: &LabelSets,
        multi_label: bool,
    ) -> BlendParams {
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
