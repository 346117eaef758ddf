//! What a process of its own is sent to do, whole: its memory, its instructions or its CPU time are what is looked at.

use crate::download::{self, Way};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Does what the words say, and returns what there is to print.
///
/// # Errors
/// The words are none we know, or the errand failed.
pub fn run(words: &[String]) -> Result<String, String> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["serve"] => download::serve(),
        ["download", way, address] => printed(&download::download(Way::from_name(way)?, address)?),
        _ => Err(format!("no such errand: {}", words.join(" "))),
    }
}

/// Reads a word as JSON.
///
/// # Errors
/// It is not.
pub fn read<T: DeserializeOwned>(word: &str) -> Result<T, String> {
    serde_json::from_str(word).map_err(|error| format!("{word}: {error}"))
}

fn printed(result: &impl Serialize) -> Result<String, String> {
    serde_json::to_string(result).map_err(|error| error.to_string())
}
