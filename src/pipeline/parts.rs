//! Corpora that are learned from part after part, because they do not fit into memory.
//!
//! Each part is a random sample of all articles. The first gives the terms and all that is decided on
//! scores; every part gives weights of those terms, whose means are the model's (parameter mixing; Mann,
//! `McDonald`, Mohri, Silberman and Walker, 2009, "Efficient large-scale distributed training of conditional maximum
//! entropy models").

use linfa::DatasetBase;
use linfa::traits::Fit;
use xxhash_rust::xxh3::Xxh3;

use crate::classify::{LabelSets, LinearModel};
use crate::corpus::{Corpus, Document, Outline};
use crate::features::{TfIdfVectorizer, Views};
use crate::text::Language;
use crate::{Error, Result};

use super::labelling::Labelling;
use super::recipe::Recipe;
use super::survey::fingerprint;
use super::{ClassifierKind, Progress, TextClassifier, TextClassifierParams};

/// What is learned from at once.
#[derive(Clone, Copy)]
pub(super) struct Lot<'fit> {
    /// That of all there is, of which the corpus may be a part.
    pub(super) outline: &'fit Outline,
    pub(super) corpus: &'fit Corpus,
    /// Articles without labels besides.
    pub(super) pool: &'fit [Document],
}

/// What was learned from the first part.
pub(super) struct Learned<'fit> {
    pub(super) outline: &'fit Outline,
    pub(super) language: Option<Language>,
    /// Of learners that do not weigh articles yet.
    pub(super) recipe: &'fit Recipe,
    pub(super) vectorizers: &'fit [TfIdfVectorizer],
    pub(super) models: &'fit [LinearModel],
}

/// What was learned from all parts.
pub(super) struct Further {
    /// One model a view.
    pub(super) models: Vec<LinearModel>,
    /// Over the fingerprints of the parts after the first.
    hasher: Xxh3,
}

impl Further {
    /// The fingerprint of all parts, where that of the first is given.
    pub(super) fn fingerprint_after(mut self, first: &str) -> String {
        self.hasher.update(first.as_bytes());
        format!("{:016x}", self.hasher.digest())
    }
}

impl TextClassifierParams {
    /// Trains a classifier on a corpus that comes in parts, one of which is in memory at a time.
    ///
    /// Each part should be a random sample of what `outline` tells of, and of about the same size; a corpus
    /// of one part is learned from as [`fit`](Self::fit) does. Terms that the first part does not have are
    /// not learned, so parts should be as large as memory allows.
    ///
    /// # Errors
    ///
    /// As [`fit`](Self::fit), and what `parts` fails with. [`Error::InvalidParameter`] for
    /// [`ClassifierKind::LinfaLogistic`] and several parts.
    ///
    /// # Example
    ///
    /// ```
    /// use nutgraf::corpus::{Corpus, Document, Outline};
    /// use nutgraf::pipeline::TextClassifierParams;
    /// let article = |text: &str, label: &str| Document {
    ///     text: text.to_owned(),
    ///     labels: vec![label.to_owned()],
    ///     ..Document::default()
    /// };
    /// let part = || {
    ///     vec![
    ///         article("Envoys met for talks.", "diplomacy"),
    ///         article("Talks between the envoys ended.", "diplomacy"),
    ///         article("The striker scored twice.", "sport"),
    ///         article("A late goal by the striker.", "sport"),
    ///     ]
    /// };
    /// let parts = [part(), part()];
    /// let mut outline = Outline::default();
    /// parts.iter().flatten().for_each(|article| outline.add(article));
    /// let parts = parts.into_iter().map(|part| Ok(Corpus::new(part)));
    /// let params = TextClassifierParams::default();
    /// let classifier = params.fit_in_parts(&outline, parts, &|_, _, _| {})?;
    /// let prediction = classifier.predict(&article("Envoys left the talks.", ""));
    /// assert_eq!(classifier.labels()[prediction.best.unwrap()], "diplomacy");
    /// # Ok::<(), nutgraf::Error>(())
    /// ```
    pub fn fit_in_parts(
        &self,
        outline: &Outline,
        parts: impl IntoIterator<Item = Result<Corpus>>,
        progress: Progress<'_>,
    ) -> Result<TextClassifier> {
        let is_empty =
            |part: &Result<Corpus>| part.as_ref().is_ok_and(|part| part.documents().is_empty());
        let mut parts = parts.into_iter().filter(|part| !is_empty(part));
        let first = parts.next().transpose()?.unwrap_or_default();
        let lot = Lot { outline, corpus: &first, pool: &[] };
        let size = first.documents().len().max(1);
        let count = (outline.documents() as u64).div_ceil(size as u64);
        let told = |done| progress("learning from parts", done, count);
        self.fit_lot(&lot, None, |learned| self.fit_further(&learned, parts, &told), progress)
    }

