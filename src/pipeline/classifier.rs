//! An article in, its labels out.

use std::borrow::Cow;
use std::sync::Mutex;

use rayon::prelude::*;

use crate::classify::{Calibration, LinearModel, QuantizedModel, decide, largest};
use crate::corpus::{Corpus, Document, FieldWeights, LabelTree, implied_parents};
use crate::features::{RowEncoder, TfIdfVectorizer};
use crate::text::{Language, Passage, TermUnit};
use crate::{Error, Result};

use super::novelty::margin;
use super::{Confidence, Evidence, Novelty, Training};

/// A trained classifier: gives articles their topic labels.
///
/// Made by [`TextClassifierParams::fit`](super::TextClassifierParams::fit), or read from a model
/// file. It holds one or more views of a text (words, character n-grams), each with one weight a
/// term and label; their scores add up, and a calibration turns them into probabilities.
#[derive(Debug)]
pub struct TextClassifier {
    parts: Parts,
    tree: LabelTree,
}

/// What a model file holds of a classifier.
#[derive(Debug)]
pub(crate) struct Parts {
    /// In byte order, each once.
    pub(crate) labels: Vec<String>,
    /// Whether every label is decided by itself.
    pub(crate) multi_label: bool,
    /// Whether an article may have no label: some article of the training corpus had none.
    pub(crate) allows_none: bool,
    /// Whether a name such as `politics/diplomacy` is a kind of `politics`.
    pub(crate) hierarchical: bool,
    /// How often the words of each field of an article count.
    pub(crate) fields: FieldWeights,
    pub(crate) views: Vec<View>,
    pub(crate) calibration: Calibration,
    /// From which probability on a label holds, shape `(labels,)`, each in `[0, 1]`.
    pub(crate) thresholds: Vec<f32>,
    pub(crate) confidence: Confidence,
    /// What is usual for a training article, where enough of them were measured.
    pub(crate) novelty: Option<Novelty>,
    pub(crate) training: Training,
}

/// One way to look at a text.
#[derive(Debug)]
pub(crate) struct View {
    pub(crate) vectorizer: TfIdfVectorizer,
    pub(crate) model: QuantizedModel,
}

impl View {
    /// A view of terms that have just been weighed, the most frequent ones first.
    pub(super) fn new(vectorizer: TfIdfVectorizer, model: &LinearModel) -> Self {
        let order = vectorizer.by_frequency();
        let model = QuantizedModel::from(model).reordered(&order);
        Self { vectorizer: vectorizer.reordered(&order), model }
    }

    /// Whether its terms are words and sequences of them.
    pub(super) fn is_of_words(&self) -> bool {
        self.vectorizer.analyzer().unit() == TermUnit::Words
    }

    /// The share of training articles that have a term, as far as its weight tells, in `[0, 1]`.
    pub(super) fn share_of_articles(&self, column: u32) -> f32 {
        let idf = self.vectorizer.idf()[column as usize];
        self.vectorizer.fitted_params().share_of(idf)
    }
}

impl Prediction {
    /// Below this typicality an article is unlike the training articles: one of 20 of these is, too.
    pub const UNLIKE: f32 = 0.05;

    /// The same, without labels where the best one does not reach a probability: left to a person.
    #[must_use]
    pub fn abstain_below(self, threshold: f32) -> Self {
        let reaches = |&label: &usize| self.probabilities[label] >= threshold;
        if self.best.is_none_or(|best| reaches(&best)) {
            return self;
        }
        Self { labels: Vec::new(), best: None, ..self }
    }

    /// The same, without labels where fewer than this share of training articles are as unlike
    /// the others.
    #[must_use]
    pub fn reject_below(self, typicality: f32) -> Self {
        if self.typicality.is_none_or(|share| share >= typicality) {
            return self;
        }
        Self { labels: Vec::new(), best: None, ..self }
    }

