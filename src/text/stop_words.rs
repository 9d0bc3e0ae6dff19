//! Words too common to tell anything.

use std::collections::HashSet;
use std::sync::OnceLock;

use super::Language;

/// The stop words of a language, lower case; empty where no list is known.
///
/// The lists are those of Stopwords ISO (MIT licence), by way of the `stop-words` crate.
pub fn stop_words(language: Language) -> &'static [&'static str] {
    stop_words::lookup(language.code()).unwrap_or(&[])
}

/// Whether a lower-case word is a stop word of the language.
pub fn is_stop_word(word: &str, language: Language) -> bool {
    static SETS: [OnceLock<HashSet<&str>>; Language::ALL.len()] =
        [const { OnceLock::new() }; Language::ALL.len()];
    let set =
        SETS[language as usize].get_or_init(|| stop_words(language).iter().copied().collect());
    set.contains(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_articles_of_english_are_stop_words_and_nouns_are_not() {
        assert!(is_stop_word("the", Language::English));
        assert!(!is_stop_word("treaty", Language::English));
    }
}
