//! Searches for choices that do better than those that corpora of such a size usually want.

use crate::corpus::Corpus;
use crate::{Error, Result};

use super::{Choices, TextClassifier, TextClassifierParams};

/// Choices that were tried, and how well they did on training articles by models that had not seen them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trial {
    /// What was chosen.
    pub choices: Choices,
    /// Minus the mean logarithm of the probability given to the truth; less is better.
    pub log_loss: f64,
    /// How often the best label was right, in `[0, 1]`.
    pub accuracy: f64,
}

/// By how much of the log loss choices must be better than the usual ones: less is chance.
const MARGIN: f64 = 0.002;

impl TextClassifierParams {
    /// Trains with one set of choices after the other, one choice changed at a time from the best so
    /// far, and gives the best classifier with all that was tried.
    ///
    /// The choices of these parameters come first and win ties. `go_on` is told of each trial, and
    /// ends the search by `false`; with the same answers the result is the same.
    ///
    /// # Errors
    ///
    /// As [`fit`](Self::fit).
    ///
    /// # Example
    ///
    /// ```
    /// use nutgraf::corpus::{Corpus, Document};
    /// use nutgraf::pipeline::TextClassifierParams;
    /// let article = |text: &str, label: &str| Document {
    ///     text: text.to_owned(),
    ///     labels: vec![label.to_owned()],
    ///     ..Document::default()
    /// };
    /// let corpus = Corpus::new(vec![
    ///     article("The envoys met for talks.", "diplomacy"),
    ///     article("Talks between the two envoys ended.", "diplomacy"),
    ///     article("The striker scored twice.", "sport"),
    ///     article("A late goal by the striker.", "sport"),
    /// ]);
    /// let mut tried = 0;
    /// let (_, trials) = TextClassifierParams::default().tune(&corpus, &mut |_| {
    ///     tried += 1;
    ///     tried < 3
    /// })?;
    /// assert_eq!(trials.len(), 3);
    /// assert!(trials[0].choices.is_none());
    /// # Ok::<(), nutgraf::Error>(())
    /// ```
    pub fn tune(
        &self,
        corpus: &Corpus,
        go_on: &mut dyn FnMut(&Trial) -> bool,
    ) -> Result<(TextClassifier, Vec<Trial>)> {
        let (mut best, first) = self.attempt(corpus, self.choices)?;
        let (mut least, mut trials) = (first, vec![first]);
        let mut wanted = go_on(&first);
        for alternatives in ALTERNATIVES {
            for choices in alternatives(least.choices) {
                if !wanted {
                    return Ok((best, trials));
                }
                if trials.iter().any(|trial| trial.choices == choices) {
                    continue;
                }
                // Choices that leave no term are no better than the others.
                let (classifier, trial) = match self.attempt(corpus, choices) {
                    Err(Error::Corpus { .. }) => continue,
                    result => result?,
                };
                trials.push(trial);
                if trial.log_loss < least.log_loss * (1.0 - MARGIN) {
                    (best, least) = (classifier, trial);
                }
                wanted = go_on(&trial);
            }
        }
        Ok((best, trials))
    }

    fn attempt(&self, corpus: &Corpus, choices: Choices) -> Result<(TextClassifier, Trial)> {
        let classifier = self.clone().choices(choices).fit(corpus)?;
        let metric = |name| classifier.training().metrics.get(name).copied().unwrap_or(f64::NAN);
        let (log_loss, accuracy) =
            (metric(super::confidence::LOG_LOSS), metric(super::confidence::ACCURACY));
        Ok((classifier, Trial { choices, log_loss, accuracy }))
    }
}

/// The other answers to one question after the other, those first that most often matter.
const ALTERNATIVES: [fn(Choices) -> Vec<Choices>; 5] = [
    |now| [0.5, 2.0, 0.25, 4.0].map(|cost| Choices { cost: Some(cost), ..now }).to_vec(),
    |now| [1, 2, 3].map(|ngrams| Choices { ngrams: Some(ngrams), ..now }).to_vec(),
    |now| [1, 2, 3, 5].map(|min_df| Choices { min_df: Some(min_df), ..now }).to_vec(),
    |now| [6, 4, 0].map(|characters| Choices { characters: Some(characters), ..now }).to_vec(),
    |now| vec![Choices { drop_stop_words: !now.drop_stop_words, ..now }],
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Document;

    fn corpus() -> Corpus {
        let article = |number: usize| {
            let (label, words) = match number % 2 {
                0 => ("diplomacy", ["envoy", "treaty", "talks", "accord"]),
                _ => ("sport", ["striker", "goal", "match", "coach"]),
            };
            let text = format!("{} {} of the {number}", words[number % 4], words[number / 4 % 4]);
            Document { text, labels: vec![label.to_owned()], ..Document::default() }
        };
        Corpus::new((0..24).map(article).collect())
    }

    #[test]
    fn what_is_usual_is_tried_first_and_the_best_trial_is_kept() {
        let params = TextClassifierParams::default();
        let (classifier, trials) = params.tune(&corpus(), &mut |_| true).unwrap();
        assert!(trials[0].choices.is_none());
        assert!(trials.len() > 8, "{trials:?}");
        let least = trials.iter().map(|trial| trial.log_loss).fold(f64::INFINITY, f64::min);
        let kept = classifier.training().metrics[super::super::confidence::LOG_LOSS];
        assert!(kept <= trials[0].log_loss && kept * (1.0 - MARGIN) <= least);
        assert!(trials.iter().all(|trial| trial.log_loss.is_finite()));
    }

    #[test]
    fn no_choices_are_tried_twice() {
        let params = TextClassifierParams::default();
        let (_, trials) = params.tune(&corpus(), &mut |_| true).unwrap();
        for (place, trial) in trials.iter().enumerate() {
            assert!(trials[..place].iter().all(|before| before.choices != trial.choices));
        }
    }
}
