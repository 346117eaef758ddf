//! The file behind `--state`: the import's state and where its contacts go.
//!
//! It is replaced as a whole at each step, so that a kill at any time leaves a state that can be resumed; it holds no
//! secret and no contact.

use crate::exit::{Exit, Failure};
use crate::output::{OutputFormat, Written};
use crate::private;
use cloudsponge_proto::ImportState;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::io;
use std::path::{Path, PathBuf};

/// The version this program writes.
const VERSION: u32 = 1;
/// No state file is longer.
const LIMIT: u64 = 64 * 1024;

/// Where an import's state is saved.
pub(crate) struct StateFile {
    path: PathBuf,
}

/// What the file holds.
pub(crate) struct Saved {
    pub(crate) import: ImportState,
    /// How the contacts are written.
    pub(crate) format: OutputFormat,
    /// The file the contacts are written to, and how much of it belongs to this state.
    pub(crate) output: Option<Written>,
    /// The import ran in an emulator that ended with its process.
    pub(crate) emulator: bool,
}

#[derive(Serialize, Deserialize)]
struct Wire {
    cloudsponge_state: u32,
    emulator: bool,
    format: OutputFormat,
    output: Option<Written>,
    /// The library's own text, which carries its own version and check sum.
    import: Box<RawValue>,
}

impl StateFile {
    /// A place for a new import's state. A file that holds anything but the state of a finished import is kept, unless
    /// `force` is set.
    pub(crate) fn new(path: &Path, force: bool) -> Result<Self, Failure> {
        let file = Self { path: path.to_owned() };
        let found = private::read_small(path, LIMIT);
        match found {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => {
                return Err(Failure::error(format_args!("{} cannot hold a state: {error}", path.display()))
                    .hint("choose another name for --state"));
            }
            Ok(Some(bytes)) if bytes.is_empty() || force => {}
            Ok(found) => match found.and_then(|bytes| parse(&bytes).ok()) {
                Some(saved) if saved.import.is_finished() => {}
                Some(_) => {
                    return Err(Failure::error(format_args!(
                        "{} holds an unfinished import",
                        path.display()
                    ))
                    .hint(format_args!(
                        "go on with `cloudsponge resume {0}`, or drop it with --force",
                        path.display()
                    )));
                }
                None => {
                    return Err(Failure::error(format_args!(
                        "{} exists and is no saved state",
                        path.display()
                    ))
                    .hint("choose another name, or replace it with --force"));
                }
            },
        }
        file.probe()?;
        Ok(file)
    }

    /// The state saved earlier.
    pub(crate) fn load(path: &Path) -> Result<(Self, Saved), Failure> {
        let bytes = private::read_small(path, LIMIT).map_err(|error| {
            Failure::error(format_args!("{} cannot be read: {error}", path.display()))
                .hint("give the file that was given to --state")
        })?;
        let saved =
            bytes.ok_or_else(|| "it is longer than any state".to_owned()).and_then(|bytes| parse(&bytes));
        let saved = saved.map_err(|reason| {
            Failure::ending(Exit::Error, format_args!("{} holds no usable state: {reason}", path.display()))
                .hint("begin the import again")
        })?;
        Ok((Self { path: path.to_owned() }, saved))
    }

    /// Replaces the state; on failure the old one stays.
    pub(crate) fn save(&self, saved: &Saved) -> io::Result<()> {
        let wire = Wire {
            cloudsponge_state: VERSION,
            emulator: saved.emulator,
            format: saved.format,
            output: saved.output.clone(),
            import: RawValue::from_string(saved.import.to_json())?,
        };
        let mut bytes = serde_json::to_vec(&wire)?;
        bytes.push(b'\n');
        private::replace(&self.path, &bytes)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Finds out before the import begins whether its state can be saved at all.
    fn probe(&self) -> Result<(), Failure> {
        let directory =
            self.path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        match tempfile::Builder::new().prefix(".cloudsponge-").tempfile_in(directory) {
            Ok(_) => Ok(()),
            Err(error) => {
                Err(Failure::error(format_args!("no state can be saved in {}: {error}", directory.display()))
                    .hint("check the directory, its free space and its permissions"))
            }
        }
    }
}

fn parse(bytes: &[u8]) -> Result<Saved, String> {
    #[derive(Deserialize)]
    struct Versioned {
        cloudsponge_state: u32,
    }
    let damaged = |_| "it is damaged, or another file".to_owned();
    let found = serde_json::from_slice::<Versioned>(bytes).map_err(damaged)?.cloudsponge_state;
    if found != VERSION {
        return Err(format!("it has version {found}, this program reads version {VERSION}"));
    }
    let wire: Wire = serde_json::from_slice(bytes).map_err(damaged)?;
    let import = ImportState::from_json(wire.import.get()).map_err(|error| error.to_string())?;
    Ok(Saved { import, format: wire.format, output: wire.output, emulator: wire.emulator })
}
