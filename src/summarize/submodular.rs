//! Submodular summarisation: a set that covers the article and is diverse.

use super::filling::{SetValue, greedy_or_best};
use super::graph::{Graph, Row, kept};
use super::lexrank::weights;
use super::{Article, Budget, Extract, Salience, focused};

/// Coverage and diversity (Lin and Bilmes, "A class of submodular functions for document
/// summarization", 2011).
///
/// `F(S) = sum over i of min(C(i, S), a C(i, V)) + l D(S)`, where
/// `D(S) = sum over clusters k of sqrt(sum over j in S and k of r(j))`.
///
/// `C(i, S) = sum over j in S of cos(i, j)`, `r(j) = C(j, V) / n`, `V` all `n` sentences, `a = 5 / n`,
/// at most 1, and `l = 6`; the clusters, one for every five sentences, are those of k-means over the
/// same vectors as for [`LexRank`](super::LexRank). The set is chosen greedily, its gains divided by
/// `cost^0.3`. The score of a sentence is `F` of that sentence alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Submodular;

/// `a * n`
const SATURATION: f64 = 5.0;
/// `l`
const DIVERSITY: f64 = 6.0;
/// The power of a sentence's cost that its gain is divided by.
const SCALE: f64 = 0.3;
/// The sentences of a cluster, on average.
const CLUSTER: usize = 5;
/// How often k-means assigns sentences anew, at most.
const ROUNDS: usize = 10;

impl Salience for Submodular {
    fn scores(&self, article: &Article) -> Vec<f64> {
        let goal = Goal::new(article);
        let empty = Chosen::new(&goal);
        (0..article.sentences().len()).map(|index| empty.gain(index)).collect()
    }

    fn extract(&self, article: &Article, budget: Budget) -> Extract {
        let budget = budget.of(article);
        let goal = Goal::new(article);
        let (_, reasons) = greedy_or_best(article, budget, SCALE, || Chosen::new(&goal));
        let empty = Chosen::new(&goal);
        let scores = (0..article.sentences().len()).map(|index| empty.gain(index)).collect();
        Extract { scores: focused(article, scores), reasons }
    }
}

/// What there is to cover.
struct Goal {
    graph: Graph,
    /// `C(i, V)` of each node.
    strengths: Vec<f64>,
    /// The cluster of each node.
    clusters: Vec<usize>,
    /// The node of each sentence; a sentence of a long article may have none, and be worth nothing.
    nodes: Vec<Option<usize>>,
}

impl Goal {
    fn new(article: &Article) -> Self {
        let count = article.sentences().len();
        let Some(kept) = kept(article) else {
            return Self::of_nodes(article, (0..count).map(Some).collect());
        };
        let mut nodes = vec![None; count];
        for (node, &index) in kept.iter().enumerate() {
            nodes[index] = Some(node);
        }
        Self::of_nodes(&article.only(&kept), nodes)
    }

    fn of_nodes(article: &Article, nodes: Vec<Option<usize>>) -> Self {
        let rows: Vec<Row> =
            article.sentences().iter().map(|sentence| weights(article, &sentence.terms)).collect();
        let graph = Graph::of_products(&rows, &rows, article.terms(), true);
        let strength = |node: usize| graph.row(node).map(|(_, weight)| weight).sum();
        let strengths = (0..rows.len()).map(strength).collect();
        let clusters = clusters(&rows, article.terms());
        Self { graph, strengths, clusters, nodes }
    }
}

/// The cluster of each row, by k-means with the cosine as likeness (Dhillon and Modha, 2001).
///
/// It starts from runs of neighbours, which a text gives for nothing, so it needs no chance.
fn clusters(rows: &[Row], terms: usize) -> Vec<usize> {
    let count = rows.len().div_ceil(CLUSTER);
    let mut clusters: Vec<usize> = (0..rows.len()).map(|row| row / CLUSTER).collect();
    for _ in 0..ROUNDS {
        // The clusters that have each term, ascending, and the weight of the term in their centres.
        let mut members = vec![Vec::new(); count];
        for (row, &cluster) in rows.iter().zip(&clusters) {
            members[cluster].extend_from_slice(row);
        }
        let mut centres: Vec<Vec<(usize, f64)>> = vec![Vec::new(); terms];
        for (cluster, mut weights) in members.into_iter().enumerate() {
            weights.sort_by_key(|&(term, _)| term);
            let sums: Row = weights
                .chunk_by(|one, other| one.0 == other.0)
                .map(|same| (same[0].0, same.iter().map(|(_, weight)| weight).sum()))
                .collect();
            let norm = sums.iter().map(|(_, weight)| weight * weight).sum::<f64>().sqrt();
            for (term, weight) in sums {
                centres[term as usize].push((cluster, weight / norm));
            }
        }
        let mut likeness = vec![0.0; count];
        let mut nearest = |row: &Row, now: usize| {
            let mut touched = Vec::new();
            for &(term, own) in row {
                for &(cluster, weight) in &centres[term as usize] {
                    likeness[cluster] += own * weight;
                    touched.push(cluster);
                }
            }
            let most = touched.iter().map(|&cluster| likeness[cluster]).fold(0.0, f64::max);
            // What rounding alone tells apart is equally near, and then the first is as good.
            let is_nearest = |cluster: &usize| likeness[*cluster] > most - 1e-12;
            let best = touched.iter().copied().filter(is_nearest).min().unwrap_or(now);
            touched.into_iter().for_each(|cluster| likeness[cluster] = 0.0);
            best
        };
        let next: Vec<usize> =
            rows.iter().zip(&clusters).map(|(row, &now)| nearest(row, now)).collect();
        if next == clusters {
            break;
        }
        clusters = next;
    }
    clusters
}

