//! Runs the transcripts of whole sessions.

#![cfg(feature = "cli")]

#[test]
fn transcripts_are_what_happens() {
    let cases = trycmd::TestCases::new();
    cases.case("tests/cli/*.md").case("README.md").case("models/README.md");
    // What a build reads that has the feature, and what one says that has it not.
    let other = if cfg!(feature = "parquet") { "without-parquet" } else { "parquet" };
    cases.skip(format!("tests/cli/{other}.md"));
}
