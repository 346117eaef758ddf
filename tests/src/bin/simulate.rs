//! `simulate`: lifetimes of imports by the thousand, with faults from a seed.
//!
//! `--seed S` and `--lifetimes N` choose them, `--trace` tells what happens in the first, `--saboteur NAME` adds a
//! deliberate bug.

use cloudsponge_tests::simulation::{Plan, Saboteur, simulate, trace};
use std::process::ExitCode;

struct Options {
    seed: u64,
    lifetimes: u64,
    trace: bool,
    saboteur: Option<Saboteur>,
}

fn main() -> ExitCode {
    let Some(options) = options(std::env::args().skip(1)) else {
        eprintln!("usage: simulate [--seed S] [--lifetimes N] [--trace] [--saboteur NAME]");
        return ExitCode::from(2);
    };
    if options.trace {
        let plan = Plan::of(options.seed);
        let (lines, _) = trace(&plan, options.saboteur);
        print!("{plan}");
        lines.iter().for_each(|line| println!("{line}"));
    }
    let tally = simulate(options.seed, options.lifetimes, options.saboteur);
    if let Some(failure) = &tally.failure {
        eprint!("{failure}");
    }
    println!("{tally}");
    if tally.failure.is_some() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn options(mut args: impl Iterator<Item = String>) -> Option<Options> {
    let mut options = Options { seed: 1, lifetimes: 100_000, trace: false, saboteur: None };
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--seed" => options.seed = args.next()?.parse().ok()?,
            "--lifetimes" => options.lifetimes = args.next()?.parse().ok()?,
            "--saboteur" => options.saboteur = Some(Saboteur::named(&args.next()?)?),
            "--trace" => options.trace = true,
            _ => return None,
        }
    }
    Some(options)
}
