//! Anything, under any name, in any encoding: what it is has to be found.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nutgraf::io::{InputFormat, InputOptions};
use nutgraf_fuzz::{Choices, is_packed, limit, read, read_steadily};

const NAMES: [&str; 8] = ["-", "a", "a.txt", "a.html", "a.xml", "a.json", "a.csv.gz", "a.jsonl"];

fuzz_target!(|data: &[u8]| {
    let mut choices = Choices::new(data);
    let (choice, name) = (choices.byte(), choices.one_of(&NAMES));
    let most = limit(choice);
    let options = InputOptions::from(InputFormat::Auto).max_document_bytes(most);
    let bytes = choices.rest();
    let _ = read_steadily(bytes, &options, most, usize::from(choice >> 4));
    let _ = read(name, bytes, &options, most);
    // All bytes are a text in some encoding, but for those of other things and blanks.
    let text = InputOptions::from(InputFormat::Text).max_document_bytes(most);
    if let Ok(articles) = read(name, bytes, &text, most) {
        assert_eq!(articles.len(), 1);
        let article = &articles[0];
        let unmarked = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        match std::str::from_utf8(unmarked) {
            Ok(verbatim) if !article.is_extracted => assert_eq!(article.text, verbatim),
            _ => assert!(article.is_extracted || is_packed(bytes)),
        }
    }
});
