//! What a ranker sees of each sentence, in time linear in the length of the article.
//!
//! Nothing here knows a newspaper or a language: what depends on an article's length or vocabulary is
//! a z-score within the article, cut off at 3; the rest are shares and facts, between 0 and 1.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::coverage::distinct_pairs;
use super::lexrank::{dot, weights};
use super::{Article, Sentence, graph::Row};
use crate::text::{Cues, Opening, Quotation};

/// The features by name, in the order of a row of [`features`].
///
/// What has to do with position comes first. `a * b` is the product of two features: a long or a central
/// sentence is worth another thing at the beginning than further down.
pub const FEATURES: [&str; 56] = [
    "position-reciprocal",
    "position-logarithm",
    "position-relative",
    "position-last",
    "position-logarithm * words-logarithm",
    "position-logarithm * centrality",
    "position-logarithm * similarity-lead",
    "position-logarithm * bigram-frequency",
    "position-logarithm * term-frequency-mean",
    "position-logarithm * capitals-share",
    "position-logarithm * quotation",
    "position-logarithm * opening-pronoun",
    "position-reciprocal * words-logarithm",
    "position-reciprocal * centrality",
    "position-reciprocal * similarity-lead",
    "position-reciprocal * quotation",
    "words-logarithm",
    "words-deviation",
    "words-below-8",
    "words-above-40",
    "centrality",
    "similarity-lead",
    "similarity-headline",
    "similarity-before",
    "similarity-after",
    "bigram-frequency",
    "bigram-repeated-share",
    "term-frequency-mean",
    "term-frequency-max",
    "term-share",
    "capitals-share",
    "numbers",
    "quotation",
    "quotation-continued",
    "question",
    "opening-pronoun",
    "opening-demonstrative",
    "opening-connective",
    "first-person-share",
    "speech",
    "next-leans",
    "next-quotation",
    "previous-quotation",
    "similarity-next",
    "similarity-previous",
    "new-terms-share",
    "word-length",
    "centrality-rank",
    "article-logarithm",
    "point",
    "opening-known",
    "name-shortened",
    "form",
    "anecdote",
    "thesis",
    "markup",
];

/// How many features, the first ones, have to do with where a sentence stands.
pub(super) const POSITIONS: usize = 16;

/// A sentence's features.
pub type FeatureRow = [f64; FEATURES.len()];

/// The features of each sentence of an article, shape `(sentences, features)`: every one finite.
pub fn features(article: &Article) -> Vec<FeatureRow> {
    let sentences = article.sentences();
    let count = sentences.len();
    let rows: Vec<Row> = sentences.iter().map(|s| weights(article, &s.terms)).collect();
    let [before, after] = similarities_around(article, &rows);
    let bigrams = bigram_frequencies(article);
    let headline = if article.title().is_empty() {
        rows.first().cloned().unwrap_or_default()
    } else {
        weights(article, article.title())
    };
    let mut table: Vec<FeatureRow> = Vec::with_capacity(count);
    let mut known_terms = 0;
    for (index, sentence) in sentences.iter().enumerate() {
        let position = index as f64;
        let words = sentence.words as f64;
        let cues = sentence.cues;
        let own = dot(&rows[index], &rows[index]);
        let frequencies =
            sentence.terms.iter().map(|&(term, _)| f64::from(article.document_frequency(term)));
        let distinct = sentence.terms.len().max(1) as f64;
        let opens = |opening: Opening| fact(cues.opening == Some(opening));
        let next = sentences.get(index + 1);
        let previous = index.checked_sub(1);
        // Terms are numbered by their first occurrence.
        let new_terms = sentence.terms.iter().filter(|&&(term, _)| term >= known_terms).count();
        known_terms =
            sentence.terms.last().map_or(known_terms, |&(term, _)| known_terms.max(term + 1));
        table.push([
            1.0 / (1.0 + position),
            (1.0 + position).ln(),
            position / count as f64,
            fact(index + 1 == count),
            // The products, once their factors are known.
            0.0,
            0.0,
            0.0,
            0.0,
            0.0,
            0.0,
            0.0,
            0.0,
            0.0,
            0.0,
            0.0,
            0.0,
            (1.0 + words).ln(),
            words,
            fact(sentence.words < 8),
            fact(sentence.words > 40),
            before[index] + own + after[index],
            dot(&rows[index], &rows[0]),
            dot(&rows[index], &headline),
            before[index] / position.max(1.0),
            after[index] / (count - index).max(1) as f64,
            bigrams[index].0,
            bigrams[index].1,
            frequencies.clone().sum::<f64>() / distinct,
            frequencies.fold(0.0, f64::max),
            f64::from(sentence.length()) / words.max(1.0),
            Cues::share(cues.capitals, sentence.words),
            fact(cues.numbers > 0),
            fact(quotes(sentence)),
            fact(sentence.continues_quotation),
            fact(cues.question),
            opens(Opening::Pronoun),
            opens(Opening::Demonstrative),
            opens(Opening::Connective),
            Cues::share(cues.first_person, sentence.words),
            fact(cues.speech),
            fact(next.is_some_and(|next| next.cues.opening.is_some())),
            fact(next.is_some_and(quotes)),
            fact(previous.is_some_and(|previous| quotes(&sentences[previous]))),
            rows.get(index + 1).map_or(0.0, |next| dot(&rows[index], next)),
            previous.map_or(0.0, |previous| dot(&rows[index], &rows[previous])),
            new_terms as f64 / distinct,
            sentence.span.len() as f64 / words.max(1.0),
            // Once all are known.
            0.0,
            (1.0 + count as f64).ln(),
            fact(cues.point),
            fact(sentence.references.opens),
            fact(!sentence.references.names.is_empty()),
            fact(cues.phrases.form),
            fact(cues.phrases.anecdote),
            fact(cues.phrases.thesis),
            f64::from(cues.markup.min(MOST_MARKUP)) / f64::from(MOST_MARKUP),
        ]);
    }
    for (column, name) in FEATURES.iter().enumerate() {
        if IN_DEVIATIONS.contains(name) {
            to_deviations(&mut table, column);
        }
    }
    let (centrality, rank) = (column_of("centrality"), column_of("centrality-rank"));
    let mut by_centrality: Vec<usize> = (0..count).collect();
    by_centrality
        .sort_by(|&one, &other| table[other][centrality].total_cmp(&table[one][centrality]));
    for (place, index) in by_centrality.into_iter().enumerate() {
        table[index][rank] = place as f64 / count as f64;
    }
    table.iter_mut().for_each(multiply);
    table
}

