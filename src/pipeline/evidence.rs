//! The words that speak for a label.

use std::collections::BTreeMap;

use crate::corpus::Document;
use crate::features::RowEncoder;
use crate::text::{BOUNDARY, is_stop_word, normalize, visit_words};

use super::TextClassifier;

/// A word of an article, and what it adds to the score of a label.
///
/// Words, not terms: what an n-gram adds is shared out evenly among the words that it spans, but to stop
/// words among others nothing (of `the court` all goes to `court`), and what a term adds evenly among
/// its occurrences. So the contributions of all words, with the label's intercepts, add up to its score.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// The word, as it first stands in the article.
    pub word: String,
    /// What all its occurrences add, above 0 where it speaks for the label.
    pub contribution: f32,
}

impl TextClassifier {
    /// The words of an article that speak most strongly for a label, strongest first.
    ///
    /// At most `count` of them, and none that speaks against it.
    pub fn explain(&self, document: &Document, label: usize, count: usize) -> Vec<Evidence> {
        self.explain_with(&mut self.encoder(), document, label, count)
    }

    pub(super) fn explain_with(
        &self,
        encoder: &mut RowEncoder<'_>,
        document: &Document,
        label: usize,
        count: usize,
    ) -> Vec<Evidence> {
        let mut evidence = self.contributions(encoder, document, label);
        evidence.retain(|evidence| evidence.contribution > 0.0);
        evidence.sort_by(|one, other| {
            other.contribution.total_cmp(&one.contribution).then_with(|| one.word.cmp(&other.word))
        });
        evidence.truncate(count);
        evidence
    }

    /// What each distinct word of an article adds to the score of a label.
    fn contributions(
        &self,
        encoder: &mut RowEncoder<'_>,
        document: &Document,
        label: usize,
    ) -> Vec<Evidence> {
        let passages = self.passages(document);
        encoder.encode_passages(&passages);
        let mut tokens = Vec::new();
        visit_words(&passages, |token| tokens.push(token));
        let language = self.training().language;
        let is_empty: Vec<bool> = tokens
            .iter()
            .map(|token| language.is_some_and(|of| is_stop_word(&token.to_lowercase(), of)))
            .collect();
        let mut of_tokens = vec![0.0_f32; tokens.len()];
        for (index, view) in self.parts().views.iter().enumerate() {
            let row = encoder.row(index);
            let mut occurrences = vec![0.0_f32; row.columns.len()];
            encoder.visit_occurrences(index, |_, place| occurrences[place] += 1.0);
            encoder.visit_occurrences(index, |spanned, place| {
                let weight = view.model.weight(row.columns[place] as usize, label);
                let share = row.values[place] * weight / occurrences[place];
                let telling = spanned.iter().filter(|&&token| !is_empty[token]).count();
                for &token in spanned {
                    if telling == 0 {
                        of_tokens[token] += share / spanned.len() as f32;
                    } else if !is_empty[token] {
                        of_tokens[token] += share / telling as f32;
                    }
                }
            });
        }
        let mut words: BTreeMap<String, Evidence> = BTreeMap::new();
        let mut normalized = String::new();
        let words_of = tokens.iter().zip(&of_tokens).filter(|(token, _)| **token != BOUNDARY);
        for (&token, &contribution) in words_of {
            normalize(token, &mut normalized);
            words
                .entry(normalized.clone())
                .or_insert_with(|| Evidence { word: token.to_owned(), contribution: 0.0 })
                .contribution += contribution;
        }
        words.into_values().collect()
    }
}
