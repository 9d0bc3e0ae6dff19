//! Formats of several articles, and the way from each to every other.

#![no_main]

use std::path::PathBuf;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use nutgraf::corpus::Document;
use nutgraf::io::{Conversion, InputFormat, InputOptions};
use nutgraf_fuzz::{Choices, limit, read, read_steadily};

const FORMATS: [InputFormat; 8] = [
    InputFormat::Jsonl,
    InputFormat::Csv,
    InputFormat::Tsv,
    InputFormat::FastText,
    InputFormat::Prodigy,
    InputFormat::LabelStudio,
    InputFormat::Doccano,
    InputFormat::Auto,
];

/// A file that a conversion reads; `TMPDIR` on a disk in memory makes it fast.
static FILE: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = std::env::temp_dir().join(format!("nutgraf-fuzz-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder.join("input")
});

fuzz_target!(|data: &[u8]| {
    let mut choices = Choices::new(data);
    let format = choices.one_of(&FORMATS);
    let (choice, target) = (choices.byte(), choices.byte());
    let bytes = choices.rest();
    let most = limit(choice);
    let mut options =
        InputOptions::from(format).max_document_bytes(most).literal_quotes(choice & 4 != 0);
    if choice & 8 != 0 {
        options = options.text_column("a").label_column("b").id_column("c").title_column("d");
    }
    let all = read_steadily(bytes, &options, most, usize::from(choice >> 5));
    // Going by way of a file is slow.
    if choice & 16 != 0
        && let Ok(all) = all
    {
        convert(bytes, options, &all, FORMATS[usize::from(target) % (FORMATS.len() - 1)]);
    }
});

/// Checks that articles come back from another format as they went.
fn convert(bytes: &[u8], options: InputOptions, all: &[Document], target: InputFormat) {
    std::fs::write(&*FILE, bytes).unwrap();
    let conversion = match Conversion::read(&FILE, options, target) {
        Ok(conversion) => conversion,
        // It reads weights, which are none of a reader's business otherwise.
        Err(error) if error.to_string().contains("`weight`") => return,
        // It holds neither every label nor every text, and says so.
        Err(_) if target == InputFormat::FastText => return,
        Err(error) => panic!("what can be read can be converted to {}: {error}", target.name()),
    };
    assert_eq!(conversion.documents(), all.len());
    let mut written = Vec::new();
    conversion.write(&mut written).unwrap();
    let options = InputOptions::from(target).max_document_bytes(64 << 20);
    let back = match read("input", &written, &options, 64 << 20) {
        Ok(back) => back,
        Err(errors) => panic!("{} does not come back: {errors:?}", target.name()),
    };
    assert_eq!(back.len(), all.len(), "{}", target.name());
    for (back, gone) in back.iter().zip(all) {
        if target == InputFormat::FastText {
            assert_eq!(back.labels.len(), gone.labels.len());
            continue;
        }
        assert_eq!((&back.text, &back.labels), (&gone.text, &gone.labels), "{}", target.name());
        assert_eq!((&back.title, back.language), (&gone.title, gone.language), "{}", target.name());
        let name = FILE.to_str().unwrap();
        let is_named = !gone.id.trim().is_empty() && !gone.id.starts_with("input");
        assert!(
            !is_named || back.id == gone.id || back.id.starts_with(name),
            "{} {}",
            back.id,
            gone.id
        );
    }
}