/// The markup beyond which a sentence is no prose.
const MOST_MARKUP: u32 = 3;

/// The features that are z-scores within the article.
const IN_DEVIATIONS: [&str; 11] = [
    "words-deviation",
    "centrality",
    "similarity-lead",
    "similarity-headline",
    "similarity-before",
    "similarity-after",
    "bigram-frequency",
    "term-frequency-mean",
    "term-frequency-max",
    "term-share",
    "word-length",
];

/// Deviations beyond which one sentence is as unusual as any.
const MOST_DEVIATIONS: f64 = 3.0;

/// Sets the features that are products of two others.
pub(super) fn multiply(row: &mut FeatureRow) {
    for (column, [one, other]) in products() {
        row[*column] = row[*one] * row[*other];
    }
}

/// The columns of products, and those of their factors.
fn products() -> &'static [(usize, [usize; 2])] {
    static PRODUCTS: OnceLock<Vec<(usize, [usize; 2])>> = OnceLock::new();
    PRODUCTS.get_or_init(|| {
        let columns = |(column, name): (usize, &&str)| {
            let (one, other) = name.split_once(" * ")?;
            Some((column, [column_of(one), column_of(other)]))
        };
        FEATURES.iter().enumerate().filter_map(columns).collect()
    })
}

/// The column of a feature.
pub(super) fn column_of(name: &str) -> usize {
    FEATURES.iter().position(|feature| *feature == name).expect("a product's factors are features")
}

fn quotes(sentence: &Sentence) -> bool {
    sentence.cues.quotation != Quotation::None
}

fn fact(holds: bool) -> f64 {
    f64::from(u8::from(holds))
}

/// Turns a column into z-scores; one whose values are all equal into zeros.
fn to_deviations(table: &mut [FeatureRow], column: usize) {
    let count = table.len().max(1) as f64;
    let mean = table.iter().map(|row| row[column]).sum::<f64>() / count;
    let variance = table.iter().map(|row| (row[column] - mean).powi(2)).sum::<f64>() / count;
    let deviation = variance.sqrt();
    for row in table {
        let distance = row[column] - mean;
        // What rounding leaves of equal values is no deviation.
        let score = if deviation > 1e-9 { distance / deviation } else { 0.0 };
        row[column] = score.clamp(-MOST_DEVIATIONS, MOST_DEVIATIONS);
    }
}

