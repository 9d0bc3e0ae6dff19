//! A [blend](super::BlendParams) that learns from a pool of documents without labels as well: for few
//! labelled documents.
//!
//! To the members of the blend come
//!
//! - a support vector machine over the directions along which all documents differ most
//!   ([`LatentSpace`]), so that words that stand in the same documents count for each other;
//! - where a document has one label, naive Bayes that takes the blend's guesses about the pool for a
//!   start ([`expectation_maximization`](super::expectation_maximization)), as a pupil that outgrows
//!   its teacher.
//!
//! Each is linear in the terms of the first view, so the whole folds into one model a view. How much each
//! has to say is fitted, as for all members, on documents that it has not seen, labels and guesses alike.

use linfa::ParamGuard;
use linfa::dataset::DatasetBase;
use linfa::traits::Fit;
use ndarray::Array2;
use rayon::prelude::*;

use crate::features::{CsrMatrix, LatentSpace, PooledViews};
use crate::{Error, Result};

use super::expectation_maximization::{Likelihood, Pool, standardize};
use super::targets::check_shapes;
use super::{Blend, BlendParams, Folds, LabelSets, LinearModel, Member};

/// How many directions a latent space has.
const DIMENSIONS: usize = 50;
/// Above this many weights, naive Bayes over the pool would take more than it gives.
const MOST_WEIGHTS: usize = 50_000_000;

/// Parameters of a blend with a pool.
///
/// | Parameter | Default | Range |
/// |---|---|---|
/// | [`blend`, `teachers`](Self::new) | | as for [`BlendParams`] |
/// | [`latent`](Self::latent) | a support vector machine | |
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct PooledBlendParams(PooledBlendValidParams);

/// Parameters that have been checked.
#[derive(Clone, Debug, PartialEq)]
pub struct PooledBlendValidParams {
    blend: BlendParams,
    /// By the places of their views.
    teachers: Vec<(usize, Member)>,
    latent: Member,
}

impl PooledBlendParams {
    /// The members of a blend, its folds and seed, to be fitted with a pool; and learners by the places
    /// of their views that make the first guess about the pool. They learn from some of the documents
    /// only, so they must not weigh them one by one.
    pub fn new(blend: BlendParams, teachers: Vec<(usize, Member)>) -> Self {
        let latent = Member::Svm(super::LinearSvmParams::default());
        Self(PooledBlendValidParams { blend, teachers, latent })
    }

    /// What learns over the latent space.
    pub fn latent(mut self, member: Member) -> Self {
        self.0.latent = member;
        self
    }
}

impl ParamGuard for PooledBlendParams {
    type Checked = PooledBlendValidParams;
    type Error = Error;

    fn check_ref(&self) -> Result<&Self::Checked> {
        self.0.blend.check_ref()?;
        Ok(&self.0)
    }

    fn check(self) -> Result<Self::Checked> {
        self.check_ref()?;
        Ok(self.0)
    }
}

/// A member as a [`Blend`] stacks it: its view, its model of all documents, and its scores of those
/// that its models have not seen.
type Fitted = (usize, LinearModel, Array2<f32>);

impl Fit<PooledViews, LabelSets, Error> for PooledBlendValidParams {
    type Object = Blend;

    fn fit(&self, dataset: &DatasetBase<PooledViews, LabelSets>) -> Result<Blend> {
        let (views, targets) = (&dataset.records, &dataset.targets);
        let blend = self.blend.check_ref()?;
        let labelled = views.labelled().matrices();
        check_shapes(views.labelled().documents(), targets)?;
        let folds = blend.folds_of(targets);
        let mut members = blend.fit_members(labelled, targets, &folds)?;
        let latent = Latent::new(views, blend.seed())?;
        members.push(self.fit_latent(&latent, targets, &folds)?);
        let is_single = (0..targets.documents()).all(|document| targets.of(document).len() == 1);
        if is_single && labelled[0].terms() * targets.labels() <= MOST_WEIGHTS {
            let pupils = Pupils { params: self, views, latent: &latent };
            members.extend(pupils.fit(targets, &folds)?);
        }
        Ok(Blend::stack(members, labelled, targets, folds))
    }
}