    /// The means of the weights of all parts; none where there is no part but the first.
    fn fit_further(
        &self,
        learned: &Learned<'_>,
        parts: impl Iterator<Item = Result<Corpus>>,
        told: &dyn Fn(u64),
    ) -> Result<Option<Further>> {
        let mut further: Option<Further> = None;
        let mut count = 1;
        for part in parts {
            if self.classifier == ClassifierKind::LinfaLogistic {
                let (name, expected) = ("classifier", "one that learns from parts of a corpus");
                let actual = self.classifier.name().to_owned();
                return Err(Error::InvalidParameter { name, expected, actual });
            }
            told(count);
            let part = part?;
            let all = further.get_or_insert_with(|| Further {
                models: learned.models.to_vec(),
                hasher: Xxh3::new(),
            });
            let models = self.fit_part(learned, &part)?;
            all.models.iter_mut().zip(&models).for_each(|(sum, model)| sum.add(model));
            all.hasher.update(fingerprint(part.documents().iter()).as_bytes());
            count += 1;
        }
        if let Some(further) = &mut further {
            let share = 1.0 / count as f32;
            further.models.iter_mut().for_each(|sum| sum.scale(share));
        }
        Ok(further)
    }

    /// One model a view of the terms that were learned, from a part.
    fn fit_part(&self, learned: &Learned<'_>, part: &Corpus) -> Result<Vec<LinearModel>> {
        let Learned { outline, language, recipe, vectorizers, .. } = *learned;
        let weights = self.article_weights(part)?;
        let labelling = Labelling::new(part, outline, self.flat_labels);
        let targets = LabelSets::new(&labelling.sets, labelling.labels.len())?;
        let texts = self.texts(part.documents().iter(), language);
        let matrices = vectorizers.iter().map(|it| it.transform_passages(&texts)).collect();
        drop(texts);
        let recipe = recipe.weighted(&weights);
        let params = self.blend_params(&recipe, &targets, outline.is_multi_label());
        Ok(params.fit(&DatasetBase::new(Views::new(matrices)?, targets))?.models)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Articles of two kinds, each with a word of its own besides.
    fn corpus(articles: usize) -> Corpus {
        let article = |number: usize| {
            let (words, label) = if number.is_multiple_of(2) {
                ("envoys talks treaty", "diplomacy")
            } else {
                ("goal match", "sport")
            };
            let text = format!("{words} w{}", number % 7);
            Document { text, labels: vec![label.to_owned()], ..Document::default() }
        };
        Corpus::new((0..articles).map(article).collect())
    }

    fn scores(classifier: &TextClassifier) -> Vec<f32> {
        let document =
            Document { text: "envoys treaty talks w3".to_owned(), ..Document::default() };
        classifier.predict(&document).probabilities
    }

    #[test]
    fn one_part_is_learned_from_as_a_corpus_is() {
        let corpus = corpus(60);
        let params = TextClassifierParams::default();
        let whole = params.fit(&corpus).unwrap();
        let parts = [Ok(corpus.clone())];
        let one = params.fit_in_parts(&Outline::of(&corpus), parts, &|_, _, _| {}).unwrap();
        assert_eq!(scores(&one), scores(&whole));
        assert_eq!(one.training(), whole.training());
    }

    #[test]
    fn every_part_has_its_say_and_all_are_counted() {
        let first = corpus(60);
        let turned = |document: &Document| {
            let label = if document.labels[0] == "sport" { "diplomacy" } else { "sport" };
            Document { labels: vec![label.to_owned()], ..document.clone() }
        };
        let opposite = Corpus::new(first.documents().iter().map(turned).collect());
        let mut outline = Outline::of(&first);
        opposite.documents().iter().for_each(|document| outline.add(document));
        let params = TextClassifierParams::default();
        let parts = [Ok(first.clone()), Ok(opposite)];
        let both = params.fit_in_parts(&outline, parts, &|_, _, _| {}).unwrap();
        let alone = params.fit(&first).unwrap();
        assert!(scores(&alone)[0] > 0.9);
        assert!((scores(&both)[0] - 0.5).abs() < 0.05, "{:?}", scores(&both));
        assert_eq!(both.training().documents, 120);
        assert_ne!(both.training().fingerprint, alone.training().fingerprint);
    }

    #[test]
    fn a_part_that_cannot_be_read_is_an_error() {
        let corpus = corpus(60);
        let failed = || Error::Corpus { reason: "gone".to_owned(), hint: String::new() };
        let parts = [Ok(corpus.clone()), Err(failed())];
        let fit = TextClassifierParams::default().fit_in_parts(
            &Outline::of(&corpus),
            parts,
            &|_, _, _| {},
        );
        assert_eq!(fit.unwrap_err().to_string(), "gone");
    }
}
