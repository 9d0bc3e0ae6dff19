//! Several learners over several views of a text, weighed by how well each does where it has not seen
//! the text (stacked generalisation; Wolpert, 1992, with weights of at least 0 as Breiman, 1996,
//! found best).
//!
//! `score(class) = sum over members of weight(member) * score of the member(class)`
//!
//! The weights are those under which the right labels of all documents are most likely, each scored by
//! members that have not seen it. Every member is linear in the terms of its view, so the blend is
//! linear too: after fitting, the members of a view fold into one model, and predicting costs no
//! more than a single learner over the same views.

use linfa::ParamGuard;
use linfa::dataset::DatasetBase;
use linfa::traits::Fit;
use ndarray::Array2;
use rayon::prelude::*;

use crate::features::{CsrMatrix, Views};
use crate::{Error, Result};

use super::stack::stacking_weights;
use super::targets::check_shapes;
use super::{
    ComplementNaiveBayesParams, Folds, LabelSets, LinearModel, LinearSvmParams,
    LogisticRegressionParams, MultinomialLogisticRegressionParams, MultinomialNaiveBayesParams,
    NaiveBayesSvmParams,
};

/// A learner of a blend.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Member {
    /// Linear support vector machine.
    Svm(LinearSvmParams),
    /// Support vector machine over naive Bayes features.
    NaiveBayesSvm(NaiveBayesSvmParams),
    /// Logistic regression, each label against the rest.
    Logistic(LogisticRegressionParams),
    /// Logistic regression, all labels at once.
    MultinomialLogistic(MultinomialLogisticRegressionParams),
    /// linfa's logistic regression on a dense matrix.
    #[cfg(feature = "linfa-logistic")]
    LinfaLogistic(super::LinfaLogisticParams),
    /// Complement naive Bayes.
    ComplementNaiveBayes(ComplementNaiveBayesParams),
    /// Multinomial naive Bayes.
    MultinomialNaiveBayes(MultinomialNaiveBayesParams),
}

impl Member {
    /// The model of all documents.
    pub(super) fn fit(&self, matrix: &CsrMatrix, targets: &LabelSets) -> Result<LinearModel> {
        // No fold is left out, so no document is scored.
        let folds = Folds::enough(targets, 2, 0, 0);
        Ok(self.fit_out_of_fold(matrix, targets, &folds)?.0)
    }

    /// The model of all documents, and the scores of those in `folds` by models that have not seen
    /// them, shape `(scored documents, classes)`.
    pub(super) fn fit_out_of_fold(
        &self,
        matrix: &CsrMatrix,
        targets: &LabelSets,
        folds: &Folds,
    ) -> Result<(LinearModel, Array2<f32>)> {
        macro_rules! fit {
            ($params:expr) => {
                $params.check_ref()?.fit_out_of_fold(matrix, targets, folds)
            };
        }
        match self {
            Self::Svm(params) => fit!(params),
            Self::NaiveBayesSvm(params) => fit!(params),
            Self::Logistic(params) => fit!(params),
            Self::MultinomialLogistic(params) => fit!(params),
            #[cfg(feature = "linfa-logistic")]
            Self::LinfaLogistic(params) => fit!(params),
            Self::ComplementNaiveBayes(params) => fit!(params),
            Self::MultinomialNaiveBayes(params) => fit!(params),
        }
    }
}

/// Parameters of a blend.
///
/// | Parameter | Default | Range |
/// |---|---|---|
/// | [`member`](Self::member) | none | at least one, of a view that the data has |
/// | [`folds`](Self::folds) | 5 | `2..=20` |
/// | [`scored`](Self::scored) | 4,000 | |
/// | [`seed`](Self::seed) | 0 | |
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct BlendParams(BlendValidParams);

/// Parameters that have been checked.
#[derive(Clone, Debug, PartialEq)]
pub struct BlendValidParams {
    members: Vec<(usize, Member)>,
    folds: usize,
    scored: usize,
    seed: u64,
}

impl Default for BlendParams {
    fn default() -> Self {
        Self(BlendValidParams { members: Vec::new(), folds: 5, scored: 4_000, seed: 0 })
    }
}

impl BlendParams {
    /// Add a learner over the view at a 0-based place.
    pub fn member(mut self, view: usize, member: Member) -> Self {
        self.0.members.push((view, member));
        self
    }

    /// Into how many folds documents are parted.
    pub fn folds(mut self, folds: usize) -> Self {
        self.0.folds = folds;
        self
    }

    /// Leave folds out of models until so many documents are scored by models that have not seen
    /// them: enough for the few numbers that are fitted on these scores.
    pub fn scored(mut self, documents: usize) -> Self {
        self.0.scored = documents;
        self
    }

    /// Where the random choice of the folds starts.
    pub fn seed(mut self, seed: u64) -> Self {
        self.0.seed = seed;
        self
    }
}