/// The latent space of all documents, and where they lie in it.
struct Latent {
    space: LatentSpace,
    labelled: CsrMatrix,
    pool: CsrMatrix,
}

impl Latent {
    fn new(views: &PooledViews, seed: u64) -> Result<Self> {
        let (labelled, pool) = (&views.labelled().matrices()[0], &views.pool().matrices()[0]);
        let space = LatentSpace::fit(&labelled.stack(pool), DIMENSIONS, seed)?;
        let (labelled, pool) = (space.project(labelled), space.project(pool));
        Ok(Self { space, labelled, pool })
    }

    /// The model over terms that scores as `model` does over the space.
    fn fold(&self, model: &LinearModel) -> LinearModel {
        let (terms, classes) = (self.space.terms(), model.classes());
        let mut weights = vec![0.0; terms * classes];
        weights.par_chunks_mut(classes).enumerate().for_each(|(term, row)| {
            let columns: Vec<u32> = (0..self.space.dimensions() as u32).collect();
            model.add_scores(&columns, self.space.term(term), row);
        });
        LinearModel::new(weights, model.intercepts().to_vec()).expect("sums of finite products")
    }
}

impl PooledBlendValidParams {
    fn fit_latent(&self, latent: &Latent, targets: &LabelSets, folds: &Folds) -> Result<Fitted> {
        let (model, scores) = self.latent.fit_out_of_fold(&latent.labelled, targets, folds)?;
        Ok((0, latent.fold(&model), scores))
    }
}

/// What the learners of the pool learn from.
struct Pupils<'fit> {
    params: &'fit PooledBlendValidParams,
    views: &'fit PooledViews,
    latent: &'fit Latent,
}

