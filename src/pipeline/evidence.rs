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

/// The share of training articles from which on a stop word tells nothing.
const MOST: f32 = 0.5;

impl TextClassifier {
    /// The words of an article that speak most strongly for a label, strongest first.
    ///
    /// At most `count` of them, and none that speaks against it. A stop word is told where it is a term by
    /// itself that most training articles do without (`between`); what `the` adds tells a reader nothing.
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

    /// What each distinct word of an article adds to the score of a label, without stop words that tell
    /// nothing.
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
        let is_stop: Vec<bool> = tokens
            .iter()
            .map(|token| language.is_some_and(|of| is_stop_word(&token.to_lowercase(), of)))
            .collect();
        let mut is_told: Vec<bool> = is_stop.iter().map(|is_stop| !is_stop).collect();
        let mut of_tokens = vec![0.0_f32; tokens.len()];
        for (index, view) in self.parts().views.iter().enumerate() {
            let row = encoder.row(index);
            let mut occurrences = vec![0.0_f32; row.columns.len()];
            encoder.visit_occurrences(index, |_, place| occurrences[place] += 1.0);
            encoder.visit_occurrences(index, |spanned, place| {
                let weight = view.model.weight(row.columns[place] as usize, label);
                let share = row.values[place] * weight / occurrences[place];
                if let [token] = *spanned
                    && view.is_of_words()
                    && view.share_of_articles(row.columns[place]) < MOST
                {
                    is_told[token] = true;
                }
                let telling = spanned.iter().filter(|&&token| !is_stop[token]).count();
                for &token in spanned {
                    if telling == 0 {
                        of_tokens[token] += share / spanned.len() as f32;
                    } else if !is_stop[token] {
                        of_tokens[token] += share / telling as f32;
                    }
                }
            });
        }
        let mut words: BTreeMap<String, Evidence> = BTreeMap::new();
        let mut normalized = String::new();
        let told = |&(place, token): &(usize, &&str)| *token != BOUNDARY && is_told[place];
        for (place, &token) in tokens.iter().enumerate().filter(told) {
            normalize(token, &mut normalized);
            words
                .entry(normalized.clone())
                .or_insert_with(|| Evidence { word: token.to_owned(), contribution: 0.0 })
                .contribution += of_tokens[place];
        }
        words.into_values().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Corpus;
    use crate::pipeline::TextClassifierParams;
    use crate::text::Language;

    fn article(text: &str, label: &str) -> Document {
        let labels = vec![label.to_owned()];
        Document { text: text.to_owned(), labels, ..Document::default() }
    }

    #[test]
    fn a_content_word_gets_what_its_sequence_with_a_stop_word_adds_and_the_stop_word_is_left_out() {
        let documents = (0..40).map(|number| match number % 2 {
            0 => article("the court sat by the river", "courts"),
            _ => article("a boat sank by the river", "ferries"),
        });
        let params = TextClassifierParams::default().language(Some(Language::English));
        let classifier = params.fit(&Corpus::new(documents.collect())).unwrap();
        let words = classifier.explain(&article("the court by the river", ""), 0, 9);
        assert_eq!(words[0].word, "court");
        assert!(words.iter().all(|evidence| evidence.word != "the"), "{words:?}");
    }
}
