//! Names that an article gives in full once, and in part from then on.

use std::collections::{BTreeSet, HashMap};

use crate::text::{Language, Tokenizer, is_stop_word};

/// The last words of names of several words that were met so far, each with the sentence that had it first.
#[derive(Debug, Default)]
pub(super) struct Names<'text> {
    met: HashMap<&'text str, usize>,
}

impl<'text> Names<'text> {
    /// Takes up the names of the sentence at an index; the indices of those that first had in full what
    /// it has in part alone, ascending.
    ///
    /// The first word of a sentence has a capital whatever it is: it is part of a name unless it is a stop
    /// word, or of a language whose stop words are not known.
    pub(super) fn meet(
        &mut self,
        sentence: &'text str,
        index: usize,
        language: Option<Language>,
    ) -> Vec<usize> {
        let opens_a_name = |word: &str| {
            word.starts_with(char::is_uppercase)
                && language.is_some_and(|language| !is_stop_word(&word.to_lowercase(), language))
        };

        let mut runs: Vec<Vec<&str>> = Vec::new();
        let (mut end, mut is_open) = (0, false);
        Tokenizer.visit(sentence, |token, span| {
            let is_name =
                if end == 0 { opens_a_name(token) } else { token.starts_with(char::is_uppercase) };
            if is_name {
                match runs.last_mut() {
                    Some(run) if sentence.get(end..span.start) == Some(" ") && is_open => {
                        run.push(token);
                    }
                    _ => runs.push(vec![token]),
                }
                is_open = true;
            } else {
                is_open = false;
            }
            end = span.end;
        });
        let full: BTreeSet<&str> =
            runs.iter().filter(|run| run.len() > 1).map(|run| run[run.len() - 1]).collect();
        let lone = runs.iter().filter(|run| run.len() == 1 && !full.contains(run[0]));
        let shortened: BTreeSet<usize> =
            lone.filter_map(|run| self.met.get(run[0]).copied()).collect();
        for name in full {
            self.met.entry(name).or_insert(index);
        }
        shortened.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_part_is_told_from_one_in_full() {
        let mut names = Names::default();
        let mut meet = |sentence, index| names.meet(sentence, index, Some(Language::English));
        assert!(meet("The envoy, Ada Roth, came from Bern.", 0).is_empty());
        assert_eq!(meet("Roth spoke later.", 1), [0]);
        assert!(meet("In Bern, Ada Roth said that Roth was right.", 2).is_empty());
        assert_eq!(meet("She met Jan Lind, as Roth and Roth said.", 3), [0]);
        assert_eq!(meet("Later Lind and Roth spoke.", 4), [0, 3]);
        assert!(meet("Later Kern spoke.", 5).is_empty());
    }
}
