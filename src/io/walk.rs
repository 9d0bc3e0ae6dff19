//! The files below a folder, and those that a glob fits.

use std::fs;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use ignore::overrides::{Override, OverrideBuilder};

use super::input::read_error;
use super::options::InputOptions;
use crate::{Error, Result};

/// Every file below a folder that the globs of the options let through, sorted by path; hidden files and
/// folders are left out.
///
/// A link to a file counts as the file; a link to a folder is not followed, as it may lead back.
pub(super) fn files_below(folder: &Path, options: &InputOptions) -> Result<Vec<PathBuf>> {
    walk(folder, options, None)
}

/// Every file that a glob such as `articles/*/2024-??.html` fits, and the options, in the same order;
/// none where it is no glob, or where the folder before its first wildcard is not there.
pub(super) fn files_of_glob(glob: &Path, options: &InputOptions) -> Result<Option<Vec<PathBuf>>> {
    let Some(glob) = glob.to_str() else { return Ok(None) };
    let Some(wildcard) = glob.find(['*', '?', '[', '{']) else { return Ok(None) };
    let (folder, pattern) = match glob[..wildcard].rfind('/') {
        Some(slash) => (&glob[..=slash], &glob[slash + 1..]),
        None => (".", glob),
    };
    if !Path::new(folder).is_dir() {
        return Ok(None);
    }
    let mut builder = OverrideBuilder::new(folder);
    // From this folder on, not at any depth.
    builder.add(&format!("/{pattern}")).map_err(|error| wrong("input", glob, &error))?;
    let fits = builder.build().map_err(|error| wrong("input", glob, &error))?;
    let depth = (!pattern.contains("**")).then(|| pattern.split('/').count());
    let mut files = walk(Path::new(folder), options, depth)?;
    files.retain(|file| fits.matched(file, false).is_whitelist());
    if folder == "." {
        let bare = |file: &PathBuf| file.strip_prefix(folder).unwrap_or(file).to_owned();
        files = files.iter().map(bare).collect();
    }
    Ok(Some(files))
}

fn walk(folder: &Path, options: &InputOptions, depth: Option<usize>) -> Result<Vec<PathBuf>> {
    let walk = WalkBuilder::new(folder)
        .max_depth(depth)
        .standard_filters(false)
        .hidden(true)
        .overrides(overrides(folder, options)?)
        .sort_by_file_path(Path::cmp)
        .build();
    let mut files = Vec::new();
    for entry in walk {
        let entry = entry.map_err(|error| {
            let message = error.to_string();
            let source = error.into_io_error().unwrap_or_else(|| std::io::Error::other(message));
            read_error(folder)(source)
        })?;
        let path = entry.into_path();
        if fs::metadata(&path).map_err(read_error(&path))?.is_file() {
            files.push(path);
        }
    }
    Ok(files)
}

fn overrides(folder: &Path, options: &InputOptions) -> Result<Override> {
    let mut builder = OverrideBuilder::new(folder);
    for glob in &options.include {
        builder.add(glob).map_err(|error| wrong("include", glob, &error))?;
    }
    for glob in &options.exclude {
        builder.add(&format!("!{glob}")).map_err(|error| wrong("exclude", glob, &error))?;
    }
    builder.build().map_err(|error| wrong("include", "", &error))
}

fn wrong(name: &'static str, glob: &str, error: &ignore::Error) -> Error {
    Error::InvalidParameter {
        name,
        expected: "a glob such as `*.html`",
        actual: format!("{glob}` ({error})").trim_end_matches('`').to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(include: &[&str], exclude: &[&str]) -> Result<Vec<String>> {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.txt", "a/2.html", "a/1.txt", ".git/config", "a/.hidden", "a/draft/3.txt"] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "text").unwrap();
        }
        let options = InputOptions::default()
            .include(include.iter().copied())
            .exclude(exclude.iter().copied());
        let files = files_below(folder.path(), &options)?;
        let name = |path: &PathBuf| path.strip_prefix(folder.path()).unwrap().display().to_string();
        Ok(files.iter().map(name).collect())
    }

    #[test]
    fn files_come_sorted_and_without_the_hidden_ones() {
        assert_eq!(names(&[], &[]).unwrap(), ["a/1.txt", "a/2.html", "a/draft/3.txt", "b.txt"]);
    }

    #[test]
    fn globs_let_files_in_and_keep_files_and_folders_out() {
        assert_eq!(names(&["*.txt"], &["draft"]).unwrap(), ["a/1.txt", "b.txt"]);
        assert_eq!(names(&["a/*.html"], &[]).unwrap(), ["a/2.html"]);
        assert_eq!(names(&[], &["*.txt"]).unwrap(), ["a/2.html"]);
    }

    #[test]
    fn a_glob_stands_for_the_files_that_it_fits() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a/1.txt", "a/2.html", "a/b/3.txt", "c/4.txt", "c/.5.txt"] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "text").unwrap();
        }
        let files = |glob: &str| {
            let options = InputOptions::default().exclude(["4*"]);
            let files = files_of_glob(&folder.path().join(glob), &options).unwrap();
            let name =
                |path: &PathBuf| path.strip_prefix(folder.path()).unwrap().display().to_string();
            files.map(|files| files.iter().map(name).collect::<Vec<_>>())
        };
        assert_eq!(files("a/*.txt").unwrap(), ["a/1.txt"]);
        assert_eq!(files("*/?.{txt,html}").unwrap(), ["a/1.txt", "a/2.html"]);
        assert_eq!(files("**/*.txt").unwrap(), ["a/1.txt", "a/b/3.txt"]);
        assert_eq!(files("a/*.xml").unwrap(), Vec::<String>::new());
        assert_eq!((files("a/1.txt"), files("no/*.txt")), (None, None));
    }

    #[test]
    fn a_broken_glob_is_named() {
        let error = names(&["[a"], &[]).unwrap_err().to_string();
        assert!(error.starts_with("`include` must be a glob"), "{error}");
    }
}
