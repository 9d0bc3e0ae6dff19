//! Breaks lines between words.

/// A text in lines of at most `width` characters, all but the first indented by `indent` blanks;
/// the first begins in that column already. A longer word has a line of its own.
pub(crate) fn wrapped(text: &str, width: usize, indent: usize) -> String {
    let mut lines = String::new();
    let mut column = indent;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if column > indent && column + 1 + length > width {
            lines.push('\n');
            lines.extend(std::iter::repeat_n(' ', indent));
            column = indent;
        } else if column > indent {
            lines.push(' ');
            column += 1;
        }
        lines.push_str(word);
        column += length;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_break_before_the_word_that_does_not_fit() {
        assert_eq!(wrapped("one two three", 7, 0), "one two\nthree");
        assert_eq!(wrapped("one two three", 9, 2), "one two\n  three");
    }

    #[test]
    fn a_word_longer_than_the_width_stands_alone() {
        assert_eq!(wrapped("a incomprehensibilities b", 5, 0), "a\nincomprehensibilities\nb");
    }

    proptest! {
        #[test]
        fn no_word_is_lost(text: String, width in 0_usize..40, indent in 0_usize..10) {
            let lines = wrapped(&text, width, indent);
            prop_assert!(lines.split_whitespace().eq(text.split_whitespace()));
        }
    }
}
