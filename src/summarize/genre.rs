//! Whether an article tells news, and how sentences are weighed where it does not.
//!
//! The ranker learned from news, where the beginning tells what happened. A speech begins with
//! thanks, an essay with an anecdote, minutes with who was there, a manual with a heading. There,
//! what most of the text is about counts for more than where it stands.

use std::sync::OnceLock;

use super::features::{FeatureRow, column_of};
use super::{Article, Sentence};
use crate::text::Quotation;

/// The share of sentences that tell what somebody said, from which on an article reports.
const REPORTING: f64 = 0.15;

/// The shares of words with a capital that an article of names has at least, and one without has at most.
const NAMES: (f64, f64) = (0.03, 0.055);

/// A text of few words tells little of what it is: it counts as this many words more of news, one in ten of
/// them with a capital.
const WORDS_OF_NEWS: usize = 100;

/// The shares of words of the first person, outside of quotations, that somebody who speaks of himself has
/// at least, and somebody who reports has at most.
const FIRST_PERSON: (f64, f64) = (0.04, 0.015);

/// The shares of sentences that keep to a form in minutes and letters at least, and in a report at most.
const FORMS: (f64, f64) = (0.12, 0.05);

/// The marks of markup a sentence in a manual at least, and in a report at most.
const MARKUP: (f64, f64) = (0.4, 0.1);

/// Sentences that a text has at least, as far as shares of them go.
const FEW_SENTENCES: usize = 25;

/// What an article looks like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Genre {
    /// How much it is news, in `[0, 1]`: it reports what people said or is about names, and is impersonal.
    pub(super) news: f64,
    /// How little its author speaks of himself, in `[0, 1]`.
    impersonal: f64,
}

impl Genre {
    pub(super) fn of(article: &Article) -> Self {
        let sentences = article.sentences();
        let share = |count: f64, of: usize| count / of.max(1) as f64;
        let of_news = WORDS_OF_NEWS as f64 / 10.0;
        let reporting = sentences.iter().filter(|sentence| sentence.cues.speech).count();
        let capitals: u32 = sentences.iter().map(|sentence| sentence.cues.capitals).sum();
        let words: usize = sentences.iter().map(|sentence| sentence.words).sum();
        let own = sentences.iter().filter(|sentence| {
            sentence.cues.quotation == Quotation::None && !sentence.continues_quotation
        });
        let (first_person, own_words) = own.fold((0, 0), |(first_person, words), sentence| {
            (first_person + sentence.cues.first_person, words + sentence.words)
        });
        let reports = share(reporting as f64, sentences.len()) / REPORTING;
        let names = ramp(share(f64::from(capitals) + of_news, words + WORDS_OF_NEWS), NAMES);
        let impersonal =
            ramp(share(f64::from(first_person), own_words + WORDS_OF_NEWS), FIRST_PERSON);
        let outside = |sentence: &&Sentence| sentence.cues.quotation == Quotation::None;
        let forms =
            sentences.iter().filter(outside).filter(|sentence| sentence.cues.phrases.form).count();
        let informal = ramp(share(forms as f64, sentences.len().max(FEW_SENTENCES)), FORMS);
        let markup: u32 = sentences.iter().map(|sentence| sentence.cues.markup.min(3)).sum();
        let unmarked = ramp(share(f64::from(markup), sentences.len().max(FEW_SENTENCES)), MARKUP);
        let reporting = reports.max(names).min(1.0);
        Self { news: reporting * impersonal * informal * unmarked, impersonal }
    }

    /// The log odds of a sentence of a text that is no news: like the rest of it, with phrases that
    /// return, or one that says what is meant, decided or found; neither short nor long, and no
    /// question; of equals the earlier.
    ///
    /// The weights are chosen, not learned: there is no corpus of such texts with summaries that is
    /// free to use.
    pub(super) fn coverage_logit(self, row: &FeatureRow) -> f64 {
        static COLUMNS: OnceLock<[usize; 12]> = OnceLock::new();
        let columns = COLUMNS.get_or_init(|| {
            [
                "centrality",
                "bigram-repeated-share",
                "words-logarithm",
                "question",
                "position-logarithm",
                "numbers",
                "point",
                "thesis",
                "form",
                "anecdote",
                "markup",
                "position-relative",
            ]
            .map(column_of)
        });
        let [
            centrality,
            phrases,
            words,
            question,
            position,
            numbers,
            point,
            thesis,
            form,
            anecdote,
            markup,
            place,
        ] = columns.map(|column| row[column]);
        let off_length = (words - USUAL_WORDS.ln()).abs();
        // What somebody holds stands where he begins and where he ends.
        let framed = if (0.2..0.8).contains(&place) { 1.0 } else { 1.3 };
        let subject = 0.5 * centrality + phrases + 0.5 * point + framed * 1.7 * thesis;
        let beside = 3.0 * form + 1.5 * anecdote + 2.0 * markup;
        // Who speaks of himself comes to the point late; a manual says first what it is about.
        let early = 0.1 + 0.5 * self.impersonal;
        let late = 0.3 * (1.0 - self.impersonal) * place;
        let stands = late - early * position;
        subject - beside - 1.5 * off_length - 3.0 * question + stands - 0.3 * numbers - 1.0
    }
}

/// The words of a sentence that tells something and is soon read, and one.
const USUAL_WORDS: f64 = 22.0;

/// 0 at `from` and beyond, 1 at `to` and beyond, between them in proportion.
fn ramp(value: f64, (from, to): (f64, f64)) -> f64 {
    ((value - from) / (to - from)).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::summarize::article::tests::prose;
    use crate::summarize::features;

    #[test]
    fn a_report_is_news_and_a_speech_is_not() {
        let report = "Envoys of Peru and Bolivia met in La Paz on Friday. The talks went well, said \
            Ms Quispe. \"I am glad,\" she told reporters. A treaty may be signed in May.";
        assert!(Genre::of(&prose(report)).news > 0.99);
        let speech = "I thank you for the welcome. When I was young we had no such hall. I ask you to \
            think of those who come after us. My wish is that we build it.";
        assert!(Genre::of(&prose(speech)).news < 0.01);
        let manual = "The valve opens to the left. A turn is enough. Oil is poured in at the top, and the \
            lid is closed again. The lamp goes on. ";
        assert!(Genre::of(&prose(&manual.repeat(10))).news < 0.1);
        // A few words do not tell.
        assert!(Genre::of(&prose(manual)).news > 0.9 && Genre::of(&Article::default()).news > 0.99);
    }

    #[test]
    fn a_sentence_of_the_subject_is_worth_more_than_a_short_one_or_a_question() {
        let text = "It was late. The pump lifts water from the well to the tank above the house. Who \
            knows why the pump lifts water from the well to the tank above? The pump stops when the \
            tank above the house is full of water. Nobody minded.";
        let article = prose(text);
        let genre = Genre::of(&article);
        let logits: Vec<f64> =
            features(&article).iter().map(|row| genre.coverage_logit(row)).collect();
        assert!(logits[1] > logits[0] + 1.0 && logits[1] > logits[2] + 1.0);
        assert!(logits[3] > logits[4] + 1.0);
    }
}
