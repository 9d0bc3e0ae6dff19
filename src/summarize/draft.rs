//! A summary in the making, by the rules of coherence.

use std::collections::HashMap;

use super::{Article, Budget, Length, Reason, Sentence};
use crate::text::Quotation;

/// The most sentences that are taken together because each leans on the one before it.
const LONGEST_CHAIN: usize = 3;

/// The share of terms in common from which two sentences say much the same thing.
const MOST_IN_COMMON: f64 = 0.25;

/// The share of a budget of words or characters below which a summary goes on to look for shorter
/// sentences, where one does not fit: filling it to the brim takes what nobody would.
const LEAST_SHARE: f64 = 0.6;

/// Whether a sentence cannot stand without the one before it.
pub(super) fn leans(article: &Article, index: usize) -> bool {
    let leans = |sentence: &Sentence| {
        sentence.cues.opening.is_some()
            || sentence.cues.quotation == Quotation::Whole
            || sentence.continues_quotation
    };
    article.sentences().get(index).is_some_and(leans)
}

/// A summary in the making.
pub(super) struct Draft<'article> {
    article: &'article Article,
    budget: Budget,
    /// What is taken comes to.
    length: Length,
    /// Why each sentence was taken or left, as far as it is decided.
    pub(super) reasons: Vec<Reason>,
    /// Whether a sentence did not fit into what was left of a budget that is not one of sentences.
    did_not_fit: bool,
    /// The sequences of three terms of the sentences taken, each with the first that has it.
    trigrams: HashMap<[u32; 3], usize>,
    fingerprints: HashMap<u64, usize>,
    /// The sentences taken that have each term.
    holders: HashMap<u32, Vec<usize>>,
}

impl<'article> Draft<'article> {
    pub(super) fn new(article: &'article Article, budget: Budget) -> Self {
        let undecided = |sentence: &Sentence| {
            if sentence.complete { Reason::RankedLow } else { Reason::Heading }
        };
        Self {
            article,
            budget: budget.of(article),
            length: Length::default(),
            reasons: article.sentences().iter().map(undecided).collect(),
            did_not_fit: false,
            trigrams: HashMap::new(),
            fingerprints: HashMap::new(),
            holders: HashMap::new(),
        }
    }

    /// Whether the article speaks of what a reader asks about.
    pub(super) fn is_asked(&self) -> bool {
        !self.article.query().is_empty()
    }

    /// Whether nothing is taken.
    pub(super) fn is_empty(&self) -> bool {
        self.fingerprints.is_empty()
    }

    pub(super) fn has(&self, index: usize) -> bool {
        self.reasons[index].is_taken()
    }

    /// A sentence, and those before it that it leans on and that are not taken; `None` where there
    /// are too many, or a heading or nothing at all stands before them.
    pub(super) fn chain(&self, index: usize) -> Option<Vec<usize>> {
        let mut chain = vec![index];
        let mut first = index;
        let begins = |index: usize| self.article.sentences()[index].position == 0;
        while leans(self.article, first) && (begins(first) || !self.has(first - 1)) {
            if begins(first) {
                return None;
            }
            first -= 1;
            if chain.len() == LONGEST_CHAIN || !self.article.sentences()[first].complete {
                return None;
            }
            chain.push(first);
        }
        Some(chain)
    }

    /// Whether nothing more fits, or enough is taken and what came next did not fit.
    pub(super) fn is_full(&self) -> bool {
        !self.budget.fits(self.length + Length::LEAST)
            || (self.did_not_fit && self.budget.share(self.length) >= LEAST_SHARE)
    }

    /// Takes a sentence with what it leans on, or leaves it, and notes why; whether it was taken.
    pub(super) fn take(&mut self, index: usize) -> bool {
        let Some(chain) = self.chain(index) else {
            self.reasons[index] = Reason::LeansOnLeft;
            return false;
        };
        let sentences = self.article.sentences();
        let length =
            chain.iter().fold(self.length, |sum, &link| sum + Length::of(&sentences[link]));
        if !self.budget.fits(length) {
            self.did_not_fit |= !matches!(self.budget, Budget::Sentences(_));
            let alone = self.budget.fits(self.length + Length::of(&sentences[index]));
            self.reasons[index] = if alone { Reason::LeansOnLeft } else { Reason::DidNotFit };
            return false;
        }
        if let Some((link, repeated)) =
            chain.iter().find_map(|&link| Some((link, self.repeated(&sentences[link])?)))
        {
            let itself = link == index;
            self.reasons[index] =
                if itself { Reason::Repeats(repeated) } else { Reason::LeansOnLeft };
            return false;
        }
        self.length = length;
        for &link in &chain {
            self.reasons[link] = if link == index { Reason::Taken } else { Reason::TakenForNext };
            self.fingerprints.insert(sentences[link].fingerprint, link);
            for &(term, _) in &sentences[link].terms {
                self.holders.entry(term).or_default().push(link);
            }
            for trigram in trigrams(self.article, &sentences[link]) {
                self.trigrams.entry(trigram).or_insert(link);
            }
        }
        true
    }

