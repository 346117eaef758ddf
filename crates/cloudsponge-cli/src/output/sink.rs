//! Where data goes: stdout, made safe where it is a terminal, or a private file.

use crate::console;
use crate::exit::Failure;
use crate::private;
use crate::text;
use std::fs::File;
use std::io::{self, BufWriter, IsTerminal as _, Seek as _, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// The destination of data.
pub(crate) struct Sink {
    to: Destination,
    written: u64,
}

enum Destination {
    Terminal(io::Stdout),
    Pipe(BufWriter<io::Stdout>),
    File { file: BufWriter<File>, path: PathBuf },
}

/// What a file holds up to a checkpoint, kept in the saved state so that a resumed run goes on exactly there.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Written {
    pub(crate) path: PathBuf,
    pub(crate) bytes: u64,
}

impl Sink {
    pub(crate) fn stdout() -> Self {
        let stdout = io::stdout();
        let to = if stdout.is_terminal() {
            Destination::Terminal(stdout)
        } else {
            Destination::Pipe(BufWriter::with_capacity(64 * 1024, stdout))
        };
        Self { to, written: 0 }
    }

    /// A new file that only its owner may read, or stdout for `-`.
    pub(crate) fn create(path: &Path, force: bool) -> Result<Self, Failure> {
        if path.as_os_str() == "-" {
            return Ok(Self::stdout());
        }
        let file = private::create(path, force)?;
        Ok(Self::file(file, path, 0))
    }

    /// The file an earlier run wrote: what it wrote after its last checkpoint is taken away.
    pub(crate) fn go_on(written: &Written) -> Result<Self, Failure> {
        let path = &written.path;
        let mut file = private::reopen(path)?;
        let cannot = |error: io::Error| {
            Failure::error(format_args!("{} cannot be continued: {error}", path.display()))
                .hint("write the rest to another file with -o")
        };
        let length = file.metadata().map_err(cannot)?.len();
        if length < written.bytes {
            return Err(Failure::error(format_args!(
                "{} is shorter than when the state was saved, so it cannot be continued",
                path.display()
            ))
            .hint("write the rest to another file with -o"));
        }
        file.set_len(written.bytes).map_err(cannot)?;
        file.seek(SeekFrom::Start(written.bytes)).map_err(cannot)?;
        Ok(Self::file(file, path, written.bytes))
    }

    fn file(file: File, path: &Path, written: u64) -> Self {
        let file = BufWriter::with_capacity(64 * 1024, file);
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        Self { to: Destination::File { file, path }, written }
    }

    /// Writes text. On a terminal nothing in it can act on the terminal.
    pub(crate) fn put(&mut self, data: &str) -> io::Result<()> {
        self.written = self.written.saturating_add(data.len() as u64);
        match &mut self.to {
            Destination::Terminal(stdout) => console::aside(|| {
                data.split_inclusive('\n').try_for_each(|line| {
                    let (line, end) = line.strip_suffix('\n').map_or((line, ""), |line| (line, "\n"));
                    write!(stdout, "{}{end}", text::line(line.strip_suffix('\r').unwrap_or(line)))
                })
            }),
            Destination::Pipe(stdout) => stdout.write_all(data.as_bytes()),
            Destination::File { file, .. } => file.write_all(data.as_bytes()),
        }
    }

    /// Hands everything on; what was put into a file is on the disk afterwards.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        match &mut self.to {
            Destination::Terminal(stdout) => stdout.flush(),
            Destination::Pipe(stdout) => stdout.flush(),
            Destination::File { file, .. } => {
                file.flush()?;
                // Devices and pipes cannot be synchronised, and need not be.
                match file.get_ref().sync_data() {
                    Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
                    result => result,
                }
            }
        }
    }

    /// The file and how much it holds.
    pub(crate) fn written(&self) -> Option<Written> {
        match &self.to {
            Destination::File { path, .. } => Some(Written { path: path.clone(), bytes: self.written }),
            _ => None,
        }
    }
}
