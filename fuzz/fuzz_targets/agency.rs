//! What agencies and mail programs send: ninjs, mails and mboxes of them.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nutgraf::io::{InputFormat, InputOptions};
use nutgraf_fuzz::{limit, read_steadily};

fuzz_target!(|data: &[u8]| {
    let Some((&choice, bytes)) = data.split_first() else { return };
    let format = if choice & 8 == 0 { InputFormat::Mail } else { InputFormat::Ninjs };
    let most = limit(choice);
    let options = InputOptions::from(format).max_document_bytes(most);
    let _ = read_steadily(bytes, &options, most, usize::from(choice >> 4));
});
