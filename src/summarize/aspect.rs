//! What spoke for a sentence and against it, in terms of what a reader sees.

use super::features::{FEATURES, FeatureRow, POSITIONS};

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
}

/// The aspect that each feature measures; of an aspect, the first feature tells much from little.
const MEASURES: [(&str, Aspect); 28] = [
    ("position-logarithm", Aspect::Position),
    ("position-reciprocal", Aspect::Position),
    ("position-relative", Aspect::Position),
    ("position-last", Aspect::Position),
    ("words-logarithm", Aspect::Length),
    ("words-deviation", Aspect::Length),
    ("words-below-8", Aspect::Length),
    ("words-above-40", Aspect::Length),
    ("centrality", Aspect::Centrality),
    ("similarity-before", Aspect::Centrality),
    ("similarity-after", Aspect::Centrality),
    ("similarity-lead", Aspect::Beginning),
    ("similarity-headline", Aspect::Beginning),
    ("bigram-repeated-share", Aspect::Phrases),
    ("bigram-frequency", Aspect::Phrases),
    ("term-frequency-mean", Aspect::Words),
    ("term-frequency-max", Aspect::Words),
    ("term-share", Aspect::Density),
    ("capitals-share", Aspect::Names),
    ("numbers", Aspect::Numbers),
    ("quotation", Aspect::Quotation),
    ("quotation-continued", Aspect::Quotation),
    ("question", Aspect::Question),
    ("opening-pronoun", Aspect::Opening),
    ("opening-demonstrative", Aspect::Opening),
    ("opening-connective", Aspect::Opening),
    ("first-person-share", Aspect::FirstPerson),
    ("speech", Aspect::Speech),
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
        }
    }

    /// The aspect of a feature that is no product of two.
    fn of(feature: &str) -> Option<Self> {
        MEASURES.iter().find(|(name, _)| *name == feature).map(|(_, aspect)| *aspect)
    }
}

/// What one aspect of a sentence did to its score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Contribution {
    /// The aspect.
    pub aspect: Aspect,
    /// Whether the sentence has more of it than the article's sentences have on average: stands further down, is
    /// longer, has more names.
    pub is_high: bool,
    /// What it added to the log odds of the sentence, against an average one: finite and not 0.
    pub log_odds: f64,
}

/// What each aspect of each sentence did to its log odds, the strongest first.
///
/// The sum over a sentence is the difference of its log odds to those of a sentence whose every feature is
/// the article's mean. A product of two features is shared out between them so that their order does not
/// matter (Shapley, 1953): `x y - X Y = (x - X) (y + Y) / 2 + (y - Y) (x + X) / 2`.
///
/// `weights` are those of a linear model, of whose first [`POSITIONS`] features a share of `lead` counts, and
/// `prior` what it loses by the logarithm of the position.
pub(super) fn contributions(
    table: &[FeatureRow],
    weights: &FeatureRow,
    lead: f64,
    prior: f64,
) -> Vec<Vec<Contribution>> {
    let mean = |column: usize| {
        table.iter().map(|row| row[column]).sum::<f64>() / table.len().max(1) as f64
    };
    let means: Vec<f64> = (0..FEATURES.len()).map(mean).collect();
    let of_row = |row: &FeatureRow| {
        let mut sums = Vec::<Contribution>::new();
        let mut add = |feature: &str, log_odds: f64| {
            let Some(aspect) = Aspect::of(feature) else { return };
            if let Some(sum) = sums.iter_mut().find(|sum| sum.aspect == aspect) {
                sum.log_odds += log_odds;
            } else {
                let is_high = is_high(aspect, row, &means);
                sums.push(Contribution { aspect, is_high, log_odds });
            }
        };
        for (column, (name, weight)) in FEATURES.iter().zip(weights).enumerate() {
            let weight = if column < POSITIONS { weight * lead } else { *weight };
            let Some((one, other)) = name.split_once(" * ") else {
                add(name, weight * (row[column] - means[column]));
                continue;
            };
            let [(x, x_mean), (y, y_mean)] = [one, other].map(|factor| {
                let column = column_of(factor);
                (row[column], means[column])
            });
            add(one, weight * (x - x_mean) * (y + y_mean) / 2.0);
            add(other, weight * (y - y_mean) * (x + x_mean) / 2.0);
        }
        let logarithm = column_of("position-logarithm");
        add("position-logarithm", -lead * prior * (row[logarithm] - means[logarithm]));
        sums.retain(|sum| sum.log_odds != 0.0);
        sums.sort_by(|one, other| {
            let strength = other.log_odds.abs().total_cmp(&one.log_odds.abs());
            strength.then(one.aspect.cmp(&other.aspect))
        });
        sums
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
    if aspect == Aspect::Opening {
        // Three ways to lean on the sentence before, of which one is enough.
        let mut openings = MEASURES.iter().filter(|(_, measured)| *measured == aspect);
        return openings.any(|(name, _)| exceeds(name));
    }
    let first = MEASURES.iter().find(|(_, measured)| *measured == aspect);
    first.is_some_and(|(name, _)| exceeds(name))
}

fn column_of(name: &str) -> usize {
    FEATURES.iter().position(|feature| *feature == name).expect("a measure is a feature")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::summarize::article::tests::article;
    use crate::summarize::{Ranker, features};
    use approx::assert_relative_eq;

    #[test]
    fn every_feature_measures_an_aspect_and_every_measure_is_a_feature() {
        for feature in FEATURES.iter().flat_map(|name| name.split(" * ")) {
            assert!(Aspect::of(feature).is_some(), "{feature}");
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
        for (column, (name, value)) in FEATURES.iter().zip(&mut average).enumerate() {
            if !name.contains(" * ") {
                *value = table.iter().map(|row| row[column]).sum::<f64>() / 4.0;
            }
        }
        for (column, name) in FEATURES.iter().enumerate() {
            if let Some((one, other)) = name.split_once(" * ") {
                average[column] = average[column_of(one)] * average[column_of(other)];
            }
        }
        let logarithm = column_of("position-logarithm");
        let logit = |row: &FeatureRow| ranker.logit(row, lead) - lead * prior * row[logarithm];
        let contributions = contributions(&table, ranker.weights(), lead, prior);
        for (row, found) in table.iter().zip(contributions) {
            let sum: f64 = found.iter().map(|contribution| contribution.log_odds).sum();
            assert_relative_eq!(sum, logit(row) - logit(&average), epsilon = 1e-9);
            assert!(found.is_sorted_by(|one, next| one.log_odds.abs() >= next.log_odds.abs()));
        }
    }

    #[test]
    fn long_and_late_are_told_from_short_and_early() {
        let table = features(&article("Rain.\nThe old bridge over the river fell into it."));
        let mut weights = [0.0; FEATURES.len()];
        weights[column_of("words-logarithm")] = 1.0;
        let found = contributions(&table, &weights, 1.0, 0.5);
        let [first, second] = [&found[0], &found[1]].map(|found| {
            let told = found.iter().map(|one| (one.aspect, one.is_high, one.log_odds > 0.0));
            told.collect::<Vec<_>>()
        });
        assert_eq!(first, [(Aspect::Length, false, false), (Aspect::Position, false, true)]);
        assert_eq!(second, [(Aspect::Length, true, true), (Aspect::Position, true, false)]);
    }
}
