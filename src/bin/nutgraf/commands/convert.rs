//! `nutgraf convert`: a corpus in another format.

use std::io::{self as std_io, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::TypedValueParser;
use nutgraf::io::{Conversion, InputFormat};

use crate::ExitStatus;
use crate::arguments::{examples, one_of};
use crate::messages::{Failure, Messages};
use crate::output::Output;
use crate::reading::ReadingArgs;

/// Turn a corpus into another format, texts and labels as they are
///
/// What the other format does not hold is said; what would change a text or a label beyond white space is
/// refused. Nothing is written before all of the input is read.
#[derive(Args, Debug)]
#[command(after_help = examples![
    "nutgraf convert reviews.csv reviews.jsonl",
    "nutgraf convert export.json corpus.csv                  from Label Studio to a table",
    "nutgraf convert corpus/ corpus.jsonl.gz                 from a folder per label",
    "nutgraf convert corpus.jsonl train.txt --output-format fasttext",
    "zstdcat a.csv.zst | nutgraf convert --input-format csv - - --output-format prodigy",
])]
pub(crate) struct ConvertArgs {
    /// Articles with labels or without: a file, a folder, or `-` for standard input
    #[arg(value_name = "IN")]
    input: PathBuf,
    /// The file to write, packed with gzip where it ends in `.gz`; a folder for a folder per label; `-` for
    /// standard output
    #[arg(value_name = "OUT")]
    output: PathBuf,
    /// The format to write [default: as OUT is named]
    #[arg(long, value_name = "FORMAT", value_parser = writable_format())]
    output_format: Option<InputFormat>,
    /// Replace OUT where it is a file that is there already
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    reading: ReadingArgs,
}

fn writable_format() -> impl TypedValueParser<Value = InputFormat> {
    one_of(InputFormat::WRITABLE, InputFormat::name)
}

pub(crate) fn run(
    args: &ConvertArgs,
    output: &mut Output,
    messages: &Messages,
) -> Result<ExitStatus, Failure> {
    let is_piped = args.output == Path::new("-");
    let named = args.output_format.or_else(|| InputFormat::of_output(&args.output));
    let format = named.ok_or_else(|| Failure::Said {
        message: format!("expected the format to write, `{}` does not tell", args.output.display()),
        hint: Some("name OUT .jsonl, .csv, .tsv or .json, or pass `--output-format`".to_owned()),
    })?;
    if is_piped && format == InputFormat::Folder {
        return Err(Failure::Said {
            message: "expected a folder to write to, found standard output".to_owned(),
            hint: Some("name a folder, or another `--output-format`".to_owned()),
        });
    }
    let conversion = Conversion::read(&args.input, args.reading.options(messages), format)?;
    let documents = conversion.documents();
    if is_piped {
        conversion.write(&mut Piped(output))?;
    } else {
        conversion.write_file(&args.output, args.force)?;
    }
    let articles = if documents == 1 { "article" } else { "articles" };
    messages.note(format!("converted {documents} {articles} to {}", format.name()));
    Ok(ExitStatus::Done)
}

/// Standard output, for bytes.
struct Piped<'output>(&'output mut Output);

impl Write for Piped<'_> {
    fn write(&mut self, bytes: &[u8]) -> std_io::Result<usize> {
        self.0.bytes(bytes).map(|()| bytes.len())
    }

    fn flush(&mut self) -> std_io::Result<()> {
        self.0.flush()
    }
}
