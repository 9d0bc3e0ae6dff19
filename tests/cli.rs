//! Runs the transcripts of whole sessions.

#![cfg(feature = "cli")]

#[test]
fn transcripts_are_what_happens() {
    trycmd::TestCases::new().case("tests/cli/*.md").case("README.md");
}
