//! What is left out of an article before its sentences are found, and by which rule.

use std::ops::Range;

/// A rule by which a stretch of a text is none of the article's prose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum CleaningRule {
    /// Place, date and agency before a story: `SEOUL, Aug. 26 (Yonhap) --`; a byline run into it.
    Dateline,
    /// Who reported or edited, behind a story: `(Reporting by Jane Roe)`.
    Credit,
    /// A line that says who wrote: `By Jane Roe`.
    Byline,
    /// A line that says where it comes from: `Source: NTV`, `Photo: J. Roe`.
    Source,
    /// A line that says when it was published.
    Timestamp,
    /// `ADVERTISEMENT`.
    Advertisement,
    /// A link to other stories: `Read more: Talks resume`, `Recent POSTS`.
    Link,
    /// An invitation to share or to comment.
    Share,
    /// An invitation to subscribe.
    Subscribe,
    /// A notice of copyright.
    Copyright,
    /// A stage direction, or an invitation between the sentences: `Scroll down for video`.
    Aside,
    /// A heading with a mark at its end.
    Heading,
    /// An entry of a list, beside enough running prose.
    List,
    /// Code, tables and links of Markdown; the heads of mails and what they quote; the records of minutes.
    Markup,
}

impl CleaningRule {
    /// Every rule.
    pub const ALL: &[Self] = &[
        Self::Dateline,
        Self::Credit,
        Self::Byline,
        Self::Source,
        Self::Timestamp,
        Self::Advertisement,
        Self::Link,
        Self::Share,
        Self::Subscribe,
        Self::Copyright,
        Self::Aside,
        Self::Heading,
        Self::List,
        Self::Markup,
    ];

    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dateline => "dateline",
            Self::Credit => "credit",
            Self::Byline => "byline",
            Self::Source => "source",
            Self::Timestamp => "timestamp",
            Self::Advertisement => "advertisement",
            Self::Link => "link",
            Self::Share => "share",
            Self::Subscribe => "subscribe",
            Self::Copyright => "copyright",
            Self::Aside => "aside",
            Self::Heading => "heading",
            Self::List => "list",
            Self::Markup => "markup",
        }
    }
}

/// Which rules are applied.
///
/// # Example
///
/// ```
/// use nutgraf::text::{ArticleLayout, Cleaning, CleaningRule};
/// let text = "BERN (Reuters) - Talks go on.\n\nADVERTISEMENT";
/// let cleaning = Cleaning::default().without(CleaningRule::Dateline);
/// let layout = ArticleLayout::cleaned(text, cleaning);
/// assert_eq!(&text[layout.body[0].clone()], "BERN (Reuters) - Talks go on.");
/// assert_eq!(layout.left_out[0].rule, CleaningRule::Advertisement);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct Cleaning {
    /// A bit for each rule that is not applied, by its place among all.
    off: u16,
}

impl Cleaning {
    /// Applies no rule.
    pub fn none() -> Self {
        CleaningRule::ALL.iter().fold(Self::default(), |all, &rule| all.without(rule))
    }

    /// The same, but for one rule: what it would leave out is prose like any other.
    pub fn without(mut self, rule: CleaningRule) -> Self {
        self.off |= 1 << rule as u16;
        self
    }

    /// Whether a rule is applied.
    pub fn applies(self, rule: CleaningRule) -> bool {
        self.off & (1 << rule as u16) == 0
    }
}

/// A stretch of a text that is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Where it stands, in bytes: trimmed, not empty.
    pub span: Range<usize>,
    /// The rule that leaves it out.
    pub rule: CleaningRule,
}
