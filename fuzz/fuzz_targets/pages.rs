//! Web pages: what a page may be made of, its encoding among it.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nutgraf::io::{InputFormat, InputOptions};
use nutgraf_fuzz::{limit, read_steadily};

fuzz_target!(|data: &[u8]| {
    let Some((&choice, page)) = data.split_first() else { return };
    let most = limit(choice);
    let options = InputOptions::from(InputFormat::Html).max_document_bytes(most);
    // A page is slow to read, so it is seldom read twice.
    let step = if choice & 0xf0 == 0xf0 { 7 } else { 0 };
    if let Ok(articles) = read_steadily(page, &options, most, step) {
        assert!(articles.len() == 1 && articles[0].is_extracted);
        assert!(!articles[0].text.trim().is_empty());
    }
});
