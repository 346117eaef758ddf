//! Files with other people's addresses in them: readable by their owner only, and never reached through a link.

use crate::exit::Failure;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::Path;

/// Creates a file. What is there already is kept, unless it is empty or `force` is set; links are never followed.
pub(crate) fn create(path: &Path, force: bool) -> Result<File, Failure> {
    let cannot = |error: io::Error| {
        Failure::error(format_args!("{} cannot be written: {error}", path.display()))
            .hint("check the directory, its free space and its permissions")
    };
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_dir() => {
            return Err(
                Failure::error(format_args!("{} is a directory", path.display())).hint("name a file in it")
            );
        }
        Ok(found) if found.is_symlink() && !force => {
            return Err(Failure::error(format_args!("{} is a link, which is not followed", path.display()))
                .hint("name the file itself"));
        }
        Ok(found) if found.is_file() && found.len() > 0 && !force => {
            return Err(Failure::error(format_args!("{} exists already", path.display()))
                .hint("choose another name, or replace it with --force"));
        }
        Ok(found) if found.is_file() || found.is_symlink() => fs::remove_file(path).map_err(cannot)?,
        // A device or a pipe.
        Ok(_) => return options(Wait::Yes).write(true).open(path).map_err(cannot),
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(cannot(error)),
    }
    let file = options(Wait::Yes).write(true).create_new(true).open(path).map_err(cannot)?;
    lock(file, path)
}

/// Opens a file of an earlier run to go on writing.
pub(crate) fn reopen(path: &Path) -> Result<File, Failure> {
    let cannot = |error: io::Error| {
        Failure::error(format_args!("{} cannot be continued: {error}", path.display()))
            .hint("write the rest to another file with -o")
    };
    let file = options(Wait::No).write(true).open(path).map_err(cannot)?;
    if !file.metadata().map_err(cannot)?.is_file() {
        return Err(Failure::error(format_args!("{} is not a file", path.display()))
            .hint("write the rest to another file with -o"));
    }
    lock(file, path)
}

/// Replaces a file as a whole: afterwards it holds either the old or the new bytes, whatever happens in between.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    refuse_link(path)?;
    let directory = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let mut file = tempfile::Builder::new().prefix(".cloudsponge-").tempfile_in(directory)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    // The rename itself must survive a power loss too; not every file system can promise that.
    let _ = File::open(directory).and_then(|directory| directory.sync_all());
    Ok(())
}

/// Reads a small file that must not be a link; `None` if it is longer than `limit` bytes.
pub(crate) fn read_small(path: &Path, limit: u64) -> io::Result<Option<Vec<u8>>> {
    let file = options(Wait::No).read(true).open(path)?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::new(ErrorKind::InvalidInput, "it is not a file"));
    }
    let mut bytes = Vec::new();
    file.take(limit + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= limit).then_some(bytes))
}

fn refuse_link(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_symlink() => Err(io::Error::other("it is a link, which is not followed")),
        Ok(found) if !found.is_file() => Err(io::Error::other("it is not a file")),
        _ => Ok(()),
    }
}

/// Whether opening a pipe waits for its other end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wait {
    Yes,
    No,
}

#[cfg(unix)]
fn options(wait: Wait) -> OpenOptions {
    use rustix::fs::OFlags;
    use std::os::unix::fs::OpenOptionsExt as _;
    let patience = if wait == Wait::Yes { OFlags::empty() } else { OFlags::NONBLOCK };
    let flags = OFlags::NOFOLLOW | OFlags::CLOEXEC | patience;
    let mut options = OpenOptions::new();
    options.mode(0o600).custom_flags(flags.bits().cast_signed());
    options
}

#[cfg(not(unix))]
fn options(_: Wait) -> OpenOptions {
    OpenOptions::new()
}

/// Two runs that write one file would mix their lines.
#[cfg(unix)]
fn lock(file: File, path: &Path) -> Result<File, Failure> {
    use rustix::fs::{FlockOperation, flock};
    match flock(&file, FlockOperation::NonBlockingLockExclusive) {
        Err(rustix::io::Errno::WOULDBLOCK) => {
            Err(Failure::error(format_args!("{} is being written by another run", path.display()))
                .hint("wait for it to end, or choose another file"))
        }
        // File systems without locks are used as they are.
        _ => Ok(file),
    }
}

#[cfg(not(unix))]
fn lock(file: File, _: &Path) -> Result<File, Failure> {
    Ok(file)
}
