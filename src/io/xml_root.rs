//! What an XML file holds, by its root element.

/// Elements at the root of a file that holds articles.
const ROOTS: &[&str] = &["rss", "feed", "rdf", "newsmessage", "newsitem", "packageitem", "nitf"];

/// The name of the root element of an XML file, in lower case and without its prefix.
pub(super) fn root(text: &str) -> Option<String> {
    let mut rest = text.trim_start();
    while let Some(markup) = rest.strip_prefix('<') {
        let end = match markup {
            _ if markup.starts_with('?') => markup.find("?>")? + 2,
            _ if markup.starts_with("!--") => markup.find("-->")? + 3,
            // A document type may hold declarations, which hold `>`.
            _ if markup.starts_with('!') => match (markup.find('['), markup.find('>')?) {
                (Some(opens), close) if opens < close => markup.find("]>")? + 2,
                (_, close) => close + 1,
            },
            _ => {
                let name = markup.split(|it: char| it.is_whitespace() || matches!(it, '>' | '/'));
                return Some(local(&name.take(1).collect::<String>()));
            }
        };
        rest = markup[end..].trim_start();
    }
    None
}

/// Whether articles are read from files with this root.
pub(super) fn holds_articles(root: &str) -> bool {
    ROOTS.contains(&root)
}

/// The name of an element without its prefix, in lower case.
pub(super) fn local(name: &str) -> String {
    name.rsplit(':').next().unwrap_or_default().to_ascii_lowercase()
}
