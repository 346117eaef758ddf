//! Other processes: the programs beside this one, and files for what they say.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

/// A program built with this one.
///
/// # Errors
/// It is not there.
pub fn sibling(name: &str) -> Result<PathBuf, String> {
    let own = std::env::current_exe().map_err(|error| format!("where is this program? {error}"))?;
    let path = own.with_file_name(name);
    if path.exists() { Ok(path) } else { Err(format!("{} is missing: build it first", path.display())) }
}

/// Runs a command to its end and returns what it printed.
///
/// # Errors
/// It did not start, or failed; with what it complained about.
pub fn output(command: &mut Command) -> Result<String, String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output =
        command.stdin(Stdio::null()).output().map_err(|error| format!("{name} did not start: {error}"))?;
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{name} ended with {}: {}", output.status, complaint.trim()));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// An empty directory of this process.
///
/// # Errors
/// It could not be made.
pub fn scratch(name: &str) -> Result<PathBuf, String> {
    let directory = std::env::temp_dir().join(format!("cloudsponge-benches-{}-{name}", std::process::id()));
    std::fs::create_dir_all(&directory).map_err(|error| format!("{}: {error}", directory.display()))?;
    Ok(directory)
}

/// Removes it; what cannot be removed may stay in the system's temporary files.
pub fn forget(directory: &Path) {
    let _ = std::fs::remove_dir_all(directory);
}

/// The memory this process holds now, in bytes, as Linux tells it.
pub fn memory() -> Option<u64> {
    status("self", "VmRSS:")
}

/// The most memory this process has held since the last call of [`forget_peak`], in bytes.
pub fn peak_memory() -> Option<u64> {
    status("self", "VmHWM:")
}

/// Makes what is held now the most that was ever held.
///
/// # Errors
/// The system has no such switch.
pub fn forget_peak() -> Result<(), String> {
    let switch = "/proc/self/clear_refs";
    std::fs::write(switch, "5").map_err(|error| format!("{switch}: {error}"))
}

fn status(who: &str, what: &str) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{who}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(what))?;
    Some(line.split_whitespace().next()?.parse::<u64>().ok()? * 1024)
}

/// Runs a command to its end and returns the most memory it held, in bytes, looked at as often as said.
///
/// # Errors
/// It did not start or failed, or the system does not tell.
pub fn peak_of(command: &mut Command, every: Duration) -> Result<u64, String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let failed = |error: std::io::Error| format!("{name} did not run: {error}");
    let mut child = command.stdin(Stdio::null()).stderr(Stdio::null()).spawn().map_err(failed)?;
    let who = child.id().to_string();
    let mut peak = 0;
    let status = loop {
        // The most is remembered by the system, so only what comes in the last moment can be missed.
        peak = peak.max(status(&who, "VmHWM:").unwrap_or_default());
        if let Some(status) = child.try_wait().map_err(failed)? {
            break status;
        }
        std::thread::sleep(every);
    };
    match (status.success(), peak) {
        (false, _) => Err(format!("{name} ended with {status}")),
        (true, 0) => Err("the memory of another process cannot be seen here".to_owned()),
        (true, peak) => Ok(peak),
    }
}

/// A process that serves others, and ends with this value.
pub struct Running {
    child: Child,
    lines: BufReader<ChildStdout>,
}

impl Running {
    /// Starts it.
    ///
    /// # Errors
    /// It did not start.
    pub fn start(command: &mut Command) -> Result<Self, String> {
        let name = command.get_program().to_string_lossy().into_owned();
        // Some end when their input does, so that they end with us in any case.
        let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(|error| format!("{name} did not start: {error}"))?;
        let lines = BufReader::new(child.stdout.take().ok_or("the process has no output")?);
        Ok(Self { child, lines })
    }

    /// The next line it prints.
    ///
    /// # Errors
    /// It ended.
    pub fn line(&mut self) -> Result<String, String> {
        let mut line = String::new();
        match self.lines.read_line(&mut line) {
            Ok(1..) => Ok(line),
            Ok(0) => Err("the process ended before it said where it listens".to_owned()),
            Err(error) => Err(error.to_string()),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
