//! Several articles on one event to one paragraph.

use std::collections::HashSet;
use std::ops::Range;

use rayon::prelude::*;

use super::{Method, TextSummarizer};
use crate::corpus::Document;
use crate::summarize::{Article, Source, extract_jointly, headline, support};
use crate::text::{ArticleLayout, Language};

/// The share of an article's sentences that stand in earlier ones, word for word, from which it is
/// one of these again: another copy from the same wire says nothing about how many say so.
const REPEATED: f64 = 0.8;

/// The key sentences of several articles.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct JointSummary {
    /// In the order of the articles, and of the text within each.
    pub sentences: Vec<JointSentence>,
    /// The article's headline that the others' headlines say most of, or a sentence that would serve
    /// as one; on one line.
    pub headline: Option<String>,
    /// Whether an article has a word of the query; `None` where nothing was asked about.
    pub query_found: Option<bool>,
}

/// A sentence of a summary of several articles.
#[derive(Clone, Debug, PartialEq)]
pub struct JointSentence {
    /// The 0-based index of its article among those given.
    pub document: usize,
    /// Where it stands, verbatim, in the text of that article, in bytes.
    pub span: Range<usize>,
    /// Its salience, in `[0, 1]`: comparable within this summary only.
    pub score: f64,
}

impl JointSummary {
    /// The sentences as one paragraph: joined by a blank, white space folded.
    ///
    /// # Panics
    ///
    /// When `documents` are not those that were summarised, and a span does not lie within its text.
    pub fn paragraph(&self, documents: &[Document]) -> String {
        let sentence = |s: &JointSentence| documents[s.document].text[s.span.clone()].to_owned();
        let text = self.sentences.iter().map(sentence).collect::<Vec<_>>().join(" ");
        on_one_line(&text)
    }
}

/// A text with each stretch of white space folded to a blank.
fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An article of a pool.
struct Opened {
    document: usize,
    article: Article,
    layout: ArticleLayout,
    spans: Vec<Range<usize>>,
    language: Language,
}

impl TextSummarizer {
    /// Summarises several articles on one event as if they were one.
    ///
    /// Every article is weighed by itself, as [`summarize_document`](Self::summarize_document) weighs
    /// it (other methods than the editor weigh all as one); what other articles say, too, gains. A
    /// sentence that repeats one taken is left, and an article that is a copy of others counts for
    /// nothing. All articles are read in the language that most of them are written in.
    ///
    /// # Example
    ///
    /// ```
    /// use nutgraf::corpus::Document;
    /// use nutgraf::pipeline::{Budget, TextSummarizerParams};
    /// let texts = [
    ///     "Rain fell. Two states signed a border treaty.",
    ///     "Two states signed a border treaty in Bern.",
    /// ];
    /// let documents = texts.map(|text| Document { text: text.to_owned(), ..Document::default() });
    /// let summarizer = TextSummarizerParams::default().budget(Budget::Sentences(1)).build()?;
    /// let summary = summarizer.summarize_together(&documents);
    /// assert!(summary.paragraph(&documents).starts_with("Two states signed a border treaty"));
    /// # Ok::<(), nutgraf::Error>(())
    /// ```
    pub fn summarize_together(&self, documents: &[Document]) -> JointSummary {
        let opened: Vec<Opened> =
            documents.par_iter().enumerate().map(|(index, one)| self.open(index, one)).collect();
        let opened = without_copies(opened);
        let title = |one: &Opened| {
            let document = &documents[one.document];
            let above = || one.layout.title.clone().map(|span| &document.text[span]);
            document.title.as_deref().or_else(above)
        };
        let sources: Vec<Source> = opened
            .iter()
            .map(|one| Source {
                text: &documents[one.document].text,
                spans: &one.spans,
                title: title(one),
            })
            .collect();
        let language = most_common(&opened);
        let pool = self.pool(&sources, language);
        let budget = self.params().budget.of(&pool);
        let scores = if self.params().method == Method::Editor {
            let scores = |one: &Opened| self.scores(&one.article, budget);
            opened.par_iter().flat_map_iter(scores).collect()
        } else {
            let scores = self.scores(&pool, budget);
            let most = scores.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
            scores.iter().map(|score| score / most).collect::<Vec<f64>>()
        };
        let extract = extract_jointly(&pool, &scores, budget);
        // Where each sentence of the pool is from, an index into `opened`.
        let origins: Vec<usize> = opened
            .iter()
            .enumerate()
            .flat_map(|(index, one)| std::iter::repeat_n(index, one.spans.len()))
            .collect();
        let sentence = |index: usize| JointSentence {
            document: opened[origins[index]].document,
            span: pool.sentences()[index].span.clone(),
            score: extract.scores[index],
        };
        let chosen = extract.chosen();
        let titles: Vec<&str> = sources.iter().filter_map(|source| source.title).collect();
        let serving = || {
            let sentence = sentence(headline(&pool, &extract.scores)?);
            Some(&documents[sentence.document].text[sentence.span])
        };
        let headline = self.most_supported(&titles, language).or_else(serving);
        JointSummary {
            headline: headline.map(on_one_line),
            sentences: chosen.into_iter().map(sentence).collect(),
            query_found: self.params().query.is_some().then(|| !pool.query().is_empty()),
        }
    }

