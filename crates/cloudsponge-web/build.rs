//! Lists the files under `assets/` as a table that the library embeds.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=assets");
    let mut names = Vec::new();
    collect(Path::new("assets"), "", &mut names)?;
    names.sort();
    let mut table = String::from("pub(super) static FILES: &[Asset] = &[\n");
    for name in names {
        let content = fs::read(Path::new("assets").join(&name))?;
        let bytes = format!("include_bytes!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/assets/{name}\"))");
        writeln!(
            table,
            "    Asset {{ name: {name:?}, etag: \"\\\"{:016x}\\\"\", bytes: {bytes} }},",
            hash(&content)
        )
        .map_err(io::Error::other)?;
    }
    table.push_str("];\n");
    let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("OUT_DIR is not set"))?;
    fs::write(Path::new(&out).join("assets.rs"), table)
}

/// Plain names only, so that none needs escaping in the table or in a URL; editors' copies are passed over.
fn collect(folder: &Path, prefix: &str, names: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
        if !plain || name.starts_with('.') {
            continue;
        }
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{prefix}{name}/"), names)?;
        } else {
            names.push(format!("{prefix}{name}"));
        }
    }
    Ok(())
}

/// FNV-1a with 64 bits: tells versions of one file apart, nothing more.
fn hash(content: &[u8]) -> u64 {
    content
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
