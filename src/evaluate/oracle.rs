//! The extract that a reference would choose: what a ranker of sentences learns from.

use std::collections::HashMap;
use std::hash::Hash;

use super::rouge::f1;

/// The indices of the sentences that, taken greedily, raise ROUGE-1 plus ROUGE-2 against a reference
/// for as long as one does; ascending.
///
/// As Nallapati, Zhai and Zhou, "`SummaRuNNer`", 2017. Bigrams do not cross sentences; of sentences that
/// raise it equally, the first is taken.
///
/// # Example
///
/// ```
/// use nutgraf::evaluate::greedy_oracle;
/// let sentences = [vec!["they", "met"], vec!["it", "rained"], vec!["they", "agreed"]];
/// assert_eq!(greedy_oracle(&sentences, &["they", "met", "they", "agreed"]), [0, 2]);
/// ```
pub fn greedy_oracle<T: Eq + Hash>(sentences: &[Vec<T>], reference: &[T]) -> Vec<usize> {
    let mut sizes = [1, 2].map(|size| NgramsLeft::new(reference, size));
    let mut chosen = Vec::new();
    let mut best = 0.0;
    loop {
        let mut next = None;
        for (index, sentence) in sentences.iter().enumerate() {
            if chosen.contains(&index) || sentence.is_empty() {
                continue;
            }
            let score: f64 = sizes.iter().map(|ngrams| ngrams.f1_with(sentence)).sum();
            if score > best + 1e-9 {
                best = score;
                next = Some(index);
            }
        }
        let Some(index) = next else { break };
        for ngrams in &mut sizes {
            ngrams.take(&sentences[index]);
        }
        chosen.push(index);
    }
    chosen.sort_unstable();
    chosen
}

/// The n-grams of a reference that the sentences taken so far do not have.
struct NgramsLeft<'tokens, T> {
    size: usize,
    left: HashMap<&'tokens [T], usize>,
    reference: usize,
    shared: usize,
    taken: usize,
}

impl<'tokens, T: Eq + Hash> NgramsLeft<'tokens, T> {
    fn new(reference: &'tokens [T], size: usize) -> Self {
        let mut left = HashMap::new();
        for ngram in reference.windows(size) {
            *left.entry(ngram).or_default() += 1;
        }
        let reference = reference.windows(size).len();
        Self { size, left, reference, shared: 0, taken: 0 }
    }

    /// The n-grams of a sentence that are left, with how many of each it has.
    fn shared_with(&self, sentence: &[T]) -> HashMap<&'tokens [T], usize> {
        let mut shared: HashMap<&'tokens [T], usize> = HashMap::new();
        for ngram in sentence.windows(self.size) {
            if let Some((&known, &left)) = self.left.get_key_value(ngram) {
                let count = shared.entry(known).or_default();
                *count = (*count + 1).min(left);
            }
        }
        shared
    }

    fn f1_with(&self, sentence: &[T]) -> f64 {
        let shared: usize = self.shared_with(sentence).values().sum();
        f1(self.shared + shared, self.reference, self.taken + sentence.windows(self.size).len())
    }

    fn take(&mut self, sentence: &[T]) {
        self.taken += sentence.windows(self.size).len();
        for ngram in sentence.windows(self.size) {
            if let Some(left) = self.left.get_mut(ngram).filter(|left| **left > 0) {
                *left -= 1;
                self.shared += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_that_says_it_again_is_left() {
        let sentences = [vec!["a", "b"], vec!["a", "b"], vec!["c"]];
        assert_eq!(greedy_oracle(&sentences, &["a", "b", "c"]), [0, 2]);
    }

    #[test]
    fn nothing_in_common_takes_nothing() {
        assert!(greedy_oracle(&[vec!["a"]], &["b"]).is_empty());
    }
}
