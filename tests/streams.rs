//! How the command line treats pipes: what a transcript cannot show.

#![cfg(feature = "cli")]

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Output, Stdio};

const ARTICLE: &str = "Both foreign ministers agreed to send their ambassadors back.";

fn start(arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_nutgraf"))
        .args(arguments)
        .env_remove("NO_COLOR")
        .env("CLICOLOR_FORCE", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn run(arguments: &[&str], input: &str) -> Output {
    let mut child = start(arguments);
    let mut stdin = child.stdin.take().unwrap();
    // Beside reading: a pipe holds little, and both ends would wait for each other.
    std::thread::scope(|scope| {
        scope.spawn(move || stdin.write_all(input.as_bytes()).unwrap());
        child.wait_with_output().unwrap()
    })
}

fn stdout(arguments: &[&str], input: &str) -> String {
    String::from_utf8(run(arguments, input).stdout).unwrap()
}

#[test]
fn an_article_is_read_from_standard_input() {
    let line = stdout(&["classify"], ARTICLE);
    assert!(line.starts_with("-\tbilateral relations ("), "{line}");
    assert_eq!(stdout(&["classify", "-"], ARTICLE), line);
}

#[test]
fn json_lines_keep_their_order_ids_and_keys() {
    let input = format!(
        "{{\"id\": 7, \"text\": \"{ARTICLE}\"}}\n\n{{\"text\": \"\"}}\n{{\"id\": \"c\", \"text\": \"x\"}}\n"
    );
    let lines = stdout(&["classify", "--format", "jsonl"], &input);
    let starts = [
        "{\"id\":\"7\",\"label\":\"bilateral relations\",\"labels\":[\"bilateral relations\"",
        "{\"id\":\"-:3\",",
        "{\"id\":\"c\",",
    ];
    assert_eq!(lines.lines().count(), 3);
    for (line, start) in lines.lines().zip(starts) {
        assert!(line.starts_with(start), "{line}");
        assert!(line.contains(",\"scores\":{\""), "{line}");
    }
}

#[test]
fn results_are_the_same_for_any_number_of_threads() {
    let input = format!("{{\"text\": \"{ARTICLE}\"}}\n").repeat(3_000);
    let of_threads = |threads| stdout(&["classify", "--threads", threads], &input);
    let one = of_threads("1");
    assert_eq!(one.lines().count(), 3_000);
    assert_eq!(one, of_threads("4"));
}

#[test]
fn a_closed_pipe_is_success() {
    let mut child = start(&["classify"]);
    let mut input = child.stdin.take().unwrap();
    let line = format!("{{\"text\": \"{ARTICLE}\"}}\n");
    let writer = std::thread::spawn(move || {
        // Until nutgraf has ended, which closes this pipe in turn.
        while input.write_all(line.as_bytes()).is_ok() {}
    });
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    assert!(first.starts_with("-:1\tbilateral relations"), "{first}");
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    #[expect(clippy::disallowed_methods, reason = "the device stands for a full disk")]
    let full = std::fs::File::create("/dev/full").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_nutgraf"))
        .args(["classify", "datasets/articles/two-neighbours.txt"])
        .stdout(full)
        .output()
        .unwrap();
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(message.starts_with("error: cannot write to standard output"), "{message}");
    assert!(message.contains("\nhint: "), "{message}");
}

#[test]
fn nothing_that_a_terminal_obeys_comes_from_an_article() {
    let input =
        r#"{"id": "\u001b[31mred\u009b2J\u202e", "text": "Talks \u001b]0;title\u0007 ended."}"#;
    for format in ["text", "jsonl", "csv"] {
        let printed = stdout(&["classify", "--format", format, "--evidence", "3"], input);
        let obeyed = |letter: char| {
            !"\t\n".contains(letter) && (letter.is_control() || letter == '\u{202e}')
        };
        assert!(!printed.is_empty() && !printed.contains(obeyed), "{printed:?}");
    }
}

#[test]
fn colour_is_for_terminals_and_for_those_who_ask() {
    assert!(!stdout(&["classify"], ARTICLE).contains('\u{1b}'));
    assert!(stdout(&["classify", "--color", "always"], ARTICLE).contains('\u{1b}'));
    let mut refusing = Command::new(env!("CARGO_BIN_EXE_nutgraf"));
    refusing.args(["classify", "--color", "always", "datasets/articles/two-neighbours.txt"]);
    let output = refusing.env("NO_COLOR", "1").output().unwrap();
    assert!(!output.stdout.is_empty() && !output.stdout.contains(&0x1b));
}

#[test]
fn quiet_says_nothing_but_errors() {
    let input = format!("{{\"text\": \"{ARTICLE}\"}}\n{{}}\n");
    let output = run(&["classify", "--keep-going", "--quiet"], &input);
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(1), &b""[..]));
    let output = run(&["classify", "--quiet"], &input);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stderr.starts_with(b"error: standard input:2: expected the field `text`"));
    assert!(output.stdout.starts_with(b"-:1\t"), "articles before the error are given out");
}
