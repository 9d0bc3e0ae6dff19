//! Feeds, NewsML-G2 and NITF.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nutgraf::io::{InputFormat, InputOptions};
use nutgraf_fuzz::{limit, read_steadily};

fuzz_target!(|data: &[u8]| {
    let Some((&choice, bytes)) = data.split_first() else { return };
    let most = limit(choice);
    let options = InputOptions::from(InputFormat::Xml).max_document_bytes(most);
    if let Ok(articles) = read_steadily(bytes, &options, most, usize::from(choice >> 4)) {
        assert!(articles.iter().all(|article| article.is_extracted));
        // However entities are declared, what they stand for does not multiply.
        let all: usize = articles.iter().map(|article| article.text.len()).sum();
        assert!(all <= nutgraf_fuzz::bounded_text(bytes.len()) * 2, "{all} bytes of text");
    }
});
