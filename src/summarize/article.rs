//! An article as its sentences' terms: what every method reads, computed once.

use std::collections::HashSet;
use std::ops::Range;

use super::reader::{Reader, counts};
use crate::text::{Analyzer, Cues};

/// A sentence as a sparse vector of terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Where it stands in the text, in bytes.
    pub span: Range<usize>,
    /// Its 0-based position in the article.
    pub position: usize,
    /// Its terms and how often each occurs: terms ascend and are unique, counts are at least 1.
    pub terms: Vec<(u32, u32)>,
    /// Its terms in the order in which they stand there.
    pub sequence: Vec<u32>,
    /// The 0-based place among all words of the sentence of each term of `sequence`, ascending.
    pub places: Vec<u32>,
    /// What its surface tells.
    pub cues: Cues,
    /// Whether it begins inside a quotation that a sentence before it opens.
    pub continues_quotation: bool,
    /// What it takes for known.
    pub references: References,
    /// Its words, as parted by white space.
    pub words: usize,
    /// Its characters (Unicode scalar values), each stretch of white space counted as one.
    pub characters: usize,
    /// Whether it ends as a sentence does, and is not the title again; a heading or an entry of a
    /// list is not complete.
    pub complete: bool,
    /// A hash of its words: equal for sentences that differ in case and punctuation alone.
    pub fingerprint: u64,
}

/// What a sentence takes for known, because a sentence before it has told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct References {
    /// The terms of each phrase that points to something as known, where one of them was met before:
    /// "the talks".
    pub phrases: Vec<Vec<u32>>,
    /// Whether it opens with the first of these: "The talks ended".
    pub opens: bool,
    /// The indices of the sentences that first gave in full the names that it has in part, "Roth" after
    /// "Ms Ada Roth": ascending, each below its own.
    pub names: Vec<usize>,
}

impl Sentence {
    /// How many terms it has, repeated ones counted again.
    pub fn length(&self) -> u32 {
        self.terms.iter().map(|&(_, count)| count).sum()
    }
}

/// An article as its sentences' terms.
///
/// Terms are numbered from 0 in the order of their first occurrence.
///
/// # Example
///
/// ```
/// use nutgraf::summarize::Article;
/// use nutgraf::text::{AnalyzerParams, Language};
/// let analyzer = AnalyzerParams::default().stop_words(Some(Language::English)).build()?;
/// let text = "The treaty holds. Nobody broke the treaty.";
/// let article = Article::new(text, &[0..17, 18..42], None, &analyzer);
/// assert_eq!(article.document_frequency(0), 2); // `treaty`
/// # Ok::<(), nutgraf::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Article {
    sentences: Vec<Sentence>,
    /// How many sentences each term occurs in, shape `(terms,)`.
    document_frequency: Vec<u32>,
    /// The terms of the title that the body has too, with their counts, ascending.
    title: Vec<(u32, u32)>,
    /// The terms of the query that the body has too, ascending and unique.
    query: Vec<u32>,
}

/// A text that an article is read from.
#[derive(Clone, Copy, Debug)]
pub struct Source<'text> {
    /// The text.
    pub text: &'text str,
    /// Where its sentences stand in it, in bytes: ascending, without overlap.
    pub spans: &'text [Range<usize>],
    /// Its title, if it has one.
    pub title: Option<&'text str>,
}

impl Article {
    /// Reads the sentences of a text at some spans, and its title, into terms.
    pub fn new(
        text: &str,
        spans: &[Range<usize>],
        title: Option<&str>,
        analyzer: &Analyzer,
    ) -> Self {
        Self::of_sources(&[Source { text, spans, title }], None, analyzer)
    }

    /// Reads the sentences of several texts into the terms of one article, one text after the other, and
    /// what a reader asks about.
    ///
    /// Spans and positions are those within each text.
    pub fn of_sources(sources: &[Source], query: Option<&str>, analyzer: &Analyzer) -> Self {
        let mut reader = Reader::new(analyzer);
        let mut sentences = Vec::new();
        for source in sources {
            reader.sentences(source, &mut sentences);
        }
        let known = reader.known_terms();
        let mut article = Self::of(sentences, known as usize);
        let mut title = Vec::new();
        let mut headlines = HashSet::new();
        for headline in sources.iter().filter_map(|source| source.title) {
            let (sequence, _, fingerprint) = reader.read(headline);
            title.extend(sequence.into_iter().filter(|&term| term < known));
            headlines.insert(fingerprint);
        }
        for sentence in &mut article.sentences {
            sentence.complete &= !headlines.contains(&sentence.fingerprint);
        }
        article.title = counts(&title);
        if let Some(query) = query {
            let asked = counts(&reader.read(query).0);
            article.query = asked.iter().map(|&(term, _)| term).filter(|&t| t < known).collect();
        }
        article
    }

    fn of(sentences: Vec<Sentence>, terms: usize) -> Self {
        let mut document_frequency = vec![0; terms];
        for (term, _) in sentences.iter().flat_map(|sentence| &sentence.terms) {
            document_frequency[*term as usize] += 1;
        }
        Self { sentences, document_frequency, title: Vec::new(), query: Vec::new() }
    }

