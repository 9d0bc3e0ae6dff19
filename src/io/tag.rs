//! The tags of a page, written anew so that none hides in another.

/// Attributes of a tag that are kept; a parser compares each with all before it.
const MOST_ATTRIBUTES: usize = 128;

/// Where an element that holds no tags ends, behind its end tag.
pub(super) fn raw_end(html: &str, start: usize, name: &str) -> usize {
    let mut position = start;
    while let Some(found) = html[position..].find("</") {
        let end = position + found + 2;
        let is_end =
            html.get(end..end + name.len()).is_some_and(|it| it.eq_ignore_ascii_case(name))
                && !html[end + name.len()..].starts_with(|it: char| it.is_ascii_alphanumeric());
        if is_end {
            return html[end..].find('>').map_or(html.len(), |at| end + at + 1);
        }
        position = end;
    }
    html.len()
}

/// A tag as it goes on to the parser.
pub(super) struct Tag<'page> {
    /// In lower case, as far as no `<` stands in it.
    pub(super) name: &'page str,
    /// Written anew, without whatever could hide another tag.
    pub(super) text: String,
    pub(super) is_self_closing: bool,
    /// Where it ends in the page.
    pub(super) end: usize,
}

impl<'page> Tag<'page> {
    /// Reads the tag that opens at a place of a page, with its name so many bytes behind; `lower` is the page
    /// in lower case.
    pub(super) fn read(html: &str, lower: &'page str, start: usize, skipped: usize) -> Self {
        let bytes = html.as_bytes();
        let after = |from: usize, is_end: fn(&u8) -> bool| {
            bytes[from..].iter().position(is_end).map_or(bytes.len(), |at| from + at)
        };
        let name_end =
            after(start + skipped, |it| it.is_ascii_whitespace() || matches!(it, b'/' | b'>'));
        let name = lower[start + skipped..name_end].split('<').next().unwrap_or_default();
        let mut tag = Self {
            text: format!("{}{name}", &html[start..start + skipped]),
            name,
            is_self_closing: false,
            end: name_end,
        };
        let mut attributes = 0;
        loop {
            let at = after(tag.end, |it| !it.is_ascii_whitespace() && *it != b'/');
            tag.is_self_closing = bytes[tag.end..at].last() == Some(&b'/');
            if at >= bytes.len() || bytes[at] == b'>' {
                tag.end = (at + 1).min(bytes.len());
                tag.text.push_str(if tag.is_self_closing { "/>" } else { ">" });
                return tag;
            }
            // An attribute's name may open with `=`.
            let key_end =
                after(at + 1, |it| it.is_ascii_whitespace() || matches!(it, b'/' | b'>' | b'='));
            let key_end =
                (key_end..=bytes.len()).find(|&it| html.is_char_boundary(it)).unwrap_or(0);
            let equals = after(key_end, |it| !it.is_ascii_whitespace());
            let mut value = "";
            tag.end = key_end;
            if bytes.get(equals) == Some(&b'=') {
                let opens = after(equals + 1, |it| !it.is_ascii_whitespace());
                let quote = bytes.get(opens).filter(|it| matches!(it, b'"' | b'\''));
                (value, tag.end) = if let Some(&quote) = quote {
                    let rest = &html[opens + 1..];
                    let length = rest.find(char::from(quote)).unwrap_or(rest.len());
                    (&rest[..length], (opens + length + 2).min(bytes.len()))
                } else {
                    let end = after(opens, |it| it.is_ascii_whitespace() || *it == b'>');
                    (&html[opens..end], end)
                };
            }
            attributes += 1;
            let key = &html[at..key_end];
            if attributes <= MOST_ATTRIBUTES && !key.contains(['<', '"', '\'']) {
                tag.text.push(' ');
                tag.text.push_str(key);
                tag.text.push_str("=\"");
                tag.text.push_str(&value.replace('<', "&lt;").replace('"', "&quot;"));
                tag.text.push('"');
            }
        }
    }
}
