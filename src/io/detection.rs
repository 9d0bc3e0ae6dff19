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
    match head {
        // A file whose signature opens with a brace is no text; the agencies' JSON is one article.
        [b'{', ..] if Binary::of_signature(head).is_some() || ninjs::is_ninjs(head) => {
            InputFormat::Text
        }
        [b'{', ..] => InputFormat::Jsonl,
        _ if is_parquet(head) => InputFormat::Parquet,
        _ if mail::is_mbox(head) => InputFormat::Mail,
        // A text may begin with a note in brackets.
        [b'[', rest @ ..] if rest.trim_ascii_start().starts_with(b"{") => InputFormat::LabelStudio,
        _ if head.starts_with(PREFIX.as_bytes()) => InputFormat::FastText,
        _ => InputFormat::Text,
    }
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
    let first_line = head.iter().position(|&byte| byte == b'\n').map(|end| &head[..end]);
    match head.first() {
        None => false,
        Some(b'[' | b'_') => head.len() >= LOOKED_AT || by_content(head) != InputFormat::Text,
        // An object that ends on its line is a record; one that goes on may be an agency's.
        Some(b'{') => {
            head.len() >= LONGEST_OPENING
                || first_line.is_some_and(|line| line.trim_ascii_end().ends_with(b"}"))
        }
        Some(b'P') => {
            let length = head.len().min(PARQUET.len());
            head.len() > PARQUET.len() || head[..length] != PARQUET[..length]
        }
        Some(b'F') => {
            head.len() >= LONGEST_OPENING
                || first_line.is_some()
                || !b"From ".starts_with(&head[..head.len().min(5)])
        }
        Some(_) => true,
    }
}

/// How many bytes of an object, or of a line that may part mails, are looked at.
const LONGEST_OPENING: usize = 4_096;

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
}
