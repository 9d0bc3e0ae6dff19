//! Makes the spellings of one word equal.

use unicode_normalization::UnicodeNormalization;

/// Replaces `output` by the lower-case, compatibility-composed (NFKC) form of a token.
///
/// ASCII takes a short way. Soft hyphens and zero-width joiners fall out, so that a word broken
/// by a typesetter equals itself.
///
/// # Example
///
/// ```
/// let mut word = String::new();
/// nutgraf::text::normalize("Ｆｉｎａｎｃｉａｌ", &mut word);
/// assert_eq!(word, "financial");
/// ```
pub fn normalize(token: &str, output: &mut String) {
    output.clear();
    if token.is_ascii() {
        output.extend(token.bytes().map(|byte| char::from(byte.to_ascii_lowercase())));
        return;
    }
    // Lower case can leave a sequence that composes anew (as in İ), so composition comes last.
    output.extend(
        token
            .nfkc()
            .flat_map(char::to_lowercase)
            .filter(|letter| !matches!(letter, '\u{ad}' | '\u{200c}' | '\u{200d}'))
            .nfkc(),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn normalized(token: &str) -> String {
        let mut output = String::from("left over");
        normalize(token, &mut output);
        output
    }

    #[test]
    fn composed_and_decomposed_spellings_become_equal() {
        assert_eq!(normalized("Cafe\u{301}"), normalized("CAFÉ"));
    }

    #[test]
    fn a_soft_hyphen_falls_out() {
        assert_eq!(normalized("inter\u{ad}national"), "international");
    }

    proptest! {
        #[test]
        fn ascii_takes_the_short_way_to_the_same_place(token in "[ -~]{0,20}") {
            let long_way: String = token.nfkc().flat_map(char::to_lowercase).nfkc().collect();
            prop_assert_eq!(normalized(&token), long_way);
        }
    }
}