impl ParamGuard for BlendParams {
    type Checked = BlendValidParams;
    type Error = Error;

    fn check_ref(&self) -> Result<&Self::Checked> {
        if self.0.members.is_empty() {
            let (name, expected) = ("member", "given at least once");
            return Err(Error::InvalidParameter { name, expected, actual: "none".to_owned() });
        }
        if !(2..=20).contains(&self.0.folds) {
            let (name, expected) = ("folds", "2 to 20");
            let actual = self.0.folds.to_string();
            return Err(Error::InvalidParameter { name, expected, actual });
        }
        Ok(&self.0)
    }

    fn check(self) -> Result<Self::Checked> {
        self.check_ref()?;
        Ok(self.0)
    }
}

/// A fitted blend, folded into one model a view.
#[derive(Clone, Debug)]
pub struct Blend {
    /// One model a view, in the order of the views; their scores add up.
    pub models: Vec<LinearModel>,
    /// The blend's scores of training documents by members that have not seen them, shape
    /// `(scored documents, classes)`, rows in the order of `folds`.
    pub out_of_fold_scores: Array2<f32>,
    /// Which training documents are scored so.
    pub folds: Folds,
    /// The weight of each member times the spread of its scores: how much each has to say.
    pub influences: Vec<f32>,
}

impl Fit<Views, LabelSets, Error> for BlendValidParams {
    type Object = Blend;

    fn fit(&self, dataset: &DatasetBase<Views, LabelSets>) -> Result<Blend> {
        let (views, targets) = (dataset.records.matrices(), &dataset.targets);
        check_shapes(dataset.records.documents(), targets)?;
        let folds = self.folds_of(targets);
        let members = self.fit_members(views, targets, &folds)?;
        Ok(Blend::stack(members, views, targets, folds))
    }
}

impl BlendValidParams {
    /// The folds that documents are parted into.
    pub(super) fn folds_of(&self, targets: &LabelSets) -> Folds {
        // A fold of 5 of a large corpus holds more documents than are to be scored. What is fitted for
        // each label is measured on one fold and fitted on others.
        let scored_folds = if targets.single().is_ok() { 1 } else { 2 };
        let folds = scored_folds * (targets.documents() / self.scored.max(1));
        Folds::enough(targets, self.folds.max(folds), self.seed, self.scored)
    }

    /// For each member its view, its model of all documents, and its scores of those in `folds`.
    pub(super) fn fit_members(
        &self,
        views: &[CsrMatrix],
        targets: &LabelSets,
        folds: &Folds,
    ) -> Result<Vec<(usize, LinearModel, Array2<f32>)>> {
        if let Some((view, _)) = self.members.iter().find(|(view, _)| *view >= views.len()) {
            let (name, expected) = ("member", "of a view that the data has");
            return Err(Error::InvalidParameter { name, expected, actual: view.to_string() });
        }
        let fit = |(view, member): &(usize, Member)| {
            let (model, scores) = member.fit_out_of_fold(&views[*view], targets, folds)?;
            Ok((*view, model, scores))
        };
        self.members.par_iter().map(fit).collect()
    }

    /// Where random choices start.
    pub(super) fn seed(&self) -> u64 {
        self.seed
    }
}

impl Blend {
    /// Weighs members and folds them into one model a view; each member by its view, its model and its
    /// out-of-fold scores.
    pub(super) fn stack(
        members: Vec<(usize, LinearModel, Array2<f32>)>,
        views: &[CsrMatrix],
        targets: &LabelSets,
        folds: Folds,
    ) -> Self {
        let mut of_views = Vec::with_capacity(members.len());
        let mut scores = Vec::with_capacity(members.len());
        for (view, model, of_member) in members {
            of_views.push((view, model));
            scores.push(of_member);
        }
        let weights = stacking_weights(&scores, &targets.select(&folds.scored()));
        let influences =
            weights.iter().zip(&scores).map(|(weight, scores)| weight * scores.std(0.0)).collect();
        let mut out_of_fold_scores = Array2::zeros(scores[0].dim());
        for (weight, scores) in weights.iter().zip(&scores) {
            out_of_fold_scores.scaled_add(*weight, scores);
        }
        let mut models: Vec<Option<LinearModel>> = vec![None; views.len()];
        for ((view, mut model), &weight) in of_views.into_iter().zip(&weights) {
            model.scale(weight);
            match &mut models[view] {
                Some(sum) => sum.add(&model),
                empty => *empty = Some(model),
            }
        }
        let zero = |view: usize| LinearModel::zero(views[view].terms(), targets.labels());
        let models = models.into_iter().enumerate();
        let models = models.map(|(view, model)| model.unwrap_or_else(|| zero(view))).collect();
        Self { models, out_of_fold_scores, folds, influences }
    }
}
