//! ROUGE (Lin, "ROUGE: A Package for Automatic Evaluation of Summaries", 2004): how much of a
//! summary that a person wrote another one has.
//!
//! The figures agree with Google's `rouge-score` 0.1.2.

use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;

use super::porter::porter_stem;
use crate::text::{Tokenizer, normalize};

/// A text as ROUGE reads English: runs of ASCII letters and digits, lower case, those of more than
/// three letters stemmed.
///
/// # Example
///
/// ```
/// use nutgraf::evaluate::rouge_tokens;
/// assert_eq!(rouge_tokens("Neighbouring states' ministers"), ["neighbour", "state", "minist"]);
/// ```
pub fn rouge_tokens(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let words = lower.split(|letter: char| !letter.is_ascii_alphanumeric());
    let stem = |word: &str| if word.len() > 3 { porter_stem(word) } else { word.to_owned() };
    words.filter(|word| !word.is_empty()).map(stem).collect()
}

/// A text as its normalised words, accents kept: what ROUGE is given for other languages.
pub fn word_tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut word = String::new();
    Tokenizer.visit(text, |token, _| {
        normalize(token, &mut word);
        tokens.push(word.clone());
    });
    tokens
}

/// ROUGE-N: the F1, in `[0, 1]`, of the n-grams of `size` tokens.
///
/// # Panics
///
/// When `size` is 0.
///
/// # Example
///
/// ```
/// use nutgraf::evaluate::rouge_n;
/// // Three of four words, both ways.
/// assert_eq!(rouge_n(&["a", "b", "c", "d"], &["a", "b", "c", "x"], 1), 0.75);
/// ```
pub fn rouge_n<T: Eq + Hash>(reference: &[T], summary: &[T], size: usize) -> f64 {
    let mut left: HashMap<&[T], usize> = HashMap::new();
    for ngram in reference.windows(size) {
        *left.entry(ngram).or_default() += 1;
    }
    let mut shared = 0;
    for ngram in summary.windows(size) {
        if let Some(count) = left.get_mut(ngram).filter(|count| **count > 0) {
            *count -= 1;
            shared += 1;
        }
    }
    let ngrams = |tokens: &[T]| (tokens.len() + 1).saturating_sub(size);
    f1(shared, ngrams(reference), ngrams(summary))
}

/// ROUGE-Lsum: the F1, in `[0, 1]`, of the tokens that each sentence of the reference has in common
/// with the summary's sentences, in order.
pub fn rouge_lsum<T: Eq + Hash>(reference: &[Vec<T>], summary: &[Vec<T>]) -> f64 {
    let counts = |sentences: &'_ [Vec<T>]| -> usize { sentences.iter().map(Vec::len).sum() };
    let mut left: HashMap<&T, [usize; 2]> = HashMap::new();
    for (side, sentences) in [reference, summary].into_iter().enumerate() {
        for token in sentences.iter().flatten() {
            left.entry(token).or_default()[side] += 1;
        }
    }
    let mut shared = 0;
    for sentence in reference {
        let union: BTreeSet<usize> =
            summary.iter().flat_map(|other| common_places(sentence, other)).collect();
        for place in union {
            if let Some(counts) = left.get_mut(&sentence[place])
                && counts[0] > 0
                && counts[1] > 0
            {
                counts[0] -= 1;
                counts[1] -= 1;
                shared += 1;
            }
        }
    }
    f1(shared, counts(reference), counts(summary))
}

/// The places in `reference` of one of its longest common subsequences with `other`.
fn common_places<T: Eq>(reference: &[T], other: &[T]) -> Vec<usize> {
    let width = other.len() + 1;
    let mut lengths = vec![0_u32; (reference.len() + 1) * width];
    for (row, token) in reference.iter().enumerate() {
        for (column, facing) in other.iter().enumerate() {
            lengths[(row + 1) * width + column + 1] = if token == facing {
                lengths[row * width + column] + 1
            } else {
                lengths[row * width + column + 1].max(lengths[(row + 1) * width + column])
            };
        }
    }
    let (mut row, mut column) = (reference.len(), other.len());
    let mut places = Vec::new();
    while row > 0 && column > 0 {
        if reference[row - 1] == other[column - 1] {
            places.push(row - 1);
            row -= 1;
            column -= 1;
        } else if lengths[row * width + column - 1] > lengths[(row - 1) * width + column] {
            column -= 1;
        } else {
            row -= 1;
        }
    }
    places
}

/// The harmonic mean of precision and recall; 0 where nothing is shared.
pub(super) fn f1(shared: usize, reference: usize, summary: usize) -> f64 {
    if shared == 0 { 0.0 } else { 2.0 * shared as f64 / (reference + summary) as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    const REFERENCE: &str = "The ministers of two neighbouring states agreed on a hotline.\n\
        It opens in June, flying officially.";
    const SUMMARY: &str = "Neighbouring states' ministers agree: hotline to open.\n\
        The hotline opens in June after talks on the states.\nNothing else was agreed";

    #[test]
    fn figures_are_those_of_rouge_score() {
        // rouge-score 0.1.2, `RougeScorer(["rouge1", "rouge2", "rougeLsum"], use_stemmer=True)`.
        let (reference, summary) = (rouge_tokens(REFERENCE), rouge_tokens(SUMMARY));
        assert_relative_eq!(rouge_n(&reference, &summary, 1), 0.540_540_540_540, epsilon = 1e-9);
        assert_relative_eq!(rouge_n(&reference, &summary, 2), 0.171_428_571_428, epsilon = 1e-9);
        let lines = |text: &str| text.lines().map(rouge_tokens).collect::<Vec<_>>();
        let lsum = rouge_lsum(&lines(REFERENCE), &lines(SUMMARY));
        assert_relative_eq!(lsum, 0.432_432_432_432, epsilon = 1e-9);
    }

    #[test]
    fn nothing_in_common_is_zero() {
        assert_eq!(rouge_n(&["a"], &["b"], 1).to_bits(), 0);
        assert_eq!(rouge_n::<&str>(&[], &[], 2).to_bits(), 0);
        assert_eq!(rouge_lsum::<&str>(&[], &[vec!["a"]]).to_bits(), 0);
    }

    #[test]
    fn words_of_other_languages_keep_their_accents() {
        assert_eq!(word_tokens("L'Élysée a cédé."), ["l", "élysée", "a", "cédé"]);
    }
}
