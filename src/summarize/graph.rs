//! A graph of sentences or words, and the walk on it that ranks them.

use super::Article;

/// A weighted directed graph in compressed sparse rows.
///
/// Row `v` has the edges that leave node `v`; targets within a row ascend and are unique, weights
/// are above 0.
#[derive(Debug)]
pub(super) struct Graph {
    offsets: Vec<usize>,
    targets: Vec<u32>,
    weights: Vec<f64>,
}

/// A sparse vector: terms ascend and are unique.
pub(super) type Row = Vec<(u32, f64)>;

impl Graph {
    /// The graph whose edge from `v` to `u` weighs the dot product of `from[v]` and `to[u]`.
    ///
    /// Goes through the terms that two rows share and through no others: time is linear in the
    /// number of such meetings.
    pub(super) fn of_products(from: &[Row], to: &[Row], terms: usize, loops: bool) -> Self {
        let mut postings: Vec<Vec<(u32, f64)>> = vec![Vec::new(); terms];
        for (node, row) in to.iter().enumerate() {
            for &(term, weight) in row {
                postings[term as usize].push((node as u32, weight));
            }
        }
        let mut graph = Self { offsets: vec![0], targets: Vec::new(), weights: Vec::new() };
        let mut products = vec![0.0; to.len()];
        let mut touched: Vec<u32> = Vec::new();
        for (node, row) in from.iter().enumerate() {
            for &(term, weight) in row {
                for &(target, other) in &postings[term as usize] {
                    if products[target as usize] == 0.0 {
                        touched.push(target);
                    }
                    products[target as usize] += weight * other;
                }
            }
            touched.sort_unstable();
            touched.dedup();
            for target in touched.drain(..) {
                let product = std::mem::take(&mut products[target as usize]);
                if product > 0.0 && (loops || target as usize != node) {
                    graph.targets.push(target);
                    graph.weights.push(product);
                }
            }
            graph.offsets.push(graph.targets.len());
        }
        graph
    }

    /// The graph of some edges `(from, to, weight)`, ascending and unique by their ends.
    pub(super) fn of_edges(nodes: usize, edges: &[(u32, u32, f64)]) -> Self {
        let mut offsets = vec![0; nodes + 1];
        for &(from, ..) in edges {
            offsets[from as usize + 1] += 1;
        }
        for node in 0..nodes {
            offsets[node + 1] += offsets[node];
        }
        let (targets, weights) = edges.iter().map(|&(_, to, weight)| (to, weight)).unzip();
        Self { offsets, targets, weights }
    }

    /// The edges that leave a node: their targets, ascending, and weights.
    pub(super) fn row(&self, node: usize) -> impl Iterator<Item = (usize, f64)> {
        let edges = self.offsets[node]..self.offsets[node + 1];
        edges.map(|edge| (self.targets[edge] as usize, self.weights[edge]))
    }

    /// The number of nodes.
    pub(super) fn nodes(&self) -> usize {
        self.offsets.len() - 1
    }

    /// Where a walk on the graph is found: `PageRank` (Brin and Page, 1998), personalised.
    ///
    /// `p(u) = (1 - d) t(u) + d * sum over v of p(v) w(v, u) / sum over z of w(v, z)`
    ///
    /// with the damping `d` in `[0, 1)`. The walk goes on from `u` with `teleport` probability
    /// `t(u)`, here given up to a factor; a node that no edge leaves sends it there too. The
    /// result sums to 1.
    pub(super) fn walk(&self, teleport: &[f64], damping: f64) -> Vec<f64> {
        let sum: f64 = teleport.iter().sum();
        let teleport: Vec<f64> = teleport.iter().map(|weight| weight / sum).collect();
        let strengths: Vec<f64> =
            self.offsets.windows(2).map(|row| self.weights[row[0]..row[1]].iter().sum()).collect();
        let mut ranks = teleport.clone();
        for _ in 0..MOST_STEPS {
            let mut arrived = vec![0.0; ranks.len()];
            let mut stranded = 0.0;
            for (node, rank) in ranks.iter().enumerate() {
                if strengths[node] == 0.0 {
                    stranded += rank;
                    continue;
                }
                let share = rank / strengths[node];
                for edge in self.offsets[node]..self.offsets[node + 1] {
                    arrived[self.targets[edge] as usize] += share * self.weights[edge];
                }
            }
            let mut moved = 0.0;
            for (node, arrived) in arrived.into_iter().enumerate() {
                let rank =
                    (1.0 - damping + damping * stranded) * teleport[node] + damping * arrived;
                moved += (rank - ranks[node]).abs();
                ranks[node] = rank;
            }
            if moved < TOLERANCE {
                break;
            }
        }
        ranks
    }
}