/// The sum of each sentence's cosines with those before it, and with those after it.
///
/// `sum over j of cos(i, j) = u(i) . sum over j of u(j)`: a running sum of the unit vectors
/// replaces the comparison of all pairs, as centrality with directions (Zheng and Lapata,
/// "Sentence Centrality Revisited for Unsupervised Summarization", 2019) would ask for.
fn similarities_around(article: &Article, rows: &[Row]) -> [Vec<f64>; 2] {
    let mut after = vec![0.0; article.terms()];
    for &(term, weight) in rows.iter().flatten() {
        after[term as usize] += weight;
    }
    let mut before = vec![0.0; article.terms()];
    let similarity = |row: &Row, sum: &[f64]| {
        row.iter().map(|&(term, weight)| weight * sum[term as usize]).sum::<f64>()
    };
    let mut similarities = [Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len())];
    for row in rows {
        for &(term, weight) in row {
            after[term as usize] -= weight;
        }
        similarities[0].push(similarity(row, &before));
        similarities[1].push(similarity(row, &after));
        for &(term, weight) in row {
            before[term as usize] += weight;
        }
    }
    similarities
}

/// For each sentence, the mean number of sentences that its bigrams of terms occur in, and the share
/// of its bigrams that occur in another sentence.
fn bigram_frequencies(article: &Article) -> Vec<(f64, f64)> {
    let mut frequencies: HashMap<[u32; 2], u32> = HashMap::new();
    for sentence in article.sentences() {
        for pair in distinct_pairs(&sentence.sequence) {
            *frequencies.entry(pair).or_default() += 1;
        }
    }
    let of_sentence = |pairs: Vec<[u32; 2]>| {
        let count = pairs.len().max(1) as f64;
        let sum: u32 = pairs.iter().map(|pair| frequencies[pair]).sum();
        let repeated = pairs.iter().filter(|pair| frequencies[*pair] > 1).count();
        (f64::from(sum) / count, repeated as f64 / count)
    };
    article.sentences().iter().map(|s| of_sentence(distinct_pairs(&s.sequence))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::summarize::article::tests::article;
    use approx::assert_relative_eq;

    fn column(lines: &str, name: &str) -> Vec<f64> {
        let column = column_of(name);
        features(&article(lines)).iter().map(|row| row[column]).collect()
    }

    #[test]
    fn positions_and_repeated_bigrams_by_hand() {
        let lines = "war peace\npeace rain\nwar peace";
        assert_eq!(column(lines, "position-reciprocal"), [1.0, 0.5, 1.0 / 3.0]);
        assert_eq!(column(lines, "position-last"), [0.0, 0.0, 1.0]);
        assert_eq!(column(lines, "bigram-repeated-share"), [1.0, 0.0, 1.0]);
    }

    #[test]
    fn deviations_by_hand() {
        // Words 1, 2 and 3: mean 2, variance 2/3.
        let deviations = column("one\none two\none two three", "words-deviation");
        let exact = 1.0 / (2.0_f64 / 3.0).sqrt();
        for (deviation, exact) in deviations.iter().zip([-exact, 0.0, exact]) {
            assert_relative_eq!(*deviation, exact, epsilon = 1e-12);
        }
    }

    #[test]
    fn products_are_those_of_their_factors() {
        let lines = "one\none two\none two three";
        let words = column(lines, "words-logarithm");
        let positions = column(lines, "position-logarithm");
        let products = column(lines, "position-logarithm * words-logarithm");
        for (product, (one, other)) in products.iter().zip(words.iter().zip(positions)) {
            assert_relative_eq!(*product, one * other);
        }
    }

    #[test]
    fn similarities_before_and_after_are_sums_of_cosines() {
        // Sentences 0 and 2 are one vector, sentence 1 shares nothing with them.
        let article = article("war peace\nrain\nwar peace");
        let rows: Vec<Row> =
            article.sentences().iter().map(|s| weights(&article, &s.terms)).collect();
        let [before, after] = similarities_around(&article, &rows);
        for (found, exact) in before.iter().chain(&after).zip([0.0, 0.0, 1.0, 1.0, 0.0, 0.0]) {
            assert_relative_eq!(*found, exact, epsilon = 1e-12);
        }
    }

    #[test]
    fn a_sentence_without_words_has_finite_features() {
        let rows = features(&article("!!!\n\n..."));
        assert!(rows.iter().flatten().all(|value| value.is_finite()), "{rows:?}");
        assert!(features(&Article::default()).is_empty());
    }
}
