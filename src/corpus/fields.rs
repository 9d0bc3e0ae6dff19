//! Title, lead and text of an article, and how much each of them counts.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Document;
use crate::text::{ArticleLayout, Language, Passage, SentenceSplitter};
use crate::{Error, Result};

/// A part of an article that can count more or less than the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Field {
    /// The headline: the `title` of a record, or the headline line at the top of its text.
    Title,
    /// The opening of the prose, after dateline and byline: its first paragraph, or its first two
    /// sentences where it has no paragraphs.
    Lead,
    /// The text; without its lead where that has a weight of its own.
    Text,
}

impl Field {
    /// All of them, in the order of an article.
    pub const ALL: &[Self] = &[Self::Title, Self::Lead, Self::Text];

    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Lead => "lead",
            Self::Text => "text",
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for Field {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let known = Self::ALL.iter().copied().find(|field| field.name() == name);
        known.ok_or_else(|| Error::InvalidParameter {
            name: "field",
            expected: "`title`, `lead` or `text`",
            actual: name.to_owned(),
        })
    }
}

/// How often the words of each field of an article count.
///
/// | Field | Default | Range |
/// |---|---|---|
/// | [`Field::Title`] | 2 for a `title`; no headline is looked for | `0..=100` |
/// | [`Field::Lead`] | that of the text | `0..=100` |
/// | [`Field::Text`] | 1 | `0..=100` |
///
/// Out of fold, 2 for the title was never worse than 1 by more than chance, and better by a point on
/// newsgroup posts with their subjects. Headlines in texts are looked for only where the title is given a weight: that takes more
/// than half as long as all else in labelling.
///
/// A weight of 3 is as if the field stood there three times; 0 leaves the field out. An article that
/// lacks a field simply has no words of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[must_use]
pub struct FieldWeights {
    title: Option<u32>,
    lead: Option<u32>,
    text: u32,
}

impl Default for FieldWeights {
    fn default() -> Self {
        Self { title: None, lead: None, text: 1 }
    }
}

/// How often a title counts where that is not said.
const USUAL_TITLE: u32 = 2;

/// A field does not count more often than this.
const LARGEST_WEIGHT: u32 = 100;

impl FieldWeights {
    /// Every field counts once.
    pub fn even() -> Self {
        Self { title: Some(1), lead: None, text: 1 }
    }

    /// Have the words of a field count this often.
    pub fn weight(mut self, field: Field, weight: u32) -> Self {
        match field {
            Field::Title => self.title = Some(weight),
            Field::Lead => self.lead = Some(weight),
            Field::Text => self.text = weight,
        }
        self
    }

    /// How often the words of a field count.
    pub fn of(&self, field: Field) -> u32 {
        match field {
            Field::Title => self.title.unwrap_or(USUAL_TITLE),
            Field::Lead => self.lead.unwrap_or(self.text),
            Field::Text => self.text,
        }
    }

    /// Whether every weight is in range, and some field counts.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] where not.
    pub fn check(&self) -> Result<()> {
        let weights = Field::ALL.iter().map(|&field| self.of(field));
        let largest = weights.max().unwrap_or(0);
        if (1..=LARGEST_WEIGHT).contains(&largest) {
            return Ok(());
        }
        Err(Error::InvalidParameter {
            name: "field",
            expected: "weights from 0 to 100, not all of them 0",
            actual: largest.to_string(),
        })
    }

    /// The parts of an article with their weights, in the order of the article.
    ///
    /// Where lead and text count the same and no headline is looked for, the text is one part. Its language, or else `language`, says
    /// where sentences end.
    ///
    /// # Example
    ///
    /// ```
    /// use nutgraf::corpus::{Document, Field, FieldWeights};
    /// use nutgraf::text::{Language, Passage};
    /// let text = "Talks to resume\n\nGENEVA (Reuters) - Talks go on.\n\nNobody objected.".to_owned();
    /// let article = Document { text, ..Document::default() };
    /// let weights = FieldWeights::default().weight(Field::Title, 3).weight(Field::Lead, 2);
    /// let passages = weights.passages(&article, Language::English);
    /// assert_eq!(passages[0], Passage { text: "Talks to resume", weight: 3 });
    /// assert!(passages.contains(&Passage { text: "Talks go on.", weight: 2 }));
    /// ```
    pub fn passages<'text>(
        &self,
        document: &'text Document,
        language: Language,
    ) -> Vec<Passage<'text>> {
        let text = document.text.as_str();
        let mut passages = Vec::new();
        let mut add = |text: &'text str, weight| {
            if weight > 0 && !text.is_empty() {
                passages.push(Passage { text, weight });
            }
        };
        if let Some(title) = &document.title {
            add(title, self.of(Field::Title));
        }
        let lead = self.of(Field::Lead);
        let seeks_title =
            document.title.is_none() && self.title.is_some_and(|weight| weight != self.text);
        if !seeks_title && lead == self.text {
            add(text, self.text);
            return passages;
        }
        let layout = ArticleLayout::of(text);
        let mut rest = 0;
        if let Some(title) = layout.title.clone().filter(|_| seeks_title) {
            add(&text[..title.start], self.text);
            add(&text[title.clone()], self.of(Field::Title));
            rest = title.end;
        }
        if lead != self.text {
            let opening = opening(text, &layout, document.language.unwrap_or(language));
            add(&text[rest..opening.start], self.text);
            add(&text[opening.clone()], lead);
            rest = opening.end;
        }
        add(&text[rest..], self.text);
        passages
    }
}

