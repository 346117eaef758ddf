//! What a process of its own is sent to do, whole: its memory, its instructions or its CPU time are what is looked at.

use crate::child;
use crate::download::{self, Way};
use crate::overhead::{self, Side, Stack};
use crate::rounds::{median, thread_time};
use crate::scale::Scale;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::time::Instant;

/// What many waiting imports cost.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Crowd {
    /// Memory they take, in bytes.
    pub bytes: f64,
    /// Polls that this thread does in a second of its own time.
    pub per_second: f64,
}

/// Does what the words say, and returns what there is to print.
///
/// # Errors
/// The words are none we know, or the errand failed.
pub fn run(words: &[String]) -> Result<String, String> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["serve-events"] => overhead::serve().map(|()| String::new()).map_err(|error| error.to_string()),
        ["poll", stack, side, url, calls] => {
            let (stack, side): (Stack, Side) = (stack.parse()?, side.parse()?);
            let events = overhead::poll(stack, side, url, read(calls)?).map_err(|error| error.to_string())?;
            printed(&events)
        }
        ["crowd", imports] => printed(&crowd(read(imports)?)?),
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

/// Lets so many imports wait, and polls three times for each.
fn crowd(imports: usize) -> Result<Crowd, String> {
    let before = child::memory().ok_or("the system does not tell how much memory a process holds")?;
    let mut scale = Scale::waiting(imports, Instant::now());
    let bytes = child::memory().unwrap_or_default().saturating_sub(before) as f64;
    let rounds = (0..3).map(|_| {
        let began = thread_time();
        let polls = scale.cycle(imports);
        polls as f64 / (thread_time() - began).as_secs_f64()
    });
    Ok(Crowd { bytes, per_second: median(rounds.collect()) })
}
