//! Luhn's method: sentences in which significant words stand close together.

use super::{Article, Salience, Sentence};

/// Luhn ("The automatic creation of literature abstracts", 1958).
///
/// `score(u) = max over clusters of (significant words)^2 / (words)`
///
/// A cluster begins and ends with a significant word, and has no more than 4 other words between two of
/// them; all its words count, stop words too. Luhn leaves to experience how often a word must occur to
/// be significant: here twice, and more often than the article's words do on average. What is too
/// common to be significant is what the analyzer leaves out, its stop words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Luhn;

/// The most words between two significant ones of a cluster.
const WIDEST_GAP: u32 = 4;

impl Salience for Luhn {
    fn scores(&self, article: &Article) -> Vec<f64> {
        let significant = significant(article);
        article.sentences().iter().map(|sentence| densest(sentence, &significant)).collect()
    }
}

/// Whether each term is significant, shape `(terms,)`.
fn significant(article: &Article) -> Vec<bool> {
    let mut counts = vec![0_u32; article.terms()];
    for &(term, count) in article.sentences().iter().flat_map(|sentence| &sentence.terms) {
        counts[term as usize] += count;
    }
    let mean = f64::from(counts.iter().sum::<u32>()) / counts.len().max(1) as f64;
    counts.into_iter().map(|count| count >= 2 && f64::from(count) > mean).collect()
}

/// The score of the best cluster of a sentence.
fn densest(sentence: &Sentence, significant: &[bool]) -> f64 {
    let places = sentence.sequence.iter().zip(&sentence.places);
    let places: Vec<u32> =
        places.filter(|&(&term, _)| significant[term as usize]).map(|(_, &place)| place).collect();
    places
        .chunk_by(|one, next| next - one <= WIDEST_GAP + 1)
        .map(|cluster| {
            let words = cluster[cluster.len() - 1] - cluster[0] + 1;
            (cluster.len() * cluster.len()) as f64 / f64::from(words)
        })
        .fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::summarize::article::tests::article;
    use approx::assert_relative_eq;

    #[test]
    fn clusters_by_hand() {
        // Counts: war 3, peace 2, every other word once: mean 18 / 15, so `war` and `peace` are
        // significant. In the first line they are 4 words apart, one cluster of 6 words: 2² / 6.
        // In the second 5 are between: two clusters of one word each. The third is one of 1 word.
        let lines = "war ab cd ef gh peace\nwar ij kl mn op qr peace\nst war uv wx yz";
        let scores = Luhn.scores(&article(lines));
        for (score, exact) in scores.iter().zip([4.0 / 6.0, 1.0, 1.0]) {
            assert_relative_eq!(*score, exact);
        }
    }

    #[test]
    fn words_that_count_for_nothing_still_part_a_cluster() {
        // A word of one letter is no term, but stands between.
        let scores = Luhn.scores(&article("war a b war\nwar"));
        assert_relative_eq!(scores[0], 0.0);
        let scores = Luhn.scores(&article("war a b war\nwar peace rain"));
        assert_relative_eq!(scores[0], 4.0 / 4.0);
        assert_relative_eq!(scores[1], 1.0);
    }
}
