//! What is made of a text: its layout, sentences, terms, language, summaries, labels.

#![no_main]

use std::ops::Range;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use nutgraf::corpus::{Document, NearDuplicatesParams};
use nutgraf::model::ModelBundle;
use nutgraf::pipeline::{Budget, Method, TextSummarizerParams};
use nutgraf::text::{
    AnalyzerParams, ArticleLayout, Cleaning, CleaningRule, Cues, Language, LeftOut,
    SentenceSplitter, Stemmer, Tokenizer, detect_language, normalize,
};
use nutgraf_fuzz::{Choices, pass_over_caught_panics};

static STARTER: LazyLock<ModelBundle> = LazyLock::new(|| ModelBundle::starter().unwrap());

fuzz_target!(
    init: pass_over_caught_panics(),
    |data: &[u8]| {
        let mut choices = Choices::new(data);
        let method = choices.one_of(Method::ALL);
        let language = choices.one_of(Language::ALL);
        let (choice, off) = (choices.byte(), choices.byte());
        let length = usize::from(choices.byte());
        let Ok(text) = std::str::from_utf8(choices.rest()) else { return };
        let budget = match choice & 3 {
            0 => Budget::Sentences(length % 8 + 1),
            1 => Budget::Words(length + 1),
            2 => Budget::Characters(length * 4 + 1),
            _ => Budget::Ratio((length as f64 + 1.0) / 256.0),
        };
        let cleaning = CleaningRule::ALL.iter().enumerate().fold(
            Cleaning::default(),
            |cleaning, (number, &rule)| {
                if off >> (number % 8) & 1 == 1 { cleaning.without(rule) } else { cleaning }
            },
        );
        let named = (choice & 4 != 0).then_some(language);
        check_parts(text, cleaning, named.or_else(|| detect_language(text)));
        let document = Document {
            text: text.to_owned(),
            title: (choice & 8 != 0).then(|| text.chars().take(20).collect()),
            language: named,
            ..Document::default()
        };
        let query = (choice & 16 != 0).then(|| text.split_whitespace().nth(3)).flatten();
        let query = query.filter(|query| query.contains(char::is_alphanumeric));
        let params = TextSummarizerParams::default().method(method).budget(budget).query(query);
        let params = params.cleaning(cleaning);
        check_summary(&document, &params, budget);
        if choice & 32 != 0 {
            check_several(text, &params);
        }
        check_labels(&document);
    }
);

/// Spans lie within a text, on characters; they are trimmed, not empty, ascending, without overlap.
fn check_spans<'span>(text: &str, spans: impl IntoIterator<Item = &'span Range<usize>>) {
    let mut end = 0;
    for span in spans {
        assert!(span.start >= end, "{span:?} begins before {end}");
        let part = &text[span.clone()];
        assert!(!part.is_empty() && part.trim() == part, "{part:?}");
        end = span.end;
    }
}

fn spans_of(left_out: &[LeftOut]) -> impl Iterator<Item = &Range<usize>> {
    left_out.iter().map(|left| &left.span)
}

fn letters(text: &str) -> usize {
    text.chars().filter(|letter| letter.is_alphanumeric()).count()
}

fn check_parts(text: &str, cleaning: Cleaning, language: Option<Language>) {
    let layout = ArticleLayout::cleaned(text, cleaning);
    check_spans(text, &layout.body);
    check_spans(text, spans_of(&layout.left_out));
    check_spans(text, &layout.title);
    if text.contains(char::is_alphabetic) {
        assert!(!layout.body.is_empty(), "a text with a letter in it has a body");
    }
    assert!(layout.left_out.iter().all(|left| cleaning.applies(left.rule)));
    let mut all: Vec<&Range<usize>> =
        layout.body.iter().chain(spans_of(&layout.left_out)).collect();
    all.sort_by_key(|span| span.start);
    check_spans(text, all);

    let language = language.unwrap_or(Language::English);
    let sentences = SentenceSplitter::new(language).spans(text);
    check_spans(text, &sentences);
    let within: usize = sentences.iter().map(|span| letters(&text[span.clone()])).sum();
    assert_eq!(within, letters(text), "every letter lies in a sentence");
    for sentence in &sentences {
        let _ = Cues::of(&text[sentence.clone()], Some(language));
    }

    let (mut end, mut normalized, mut again) = (0, String::new(), String::new());
    let stemmer = Stemmer::new(language);
    Tokenizer.visit(text, |token, span| {
        assert!(span.start >= end && &text[span.clone()] == token && !token.is_empty());
        end = span.end;
        normalize(token, &mut normalized);
        normalize(&normalized, &mut again);
        assert_eq!(normalized, again, "what is normalised stays as it is");
        if let Some(stemmer) = &stemmer {
            let _ = stemmer.stem(&normalized);
        }
    });
    let analyzer = AnalyzerParams::default()
        .ngram_range(1, 3)
        .stem(stemmer.map(|_| language))
        .stop_words(Some(language))
        .build()
        .unwrap();
    assert!(analyzer.terms(text).iter().all(|term| !term.is_empty()));
}

