//! Mail: one message a file, or many in an mbox.

use std::io;
use std::path::Path;

use mail_parser::{Message, MessageParser, PartType};

use super::bounded::{read_line, too_long};
use super::input::{self, Reader};
use super::page;
use super::records::Records;
use crate::corpus::Document;
use crate::{Error, Result};

/// Bytes in which the headers of a message tell that it is one.
const HEAD: usize = 1 << 14;

/// Whether bytes are a message: they open with headers, whose writer and date or number are among them.
pub(super) fn is_message(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]);
    let (mut from, mut sent) = (false, false);
    for (number, line) in head.lines().enumerate() {
        if line.is_empty() {
            break;
        }
        if line.starts_with([' ', '\t']) && number > 0 {
            continue;
        }
        let Some((name, _)) = line.split_once(':') else { return false };
        if name.is_empty() || !name.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-') {
            return false;
        }
        from |= name.eq_ignore_ascii_case("From");
        sent |= ["Date", "Message-ID", "Received"].iter().any(|it| name.eq_ignore_ascii_case(it));
    }
    from && sent
}

/// Whether bytes are an mbox: they open with the line that parts its messages.
pub(super) fn is_mbox(bytes: &[u8]) -> bool {
    let line = bytes.split(|&byte| byte == b'\n').next().unwrap_or_default();
    parts_messages(line)
}

/// `From ada@example.org Tue Jan  6 10:20:00 2026`.
fn parts_messages(line: &[u8]) -> bool {
    let is_time = |word: &[u8]| word.len() >= 5 && word[0].is_ascii_digit() && word[2] == b':';
    let words: Vec<&[u8]> =
        line.trim_ascii().split(u8::is_ascii_whitespace).filter(|it| !it.is_empty()).collect();
    let days: [&[u8]; 7] = [b"Mon", b"Tue", b"Wed", b"Thu", b"Fri", b"Sat", b"Sun"];
    line.starts_with(b"From ")
        && words.iter().any(|it| is_time(it))
        && words
            .iter()
            .any(|it| days.contains(&it.trim_ascii_end().strip_suffix(b",").unwrap_or(it)))
}

/// The article of a message.
///
/// # Errors
///
/// [`Error::Record`] where it is no message.
pub(super) fn read(place: String, id: String, bytes: &[u8]) -> Result<Document> {
    let message = MessageParser::new().parse(bytes).ok_or_else(|| Error::Record {
        place,
        expected: "a message with headers and a body".to_owned(),
        found: "no headers".to_owned(),
        hint: "save the mail as `.eml` or mbox, or pass `--input-format text`".to_owned(),
    })?;
    let some = |text: &str| {
        let words: Vec<&str> = text.split_whitespace().collect();
        (!words.is_empty()).then(|| words.join(" "))
    };
    let from = message.from().and_then(|from| from.first());
    let writer = from.and_then(|from| from.name().or(from.address()));
    Ok(Document {
        id: message.message_id().map_or(id, str::to_owned),
        title: message.subject().and_then(some),
        byline: writer.and_then(some),
        text: body(&message),
        is_extracted: true,
        ..Document::default()
    })
}

/// The text of a message; of its HTML only where there is none.
fn body(message: &Message<'_>) -> String {
    let parts = message.text_body.iter().filter_map(|&number| {
        match &message.parts.get(number as usize)?.body {
            PartType::Text(text) => Some(text.replace("\r\n", "\n")),
            PartType::Html(html) => Some(page::fragment_text(html)),
            _ => None,
        }
    });
    let parts: Vec<String> = parts.filter(|text| !text.trim().is_empty()).collect();
    parts.join("\n\n").trim_end().to_owned()
}

/// The messages of an mbox, one in memory at a time.
pub(super) struct Mbox {
    reader: Reader,
    name: String,
    place: String,
    /// 1-based.
    number: usize,
    bytes: usize,
    most: usize,
    /// Whether the line that opens the next message was read.
    is_open: bool,
}

impl Records for Mbox {
    fn next_document(&mut self) -> Option<Result<Document>> {
        let mut message = Vec::new();
        match self.read_message(&mut message) {
            Ok(false) => None,
            Err(error) => Some(Err(input::read_error(Path::new(&self.place))(error))),
            Ok(true) => {
                self.number += 1;
                let place = format!("{}:{}", self.place, self.number);
                if message.len() > self.most {
                    return Some(Err(too_long(place, self.most)));
                }
                Some(read(place, format!("{}:{}", self.name, self.number), &message))
            }
        }
    }
}

impl Mbox {
    pub(super) fn new(path: &Path, reader: Reader, most: usize) -> Self {
        let name = path.display().to_string();
        Self { reader, name, place: input::place(path), number: 0, bytes: 0, most, is_open: false }
    }

