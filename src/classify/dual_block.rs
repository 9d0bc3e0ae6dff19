//! The descent of [`dual`](super::dual) for several classes in one pass over the documents.
//!
//! A document's row is read once for all classes of a block: their weights for a term lie side by
//! side, so that a row costs as many short vectors as it has terms, in place of as many
//! scattered numbers for each class.

use std::borrow::Cow;

use rayon::prelude::*;

use crate::features::CsrMatrix;
use crate::random::SplitMix64;

use super::dual::{DualProblem, Part};
use super::dual_params::DualParams;
use super::dual_point::{Point, Squares, Unstretched, norms};

/// A loss, seen from the dual variable of one document.
///
/// `margin` is `y * w.x`, and `cost` what the document's loss is multiplied by, above 0.
pub(super) trait DualLoss: Copy + Sync {
    /// The dual variable to start from that is closest to `alpha`, at least 0.
    fn feasible(self, alpha: f32, cost: f32) -> f32;

    /// The derivative of the dual problem by `alpha`.
    fn gradient(self, alpha: f32, margin: f32, cost: f32) -> f32;

    /// Where the dual problem is least along `alpha`, whose row has the squared norm `norm`.
    fn minimum(self, alpha: f32, margin: f32, norm: f32, cost: f32) -> f32;

    /// How far a pass was from the solution whose gradients lay between `smallest` and `largest`;
    /// below 0 for a pass over no documents.
    fn violation(self, largest: f32, smallest: f32) -> f32;
}

/// Up to `N` classes, each against the rest; `N` is at most 8.
pub(super) struct Block<const N: usize> {
    /// Whether a lane has a class.
    used: [bool; N],
    /// The number among all blocks, which random choices go by.
    number: usize,
    /// The classes of each document as bits, shape `(documents,)`.
    holds: Vec<u8>,
}

/// What a block learned, and the scores of documents by models that have not seen them.
pub(super) struct BlockFit<const N: usize> {
    /// Shape `(terms, N)`.
    pub(super) weights: Vec<[f32; N]>,
    pub(super) intercept: [f32; N],
    /// Shape `(scored documents, N)`, part after part.
    pub(super) scores: Vec<[f32; N]>,
}

impl<const N: usize> Block<N> {
    /// The block of some classes, given the documents of all.
    pub(super) fn new(
        classes: &[u32],
        number: usize,
        documents_of: &[Vec<u32>],
        documents: usize,
    ) -> Self {
        let mut block = Self { used: [false; N], number, holds: vec![0; documents] };
        for (lane, &class) in classes.iter().enumerate() {
            block.used[lane] = true;
            for &document in &documents_of[class as usize] {
                block.holds[document as usize] |= 1 << lane;
            }
        }
        block
    }

