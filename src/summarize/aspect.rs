//! What spoke for a sentence and against it, in terms of what a reader sees.

use super::features::{FeatureRow, column_of, multiply};

/// What a reader sees of a sentence; several features measure one aspect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Aspect {
    /// Where it stands.
    Position,
    /// How long it is.
    Length,
    /// How like it is to the rest of the article.
    Centrality,
    /// How like it is to the headline and to the first sentence.
    Beginning,
    /// How many of its phrases other sentences have.
    Phrases,
    /// How frequent its words are in the article.
    Words,
    /// How many of its words are more than stop words.
    Density,
    /// How many names it has.
    Names,
    /// Whether it has numbers.
    Numbers,
    /// Whether it quotes.
    Quotation,
    /// Whether it asks.
    Question,
    /// Whether its opening leans on the sentence before it.
    Opening,
    /// Whether it is in the first person.
    FirstPerson,
    /// Whether it tells that somebody speaks.
    Speech,
    /// How many of its words the article has not had before.
    Novelty,
    /// What the sentences beside it are like.
    Neighbours,
    /// Whether it says what is meant, decided or found.
    Point,
    /// Whether it is a courtesy, a formality, an anecdote or markup.
    Form,
}

/// The aspect that each feature measures; of an aspect, the first feature tells much from little.
const MEASURES: [(&str, Aspect); 44] = [
    ("position-logarithm", Aspect::Position),
    ("position-reciprocal", Aspect::Position),
    ("position-relative", Aspect::Position),
    ("position-last", Aspect::Position),
    ("article-logarithm", Aspect::Position),
    ("words-logarithm", Aspect::Length),
    ("words-deviation", Aspect::Length),
    ("words-below-8", Aspect::Length),
    ("words-above-40", Aspect::Length),
    ("centrality", Aspect::Centrality),
    ("similarity-before", Aspect::Centrality),
    ("similarity-after", Aspect::Centrality),
    ("centrality-rank", Aspect::Centrality),
    ("similarity-lead", Aspect::Beginning),
    ("similarity-headline", Aspect::Beginning),
    ("bigram-repeated-share", Aspect::Phrases),
    ("bigram-frequency", Aspect::Phrases),
    ("term-frequency-mean", Aspect::Words),
    ("term-frequency-max", Aspect::Words),
    ("term-share", Aspect::Density),
    ("word-length", Aspect::Density),
    ("capitals-share", Aspect::Names),
    ("name-shortened", Aspect::Names),
    ("numbers", Aspect::Numbers),
    ("quotation", Aspect::Quotation),
    ("quotation-continued", Aspect::Quotation),
    ("question", Aspect::Question),
    ("opening-pronoun", Aspect::Opening),
    ("opening-demonstrative", Aspect::Opening),
    ("opening-connective", Aspect::Opening),
    ("opening-known", Aspect::Opening),
    ("first-person-share", Aspect::FirstPerson),
    ("speech", Aspect::Speech),
    ("new-terms-share", Aspect::Novelty),
    ("similarity-next", Aspect::Neighbours),
    ("similarity-previous", Aspect::Neighbours),
    ("next-leans", Aspect::Neighbours),
    ("next-quotation", Aspect::Neighbours),
    ("previous-quotation", Aspect::Neighbours),
    ("point", Aspect::Point),
    ("thesis", Aspect::Point),
    ("form", Aspect::Form),
    ("anecdote", Aspect::Form),
    ("markup", Aspect::Form),
];

impl Aspect {
    /// Its name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Position => "position",
            Self::Length => "length",
            Self::Centrality => "centrality",
            Self::Beginning => "beginning",
            Self::Phrases => "phrases",
            Self::Words => "words",
            Self::Density => "density",
            Self::Names => "names",
            Self::Numbers => "numbers",
            Self::Quotation => "quotation",
            Self::Question => "question",
            Self::Opening => "opening",
            Self::FirstPerson => "first-person",
            Self::Speech => "speech",
            Self::Novelty => "novelty",
            Self::Neighbours => "neighbours",
            Self::Point => "point",
            Self::Form => "form",
        }
    }
}

/// What one aspect of a sentence did to its score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Contribution {
    /// The aspect.
    pub aspect: Aspect,
    /// Whether the sentence has more of it than the article's sentences have on average: stands further
    /// down, is longer, has more names.
    pub is_high: bool,
    /// What it added to the log odds of the sentence, against an average one: finite and not 0.
    pub log_odds: f64,
}