    /// Reads to the line that parts the next message; holds one byte more than is allowed at most.
    fn read_message(&mut self, message: &mut Vec<u8>) -> io::Result<bool> {
        let mut line = Vec::new();
        let mut after_blank = true;
        loop {
            line.clear();
            let length = read_line(&mut self.reader, &mut line, self.most)?;
            self.bytes += length;
            if length == 0 {
                return Ok(std::mem::take(&mut self.is_open));
            }
            if after_blank && parts_messages(&line) {
                if std::mem::replace(&mut self.is_open, true) {
                    return Ok(true);
                }
                continue;
            }
            self.is_open = true;
            after_blank = line.trim_ascii().is_empty();
            // `>From` at the start of a line is `From` that would have parted.
            let is_quoted = line.trim_ascii_start().starts_with(b">")
                && line
                    .iter()
                    .position(|&it| it != b'>')
                    .is_some_and(|it| line[it..].starts_with(b"From "));
            let room = (self.most + 1).saturating_sub(message.len());
            message.extend(line[usize::from(is_quoted)..].iter().take(room));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HEADERS: &str = "From: Ada Moss <ada@example.org>\r\nDate: Tue, 6 Jan 2026 10:20:00 +0000\r\n\
        Message-ID: <7@example.org>\r\n";

    fn message(rest: &str) -> Document {
        read(String::new(), "a.eml".to_owned(), format!("{HEADERS}{rest}").as_bytes()).unwrap()
    }

    fn messages(mbox: &str, most: usize) -> Vec<Result<Document>> {
        let reader = Box::new(io::Cursor::new(mbox.as_bytes().to_vec()));
        let mut mbox = Mbox::new(Path::new("a.mbox"), reader, most);
        std::iter::from_fn(move || mbox.next_document()).collect()
    }

    #[test]
    fn the_plain_text_goes_before_the_html() {
        let mail = message(
            "Subject: =?utf-8?q?Caf=C3=A9?= opens\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n\
             --b\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\
             \r\n\r\nThe caf=E9 opens.\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>No.</p>\r\n--b--\r\n",
        );
        assert_eq!(
            (mail.title.as_deref(), mail.text.as_str()),
            (Some("Café opens"), "The café opens.")
        );
        assert_eq!((mail.byline.as_deref(), mail.id.as_str()), (Some("Ada Moss"), "7@example.org"));
    }

    #[test]
    fn html_alone_is_read_as_a_page_is() {
        let mail =
            message("Content-Type: text/html\r\n\r\n<style>p{}</style><p>One.</p><p>Two.</p>");
        assert_eq!((mail.title, mail.text.as_str()), (None, "One.\n\nTwo."));
    }

    #[test]
    fn an_mbox_gives_its_messages_and_goes_on_after_one_that_is_too_long() {
        let line = "From ada@example.org Tue Jan  6 10:20:00 2026\n";
        let long = "word ".repeat(100);
        let mbox = format!(
            "{line}Subject: one\n\nText.\n>From here on.\n\n{line}Subject: two\n\n{long}\n\n{line}Subject: three\n\nEnd.\n"
        );
        assert!(
            is_mbox(mbox.as_bytes()) && !is_mbox(b"From the harbour it was said at 10:20 that\n")
        );
        let messages = messages(&mbox, 200);
        assert_eq!(messages[0].as_ref().unwrap().text, "Text.\nFrom here on.");
        let error = messages[1].as_ref().unwrap_err().to_string();
        assert_eq!(error, "a.mbox:2: expected at most 200 bytes, found more");
        assert_eq!(messages[2].as_ref().unwrap().title.as_deref(), Some("three"));
        assert_eq!(messages.len(), 3);
    }

    #[test]
    fn a_message_whose_parts_are_nested_against_the_rules_is_read_as_far_as_it_goes() {
        let headers = "Content-Type:multipart/mixed;boundary=a";
        let inner = "Content-Type:message/rfc822\n\nContent-Type:message/rfc822\n\n";
        let mail = format!("Subject: x\n{headers}\n\n--a{inner}\n--a--\n");
        assert_eq!(read(String::new(), String::new(), mail.as_bytes()).unwrap().text, "");
    }

    #[test]
    fn mail_is_told_from_texts_that_look_a_little_like_it() {
        assert!(is_message(format!("{HEADERS}\r\nText").as_bytes()));
        assert!(!is_message(b"From: the harbour\n\nText"));
        assert!(!is_message(b"Date: today\nFrom here on it is text.\nFrom: x\n"));
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), line in "\\PC*") {
            let _ = (is_message(&bytes), is_mbox(&bytes), is_mbox(line.as_bytes()));
            let _ = read(String::new(), String::new(), &bytes);
            messages(&format!("From a b c d 10:20 e\n{line}\n"), 100);
        }
    }
}