    /// Whether the article is less like the training articles than 19 of 20 of these are; `false`
    /// where the model does not know.
    pub fn is_unlike(&self) -> bool {
        self.typicality.is_some_and(|share| share < Self::UNLIKE)
    }
}

/// The labels of an article; numbers are places in [`TextClassifier::labels`].
#[derive(Clone, Debug, PartialEq)]
pub struct Prediction {
    /// The probability of each label, shape `(labels,)`, each in `[0, 1]`. Where an article has
    /// exactly one label they add up to 1.
    pub probabilities: Vec<f32>,
    /// The labels that hold, the most probable first.
    pub labels: Vec<usize>,
    /// The most probable label; `None` where none holds. Where labels have parents among the labels,
    /// the most specific one that holds below the most probable.
    pub best: Option<usize>,
    /// The share of training articles that are as unlike the others as this article, or more so, in
    /// `[0, 1]`: near 0 for an article of another kind. `None` where the model does not know what is
    /// usual: it was trained on few articles, or by an older nutgraf.
    pub typicality: Option<f32>,
}

impl TextClassifier {
    /// Puts a classifier together.
    ///
    /// # Errors
    ///
    /// [`Error::Model`] with the first invariant that does not hold.
    pub(crate) fn from_parts(parts: Parts) -> Result<Self> {
        let damaged = |reason: &str| {
            Err(Error::Model { place: "model".to_owned(), reason: reason.to_owned() })
        };
        let labels = parts.labels.len();
        if labels == 0 || parts.labels.windows(2).any(|pair| pair[0] >= pair[1]) {
            return damaged("its labels are not distinct and in byte order");
        }
        if parts.fields.check().is_err() {
            return damaged("its weights of fields are out of range");
        }
        if parts.views.is_empty() {
            return damaged("it has no view of a text");
        }
        for view in &parts.views {
            if view.model.classes() != labels
                || view.model.terms() != view.vectorizer.vocabulary().len()
            {
                return damaged("its weights do not have the shape (terms, labels)");
            }
        }
        if !parts.calibration.is_valid(labels) {
            return damaged("its calibration is out of range");
        }
        if !parts.confidence.is_valid() {
            return damaged("its confidence curve is out of range");
        }
        if parts.novelty.as_ref().is_some_and(|novelty| !novelty.is_valid()) {
            return damaged("what is usual for its training articles is out of range");
        }
        let in_range = |threshold: &f32| (0.0..=1.0).contains(threshold);
        if parts.thresholds.len() != labels || !parts.thresholds.iter().all(in_range) {
            return damaged("its thresholds are out of range");
        }
        let tree = if parts.hierarchical && parts.multi_label {
            LabelTree::new(&parts.labels)
        } else {
            LabelTree::flat(labels)
        };
        Ok(Self { parts, tree })
    }

    /// What a model file holds of it.
    pub(crate) fn parts(&self) -> &Parts {
        &self.parts
    }

    /// The same, taken apart.
    pub(super) fn into_parts(self) -> Parts {
        self.parts
    }

    /// The labels that it knows, in byte order.
    pub fn labels(&self) -> &[String] {
        &self.parts.labels
    }

    /// Whether an article may have several labels, or none.
    pub fn is_multi_label(&self) -> bool {
        self.parts.multi_label
    }

    /// A corpus to measure with, its articles carrying the labels above theirs where this model's do.
    pub fn with_parents(&self, corpus: Corpus) -> Corpus {
        if self.tree.is_flat() { corpus } else { corpus.with_parents(&self.parts.labels) }
    }

