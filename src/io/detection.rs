//! Finds out in which format articles lie.

use std::path::Path;

use super::binary::Binary;
use super::fasttext::PREFIX;
use super::input::InputFormat;
use super::mail;
use super::ninjs;

/// The format that a file is named after.
pub(super) fn by_name(path: &Path, is_packed: bool) -> Option<InputFormat> {
    // `a.jsonl.gz` is called as what is packed in it.
    let stem = path.file_stem().map(Path::new).filter(|_| is_packed);
    let extension = stem.unwrap_or(path).extension()?.to_str()?.to_ascii_lowercase();
    match extension.as_str() {
        "jsonl" | "ndjson" => Some(InputFormat::Jsonl),
        "csv" => Some(InputFormat::Csv),
        "tsv" | "tab" => Some(InputFormat::Tsv),
        "ft" | "fasttext" => Some(InputFormat::FastText),
        "parquet" => Some(InputFormat::Parquet),
        _ => None,
    }
}

/// How many bytes are looked at where the first is not enough.
const LOOKED_AT: usize = 64;

/// The format of an input that begins so, behind blanks.
pub(super) fn by_content(head: &[u8]) -> InputFormat {
    match looked_at(head) {
        // A file whose signature opens with a brace is no text; the agencies' JSON is one article.
        head @ [b'{', ..] if Binary::of_signature(head).is_some() || ninjs::is_ninjs(head) => {
            InputFormat::Text
        }
        [b'{', ..] => InputFormat::Jsonl,
        head if is_parquet(head) => InputFormat::Parquet,
        head if mail::is_mbox(head) => InputFormat::Mail,
        // A text may begin with a note in brackets.
        [b'[', rest @ ..] if rest.trim_ascii_start().starts_with(b"{") => InputFormat::LabelStudio,
        head if head.starts_with(PREFIX.as_bytes()) => InputFormat::FastText,
        _ => InputFormat::Text,
    }
}

/// As much of a head as is looked at, the same in whatever pieces it comes.
fn looked_at(head: &[u8]) -> &[u8] {
    let most = if let Some(b'{' | b'F') = head.first() { LONGEST_OPENING } else { LOOKED_AT };
    let head = &head[..head.len().min(most)];
    match first_line(head) {
        Some(line) if is_record(line) => line,
        _ => head,
    }
}

/// The first line, where it has an end.
fn first_line(head: &[u8]) -> Option<&[u8]> {
    head.iter().position(|&byte| byte == b'\n').map(|end| &head[..end])
}

/// Whether a line is an object that ends on it: a record. One that goes on may be an agency's.
fn is_record(line: &[u8]) -> bool {
    line.starts_with(b"{") && line.trim_ascii_end().ends_with(b"}")
}

/// Whether a file is Parquet: behind its four letters, which a text may begin with, stands a byte that no text
/// has.
fn is_parquet(head: &[u8]) -> bool {
    let behind = head.strip_prefix(PARQUET).and_then(<[u8]>::first);
    behind.is_some_and(|byte| byte.is_ascii_control() && !byte.is_ascii_whitespace())
}

/// What a Parquet file begins and ends with.
const PARQUET: &[u8] = b"PAR1";

/// Whether more of the input would not change what its format is; a pipe gives no more than there
/// is, and nobody should wait for what is not needed.
pub(super) fn is_enough(head: &[u8]) -> bool {
    match head.first() {
        None => false,
        Some(b'[' | b'_') => head.len() >= LOOKED_AT || by_content(head) != InputFormat::Text,
        Some(b'{') => head.len() >= LONGEST_OPENING || first_line(head).is_some_and(is_record),
        Some(b'P') => {
            let length = head.len().min(PARQUET.len());
            head.len() > PARQUET.len() || head[..length] != PARQUET[..length]
        }
        Some(b'F') => {
            head.len() >= LONGEST_OPENING
                || first_line(head).is_some()
                || !b"From ".starts_with(&head[..head.len().min(5)])
        }
        Some(_) => true,
    }
}

/// How many bytes of an object, or of a line that may part mails, are looked at. Agencies tell of subjects, places and
/// rights before they come to the body.
const LONGEST_OPENING: usize = 1 << 15;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_formats_also_below_the_name_of_the_packing() {
        let found = |name: &str, is_packed| by_name(Path::new(name), is_packed);
        assert_eq!(found("a/b.CSV", false), Some(InputFormat::Csv));
        assert_eq!(found("b.tsv.gz", true), Some(InputFormat::Tsv));
        assert_eq!(found("b.csv", true), None);
        assert_eq!(found("b.txt", false), None);
        assert_eq!(found("-", true), None);
    }

    #[test]
    fn content_tells_arrays_and_labels_from_texts() {
        for (head, format) in [
            (&b"{\"text\""[..], InputFormat::Jsonl),
            (b"[ \n {\"id\"", InputFormat::LabelStudio),
            (b"[Reuters] Talks", InputFormat::Text),
            (b"__label__a x", InputFormat::FastText),
            (b"__init__ x", InputFormat::Text),
            (b"PAR1\x15\x04", InputFormat::Parquet),
            (b"PAR1 is a code", InputFormat::Text),
            (b"PAR1", InputFormat::Text),
            (b"", InputFormat::Text),
        ] {
            assert_eq!(by_content(head), format);
        }
        assert!(!is_enough(b"{\"uri") && !is_enough(b"{\n") && is_enough(b"{}\n"));
        assert!(!is_enough(b"From") && is_enough(b"From me\n") && is_enough(b"Fro!"));
        assert!(!is_enough(b"PAR1") && is_enough(b"PAR1\x15") && is_enough(b"Pa"));
        assert!(!is_enough(b"[") && !is_enough(b"__lab") && is_enough(b"[{") && is_enough(b"T"));
    }

    #[test]
    fn a_format_does_not_depend_on_the_pieces_in_which_an_input_comes() {
        let subjects = |count| "{\"code\": \"a\"}, ".repeat(count);
        let agency =
            |count| format!("{{\"subject\": [{}], \"body_text\": \"x\"}}\n", subjects(count));
        for content in [
            "{\"text\"\": \"a\"}\n{\"body_text\": \"b\"}\n".to_owned(),
            "{\"id\": {}}\n, \"body_text\": \"b\"}\n".to_owned(),
            agency(1),
            agency(500),
            agency(5_000),
            format!("{{\n\"subject\": [{}],\n\"body_html\": \"x\"}}", subjects(1_000)),
            format!("From ann@example.org {} Mon 10:20:00\n", "x".repeat(40_000)),
            "From ann@example.org Mon May  6 10:20:00 2024\nSubject: x\n".to_owned(),
            format!("[{}{{}}]", " ".repeat(70)),
            format!("[{}{{}}]", " ".repeat(50)),
        ] {
            let bytes = content.as_bytes();
            let by_pieces = |size: usize| {
                let enough = (1..bytes.len() / size)
                    .map(|pieces| &bytes[..pieces * size])
                    .find(|head| is_enough(head));
                by_content(enough.unwrap_or(bytes))
            };
            let all = by_content(bytes);
            for size in [61, 1_000, 8_192] {
                assert_eq!(by_pieces(size), all, "{content:.60} by {size}");
            }
        }
        // Ninjs whose body comes late.
        assert_eq!(by_content(agency(500).as_bytes()), InputFormat::Text);
    }
}
