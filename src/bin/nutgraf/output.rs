//! Standard output: results, and nothing else.

use std::fmt::{self, Display};
use std::io::{self, BufWriter, IsTerminal as _, Write};

use anstream::AutoStream;
use anstyle::{AnsiColor, Style};
use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

use crate::arguments::{ColorWhen, GlobalOptions};
use crate::cleanse::{cleansed, is_obeyed};
use crate::wrap::wrapped;

/// The widest that text is set on a terminal, in characters: longer lines tire the eye.
const WIDEST: usize = 100;

/// Names of columns and fields.
pub(crate) const FAINT: Style = Style::new().dimmed();
/// What the reader looks for first.
pub(crate) const STRONG: Style = Style::new().bold();
/// Labels.
pub(crate) const LABEL: Style =
    Style::new().bold().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Cyan)));

/// Results on their way to the reader.
pub(crate) struct Sheet<W> {
    writer: W,
    is_coloured: bool,
    /// The columns of the terminal; `None` where output is piped, as lines stay whole there.
    width: Option<usize>,
}

/// Standard output.
pub(crate) type Output = Sheet<Box<dyn Write>>;

/// A piece of the output that is written in memory, so that all threads can write at once.
pub(crate) type Page = Sheet<Vec<u8>>;

impl Output {
    pub(crate) fn new(global: &GlobalOptions) -> Self {
        let stdout = io::stdout();
        let is_coloured = is_coloured(global.color, &stdout);
        let width = stdout.is_terminal().then(|| {
            let columns = terminal_size::terminal_size().map_or(80, |(width, _)| width.0.into());
            WIDEST.min(columns)
        });
        let writer: Box<dyn Write> = if is_coloured {
            Box::new(BufWriter::new(AutoStream::always(stdout)))
        } else {
            Box::new(BufWriter::new(stdout))
        };
        Self { writer, is_coloured, width }
    }

    /// Whether a person watches.
    pub(crate) fn is_terminal(&self) -> bool {
        self.width.is_some()
    }

    /// A page of this output, empty.
    pub(crate) fn page(&self) -> Page {
        Page { writer: Vec::new(), is_coloured: self.is_coloured, width: self.width }
    }

    /// Writes a page.
    pub(crate) fn put(&mut self, page: &Page) -> io::Result<()> {
        self.writer.write_all(&page.writer)
    }

    /// Writes bytes as they are.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.writer.write_all(bytes)
    }

    /// Hands on what was written so far.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

impl<W: Write> Sheet<W> {
    /// Writes one line; what is not ours in it was cleansed by [`Sheet::styled`].
    pub(crate) fn line(&mut self, line: impl Display) -> io::Result<()> {
        writeln!(self.writer, "{line}")
    }

    /// A text from elsewhere, cleansed and in a style.
    pub(crate) fn styled(&self, style: Style, text: &str) -> String {
        painted(self.is_coloured, style, &cleansed(text))
    }

    /// A text from elsewhere, cleansed and broken into lines where the output is a terminal.
    pub(crate) fn paragraph(&self, text: &str, indent: usize) -> String {
        match self.width {
            Some(width) => wrapped(&cleansed(text), width, indent),
            None => cleansed(text).into_owned(),
        }
    }

    /// Writes one JSON object on a line, numbers with at most six decimals.
    pub(crate) fn json(&mut self, record: &impl Serialize) -> io::Result<()> {
        let mut serializer = Serializer::with_formatter(&mut self.writer, Json);
        record.serialize(&mut serializer)?;
        self.writer.write_all(b"\n")
    }

    /// Writes one row of comma-separated values (RFC 4180, but that lines end as elsewhere).
    pub(crate) fn csv<T: AsRef<str>>(
        &mut self,
        fields: impl IntoIterator<Item = T>,
    ) -> io::Result<()> {
        for (column, field) in fields.into_iter().enumerate() {
            if column > 0 {
                self.writer.write_all(b",")?;
            }
            let field = cleansed(field.as_ref());
            if field.contains([',', '"']) {
                write!(self.writer, "\"{}\"", field.replace('"', "\"\""))?;
            } else {
                self.writer.write_all(field.as_bytes())?;
            }
        }
        self.writer.write_all(b"\n")
    }
}

/// Whether a stream gets colour: never with `NO_COLOR`, whatever else is asked for.
pub(crate) fn is_coloured<S: anstream::stream::RawStream>(when: ColorWhen, stream: &S) -> bool {
    if std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) {
        return false;
    }
    match when {
        ColorWhen::Always => true,
        ColorWhen::Never => false,
        // anstream also knows of TERM=dumb and of consoles that cannot do it.
        ColorWhen::Auto => {
            stream.is_terminal() && AutoStream::choice(stream) != anstream::ColorChoice::Never
        }
    }
}

/// A text in a style, where there is colour.
pub(crate) fn painted(is_coloured: bool, style: Style, text: &str) -> String {
    if is_coloured { format!("{style}{text}{style:#}") } else { text.to_owned() }
}

/// A number with at most six decimals: what a probability needs, and the same on every machine.
pub(crate) struct Rounded(pub(crate) f64);

impl Display for Rounded {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rounded = (self.0 * 1e6).round() / 1e6;
        // Without the sign that a small negative number leaves on its zero.
        write!(formatter, "{}", rounded + 0.0)
    }
}

/// Compact JSON. Beyond what JSON demands, characters that a terminal obeys are escaped; a reader
/// gets the same string.
struct Json;

impl Formatter for Json {
    fn write_f32<W: ?Sized + Write>(&mut self, writer: &mut W, value: f32) -> io::Result<()> {
        self.write_f64(writer, f64::from(value))
    }

    fn write_f64<W: ?Sized + Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        write!(writer, "{}", Rounded(value))
    }

    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut rest = fragment;
        while let Some(place) = rest.find(is_obeyed) {
            let (shown, obeyed) = rest.split_at(place);
            let letter = obeyed.chars().next().unwrap_or_default();
            write!(writer, "{shown}\\u{:04x}", u32::from(letter))?;
            rest = &obeyed[letter.len_utf8()..];
        }
        writer.write_all(rest.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What a piped output without colour gets.
    fn written(write: impl FnOnce(&mut Page) -> io::Result<()>) -> String {
        let mut page = Page { writer: Vec::new(), is_coloured: false, width: None };
        write(&mut page).unwrap();
        String::from_utf8(page.writer).unwrap()
    }

    #[test]
    fn probabilities_have_at_most_six_decimals() {
        let numbers = [0.1_f32, 1.0 / 3.0, 0.93, 1e-9, -1e-9, 1.0];
        assert_eq!(written(|output| output.json(&numbers)), "[0.1,0.333333,0.93,0,0,1]\n");
    }

    #[test]
    fn fields_with_commas_or_quotes_are_quoted() {
        let row = ["plain", "with, comma", "with \"quotes\"", "two\nlines"];
        assert_eq!(
            written(|output| output.csv(row)),
            "plain,\"with, comma\",\"with \"\"quotes\"\"\",two lines\n"
        );
    }

    #[test]
    fn json_escapes_what_a_terminal_obeys() {
        let line = written(|output| output.json(&"a\u{9b}b\u{202e}c\u{1b}"));
        assert_eq!(line, "\"a\\u009bb\\u202ec\\u001b\"\n");
    }

    proptest! {
        #[test]
        fn json_gives_every_string_back(text: String) {
            let line = written(|output| output.json(&text));
            prop_assert_eq!(serde_json::from_str::<String>(&line).unwrap(), text);
        }
    }
}
