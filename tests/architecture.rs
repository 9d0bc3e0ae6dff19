//! Holds the shape of the source: floors, sizes and names. The compiler holds none of it in one
//! crate.

#![expect(clippy::disallowed_methods, reason = "the subject of this test is files")]

use std::fs;
use std::path::{Path, PathBuf};

/// The floors, from the ground up; those beside each other must not know of each other.
///
/// `corpus` shares a floor with `text` in the drawing, but stands above it: a `Document` names its
/// `Language`.
const FLOORS: [&[&str]; 9] = [
    &["array", "error", "random"],
    &["text"],
    &["corpus"],
    &["features"],
    &["classify", "summarize"],
    &["evaluate"],
    &["pipeline"],
    &["model"],
    &["io"],
];

/// What the crate's root re-exports from the ground floor.
const ROOT_ITEMS: [&str; 5] = ["Array", "Error", "FileBytes", "Number", "Result"];

const LONGEST_FILE: usize = 400;

/// Names that say nothing of what is inside.
const EMPTY_NAMES: [&str; 7] = ["util", "utils", "helper", "helpers", "common", "misc", "prelude"];

#[test]
fn imports_point_down() {
    let mut wrong = Vec::new();
    for file in rust_files("src") {
        let Some(module) = module(&file) else { continue };
        let floor = floor(&module).unwrap_or_else(|| panic!("`{module}` stands on no floor"));
        for imported in imports(&code(&file)) {
            if imported == module || ROOT_ITEMS.contains(&imported.as_str()) {
                continue;
            }
            match self::floor(&imported) {
                Some(below) if below < floor => {}
                _ => wrong.push(format!("{}: `crate::{imported}`", file.display())),
            }
        }
    }
    assert!(wrong.is_empty(), "imports that do not point down:\n{}", wrong.join("\n"));
}

#[test]
fn only_io_opens_files() {
    let opens = |file: &PathBuf| {
        let code = code(file);
        let names_fs = |(place, _): (usize, &str)| {
            !code[..place].ends_with(|before: char| before.is_alphanumeric() || before == '_')
        };
        !file.starts_with("src/io") && code.match_indices("fs::").any(names_fs)
    };
    let wrong: Vec<PathBuf> = rust_files("src").into_iter().filter(opens).collect();
    assert!(wrong.is_empty(), "files that open files: {wrong:?}");
}

#[test]
fn files_stay_short() {
    let long = |file: &PathBuf| fs::read_to_string(file).unwrap().lines().count() >= LONGEST_FILE;
    let wrong: Vec<PathBuf> =
        ["src", "tests", "benches"].into_iter().flat_map(rust_files).filter(long).collect();
    assert!(wrong.is_empty(), "files of {LONGEST_FILE} lines and more: {wrong:?}");
}

#[test]
fn names_say_what_is_inside() {
    let is_empty_name = |file: &PathBuf| {
        let file = file.with_extension("");
        file.iter().any(|part| EMPTY_NAMES.iter().any(|&name| part == name))
    };
    let wrong: Vec<PathBuf> = rust_files("src").into_iter().filter(is_empty_name).collect();
    assert!(wrong.is_empty(), "names that say nothing: {wrong:?}");
}

#[test]
fn imports_are_found_in_every_form() {
    let code = "use crate::{Error, corpus::{Document, Split}, text};\n\
                use crate::features::CsrMatrix;\nlet x = crate::io::read();\n\
                use crate::{\n    model::Manifest,\n};";
    assert_eq!(imports(code), ["Error", "corpus", "text", "features", "io", "model"]);
}

/// The floor of a module, 0 the lowest.
fn floor(module: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&module))
}

/// The top-level module that a file belongs to; none for the crate's root and the command line.
fn module(file: &Path) -> Option<String> {
    let first = file.strip_prefix("src").ok()?.iter().next()?.to_str()?;
    let module = first.strip_suffix(".rs").unwrap_or(first);
    (!["lib", "bin"].contains(&module)).then(|| module.to_owned())
}

/// What follows on `crate::` in some code, in the order in which it stands there.
fn imports(code: &str) -> Vec<String> {
    let mut imports = Vec::new();
    for (place, path) in code.match_indices("crate::") {
        let rest = &code[place + path.len()..];
        match rest.strip_prefix('{') {
            Some(group) => imports.extend(group_heads(group)),
            None => imports.push(head(rest)),
        }
    }
    imports
}

/// The first name of each path in a group of imports, whose opening brace is behind.
fn group_heads(group: &str) -> Vec<String> {
    let mut heads = Vec::new();
    let mut depth = 0;
    let mut start = 0;
    for (place, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                heads.push(head(group[start..place].trim_start()));
                start = place + 1;
                if letter == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    heads.retain(|head| !head.is_empty());
    heads
}

/// The name that a path begins with.
fn head(path: &str) -> String {
    path.chars().take_while(|&letter| letter.is_alphanumeric() || letter == '_').collect()
}

/// A file without its comments, whose examples and links may point anywhere.
fn code(file: &Path) -> String {
    let source = fs::read_to_string(file).unwrap();
    let lines = source.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

fn rust_files(folder: impl AsRef<Path>) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}
