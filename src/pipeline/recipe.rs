//! Which views and which learners a classifier is made of.

use serde::{Deserialize, Serialize};

use crate::classify::{
    ComplementNaiveBayesParams, LinearSvmParams, LogisticRegressionParams, Member,
    MultinomialLogisticRegressionParams, MultinomialNaiveBayesParams, NaiveBayesSvmParams,
};
use crate::features::{
    CsrMatrix, InverseDocumentFrequency, TfIdfVectorizer, TfIdfVectorizerParams, WordSequences,
};
use crate::text::{AnalyzerParams, Language, Stemmer, TermUnit};
use crate::{Error, Result};

use super::Choices;
use super::classifier::View;
use super::weights::ArticleWeights;

/// Which learner a classifier is trained by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ClassifierKind {
    /// Several learners over stems, pairs of stems and characters within words, each weighed by how
    /// well it does on articles that it has not seen. The most accurate.
    #[default]
    Blend,
    /// A support vector machine over naive Bayes features of stems and pairs of stems: most of the
    /// accuracy in a fraction of the time.
    NaiveBayesSvm,
    /// A linear support vector machine over stems.
    Svm,
    /// Logistic regression over stems, each label against the rest.
    Logistic,
    /// Logistic regression over stems, all labels at once; one label an article.
    MultinomialLogistic,
    /// linfa's logistic regression over stems, on a dense matrix: for small corpora, one label an
    /// article. Only in builds with the cargo feature `linfa-logistic`.
    LinfaLogistic,
    /// Complement naive Bayes over stems.
    ComplementNaiveBayes,
    /// Multinomial naive Bayes over stems.
    MultinomialNaiveBayes,
}

impl ClassifierKind {
    /// All that this build can train, the default first.
    pub const ALL: &[Self] = &[
        Self::Blend,
        Self::NaiveBayesSvm,
        Self::Svm,
        Self::Logistic,
        Self::MultinomialLogistic,
        #[cfg(feature = "linfa-logistic")]
        Self::LinfaLogistic,
        Self::ComplementNaiveBayes,
        Self::MultinomialNaiveBayes,
    ];

    /// Its name in files and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Blend => "blend",
            Self::NaiveBayesSvm => "naive-bayes-svm",
            Self::Svm => "svm",
            Self::Logistic => "logistic",
            Self::MultinomialLogistic => "multinomial-logistic",
            Self::LinfaLogistic => "linfa-logistic",
            Self::ComplementNaiveBayes => "complement-naive-bayes",
            Self::MultinomialNaiveBayes => "multinomial-naive-bayes",
        }
    }
}

/// What is known of a corpus before anything is learned from it.
pub(super) struct Facts {
    pub(super) documents: usize,
    /// How many documents without labels there are besides.
    pub(super) pool: usize,
    pub(super) labels: usize,
    pub(super) multi_label: bool,
    pub(super) language: Option<Language>,
    pub(super) choices: Choices,
    pub(super) seed: u64,
}

/// The views of a text, and the learners over them by the place of their view.
pub(super) struct Recipe {
    pub(super) views: Vec<TfIdfVectorizerParams>,
    pub(super) members: Vec<(usize, Member)>,
    /// How many documents the numbers that are fitted out of fold need.
    pub(super) scored: usize,
}

/// A view without terms, or one that other parameters made.
fn no_such_view() -> Error {
    Error::Corpus {
        reason: "no term is left of the classifier whose terms are to be learned from".to_owned(),
        hint: "train that one with the same parameters".to_owned(),
    }
}

