//! The views of an earlier classifier with the terms of further articles, side by side in one matrix.

use ndarray::ArrayView2;
use rayon::prelude::*;

use crate::classify::{Calibration, LinearModel};
use crate::features::{CsrMatrix, RowEncoder, TfIdfVectorizer};
use crate::text::Passage;
use crate::{Error, Result};

use super::classifier::{Parts, View};
use super::novelty::Seen;

/// So many weights of all terms and labels are held at once: 400 MB.
const MOST_WEIGHTS: usize = 100_000_000;

/// Vectorizers that have the earlier terms in their columns, and new ones after them.
pub(super) struct ExtendedViews {
    vectorizers: Vec<TfIdfVectorizer>,
    /// How many terms came to each view.
    added: Vec<usize>,
    /// For the first view in how many further articles each term stands; for the earlier ones, which need
    /// no further article to be known, `u32::MAX`.
    frequencies: Vec<u32>,
}

impl ExtendedViews {
    /// Takes up the terms of further articles that are frequent enough by the earlier parameters. Their
    /// inverse document frequency is that among all articles, the earlier ones being without them.
    pub(super) fn new(old: &Parts, texts: &[Vec<Passage<'_>>]) -> Result<Self> {
        let sequences = old.training.choices.sequences(texts, old.training.language)?;
        let documents = old.training.documents + texts.len();
        let mut extended = Self { vectorizers: Vec::new(), added: Vec::new(), frequencies: vec![] };
        for view in &old.views {
            let params = view.vectorizer.fitted_params();
            let (fresh, frequencies) = match params.fit_transform(&sequences) {
                Ok((fresh, matrix)) => (fresh, matrix.document_frequencies()),
                // No term is frequent enough: nothing comes to the view.
                Err(Error::Corpus { .. }) => {
                    let (same, _) = view.vectorizer.extended(&view.vectorizer, |_| 1.0);
                    (same, Vec::new())
                }
                Err(error) => return Err(error),
            };
            let idf = |column: u32| params.weight_of(documents, frequencies[column as usize]);
            let (vectorizer, added) = view.vectorizer.extended(&fresh, idf);
            if extended.vectorizers.is_empty() {
                extended.frequencies = vec![u32::MAX; view.vectorizer.idf().len()];
                extended
                    .frequencies
                    .extend(added.iter().map(|&column| frequencies[column as usize]));
            }
            extended.vectorizers.push(vectorizer);
            extended.added.push(added.len());
        }
        Ok(extended)
    }

    /// How many terms came to all views together.
    pub(super) fn new_terms(&self) -> usize {
        self.added.iter().sum()
    }

    /// Where the columns of each view begin, and at the end how many there are.
    fn bases(&self) -> Vec<usize> {
        let mut bases = vec![0];
        for vectorizer in &self.vectorizers {
            bases.push(bases[bases.len() - 1] + vectorizer.idf().len());
        }
        bases
    }

    /// The rows of all views beside each other, shape `(texts, terms of all views)`.
    pub(super) fn matrix(&self, texts: &[Vec<Passage<'_>>]) -> Result<CsrMatrix> {
        let bases = self.bases();
        let row = |encoder: &mut RowEncoder<'_>, text: &Vec<Passage<'_>>| {
            encoder.encode_passages(text);
            let mut entries: Vec<(u32, f32)> = Vec::new();
            for (view, &base) in bases[..self.vectorizers.len()].iter().enumerate() {
                let row = encoder.row(view);
                let columns = row.columns.iter().map(|&column| base as u32 + column);
                entries.extend(columns.zip(row.values.iter().copied()));
            }
            entries.sort_unstable_by_key(|&(column, _)| column);
            entries
        };
        let rows: Vec<Vec<(u32, f32)>> =
            texts.par_iter().map_init(|| RowEncoder::new(&self.vectorizers), row).collect();
        let mut offsets = vec![0];
        for row in &rows {
            offsets.push(offsets[offsets.len() - 1] + row.len());
        }
        let (columns, values) = rows.into_iter().flatten().unzip();
        CsrMatrix::new(offsets, columns, values, bases[self.vectorizers.len()])
    }

    /// The earlier weights over the columns of [`matrix`](Self::matrix) and all labels; its scores are
    /// logarithms of probabilities, or of odds where every label is decided by itself. `places` are
    /// those of the earlier labels among `labels`.
    pub(super) fn earlier(
        &self,
        old: &Parts,
        places: &[usize],
        labels: usize,
    ) -> Result<LinearModel> {
        let scale = |label: usize| match &old.calibration {
            Calibration::Softmax { sharpness } => (*sharpness, 0.0),
            Calibration::Logistic { slopes, offsets } => (slopes[label], offsets[label]),
        };
        let bases = self.bases();
        let terms = bases[self.vectorizers.len()];
        if terms.saturating_mul(labels) > MOST_WEIGHTS {
            return Err(Error::Corpus {
                reason: format!("{terms} terms and {labels} labels are too many to learn on from"),
                hint: "train a model of its own on all articles".to_owned(),
            });
        }
        let mut weights = vec![0.0; terms * labels];
        let mut intercepts = vec![0.0; labels];
        for (label, &place) in places.iter().enumerate() {
            let (slope, offset) = scale(label);
            let sum: f32 = old.views.iter().map(|view| view.model.intercepts()[label]).sum();
            intercepts[place] = slope * sum + offset;
            for (view, base) in old.views.iter().zip(&bases) {
                for term in 0..view.model.terms() {
                    weights[(base + term) * labels + place] =
                        slope * view.model.weight(term, label);
                }
            }
        }
        LinearModel::new(weights, intercepts)
    }

    /// For each column of [`matrix`](Self::matrix) in which share of earlier documents it stands, and
    /// its value there.
    pub(super) fn usual_values(&self, old: &Parts, matrix: &CsrMatrix) -> Vec<(f32, f32)> {
        let bases = self.bases();
        let mut usual = Vec::with_capacity(matrix.terms());
        for (view, vectorizer) in self.vectorizers.iter().enumerate() {
            let (params, idf) = (vectorizer.fitted_params(), vectorizer.idf());
            let (mut sum, mut entries) = (0.0_f64, 0_usize);
            for row in matrix.rows() {
                let of_view =
                    row.iter().filter(|(c, _)| (bases[view]..bases[view + 1]).contains(c));
                for (column, value) in of_view {
                    sum += f64::from(value / idf[column - bases[view]]);
                    entries += 1;
                }
            }
            let factor = sum as f32 / entries.max(1) as f32;
            let earlier = old.views[view].vectorizer.idf().len();
            usual.extend(idf.iter().enumerate().map(|(column, &idf)| {
                let share = if column < earlier { params.share_of(idf) } else { 0.0 };
                (share, factor * idf)
            }));
        }
        usual
    }

    /// How far weights may move, given what the earlier documents said: `evidence` is what an error
    /// costs times the mean of `p (1 - p)` times the number of these documents, which are taken to be
    /// like the further ones.
    pub(super) fn stretch(&self, matrix: &CsrMatrix, evidence: f32) -> Stretch {
        let documents = matrix.documents().max(1) as f32;
        let factor = evidence / documents;
        let mut squares = vec![0.0_f32; matrix.terms()];
        for row in matrix.rows() {
            row.iter().for_each(|(column, value)| squares[column] += value * value);
        }
        let mut factors: Vec<f32> =
            squares.iter().map(|squares| 1.0 / (1.0 + factor * squares).sqrt()).collect();
        // No earlier document had the terms that are new.
        for (view, end) in self.bases()[1..].iter().enumerate() {
            factors[end - self.added[view]..*end].fill(1.0);
        }
        let bias = 1.0 / (1.0 + factor * documents).sqrt();
        Stretch { matrix: matrix.stretched(&factors), factors, bias }
    }

    /// What is needed to measure how familiar further articles are.
    pub(super) fn seen<'fit>(
        &'fit self,
        texts: &'fit [Vec<Passage<'fit>>],
        scored: &'fit [u32],
    ) -> Seen<'fit> {
        Seen {
            texts,
            vectorizer: &self.vectorizers[0],
            document_frequencies: &self.frequencies,
            fewest: self.frequencies.iter().copied().min().unwrap_or(0).min(u32::MAX - 1),
            scored,
        }
    }

    /// The views with the sum of two models over the columns of [`matrix`](Self::matrix).
    pub(super) fn into_views(self, one: &LinearModel, other: &LinearModel) -> Result<Vec<View>> {
        let bases = self.bases();
        let classes = one.classes();
        let sum = |one: &[f32], other: &[f32]| -> Vec<f32> {
            one.iter().zip(other).map(|(one, other)| one + other).collect()
        };
        let views = self.vectorizers.into_iter().enumerate().map(|(view, vectorizer)| {
            let range = bases[view] * classes..bases[view + 1] * classes;
            let weights = sum(&one.weights()[range.clone()], &other.weights()[range]);
            let intercepts = if view == 0 {
                sum(one.intercepts(), other.intercepts())
            } else {
                vec![0.0; classes]
            };
            Ok(View::new(vectorizer, &LinearModel::new(weights, intercepts)?))
        });
        views.collect()
    }
}