/// Steps after which a walk ends: with a damping of 0.85, 1e-8 of the error is left.
const MOST_STEPS: usize = 120;

/// What may still move in a step of a walk that has ended.
const TOLERANCE: f64 = 1e-10;

/// Sentences beyond which a graph of all of them would cost too much.
pub(super) const MOST_NODES: usize = 2_000;

/// Ranks an article by a graph of at most [`MOST_NODES`] of its sentences; the others get 0.
pub(super) fn within_limit(article: &Article, scores: impl Fn(&Article) -> Vec<f64>) -> Vec<f64> {
    let Some(kept) = kept(article) else { return scores(article) };
    let mut all = vec![0.0; article.sentences().len()];
    for (index, score) in kept.iter().zip(scores(&article.only(&kept))) {
        all[*index] = score;
    }
    all
}

/// The sentences of an article that a graph holds, ascending; `None` where it holds all.
///
/// Of a long article, half are the first, half those whose terms occur in the most sentences.
pub(super) fn kept(article: &Article) -> Option<Vec<usize>> {
    let sentences = article.sentences();
    if sentences.len() <= MOST_NODES {
        return None;
    }
    let commonness = |index: &usize| {
        let sentence = &sentences[*index];
        let meetings: f64 = sentence
            .terms
            .iter()
            .map(|&(term, count)| f64::from(count * article.document_frequency(term)))
            .sum();
        meetings / f64::from(sentence.length().max(1))
    };
    let first = MOST_NODES / 2;
    let mut kept: Vec<usize> = (first..sentences.len()).collect();
    kept.sort_by(|one, other| commonness(other).total_cmp(&commonness(one)).then(one.cmp(other)));
    kept.truncate(MOST_NODES - first);
    kept.extend(0..first);
    kept.sort_unstable();
    Some(kept)
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    #[test]
    fn a_walk_between_two_nodes_by_hand() {
        // 0 <-> 1 <- 2 with d = 1/2 and an even teleport: p2 = 1/6, p0 = 1/6 + p1/2,
        // p1 = 1/6 + p0/2 + p2/2, hence p0 = 7/18 and p1 = 8/18.
        let graph = Graph::of_edges(3, &[(0, 1, 2.0), (1, 0, 3.0), (2, 1, 1.0)]);
        let ranks = graph.walk(&[1.0, 1.0, 1.0], 0.5);
        for (rank, exact) in ranks.iter().zip([7.0 / 18.0, 8.0 / 18.0, 3.0 / 18.0]) {
            assert_relative_eq!(*rank, exact, epsilon = 1e-9);
        }
    }

    #[test]
    fn a_node_without_edges_sends_the_walk_to_the_teleport() {
        let ranks = Graph::of_edges(2, &[]).walk(&[3.0, 1.0], 0.85);
        assert_relative_eq!(ranks[0], 0.75, epsilon = 1e-9);
        assert_relative_eq!(ranks[1], 0.25, epsilon = 1e-9);
    }

    #[test]
    fn products_go_over_shared_terms() {
        let rows = [vec![(0, 1.0), (1, 2.0)], vec![(1, 3.0)], vec![(2, 1.0)]];
        let graph = Graph::of_products(&rows, &rows, 3, false);
        assert_eq!(graph.offsets, [0, 1, 2, 2]);
        assert_eq!((graph.targets, graph.weights), (vec![1, 0], vec![6.0, 6.0]));
    }

    #[test]
    fn beyond_the_limit_the_first_and_the_commonest_sentences_are_ranked() {
        let lines: Vec<String> = (0..MOST_NODES + 500)
            .map(
                |line| {
                    if line >= 2_400 { "treaty talks".to_owned() } else { format!("word{line}") }
                },
            )
            .collect();
        let article = crate::summarize::article::tests::article(&lines.join("\n"));
        let scores = within_limit(&article, |kept| {
            assert_eq!(kept.sentences().len(), MOST_NODES);
            vec![1.0; MOST_NODES]
        });
        assert_eq!(scores[..MOST_NODES / 2], [1.0; MOST_NODES / 2]);
        assert_eq!(scores[2_400..], [1.0; 100]);
        assert_eq!(scores.iter().filter(|&&score| score == 0.0).count(), 500);
    }
}
