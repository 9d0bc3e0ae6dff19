//! Maximal coverage: as much as fits of what the article repeats.

use std::collections::HashMap;

use super::extract::chosen;
use super::filling::{SetValue, greedy, greedy_or_best};
use super::select::rank;
use super::{Article, Budget, Extract, Length, Salience, focused};

/// Maximal concept coverage (Gillick and Favre, "A scalable global model for summarization", 2009).
///
/// `F(S) = sum over concepts c in S of w(c)`, the most that a budget allows
///
/// Concepts are pairs of neighbouring terms in at least two sentences, and `w(c)` is in how many; one
/// that occurs twice in the summary counts once. Where a search within bounds soon ends, the set is the
/// best that there is; in longer articles, the best that the search finds from the greedy one.
/// Sentences without a concept follow in the order of the text. The score of a sentence is `F` of that
/// sentence alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage;

/// The most sentences among which the best set is searched for.
const MOST_SEARCHED: usize = 64;

/// The most sets that a search looks at.
const MOST_VISITS: usize = 1_000;

/// What a set must be worth more by than another to be better.
const MARGIN: f64 = 1e-9;

impl Salience for Coverage {
    fn scores(&self, article: &Article) -> Vec<f64> {
        Concepts::new(article).values()
    }

    fn extract(&self, article: &Article, budget: Budget) -> Extract {
        let budget = budget.of(article);
        let concepts = Concepts::new(article);
        let covered = || Covered { concepts: &concepts, times: vec![0; concepts.weights.len()] };
        let (value, mut reasons) = greedy_or_best(article, budget, 1.0, covered);
        // The search knows values alone; what was asked about leads whatever it adds.
        if article.query().is_empty()
            && let Some(best) = Search::new(article, budget, covered()).better_than(value)
        {
            reasons = greedy(article, budget, 1.0, covered(), &best).1;
        }
        debug_assert!(!chosen(&reasons).is_empty() || article.sentences().is_empty());
        Extract { scores: focused(article, concepts.values()), reasons }
    }
}

/// What there is to cover.
struct Concepts {
    /// In how many sentences each occurs: at least 2.
    weights: Vec<u32>,
    /// The distinct concepts of each sentence.
    of_sentences: Vec<Vec<u32>>,
}

impl Concepts {
    fn new(article: &Article) -> Self {
        let pairs: Vec<Vec<[u32; 2]>> =
            article.sentences().iter().map(|s| distinct_pairs(&s.sequence)).collect();
        let mut frequencies: HashMap<[u32; 2], u32> = HashMap::new();
        for pair in pairs.iter().flatten() {
            *frequencies.entry(*pair).or_default() += 1;
        }
        let mut numbers: HashMap<[u32; 2], u32> = HashMap::new();
        let mut weights = Vec::new();
        let mut number = |pair: &[u32; 2]| {
            let weight = frequencies[pair];
            (weight > 1).then(|| {
                *numbers.entry(*pair).or_insert_with(|| {
                    weights.push(weight);
                    weights.len() as u32 - 1
                })
            })
        };
        let of_sentences =
            pairs.iter().map(|pairs| pairs.iter().filter_map(&mut number).collect()).collect();
        Self { weights, of_sentences }
    }

    /// The value of each sentence alone.
    fn values(&self) -> Vec<f64> {
        let value = |concepts: &Vec<u32>| {
            concepts.iter().map(|&concept| f64::from(self.weights[concept as usize])).sum()
        };
        self.of_sentences.iter().map(value).collect()
    }
}

/// The distinct pairs of neighbours of a sequence, ascending.
pub(super) fn distinct_pairs(sequence: &[u32]) -> Vec<[u32; 2]> {
    let mut pairs: Vec<[u32; 2]> = sequence.windows(2).map(|pair| [pair[0], pair[1]]).collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// What a set covers.
struct Covered<'concepts> {
    concepts: &'concepts Concepts,
    /// How often each concept occurs in the set.
    times: Vec<u32>,
}

impl Covered<'_> {
    fn remove(&mut self, index: usize) {
        for &concept in &self.concepts.of_sentences[index] {
            self.times[concept as usize] -= 1;
        }
    }
}

impl SetValue for Covered<'_> {
    fn gain(&self, index: usize) -> f64 {
        let concepts = self.concepts.of_sentences[index].iter();
        let new = concepts.filter(|&&concept| self.times[concept as usize] == 0);
        new.map(|&concept| f64::from(self.concepts.weights[concept as usize])).sum()
    }

    fn add(&mut self, index: usize) {
        for &concept in &self.concepts.of_sentences[index] {
            self.times[concept as usize] += 1;
        }
    }
}

/// Branch and bound over the sentences that have a concept.
struct Search<'search> {
    article: &'search Article,
    budget: Budget,
    covered: Covered<'search>,
    /// The sentences to choose from, those of the most value for their length first.
    candidates: Vec<usize>,
    taken: Vec<usize>,
    best: f64,
    found: Option<Vec<usize>>,
    visits: usize,
}