impl Pupils<'_> {
    const LIKELIHOODS: [Likelihood; 2] = [Likelihood::Multinomial, Likelihood::Complement];

    /// One member for each likelihood.
    fn fit(&self, targets: &LabelSets, folds: &Folds) -> Result<Vec<Fitted>> {
        let pool = Pool::new(&self.views.pool().matrices()[0]);
        let all: Vec<u32> = (0..targets.documents() as u32).collect();
        let whole = self.fit_on(&all, targets, &pool)?;
        let matrix = &self.views.labelled().matrices()[0];
        // In parallel, and put together in order.
        let parts: Vec<Vec<Vec<f32>>> = folds
            .parts()
            .par_iter()
            .map(|(kept, left_out)| {
                let models = self.fit_on(kept, targets, &pool)?;
                let score = |model: &LinearModel| {
                    let rows = left_out.iter().map(|&document| matrix.row(document as usize));
                    rows.flat_map(|row| model.scores(row)).collect()
                };
                Ok(models.iter().map(score).collect())
            })
            .collect::<Result<_>>()?;
        let classes = targets.labels();
        let with_scores = whole.into_iter().enumerate().map(|(place, model)| {
            let scores: Vec<f32> = parts.iter().flat_map(|part| part[place].clone()).collect();
            let shape = (scores.len() / classes, classes);
            let scores = Array2::from_shape_vec(shape, scores).expect("one score a label each");
            (0, model, scores)
        });
        Ok(with_scores.collect())
    }

    /// The models of some labelled documents and the pool.
    fn fit_on(
        &self,
        documents: &[u32],
        targets: &LabelSets,
        pool: &Pool<'_>,
    ) -> Result<Vec<LinearModel>> {
        let targets = targets.select(documents);
        let views = self.views.labelled().matrices().iter();
        let views: Vec<CsrMatrix> = views.map(|view| view.select_rows(documents)).collect();
        let mut guess = Array2::zeros((self.views.pool().documents(), targets.labels()));
        let mut teach = |model: &LinearModel, pool: &CsrMatrix| {
            let mut scores = model.decision_function(pool);
            standardize(&mut scores);
            guess += &scores;
        };
        for (view, member) in &self.params.teachers {
            let model = member.fit(&views[*view], &targets)?;
            teach(&model, &self.views.pool().matrices()[*view]);
        }
        let latent = self.latent.labelled.select_rows(documents);
        teach(&self.params.latent.fit(&latent, &targets)?, &self.latent.pool);
        let fit = |likelihood: Likelihood| likelihood.fit(&views[0], &targets, pool, guess.clone());
        Ok(Self::LIKELIHOODS.into_iter().map(fit).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::SplitMix64;

    /// Documents of two topics of 60 words each, four words a document; one label each.
    fn documents(count: usize) -> (CsrMatrix, LabelSets) {
        let mut random = SplitMix64::new(1);
        let mut columns = Vec::new();
        for document in 0..count as u32 {
            let mut row: Vec<u32> =
                (0..4).map(|_| document % 2 * 60 + random.below(60) as u32).collect();
            row.sort_unstable();
            row.dedup();
            row.extend((120..).take(4 - row.len()));
            columns.extend(row);
        }
        let offsets = (0..=count).map(|document| document * 4).collect();
        let matrix = CsrMatrix::new(offsets, columns, vec![0.5; count * 4], 124).unwrap();
        let sets: Vec<[u32; 1]> = (0..count as u32).map(|document| [document % 2]).collect();
        (matrix, LabelSets::new(&sets, 2).unwrap())
    }

    fn accuracy(blend: &Blend, matrix: &CsrMatrix, from: usize) -> f64 {
        let right = (from..matrix.documents()).filter(|&document| {
            let scores = blend.models[0].scores(matrix.row(document));
            (scores[1] > scores[0]) == (document % 2 == 1)
        });
        right.count() as f64 / (matrix.documents() - from) as f64
    }

    #[test]
    fn what_stands_together_in_the_pool_is_learned_from_a_few_labels() {
        const LABELLED: usize = 8;
        let (matrix, targets) = documents(600);
        let few = targets.select(&(0..LABELLED as u32).collect::<Vec<u32>>());
        let teacher = Member::Svm(super::super::LinearSvmParams::default());
        let params = BlendParams::default().member(0, teacher.clone());
        let pooled = PooledViews::split(std::slice::from_ref(&matrix), LABELLED).unwrap();
        let alone = DatasetBase::new(pooled.labelled().clone(), few.clone());
        let alone = params.clone().fit(&alone).unwrap();
        let with_pool = PooledBlendParams::new(params, vec![(0, teacher)])
            .fit(&DatasetBase::new(pooled, few))
            .unwrap();
        let (alone, with_pool) =
            (accuracy(&alone, &matrix, LABELLED), accuracy(&with_pool, &matrix, LABELLED));
        assert!(alone < 0.9 && with_pool > 0.97, "{alone} alone, {with_pool} with the pool");
    }

    #[test]
    fn documents_of_several_labels_are_learned_through_the_latent_space() {
        let (matrix, _) = documents(60);
        let sets: Vec<Vec<u32>> =
            (0..20).map(|document| if document % 2 == 0 { vec![0] } else { vec![0, 1] }).collect();
        let teacher = Member::Svm(super::super::LinearSvmParams::default());
        let params = BlendParams::default().member(0, teacher.clone());
        let pooled = PooledViews::split(&[matrix], 20).unwrap();
        let targets = LabelSets::new(&sets, 2).unwrap();
        let blend = PooledBlendParams::new(params, vec![(0, teacher)])
            .fit(&DatasetBase::new(pooled, targets))
            .unwrap();
        assert_eq!(blend.influences.len(), 2);
    }
}