/// Terms, each times what its weights may move by.
pub(super) struct Stretch {
    pub(super) matrix: CsrMatrix,
    /// The same for the intercept.
    pub(super) bias: f32,
    /// Shape `(terms,)`.
    factors: Vec<f32>,
}

impl Stretch {
    /// The model over the terms as they are that scores as `model` does over the stretched ones.
    pub(super) fn unstretched(&self, model: &LinearModel) -> Result<LinearModel> {
        let rows = model.weights().chunks(model.classes()).zip(&self.factors);
        let weights = rows.flat_map(|(row, factor)| row.iter().map(move |w| w * factor));
        LinearModel::new(weights.collect(), model.intercepts().to_vec())
    }
}

/// The mean of `p (1 - p)` over documents and labels, `scores` of that shape being logarithms of
/// probabilities, or of odds where every label is decided by itself.
pub(super) fn uncertainty(scores: ArrayView2<'_, f32>, multi_label: bool) -> f32 {
    let mut sum = 0.0;
    for row in scores.rows() {
        let top = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let total: f32 = row.iter().map(|score| (score - top).exp()).sum();
        let probability = |&score: &f32| {
            if multi_label { 1.0 / (1.0 + (-score).exp()) } else { (score - top).exp() / total }
        };
        sum += row.iter().map(probability).map(|p| p * (1.0 - p)).sum::<f32>();
    }
    sum / scores.len().max(1) as f32
}