impl<'search> Search<'search> {
    fn new(article: &'search Article, budget: Budget, covered: Covered<'search>) -> Self {
        let sentences = article.sentences();
        let mut fingerprints = std::collections::HashSet::new();
        let mut candidates: Vec<usize> = (0..sentences.len())
            .filter(|&u| covered.gain(u) > 0.0 && rank(&sentences[u], budget) == (true, true))
            .filter(|&u| fingerprints.insert(sentences[u].fingerprint))
            .collect();
        let density = |u: usize| covered.gain(u) / budget.share(Length::of(&sentences[u]));
        candidates.sort_by(|&u, &v| density(v).total_cmp(&density(u)).then(u.cmp(&v)));
        let (taken, found) = (Vec::new(), None);
        Self { article, budget, covered, candidates, taken, best: 0.0, found, visits: 0 }
    }

    /// The best set that is found among those of a higher value, ascending.
    fn better_than(mut self, value: f64) -> Option<Vec<usize>> {
        self.best = value;
        if self.candidates.len() <= MOST_SEARCHED {
            self.visit(0, Length::default(), 0.0);
        }
        self.found.map(|mut found| {
            found.sort_unstable();
            found
        })
    }

    /// Looks at the sets that have what is taken and any of the candidates from a place on.
    fn visit(&mut self, from: usize, length: Length, value: f64) {
        self.visits += 1;
        if value > self.best + MARGIN {
            self.best = value;
            self.found = Some(self.taken.clone());
        }
        let hopeless = || value + self.most_beyond(from, length) <= self.best + MARGIN;
        if self.visits > MOST_VISITS || from == self.candidates.len() || hopeless() {
            return;
        }
        let index = self.candidates[from];
        let longer = length + Length::of(&self.article.sentences()[index]);
        if self.budget.fits(longer) {
            let gain = self.covered.gain(index);
            self.covered.add(index);
            self.taken.push(index);
            self.visit(from + 1, longer, value + gain);
            self.taken.pop();
            self.covered.remove(index);
        }
        self.visit(from + 1, length, value);
    }

    /// No less than what candidates from a place on can add: the fractional knapsack of their gains.
    fn most_beyond(&self, from: usize, length: Length) -> f64 {
        let share = |u: usize| self.budget.share(Length::of(&self.article.sentences()[u]));
        let mut gains: Vec<(f64, f64)> =
            self.candidates[from..].iter().map(|&u| (self.covered.gain(u), share(u))).collect();
        gains.sort_by(|one, other| (other.0 / other.1).total_cmp(&(one.0 / one.1)));
        let mut room = 1.0 - self.budget.share(length);
        let mut most = 0.0;
        for (gain, share) in gains {
            if room <= 0.0 {
                break;
            }
            most += gain * (room / share).min(1.0);
            room -= share;
        }
        most
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::summarize::article::tests::article;
    use proptest::prelude::*;

    #[test]
    fn what_is_repeated_counts_by_how_often() {
        // `war peace` is in three sentences, `peace rain` in two, `rain snow` in one.
        let article = article("war peace rain.\nwar peace.\npeace rain snow.\nwar peace.");
        assert_eq!(Coverage.scores(&article), [5.0, 3.0, 2.0, 3.0]);
    }

    #[test]
    fn two_short_sentences_go_before_the_densest_where_they_cover_more() {
        // The last line has every pair once more. The first covers three pairs in 4 words, 3/2 a word,
        // and leaves no room for another within 6; the two behind it cover two pairs each in 3 words.
        let lines = "ab cd ef gh.\nij kl mn.\nop qr st.\n\
            ab cd ef gh war ij kl mn peace op qr st.";
        let article = article(lines);
        assert_eq!(Coverage.scores(&article)[..3], [6.0, 4.0, 4.0]);
        assert_eq!(Coverage.extract(&article, Budget::Words(5)).chosen(), [0]);
        assert_eq!(Coverage.extract(&article, Budget::Words(6)).chosen(), [1, 2]);
        assert_eq!(Coverage.extract(&article, Budget::Words(7)).chosen(), [0, 1]);
    }

    #[test]
    fn an_article_that_repeats_nothing_gives_its_lead() {
        let article = article("war peace.\nrain snow.\nhail frost.");
        assert_eq!(Coverage.extract(&article, Budget::Sentences(2)).chosen(), [0, 1]);
    }

    proptest! {
        #[test]
        fn in_short_articles_no_set_covers_more(
            lines in "[a-d]{2} [a-d]{2}( [a-d]{2}){0,4}\\.(\n[a-d]{2} [a-d]{2}( [a-d]{2}){0,4}\\.){1,7}",
            most in 2_usize..16,
        ) {
            let article = article(&lines);
            let sentences = article.sentences();
            let concepts = Concepts::new(&article);
            let value = |set: &[usize]| {
                let mut covered =
                    Covered { concepts: &concepts, times: vec![0; concepts.weights.len()] };
                set.iter().map(|&u| { let gain = covered.gain(u); covered.add(u); gain }).sum::<f64>()
            };
            let found = Coverage.extract(&article, Budget::Words(most)).chosen();
            let sets = (0_u32..1 << sentences.len()).map(|bits| {
                (0..sentences.len()).filter(|u| bits >> u & 1 == 1).collect::<Vec<usize>>()
            });
            for set in sets {
                if set.iter().map(|&u| sentences[u].words).sum::<usize>() <= most {
                    prop_assert!(value(&set) <= value(&found) + 1e-9, "{set:?} beats {found:?}");
                }
            }
        }
    }
}
