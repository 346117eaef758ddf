//! The committed inputs and words of the fuzzer, for those who run without one.

use std::fs;
use std::path::{Path, PathBuf};

/// An input: the name of its file, and what is in it.
pub type Input = (String, Vec<u8>);

/// The directory of the fuzz targets.
fn fuzz() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz")
}

/// The committed inputs of a target, in the order of their names.
///
/// # Panics
/// There are none, or they cannot be read.
pub fn inputs(target: &str) -> Vec<Input> {
    let directory = fuzz().join("corpus").join(target);
    let mut inputs: Vec<Input> = fs::read_dir(&directory)
        .unwrap_or_else(|error| panic!("{}: {error}", directory.display()))
        .map(|entry| {
            let entry = entry.unwrap();
            (entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path()).unwrap())
        })
        .collect();
    inputs.sort();
    assert!(!inputs.is_empty(), "{}: no inputs", directory.display());
    inputs
}

/// The names of the directories with inputs.
///
/// # Panics
/// They cannot be read.
pub fn targets() -> Vec<String> {
    let entries = fs::read_dir(fuzz().join("corpus")).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// The words of a dictionary in libFuzzer's notation: one in quotes a line, `\xNN` for a byte.
fn words(dictionary: &str) -> Vec<Vec<u8>> {
    let path = fuzz().join("dict").join(dictionary);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| word(line).unwrap_or_else(|| panic!("{dictionary}: {line}"))).collect()
}

fn word(line: &str) -> Option<Vec<u8>> {
    let mut chars = line.strip_prefix('"')?.strip_suffix('"')?.chars();
    let mut word = Vec::new();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next()? {
                'x' => word
                    .push(u8::try_from(chars.next()?.to_digit(16)? * 16 + chars.next()?.to_digit(16)?).ok()?),
                escaped @ ('\\' | '"') => word.push(escaped as u8),
                _ => return None,
            },
            '"' => return None,
            c => word.extend(c.encode_utf8(&mut [0; 4]).bytes()),
        }
    }
    Some(word)
}

/// The words that help a target; none where its inputs have no words.
///
/// # Panics
/// The list of targets or the dictionary cannot be read.
pub fn dictionary(target: &str) -> Vec<Vec<u8>> {
    let list = fs::read_to_string(fuzz().join("targets.txt")).unwrap();
    let line = list.lines().filter_map(|line| line.split_once(' ')).find(|(name, _)| *name == target);
    match line {
        Some((_, "-")) => Vec::new(),
        Some((_, dictionary)) => words(dictionary),
        None => panic!("{target} is not in the list of targets"),
    }
}
