//! What a reader asks about: the sentences that speak of it lead.

use super::Article;

/// How relevant each sentence is to the query of an article, shape `(sentences,)`, in `[0, 1]`.
///
/// `r(u) = sum over t in q and u of idf(t) / sum over t in q of idf(t)` for the terms `q` of the
/// query that the article has, with `idf(t) = ln(1 + n / df(t))` over its `n` sentences; 0 where it
/// has none. Otterbacher, Erkan and Radev (2005) bias a walk to
/// `sum of ln(1 + tf(t, u)) ln(1 + tf(t, q)) idf(t)`: a sentence does not answer better by
/// repeating itself, so terms count once here.
pub fn relevance(article: &Article) -> Vec<f64> {
    let count = article.sentences().len() as f64;
    let idf = |term: u32| (1.0 + count / f64::from(article.document_frequency(term).max(1))).ln();
    let query: Vec<(u32, f64)> = article.query().iter().map(|&term| (term, idf(term))).collect();
    let all: f64 = query.iter().map(|(_, idf)| idf).sum();
    let of = |terms: &[(u32, u32)]| {
        let has = |term: u32| terms.binary_search_by_key(&term, |&(term, _)| term).is_ok();
        query.iter().filter(|(term, _)| has(*term)).map(|(_, idf)| idf).sum::<f64>() / all
    };
    let sentences = article.sentences().iter();
    sentences.map(|s| if query.is_empty() { 0.0 } else { of(&s.terms).min(1.0) }).collect()
}

/// The scores of a method, raised so that what a reader asked about leads.
///
/// `f(u) = (s(u) / max s + [r(u) > 0] (1 + 2 r(u))) / 4`, in `[0, 1]`: every sentence that speaks
/// of the query comes before all that do not, one that speaks of all of it before one that speaks
/// of half, and the method decides among equals. Without a query that the article speaks of, the
/// scores stay.
pub fn focused(article: &Article, scores: Vec<f64>) -> Vec<f64> {
    if article.query().is_empty() {
        return scores;
    }
    let most = scores.iter().copied().fold(0.0, f64::max);
    let share = |score: f64| if most > 0.0 { score / most } else { 0.0 };
    let raise = |relevance: f64| if relevance > 0.0 { 1.0 + 2.0 * relevance } else { 0.0 };
    let relevances = relevance(article);
    scores.iter().zip(relevances).map(|(&s, r)| (share(s) + raise(r)) / 4.0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::summarize::article::tests::article_asked;
    use approx::assert_relative_eq;

    const LINES: &str = "talks began\nforced labor ended\nlabor talks failed\nrain fell";

    #[test]
    fn relevance_is_the_share_of_the_query_by_idf_by_hand() {
        // `forced` is in one of four sentences, `labor` in two, `famine` in none:
        // idf ln 5 and ln 3, so a sentence with `labor` alone has ln 3 / (ln 5 + ln 3).
        let found = relevance(&article_asked(LINES, "Labor forced, famine"));
        let half = 3.0_f64.ln() / (5.0_f64.ln() + 3.0_f64.ln());
        for (found, exact) in found.iter().zip([0.0, 1.0, half, 0.0]) {
            assert_relative_eq!(*found, exact, epsilon = 1e-12);
        }
    }

    #[test]
    fn what_speaks_of_all_of_it_leads_and_the_method_decides_among_equals() {
        let article = article_asked(LINES, "forced labor");
        let scores = focused(&article, vec![4.0, 0.0, 2.0, 1.0]);
        assert!(scores[1] > scores[2] && scores[2] > scores[0] && scores[0] > scores[3]);
        // s / max s of 1 and a quarter, no relevance: a fourth of each.
        assert_relative_eq!(scores[0], 0.25);
        assert_relative_eq!(scores[3], 0.0625);
        assert_relative_eq!(scores[1], 0.75);
    }

    #[test]
    fn a_query_that_the_article_does_not_speak_of_changes_nothing() {
        let article = article_asked(LINES, "famine");
        assert_eq!(relevance(&article), [0.0; 4]);
        assert_eq!(focused(&article, vec![4.0, 0.0, 2.0, 1.0]), [4.0, 0.0, 2.0, 1.0]);
    }
}
