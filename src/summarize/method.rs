//! The methods by name.

use super::{
    Article, Budget, Contribution, Coverage, Editor, Extract, KlSum, Lead, LexRank, Lsa, Luhn,
    PacSum, Salience, Submodular, SumBasic, TextRank,
};

/// A method that the command line and parameters can name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Method {
    /// Sentences that a trained ranker would lift and that stand on their own: [`Editor`].
    #[default]
    Editor,
    /// The first sentences: [`Lead`].
    Lead,
    /// Sentences that answer for many others: [`TextRank`].
    TextRank,
    /// Sentences that are like many others: [`LexRank::UNIFORM`].
    LexRank,
    /// Sentences that are like many others near the beginning and like the title:
    /// [`LexRank::BIASED`].
    BiasedLexRank,
    /// Sentences that are strong in the article's main topics: [`Lsa`].
    Lsa,
    /// Sentences in which significant words stand close together: [`Luhn`].
    Luhn,
    /// Sentences of the words that are most frequent, each said once: [`SumBasic`].
    SumBasic,
    /// Sentences whose words together are spread as the article's are: [`KlSum`].
    KlSum,
    /// Sentences that those behind them come back to: [`PacSum::DEFAULT`].
    PacSum,
    /// Sentences that cover the article and are diverse: [`Submodular`].
    Submodular,
    /// Sentences that together have the most of what the article repeats: [`Coverage`].
    Coverage,
}

impl Method {
    /// Every method.
    pub const ALL: &[Self] = &[
        Self::Editor,
        Self::Lead,
        Self::TextRank,
        Self::LexRank,
        Self::BiasedLexRank,
        Self::Lsa,
        Self::Luhn,
        Self::SumBasic,
        Self::KlSum,
        Self::PacSum,
        Self::Submodular,
        Self::Coverage,
    ];

    /// Its name in files and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Editor => "editor",
            Self::Lead => "lead",
            Self::TextRank => "textrank",
            Self::LexRank => "lexrank",
            Self::BiasedLexRank => "biased-lexrank",
            Self::Lsa => "lsa",
            Self::Luhn => "luhn",
            Self::SumBasic => "sumbasic",
            Self::KlSum => "kl-sum",
            Self::PacSum => "pacsum",
            Self::Submodular => "submodular",
            Self::Coverage => "coverage",
        }
    }

    fn salience(self) -> &'static dyn Salience {
        match self {
            Self::Editor => Editor::shipped(),
            Self::Lead => &Lead,
            Self::TextRank => &TextRank,
            Self::LexRank => &LexRank::UNIFORM,
            Self::BiasedLexRank => &LexRank::BIASED,
            Self::Lsa => &Lsa,
            Self::Luhn => &Luhn,
            Self::SumBasic => &SumBasic,
            Self::KlSum => &KlSum,
            Self::PacSum => &PacSum::DEFAULT,
            Self::Submodular => &Submodular,
            Self::Coverage => &Coverage,
        }
    }
}

impl Salience for Method {
    fn scores(&self, article: &Article) -> Vec<f64> {
        self.salience().scores(article)
    }

    fn extract(&self, article: &Article, budget: Budget) -> Extract {
        self.salience().extract(article, budget.of(article))
    }

    fn contributions(&self, article: &Article, budget: Budget) -> Vec<Vec<Contribution>> {
        self.salience().contributions(article, budget)
    }
}

impl std::fmt::Display for Method {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.name())
    }
}

impl std::str::FromStr for Method {
    type Err = crate::Error;

    fn from_str(name: &str) -> crate::Result<Self> {
        Self::ALL.iter().copied().find(|method| method.name() == name).ok_or_else(|| {
            crate::Error::InvalidParameter {
                name: "method",
                expected: "editor, lead, textrank, lexrank, biased-lexrank, lsa, luhn, sumbasic, kl-sum, pacsum, \
                           submodular or coverage",
                actual: name.to_owned(),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::summarize::Length;
    use crate::summarize::article::tests::article;

    #[test]
    fn a_method_is_found_by_its_name() {
        for &method in Method::ALL {
            assert_eq!(method.name().parse::<Method>().unwrap(), method);
        }
        let error = "oracle".parse::<Method>().unwrap_err().to_string();
        for method in Method::ALL {
            assert!(error.contains(method.name()), "{error}");
        }
    }

    /// What holds for every method: a new one joins by its line in `Method::ALL`.
    fn contract(method: Method) {
        for lines in ["", "one", "one two\none two\none two", "!!!\n\n...", "a b\nc d\ne f"] {
            let article = article(lines);
            let scores = method.scores(&article);
            assert_eq!(scores.len(), article.sentences().len(), "{method}: one score a sentence");
            assert!(scores.iter().all(|s| s.is_finite() && *s >= 0.0), "{method}: {scores:?}");
            assert_eq!(scores, method.scores(&article), "{method}: the same on every run");
            for budget in [Budget::Sentences(1), Budget::Sentences(9), Budget::Words(3)] {
                let extract = method.extract(&article, budget);
                assert_eq!(extract, method.extract(&article, budget), "{method}: on every run");
                assert_eq!(extract.reasons.len(), scores.len(), "{method}: one reason a sentence");
                let sentences = extract.chosen().into_iter().map(|i| &article.sentences()[i]);
                let mut words: Vec<u64> = sentences.clone().map(|s| s.fingerprint).collect();
                words.sort_unstable();
                assert!(words.windows(2).all(|pair| pair[0] != pair[1]), "{method}: no repetition");
                let length = sentences.fold(Length::default(), |sum, s| sum + Length::of(s));
                assert!(length.sentences > 0, "{method}: never empty");
                assert!(length.sentences == 1 || budget.fits(length), "{method}: {budget:?}");
            }
        }
        assert!(method.scores(&Article::default()).is_empty(), "{method}: no sentence, no score");
        let equal = method.scores(&article("war and peace\nwar and peace\nwar and peace"));
        assert!(equal.is_sorted_by(|one, other| one >= &(other - 1e-12)), "{method}: {equal:?}");
    }

    #[test]
    fn every_method_keeps_the_contract() {
        for &method in Method::ALL {
            contract(method);
        }
    }
}
