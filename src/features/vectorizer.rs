//! From texts to TF-IDF vectors.

use rayon::prelude::*;

use crate::Array;
use crate::text::{Analyzer, Passage, TermUnit};
use crate::{Error, Result};

use super::characters::count_characters;
use super::counts::Counts;
use super::hashing::count_hashed;
use super::ngrams::count_ngrams;
use super::weighting::term_frequency;
use super::{CsrMatrix, Norm, RowEncoder, TfIdfVectorizerParams, Vocabulary, WordSequences};

impl TfIdfVectorizerParams {
    /// Learns vocabulary and document frequencies from texts.
    ///
    /// # Errors
    ///
    /// As [`fit_transform`](Self::fit_transform).
    pub fn fit<T: AsRef<str> + Sync>(&self, texts: &[T]) -> Result<TfIdfVectorizer> {
        self.fit_transform(&WordSequences::encode(texts)).map(|(vectorizer, _)| vectorizer)
    }

    /// Learns from encoded texts, and gives their matrix, shape `(texts, terms)`.
    ///
    /// In parallel, with the same result for any number of threads.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] when a parameter is out of range; [`Error::Corpus`] when no
    /// term is left.
    ///
    /// # Example
    ///
    /// ```
    /// use nutgraf::features::{TfIdfVectorizerParams, WordSequences};
    /// let sequences = WordSequences::encode(&["talks on trade", "talks on peace"]);
    /// let (vectorizer, matrix) = TfIdfVectorizerParams::default().fit_transform(&sequences)?;
    /// assert_eq!(vectorizer.vocabulary().terms(), ["on", "peace", "talks", "trade"]);
    /// assert_eq!(matrix.row(0).columns, [0, 2, 3]);
    /// # Ok::<(), nutgraf::Error>(())
    /// ```
    pub fn fit_transform(&self, sequences: &WordSequences) -> Result<(TfIdfVectorizer, CsrMatrix)> {
        self.fit_selected(sequences, |_, _, _| {})
    }

    /// Learns from encoded texts; of the columns that the parameters keep `narrow` may drop more.
    pub(super) fn fit_selected(
        &self,
        sequences: &WordSequences,
        narrow: impl FnOnce(&Vocabulary, &Counts, &mut [bool]),
    ) -> Result<(TfIdfVectorizer, CsrMatrix)> {
        self.check()?;
        let documents = sequences.texts();
        let analyzer = self.analyzer.clone().build()?;
        let min_df = (self.min_df.of(documents).ceil() as usize).max(1);
        let max_df = self.max_df.of(documents) as usize;
        let (mut vocabulary, mut counts) = match (self.hash_bits, analyzer.unit()) {
            (Some(bits), _) => count_hashed(sequences, &analyzer, bits, min_df),
            (None, TermUnit::Words) => count_ngrams(sequences, &analyzer, min_df),
            (None, TermUnit::Characters) => count_characters(sequences, &analyzer, min_df..=max_df),
        };
        let mut keep = self.selection(&vocabulary, &counts, documents);
        narrow(&vocabulary, &counts, &mut keep);
        if keep.contains(&false) {
            vocabulary = vocabulary.select(&keep);
            counts = counts.select(&keep);
        }
        if vocabulary.is_empty() {
            return Err(Error::Corpus {
                reason: format!(
                    "no term is left after `min_df = {min_df}` on {documents} documents"
                ),
                hint: "lower `min_df`, or look whether the documents contain words at all"
                    .to_owned(),
            });
        }
        let idf: Vec<f32> = (counts.document_frequencies.iter())
            .map(|&frequency| self.idf.weight(documents, frequency as usize) as f32)
            .collect();
        let matrix = self.weigh(counts, &idf);
        let vectorizer =
            TfIdfVectorizer { params: self.clone(), analyzer, vocabulary, idf: idf.into() };
        Ok((vectorizer, matrix))
    }

