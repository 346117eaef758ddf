//! Decodes a book as it streams in, under an allocator that knows the most it ever gave out, and prints that in bytes
//! over what was in use before.

use cloudsponge_benches::payload::{Form, Payload, Profile};
use cloudsponge_benches::{errand, ours};
use peak_alloc::PeakAlloc;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

fn main() -> Result<(), String> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [form, contacts, chunk] = arguments.as_slice() else {
        return Err("usage: peak FORM CONTACTS CHUNK".to_owned());
    };
    let form: Form = errand::read(form)?;
    let (contacts, chunk) = (errand::read(contacts)?, errand::read(chunk)?);
    let payload = Payload::new(Profile::Mixed, form, contacts);
    let before = ALLOCATOR.current_usage();
    ALLOCATOR.reset_peak_usage();
    ours::chunked_flat(form.format(), payload.chunks(chunk));
    println!("{}", ALLOCATOR.peak_usage().saturating_sub(before));
    Ok(())
}
