//! Choices about terms and learners, typed or searched for.

use std::time::{Duration, Instant};

use clap::Args;
use nutgraf::corpus::Corpus;
use nutgraf::pipeline::{Choices, TextClassifier, TextClassifierParams, Trial};

use crate::messages::{Failure, Messages};

/// What is chosen, and whether to search for something better.
#[derive(Args, Debug)]
#[command(next_help_heading = "Choices and tuning")]
pub(crate) struct TuningArgs {
    /// What an error costs a support vector machine, against the size of its weights [default: 1, or 2
    /// for more than 40 labels]
    #[arg(long, value_name = "C")]
    cost: Option<f32>,
    /// The fewest articles that a word or sequence of words must stand in [default: by the size of the
    /// corpus]
    #[arg(long, value_name = "N")]
    min_df: Option<usize>,
    /// The longest sequences of words, 1 to 3 [default: 2; 1 for few articles]
    #[arg(long, value_name = "N")]
    ngrams: Option<usize>,
    /// The longest sequences of characters within words, 3 to 6, or 0 for none [default: 5]
    #[arg(long, value_name = "N")]
    characters: Option<usize>,
    /// Drop the most frequent words of the language
    #[arg(long)]
    drop_stop_words: bool,
    /// Drop names of persons, places and bodies, so that none speaks for a label
    #[arg(long)]
    drop_names: bool,
    /// Try other choices, and keep those that do best on training articles that were held back
    #[arg(long, conflicts_with = "unlabelled")]
    tune: bool,
    /// Begin no further trial after so many seconds
    #[arg(long, value_name = "N", default_value_t = 300, requires = "tune")]
    tune_seconds: u64,
    /// End after so many trials: unlike seconds, the same on every machine
    #[arg(long, value_name = "N", requires = "tune")]
    tune_trials: Option<usize>,
}

impl TuningArgs {
    /// What was typed.
    pub(crate) fn choices(&self) -> Choices {
        Choices {
            cost: self.cost,
            min_df: self.min_df,
            ngrams: self.ngrams,
            characters: self.characters,
            drop_stop_words: self.drop_stop_words,
            drop_names: self.drop_names,
        }
    }

    /// Whether to search.
    pub(crate) fn is_wanted(&self) -> bool {
        self.tune
    }

    /// Trains with one set of choices after the other, and says what was tried.
    pub(crate) fn tune(
        &self,
        params: &TextClassifierParams,
        corpus: &Corpus,
        messages: &Messages,
    ) -> Result<TextClassifier, Failure> {
        let start = Instant::now();
        let limit = Duration::from_secs(self.tune_seconds);
        let mut tried = 0;
        let mut last = start;
        messages.note("trial  log loss  accuracy  seconds  choices");
        let (classifier, trials) = params.tune(corpus, &mut |trial: &Trial| {
            tried += 1;
            let seconds = last.elapsed().as_secs_f64();
            last = Instant::now();
            let choices = if trial.choices.is_none() {
                "(the usual ones)".to_owned()
            } else {
                trial.choices.to_string()
            };
            messages.note(format!(
                "{tried:>5}  {:>8.4}  {:>8.4}  {seconds:>7.2}  {choices}",
                trial.log_loss, trial.accuracy,
            ));
            start.elapsed() < limit && self.tune_trials.is_none_or(|most| tried < most)
        })?;
        let best = classifier.training().choices;
        if best == trials[0].choices {
            messages.note("nothing that was tried is better than the first");
        } else {
            messages.note(format!("the best again, without a search: {}", repeating(&best)));
        }
        Ok(classifier)
    }
}

/// The command that was typed, with choices in place of the search for them.
fn repeating(choices: &Choices) -> String {
    // Not `args`, which panics where a path is not Unicode.
    let typed = std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned());
    format!("nutgraf {} {choices}", without_search(typed).join(" "))
}

/// The words of a command, quoted for a shell, but for those about choices and the search for them.
fn without_search(mut typed: impl Iterator<Item = String>) -> Vec<String> {
    let valued =
        ["--tune-seconds", "--tune-trials", "--cost", "--min-df", "--ngrams", "--characters"];
    let mut words = Vec::new();
    while let Some(word) = typed.next() {
        if valued.contains(&word.as_str()) {
            typed.next();
        } else if word != "--tune"
            && word != "--drop-stop-words"
            && word != "--drop-names"
            && !valued.iter().any(|flag| word.starts_with(&format!("{flag}=")))
        {
            words.push(quoted(word));
        }
    }
    words
}

/// A word as a shell takes it for one.
fn quoted(word: String) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./:=,@%+".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word;
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_comes_back_without_the_search_and_quoted() {
        let typed = [
            "train",
            "the corpus.jsonl",
            "--tune",
            "--tune-seconds",
            "60",
            "--cost=2",
            "--ngrams",
            "1",
            "--fast",
            "--class-weight",
            "o'clock:2",
        ];
        let words = without_search(typed.into_iter().map(str::to_owned));
        let expected =
            ["train", "'the corpus.jsonl'", "--fast", "--class-weight", "'o'\\''clock:2'"];
        assert_eq!(words, expected);
    }
}