fn check_summary(document: &Document, params: &TextSummarizerParams, budget: Budget) {
    let text = document.text.as_str();
    let summarizer = params.clone().build().unwrap();
    let explanation = summarizer.explain_document(document);
    let summary = &explanation.summary;
    check_spans(text, summary.sentences.iter().map(|sentence| &sentence.span));
    check_spans(text, explanation.sentences.iter().map(|sentence| &sentence.span));
    check_spans(text, &summary.headline);
    let scores = explanation.sentences.iter().map(|sentence| sentence.score);
    assert!(scores.into_iter().all(|score| score.is_finite() && score >= 0.0));
    for sentence in &summary.sentences {
        assert!(explanation.sentences.iter().any(|read| read.span == sentence.span));
    }
    assert_eq!(summary.sentences.is_empty(), explanation.sentences.is_empty());
    let paragraph = summary.paragraph(text);
    if let [_, _, ..] = summary.sentences.as_slice() {
        match budget {
            Budget::Sentences(most) => assert!(summary.sentences.len() <= most),
            Budget::Words(most) => assert!(paragraph.split_whitespace().count() <= most),
            Budget::Characters(most) => assert!(paragraph.chars().count() <= most, "{paragraph:?}"),
            Budget::Ratio(_) => {}
        }
    }
    let left_out = summarizer.left_out(document);
    check_spans(text, spans_of(&left_out));
    for left in &left_out {
        let overlaps =
            |span: &Range<usize>| span.start < left.span.end && left.span.start < span.end;
        assert!(!explanation.sentences.iter().any(|read| overlaps(&read.span)), "{left:?}");
    }
    for keyword in summarizer.keywords_of_document(document, 8) {
        assert!(keyword.score > 0.0 && keyword.score <= 1.0 && !keyword.phrase.is_empty());
    }
}

/// Checks what is made of several articles: the paragraphs of a text.
fn check_several(text: &str, params: &TextSummarizerParams) {
    let documents: Vec<Document> = text
        .split("\n\n")
        .take(12)
        .map(|part| Document { text: part.to_owned(), ..Document::default() })
        .collect();
    let joint = params.clone().build().unwrap().summarize_together(&documents);
    for sentence in &joint.sentences {
        check_spans(&documents[sentence.document].text, [&sentence.span]);
        assert!(sentence.score.is_finite() && sentence.score >= 0.0);
    }
    let _ = joint.paragraph(&documents);
    let texts: Vec<&str> = documents.iter().map(|document| document.text.as_str()).collect();
    let found = NearDuplicatesParams::default().find(&texts).unwrap();
    for near in found {
        assert!(near.original < near.index && near.similarity >= 0.8 && near.similarity <= 1.0);
    }
}

fn check_labels(document: &Document) {
    let classifier = &STARTER.classifier;
    let prediction = classifier.predict(document);
    assert!(prediction.probabilities.iter().all(|share| (0.0..=1.0).contains(share)));
    assert!(prediction.typicality.is_none_or(|share| (0.0..=1.0).contains(&share)));
    if let Some(best) = prediction.best {
        for evidence in classifier.explain(document, best, 3) {
            assert!(evidence.contribution.is_finite() && evidence.contribution > 0.0);
        }
    }
}
