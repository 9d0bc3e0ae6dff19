//! What can be typed, as far as several commands share it.

use std::num::NonZeroUsize;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, ValueEnum};
use nutgraf::classify::Objective;
use nutgraf::corpus::Field;
use nutgraf::io::InputFormat;
use nutgraf::pipeline::{ClassifierKind, Method};
use nutgraf::text::CleaningRule;

use crate::commands::Command;

/// The examples at the end of a command's help.
macro_rules! examples {
    ($($line:literal),+ $(,)?) => {
        concat!("\x1b[1m\x1b[4mExamples:\x1b[0m\n", $("  ", $line, "\n"),+)
    };
}
pub(crate) use examples;

/// Topic labels and summaries for news articles, offline.
///
/// Nothing is fetched and no text leaves the machine. A starter model is compiled in; `train`
/// makes one from your own labelled articles.
#[derive(Debug, Parser)]
#[command(
    name = "nutgraf",
    version,
    max_term_width = 100,
    after_help = examples![
        "nutgraf brief article.txt                                 labels, summary and keywords",
        "nutgraf classify articles/                                labels of every file",
        "nutgraf summarize --sentences 2 < article.txt             the two key sentences",
        "nutgraf train corpus.jsonl --output model.safetensors     a model of your own",
    ]
)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) global: GlobalOptions,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Options of every command.
#[derive(Args, Debug)]
#[command(next_help_heading = "Global options")]
pub(crate) struct GlobalOptions {
    /// How many threads work [default: one per processor]
    #[arg(long, value_name = "N", global = true)]
    pub(crate) threads: Option<NonZeroUsize>,
    /// Show no progress, warnings or notes; errors are always shown
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Show more of what happens
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
    /// When to use colour; `auto` means on a terminal, unless `NO_COLOR` is set
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    pub(crate) color: ColorWhen,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorWhen {
    Auto,
    Always,
    Never,
}

/// How results are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum OutputFormat {
    /// For people
    Text,
    /// JSON Lines: one object a line
    Jsonl,
    /// Comma-separated values with a header
    Csv,
}

/// Reads the name of an input format.
pub(crate) fn input_format() -> impl TypedValueParser<Value = InputFormat> {
    one_of(InputFormat::ALL, InputFormat::name)
}

/// Reads the name of a classifier.
pub(crate) fn classifier_kind() -> impl TypedValueParser<Value = ClassifierKind> {
    one_of(ClassifierKind::ALL, ClassifierKind::name)
}

/// Reads the name of what thresholds are chosen for.
pub(crate) fn objective() -> impl TypedValueParser<Value = Objective> {
    one_of(Objective::ALL, Objective::name)
}

/// Reads a size in bytes: `800kB`, `5MB`, `1.5 MB`, or a bare number.
pub(crate) fn size(typed: &str) -> Result<usize, String> {
    let typed = typed.trim();
    let digits = typed.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(typed.len());
    let unit = match typed[digits..].trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1.0,
        "k" | "kb" => 1e3,
        "m" | "mb" => 1e6,
        "g" | "gb" => 1e9,
        _ => return Err("expected a size such as 800kB or 5MB".to_owned()),
    };
    match typed[..digits].parse::<f64>() {
        Ok(number) if number > 0.0 => Ok((number * unit) as usize),
        _ => Err("expected a size such as 800kB or 5MB".to_owned()),
    }
}

/// Reads a field with its weight: `title:3`.
pub(crate) fn field_weight(typed: &str) -> Result<(Field, u32), String> {
    let expected = "expected a field and a whole number, such as title:3, lead:2 or text:1";
    let (field, weight) = typed.split_once(':').ok_or(expected)?;
    let field = field.trim().parse().map_err(|error: nutgraf::Error| error.to_string())?;
    Ok((field, weight.trim().parse().map_err(|_| expected)?))
}

/// Reads a label with its weight, `LABEL:2.5`; or `balanced`, which is `None`.
pub(crate) fn label_weight(typed: &str) -> Result<Option<(String, f32)>, String> {
    let expected = "expected `balanced`, or a label and a number above 0, such as sport:2.5";
    if typed == "balanced" {
        return Ok(None);
    }
    // A label may hold a colon of its own.
    let (label, weight) = typed.rsplit_once(':').ok_or(expected)?;
    match weight.trim().parse::<f32>() {
        Ok(weight) if weight.is_normal() && weight > 0.0 => Ok(Some((label.to_owned(), weight))),
        _ => Err(expected.to_owned()),
    }
}

/// Reads the name of a way to summarise.
pub(crate) fn method() -> impl TypedValueParser<Value = Method> {
    one_of(Method::ALL, Method::name)
}

/// Reads the name of a rule of cleaning; `all` is `None`.
pub(crate) fn cleaning_rule() -> impl TypedValueParser<Value = Option<CleaningRule>> {
    let names = CleaningRule::ALL.iter().map(|rule| rule.name()).chain(["all"]);
    let known = |typed: &str| CleaningRule::ALL.iter().copied().find(|rule| rule.name() == typed);
    PossibleValuesParser::new(names).map(move |typed| known(&typed))
}

/// Reads one of some values by its name; the names stand in the help and in suggestions.
pub(crate) fn one_of<T: Copy + Send + Sync + 'static>(
    values: &'static [T],
    name: fn(T) -> &'static str,
) -> impl TypedValueParser<Value = T> {
    let names = PossibleValuesParser::new(values.iter().map(|&value| name(value)));
    names.try_map(move |typed| {
        let known = values.iter().copied().find(|&value| name(value) == typed);
        known.ok_or("it is not among the possible values")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_arguments_are_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn every_command_ends_its_help_with_examples() {
        for command in Arguments::command().get_subcommands() {
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.starts_with("Examples:\n  nutgraf"), "{}", command.get_name());
        }
    }

    #[test]
    fn names_are_read_back_to_what_they_name() {
        let typed = ["nutgraf", "classify", "--input-format", "jsonl", "x"];
        let Command::Classify(args) = Arguments::try_parse_from(typed).unwrap().command else {
            panic!("classify was typed")
        };
        assert_eq!(args.input.reading.input_format, InputFormat::Jsonl);
    }
}