    /// Where an article has exactly one label, and labels have names such as `politics/diplomacy`:
    /// what is above them, in byte order, with the sum of the probabilities below.
    ///
    /// Empty for every other model: there parents are labels themselves.
    pub fn parents(&self, prediction: &Prediction) -> Vec<(String, f32)> {
        if !self.parts.hierarchical || self.parts.multi_label {
            return Vec::new();
        }
        let sum = |parent: String| {
            let below = |label: &str| {
                label.strip_prefix(&parent).is_some_and(|r| r.is_empty() || r.starts_with('/'))
            };
            let labels = self.parts.labels.iter().zip(&prediction.probabilities);
            let sum = labels.filter(|(label, _)| below(label)).map(|(_, probability)| probability);
            let sum: f32 = sum.sum();
            (parent, sum.min(1.0))
        };
        implied_parents(&self.parts.labels).into_iter().map(sum).collect()
    }

    /// What it was trained on, and by what.
    pub fn training(&self) -> &Training {
        &self.parts.training
    }

    /// How sure it must be for its best label to be right often enough.
    pub fn confidence(&self) -> &Confidence {
        &self.parts.confidence
    }

    /// Whether its predictions say how like the training articles an article is.
    pub fn knows_what_is_usual(&self) -> bool {
        self.parts.novelty.is_some()
    }

    /// The number of terms that it weighs, of all its views.
    pub fn terms(&self) -> usize {
        self.parts.views.iter().map(|view| view.vectorizer.vocabulary().len()).sum()
    }

    /// The labels of an article.
    ///
    /// # Example
    ///
    /// ```
    /// use nutgraf::{corpus::Document, model::ModelBundle};
    /// let classifier = ModelBundle::starter()?.classifier;
    /// let article = Document {
    ///     text: "Both foreign ministers agreed to send their ambassadors back.".to_owned(),
    ///     ..Document::default()
    /// };
    /// let prediction = classifier.predict(&article);
    /// let best = prediction.best.map(|label| classifier.labels()[label].as_str());
    /// assert_eq!(best, Some("bilateral relations"));
    /// # Ok::<(), nutgraf::Error>(())
    /// ```
    pub fn predict(&self, document: &Document) -> Prediction {
        self.predict_with(&mut self.encoder(), document)
    }

    /// The labels of many articles, in their order, in parallel.
    ///
    /// For batch after batch, a [`Predictor`] keeps what it learns of words.
    pub fn predict_batch(&self, documents: &[Document]) -> Vec<Prediction> {
        self.predictor().predict_batch(documents)
    }

