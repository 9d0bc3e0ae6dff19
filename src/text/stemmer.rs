//! Strips words of their endings.

use std::borrow::Cow;

use rust_stemmers::Algorithm;

use super::Language;
use super::greek_stems::cannot_be_stemmed;

/// A Snowball stemmer (Porter, 2001) with a list of words that it must keep apart.
///
/// Snowball's English rules map `international` and `internal` to one stem, likewise
/// `organization` and `organ`, `university` and `universe`, `important` and `import`. In articles
/// about world affairs these are different words, so an exception list answers for them first.
///
/// # Example
///
/// ```
/// use nutgraf::text::{Language, Stemmer};
/// let stemmer = Stemmer::new(Language::English).unwrap();
/// assert_eq!(stemmer.stem("negotiations"), stemmer.stem("negotiated"));
/// assert_ne!(stemmer.stem("international"), stemmer.stem("internal"));
/// ```
pub struct Stemmer {
    language: Language,
    snowball: rust_stemmers::Stemmer,
}

impl std::fmt::Debug for Stemmer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Stemmer").field("language", &self.language).finish_non_exhaustive()
    }
}

impl Stemmer {
    /// The version of the stems: it changes whenever a word's stem does, here or in Snowball.
    pub const VERSION: &str = "snowball-rust-1.2+exceptions-2";

    /// The stemmer of a language, or `None` where Snowball has none.
    pub fn new(language: Language) -> Option<Self> {
        let algorithm = match language {
            Language::Arabic => Algorithm::Arabic,
            Language::Danish => Algorithm::Danish,
            Language::Dutch => Algorithm::Dutch,
            Language::English => Algorithm::English,
            Language::Finnish => Algorithm::Finnish,
            Language::French => Algorithm::French,
            Language::German => Algorithm::German,
            Language::Greek => Algorithm::Greek,
            Language::Hungarian => Algorithm::Hungarian,
            Language::Italian => Algorithm::Italian,
            Language::Norwegian => Algorithm::Norwegian,
            Language::Portuguese => Algorithm::Portuguese,
            Language::Romanian => Algorithm::Romanian,
            Language::Russian => Algorithm::Russian,
            Language::Spanish => Algorithm::Spanish,
            Language::Swedish => Algorithm::Swedish,
            Language::Tamil => Algorithm::Tamil,
            Language::Turkish => Algorithm::Turkish,
            _ => return None,
        };
        Some(Self { language, snowball: rust_stemmers::Stemmer::create(algorithm) })
    }

    /// The stem of a normalised (lower-case) word.
    pub fn stem<'word>(&self, word: &'word str) -> Cow<'word, str> {
        if let Some(stem) = exception(self.language, word) {
            return Cow::Borrowed(stem);
        }
        if self.language == Language::Greek {
            if cannot_be_stemmed(word) {
                return Cow::Borrowed(word);
            }
            // Should there be others: a line on standard error is better than no result.
            let stemmed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                self.snowball.stem(word).into_owned()
            }));
            return stemmed.map_or(Cow::Borrowed(word), |stem| kept(Cow::Owned(stem), word));
        }
        kept(self.snowball.stem(word), word)
    }
}

/// A stem, or the word itself where its rules leave nothing: words of one ending alone, as the Greek `ησαν`.
fn kept<'word>(stem: Cow<'word, str>, word: &'word str) -> Cow<'word, str> {
    if stem.is_empty() { Cow::Borrowed(word) } else { stem }
}

/// The stem of a word that Snowball's rules would merge with one of another meaning.
fn exception(language: Language, word: &str) -> Option<&'static str> {
    match language {
        Language::English => english_exception(word),
        Language::French => french_exception(word),
        Language::German => german_exception(word),
        _ => None,
    }
}

