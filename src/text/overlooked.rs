//! The ends that sentencex passes over: it takes all between two marks for one quotation or one
//! bracket, even where the marks are those of different ones, or where it is very long.

/// Where sentences end in a text that sentencex took for one: byte offsets, ascending.
///
/// Quotation marks are read by the white space beside them, not by counting, so that a mark too
/// many does not turn the rest of the text inside out. An end counts outside of quotations and
/// brackets, after a word that is no abbreviation and before a capital letter.
pub(super) fn overlooked_ends(text: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    if !text.contains(['"', '\'', '“', '‘', '(', '[']) || text.contains(['«', '»']) {
        return ends;
    }
    let mut quoted = false;
    let mut depth = 0_usize;
    let mut before = ' ';
    let mut letters = text.char_indices().peekable();
    while let Some((position, letter)) = letters.next() {
        let after = letters.peek().map_or(' ', |&(_, next)| next);
        match letter {
            '“' | '„' => quoted = true,
            '”' => quoted = false,
            '"' | '\'' | '‘' | '’' if !(before.is_alphanumeric() && after.is_alphanumeric()) => {
                quoted = !after.is_whitespace() && !before.is_alphanumeric() && !is_stop(before);
            }
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let end = position + letter.len_utf8();
        let stops = is_stop(letter) || letter == ')' && is_stop(before);
        if stops
            && !quoted
            && depth == 0
            && after.is_whitespace()
            && follows_a_word(&text[..end])
            && opens_a_sentence(&text[end..])
        {
            ends.push(end);
        }
        before = letter;
    }
    ends
}

fn is_stop(letter: char) -> bool {
    matches!(letter, '.' | '!' | '?')
}

/// Small letters of a word that is surely no abbreviation.
const SHORTEST_WORD: usize = 4;

fn follows_a_word(before: &str) -> bool {
    let word = before.trim_end_matches(|letter| is_stop(letter) || letter == ')');
    word.chars().rev().take(SHORTEST_WORD).filter(|letter| letter.is_lowercase()).count()
        == SHORTEST_WORD
}

fn opens_a_sentence(after: &str) -> bool {
    let word = after.trim_start();
    word.trim_start_matches(['"', '“', '\'', '‘', '(']).starts_with(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<&str> {
        let mut start = 0;
        let ends = overlooked_ends(text);
        ends.into_iter()
            .chain([text.len()])
            .map(|end| text[std::mem::replace(&mut start, end)..end].trim())
            .collect()
    }

    #[test]
    fn an_aside_in_brackets_ends_where_a_capital_follows() {
        assert_eq!(
            parts("(They laughed.) The minister went on (twice a day.) without pause."),
            ["(They laughed.)", "The minister went on (twice a day.) without pause."]
        );
    }

    #[test]
    fn a_mark_too_many_does_not_turn_the_rest_inside_out() {
        assert_eq!(
            parts("\"Nobody \"won\" the battle. \"We lost it,\" she added."),
            ["\"Nobody \"won\" the battle.", "\"We lost it,\" she added."]
        );
    }

    #[test]
    fn a_quotation_of_several_sentences_is_left_whole() {
        assert_eq!(parts("\"We talked. Nobody agreed. Then we left,\" he said.").len(), 1);
        assert_eq!(parts("'We talked. Nobody agreed. Then we left,' he said.").len(), 1);
    }

    #[test]
    fn an_abbreviation_is_no_word_to_end_with() {
        assert_eq!(
            parts("The ministers' offices (all in Prof. Lee's dept. Building) are shut.").len(),
            1
        );
    }
}
