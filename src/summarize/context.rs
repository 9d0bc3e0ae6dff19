//! What a sentence is worth beside those that are taken.

use std::collections::HashMap;

use super::Article;
use super::coherent::Worth;

/// What a sentence loses for each of two phrases that point to something as known which no sentence
/// taken before it has named: "the talks". One that it opens with counts twice.
const UNTOLD: f64 = 0.5;
const MOST_UNTOLD: usize = 2;

/// What a sentence loses that has a name in part, while the sentence that first gives it in full is not
/// taken.
const UNNAMED: f64 = 1.0;

/// What a sentence loses that does not go on from one that is taken.
///
/// Sentences that follow each other in the article read as one piece, and mean what they meant there.
const GAP: f64 = 0.4;

/// Headings in a row, at most, over which a text goes on.
const LONGEST_HEADING: usize = 3;

/// The log odds of the sentences of an article, less what each loses for what it takes for known and the
/// summary does not tell.
pub(super) struct InContext<'article> {
    article: &'article Article,
    logits: Vec<f64>,
    taken: Vec<bool>,
    /// The first sentence taken that has each term.
    first_with: HashMap<u32, usize>,
    /// The sentences that point to each term as something known.
    pointing_to: HashMap<u32, Vec<usize>>,
    /// The sentences that have in part a name that each sentence first gives in full.
    naming: HashMap<usize, Vec<usize>>,
}

impl<'article> InContext<'article> {
    /// Nothing is taken yet; `logits` has shape `(sentences,)`.
    pub(super) fn new(article: &'article Article, logits: Vec<f64>) -> Self {
        let mut pointing_to: HashMap<u32, Vec<usize>> = HashMap::new();
        let mut naming: HashMap<usize, Vec<usize>> = HashMap::new();
        for (index, sentence) in article.sentences().iter().enumerate() {
            for &term in sentence.references.phrases.iter().flatten() {
                pointing_to.entry(term).or_default().push(index);
            }
            for &first in &sentence.references.names {
                naming.entry(first).or_default().push(index);
            }
        }
        let taken = vec![false; logits.len()];
        Self { article, logits, taken, first_with: HashMap::new(), pointing_to, naming }
    }

    /// Whether a sentence that is taken has a term.
    pub(super) fn has_term(&self, term: u32) -> bool {
        self.first_with.contains_key(&term)
    }

    /// The sentence that another goes on from: the next before it in the same text, headings aside.
    fn follows(&self, index: usize) -> Option<usize> {
        let sentences = self.article.sentences();
        let first = index - sentences[index].position.min(LONGEST_HEADING).min(index);
        (first..index).rev().find(|&before| sentences[before].complete)
    }

    /// Whether a sentence taken, or of the chain, stands before another and has a term.
    fn is_told(&self, term: u32, index: usize, chain: &[usize]) -> bool {
        let tells = |&link: &usize| {
            let terms = &self.article.sentences()[link].terms;
            link < index && terms.binary_search_by_key(&term, |&(term, _)| term).is_ok()
        };
        self.first_with.get(&term).is_some_and(|&first| first < index) || chain.iter().any(tells)
    }
}

impl Worth for InContext<'_> {
    fn of(&self, index: usize, chain: &[usize]) -> f64 {
        let has = |other: usize| self.taken[other] || chain.contains(&other);
        let references = &self.article.sentences()[index].references;
        let is_untold =
            |phrase: &&Vec<u32>| !phrase.iter().any(|&term| self.is_told(term, index, chain));
        let untold = references.phrases.iter().filter(is_untold).count();
        let opens_untold =
            references.opens && references.phrases.first().is_some_and(|phrase| is_untold(&phrase));
        let is_cut_off = self.follows(index).is_some_and(|before| !has(before));
        let is_unnamed = references.names.iter().any(|&first| !has(first));
        self.logits[index]
            - UNTOLD * (untold + usize::from(opens_untold)).min(MOST_UNTOLD) as f64
            - UNNAMED * f64::from(u8::from(is_unnamed))
            - GAP * f64::from(u8::from(is_cut_off))
    }

    fn take(&mut self, index: usize) -> Vec<usize> {
        self.taken[index] = true;
        let mut risen = self.naming.remove(&index).unwrap_or_default();
        for &(term, _) in &self.article.sentences()[index].terms {
            let first = self.first_with.entry(term).or_insert(usize::MAX);
            if index < *first {
                *first = index;
                risen.extend(self.pointing_to.get(&term).into_iter().flatten());
            }
        }
        let behind = (index + 1..self.taken.len()).take(LONGEST_HEADING);
        risen.extend(behind.filter(|&next| self.follows(next) == Some(index)));
        risen
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::summarize::article::tests::prose;
    use approx::assert_relative_eq;

    const ARTICLE: &str = "Envoys of Peru met for talks. A guide, Ada Roth, led them. Rain fell. \
        Roth was calm. The talks ended.";

    #[test]
    fn what_is_not_told_costs_until_it_is() {
        let article = prose(ARTICLE);
        let mut worth = InContext::new(&article, vec![0.0; 5]);
        let now = |worth: &InContext| [0, 1, 2, 3, 4].map(|index| worth.of(index, &[index]));
        assert_relative_eq!(
            now(&worth)[..],
            [0.0, -GAP, -GAP, -GAP - UNNAMED, -GAP - 2.0 * UNTOLD][..]
        );
        // What goes on from it, and what has its name in part.
        assert_eq!(worth.take(1), [3, 2]);
        assert_relative_eq!(now(&worth)[2..], [0.0, -GAP, -GAP - 2.0 * UNTOLD][..]);
        assert_eq!(worth.take(0), [4, 1]);
        assert_relative_eq!(worth.of(4, &[4]), -GAP);
    }

    #[test]
    fn what_comes_along_tells_as_much_as_what_is_taken() {
        let article = prose(ARTICLE);
        let worth = InContext::new(&article, vec![0.0; 5]);
        assert_relative_eq!(worth.of(3, &[3, 2, 1]), 0.0);
        assert_relative_eq!(worth.of(4, &[4, 3, 0]), 0.0);
    }

    #[test]
    fn a_text_goes_on_over_a_heading_and_not_from_another_text() {
        let article = crate::summarize::article::tests::article("They met.\nTalks\nThey left.");
        let worth = InContext::new(&article, vec![0.0; 3]);
        assert_eq!([0, 1, 2].map(|index| worth.follows(index)), [None, Some(0), Some(0)]);
    }
}
