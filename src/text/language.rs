//! The languages that nutgraf knows, and which one a text is written in.

use serde::{Deserialize, Serialize};
use whichlang::Lang;

macro_rules! languages {
    ($($variant:ident $code:literal),+ $(,)?) => {
        /// A language, named by its ISO 639-1 code in files and on the command line.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum Language {
            $(#[doc = concat!("`", $code, "`")] #[serde(rename = $code)] $variant),+
        }

        impl Language {
            /// Every language that nutgraf knows, in the order of their English names.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The ISO 639-1 code.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }
        }
    };
}

languages! {
    Arabic "ar", Bulgarian "bg", Chinese "zh", Danish "da", Dutch "nl", English "en",
    Finnish "fi", French "fr", German "de", Greek "el", Hindi "hi", Hungarian "hu",
    Italian "it", Japanese "ja", Korean "ko", Norwegian "no", Polish "pl", Portuguese "pt",
    Romanian "ro", Russian "ru", Spanish "es", Swedish "sv", Tamil "ta", Turkish "tr",
    Ukrainian "uk", Vietnamese "vi",
}

impl std::fmt::Display for Language {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.code())
    }
}

impl std::str::FromStr for Language {
    type Err = crate::Error;

    fn from_str(code: &str) -> crate::Result<Self> {
        Self::ALL.iter().copied().find(|language| language.code() == code).ok_or_else(|| {
            crate::Error::InvalidParameter {
                name: "language",
                expected: "an ISO 639-1 code that nutgraf knows, such as en, de, fr, es or ru",
                actual: code.to_owned(),
            }
        })
    }
}

/// How many bytes of a text are looked at: enough for certainty, few enough to cost nothing.
const LOOKED_AT: usize = 2_000;

/// The language that a text is written in, or `None` for a text without letters and for scripts
/// in which no known language is written.
///
/// Rests on [`whichlang`], which always answers with one of its 16 languages; so the script is
/// looked at first, and its answer counts only where the script allows it.
///
/// # Example
///
/// ```
/// use nutgraf::text::{Language, detect_language};
/// assert_eq!(detect_language("Les deux pays ont rétabli leurs relations."), Some(Language::French));
/// assert_eq!(detect_language("Οι δύο χώρες συμφώνησαν."), Some(Language::Greek));
/// assert_eq!(detect_language("1914 - 1918"), None);
/// ```
pub fn detect_language(text: &str) -> Option<Language> {
    let text = &text[..text.floor_char_boundary(LOOKED_AT)];
    match dominant_script(text)? {
        Script::Greek => Some(Language::Greek),
        Script::Tamil => Some(Language::Tamil),
        Script::Hangul => Some(Language::Korean),
        Script::Devanagari => Some(Language::Hindi),
        Script::Arabic => Some(Language::Arabic),
        Script::Kana => Some(Language::Japanese),
        Script::Han => Some(Language::Chinese),
        Script::Cyrillic => Some(cyrillic_language(text)),
        Script::Latin => match whichlang::detect_language(text) {
            Lang::Deu => Some(Language::German),
            Lang::Fra => Some(Language::French),
            Lang::Ita => Some(Language::Italian),
            Lang::Nld => Some(Language::Dutch),
            Lang::Por => Some(Language::Portuguese),
            Lang::Spa => Some(Language::Spanish),
            Lang::Swe => Some(Language::Swedish),
            Lang::Tur => Some(Language::Turkish),
            Lang::Vie => Some(Language::Vietnamese),
            _ => Some(Language::English),
        },
        Script::Other => None,
    }
}

fn cyrillic_language(text: &str) -> Language {
    if text.contains(['і', 'ї', 'є', 'І', 'Ї', 'Є']) {
        return Language::Ukrainian;
    }
    // Russian writes ы and э, which Bulgarian lacks; in a text of any length they occur.
    if text.contains(['ы', 'э', 'ё', 'Ы', 'Э']) || !text.contains('ъ') {
        return Language::Russian;
    }
    Language::Bulgarian
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Greek,
    Cyrillic,
    Arabic,
    Devanagari,
    Tamil,
    Hangul,
    Kana,
    Han,
    Other,
}

const SCRIPTS: [Script; 10] = [
    Script::Latin,
    Script::Greek,
    Script::Cyrillic,
    Script::Arabic,
    Script::Devanagari,
    Script::Tamil,
    Script::Hangul,
    Script::Kana,
    Script::Han,
    Script::Other,
];

fn script(letter: char) -> Script {
    match letter as u32 {
        0x41..=0x24f | 0x1e00..=0x1eff => Script::Latin,
        0x370..=0x3ff | 0x1f00..=0x1fff => Script::Greek,
        0x400..=0x52f => Script::Cyrillic,
        0x600..=0x6ff | 0x750..=0x77f => Script::Arabic,
        0x900..=0x97f => Script::Devanagari,
        0xb80..=0xbff => Script::Tamil,
        0x1100..=0x11ff | 0xac00..=0xd7af => Script::Hangul,
        0x3040..=0x30ff => Script::Kana,
        0x3400..=0x9fff | 0x20000..=0x2ffff => Script::Han,
        _ => Script::Other,
    }
}

fn dominant_script(text: &str) -> Option<Script> {
    let mut counts = [0_usize; SCRIPTS.len()];
    for letter in text.chars().filter(|letter| letter.is_alphabetic()) {
        counts[script(letter) as usize] += 1;
    }
    // Japanese mixes kana into Han, Chinese never does.
    if counts[Script::Kana as usize] * 10 > counts[Script::Han as usize] {
        counts[Script::Kana as usize] += counts[Script::Han as usize];
    }
    let most = SCRIPTS.into_iter().rev().max_by_key(|script| counts[*script as usize])?;
    (counts[most as usize] > 0).then_some(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_japanese_text_is_not_taken_for_chinese() {
        assert_eq!(
            detect_language("外務省は二国間関係について協議した。"),
            Some(Language::Japanese)
        );
        assert_eq!(detect_language("外交部发言人表示两国关系良好"), Some(Language::Chinese));
    }

    #[test]
    fn cyrillic_languages_are_told_apart_by_their_letters() {
        assert_eq!(
            detect_language("Министры обсудили вопросы и объявили это"),
            Some(Language::Russian)
        );
        assert_eq!(detect_language("Міністри обговорили питання"), Some(Language::Ukrainian));
        assert_eq!(detect_language("Външният министър обсъди въпроса"), Some(Language::Bulgarian));
    }

    #[test]
    fn every_code_names_its_language() {
        for &language in Language::ALL {
            assert_eq!(language.code().parse::<Language>().ok(), Some(language));
        }
        assert!("xx".parse::<Language>().is_err());
    }
}
