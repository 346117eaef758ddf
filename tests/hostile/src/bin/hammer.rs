//! `hammer`: decodes mutants by the million, on all cores, and counts.
//!
//! It ends with an error, and shows the document, as soon as one makes the decoder panic. `--json N` and `--xml N` say how
//! many, `--seed S` which; without a seed it takes one of the moment and prints it.

use cloudsponge_hostile::mutants::{Kind, Random, mutate, originals};
use cloudsponge_proto::Format;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

struct Options {
    json: u64,
    xml: u64,
    seed: u64,
}

/// What became of the mutants of one format.
#[derive(Default)]
struct Count {
    mutants: u64,
    read: u64,
    bytes: u64,
}

fn main() -> ExitCode {
    let Some(options) = options(std::env::args().skip(1)) else {
        eprintln!("usage: hammer [--json N] [--xml N] [--seed S]");
        return ExitCode::from(2);
    };
    let began = Instant::now();
    let mut line = String::from("mutants");
    for (format, wanted) in [(Format::Json, options.json), (Format::Xml, options.xml)] {
        let start = Instant::now();
        let Some(count) = all(format, wanted, options.seed) else {
            println!("FAILED with --seed {}", options.seed);
            return ExitCode::FAILURE;
        };
        let seconds = start.elapsed().as_secs_f64();
        let name = format.extension();
        println!(
            "{name}: {} mutants, {} MB, {} read, {} refused, {seconds:.1} s",
            count.mutants,
            count.bytes / 1_000_000,
            count.read,
            count.mutants - count.read,
        );
        line.push_str(&format!(" {name}={}", count.mutants));
    }
    println!("{line} panics=0 seed={} seconds={:.1}", options.seed, began.elapsed().as_secs_f64());
    ExitCode::SUCCESS
}

/// All mutants of one format; `None` if one made the decoder panic.
fn all(format: Format, wanted: u64, seed: u64) -> Option<Count> {
    let originals = originals(format);
    let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get() as u64);
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..cores)
            .map(|core| {
                let share = wanted / cores + u64::from(core < wanted % cores);
                let random = Random::new(seed.wrapping_mul(0x2545_f491_4f6c_dd1d).wrapping_add(core));
                let (originals, stop) = (&originals, &stop);
                scope.spawn(move || some(format, share, random, originals, stop))
            })
            .collect();
        let mut total = Count::default();
        for thread in threads {
            let count = thread.join().ok()??;
            total.mutants += count.mutants;
            total.read += count.read;
            total.bytes += count.bytes;
        }
        Some(total)
    })
}

fn some(
    format: Format,
    wanted: u64,
    mut random: Random,
    originals: &[(Kind, Vec<u8>)],
    stop: &AtomicBool,
) -> Option<Count> {
    let mut count = Count::default();
    let mut mutant = Vec::new();
    while count.mutants < wanted && !stop.load(Ordering::Relaxed) {
        let (kind, original) = originals.get(random.below(originals.len()))?;
        let (_, other) = originals.get(random.below(originals.len()))?;
        mutate(&mut random, original, other, &mut mutant);
        // Now and then it is taken for an answer to another call.
        let other = Kind::ALL.get(random.below(64)).copied();
        let body = AssertUnwindSafe(&mutant);
        let Ok(read) = catch_unwind(|| other.unwrap_or(*kind).decode(format, &body)) else {
            stop.store(true, Ordering::Relaxed);
            eprintln!("a panic while {kind:?} was read from {format}:\n{}", mutant.escape_ascii());
            return None;
        };
        count.mutants += 1;
        count.read += u64::from(read);
        count.bytes += mutant.len() as u64;
    }
    Some(count)
}

fn options(mut args: impl Iterator<Item = String>) -> Option<Options> {
    let moment = std::time::UNIX_EPOCH.elapsed().map_or(1, |since| since.as_secs());
    let mut options = Options { json: 10_000_000, xml: 2_000_000, seed: moment };
    while let Some(arg) = args.next() {
        let value = args.next()?.parse().ok()?;
        match arg.as_str() {
            "--json" => options.json = value,
            "--xml" => options.xml = value,
            "--seed" => options.seed = value,
            _ => return None,
        }
    }
    Some(options)
}
