//! Phrases that point to what is known: "the talks", not "talks" or "the White House".

use super::cue_words::Lists;
use super::{Language, Tokenizer, is_stop_word, normalize};

/// The most words behind an article that are looked at for what it points to.
const LONGEST_PHRASE: u32 = 3;

/// The words behind each definite article that say what it points to, as 0-based places among the
/// words of a sentence: of the next three up to anything but a blank, those up to a stop word; ascending.
///
/// Words with a capital name something and point to nothing; in German, where every noun has one, that
/// is not told. Known for English, French and German.
pub(crate) fn definite_phrases(sentence: &str, language: Option<Language>) -> Vec<Vec<u32>> {
    let Some((lists, language)) = Lists::of(language).zip(language) else { return Vec::new() };
    let mut phrases: Vec<Vec<u32>> = Vec::new();
    let (mut article, mut end, mut word) = (None, 0, String::new());
    let mut place = 0;
    Tokenizer.visit(sentence, |token, span| {
        normalize(token, &mut word);
        let goes_on = matches!(sentence.get(end..span.start), Some(" " | "'" | "’"));
        if lists.definite.contains(&word.as_str()) {
            phrases.push(Vec::new());
            article = Some(place);
        } else if let Some(since) = article
            && goes_on
            && place - since <= LONGEST_PHRASE
            && let Some(phrase) = phrases.last_mut()
        {
            let names = language != Language::German && token.starts_with(char::is_uppercase);
            match names || is_stop_word(&word, language) {
                true if phrase.is_empty() => {}
                false => phrase.push(place),
                true => article = None,
            }
        } else {
            article = None;
        }
        end = span.end;
        place += 1;
    });
    phrases.retain(|phrase| !phrase.is_empty());
    phrases
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phrases(sentence: &str, language: Language) -> Vec<Vec<u32>> {
        definite_phrases(sentence, Some(language))
    }

    #[test]
    fn what_an_article_points_to_is_found() {
        let english = |sentence| phrases(sentence, Language::English);
        assert_eq!(english("The long, the new talks of the old town."), [[4], [8]]);
        assert_eq!(english("The White House and a lawn."), Vec::<Vec<u32>>::new());
        assert_eq!(english("Sale of the Japanese firm's assets."), [[4]]);
        assert_eq!(english("\"The talks ended.\""), [[1]]);
        assert_eq!(phrases("L'accord tient.", Language::French), [[1, 2]]);
        assert_eq!(phrases("Die Gespräche ruhen.", Language::German), [[1, 2]]);
        assert!(definite_phrases("The talks ended.", Some(Language::Spanish)).is_empty());
    }
}