    /// The sentence already taken that says what this one says.
    fn repeated(&self, sentence: &Sentence) -> Option<usize> {
        let same_words = self.fingerprints.get(&sentence.fingerprint).copied();
        let same_trigram =
            || trigrams(self.article, sentence).find_map(|t| self.trigrams.get(&t).copied());
        let same_terms = || self.of_the_same_terms(sentence);
        same_words.or_else(same_trigram).or_else(same_terms)
    }

    /// The sentence already taken that has more than a share of [`MOST_IN_COMMON`] in common.
    ///
    /// It has more than that share of the terms of this one, so at least one of any that are as many as
    /// the rest: only holders of the rarest are compared, and a long summary costs no comparison with
    /// all of it.
    fn of_the_same_terms(&self, sentence: &Sentence) -> Option<usize> {
        let mut terms: Vec<u32> = sentence.terms.iter().map(|&(term, _)| term).collect();
        terms.sort_by_key(|&term| (self.article.document_frequency(term), term));
        terms.truncate(terms.len() - (MOST_IN_COMMON * terms.len() as f64) as usize);
        let shares =
            |&index: &usize| in_common(&self.article.sentences()[index], sentence) > MOST_IN_COMMON;
        terms.iter().filter_map(|term| self.holders.get(term)).flatten().copied().find(shares)
    }
}

/// The sequences of three terms of a sentence, but for those of what was asked about: all that is to
/// be taken speaks of that.
fn trigrams(article: &Article, sentence: &Sentence) -> impl Iterator<Item = [u32; 3]> {
    let asked = |terms: &[u32; 3]| terms.iter().all(|term| article.query().contains(term));
    let windows = sentence.sequence.windows(3).map(|terms| [terms[0], terms[1], terms[2]]);
    windows.filter(move |terms| !asked(terms))
}

/// The share of the terms of two sentences that both have (Jaccard), in `[0, 1]`.
fn in_common(one: &Sentence, other: &Sentence) -> f64 {
    let has = |term: u32| other.terms.binary_search_by_key(&term, |&(term, _)| term).is_ok();
    let shared = one.terms.iter().filter(|&&(term, _)| has(term)).count();
    let all = one.terms.len() + other.terms.len() - shared;
    if all == 0 { 0.0 } else { shared as f64 / all as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::summarize::article::tests::article;
    use proptest::prelude::*;

    #[test]
    fn a_sentence_of_the_same_terms_is_found_among_those_taken() {
        let lines = "war peace.\nrain snow hail frost.\nrain hail snow sun frost.\nrain sun moon.";
        let article = article(lines);
        let mut draft = Draft::new(&article, Budget::Sentences(9));
        assert!(draft.take(0) && draft.take(1));
        // 4 of 5 terms in another order; 1 of 6.
        assert!(!draft.take(2) && draft.take(3));
        assert_eq!(draft.reasons[2], Reason::Repeats(1));
    }

    proptest! {
        #[test]
        fn comparing_holders_of_rare_terms_finds_what_comparing_all_finds(
            lines in "[a-f]{2}( [a-f]{2}){0,5}(\n[a-f]{2}( [a-f]{2}){0,5}){1,9}",
        ) {
            let article = article(&lines);
            let sentences = article.sentences();
            let mut draft = Draft::new(&article, Budget::Sentences(9));
            for index in 0..sentences.len() {
                let shares = |taken: &usize| {
                    in_common(&sentences[*taken], &sentences[index]) > MOST_IN_COMMON
                };
                let in_any = (0..index).filter(|&taken| draft.has(taken)).any(|t| shares(&t));
                prop_assert_eq!(draft.of_the_same_terms(&sentences[index]).is_some(), in_any);
                draft.take(index);
            }
        }
    }

    #[test]
    fn terms_in_common_by_hand() {
        let article = article("war peace rain\npeace rain snow\n!");
        let sentences = article.sentences();
        assert!((in_common(&sentences[0], &sentences[1]) - 0.5).abs() < 1e-12);
        assert!(in_common(&sentences[2], &sentences[2]).abs() < 1e-12);
    }
}