    /// The title that the others say most of; of equals, the earliest.
    fn most_supported<'text>(
        &self,
        titles: &[&'text str],
        language: Language,
    ) -> Option<&'text str> {
        let spans: Vec<Range<usize>> = titles.iter().map(|title| 0..title.len()).collect();
        let source = |(text, span)| Source { text, spans: std::slice::from_ref(span), title: None };
        let sources: Vec<Source> = titles.iter().copied().zip(&spans).map(source).collect();
        let support = support(&self.pool(&sources, language));
        let best = (0..titles.len()).rev().max_by(|&a, &b| support[a].total_cmp(&support[b]))?;
        Some(titles[best])
    }

    fn open(&self, index: usize, document: &Document) -> Opened {
        let language = self.language_of(&document.text, document.language);
        let (article, layout) =
            self.opened(&document.text, document.title.as_deref(), Some(language), None);
        let spans = article.sentences().iter().map(|sentence| sentence.span.clone()).collect();
        Opened { document: index, article, layout, spans, language }
    }
}

/// The articles that have something of their own to say, and a sentence to say it by.
fn without_copies(opened: Vec<Opened>) -> Vec<Opened> {
    let mut known: HashSet<u64> = HashSet::new();
    let mut kept = Vec::new();
    for one in opened {
        let sentences = one.article.sentences();
        let repeated = sentences.iter().filter(|s| known.contains(&s.fingerprint)).count();
        if (repeated as f64) < REPEATED * sentences.len() as f64 {
            known.extend(sentences.iter().map(|sentence| sentence.fingerprint));
            kept.push(one);
        }
    }
    kept
}

/// The language that most articles are in; of equals, that of the earliest.
fn most_common(opened: &[Opened]) -> Language {
    let mut counts = [0_usize; Language::ALL.len()];
    for one in opened {
        counts[one.language as usize] += 1;
    }
    let languages = opened.iter().map(|one| one.language).rev();
    languages.max_by_key(|&language| counts[language as usize]).unwrap_or(Language::English)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::{Budget, TextSummarizerParams};

    fn documents(texts: &[&str]) -> Vec<Document> {
        let document = |(index, text): (usize, &&str)| Document {
            id: format!("{index}"),
            text: (*text).to_owned(),
            ..Document::default()
        };
        texts.iter().enumerate().map(document).collect()
    }

    fn summarizer(count: usize) -> TextSummarizer {
        TextSummarizerParams::default().budget(Budget::Sentences(count)).build().unwrap()
    }

    const WIRE: &str = "Treaty signed\n\nBERN (NTV) -- Ministers of two neighbouring states signed a treaty on \
        their border. The envoys had talked for ten years.\n\nADVERTISEMENT";
    const LOCAL: &str = "A day to remember\n\nBy Jane Roe\n\nChildren waved flags in the rain at noon. A treaty \
        on the border was signed by ministers of the two states. The market stayed shut.";

    #[test]
    fn an_event_is_told_once_with_its_sources_and_without_furniture() {
        let documents = documents(&[WIRE, LOCAL]);
        let summary = summarizer(3).summarize_together(&documents);
        let paragraph = summary.paragraph(&documents);
        assert!(
            paragraph.starts_with("Ministers of two neighbouring states signed"),
            "{paragraph}"
        );
        assert_eq!(paragraph.matches("signed").count(), 1, "{paragraph}");
        assert!(!paragraph.contains("ADVERTISEMENT") && !paragraph.contains("Jane"), "{paragraph}");
        assert!(summary.sentences.is_sorted_by_key(|sentence| sentence.document));
        assert_eq!(summary.headline.as_deref(), Some("Treaty signed"));
    }

    #[test]
    fn one_article_together_is_the_article() {
        let documents = documents(&[WIRE]);
        let summary = summarizer(1).summarize_together(&documents);
        assert_eq!(
            summary.paragraph(&documents),
            summarizer(1).summarize_document(&documents[0]).paragraph(WIRE)
        );
    }

    #[test]
    fn a_headline_stands_on_one_line() {
        let wrapped = |text: &str| Document {
            title: Some("Treaty signed\n  in Bern".to_owned()),
            text: text.to_owned(),
            ..Document::default()
        };
        let summary = summarizer(1).summarize_together(&[WIRE, LOCAL].map(wrapped));
        assert_eq!(summary.headline.as_deref(), Some("Treaty signed in Bern"));
    }

    #[test]
    fn of_languages_in_equally_many_articles_the_first_counts() {
        let opened = |texts: &[&str]| -> Vec<Opened> {
            let summarizer = summarizer(1);
            documents(texts).iter().enumerate().map(|(i, one)| summarizer.open(i, one)).collect()
        };
        let german = "Die Minister haben am Montag einen Vertrag über die Grenze unterzeichnet.";
        assert_eq!(most_common(&opened(&[german, WIRE])), Language::German);
        assert_eq!(most_common(&opened(&[german, WIRE, LOCAL])), Language::English);
    }

    #[test]
    fn a_copy_counts_for_nothing() {
        let summary =
            |texts: &[&str]| summarizer(2).summarize_together(&documents(texts)).sentences;
        assert_eq!(summary(&[WIRE, LOCAL]), summary(&[WIRE, LOCAL, WIRE, WIRE]));
    }

    #[test]
    fn every_method_summarises_together_and_nothing_of_nothing() {
        let documents = documents(&[WIRE, " ... ", LOCAL]);
        for &method in Method::ALL {
            let params = TextSummarizerParams::default().method(method).budget(Budget::Ratio(0.5));
            let summarizer = params.query(Some("flags")).build().unwrap();
            let summary = summarizer.summarize_together(&documents);
            assert!(summary.paragraph(&documents).contains("flags"), "{method}");
            assert!(summary.sentences.iter().all(|sentence| sentence.document != 1));
            assert_eq!(summary.query_found, Some(true));
            assert!(summarizer.summarize_together(&[]).sentences.is_empty(), "{method}");
        }
    }
}