    /// Learns from the documents of the first part, which leaves none out, and from there on those of
    /// each other.
    pub(super) fn fit<L: DualLoss>(
        &self,
        problem: &DualProblem<'_, L>,
        parts: &[Part<'_>],
    ) -> BlockFit<N> {
        let matrix = problem.matrix;
        let rivals = problem.rivals.as_ref();
        let of_whole = self.learned_from(problem, &parts[0]);
        let whole = Part { kept: &of_whole, ..parts[0] };
        let squares = self.squared_ratios(problem, &whole);
        let norms = squares.as_ref().map(|squares| norms(matrix, squares));
        let mut point = Point::zero(matrix);
        self.make_feasible(&mut point, problem, &whole);
        point.stretch(squares.as_deref());
        self.descend(&mut point, problem, &whole, squares.as_deref(), norms.as_deref());
        // What the parts start from: each stretches terms in its own way.
        let unstretched = (squares.is_some() && parts.len() > 1).then(|| {
            let mut unstretched = Point::zero(matrix);
            for (document, alphas) in point.alphas.iter().enumerate() {
                let steps = self.signed(document, *alphas);
                unstretched.add(matrix.row(document), steps, Unstretched);
            }
            unstretched.weights
        });
        drop(squares);
        let start = unstretched.as_ref().unwrap_or(&point.weights);
        let scores: Vec<Vec<[f32; N]>> = parts[1..]
            .par_iter()
            .map(|part| {
                let of_part = self.learned_from(problem, part);
                let part = Part { kept: &of_part, ..*part };
                let mut point = Point { weights: start.clone(), ..point.without_weights() };
                let squares = self.squared_ratios(problem, &part);
                self.leave_out(&mut point, matrix, part.left_out);
                self.make_feasible(&mut point, problem, &part);
                point.stretch(squares.as_deref());
                self.descend(&mut point, problem, &part, squares.as_deref(), norms.as_deref());
                if rivals.is_some() {
                    point.prune();
                }
                let row = |&document: &u32| matrix.row(document as usize);
                part.left_out.iter().map(|document| point.scores(row(document))).collect()
            })
            .collect();
        if rivals.is_some() {
            point.prune();
        }
        BlockFit { weights: point.weights, intercept: point.intercept, scores: scores.concat() }
    }

    /// The documents of a part that the classes are learned from.
    fn learned_from<'part, L>(
        &self,
        problem: &DualProblem<'_, L>,
        part: &Part<'part>,
    ) -> Cow<'part, [u32]> {
        match &problem.rivals {
            Some(rivals) => Cow::Owned(rivals.of(problem.matrix, part.kept, &self.holds)),
            None => Cow::Borrowed(part.kept),
        }
    }

    fn squared_ratios<L>(
        &self,
        problem: &DualProblem<'_, L>,
        part: &Part<'_>,
    ) -> Option<Vec<[f32; N]>> {
        let (alpha, totals) = (problem.smoothing?, part.totals?);
        Some(totals.squared_ratios(problem.matrix, part.kept, &self.holds, alpha))
    }

    /// 1 for each class that a document carries, -1 for the others, times `lanes`.
    fn signed(&self, document: usize, mut lanes: [f32; N]) -> [f32; N] {
        let holds = self.holds[document];
        for (lane, number) in lanes.iter_mut().enumerate() {
            *number = if holds >> lane & 1 == 1 { *number } else { -*number };
        }
        lanes
    }

    /// What an error on a document costs in each class, by the factors of classes and rests.
    fn costs(&self, params: &DualParams, document: usize, factors: &[[f32; 2]; N]) -> [f32; N] {
        let holds = self.holds[document];
        let lane = |lane: usize| factors[lane][usize::from(holds >> lane & 1 == 0)];
        std::array::from_fn(|number| params.cost(document, lane(number)))
    }

    /// For each class by how much its documents, and those of the rest, count more than usual.
    fn factors(&self, params: &DualParams, part: &Part<'_>) -> [[f32; 2]; N] {
        std::array::from_fn(|lane| {
            let inside = |&&document: &&u32| self.holds[document as usize] >> lane & 1 == 1;
            let inside = part.kept.iter().filter(inside).count();
            let factors = params.class_factors(&[inside, part.kept.len() - inside]);
            [factors[0], factors[1]]
        })
    }

    /// Puts dual variables where the loss allows them.
    fn make_feasible<L: DualLoss>(
        &self,
        point: &mut Point<N>,
        problem: &DualProblem<'_, L>,
        part: &Part<'_>,
    ) {
        let factors = self.factors(problem.params, part);
        for &document in part.kept {
            let document = document as usize;
            let costs = self.costs(problem.params, document, &factors);
            let mut steps = [0.0; N];
            for (lane, alpha) in point.alphas[document].iter_mut().enumerate() {
                if self.used[lane] {
                    let feasible = problem.loss.feasible(*alpha, costs[lane]);
                    steps[lane] = feasible - std::mem::replace(alpha, feasible);
                }
            }
            let steps = self.signed(document, steps);
            point.add(problem.matrix.row(document), steps, Unstretched);
        }
    }

    fn leave_out(&self, point: &mut Point<N>, matrix: &CsrMatrix, documents: &[u32]) {
        for &document in documents {
            let alphas = std::mem::replace(&mut point.alphas[document as usize], [0.0; N]);
            let steps = self.signed(document as usize, alphas.map(|alpha| -alpha));
            point.add(matrix.row(document as usize), steps, Unstretched);
        }
    }

    fn descend<L: DualLoss>(
        &self,
        point: &mut Point<N>,
        problem: &DualProblem<'_, L>,
        part: &Part<'_>,
        squares: Option<&[[f32; N]]>,
        norms: Option<&[[f32; N]]>,
    ) {
        match squares {
            Some(squares) => self.descend_by(point, problem, part, squares, norms),
            None => self.descend_by(point, problem, part, Unstretched, norms),
        }
    }

    fn descend_by<L: DualLoss>(
        &self,
        point: &mut Point<N>,
        problem: &DualProblem<'_, L>,
        part: &Part<'_>,
        squares: impl Squares<N>,
        norms: Option<&[[f32; N]]>,
    ) {
        let (loss, params) = (problem.loss, problem.params);
        let factors = self.factors(params, part);
        let mut random = SplitMix64::new(params.seed ^ (self.number as u64) << 32);
        let mut order = part.kept.to_vec();
        let mut active = order.len();
        let mut live = self.used;
        // Documents whose gradients all lie beyond the largest of the last pass are left out for now.
        let mut shrink_above = [f32::INFINITY; N];
        let iterations =
            if part.left_out.is_empty() { params.max_iterations } else { params.fold_iterations };
        for _ in 0..iterations {
            let (mut largest, mut smallest) = ([f32::NEG_INFINITY; N], [f32::INFINITY; N]);
            random.shuffle(&mut order[..active]);
            let mut position = 0;
            while position < active {
                let document = order[position] as usize;
                let row = problem.matrix.row(document);
                let margins = self.signed(document, point.scores(row));
                let costs = self.costs(params, document, &factors);
                let alphas = &mut point.alphas[document];
                let gradients: [f32; N] = std::array::from_fn(|lane| {
                    loss.gradient(alphas[lane], margins[lane], costs[lane])
                });
                let rests = |lane: usize| {
                    !live[lane] || alphas[lane] == 0.0 && gradients[lane] > shrink_above[lane]
                };
                if (0..N).all(rests) {
                    active -= 1;
                    order.swap(position, active);
                    continue;
                }
                position += 1;
                let mut steps = [0.0; N];
                for lane in 0..N {
                    let (alpha, gradient) = (alphas[lane], gradients[lane]);
                    let projected = if alpha == 0.0 { gradient.min(0.0) } else { gradient };
                    largest[lane] = largest[lane].max(projected);
                    smallest[lane] = smallest[lane].min(projected);
                    if live[lane] && projected.abs() > 1e-9 {
                        let norm = norms.map_or(problem.norms[document], |n| n[document][lane]);
                        let moved = loss.minimum(alpha, margins[lane], norm, costs[lane]);
                        alphas[lane] = moved;
                        steps[lane] = moved - alpha;
                    }
                }
                point.add(row, self.signed(document, steps), squares);
            }
            let violated: [bool; N] = std::array::from_fn(|lane| {
                live[lane] && loss.violation(largest[lane], smallest[lane]) > params.tolerance
            });
            if active == order.len() {
                live = violated;
            }
            shrink_above = if violated.contains(&true) {
                largest.map(|largest| if largest > 0.0 { largest } else { f32::INFINITY })
            } else if active < order.len() {
                active = order.len();
                [f32::INFINITY; N]
            } else {
                break;
            };
        }
    }
}
