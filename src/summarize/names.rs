//! Names that an article gives in full once, and in part from then on.

use std::collections::HashSet;

use crate::text::Tokenizer;

/// The last words of names of several words that were met so far.
#[derive(Debug, Default)]
pub(super) struct Names<'text> {
    met: HashSet<&'text str>,
}

impl<'text> Names<'text> {
    /// Takes up the names of a sentence; whether it has a part of one that was met in full before, and
    /// does not have it in full itself.
    pub(super) fn meet(&mut self, sentence: &'text str) -> bool {
        let mut runs: Vec<Vec<&str>> = Vec::new();
        let (mut end, mut is_open) = (0, false);
        Tokenizer.visit(sentence, |token, span| {
            // The first word has a capital whatever it is.
            if token.starts_with(char::is_uppercase) && span.start > 0 {
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
        let lone = runs.iter().filter(|run| run.len() == 1).map(|run| run[0]);
        let lone: Vec<&str> = lone.filter(|name| self.met.contains(name)).collect();
        let full: HashSet<&str> =
            runs.iter().filter(|run| run.len() > 1).map(|run| run[run.len() - 1]).collect();
        let shortens = lone.iter().any(|name| !full.contains(name));
        self.met.extend(full);
        shortens
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_part_is_told_from_one_in_full() {
        let mut names = Names::default();
        assert!(!names.meet("The envoy, Ada Roth, came from Bern."));
        assert!(names.meet("Later Roth spoke."));
        assert!(!names.meet("In Bern, Ada Roth said that Roth was right."));
        assert!(!names.meet("Later Lind spoke."));
        assert!(!names.meet(""));
    }
}
