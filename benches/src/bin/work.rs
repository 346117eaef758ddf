//! Does work by name, for someone who counts its instructions or looks at its memory.

use cloudsponge_benches::{errand, job::Job, region};

fn main() -> Result<(), String> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.split_first() {
        Some((command, jobs)) if command == "region" => {
            for job in jobs {
                region::measured(&mut *Job::from_argument(job)?.prepare());
            }
            Ok(())
        }
        _ => errand::run(&arguments).map(|said| println!("{said}")),
    }
}
