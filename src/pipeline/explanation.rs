//! Why each sentence of an article was taken or left.

use std::ops::Range;

use super::{Summary, TextSummarizer};
use crate::corpus::Document;
use crate::summarize::{Contribution, Reason, Sentence};
use crate::text::Language;

/// What became of every sentence of an article.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Explanation {
    /// All sentences that were read, in the order of the text: furniture is not.
    pub sentences: Vec<ExplainedSentence>,
    /// The summary that it explains.
    pub summary: Summary,
}

/// A sentence, and why it was taken or left.
#[derive(Clone, Debug, PartialEq)]
pub struct ExplainedSentence {
    /// Where it stands, verbatim, in the text that was given, in bytes.
    pub span: Range<usize>,
    /// Its salience by the method, finite and at least 0: comparable within one article only.
    pub score: f64,
    /// Why it was taken or left.
    pub reason: Reason,
    /// What spoke for it and against it, the strongest first; [`Method::Editor`](super::Method::Editor)
    /// alone tells.
    pub contributions: Vec<Contribution>,
}

impl TextSummarizer {
    /// Summarises an article as [`summarize`](Self::summarize) does, and says of each sentence why.
    ///
    /// # Example
    ///
    /// ```
    /// use nutgraf::pipeline::{Budget, Reason, TextSummarizerParams};
    /// let summarizer = TextSummarizerParams::default().budget(Budget::Sentences(1)).build()?;
    /// let text = "Two states agreed on a hotline. It opens in June. Two states agreed on a hotline.";
    /// let explanation = summarizer.explain(text, None);
    /// let reasons: Vec<Reason> = explanation.sentences.iter().map(|s| s.reason).collect();
    /// assert_eq!(reasons, [Reason::Taken, Reason::RankedLow, Reason::Repeats(0)]);
    /// assert_eq!(explanation.summary, summarizer.summarize(text, None));
    /// # Ok::<(), nutgraf::Error>(())
    /// ```
    pub fn explain(&self, text: &str, title: Option<&str>) -> Explanation {
        self.explanation(text, title, None)
    }

    /// The same of an article with the title and in the language that it names.
    pub fn explain_document(&self, document: &Document) -> Explanation {
        self.explanation(&document.text, document.title.as_deref(), document.language)
    }

    fn explanation(
        &self,
        text: &str,
        title: Option<&str>,
        language: Option<Language>,
    ) -> Explanation {
        let query = self.params().query.as_deref();
        let (article, layout) = self.opened(text, title, language, query);
        let extract = self.extract(&article);
        let summary = self.told(&article, layout, &extract);
        let budget = self.params().budget.of(&article);
        let contributions = self.salience().contributions(&article, budget);
        let sentence = |(((sentence, score), reason), contributions)| {
            let sentence: &Sentence = sentence;
            ExplainedSentence { span: sentence.span.clone(), score, reason, contributions }
        };
        let sentences = article.sentences().iter().zip(extract.scores).zip(extract.reasons);
        let sentences = sentences.zip(contributions).map(sentence).collect();
        Explanation { sentences, summary }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::{Budget, Method, TextSummarizerParams};

    fn reasons(text: &str, budget: Budget) -> Vec<Reason> {
        let summarizer = TextSummarizerParams::default().budget(budget).build().unwrap();
        summarizer.explain(text, None).sentences.iter().map(|s| s.reason).collect()
    }

    #[test]
    fn every_method_explains_the_summary_that_it_gives() {
        let text = "Talks in Bern\n\nTwo states agreed on a hotline on Friday. It opens in June. \
            However, nobody was told. Two states agreed on a hotline on Friday.\n\nThe talks:\n\n\
            Envoys of two states met for nine hours in an old hotel above the town of Bern.";
        for &method in Method::ALL {
            for budget in [Budget::Sentences(2), Budget::Words(12), Budget::Words(1)] {
                let params = TextSummarizerParams::default().method(method).budget(budget);
                let summarizer = params.build().unwrap();
                let explanation = summarizer.explain(text, None);
                assert_eq!(explanation.summary, summarizer.summarize(text, None), "{method}");
                let has_contributions =
                    explanation.sentences.iter().any(|s| !s.contributions.is_empty());
                assert_eq!(has_contributions, method == Method::Editor, "{method}");
            }
        }
    }

    #[test]
    fn an_editor_says_what_leans_and_what_repeats() {
        use Reason::{Heading, LeansOnLeft, RankedLow, Repeats, Taken};
        let text = "They waited. The envoys of two states agreed on a hotline.\n\nThe talks:\n\n\
            Rain fell. The envoys of two states agreed on a hotline.";
        let expected = [LeansOnLeft, Taken, Heading, RankedLow, Repeats(1)];
        assert_eq!(reasons(text, Budget::Sentences(1)), expected);
        assert_eq!(reasons(text, Budget::Sentences(9))[3], Taken);
    }
}
