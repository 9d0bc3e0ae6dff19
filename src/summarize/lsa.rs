//! Latent semantic analysis: sentences that are strong in the article's main topics.

use super::{Article, Salience};
use crate::features::eigen;
use crate::random::SplitMix64;

/// LSA (Steinberger and Jezek, "Using latent semantic analysis in text summarization and summary
/// evaluation", 2004).
///
/// `score(u) = sqrt(sum over i <= r of sigma(i)^2 v(u, i)^2)`
///
/// with the singular values `sigma` and right singular vectors `v` of the matrix of how often each term
/// occurs in each sentence; `r` is how many singular values are at least half of the largest.
///
/// Up to 64 sentences the decomposition is exact. Of a longer article, the 24 leading topics are found
/// by subspace iteration, which is linear in its length.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lsa;

/// The most sentences whose matrix is decomposed exactly.
const MOST_EXACT: usize = 64;

/// The topics that are looked for in longer articles.
const MOST_TOPICS: usize = 24;

/// How often these are turned towards the strongest.
const ITERATIONS: usize = 8;

/// The share of the largest singular value from which a topic counts.
const LEAST_SHARE: f64 = 0.5;

impl Salience for Lsa {
    fn scores(&self, article: &Article) -> Vec<f64> {
        let count = article.sentences().len();
        let basis = if count <= MOST_EXACT {
            (0..count).map(|u| (0..count).map(|v| f64::from(u8::from(u == v))).collect()).collect()
        } else {
            leading(article)
        };
        let images: Vec<Vec<f64>> = basis.iter().map(|column| to_terms(article, column)).collect();
        // The vectors of the article's topics, as mixtures of the basis, and their sigma².
        let gram = images.iter().map(|one| images.iter().map(|other| dot(one, other)).collect());
        let (values, mixtures) = eigen(gram.collect());
        let least = LEAST_SHARE * LEAST_SHARE * values.first().copied().unwrap_or_default();
        let mut squares = vec![0.0; count];
        for (value, mixture) in values.iter().zip(&mixtures).filter(|(value, _)| **value >= least) {
            let mut vector = vec![0.0; count];
            for (share, column) in mixture.iter().zip(&basis) {
                add(&mut vector, *share, column);
            }
            for (square, entry) in squares.iter_mut().zip(&vector) {
                *square += value * entry * entry;
            }
        }
        squares.into_iter().map(f64::sqrt).collect()
    }
}

/// An orthonormal basis of about the strongest right singular vectors, each of shape `(sentences,)`.
fn leading(article: &Article) -> Vec<Vec<f64>> {
    let mut random = SplitMix64::new(0);
    let mut entry = || random.below(2_001) as f64 / 1_000.0 - 1.0;
    let count = article.sentences().len();
    let mut basis: Vec<Vec<f64>> =
        (0..MOST_TOPICS).map(|_| (0..count).map(|_| entry()).collect()).collect();
    for _ in 0..ITERATIONS {
        for column in &mut basis {
            *column = to_sentences(article, &to_terms(article, column));
        }
        orthonormalize(&mut basis);
    }
    // Once more: what rounding left the first time.
    orthonormalize(&mut basis);
    basis
}

/// `A x`: shape `(sentences,)` to `(terms,)`.
fn to_terms(article: &Article, column: &[f64]) -> Vec<f64> {
    let mut image = vec![0.0; article.terms()];
    for (sentence, &value) in article.sentences().iter().zip(column) {
        if value != 0.0 {
            for &(term, count) in &sentence.terms {
                image[term as usize] += f64::from(count) * value;
            }
        }
    }
    image
}

/// `A' y`: shape `(terms,)` to `(sentences,)`.
fn to_sentences(article: &Article, image: &[f64]) -> Vec<f64> {
    let value = |&(term, count): &(u32, u32)| f64::from(count) * image[term as usize];
    article.sentences().iter().map(|s| s.terms.iter().map(value).sum()).collect()
}

/// Makes columns orthogonal, of length 1 (modified Gram-Schmidt); those that the ones before them
/// span become zeros.
fn orthonormalize(basis: &mut [Vec<f64>]) {
    for index in 0..basis.len() {
        let (done, rest) = basis.split_at_mut(index);
        let column = &mut rest[0];
        let before = dot(column, column).sqrt();
        for other in done {
            let share = dot(other, column);
            add(column, -share, other);
        }
        let norm = dot(column, column).sqrt();
        let factor = if norm > 1e-9 * before { 1.0 / norm } else { 0.0 };
        column.iter_mut().for_each(|value| *value *= factor);
    }
}

fn dot(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(a, b)| a * b).sum()
}

/// Adds a multiple of a column to another.
fn add(column: &mut [f64], share: f64, other: &[f64]) {
    column.iter_mut().zip(other).for_each(|(value, other)| *value += share * other);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::summarize::article::tests::article;
    use approx::assert_relative_eq;

    #[test]
    fn topics_by_hand() {
        // Sentences 0 and 1 share `war`: A'A has the block [[1, 1], [1, 2]], with sigma² = (3 ± √5) /
        // 2. The smaller is 0.38, below a quarter of 2.62; sentence 2 is a topic of its own, with 1
        // above it. The larger's vector is (1, g) / sqrt(1 + g²), with the golden g = (1 + √5) / 2 and
        // sigma = g.
        let golden = f64::midpoint(1.0, 5.0_f64.sqrt());
        let length = (1.0 + golden * golden).sqrt();
        let scores = Lsa.scores(&article("war\nwar peace\nrain"));
        for (score, exact) in scores.iter().zip([golden / length, golden * golden / length, 1.0]) {
            assert_relative_eq!(*score, exact, epsilon = 1e-9);
        }
    }

    #[test]
    fn long_articles_find_the_topics_that_an_exact_decomposition_finds() {
        // Ten topics of 4 to 13 sentences that share their words with no other: sigma² is twice the
        // number of a topic's sentences, more than a quarter of the largest for all of them.
        let lines: Vec<String> = (4..14)
            .flat_map(|size| vec![format!("noun{size} verb{size}"); size])
            .chain([String::from("once")])
            .collect();
        assert!(lines.len() > MOST_EXACT);
        let scores = Lsa.scores(&article(&lines.join("\n")));
        let (last, topics) = scores.split_last().unwrap();
        for score in topics {
            assert_relative_eq!(*score, 2.0_f64.sqrt(), epsilon = 1e-6);
        }
        assert_relative_eq!(*last, 0.0, epsilon = 1e-6);
    }
}
