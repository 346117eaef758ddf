//! Every figure, a file per subject.

pub mod decode;
pub mod download;
pub mod growth;
pub mod memory;
pub mod polling;
pub mod requests;

use crate::figure::Figure;
use std::time::Instant;

/// What takes the figures of one subject.
type Subject = fn() -> Result<Vec<Figure>, String>;

/// Every subject, in the order of the README's table.
const SUBJECTS: [(&str, Subject); 6] = [
    ("decoding", decode::figures),
    ("growth", growth::figures),
    ("memory", memory::figures),
    ("download", download::figures),
    ("requests", requests::figures),
    ("polling", polling::figures),
];

/// Takes all figures, or those of the subjects named, and says on stderr how long each subject took.
///
/// # Errors
/// Contenders do not read the same, a program beside this one is missing, or a subject is none.
pub fn take(only: &[String]) -> Result<Vec<Figure>, String> {
    if let Some(unknown) = only.iter().find(|name| SUBJECTS.iter().all(|(subject, _)| subject != name)) {
        let known: Vec<&str> = SUBJECTS.iter().map(|(subject, _)| *subject).collect();
        return Err(format!("{unknown} is no subject; there are {}", known.join(", ")));
    }
    let mut figures = Vec::new();
    for (name, subject) in SUBJECTS {
        if only.is_empty() || only.iter().any(|wanted| wanted == name) {
            let began = Instant::now();
            figures.extend(subject()?);
            eprintln!("{:>7.1} s  {name}", began.elapsed().as_secs_f64());
        }
    }
    Ok(figures)
}
