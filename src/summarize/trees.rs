//! Regression trees that are added up: gradient boosting of the logistic loss (Friedman, "Greedy Function
//! Approximation: A Gradient Boosting Machine", 2001), each tree grown where it gains most, by second
//! derivatives over histograms (Chen and Guestrin, "`XGBoost`", 2016; Ke et al., "`LightGBM`", 2017).
//!
//! `logit(u) = base + sum over trees of leaf(u)`
//!
//! `gain(split) = (G(left)^2 / (H(left) + l) + G(right)^2 / (H(right) + l) - G^2 / (H + l)) / 2`
//!
//! `leaf = -rate * G / (H + l)`, where `G` sums the loss's first derivatives `p - y` over the rows of
//! a node, `H` its second ones `p (1 - p)`, and `l` draws leaves to 0.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::random::SplitMix64;

use super::odds::probability;
use super::ranker::rounded;

/// A tree: nodes by number, the root first; a leaf where `below` is 0.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Tree {
    /// The feature that a node asks for.
    features: Vec<u16>,
    /// Rows up to this value go left; the value of a leaf.
    values: Vec<f64>,
    /// The node on the left; the one on the right follows it.
    below: Vec<u16>,
}

/// How trees are grown.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TreeParams {
    pub(crate) trees: usize,
    /// At most so many leaves a tree.
    pub(crate) leaves: usize,
    /// What a tree counts for.
    pub(crate) rate: f64,
    /// What draws leaves to 0.
    pub(crate) l2: f64,
    /// The fewest rows of a leaf.
    pub(crate) fewest_rows: usize,
    /// The share of features that each tree may ask for.
    pub(crate) share_of_features: f64,
    /// The share of rows that each tree is grown on.
    pub(crate) share_of_rows: f64,
    pub(crate) seed: u64,
}

/// Into how many ranges of equal numbers of rows the values of a feature are parted at most.
const BINS: usize = 64;

impl Tree {
    /// The value of the leaf that a row falls into.
    pub(super) fn value(&self, row: &[f64]) -> f64 {
        let mut node = 0;
        while self.below[node] != 0 {
            let goes_right = row[usize::from(self.features[node])] > self.values[node];
            node = usize::from(self.below[node]) + usize::from(goes_right);
        }
        self.values[node]
    }

    /// The same with numbers of six digits behind the point.
    pub(super) fn rounded(&self) -> Self {
        Self { values: self.values.iter().copied().map(rounded).collect(), ..self.clone() }
    }

    /// Whether it is a tree over so many features: every path ends in a leaf of finite value.
    pub(super) fn is_sound(&self, features: usize) -> bool {
        let nodes = self.values.len();
        let is_sound = |node: usize| {
            let below = usize::from(self.below[node]);
            let ends = below == 0 || (below > node && below + 1 < nodes);
            ends && usize::from(self.features[node]) < features && self.values[node].is_finite()
        };
        nodes > 0
            && self.features.len() == nodes
            && self.below.len() == nodes
            && (0..nodes).all(is_sound)
    }
}

/// Rows, and for each of them its label and its logit so far.
pub(super) struct Examples<'fit, const N: usize> {
    pub(super) rows: &'fit [[f64; N]],
    pub(super) labels: &'fit [bool],
    /// Where boosting starts from, shape `(rows,)`.
    pub(super) logits: Vec<f64>,
}

/// First and second derivatives of the loss, summed, and how many rows they are of.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    first: f64,
    second: f64,
    rows: usize,
}

/// Where a node is best split, and what that gains.
#[derive(Clone, Copy, Debug)]
struct Split {
    gain: f64,
    feature: usize,
    /// Rows of this bin and those before it go left.
    bin: u8,
}

/// A leaf that may yet be split.
struct Open {
    node: usize,
    rows: Vec<u32>,
    sums: Sums,
    split: Option<Split>,
}

