//! Takes the figures, writes `benches/figures.json` and the README's table; with names of subjects, prints those only.

use cloudsponge_benches::{figures, record};
use std::process::ExitCode;

fn main() -> ExitCode {
    let only: Vec<String> = std::env::args().skip(1).collect();
    let taken = figures::take(&only).and_then(|figures| {
        if only.is_empty() {
            record::write(&figures)?;
        }
        Ok(figures)
    });
    match taken {
        Ok(figures) => {
            print!("{}", record::report(&figures));
            ExitCode::SUCCESS
        }
        Err(reason) => {
            eprintln!("no figures: {reason}");
            ExitCode::FAILURE
        }
    }
}
