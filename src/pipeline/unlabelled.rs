//! Few labelled articles and many without labels in, a classifier out.

use crate::corpus::{Corpus, Document};
use crate::{Error, Result};

use super::{ClassifierKind, Progress, TextClassifier, TextClassifierParams};

/// The most articles without labels that are learned from: more make it slower, and hardly better.
const MOST: usize = 20_000;

impl TextClassifierParams {
    /// Trains a classifier on a labelled corpus and on articles without labels of the same kind.
    ///
    /// For few labelled articles. Which words go together is learned from all articles: those that no
    /// labelled article has get their meaning from the words beside them. Labels of `unlabelled` are not
    /// looked at; of more than 20,000 every second, third and so on is taken.
    ///
    /// It helps where labels are topics, and not where they say how something is said. How much it has to
    /// say is fitted on labelled articles that it has not seen, so it seldom does harm.
    ///
    /// # Errors
    ///
    /// As [`fit`](Self::fit); and [`Error::InvalidParameter`] for another learner than
    /// [`ClassifierKind::Blend`], and for a limit of terms, which are chosen by their labels.
    ///
    /// # Example
    ///
    /// ```
    /// use nutgraf::corpus::{Corpus, Document};
    /// use nutgraf::pipeline::TextClassifierParams;
    /// let article = |text: &str, labels: &[&str]| Document {
    ///     text: text.to_owned(),
    ///     labels: labels.iter().map(|&label| label.to_owned()).collect(),
    ///     ..Document::default()
    /// };
    /// let corpus = Corpus::new(vec![
    ///     article("Envoys signed a treaty.", &["diplomacy"]),
    ///     article("The striker scored.", &["sport"]),
    /// ]);
    /// let unlabelled = [
    ///     article("Envoys of two capitals began talks.", &[]),
    ///     article("The treaty opened talks in both capitals.", &[]),
    ///     article("The striker met his coach at the stadium.", &[]),
    ///     article("The coach praised all who scored at the stadium.", &[]),
    /// ];
    /// let params = TextClassifierParams::default();
    /// let classifier = params.fit_with_unlabelled(&corpus, &unlabelled, &|_, _, _| {})?;
    /// // No labelled article names a stadium.
    /// let prediction = classifier.predict(&article("A stadium and its coach", &[]));
    /// assert_eq!(classifier.labels()[prediction.best.unwrap()], "sport");
    /// # Ok::<(), nutgraf::Error>(())
    /// ```
    pub fn fit_with_unlabelled(
        &self,
        corpus: &Corpus,
        unlabelled: &[Document],
        progress: Progress<'_>,
    ) -> Result<TextClassifier> {
        if self.classifier != ClassifierKind::Blend {
            let (name, expected) = ("classifier", "`blend` where articles without labels are used");
            let actual = self.classifier.name().to_owned();
            return Err(Error::InvalidParameter { name, expected, actual });
        }
        if self.max_terms.is_some() {
            let (name, expected) = ("max_terms", "none where articles without labels are used");
            return Err(Error::InvalidParameter { name, expected, actual: "some".to_owned() });
        }
        let step = unlabelled.len().div_ceil(MOST).max(1);
        if step == 1 {
            return self.fit_with_pool(corpus, unlabelled, progress);
        }
        let pool: Vec<Document> = unlabelled.iter().step_by(step).cloned().collect();
        self.fit_with_pool(corpus, &pool, progress)
    }
}