impl TreeParams {
    /// Grows the trees that lower the loss of the examples step by step.
    pub(super) fn fit<const N: usize>(&self, mut examples: Examples<'_, N>) -> Vec<Tree> {
        let edges: Vec<Vec<f64>> = (0..N).map(|feature| edges(examples.rows, feature)).collect();
        let bins: Vec<Vec<u8>> = edges
            .par_iter()
            .enumerate()
            .map(|(feature, edges)| {
                let bin = |row: &[f64; N]| edges.partition_point(|&edge| edge < row[feature]) as u8;
                examples.rows.iter().map(bin).collect()
            })
            .collect();
        let mut random = SplitMix64::new(self.seed);
        let mut every_row: Vec<u32> = (0..examples.rows.len() as u32).collect();
        let mut every_feature: Vec<usize> = (0..N).collect();
        let of_share = |count: usize, share: f64| ((count as f64 * share) as usize).clamp(1, count);
        let mut trees = Vec::with_capacity(self.trees);
        for _ in 0..self.trees {
            random.shuffle(&mut every_row);
            random.shuffle(&mut every_feature);
            let mut rows = every_row[..of_share(every_row.len(), self.share_of_rows)].to_vec();
            rows.sort_unstable();
            let features = &every_feature[..of_share(N, self.share_of_features)];
            let derivatives: Vec<(f64, f64)> = examples
                .logits
                .iter()
                .zip(examples.labels)
                .map(|(logit, &label)| {
                    let probability = probability(*logit);
                    (probability - f64::from(u8::from(label)), probability * (1.0 - probability))
                })
                .collect();
            let grower = Grower { params: self, edges: &edges, bins: &bins, features, derivatives };
            let tree = grower.grow(rows);
            for (logit, row) in examples.logits.iter_mut().zip(examples.rows) {
                *logit += tree.value(row);
            }
            trees.push(tree);
        }
        trees
    }
}

/// What a tree is grown from.
struct Grower<'fit> {
    params: &'fit TreeParams,
    /// The upper edges of the bins of each feature but of the last bin, ascending.
    edges: &'fit [Vec<f64>],
    /// The bin of each row, a list for each feature.
    bins: &'fit [Vec<u8>],
    features: &'fit [usize],
    /// The first and second derivative of the loss of each row.
    derivatives: Vec<(f64, f64)>,
}

impl Grower<'_> {
    fn grow(&self, rows: Vec<u32>) -> Tree {
        let mut tree = Tree::default();
        let mut open = vec![self.open(&mut tree, rows)];
        for _ in 1..self.params.leaves {
            let gain = |leaf: &Open| leaf.split.map_or(f64::NEG_INFINITY, |split| split.gain);
            let best = (0..open.len()).max_by(|&one, &other| {
                gain(&open[one]).total_cmp(&gain(&open[other])).then(other.cmp(&one))
            });
            let Some((best, split)) = best.and_then(|best| Some((best, open[best].split?))) else {
                break;
            };
            let leaf = open.swap_remove(best);
            let bins = &self.bins[split.feature];
            let (left, right) = leaf.rows.iter().partition(|&&row| bins[row as usize] <= split.bin);
            tree.features[leaf.node] = split.feature as u16;
            tree.values[leaf.node] = self.edges[split.feature][usize::from(split.bin)];
            tree.below[leaf.node] = tree.values.len() as u16;
            open.push(self.open(&mut tree, left));
            open.push(self.open(&mut tree, right));
        }
        for leaf in open {
            let Sums { first, second, .. } = leaf.sums;
            tree.values[leaf.node] = -self.params.rate * first / (second + self.params.l2);
        }
        tree
    }

    /// A new leaf of some rows, and where it is best split.
    fn open(&self, tree: &mut Tree, rows: Vec<u32>) -> Open {
        let node = tree.values.len();
        tree.features.push(0);
        tree.values.push(0.0);
        tree.below.push(0);
        let mut sums = Sums::default();
        rows.iter().for_each(|&row| sums.add(self.derivatives[row as usize]));
        let mut best: Option<Split> = None;
        for &feature in self.features {
            let split = self.split(&rows, sums, feature);
            if split.is_some_and(|split| best.is_none_or(|best| split.gain > best.gain)) {
                best = split;
            }
        }
        Open { node, rows, sums, split: best }
    }

    fn split(&self, rows: &[u32], sums: Sums, feature: usize) -> Option<Split> {
        let mut histogram = [Sums::default(); BINS];
        let bins = &self.bins[feature];
        for &row in rows {
            histogram[usize::from(bins[row as usize])].add(self.derivatives[row as usize]);
        }
        let score = |sums: Sums| sums.first * sums.first / (sums.second + self.params.l2);
        let mut left = Sums::default();
        let mut best: Option<Split> = None;
        for (bin, &sums_of_bin) in histogram.iter().enumerate().take(self.edges[feature].len()) {
            left = left.plus(sums_of_bin, 1.0);
            let right = sums.plus(left, -1.0);
            if left.rows.min(right.rows) < self.params.fewest_rows {
                continue;
            }
            let gain = (score(left) + score(right) - score(sums)) / 2.0;
            if gain > 1e-9 && best.is_none_or(|best| gain > best.gain) {
                best = Some(Split { gain, feature, bin: bin as u8 });
            }
        }
        best
    }
}

