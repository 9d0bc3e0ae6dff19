//! Learns which sentences people would lift, from articles with summaries that people wrote.

use linfa::ParamGuard;
use linfa::dataset::DatasetBase;
use linfa::traits::Fit;
use ndarray::Array1;
use rayon::prelude::*;

use super::{TextSummarizer, TextSummarizerParams};
use crate::classify::LogisticRegressionParams;
use crate::evaluate::{greedy_oracle, rouge_tokens, word_tokens};
use crate::features::CsrMatrix;
use crate::summarize::{FEATURES, FeatureRow, Ranker, TreeParams, features};
use crate::text::{Language, detect_language};
use crate::{Error, Result};

/// An article and the summary that a person wrote of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SummarizedArticle {
    /// What the user calls it.
    pub id: String,
    /// Its headline, where that is apart from the text.
    pub title: Option<String>,
    /// Its text, as it was given.
    pub text: String,
    /// The summary, one sentence a line where its sentences are known.
    pub summary: String,
}

/// How a ranker of sentences is trained.
///
/// A sentence counts as worth lifting where [`greedy_oracle`] takes it; an L2-regularised logistic
/// regression over standardised features tells such sentences from the others, and regression trees,
/// boosted from there on, mend what no line can tell. Same articles, same weights.
///
/// | Parameter | Default | Range |
/// |---|---|---|
/// | [`c`](Self::c) | 0.05 | `> 0` |
/// | [`trees`](Self::trees) | 300 | 0 for a linear model |
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct RankerParams {
    c: f32,
    trees: usize,
}

impl Default for RankerParams {
    fn default() -> Self {
        Self { c: 0.05, trees: 300 }
    }
}

impl RankerParams {
    /// What an error costs, against the size of the weights.
    pub fn c(mut self, c: f32) -> Self {
        self.c = c;
        self
    }

    /// How many trees mend the linear model.
    pub fn trees(mut self, trees: usize) -> Self {
        self.trees = trees;
        self
    }

    /// Trains a ranker.
    ///
    /// # Errors
    ///
    /// [`Error::Corpus`] when no sentence of the articles has a word in common with its summary, or
    /// there is none that a summary would leave; [`Error::InvalidParameter`] when `c` is not above 0.
    pub fn fit(&self, articles: &[SummarizedArticle]) -> Result<Ranker> {
        let summarizer = TextSummarizerParams::default().build()?;
        let examples: Vec<(FeatureRow, usize)> = articles
            .par_iter()
            .map(|article| examples(&summarizer, article))
            .collect::<Vec<_>>()
            .concat();
        let taken = examples.iter().filter(|(_, label)| *label == 1).count();
        if taken == 0 || taken == examples.len() {
            return Err(Error::Corpus {
                reason: format!("the summaries take {taken} of {} sentences", examples.len()),
                hint: "train on articles of several sentences, with summaries of them".to_owned(),
            });
        }
        let scales = scales(&examples);
        let (mut offsets, mut columns, mut values) = (vec![0], Vec::new(), Vec::new());
        for (row, _) in &examples {
            for (column, (value, (mean, deviation))) in row.iter().zip(&scales).enumerate() {
                let value = ((value - mean) / deviation) as f32;
                if value != 0.0 {
                    columns.push(column as u32);
                    values.push(value);
                }
            }
            offsets.push(columns.len());
        }
        let matrix = CsrMatrix::new(offsets, columns, values, FEATURES.len())?;
        let labels: Array1<usize> = examples.iter().map(|&(_, label)| label).collect();
        let params = LogisticRegressionParams::default().c(self.c).tolerance(TOLERANCE).check()?;
        let model = params.fit(&DatasetBase::new(matrix, labels))?;
        let mut intercept = f64::from(model.intercepts()[1]);
        let mut weights = [0.0; FEATURES.len()];
        for (term, (weight, (mean, deviation))) in weights.iter_mut().zip(&scales).enumerate() {
            *weight = f64::from(model.term(term)[1]) / deviation;
            intercept -= *weight * mean;
        }
        let (rows, labels): (Vec<FeatureRow>, Vec<bool>) =
            examples.iter().map(|(row, label)| (*row, *label == 1)).unzip();
        Ok(Ranker::new(intercept, weights)?.mended(&rows, &labels, &self.grown()))
    }
}