fn english_exception(word: &str) -> Option<&'static str> {
    Some(match word {
        "international" | "internationally" | "internationals" => "international",
        "organization" | "organizations" | "organisation" | "organisations" => "organization",
        "university" | "universities" => "university",
        "evening" | "evenings" => "evening",
        "add" | "added" | "adding" | "adds" => "add",
        "emergency" | "emergencies" => "emergency",
        "important" | "importantly" | "importance" => "important",
        "authority" | "authorities" => "authority",
        "experiment" | "experiments" | "experimental" => "experiment",
        "several" => "several",
        "severe" | "severely" | "severity" => "severe",
        "conservative" | "conservatives" => "conservative",
        "arms" => "arms",
        "unite" | "united" | "unites" | "uniting" => "unite",
        "polite" | "politely" => "polite",
        "publish" | "published" | "publishes" | "publishing" | "publisher" => "publish",
        "publication" | "publications" => "publication",
        "executive" | "executives" => "executive",
        "generation" | "generations" => "generation",
        "objective" | "objectives" => "objective",
        "relation" | "relations" => "relation",
        "repair" | "repairs" | "repaired" | "repairing" => "repair",
        "customs" => "customs",
        "animal" | "animals" => "animal",
        "corps" => "corps",
        "ironic" | "ironically" => "ironic",
        "paste" | "pasted" => "paste",
        _ => return None,
    })
}

/// `organisation` (body) and `organe` (organ), `national` and `nation` stay apart; so do `parti`
/// (party) and `partie` (part), `marche` (walk) and `marché` (market).
fn french_exception(word: &str) -> Option<&'static str> {
    Some(match word {
        "parti" | "partis" => "parti",
        "partie" | "parties" => "partie",
        "marché" | "marchés" => "marché",
        "international" | "internationale" | "internationaux" | "internationales" => {
            "international"
        }
        _ => return None,
    })
}

/// `Staat` (state) and `statt` are far apart already; `Arme` (arms, the poor) and `Armee` (army)
/// are not.
fn german_exception(word: &str) -> Option<&'static str> {
    Some(match word {
        "armee" | "armeen" => "armee",
        "universität" | "universitäten" => "universität",
        "international" | "internationale" | "internationalen" | "internationaler"
        | "internationales" | "internationalem" => "international",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn stem(language: Language, word: &str) -> String {
        Stemmer::new(language).unwrap().stem(word).into_owned()
    }

    #[test]
    fn words_of_different_meaning_keep_different_stems() {
        for (one, other) in [
            ("international", "internal"),
            ("organization", "organ"),
            ("university", "universe"),
            ("evening", "even"),
            ("important", "imports"),
            ("authorities", "author"),
            ("arms", "arm"),
            ("relations", "relative"),
        ] {
            assert_ne!(
                stem(Language::English, one),
                stem(Language::English, other),
                "{one} {other}"
            );
        }
        assert_ne!(stem(Language::French, "parti"), stem(Language::French, "partie"));
        assert_ne!(stem(Language::German, "armee"), stem(Language::German, "arme"));
    }

    #[test]
    fn british_and_american_spellings_of_organization_meet() {
        assert_eq!(
            stem(Language::English, "organisations"),
            stem(Language::English, "organization")
        );
    }

    #[test]
    fn a_word_that_is_all_ending_keeps_itself_as_its_stem() {
        let (word, snowball) = ("ησαν", rust_stemmers::Stemmer::create(Algorithm::Greek));
        assert_eq!((&*snowball.stem(word), &*stem(Language::Greek, word)), ("", word));
    }

    #[test]
    fn a_word_that_trips_the_greek_rules_comes_back() {
        assert!(!stem(Language::Greek, "ισαισα").is_empty());
    }

    #[test]
    fn snowball_has_eighteen_languages() {
        assert_eq!(Language::ALL.iter().filter(|&&l| Stemmer::new(l).is_some()).count(), 18);
    }

    proptest! {
        #[test]
        fn no_word_of_any_language_panics_or_loses_all(
            word in "\\w{1,12}",
            index in 0..Language::ALL.len(),
        ) {
            if let Some(stemmer) = Stemmer::new(Language::ALL[index]) {
                prop_assert!(!stemmer.stem(&word.to_lowercase()).is_empty());
            }
        }
    }
}
