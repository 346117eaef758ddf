//! A copy of the workspace to do harm in.

use std::io::ErrorKind;
use std::path::Path;
use std::process::Command;

/// Copies the working tree at `root` to `tree`, anew each time: every file that is tracked, or would be.
pub(super) fn workspace(root: &Path, tree: &Path) -> Result<(), String> {
    match std::fs::remove_dir_all(tree) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            return Err(format!("{}: {error}", tree.display()));
        }
        _ => {}
    }
    for file in files(root)? {
        let (from, to) = (root.join(&file), tree.join(&file));
        let folder = to.parent().unwrap_or(tree);
        match std::fs::create_dir_all(folder).and_then(|()| std::fs::copy(&from, &to)) {
            // Deleted, and git has not been told yet.
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(format!("{file}: {error}")),
            Ok(_) => {}
        }
    }
    Ok(())
}

/// The files of the working tree but for those git ignores, relative to `root`.
pub(super) fn files(root: &Path) -> Result<Vec<String>, String> {
    let mut command = Command::new("git");
    command.current_dir(root).args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let output = command.output().map_err(|error| format!("git did not start: {error}"))?;
    if !output.status.success() {
        return Err(format!("git ls-files: {}", String::from_utf8_lossy(&output.stderr)));
    }
    let names = String::from_utf8_lossy(&output.stdout);
    Ok(names.split('\0').filter(|name| !name.is_empty()).map(str::to_owned).collect())
}
