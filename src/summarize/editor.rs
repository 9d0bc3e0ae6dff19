//! The editor: sentences that a trained ranker would lift, that stand on their own, and that do not
//! say the same thing twice.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

use super::aspect::contributions;
use super::coherent::extract_coherently;
use super::context::InContext;
use super::features::{FeatureRow, column_of, features};
use super::genre::Genre;
use super::odds::{log_odds, probability};
use super::ranker::Ranker;
use super::{Article, Budget, Contribution, Extract, Salience, focused};

/// The default method: a trained ranker, a prior on the lead, and rules of coherence.
///
/// `score(u) = 1 / (1 + exp(-(n (logit(u) - p ln(1 + i)) + (1 - n) coverage(u) - q(u))))` for the sentence at
/// position `i`, from 0. The prior `p` grows with the budget: two sentences that an editor would lift
/// are rarely the first two, but a hundred words of a news story are hard to choose better than by
/// taking its first hundred. The share `n` is how much an article is news with a lead; of a speech, a
/// manual, a list or a long report, what most of it is about counts in place of the ranker. `q` is
/// what a question loses.
///
/// Sentences are then taken by the log odds of their scores, less 0.5 for each of two phrases that point to
/// something as known that the summary has not named (one that opens the sentence counts twice), 1 for a
/// name in part that it has not given in full, and 0.4 for a sentence that does not go on from one that is
/// taken: what follows each other reads as one piece.
#[derive(Clone, Debug, PartialEq)]
pub struct Editor {
    ranker: Cow<'static, Ranker>,
}

impl Default for Editor {
    /// With the ranker that nutgraf ships.
    fn default() -> Self {
        Self { ranker: Cow::Borrowed(Ranker::shipped()) }
    }
}

/// Budgets in words, ascending, and the prior on position at each: between two, it is interpolated.
const PRIORS: [(f64, f64); 2] = [(60.0, 0.3), (100.0, 0.6)];

/// What a sentence loses that asks what the summary may not answer.
const UNANSWERED: f64 = 1.0;

/// Sentences beyond which an article is less and less likely to have a lead.
const LONGEST_WITH_LEAD: f64 = 80.0;

/// Sentences below which an article offers no choice that would beat its lead.
const SHORTEST_WITH_CHOICE: usize = 5;

impl Editor {
    /// With the ranker that nutgraf ships.
    pub fn shipped() -> &'static Self {
        static EDITOR: OnceLock<Editor> = OnceLock::new();
        EDITOR.get_or_init(Self::default)
    }

    /// With a ranker of one's own.
    pub fn new(ranker: Ranker) -> Self {
        Self { ranker: Cow::Owned(ranker) }
    }

    /// The log odds of a sentence of an article, by its features.
    fn logit(&self, article: &Article, budget: Budget) -> impl Fn(&FeatureRow) -> f64 {
        let genre = Genre::of(article);
        let (lead, prior) = (lead_share(article) * genre.news, prior_in(article, budget));
        let position = column_of("position-logarithm");
        let question = column_of("question");
        move |row| {
            let of_news = self.ranker.logit(row, lead) - lead * prior * row[position];
            let value = if lead < 1.0 {
                lead * of_news + (1.0 - lead) * genre.coverage_logit(row)
            } else {
                of_news
            };
            value - UNANSWERED * row[question]
        }
    }

    fn logits(&self, article: &Article, budget: Budget) -> Vec<f64> {
        let logit = self.logit(article, budget);
        let mut logits: Vec<f64> = features(article).iter().map(logit).collect();
        // A repetition is never worth more than what it repeats.
        let mut first_logits = HashMap::new();
        for (logit, sentence) in logits.iter_mut().zip(article.sentences()) {
            let first: f64 = *first_logits.entry(sentence.fingerprint).or_insert(*logit);
            *logit = logit.min(first);
        }
        logits
    }
}