    /// Which columns stay.
    fn selection(&self, vocabulary: &Vocabulary, counts: &Counts, documents: usize) -> Vec<bool> {
        let max_df = self.max_df.of(documents);
        let shortest = self.analyzer.shortest_words();
        let mut keep: Vec<bool> =
            counts.document_frequencies.iter().map(|&df| f64::from(df) <= max_df).collect();
        // Those of hashes are of terms that are long enough.
        let levels = if self.hash_bits.is_some() { 0 } else { shortest - 1 };
        for columns in vocabulary.columns().iter().take(levels) {
            for &column in columns.iter() {
                keep[column as usize] = false;
            }
        }
        if let Some(limit) = self.max_features {
            let totals = counts.totals();
            let mut kept: Vec<usize> = (0..keep.len()).filter(|&column| keep[column]).collect();
            // The most frequent first; equally frequent terms in byte order.
            kept.sort_by_key(|&column| std::cmp::Reverse(totals[column]));
            for &column in kept.iter().skip(limit) {
                keep[column] = false;
            }
        }
        keep
    }

    fn weigh(&self, counts: Counts, idf: &[f32]) -> CsrMatrix {
        // Of one size, so that the numbers are turned where they stand.
        let mut values: Vec<f32> = counts.values.into_iter().map(|count| count as f32).collect();
        let mut rows: Vec<(&mut [f32], &[u32])> = Vec::with_capacity(counts.offsets.len());
        let mut rest = values.as_mut_slice();
        for row in counts.offsets.windows(2) {
            let (head, tail) = rest.split_at_mut(row[1] - row[0]);
            rows.push((head, &counts.columns[row[0]..row[1]]));
            rest = tail;
        }
        rows.par_iter_mut().for_each(|(values, columns)| {
            for (value, &column) in values.iter_mut().zip(*columns) {
                *value = term_frequency(*value as u32, self.sublinear_tf) * idf[column as usize];
            }
            self.normalize(values);
        });
        CsrMatrix::from_parts(counts.offsets, counts.columns, values, idf.len())
    }

    /// Scales a row.
    pub(super) fn normalize(&self, values: &mut [f32]) {
        if self.norm == Norm::L2 {
            let squared: f64 = values.iter().map(|&v| f64::from(v) * f64::from(v)).sum();
            if squared > 0.0 {
                let factor = (1.0 / squared.sqrt()) as f32;
                values.iter_mut().for_each(|value| *value *= factor);
            }
        }
    }
}

/// Inverse document frequencies that are read: beyond it a text's squares would leave the range of `f32`. Trained
/// ones lie within 1 and 30.
const IDF_RANGE: std::ops::RangeInclusive<f32> = 1e-9..=1e9;

/// A learned vocabulary with its weights: turns any text into a vector of the same space.
///
/// Document frequencies come from the texts that it was fitted on, never from those that it
/// transforms, so a text's vector does not depend on its neighbours.
#[derive(Debug)]
pub struct TfIdfVectorizer {
    params: TfIdfVectorizerParams,
    analyzer: Analyzer,
    vocabulary: Vocabulary,
    idf: Array<f32>,
}

impl TfIdfVectorizer {
    /// The default parameters, to be changed and fitted.
    pub fn params() -> TfIdfVectorizerParams {
        TfIdfVectorizerParams::default()
    }

    /// Puts together what a model file holds; `idf` has shape `(terms,)`.
    ///
    /// # Errors
    ///
    /// [`Error::Model`] when a weight is not from `1e-9` to `1e9`, or when there is not one a term;
    /// [`Error::InvalidParameter`] when the parameters are out of range.
    pub fn from_parts(
        params: TfIdfVectorizerParams,
        vocabulary: Vocabulary,
        idf: Array<f32>,
    ) -> Result<Self> {
        params.check()?;
        let analyzer = params.analyzer.clone().build()?;
        let damaged = |reason: &str| {
            Err(Error::Model { place: "model".to_owned(), reason: reason.to_owned() })
        };
        if idf.len() != vocabulary.len() {
            return damaged("there is not one inverse document frequency a term");
        }
        if !idf.iter().all(|weight| IDF_RANGE.contains(weight)) {
            return damaged("an inverse document frequency is not a number in a sensible range");
        }
        let levels = if params.hash_bits.is_some() { 1 } else { params.levels() };
        if vocabulary.columns().len() != levels || vocabulary.hash_bits() != params.hash_bits {
            return damaged("the vocabulary does not have the n-grams that its analyzer makes");
        }
        Ok(Self { params, analyzer, vocabulary, idf })
    }

