//! What is chosen by hand or by tuning, in place of what the corpus suggests.

use std::fmt::{self, Display, Formatter};

use serde::{Deserialize, Serialize};

use crate::features::WordSequences;
use crate::text::{BOUNDARY, Language, Passage};
use crate::{Error, Result};

/// Choices about terms and learners; `None` leaves one to what is best for corpora of such a size.
///
/// | Choice | Range |
/// |---|---|
/// | `cost` | finite and above 0 |
/// | `min_df` | at least 1 |
/// | `ngrams` | 1 to 3 |
/// | `characters` | 0 for none, or 3 to 6 |
///
/// Shown as the command line's flags that make the same choices.
///
/// # Example
///
/// ```
/// use nutgraf::pipeline::Choices;
/// let choices = Choices { cost: Some(0.5), ngrams: Some(1), ..Choices::default() };
/// assert_eq!(choices.to_string(), "--cost 0.5 --ngrams 1");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Choices {
    /// What an error costs a support vector machine, against the size of its weights.
    pub cost: Option<f32>,
    /// The fewest articles that a term of words must stand in.
    pub min_df: Option<usize>,
    /// The longest n-grams of words.
    pub ngrams: Option<usize>,
    /// The longest n-grams of characters within words.
    pub characters: Option<usize>,
    /// Whether the most frequent words of the language (`the`, `of`) are dropped.
    pub drop_stop_words: bool,
    /// Whether names of persons, places and bodies are dropped, so that none speaks for a label: words
    /// with a capital nearly wherever it tells something. Refused for German, where every noun has one.
    #[serde(default)]
    pub drop_names: bool,
}

impl Choices {
    /// Whether nothing is chosen.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// The words that are learned from.
    ///
    /// # Errors
    ///
    /// [`Error::Corpus`] where names are to be dropped of a language that gives every noun a capital, or no
    /// other word is left.
    pub(super) fn sequences(
        &self,
        texts: &[Vec<Passage<'_>>],
        language: Option<Language>,
    ) -> Result<WordSequences> {
        if !self.drop_names {
            return Ok(WordSequences::encode_passages(texts));
        }
        if language == Some(Language::German) {
            return Err(Error::Corpus {
                reason:
                    "names cannot be told by their capitals in German, where every noun has one"
                        .to_owned(),
                hint: "train without `drop-names`, or name the `language` if it is another"
                    .to_owned(),
            });
        }
        let sequences = WordSequences::encode_without_names(texts);
        if sequences.words().iter().all(|word| word == BOUNDARY) {
            return Err(Error::Corpus {
                reason:
                    "no word is left without names: each has a capital wherever it tells something"
                        .to_owned(),
                hint: "train without `drop-names`".to_owned(),
            });
        }
        Ok(sequences)
    }

    /// Whether every choice is in range.
    pub(super) fn check(&self) -> Result<()> {
        let refuse = |name, expected, actual: String| {
            Err(Error::InvalidParameter { name, expected, actual })
        };
        match *self {
            Self { cost: Some(cost), .. } if !(cost.is_finite() && cost > 0.0) => {
                refuse("cost", "finite and above 0", cost.to_string())
            }
            Self { min_df: Some(0), .. } => refuse("min_df", "at least 1", "0".to_owned()),
            Self { ngrams: Some(ngrams), .. } if !(1..=3).contains(&ngrams) => {
                refuse("ngrams", "1 to 3", ngrams.to_string())
            }
            Self { characters: Some(longest), .. }
                if longest != 0 && !(3..=6).contains(&longest) =>
            {
                refuse("characters", "0, or 3 to 6", longest.to_string())
            }
            _ => Ok(()),
        }
    }
}

impl Display for Choices {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let flags = [
            self.cost.map(|cost| format!("--cost {cost}")),
            self.min_df.map(|documents| format!("--min-df {documents}")),
            self.ngrams.map(|longest| format!("--ngrams {longest}")),
            self.characters.map(|longest| format!("--characters {longest}")),
            self.drop_stop_words.then(|| "--drop-stop-words".to_owned()),
            self.drop_names.then(|| "--drop-names".to_owned()),
        ];
        let flags: Vec<String> = flags.into_iter().flatten().collect();
        formatter.write_str(&flags.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_out_of_range_are_refused_by_name() {
        let none = Choices::default();
        assert!(none.check().is_ok());
        let refused = [
            (Choices { cost: Some(0.0), ..none }, "cost"),
            (Choices { min_df: Some(0), ..none }, "min_df"),
            (Choices { ngrams: Some(4), ..none }, "ngrams"),
            (Choices { characters: Some(2), ..none }, "characters"),
        ];
        for (choices, expected) in refused {
            let error = choices.check().unwrap_err();
            assert!(matches!(error, Error::InvalidParameter { name, .. } if name == expected));
        }
        assert!(Choices { characters: Some(0), ..none }.check().is_ok());
    }
}