    /// Labels batch after batch of articles.
    pub fn predictor(&self) -> Predictor<'_> {
        Predictor { classifier: self, encoders: Mutex::new(Vec::new()) }
    }

    /// The terms that speak most strongly for a label, with their weights, strongest first.
    ///
    /// Terms are stems and sequences of them; only a classifier that knows no others shows those of
    /// characters within words, with their blanks as `_`. Where only the hashes of terms are kept, there
    /// are none to show.
    pub fn strongest_terms(&self, label: usize, count: usize) -> Vec<(String, f32)> {
        let mut strongest: Vec<(String, f32)> = Vec::new();
        let knows_words = self.parts.views.iter().any(View::is_of_words);
        for view in self.parts.views.iter().filter(|view| !knows_words || view.is_of_words()) {
            let mut weights: Vec<(usize, f32)> = (0..view.model.terms())
                .map(|term| (term, view.model.weight(term, label)))
                .collect();
            weights.sort_by(|one, other| other.1.total_cmp(&one.1));
            let terms = view.vectorizer.vocabulary().terms();
            if terms.is_empty() {
                continue;
            }
            strongest.extend(weights.into_iter().take(count).map(|(term, weight)| {
                let padded = terms[term].starts_with(' ') || terms[term].ends_with(' ');
                let name = &terms[term];
                (if padded { name.replace(' ', "_") } else { name.clone() }, weight)
            }));
        }
        strongest.sort_by(|one, other| other.1.total_cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
        strongest.truncate(count);
        strongest
    }

    pub(super) fn encoder(&self) -> RowEncoder<'_> {
        RowEncoder::new(self.parts.views.iter().map(|view| &view.vectorizer))
    }

    /// The parts of an article that it is classified by.
    pub(super) fn passages<'text>(&self, document: &'text Document) -> Vec<Passage<'text>> {
        let language = self.parts.training.language.unwrap_or(Language::English);
        self.parts.fields.passages(document, language)
    }

    fn predict_with(&self, encoder: &mut RowEncoder<'_>, document: &Document) -> Prediction {
        encoder.encode_passages(&self.passages(document));
        let mut scores = vec![0.0; self.parts.labels.len()];
        for (index, view) in self.parts.views.iter().enumerate() {
            for (score, intercept) in scores.iter_mut().zip(view.model.intercepts()) {
                *score += intercept;
            }
            let row = encoder.row(index);
            view.model.add_scores(row.columns, row.values, &mut scores);
        }
        let mut probabilities = self.parts.calibration.probabilities(&scores);
        self.tree.limit(&mut probabilities);
        let typicality = self.parts.novelty.as_ref().map(|novelty| {
            let margin = margin(&scores, &probabilities, self.parts.multi_label);
            novelty.typicality(margin, encoder.familiarity(0, 0))
        });
        self.decide(probabilities, typicality)
    }

    fn decide(&self, probabilities: Vec<f32>, typicality: Option<f32>) -> Prediction {
        let most_probable = largest(&probabilities);
        if !self.parts.multi_label {
            let labels = most_probable.into_iter().collect();
            return Prediction { probabilities, labels, best: most_probable, typicality };
        }
        let held = decide(&probabilities, &self.parts.thresholds, !self.parts.allows_none);
        let mut labels: Vec<usize> = held.into_iter().map(|label| label as usize).collect();
        self.tree.complete(&mut labels);
        labels.sort_by(|&one, &other| probabilities[other].total_cmp(&probabilities[one]));
        let holds = |label: usize| labels.contains(&label);
        let best = labels.first().copied();
        let best = best.map(|best| self.tree.most_specific(best, &probabilities, holds));
        Prediction { probabilities, labels, best, typicality }
    }
}

/// Labels articles, batch after batch, and keeps what it has looked up about their words.
pub struct Predictor<'classifier> {
    classifier: &'classifier TextClassifier,
    /// Those that no thread uses at the moment.
    encoders: Mutex<Vec<RowEncoder<'classifier>>>,
}

impl Predictor<'_> {
    /// The labels of articles, in their order, in parallel.
    pub fn predict_batch(&self, documents: &[Document]) -> Vec<Prediction> {
        let pieces = rayon::current_num_threads() * 4;
        documents
            .par_chunks(documents.len().div_ceil(pieces).max(1))
            .flat_map_iter(|documents| self.predict_all(documents))
            .collect()
    }

    /// The same, one after the other on the calling thread: for callers that are parallel themselves.
    pub fn predict_all(&self, documents: &[Document]) -> Vec<Prediction> {
        self.encode(|encoder| {
            let predict = |document| self.classifier.predict_with(encoder, document);
            documents.iter().map(predict).collect()
        })
    }

    /// As [`TextClassifier::explain`], on the calling thread.
    pub fn explain(&self, document: &Document, label: usize, count: usize) -> Vec<Evidence> {
        self.encode(|encoder| self.classifier.explain_with(encoder, document, label, count))
    }

    /// Lends an encoder that no other thread uses meanwhile.
    fn encode<T>(&self, work: impl FnOnce(&mut RowEncoder<'_>) -> T) -> T {
        let idle = self.encoders.lock().ok().and_then(|mut idle| idle.pop());
        let mut encoder = idle.unwrap_or_else(|| self.classifier.encoder());
        let worked = work(&mut encoder);
        if let Ok(mut idle) = self.encoders.lock() {
            idle.push(encoder);
        }
        worked
    }
}

/// All of an article as one text: its headline and its body.
pub(super) fn whole_text(document: &Document) -> Cow<'_, str> {
    match &document.title {
        Some(title) => Cow::Owned(format!("{title}\n\n{}", document.text)),
        None => Cow::Borrowed(&document.text),
    }
}
