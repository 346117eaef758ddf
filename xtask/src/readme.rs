//! The README's two commands stay the two commands.

const README: &str = include_str!("../../README.md");

/// The lines of the first shell block: the two commands a newcomer runs.
fn commands(readme: &str) -> Vec<&str> {
    readme.lines().skip_while(|line| *line != "```sh").skip(1).take_while(|line| *line != "```").collect()
}

#[test]
fn the_first_block_is_exactly_the_two_commands() {
    let wanted = ["cargo run -q -p cloudsponge-cli -- import gmail --emulator", "cargo xtask test"];
    assert_eq!(commands(README), wanted);
}

#[test]
fn the_minimum_rust_version_is_the_one_declared() {
    let version = env!("CARGO_PKG_RUST_VERSION");
    assert!(README.contains(&format!("minimum supported Rust version is {version}.")));
}

#[test]
fn the_test_command_is_one_we_have() {
    assert!(!crate::plan::test().is_empty());
    assert!(crate::USAGE.contains("\n  test "));
}