impl Salience for Editor {
    fn scores(&self, article: &Article) -> Vec<f64> {
        self.extract(article, Budget::default()).scores
    }

    /// Scores are in `[0, 1]`. Sentences are taken best first for as long as they fit. One that
    /// opens with a pronoun, a demonstrative or a connective, or inside a quotation, or that is a
    /// quotation and nothing else, is taken only together with the sentence before it; one that repeats
    /// a sequence of three terms of a sentence already taken, or much of what it says, is left.
    fn extract(&self, article: &Article, budget: Budget) -> Extract {
        let logits = self.logits(article, budget);
        let scores: Vec<f64> = logits.iter().map(|&logit| probability(logit)).collect();
        if article.query().is_empty() {
            return extract_coherently(article, scores, InContext::new(article, logits), budget);
        }
        let scores = focused(article, scores);
        let logits = scores.iter().map(|&score| log_odds(score)).collect();
        extract_coherently(article, scores, InContext::new(article, logits), budget)
    }

    fn contributions(&self, article: &Article, budget: Budget) -> Vec<Vec<Contribution>> {
        contributions(&features(article), self.logit(article, budget))
    }
}

/// The weight of position in an article under a budget.
fn prior_in(article: &Article, budget: Budget) -> f64 {
    let brief = article.sentences().len() < SHORTEST_WITH_CHOICE;
    if brief { PRIORS[PRIORS.len() - 1].1 } else { prior(budget.about_words(article)) }
}

/// The weight of position under a budget of about so many words.
fn prior(words: f64) -> f64 {
    let (shortest, longest) = (PRIORS[0], PRIORS[PRIORS.len() - 1]);
    let between = |pair: &[(f64, f64)]| {
        let share = (words - pair[0].0) / (pair[1].0 - pair[0].0);
        (share <= 1.0).then(|| pair[0].1 + share.max(0.0) * (pair[1].1 - pair[0].1))
    };
    if words <= shortest.0 {
        return shortest.1;
    }
    PRIORS.windows(2).find_map(between).unwrap_or(longest.1)
}