/// Bytes of prose without paragraphs within which its first two sentences are looked for.
const OPENING_WINDOW: usize = 2_000;

/// The first paragraph of the prose, or its first two sentences where it has no paragraphs.
fn opening(text: &str, layout: &ArticleLayout, language: Language) -> Range<usize> {
    let Some(first) = layout.body.first().cloned() else { return text.len()..text.len() };
    // What was left out, such as an advertisement, parts paragraphs too.
    if layout.body.len() > 1 && text[first.end..layout.body[1].start].contains('\n') {
        return first.start
            ..paragraph_end(&text[first.clone()]).map_or(first.end, |end| first.start + end);
    }
    if let Some(end) = paragraph_end(&text[first.clone()]) {
        return first.start..first.start + end;
    }
    let window = first.len().min(OPENING_WINDOW);
    let window = &text[first.start..text.floor_char_boundary(first.start + window)];
    let sentences = SentenceSplitter::new(language).spans(window);
    first.start
        ..sentences.iter().take(2).next_back().map_or(first.end, |last| first.start + last.end)
}

/// Where the first paragraph ends: before a blank line, or before a line that is set in.
fn paragraph_end(text: &str) -> Option<usize> {
    text.match_indices('\n').map(|(end, _)| end).find(|&end| {
        let below = text[end + 1..].trim_start_matches('\r');
        below.starts_with(['\n', '\t']) || below.starts_with("  ") || below.starts_with(" \n")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn article(title: Option<&str>, text: &str) -> Document {
        Document { title: title.map(str::to_owned), text: text.to_owned(), ..Document::default() }
    }

    fn parts(weights: FieldWeights, document: &Document) -> Vec<(&str, u32)> {
        let passages = weights.passages(document, Language::English);
        passages.into_iter().map(|passage| (passage.text, passage.weight)).collect()
    }

    const TEXT: &str = "BERN, May 3 (NTV) -- Two states agreed.\nIt rained.\n\nNobody objected.";

    #[test]
    fn by_default_a_title_counts_twice_and_headlines_are_not_looked_for() {
        let document = article(Some("A hotline"), TEXT);
        assert_eq!(parts(FieldWeights::default(), &document), [("A hotline", 2), (TEXT, 1)]);
        assert_eq!(parts(FieldWeights::even(), &document), [("A hotline", 1), (TEXT, 1)]);
        let text = "A hotline\n\nThey met.";
        let document = article(None, text);
        assert_eq!(parts(FieldWeights::default(), &document), [(text, 1)]);
        assert_eq!(parts(FieldWeights::even(), &document), [(text, 1)]);
    }

    #[test]
    fn the_lead_is_the_first_paragraph_after_the_dateline() {
        let document = article(None, TEXT);
        let weights = FieldWeights::default().weight(Field::Lead, 4);
        assert_eq!(
            parts(weights, &document),
            [
                ("BERN, May 3 (NTV) -- ", 1),
                ("Two states agreed.\nIt rained.", 4),
                ("\n\nNobody objected.", 1),
            ]
        );
    }

    #[test]
    fn without_paragraphs_the_lead_is_two_sentences() {
        let document = article(None, "They met. They spoke. They left.");
        let weights = FieldWeights::default().weight(Field::Lead, 2).weight(Field::Text, 0);
        assert_eq!(parts(weights, &document), [("They met. They spoke.", 2)]);
    }

    #[test]
    fn a_headline_in_the_text_counts_as_the_title_that_is_missing() {
        let text = "Two states agree\n\nThey met.";
        let weights = FieldWeights::default().weight(Field::Title, 3);
        let document = article(None, text);
        assert_eq!(parts(weights, &document), [("Two states agree", 3), ("\n\nThey met.", 1)]);
        let document = article(Some("A title"), text);
        assert_eq!(parts(weights, &document), [("A title", 3), (text, 1)]);
    }

    #[test]
    fn weights_out_of_range_are_refused() {
        assert!(FieldWeights::default().weight(Field::Title, 0).check().is_ok());
        assert!(FieldWeights::default().weight(Field::Title, 101).check().is_err());
        let nothing = FieldWeights::default().weight(Field::Title, 0).weight(Field::Text, 0);
        assert_eq!(
            nothing.check().unwrap_err().to_string(),
            "`field` must be weights from 0 to 100, not all of them 0, found `0`"
        );
    }

    proptest! {
        #[test]
        fn every_part_of_a_text_counts_once_at_least(
            text in "(\\PC|\n|\n\n|By |\\(CNN\\) |-- |SEOUL|\\. |[a-z.]){0,60}",
        ) {
            let weights = FieldWeights::default().weight(Field::Title, 3).weight(Field::Lead, 2);
            let document = article(None, &text);
            let whole: String = parts(weights, &document).into_iter().map(|(part, _)| part).collect();
            prop_assert_eq!(whole, text);
        }
    }
}
