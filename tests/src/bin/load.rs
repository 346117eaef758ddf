//! The load as a program, for longer runs than a test takes:
//!
//! ```sh
//! cargo run --release -p cloudsponge-tests --bin load -- --imports 2000 --seconds 60
//! ```
//!
//! It prints one line, and ends with 1 when a limit is broken.

use cloudsponge_tests::load::Load;
use std::process::ExitCode;
use std::time::Duration;

fn main() -> ExitCode {
    let Some(load) = arguments() else {
        eprintln!("usage: load [--imports N] [--seconds S]");
        return ExitCode::from(2);
    };
    let report = match load.run() {
        Ok(report) => report,
        Err(error) => {
            eprintln!("the load could not be run: {error}");
            return ExitCode::from(2);
        }
    };
    println!("{report}");
    let shortcomings = report.shortcomings();
    for shortcoming in &shortcomings {
        eprintln!("{shortcoming}");
    }
    ExitCode::from(u8::from(!shortcomings.is_empty()))
}

/// What the command line asks for; `None` if it cannot be understood.
fn arguments() -> Option<Load> {
    let mut load = Load { imports: 200, time: Duration::from_secs(10) };
    let mut arguments = std::env::args().skip(1);
    while let Some(name) = arguments.next() {
        let number: u32 = arguments.next()?.parse().ok().filter(|number| *number > 0)?;
        match name.as_str() {
            "--imports" => load.imports = number,
            "--seconds" => load.time = Duration::from_secs(number.into()),
            _ => return None,
        }
    }
    Some(load)
}
