//! gzip and zstd: damaged, cut off, and made to unfold to far more than they are.

#![no_main]

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use libfuzzer_sys::fuzz_target;
use nutgraf::io::{InputFormat, InputOptions};
use nutgraf_fuzz::{Choices, is_packed, read, read_steadily};
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

/// What unfolds freely, one piece of it, and what may come out of each byte beyond.
const FREE: usize = (1 << 20) + (1 << 17);
const RATIO: usize = 100;

fuzz_target!(|data: &[u8]| {
    let mut choices = Choices::new(data);
    let choice = choices.byte();
    let format = if choice & 0x40 == 0 { InputFormat::Text } else { InputFormat::Jsonl };
    let options = InputOptions::from(format).max_document_bytes(8 << 20);
    let step = usize::from(choice >> 7) * 3;
    match choice & 7 {
        // Bytes as they come, behind the mark of either.
        0 | 1 => {
            let head: &[u8] = if choice & 1 == 0 { b"\x1f\x8b\x08" } else { b"\x28\xb5\x2f\xfd" };
            check([head, choices.rest()].concat(), &options, step);
        }
        2 => {
            check(choices.rest().to_vec(), &options, step);
        }
        // Packed, and as it was packed, or as often as is asked for: a bomb.
        kind @ (3 | 4) => {
            // Of lines alone: to guess the encoding of a text so long is slow where branches are counted.
            let times = usize::from(choices.byte()) * 256;
            let times = if format == InputFormat::Jsonl { times + 1 } else { 1 };
            let content = choices.rest().repeat(times.min(1 + (3 << 19) / data.len()));
            let packed = if kind == 3 { gzip(&content) } else { zstd(&content) };
            let unfolded = check(packed.clone(), &options, step);
            let is_bomb = content.len() > 1 << 20 && content.len() / RATIO > packed.len();
            if !is_bomb && !is_packed(&content) {
                let plain = read("input", &content, &options, 8 << 20).ok();
                assert_eq!(
                    unfolded,
                    plain.map(|all| all.iter().map(|it| it.text.clone()).collect())
                );
            }
        }
        // Packed, and then some bytes changed.
        kind => {
            let edits: Vec<[u8; 3]> =
                (0..4).map(|_| [choices.byte(), choices.byte(), choices.byte()]).collect();
            let content = choices.rest();
            let mut packed = if kind & 1 == 0 { gzip(content) } else { zstd(content) };
            for [high, low, value] in edits {
                let place = usize::from(high) << 8 | usize::from(low);
                if let Some(byte) = packed.get_mut(place) {
                    *byte = value;
                }
            }
            check(packed, &options, step);
        }
    }
});

/// The texts of some bytes; none where they have an error.
fn check(bytes: Vec<u8>, options: &InputOptions, step: usize) -> Option<Vec<String>> {
    let articles = read_steadily(&bytes, options, 8 << 20, step).ok()?;
    let unfolded: usize = articles.iter().map(|article| article.text.len()).sum();
    // A byte that is no UTF-8 becomes three.
    assert!(unfolded <= 3 * (FREE + RATIO * bytes.len()), "{unfolded} out of {}", bytes.len());
    Some(articles.into_iter().map(|article| article.text).collect())
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    compress_to_vec(bytes, CompressionLevel::Fastest)
}
