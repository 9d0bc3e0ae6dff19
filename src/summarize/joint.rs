//! One summary of several articles: what many of them say leads.

use std::collections::BTreeSet;

use super::coherent::{Worth, extract_coherently};
use super::context::InContext;
use super::odds::{log_odds, probability};
use super::{Article, Budget, Extract, focused};

/// What it adds to the log odds of a sentence that every other article has all its terms. The
/// position that each editor leads with moves log odds by as much over the first dozen sentences;
/// it is no learned figure, as no corpus of several articles on one event is at hand.
const SUPPORT: f64 = 4.0;

/// What it takes from the log odds of a sentence that all of its terms were said.
const REPETITION: f64 = 8.0;

/// What a sentence loses that does not begin its article, while nothing before it there is taken: each
/// article tells first what happened.
const BEGINNING: f64 = 1.0;

/// How much other articles say of what each sentence says, shape `(sentences,)`, in `[0, 1]`.
///
/// `support(u) = mean over t in u of (a(t) - 1) / (a - 1)`, for the distinct terms of sentence `u`
/// in a pool of `a` articles, of which `a(t)` have the term; 0 where there is one article. An
/// article begins where a position is 0.
pub fn support(pool: &Article) -> Vec<f64> {
    let mut articles = 0_u32;
    // How many articles have each term, and the last that was seen to.
    let mut having = vec![(0_u32, 0_u32); pool.terms()];
    for sentence in pool.sentences() {
        articles += u32::from(sentence.position == 0);
        for &(term, _) in &sentence.terms {
            let (count, last) = &mut having[term as usize];
            if *last != articles {
                (*count, *last) = (*count + 1, articles);
            }
        }
    }
    let others = f64::from(articles.saturating_sub(1).max(1));
    let share = |&(term, _): &(u32, u32)| f64::from(having[term as usize].0 - 1) / others;
    let mean =
        |terms: &[(u32, u32)]| terms.iter().map(share).sum::<f64>() / terms.len().max(1) as f64;
    pool.sentences().iter().map(|sentence| mean(&sentence.terms)).collect()
}

/// What is taken of a pool of articles, whose sentences have scores in `[0, 1]` of their own.
///
/// `score(u) = 1 / (1 + exp(-(logit(u) + 4 support(u))))`; what speaks of a query leads. Then, best
/// first, the sentences of highest `logit score(u) - 8 said(u)`, where `said(u)` is the share of
/// the terms of `u`, but those of the query, that what is taken has (maximal marginal relevance,
/// Carbonell and Goldstein 1998): articles on one event open alike, in words of their own. While nothing of
/// its article is taken, a sentence that does not begin it loses 1. The
/// rules of coherence, and what a sentence loses for what it takes for known, are the editor's.
///
/// # Panics
///
/// When there is not one score for each sentence.
pub fn extract_jointly(pool: &Article, scores: &[f64], budget: Budget) -> Extract {
    assert_eq!(pool.sentences().len(), scores.len(), "one score for each sentence");
    let raised = |(&score, support): (&f64, f64)| probability(log_odds(score) + SUPPORT * support);
    let scores = focused(pool, scores.iter().zip(support(pool)).map(raised).collect());
    let logits = scores.iter().map(|&score| log_odds(score)).collect();
    let context = InContext::new(pool, logits);
    let telling = Telling { pool, context, begun: BTreeSet::new() };
    extract_coherently(pool, scores, telling, budget)
}

/// What each sentence would tell beyond what was said.
struct Telling<'pool> {
    pool: &'pool Article,
    /// The log odds of each sentence's score, beside those taken.
    context: InContext<'pool>,
    /// The first sentences of the articles of which something is taken.
    begun: BTreeSet<usize>,
}

