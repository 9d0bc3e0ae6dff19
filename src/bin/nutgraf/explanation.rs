//! Why each sentence was taken or left, as it is written.

use nutgraf::corpus::Document;
use nutgraf::pipeline::{Aspect, Contribution, ExplainedSentence, Explanation, Reason};
use serde::Serialize;

use crate::output::{FAINT, Page, STRONG};

/// How much is said of what spoke for a sentence and against it.
const MOST_TOLD: usize = 3;

/// Log odds below which an aspect made no difference that is worth a word.
const LEAST_TOLD: f64 = 0.05;

/// The column in which a sentence begins.
const INDENT: usize = 4;

/// Writes every sentence with its score, why it was taken or left, and what told most.
pub(crate) fn write_text(
    page: &mut Page,
    document: &Document,
    explanation: &Explanation,
) -> std::io::Result<()> {
    for (number, sentence) in explanation.sentences.iter().enumerate() {
        let style = if sentence.reason.is_taken() { STRONG } else { FAINT };
        let verdict = page.styled(style, &verdict(sentence.reason));
        // Without the sign that an empty sum has.
        let score = sentence.score + 0.0;
        page.line(format_args!("{:>2}. {verdict} ({score:.3})", number + 1))?;
        let told: Vec<String> = telling(sentence).map(told).collect();
        if !told.is_empty() {
            let told = page.styled(FAINT, &told.join(", "));
            page.line(format_args!("{:INDENT$}{told}", ""))?;
        }
        let text = document.text[sentence.span.clone()].split_whitespace().collect::<Vec<_>>();
        page.line(format_args!("{:INDENT$}{}", "", page.paragraph(&text.join(" "), INDENT)))?;
    }
    Ok(())
}

/// What told most of a sentence.
fn telling(sentence: &ExplainedSentence) -> impl Iterator<Item = &Contribution> {
    let tells = |contribution: &&Contribution| contribution.log_odds.abs() >= LEAST_TOLD;
    sentence.contributions.iter().filter(tells).take(MOST_TOLD)
}

/// `stands early +0.91`
fn told(contribution: &Contribution) -> String {
    let words = words(contribution.aspect, contribution.is_high);
    format!("{words} {:+.2}", contribution.log_odds)
}

fn verdict(reason: Reason) -> String {
    match reason {
        Reason::Taken => "taken".to_owned(),
        Reason::TakenForNext => "taken: the next sentence leans on it".to_owned(),
        Reason::Repeats(index) => format!("left: repeats sentence {}", index + 1),
        Reason::LeansOnLeft => {
            "left: leans on what stands before it, which does not come along".to_owned()
        }
        Reason::Heading => "left: a heading, or an entry of a list".to_owned(),
        Reason::DidNotFit => "left: did not fit the budget".to_owned(),
        Reason::RankedLow => "left: ranked too low".to_owned(),
        _ => format!("left: {}", reason.name()),
    }
}

/// What is so of a sentence that has more of an aspect than others, or less.
fn words(aspect: Aspect, is_high: bool) -> &'static str {
    let (high, low) = match aspect {
        Aspect::Position => ("stands late", "stands early"),
        Aspect::Length => ("is long", "is short"),
        Aspect::Centrality => ("is like the rest of the article", "is unlike the rest"),
        Aspect::Beginning => ("is like headline and lead", "is unlike headline and lead"),
        Aspect::Phrases => ("has phrases that return", "has phrases of its own"),
        Aspect::Words => ("has the article's frequent words", "has rare words"),
        Aspect::Density => ("has few small words", "has many small words"),
        Aspect::Names => ("has many names", "has few names"),
        Aspect::Numbers => ("has numbers", "has no numbers"),
        Aspect::Quotation => ("quotes", "does not quote"),
        Aspect::Question => ("asks", "does not ask"),
        Aspect::Opening => ("opens by leaning on another", "opens on its own"),
        Aspect::FirstPerson => ("is in the first person", "is not in the first person"),
        Aspect::Speech => ("tells what was said", "tells of no speaker"),
        Aspect::Novelty => ("has words that are new", "has words that came before"),
        Aspect::Point => ("says what is meant or decided", "has no word of meaning or deciding"),
        Aspect::Form => {
            ("is a formality, an anecdote or markup", "is no formality, anecdote or markup")
        }
        Aspect::Neighbours => ("leads on to the next", "does not lead on"),
        _ => return aspect.name(),
    };
    if is_high { high } else { low }
}

/// A sentence of the article in a line of JSON.
#[derive(Serialize)]
pub(crate) struct Explained<'run> {
    start: usize,
    end: usize,
    text: &'run str,
    score: f64,
    taken: bool,
    reason: &'static str,
    /// The place among all sentences, from 0, of the one that it repeats.
    #[serde(skip_serializing_if = "Option::is_none")]
    repeats: Option<usize>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    features: Vec<Telling>,
}

#[derive(Serialize)]
struct Telling {
    feature: &'static str,
    says: &'static str,
    log_odds: f64,
}

/// Every sentence, in the order of the article.
pub(crate) fn explained<'run>(
    document: &'run Document,
    explanation: &Explanation,
) -> Vec<Explained<'run>> {
    let feature = |&Contribution { aspect, is_high, log_odds }: &Contribution| Telling {
        feature: aspect.name(),
        says: words(aspect, is_high),
        log_odds,
    };
    let sentence = |sentence: &ExplainedSentence| Explained {
        start: sentence.span.start,
        end: sentence.span.end,
        text: &document.text[sentence.span.clone()],
        score: sentence.score,
        taken: sentence.reason.is_taken(),
        reason: sentence.reason.name(),
        repeats: match sentence.reason {
            Reason::Repeats(index) => Some(index),
            _ => None,
        },
        features: telling(sentence).map(feature).collect(),
    };
    explanation.sentences.iter().map(sentence).collect()
}
