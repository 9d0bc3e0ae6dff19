//! The elements of HTML, as far as they nest in ways of their own.

pub(super) const VOID: &[&str] = &[
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input",
    "keygen", "link", "meta", "param", "source", "track", "wbr",
];
/// What is left out with all that stands in it.
pub(super) const RAW: &[&str] =
    &["style", "noscript", "textarea", "iframe", "noembed", "noframes", "xmp", "plaintext"];
pub(super) const FORMATTING: &[&str] = &[
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
];
/// Elements that the search for an open element does not go past.
pub(super) const BARRIERS: &[&str] =
    &["applet", "caption", "table", "td", "th", "marquee", "object", "template", "select"];
/// Blocks that end an open paragraph.
pub(super) const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "li",
    "listing",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "search",
    "section",
    "summary",
    "ul",
    "dd",
    "dt",
];
/// Elements, beside blocks and barriers, that an end tag of an inline element does not go past.
pub(super) const SPECIAL: &[&str] =
    &["button", "colgroup", "tbody", "tfoot", "thead", "tr", "frameset", "section"];
/// What opens in a table only.
pub(super) const TABLE_PARTS: &[&str] =
    &["caption", "colgroup", "tbody", "tfoot", "thead", "tr", "td", "th"];