/// How much position tells in an article, in `[0, 1]`: less in a long one, and in one of headings.
fn lead_share(article: &Article) -> f64 {
    let sentences = article.sentences();
    let complete = sentences.iter().filter(|sentence| sentence.complete).count();
    let count = sentences.len().max(1) as f64;
    (LONGEST_WITH_LEAD / count).min(1.0) * complete as f64 / count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::summarize::Reason;
    use crate::summarize::article::tests::prose;
    use crate::summarize::features::FEATURES;
    use crate::text::AnalyzerParams;

    /// An editor who likes long sentences, and nothing else.
    fn lover_of_length() -> Editor {
        let mut weights = [0.0; FEATURES.len()];
        weights[FEATURES.iter().position(|name| *name == "words-logarithm").unwrap()] = 9.0;
        Editor::new(Ranker::new(0.0, weights).unwrap())
    }

    fn chosen(text: &str, budget: Budget) -> Vec<usize> {
        lover_of_length().extract(&prose(text), budget).chosen()
    }

    #[test]
    fn a_sentence_that_leans_on_another_comes_with_it_or_not_at_all() {
        let text =
            "Ministers met. Rain fell. It flooded the streets of the old town of Bern. Calm.";
        assert_eq!(chosen(text, Budget::Sentences(2)), [1, 2]);
        assert_eq!(chosen(text, Budget::Sentences(1)), [0]);
    }

    #[test]
    fn a_sentence_that_leans_on_one_taken_before_is_weighed_alone() {
        // Together with the first, the second would be worth more than the third.
        let text = "Envoys of the two old neighbours met in a small hotel above Bern. They left. \
            Rain fell on Bern.";
        assert_eq!(chosen(text, Budget::Sentences(2)), [0, 2]);
    }

    #[test]
    fn what_was_decided_has_its_reason() {
        use Reason::{DidNotFit, LeansOnLeft, RankedLow, Taken, TakenForNext};
        let reasons = |text: &str, budget| lover_of_length().extract(&prose(text), budget).reasons;
        let text =
            "Ministers met. Rain fell. It flooded the streets of the old town of Bern. Calm.";
        let expected = [RankedLow, TakenForNext, Taken, RankedLow];
        assert_eq!(reasons(text, Budget::Sentences(2)), expected);
        let expected = [Taken, RankedLow, LeansOnLeft, RankedLow];
        assert_eq!(reasons(text, Budget::Sentences(1)), expected);
        let expected = [Taken, RankedLow, DidNotFit, RankedLow];
        assert_eq!(reasons(text, Budget::Words(3)), expected);
    }

    #[test]
    fn an_opening_that_nothing_stands_before_is_left() {
        let text = "It took years of talks in Bern and Basel. A treaty holds.";
        assert_eq!(chosen(text, Budget::Sentences(1)), [1]);
        assert_eq!(chosen("They met.", Budget::Sentences(1)), [0]);
    }

    #[test]
    fn a_quotation_comes_with_its_beginning() {
        let text = "Rain fell. \"Nobody wanted peace. Generals on both sides refused to sign.\" \
            Calm returned.";
        let ends = ["fell.", "peace.", "sign.\"", "returned."];
        let mut start = 0;
        let spans = ends.map(|end| {
            let span = start..text.find(end).unwrap() + end.len();
            start = (span.end + 1).min(text.len());
            span
        });
        let article = Article::new(text, &spans, None, &AnalyzerParams::default().build().unwrap());
        let chosen = |count| lover_of_length().extract(&article, Budget::Sentences(count)).chosen();
        assert_eq!(chosen(2), [1, 2]);
        assert_eq!(chosen(1), [1]);
    }

    #[test]
    fn a_quotation_comes_with_the_sentence_that_names_its_speaker() {
        let text = "Rain fell. Ms Roth was angry. \"Nobody wanted peace in the old town of Bern.\"";
        assert_eq!(chosen(text, Budget::Sentences(2)), [1, 2]);
        assert_eq!(chosen(text, Budget::Sentences(1)), [1]);
    }

    #[test]
    fn what_was_said_is_not_said_again() {
        let text = "Ministers signed the old border treaty in Bern. Rain fell. \
            On Friday ministers signed the old border treaty.";
        assert_eq!(chosen(text, Budget::Sentences(2)), [0, 1]);
    }

    #[test]
    fn words_are_kept_to() {
        let text =
            "Ministers met. Rain fell on the old town. Talks went on. Calm returned at last.";
        // Words: 2, 6, 3, 4. After 6 of 9, the 4 do not fit: enough is taken. Into 10, they do.
        assert_eq!(chosen(text, Budget::Words(9)), [1]);
        assert_eq!(chosen(text, Budget::Words(10)), [1, 3]);
        assert_eq!(chosen(text, Budget::Words(1)), [1]);
    }

    #[test]
    fn the_prior_on_position_grows_with_the_budget() {
        let budgets = [10.0, 45.0, 50.0, 60.0, 75.0, 90.0, 100.0, 1_000.0].map(prior);
        assert!(budgets.is_sorted(), "{budgets:?}");
        assert_eq!(budgets[1].to_bits(), PRIORS[0].1.to_bits());
        assert_eq!(budgets[7].to_bits(), PRIORS[1].1.to_bits());
        assert!((prior(70.0) - 0.375).abs() < 1e-12);
    }

    #[test]
    fn an_article_without_a_lead_is_told_by_its_length_and_headings() {
        let lines = |line: &str, count: usize| {
            let lines = vec![line; count].join("\n");
            lead_share(&crate::summarize::article::tests::article(&lines))
        };
        assert!((lines("They met.", 80) - 1.0).abs() < 1e-12);
        assert!((lines("They met.", 160) - 0.5).abs() < 1e-12);
        assert!(lines("What they said", 4).abs() < 1e-12);
    }
}