    /// The parameters that it was fitted with.
    pub fn fitted_params(&self) -> &TfIdfVectorizerParams {
        &self.params
    }

    /// How a text becomes terms.
    pub fn analyzer(&self) -> &Analyzer {
        &self.analyzer
    }

    /// The terms and their columns.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// The inverse document frequency of each term, shape `(terms,)`, above 0.
    pub fn idf(&self) -> &[f32] {
        &self.idf
    }

    /// The vectorizer of the columns for which `keep` is true, renumbered in the same order.
    #[must_use]
    pub fn select(self, keep: &[bool]) -> Self {
        let idf = self.idf.iter().zip(keep).filter_map(|(&w, &keep)| keep.then_some(w)).collect();
        Self { vocabulary: self.vocabulary.select(keep), idf, ..self }
    }

    /// The columns from the most frequent term to the rarest; equally frequent ones in their order.
    ///
    /// Texts are made of few terms most of the time. Where these lie side by side, what is kept of
    /// each column stays in a core's cache.
    pub(crate) fn by_frequency(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.idf.len() as u32).collect();
        order.sort_by(|&one, &other| self.idf[one as usize].total_cmp(&self.idf[other as usize]));
        order
    }

    /// The same terms in another order of columns: `order` names the present column of each new one,
    /// every one once.
    pub(crate) fn reordered(self, order: &[u32]) -> Self {
        let idf = order.iter().map(|&column| self.idf[column as usize]).collect();
        Self { vocabulary: self.vocabulary.reordered(order), idf, ..self }
    }

    /// The matrix of some texts, shape `(texts, terms)`, in parallel.
    pub fn transform<T: AsRef<str> + Sync>(&self, texts: &[T]) -> CsrMatrix {
        self.encoded(texts, |encoder, text| encoder.encode(text.as_ref()))
    }

    /// The matrix of some texts in passages, shape `(texts, terms)`, in parallel.
    pub fn transform_passages(&self, texts: &[Vec<Passage<'_>>]) -> CsrMatrix {
        self.encoded(texts, |encoder, text| encoder.encode_passages(text))
    }

    fn encoded<T: Sync>(
        &self,
        texts: &[T],
        encode: impl Fn(&mut RowEncoder<'_>, &T) + Sync,
    ) -> CsrMatrix {
        let rows: Vec<Vec<(u32, f32)>> = texts
            .par_iter()
            .map_init(
                || RowEncoder::new([self]),
                |encoder, text| {
                    encode(encoder, text);
                    let row = encoder.row(0);
                    let mut row: Vec<(u32, f32)> =
                        row.columns.iter().copied().zip(row.values.iter().copied()).collect();
                    row.sort_unstable_by_key(|&(column, _)| column);
                    row
                },
            )
            .collect();
        CsrMatrix::from_rows(rows, self.idf.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::AnalyzerParams;
    use approx::assert_relative_eq;
    use proptest::prelude::*;

    const TEXTS: [&str; 3] = [
        "the two sides signed the treaty",
        "the treaty was never ratified",
        "sides agreed to talk and talk",
    ];

    fn fit(params: &TfIdfVectorizerParams) -> (TfIdfVectorizer, CsrMatrix) {
        params.fit_transform(&WordSequences::encode(&TEXTS)).unwrap()
    }

    fn values(matrix: &CsrMatrix) -> Vec<f32> {
        matrix.rows().flat_map(|row| row.values.to_vec()).collect()
    }

    fn assert_values(params: &TfIdfVectorizerParams, expected: &[f32]) {
        let values = values(&fit(params).1);
        assert_eq!(values.len(), expected.len());
        for (value, expected) in values.iter().zip(expected) {
            assert_relative_eq!(value, expected, epsilon = 1e-6);
        }
    }

    // python -c "from sklearn.feature_extraction.text import TfidfVectorizer as V; T=['the two sides
    // signed the treaty','the treaty was never ratified','sides agreed to talk and talk'];
    // print(V().fit_transform(T).data)", scikit-learn 1.9.1, entries in the order of their columns.
    #[test]
    fn values_are_those_of_scikit_learn() {
        assert_values(&TfIdfVectorizer::params(), &SKLEARN_DEFAULT);
    }

    #[test]
    fn weights_whose_squares_would_leave_the_range_of_numbers_are_refused() {
        let (vectorizer, _) = fit(&TfIdfVectorizer::params());
        for (idf, is_sound) in [(1.0, true), (1e10, false), (1e-30, false), (f32::NAN, false)] {
            let idf = vec![idf; vectorizer.vocabulary().len()];
            let (params, vocabulary) = (vectorizer.params.clone(), vectorizer.vocabulary.clone());
            let built = TfIdfVectorizer::from_parts(params, vocabulary, idf.into());
            assert_eq!(built.is_ok(), is_sound);
        }
    }

    // The same with V(sublinear_tf=True, ngram_range=(1, 2), min_df=2).
    #[test]
    fn values_with_other_parameters_are_those_of_scikit_learn() {
        let params = TfIdfVectorizer::params()
            .analyzer(AnalyzerParams::default().ngram_range(1, 2))
            .sublinear_tf(true)
            .min_df(2);
        let (vectorizer, _) = fit(&params);
        assert_eq!(vectorizer.vocabulary().terms(), ["sides", "the", "the treaty", "treaty"]);
        assert_values(&params, &SKLEARN_SUBLINEAR);
    }

    #[rustfmt::skip]
    const SKLEARN_DEFAULT: [f32; 15] = [
        0.325_165_5, 0.427_553_6, 0.650_331_1, 0.325_165_5, 0.427_553_6,
        0.490_479_1, 0.490_479_1, 0.373_022, 0.373_022, 0.490_479_1,
        0.363_254_7, 0.363_254_7, 0.276_264_6, 0.726_509_4, 0.363_254_7,
    ];
    const SKLEARN_SUBLINEAR: [f32; 8] = [
        0.412_858_6,
        0.699_030_3,
        0.412_858_6,
        0.412_858_6,
        0.577_350_3,
        0.577_350_3,
        0.577_350_3,
        1.0,
    ];

    #[test]
    fn max_df_counts_documents_and_max_features_occurrences() {
        let params = TfIdfVectorizer::params().max_df(1_usize).max_features(Some(2));
        assert_eq!(fit(&params).0.vocabulary().terms(), ["agreed", "talk"]);
    }

    #[test]
    fn bigrams_alone_leave_no_unigram_column() {
        let params = TfIdfVectorizer::params()
            .analyzer(AnalyzerParams::default().ngram_range(2, 2))
            .min_df(2);
        assert_eq!(fit(&params).0.vocabulary().terms(), ["the treaty"]);
    }

    #[test]
    fn a_corpus_without_any_term_left_says_so() {
        let error = TfIdfVectorizer::params().min_df(9).fit(&TEXTS).unwrap_err();
        assert_eq!(error.to_string(), "no term is left after `min_df = 9` on 3 documents");
    }

    #[test]
    fn transforming_the_training_texts_gives_their_matrix() {
        for unit in [TermUnit::Words, TermUnit::Characters] {
            let analyzer = AnalyzerParams::default().unit(unit).ngram_range(1, 3);
            let (vectorizer, matrix) = fit(&TfIdfVectorizer::params().analyzer(analyzer));
            let again = vectorizer.transform(&TEXTS);
            for (row, other) in matrix.rows().zip(again.rows()) {
                assert_eq!(row.columns, other.columns);
                for (value, other) in row.values.iter().zip(other.values) {
                    assert_relative_eq!(value, other, epsilon = 1e-6);
                }
            }
        }
    }

    proptest! {
        #[test]
        fn every_row_has_length_one_or_is_empty(texts in proptest::collection::vec("\\PC{0,60}", 1..6)) {
            let params = TfIdfVectorizer::params();
            if let Ok((_, matrix)) = params.fit_transform(&WordSequences::encode(&texts)) {
                for row in matrix.rows().filter(|row| !row.columns.is_empty()) {
                    prop_assert!((row.squared_norm() - 1.0).abs() < 1e-5);
                }
            }
        }
    }
}