/// Which terms views are made of.
#[derive(Clone, Copy)]
pub(super) enum Terms<'fit> {
    /// All that are frequent enough.
    All,
    /// So many that depend most on the labels of each document, shared out evenly among the views.
    Best { count: usize, label_sets: &'fit [Vec<u32>] },
    /// Those of earlier views.
    Of(&'fit [View]),
}

/// Below this many documents every term counts.
const FEW: usize = 200;
/// Below this many documents a term of one document may still tell something.
const SMALL: usize = 1_000;
/// From this many documents on the time of training counts.
const LARGE: usize = 5_000;
/// Below this many documents a label, pairs of words and naive Bayes features rest on too little.
const FEW_A_LABEL: usize = 30;
/// From this many labels on most are rare, and errors on them must cost more.
const MANY_LABELS: usize = 40;
/// From this many labels on one machine over stems is all that can be paid for.
const VERY_MANY_LABELS: usize = 2_000;
/// Once a descent has gone over so many documents, its next passes change no label worth the time.
const PASSED_DOCUMENTS: usize = 60_000;
const FEWEST_PASSES: usize = 6;
const MOST_PASSES: usize = 300;

impl Recipe {
    pub(super) fn new(kind: ClassifierKind, facts: &Facts) -> Self {
        match kind {
            ClassifierKind::Blend if facts.labels > VERY_MANY_LABELS => {
                Self::single(stems(facts), Member::Svm(facts.svm()))
            }
            ClassifierKind::Blend if facts.documents < FEW_A_LABEL * facts.labels => {
                Self::for_few(facts)
            }
            ClassifierKind::Blend => Self::blend(facts),
            ClassifierKind::NaiveBayesSvm => {
                Self::single(pairs_of_stems(facts), Member::NaiveBayesSvm(facts.nb_svm()))
            }
            ClassifierKind::Svm => Self::single(stems(facts), Member::Svm(facts.svm())),
            ClassifierKind::Logistic => {
                let params = LogisticRegressionParams::default().c(10.0).seed(facts.seed);
                Self::single(stems(facts), Member::Logistic(params))
            }
            ClassifierKind::MultinomialLogistic => {
                let params =
                    MultinomialLogisticRegressionParams::default().c(10.0).seed(facts.seed);
                Self::single(stems(facts), Member::MultinomialLogistic(params))
            }
            #[cfg(feature = "linfa-logistic")]
            ClassifierKind::LinfaLogistic => {
                let params = crate::classify::LinfaLogisticParams::default().alpha(0.1);
                Self::single(stems(facts), Member::LinfaLogistic(params))
            }
            // Refused before; it minimises the same.
            #[cfg(not(feature = "linfa-logistic"))]
            ClassifierKind::LinfaLogistic => Self::new(ClassifierKind::MultinomialLogistic, facts),
            ClassifierKind::ComplementNaiveBayes => {
                Self::single(stems(facts), Member::ComplementNaiveBayes(complement()))
            }
            ClassifierKind::MultinomialNaiveBayes => {
                let params = MultinomialNaiveBayesParams::default().alpha(0.1);
                Self::single(stems(facts), Member::MultinomialNaiveBayes(params))
            }
        }
    }

    /// The same with learners that weigh articles.
    pub(super) fn weighted(&self, weights: &ArticleWeights) -> Self {
        let weigh = |(view, member): &(usize, Member)| (*view, weights.weigh(member.clone()));
        let members = self.members.iter().map(weigh).collect();
        Self { views: self.views.clone(), members, scored: self.scored }
    }

    /// The same with terms that are columns by their hash, of `2^bits`.
    pub(super) fn hashed(mut self, bits: Option<u8>) -> Self {
        self.views = self.views.into_iter().map(|view| view.hash_bits(bits)).collect();
        self
    }

    /// Learns the views. One that no term is left of falls out, with its members.
    ///
    /// # Errors
    ///
    /// [`Error::Corpus`] when no term is left of any view.
    pub(super) fn fit_views(
        &mut self,
        sequences: &WordSequences,
        terms: Terms<'_>,
    ) -> Result<Vec<(TfIdfVectorizer, CsrMatrix)>> {
        let mut fitted = Vec::new();
        let mut members = Vec::new();
        let mut empty = None;
        for (place, view) in self.views.iter().enumerate() {
            let learned = match terms {
                Terms::All => view.fit_transform(sequences),
                Terms::Best { count, label_sets } => {
                    let count = count.div_ceil(self.views.len());
                    view.fit_transform_best(sequences, label_sets, count)
                }
                Terms::Of(known) => {
                    let mut vectorizers = known.iter().map(|known| &known.vectorizer);
                    match vectorizers.find(|known| known.fitted_params() == view) {
                        Some(known) => view.fit_transform_among(sequences, known.vocabulary()),
                        None => Err(no_such_view()),
                    }
                }
            };
            match learned {
                Ok(view) => {
                    let of_view = self.members.iter().filter(|(of, _)| *of == place);
                    members.extend(of_view.map(|(_, member)| (fitted.len(), member.clone())));
                    fitted.push(view);
                }
                Err(error @ Error::Corpus { .. }) => empty = Some(error),
                Err(error) => return Err(error),
            }
        }
        self.members = members;
        match empty {
            Some(error) if fitted.is_empty() => Err(error),
            _ => Ok(fitted),
        }
    }

    fn single(view: TfIdfVectorizerParams, member: Member) -> Self {
        Self { views: vec![view], members: vec![(0, member)], scored: 2_000 }
    }

    fn blend(facts: &Facts) -> Self {
        let views = vec![pairs_of_stems(facts), characters(facts)];
        let members = if facts.multi_label {
            vec![
                (0, Member::Svm(facts.svm())),
                (0, Member::NaiveBayesSvm(facts.nb_svm())),
                (1, Member::Svm(facts.svm())),
            ]
        } else {
            vec![
                (0, Member::Svm(facts.svm())),
                (0, Member::NaiveBayesSvm(facts.nb_svm())),
                (0, Member::ComplementNaiveBayes(complement())),
                (1, Member::NaiveBayesSvm(facts.nb_svm())),
                (1, Member::ComplementNaiveBayes(complement())),
            ]
        };
        Self { views, members, scored: 4_000 }.without_the_unwanted(facts)
    }

    /// Without characters, where these are not wanted.
    fn without_the_unwanted(mut self, facts: &Facts) -> Self {
        if facts.choices.characters == Some(0) {
            self.views.truncate(1);
            self.members.retain(|(view, _)| *view == 0);
        }
        self
    }

    fn for_few(facts: &Facts) -> Self {
        let views = vec![stems(facts), characters(facts)];
        let mut members = vec![(0, Member::Svm(facts.svm())), (1, Member::Svm(facts.svm()))];
        if !facts.multi_label {
            members.push((0, Member::ComplementNaiveBayes(complement())));
        }
        Self { views, members, scored: 4_000 }.without_the_unwanted(facts)
    }
}

impl Facts {
    /// How many documents terms are counted in.
    fn texts(&self) -> usize {
        self.documents + self.pool
    }

    fn c(&self) -> f32 {
        self.choices.cost.unwrap_or(if self.labels > MANY_LABELS { 2.0 } else { 1.0 })
    }

    /// How many passes a descent makes at most: the fewer the more documents each pass has.
    fn passes(&self) -> usize {
        (PASSED_DOCUMENTS / self.documents).clamp(FEWEST_PASSES, MOST_PASSES)
    }

    fn svm(&self) -> LinearSvmParams {
        let params = LinearSvmParams::default().c(self.c()).seed(self.seed);
        params.max_iterations(self.passes()).fold_iterations(self.passes().div_ceil(2))
    }

    fn nb_svm(&self) -> NaiveBayesSvmParams {
        let params = NaiveBayesSvmParams::default().c(self.c()).seed(self.seed);
        params.max_iterations(self.passes()).fold_iterations(self.passes().div_ceil(2))
    }
}

fn complement() -> ComplementNaiveBayesParams {
    ComplementNaiveBayesParams::default().alpha(0.1)
}

fn words(facts: &Facts) -> AnalyzerParams {
    let stem = facts.language.filter(|&language| Stemmer::new(language).is_some());
    let dropped = facts.language.filter(|_| facts.choices.drop_stop_words);
    AnalyzerParams::default().stem(stem).stop_words(dropped).min_token_length(1)
}

/// Stems and sequences of them as long as usual, or as chosen.
fn sequences(facts: &Facts, usual_length: usize, usual_min_df: usize) -> TfIdfVectorizerParams {
    let longest = facts.choices.ngrams.unwrap_or(usual_length);
    let min_df = facts.choices.min_df.unwrap_or(usual_min_df);
    weighted(words(facts).ngram_range(1, longest)).min_df(min_df)
}

fn weighted(analyzer: AnalyzerParams) -> TfIdfVectorizerParams {
    TfIdfVectorizer::params()
        .analyzer(analyzer)
        .sublinear_tf(true)
        .idf(InverseDocumentFrequency::Bm25)
}

fn stems(facts: &Facts) -> TfIdfVectorizerParams {
    // A word of a single text tells nothing of the other texts of a pool.
    sequences(facts, 1, if facts.pool == 0 { 1 } else { 2 })
}

fn pairs_of_stems(facts: &Facts) -> TfIdfVectorizerParams {
    sequences(facts, 2, if facts.texts() < SMALL { 1 } else { 2 })
}

/// Characters of words; in a corpus that is not small without those of nearly every article, which
/// are most of the entries and tell least. Where each learner stretches terms by what they tell, those
/// of many articles have hardly a say and can go, too; of a large corpus, that saves a quarter of the time.
fn characters(facts: &Facts) -> TfIdfVectorizerParams {
    let longest = facts.choices.characters.unwrap_or(5).max(3);
    let analyzer = AnalyzerParams::default().unit(TermUnit::Characters).ngram_range(3, longest);
    let params = weighted(analyzer.min_token_length(1));
    if facts.texts() < FEW {
        params
    } else if facts.texts() < SMALL {
        params.min_df(2_usize)
    } else {
        let most = if facts.multi_label || facts.documents < LARGE { 0.3 } else { 0.1 };
        params.min_df(3_usize).max_df(most)
    }
}