    /// The sentences, in the order of the text.
    pub fn sentences(&self) -> &[Sentence] {
        &self.sentences
    }

    /// How many different terms the sentences have.
    pub fn terms(&self) -> usize {
        self.document_frequency.len()
    }

    /// How many sentences a term occurs in.
    pub fn document_frequency(&self, term: u32) -> u32 {
        self.document_frequency[term as usize]
    }

    /// The terms of the title that the sentences have too, with their counts, ascending.
    pub fn title(&self) -> &[(u32, u32)] {
        &self.title
    }

    /// The terms of the query that the sentences have too, ascending and unique.
    pub fn query(&self) -> &[u32] {
        &self.query
    }

    /// The article cut down to some of its sentences, ascending, with the same terms.
    pub(super) fn only(&self, kept: &[usize]) -> Self {
        let sentence = |&index: &usize| {
            let mut sentence = self.sentences[index].clone();
            let names = sentence.references.names.iter();
            sentence.references.names =
                names.filter_map(|first| kept.binary_search(first).ok()).collect();
            sentence
        };
        let sentences = kept.iter().map(sentence).collect();
        Self {
            title: self.title.clone(),
            query: self.query.clone(),
            ..Self::of(sentences, self.terms())
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::text::{AnalyzerParams, Language, SentenceSplitter};

    /// An article of one sentence a line; every word of two letters or more is a term.
    pub(in crate::summarize) fn article(lines: &str) -> Article {
        article_asked(lines, "")
    }

    /// The same, and what a reader asks of it.
    pub(in crate::summarize) fn article_asked(lines: &str, query: &str) -> Article {
        let mut start = 0;
        let span = |line: &str| {
            let span = start..start + line.len();
            start = span.end + 1;
            span
        };
        let spans: Vec<Range<usize>> = lines.split('\n').map(span).collect();
        let analyzer = AnalyzerParams::default().build().unwrap();
        let source = Source { text: lines, spans: &spans, title: None };
        Article::of_sources(&[source], Some(query), &analyzer)
    }

    /// An article of running English, without its stop words.
    pub(in crate::summarize) fn prose(text: &str) -> Article {
        let params = AnalyzerParams::default().stop_words(Some(Language::English));
        let spans = SentenceSplitter::new(Language::English).spans(text);
        Article::new(text, &spans, None, &params.build().unwrap())
    }

    #[test]
    fn terms_are_numbered_by_first_occurrence_and_counted() {
        let article = article("war and war\npeace and war");
        assert_eq!(article.sentences()[0].terms, [(0, 2), (1, 1)]);
        assert_eq!(article.sentences()[1].terms, [(0, 1), (1, 1), (2, 1)]);
        assert_eq!([0, 1, 2].map(|term| article.document_frequency(term)), [2, 2, 1]);
        assert_eq!(article.sentences()[0].length(), 3);
    }

    #[test]
    fn places_count_the_words_that_are_no_terms() {
        let article = article("a war, and a peace");
        assert_eq!(article.sentences()[0].places, [1, 2, 4]);
    }

    #[test]
    fn fingerprints_know_neither_case_nor_marks() {
        let article = article("They met in Bern.\n\"They met, in BERN!\"\nThey met in Basel.");
        let [one, other, third] = article.sentences() else { panic!("three lines") };
        assert_eq!(one.fingerprint, other.fingerprint);
        assert_ne!(one.fingerprint, third.fingerprint);
    }

    #[test]
    fn a_heading_is_not_complete() {
        let article =
            article("Talks in Bern\nThey met (in Bern.)\nWho met?\"\nThey agreed:\n§ 2. Dredging.");
        let complete: Vec<bool> = article.sentences().iter().map(|s| s.complete).collect();
        assert_eq!(complete, [false, true, true, false, false]);
    }

    #[test]
    fn several_texts_share_their_terms_and_keep_their_positions() {
        let analyzer = AnalyzerParams::default().build().unwrap();
        let one = Source { text: "War began. Peace came.", spans: &[0..10, 11..22], title: None };
        let all = 0.."Peace!".len();
        let spans = std::slice::from_ref(&all);
        let other = Source { text: "Peace!", spans, title: Some("War and peace") };
        let article = Article::of_sources(&[one, other], Some("famine and peace"), &analyzer);
        let positions: Vec<usize> = article.sentences().iter().map(|s| s.position).collect();
        assert_eq!(positions, [0, 1, 0]);
        assert_eq!(article.sentences()[2].terms, [(2, 1)]);
        assert_eq!(article.title(), [(0, 1), (2, 1)]);
        assert_eq!(article.query(), [2]);
    }

    #[test]
    fn the_title_keeps_the_terms_that_the_body_has_and_is_no_sentence_of_it() {
        let analyzer = AnalyzerParams::default().build().unwrap();
        let text = "War. Peace!";
        let article = Article::new(text, &[0..4, 5..11], Some("Peace, not famine"), &analyzer);
        assert_eq!(article.title(), [(1, 1)]);
        assert!(article.sentences()[1].complete);
        let article = Article::new(text, &[0..4, 5..11], Some("PEACE"), &analyzer);
        assert!(!article.sentences()[1].complete);
    }
}