/// What each aspect of each sentence did to its log odds, the strongest first.
///
/// The sum over a sentence is the difference of its log odds to those of a sentence whose every feature
/// is the article's mean. One aspect after the other is put in the place of the mean, in one order and
/// in the reverse one, and each is given the mean of what it changed: of the values of Shapley (1953)
/// those that two orders tell, exact where no more than two aspects depend on each other.
///
/// A share of `lead` of what positions tell counts, and `prior` is what a sentence loses by the
/// logarithm of its position.
pub(super) fn contributions(
    table: &[FeatureRow],
    logit: impl Fn(&FeatureRow) -> f64,
) -> Vec<Vec<Contribution>> {
    let mean = |column: usize| {
        table.iter().map(|row| row[column]).sum::<f64>() / table.len().max(1) as f64
    };
    let mut means: FeatureRow = std::array::from_fn(mean);
    multiply(&mut means);
    let mut aspects: Vec<Aspect> = MEASURES.iter().map(|(_, aspect)| *aspect).collect();
    aspects.sort_unstable();
    aspects.dedup();
    let of_row = |row: &FeatureRow| {
        let mut sums = vec![0.0; aspects.len()];
        let mut walk = |order: &mut dyn Iterator<Item = usize>| {
            let (mut current, mut before) = (means, logit(&means));
            for place in order {
                let measures = MEASURES.iter().filter(|(_, aspect)| *aspect == aspects[place]);
                for column in measures.map(|(name, _)| column_of(name)) {
                    current[column] = row[column];
                }
                multiply(&mut current);
                let after = logit(&current);
                sums[place] += (after - before) / 2.0;
                before = after;
            }
        };
        walk(&mut (0..aspects.len()));
        walk(&mut (0..aspects.len()).rev());
        let mut found: Vec<Contribution> = aspects
            .iter()
            .zip(sums)
            .filter(|(_, log_odds)| *log_odds != 0.0)
            .map(|(&aspect, log_odds)| Contribution {
                aspect,
                is_high: is_high(aspect, row, &means),
                log_odds,
            })
            .collect();
        found.sort_by(|one, other| {
            let strength = other.log_odds.abs().total_cmp(&one.log_odds.abs());
            strength.then(one.aspect.cmp(&other.aspect))
        });
        found
    };
    table.iter().map(of_row).collect()
}

/// Whether a sentence has more of an aspect than the mean.
fn is_high(aspect: Aspect, row: &FeatureRow, means: &[f64]) -> bool {
    let exceeds = |name: &str| row[column_of(name)] > means[column_of(name)];
    if aspect == Aspect::Position {
        // Few sentences are early: the mean of the logarithm is about the middle of an article.
        let name = "position-reciprocal";
        return row[column_of(name)] < means[column_of(name)];
    }
    if matches!(aspect, Aspect::Opening | Aspect::Point | Aspect::Form) {
        // Four ways to lean on the sentence before, of which one is enough; so with the others.
        let mut ways = MEASURES.iter().filter(|(_, measured)| *measured == aspect);
        return ways.any(|(name, _)| exceeds(name));
    }
    let first = MEASURES.iter().find(|(_, measured)| *measured == aspect);
    first.is_some_and(|(name, _)| exceeds(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::summarize::article::tests::article;
    use crate::summarize::{FEATURES, Ranker, features};
    use approx::assert_relative_eq;

    #[test]
    fn every_feature_measures_an_aspect_and_every_measure_is_a_feature() {
        for feature in FEATURES.iter().flat_map(|name| name.split(" * ")) {
            assert!(MEASURES.iter().any(|(measure, _)| *measure == feature), "{feature}");
        }
        for (measure, _) in MEASURES {
            assert!(FEATURES.contains(&measure), "{measure}");
        }
    }

    #[test]
    fn contributions_add_up_to_the_distance_from_an_average_sentence() {
        let lines =
            "Ministers met in Bern.\nThey agreed on 3 points.\nRain fell on Bern.\nA fox ran.";
        let table = features(&article(lines));
        let (ranker, lead, prior) = (Ranker::shipped(), 0.7, 0.3);
        let mut average = [0.0; FEATURES.len()];
        for (column, value) in average.iter_mut().enumerate() {
            *value = table.iter().map(|row| row[column]).sum::<f64>() / 4.0;
        }
        multiply(&mut average);
        let logarithm = column_of("position-logarithm");
        let logit = |row: &FeatureRow| ranker.logit(row, lead) - lead * prior * row[logarithm];
        let contributions = contributions(&table, logit);
        for (row, found) in table.iter().zip(contributions) {
            let sum: f64 = found.iter().map(|contribution| contribution.log_odds).sum();
            assert_relative_eq!(sum, logit(row) - logit(&average), epsilon = 1e-9);
            assert!(found.is_sorted_by(|one, next| one.log_odds.abs() >= next.log_odds.abs()));
        }
    }

    #[test]
    fn long_and_late_are_told_from_short_and_early() {
        let table = features(&article("Rain.\nThe old bridge over the river fell into it."));
        let found = contributions(&table, |row| {
            row[column_of("words-logarithm")] - 0.5 * row[column_of("position-logarithm")]
        });
        let [first, second] = [&found[0], &found[1]].map(|found| {
            let told = found.iter().map(|one| (one.aspect, one.is_high, one.log_odds > 0.0));
            told.collect::<Vec<_>>()
        });
        assert_eq!(first, [(Aspect::Length, false, false), (Aspect::Position, false, true)]);
        assert_eq!(second, [(Aspect::Length, true, true), (Aspect::Position, true, false)]);
    }
}