/// What is taken, and what it covers.
struct Chosen<'goal> {
    goal: &'goal Goal,
    /// `C(i, S)` of each node.
    similarities: Vec<f64>,
    /// The sum of `r` over what is taken of each cluster.
    rewards: Vec<f64>,
}

impl<'goal> Chosen<'goal> {
    fn new(goal: &'goal Goal) -> Self {
        let nodes = goal.graph.nodes();
        let clusters = nodes.div_ceil(CLUSTER);
        Self { goal, similarities: vec![0.0; nodes], rewards: vec![0.0; clusters] }
    }

    /// `r` of a node.
    fn reward(&self, node: usize) -> f64 {
        self.goal.strengths[node] / self.similarities.len() as f64
    }
}

impl SetValue for Chosen<'_> {
    fn gain(&self, index: usize) -> f64 {
        let Some(node) = self.goal.nodes[index] else { return 0.0 };
        let most_share = (SATURATION / self.similarities.len() as f64).min(1.0);
        let coverage = |(other, weight): (usize, f64)| {
            let (covered, most) =
                (self.similarities[other], most_share * self.goal.strengths[other]);
            (covered + weight).min(most) - covered.min(most)
        };
        let reward = self.rewards[self.goal.clusters[node]];
        let diversity = (reward + self.reward(node)).sqrt() - reward.sqrt();
        self.goal.graph.row(node).map(coverage).sum::<f64>() + DIVERSITY * diversity
    }

    fn add(&mut self, index: usize) {
        let Some(node) = self.goal.nodes[index] else { return };
        for (other, weight) in self.goal.graph.row(node) {
            self.similarities[other] += weight;
        }
        self.rewards[self.goal.clusters[node]] += self.reward(node);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::summarize::article::tests::article;
    use approx::assert_relative_eq;

    #[test]
    fn values_of_a_chain_by_hand() {
        // As in the test of LexRank: c = cos(0, 1) = cos(1, 2) = 1 / √2. Three sentences are one
        // cluster, and a = 1: nothing is too much covered.
        let c = 1.0 / 2.0_f64.sqrt();
        let article = article("ab\nab cd\ncd");
        let scores = Submodular.scores(&article);
        let outer = 1.0 + c + 6.0 * ((1.0 + c) / 3.0).sqrt();
        let middle = 1.0 + 2.0 * c + 6.0 * ((1.0 + 2.0 * c) / 3.0).sqrt();
        for (score, exact) in scores.iter().zip([outer, middle, outer]) {
            assert_relative_eq!(*score, exact, epsilon = 1e-9);
        }
        // Behind the middle one, the first adds 1 + c, and what the square root still grows by.
        let goal = Goal::new(&article);
        let mut covered = Chosen::new(&goal);
        covered.add(1);
        let rewards = [(2.0 + 3.0 * c) / 3.0, (1.0 + 2.0 * c) / 3.0];
        let exact = 1.0 + c + 6.0 * (rewards[0].sqrt() - rewards[1].sqrt());
        assert_relative_eq!(covered.gain(0), exact, epsilon = 1e-9);
    }

    #[test]
    fn what_is_covered_enough_adds_nothing_more() {
        // Ten equal sentences: C(i, V) = 10, a = 1/2, so five of them cover all.
        let article = article(&["war and peace"; 10].join("\n"));
        let goal = Goal::new(&article);
        let mut covered = Chosen::new(&goal);
        (0..5).for_each(|index| covered.add(index));
        let reward = covered.rewards[goal.clusters[5]];
        let diversity = 6.0 * ((reward + 1.0).sqrt() - reward.sqrt());
        assert_relative_eq!(covered.gain(5), diversity, epsilon = 1e-9);
    }

    #[test]
    fn sentences_that_are_alike_come_into_one_cluster() {
        // Runs of five neighbours are the first clusters: four and one of each kind.
        let is_war = |line: &usize| (*line < 5) != (line % 5 == 4);
        let lines: Vec<&str> =
            (0..10).map(|line| if is_war(&line) { "war peace" } else { "rain snow" }).collect();
        let article = article(&lines.join("\n"));
        let rows: Vec<Row> =
            article.sentences().iter().map(|s| weights(&article, &s.terms)).collect();
        let clusters = clusters(&rows, article.terms());
        let expected: Vec<usize> = (0..10).map(|line| usize::from(!is_war(&line))).collect();
        assert_eq!(clusters, expected);
    }
}