impl Worth for Telling<'_> {
    fn of(&self, index: usize, chain: &[usize]) -> f64 {
        let first = index - self.pool.sentences()[index].position;
        let is_begun = first == index || self.begun.contains(&first) || chain.contains(&first);
        let worth = self.context.of(index, chain) - REPETITION * self.share_said(index);
        if is_begun { worth } else { worth - BEGINNING }
    }

    fn take(&mut self, index: usize) -> Vec<usize> {
        let mut risen = self.context.take(index);
        let sentences = self.pool.sentences();
        if self.begun.insert(index - sentences[index].position) {
            let next = sentences[index + 1..].iter().take_while(|sentence| sentence.position > 0);
            risen.extend(index + 1..index + 1 + next.count());
        }
        risen
    }
}

impl Telling<'_> {
    fn share_said(&self, index: usize) -> f64 {
        let query = self.pool.query();
        let terms = || {
            let terms = self.pool.sentences()[index].terms.iter().map(|&(term, _)| term);
            terms.filter(|term| query.binary_search(term).is_err())
        };
        let said = terms().filter(|&term| self.context.has_term(term)).count();
        said as f64 / terms().count().max(1) as f64
    }
}

#[cfg(test)]
mod tests {
    use std::ops::Range;

    use super::*;
    use crate::summarize::Source;
    use crate::text::{AnalyzerParams, Language};
    use approx::assert_relative_eq;

    /// A pool of articles of one sentence a line.
    fn pool(texts: &[&str]) -> Article {
        let spans: Vec<Vec<Range<usize>>> = texts.iter().map(|text| lines(text)).collect();
        let source = |(text, spans)| Source { text, spans, title: None };
        let sources: Vec<Source> =
            texts.iter().copied().zip(spans.iter().map(Vec::as_slice)).map(source).collect();
        let params = AnalyzerParams::default().stop_words(Some(Language::English));
        Article::of_sources(&sources, None, &params.build().unwrap())
    }

    fn lines(text: &str) -> Vec<Range<usize>> {
        let mut start = 0;
        let span = |line: &str| {
            let span = start..start + line.len();
            start = span.end + 1;
            span
        };
        text.split('\n').map(span).collect()
    }

    #[test]
    fn support_is_the_share_of_other_articles_that_have_the_terms_by_hand() {
        // `war` is in all three, `peace` in two, `rain` and `snow` in one.
        let pool = pool(&["war rain\nrain rain", "war peace", "peace war snow"]);
        for (found, exact) in support(&pool).iter().zip([0.5, 0.0, 0.75, 0.5]) {
            assert_relative_eq!(*found, exact);
        }
        assert_eq!(support(&self::pool(&["war rain\nwar"])), [0.0, 0.0]);
    }

    #[test]
    fn what_all_say_is_taken_once_and_goes_before_what_one_says() {
        let pool = pool(&[
            "Rain fell on Basel today.\nMinisters signed the border treaty.",
            "Ministers signed the border treaty in Bern.\nCalm returned.",
        ]);
        let extract = extract_jointly(&pool, &[0.5; 4], Budget::Sentences(1));
        // Of two that say it, the one that begins its article.
        assert_eq!(extract.chosen(), [2]);
        let extract = extract_jointly(&pool, &[0.5; 4], Budget::Sentences(4));
        assert_eq!(extract.chosen(), [0, 2, 3]);
    }

    #[test]
    fn what_was_said_in_other_words_gives_way_to_what_was_not() {
        let pool = pool(&[
            "Ferry Gull ran aground near Harwich on Monday.\nTugs wait for high water.",
            "On Monday near Harwich a sandbank stopped ferry Gull.",
        ]);
        let extract = extract_jointly(&pool, &[0.8, 0.5, 0.8], Budget::Sentences(2));
        assert_eq!(extract.chosen(), [0, 1]);
    }

    #[test]
    fn the_first_sentence_of_an_article_does_not_lean_on_the_end_of_another() {
        let pool = pool(&["Rain fell.", "It took years of talks."]);
        let extract = extract_jointly(&pool, &[0.1, 0.9], Budget::Sentences(2));
        assert_eq!(extract.chosen(), [0]);
    }
}