impl Sums {
    fn add(&mut self, (first, second): (f64, f64)) {
        self.first += first;
        self.second += second;
        self.rows += 1;
    }

    /// These and `sign` times others.
    fn plus(self, other: Self, sign: f64) -> Self {
        let rows = if sign < 0.0 { self.rows - other.rows } else { self.rows + other.rows };
        Self {
            first: self.first + sign * other.first,
            second: self.second + sign * other.second,
            rows,
        }
    }
}

/// The values that part those of a feature into bins of about as many rows each: midway between two
/// values that occur, so that what rounding takes of them moves no row.
fn edges<const N: usize>(rows: &[[f64; N]], feature: usize) -> Vec<f64> {
    let mut values: Vec<f64> = rows.iter().map(|row| row[feature]).collect();
    values.sort_by(f64::total_cmp);
    let edge = |bin: usize| {
        let last = *values.get((bin * values.len() / BINS).checked_sub(1)?)?;
        let next = values.get(values.partition_point(|&value| value <= last))?;
        Some(f64::midpoint(last, *next))
    };
    let mut edges: Vec<f64> = (1..BINS).filter_map(edge).collect();
    edges.dedup();
    edges
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARAMS: TreeParams = TreeParams {
        trees: 1,
        leaves: 2,
        rate: 1.0,
        l2: 1.0,
        fewest_rows: 1,
        share_of_features: 1.0,
        share_of_rows: 1.0,
        seed: 0,
    };

    #[test]
    fn a_stump_is_the_one_worked_by_hand() {
        // Logits 0: p = 1/2, so each row's derivatives are -1/2 or 1/2, and 1/4. Between 2 and 4 all
        // three on the left are of label 0, both on the right of label 1: G = 3/2 and H = 3/4 on the
        // left, G = -1 and H = 1/2 on the right.
        let rows = [[1.0], [2.0], [4.0], [1.5], [5.0]];
        let labels = [false, false, true, false, true];
        let trees = PARAMS.fit(Examples { rows: &rows, labels: &labels, logits: vec![0.0; 5] });
        let tree = &trees[0];
        assert_eq!((tree.below[0], tree.values[0].to_bits()), (1, 3.0_f64.to_bits()));
        assert!((tree.value(&[3.0]) - -1.5 / 1.75).abs() < 1e-12);
        assert!((tree.value(&[3.1]) - 1.0 / 1.5).abs() < 1e-12);
    }

    #[test]
    fn what_no_line_parts_is_learned_tree_by_tree() {
        // Label 1 where exactly one of two features is 1.
        let rows: Vec<[f64; 2]> =
            (0..400).map(|n| [f64::from(n % 2), f64::from(n / 2 % 2)]).collect();
        let labels: Vec<bool> =
            rows.iter().map(|row| (row[0] + row[1] - 1.0).abs() < 0.5).collect();
        let params = TreeParams { trees: 60, leaves: 4, share_of_rows: 0.7, ..PARAMS };
        let fit = || params.fit(Examples { rows: &rows, labels: &labels, logits: vec![0.0; 400] });
        let trees = fit();
        for (row, label) in rows.iter().zip(&labels) {
            let logit: f64 = trees.iter().map(|tree| tree.value(row)).sum();
            assert_eq!(logit > 0.0, *label, "{row:?}");
        }
        assert!(trees.iter().all(|tree| tree.is_sound(2)));
        assert_eq!(trees, fit());
    }

    #[test]
    fn trees_that_lead_nowhere_are_refused() {
        let rows = [[0.0], [1.0], [2.0], [3.0]];
        let labels = [false, true, false, true];
        let tree =
            PARAMS.fit(Examples { rows: &rows, labels: &labels, logits: vec![0.0; 4] }).remove(0);
        let broken = |change: &dyn Fn(&mut Tree)| {
            let mut tree = tree.clone();
            change(&mut tree);
            tree
        };
        assert!(tree.is_sound(1));
        assert!(!broken(&|tree| tree.below[0] = 9).is_sound(1));
        assert!(!broken(&|tree| tree.features[0] = 1).is_sound(1));
        assert!(!broken(&|tree| tree.values[1] = f64::NAN).is_sound(1));
        assert!(!broken(&|tree| tree.below.clear()).is_sound(1));
        assert!(!Tree::default().is_sound(1));
    }
}
