//! How much each training article counts.

use serde::{Deserialize, Serialize};

use crate::classify::{ClassWeight, Member};
use crate::corpus::Corpus;
use crate::{Error, Result};

/// How much the articles of each label count in training.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum LabelWeights {
    /// Every article counts the same.
    #[default]
    None,
    /// Every label counts the same, however few articles carry it.
    Balanced,
    /// The articles of these labels count so much, above 0; all others count 1. An article of several
    /// labels counts as much as the weightiest of them.
    Given(Vec<(String, f32)>),
}

impl LabelWeights {
    /// Whether every article counts the same.
    pub fn is_none(&self) -> bool {
        *self == Self::None
    }

    /// Whether they name none but these labels, which are in byte order.
    pub(super) fn check(&self, labels: &[String]) -> Result<()> {
        let Self::Given(given) = self else { return Ok(()) };
        match given.iter().find(|(label, _)| labels.binary_search(label).is_err()) {
            None => Ok(()),
            Some((label, _)) => Err(Error::InvalidParameter {
                name: "class-weight",
                expected: "`balanced`, or a label of the corpus with its weight",
                actual: label.clone(),
            }),
        }
    }
}

/// The weights of a corpus's articles, as learners take them.
pub(super) struct ArticleWeights {
    /// For learners that balance each class against the rest by themselves.
    class_weight: ClassWeight,
    /// What each article counts by itself, shape `(documents,)`.
    of_articles: Option<Vec<f32>>,
    /// The same times what its labels count, for learners that know no class weights.
    of_labelled: Option<Vec<f32>>,
}

impl ArticleWeights {
    /// The weights under `of_labels`, times those that the articles bring along.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] for a weight that is not finite and above 0.
    pub(super) fn new(corpus: &Corpus, of_labels: &LabelWeights) -> Result<Self> {
        let documents = corpus.documents();
        let own = documents.iter().any(|document| document.weight.is_some());
        let own = own.then(|| documents.iter().map(|d| d.weight.unwrap_or(1.0)).collect());
        let times_own = |factors: Vec<f32>| -> Vec<f32> {
            match &own {
                Some(own) => {
                    factors.iter().zip(own).map(|(one, other): (&f32, &f32)| one * other).collect()
                }
                None => factors,
            }
        };
        let weights = match of_labels {
            LabelWeights::None => {
                Self { class_weight: ClassWeight::None, of_labelled: own.clone(), of_articles: own }
            }
            LabelWeights::Balanced => Self {
                class_weight: ClassWeight::Balanced,
                of_labelled: Some(times_own(balanced(corpus))),
                of_articles: own,
            },
            LabelWeights::Given(given) => {
                let weights = Some(times_own(of_given(corpus, given)));
                Self {
                    class_weight: ClassWeight::None,
                    of_labelled: weights.clone(),
                    of_articles: weights,
                }
            }
        };
        let mut all = weights.of_labelled.iter().chain(&weights.of_articles).flatten();
        if let Some(weight) = all.find(|weight| !(weight.is_normal() && **weight > 0.0)) {
            let (name, expected) = ("weight", "finite and above 0");
            return Err(Error::InvalidParameter { name, expected, actual: weight.to_string() });
        }
        Ok(weights)
    }

    /// Whether every article counts the same.
    pub(super) fn are_all_the_same(&self) -> bool {
        self.of_labelled.is_none()
    }

    /// A learner that weighs its articles so.
    pub(super) fn weigh(&self, member: Member) -> Member {
        macro_rules! weighed {
            ($kind:ident, $params:expr) => {{
                let params = $params.class_weight(self.class_weight);
                Member::$kind(params.sample_weights(self.of_articles.clone()))
            }};
        }
        match member {
            Member::Svm(params) => weighed!(Svm, params),
            Member::NaiveBayesSvm(params) => weighed!(NaiveBayesSvm, params),
            Member::Logistic(params) => weighed!(Logistic, params),
            Member::MultinomialLogistic(params) => weighed!(MultinomialLogistic, params),
            // Refused where anything is to be weighed.
            #[cfg(feature = "linfa-logistic")]
            Member::LinfaLogistic(params) => Member::LinfaLogistic(params),
            Member::ComplementNaiveBayes(params) => {
                Member::ComplementNaiveBayes(params.sample_weights(self.of_labelled.clone()))
            }
            Member::MultinomialNaiveBayes(params) => {
                Member::MultinomialNaiveBayes(params.sample_weights(self.of_labelled.clone()))
            }
        }
    }
}