impl RankerParams {
    /// Small steps on some of the sentences and a fifth of the features each: 600 articles are few.
    fn grown(&self) -> TreeParams {
        TreeParams {
            trees: self.trees,
            leaves: 16,
            rate: 0.045,
            l2: 20.0,
            fewest_rows: 50,
            share_of_features: 0.2,
            share_of_rows: 0.6,
            seed: 0,
        }
    }
}

/// What the log odds of a sentence may differ by from the solution.
const TOLERANCE: f32 = 0.01;

/// The features of each sentence, and 1 where the reference would choose it, else 0.
fn examples(summarizer: &TextSummarizer, article: &SummarizedArticle) -> Vec<(FeatureRow, usize)> {
    let read = summarizer.article(&article.text, article.title.as_deref());
    // ROUGE's stems are English.
    let is_english = detect_language(&article.text).is_none_or(|l| l == Language::English);
    let tokens = if is_english { rouge_tokens } else { word_tokens };
    let sentences: Vec<Vec<String>> =
        read.sentences().iter().map(|s| tokens(&article.text[s.span.clone()])).collect();
    let oracle = greedy_oracle(&sentences, &tokens(&article.summary));
    let label = |index: usize| usize::from(oracle.binary_search(&index).is_ok());
    features(&read).into_iter().enumerate().map(|(index, row)| (row, label(index))).collect()
}

/// The mean and the standard deviation of each feature; 1 for one that does not vary.
fn scales(examples: &[(FeatureRow, usize)]) -> Vec<(f64, f64)> {
    let count = examples.len() as f64;
    let scale = |column: usize| {
        let values = || examples.iter().map(|(row, _)| row[column]);
        let mean = values().sum::<f64>() / count;
        let deviation = (values().map(|value| (value - mean).powi(2)).sum::<f64>() / count).sqrt();
        (mean, if deviation > 1e-9 { deviation } else { 1.0 })
    };
    (0..FEATURES.len()).map(scale).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Articles whose summary is their longest sentence, which stands last.
    fn articles() -> Vec<SummarizedArticle> {
        let article = |number: usize| SummarizedArticle {
            text: format!(
                "It rained. They met. Ministers of {number} states agreed on a hotline in Bern."
            ),
            summary: format!("ministers of {number} states agreed on a hotline"),
            ..SummarizedArticle::default()
        };
        (2..200).map(article).collect()
    }

    #[test]
    fn a_ranker_learns_what_summaries_take() {
        let ranker = RankerParams::default().fit(&articles()).unwrap();
        let last = FEATURES.iter().position(|name| *name == "position-last").unwrap();
        assert!(ranker.weights()[last] > 0.1, "{ranker:?}");
        assert_eq!(ranker, RankerParams::default().fit(&articles()).unwrap());
    }

    #[test]
    fn trees_are_sharper_about_what_summaries_take() {
        let articles = articles();
        let summarizer = TextSummarizerParams::default().build().unwrap();
        let rows = features(&summarizer.article(&articles[0].text, None));
        let margin = |trees| {
            let ranker = RankerParams::default().trees(trees).fit(&articles).unwrap();
            ranker.logit(&rows[2], 1.0) - ranker.logit(&rows[0], 1.0)
        };
        assert!(margin(0) > 0.0 && margin(50) > margin(0) + 0.1);
    }

    #[test]
    fn articles_without_a_summary_teach_nothing() {
        let error = RankerParams::default().fit(&[]).unwrap_err();
        assert!(matches!(error, Error::Corpus { .. }), "{error}");
        assert!(RankerParams::default().c(0.0).fit(&articles()).is_err());
    }
}