/// `documents / (labels * documents of the label)`, the mean over an article's labels; 1 for an
/// article without any.
fn balanced(corpus: &Corpus) -> Vec<f32> {
    let labels = corpus.labels();
    let sets = corpus.label_sets(&labels);
    let mut documents_of = vec![0_usize; labels.len()];
    for &label in sets.iter().flatten() {
        documents_of[label] += 1;
    }
    let factor = |&label: &usize| sets.len() as f32 / (labels.len() * documents_of[label]) as f32;
    let mean = |set: &Vec<usize>| set.iter().map(factor).sum::<f32>() / set.len() as f32;
    sets.iter().map(|set| if set.is_empty() { 1.0 } else { mean(set) }).collect()
}

fn of_given(corpus: &Corpus, given: &[(String, f32)]) -> Vec<f32> {
    let weight = |label: &String| given.iter().rev().find(|(g, _)| g == label).map_or(1.0, |g| g.1);
    let weightiest = |labels: &[String]| labels.iter().map(weight).reduce(f32::max).unwrap_or(1.0);
    corpus.documents().iter().map(|document| weightiest(&document.labels)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Document;

    fn corpus(articles: &[(&[&str], Option<f32>)]) -> Corpus {
        let document = |(labels, weight): &(&[&str], Option<f32>)| Document {
            labels: labels.iter().map(|&label| label.to_owned()).collect(),
            weight: *weight,
            ..Document::default()
        };
        Corpus::new(articles.iter().map(document).collect())
    }

    #[test]
    fn balanced_weights_add_up_to_the_same_for_every_label() {
        let corpus = corpus(&[(&["a"], None), (&["b"], None), (&["b"], None), (&["b"], Some(2.0))]);
        let weights = ArticleWeights::new(&corpus, &LabelWeights::Balanced).unwrap();
        // 4 / (2 * 1) and 4 / (2 * 3), the last one twice.
        assert_eq!(weights.of_labelled.unwrap(), [2.0, 4.0 / 6.0, 4.0 / 6.0, 8.0 / 6.0]);
        assert_eq!(weights.of_articles.unwrap(), [1.0, 1.0, 1.0, 2.0]);
        assert_eq!(weights.class_weight, ClassWeight::Balanced);
    }

    #[test]
    fn an_article_counts_as_much_as_its_weightiest_label() {
        let given = LabelWeights::Given(vec![("a".to_owned(), 3.0), ("b".to_owned(), 0.5)]);
        let corpus = corpus(&[(&["a", "b"], None), (&["b"], None), (&["c"], None), (&[], None)]);
        let weights = ArticleWeights::new(&corpus, &given).unwrap();
        assert_eq!(weights.of_articles.unwrap(), [3.0, 0.5, 1.0, 1.0]);
    }

    #[test]
    fn labels_that_are_not_there_and_weights_out_of_range_are_refused() {
        let given = LabelWeights::Given(vec![("x".to_owned(), 2.0)]);
        assert_eq!(
            given.check(&["a".to_owned()]).unwrap_err().to_string(),
            "`class-weight` must be `balanced`, or a label of the corpus with its weight, found `x`"
        );
        assert!(given.check(&["a".to_owned(), "x".to_owned()]).is_ok());
        let weights = ArticleWeights::new(&corpus(&[(&["a"], Some(-1.0))]), &LabelWeights::None);
        let message = weights.err().unwrap().to_string();
        assert_eq!(message, "`weight` must be finite and above 0, found `-1`");
    }
}
