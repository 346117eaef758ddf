//! Secrets: from the environment, from a private file, from stdin or from a prompt; never from an argument.

use crate::exit::Failure;
use crate::hints;
use cloudsponge_proto::Credentials;
use std::fs::File;
use std::io::{self, BufRead as _, IsTerminal as _, Read as _};
use std::path::Path;
use zeroize::Zeroizing;

/// The variables a secret can stand in. Programs we start do not get them.
pub(crate) const SECRET_VARIABLES: [&str; 3] = [DOMAIN_KEY, DOMAIN_PASSWORD, MAILBOX_PASSWORD];

const DOMAIN_KEY: &str = "CLOUDSPONGE_DOMAIN_KEY";
const DOMAIN_PASSWORD: &str = "CLOUDSPONGE_DOMAIN_PASSWORD";
const MAILBOX_PASSWORD: &str = "CLOUDSPONGE_MAILBOX_PASSWORD";

/// A credentials file is never longer.
const FILE_LIMIT: u64 = 8 * 1024;
/// A password typed or piped in is never longer.
const PASSWORD_LIMIT: u64 = 8 * 1024;

type Secret = Zeroizing<String>;

/// The domain key and domain password.
pub(crate) fn domain(file: Option<&Path>) -> Result<Credentials, Failure> {
    let (key, password) = match file {
        Some(path) => from_file(path)?,
        None => match (variable(DOMAIN_KEY)?, variable(DOMAIN_PASSWORD)?) {
            (Some(key), Some(password)) => (key, password),
            (key, password) => ask(key, password)?,
        },
    };
    checked(&key, &password)
}

/// The password of the user's mailbox.
pub(crate) fn mailbox_password(from_stdin: bool) -> Result<Secret, Failure> {
    let password = if from_stdin {
        let mut line = Zeroizing::new(String::new());
        io::stdin().lock().take(PASSWORD_LIMIT).read_line(&mut line).map_err(|error| {
            Failure::error(format_args!("the password could not be read from stdin: {error}"))
                .hint("pipe in one line of UTF-8 text")
        })?;
        Zeroizing::new(line.trim_end_matches(['\r', '\n']).to_owned())
    } else if let Some(password) = variable(MAILBOX_PASSWORD)? {
        password
    } else if can_prompt() {
        prompt("Password of the mailbox: ")?
    } else {
        return Err(Failure::usage("the password that belongs to --username is missing")
            .hint(format_args!("set {MAILBOX_PASSWORD}, or pipe it in with --password-stdin")));
    };
    if password.is_empty() {
        Err(Failure::usage("the password that belongs to --username is empty")
            .hint(format_args!("set {MAILBOX_PASSWORD}, or pipe it in with --password-stdin")))
    } else {
        Ok(password)
    }
}

/// What fills the place of credentials where none are sent.
pub(crate) fn stand_in() -> Result<Credentials, Failure> {
    checked("none", "none")
}

fn checked(key: &str, password: &str) -> Result<Credentials, Failure> {
    Credentials::new(key, password).map_err(|error| Failure::usage(error).hint(hints::credentials(&error)))
}

/// Whether a secret is there, and where it comes from.
pub(crate) struct Found {
    /// `set`, `not set`, or what is wrong; never the secret.
    pub(crate) value: &'static str,
    pub(crate) from: String,
}

/// Where each secret would come from.
pub(crate) fn sources(file: Option<&Path>) -> impl Iterator<Item = (&'static str, Found)> {
    let found = |name: &str| match variable(name) {
        Ok(Some(_)) => Found { value: "set", from: name.to_owned() },
        Ok(None) if can_prompt() => Found { value: "not set", from: "a prompt will ask for it".to_owned() },
        Ok(None) => Found { value: "not set", from: name.to_owned() },
        Err(_) => Found { value: "not usable", from: name.to_owned() },
    };
    let domain = |name: &str| match file {
        None => found(name),
        Some(path) => {
            let value = if from_file(path).is_ok() { "set" } else { "not usable" };
            Found { value, from: path.display().to_string() }
        }
    };
    let (key, password) = (domain(DOMAIN_KEY), domain(DOMAIN_PASSWORD));
    [("domain key", key), ("domain password", password), ("mailbox password", found(MAILBOX_PASSWORD))]
        .into_iter()
}

fn ask(key: Option<Secret>, password: Option<Secret>) -> Result<(Secret, Secret), Failure> {
    if !can_prompt() {
        let missing = match (&key, &password) {
            (Some(_), None) => DOMAIN_PASSWORD,
            (None, Some(_)) => DOMAIN_KEY,
            _ => return Err(Failure::usage("the domain key and domain password are missing").hint(format_args!(
                "set {DOMAIN_KEY} and {DOMAIN_PASSWORD}, give --credentials-file, or try `cloudsponge import gmail --emulator`"
            ))),
        };
        return Err(Failure::usage(format_args!("{missing} is not set"))
            .hint("set both variables, or give --credentials-file"));
    }
    let key = key.map_or_else(|| prompt("Domain key: "), Ok)?;
    let password = password.map_or_else(|| prompt("Domain password: "), Ok)?;
    Ok((key, password))
}

fn can_prompt() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks on the terminal, without echo.
fn prompt(question: &str) -> Result<Secret, Failure> {
    rpassword::prompt_password(question).map(Zeroizing::new).map_err(|error| {
        Failure::error(format_args!("nothing could be read from the terminal: {error}"))
            .hint("give secrets by the environment or a file")
    })
}

/// An environment variable; an empty one counts as not set.
fn variable(name: &str) -> Result<Option<Secret>, Failure> {
    let Some(value) = std::env::var_os(name) else { return Ok(None) };
    match value.into_string() {
        Ok(value) if value.is_empty() => Ok(None),
        Ok(value) => Ok(Some(Zeroizing::new(value))),
        Err(_) => {
            Err(Failure::usage(format_args!("{name} is not valid UTF-8")).hint("set it again, as UTF-8 text"))
        }
    }
}

fn from_file(path: &Path) -> Result<(Secret, Secret), Failure> {
    let cannot = |error: io::Error| {
        Failure::error(format_args!("{} cannot be read: {error}", path.display()))
            .hint("check the path and its permissions")
    };
    let file = File::open(path).map_err(cannot)?;
    refuse_if_shared(&file, path)?;
    let mut text = Zeroizing::new(String::new());
    let length = file.take(FILE_LIMIT + 1).read_to_string(&mut text).map_err(cannot)?;
    let pair = if length as u64 > FILE_LIMIT { None } else { parse(&text) };
    pair.ok_or_else(|| {
        Failure::usage(format_args!("{} holds no credentials", path.display()))
            .hint("write the domain key on the first line and the domain password on the second")
    })
}

/// Two lines, or `domain_key=…` and `domain_password=…`.
fn parse(text: &str) -> Option<(Secret, Secret)> {
    let lines: Vec<&str> =
        text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')).collect();
    let named = |names: [&str; 2]| {
        lines.iter().find_map(|line| {
            let (name, value) = line.split_once('=')?;
            names.contains(&name.trim()).then(|| value.trim())
        })
    };
    let pair = match (named(["domain_key", DOMAIN_KEY]), named(["domain_password", DOMAIN_PASSWORD])) {
        (Some(key), Some(password)) => (key, password),
        (None, None) => match lines.as_slice() {
            [key, password] => (key.trim(), password.trim()),
            _ => return None,
        },
        _ => return None,
    };
    Some((Zeroizing::new(pair.0.to_owned()), Zeroizing::new(pair.1.to_owned())))
}

#[cfg(unix)]
fn refuse_if_shared(file: &File, path: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = file
        .metadata()
        .map_err(|error| {
            Failure::error(format_args!("{} cannot be read: {error}", path.display()))
                .hint("check the path and its permissions")
        })?
        .permissions()
        .mode();
    if mode & 0o077 == 0 {
        return Ok(());
    }
    Err(Failure::usage(format_args!(
        "{} can be accessed by others (mode {:03o})",
        path.display(),
        mode & 0o777
    ))
    .hint(format_args!("chmod 600 {}", path.display())))
}

#[cfg(not(unix))]
fn refuse_if_shared(_: &File, _: &Path) -> Result<(), Failure> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_kinds_of_files_are_read() {
        let read = |text| parse(text).map(|(key, password)| (key.to_string(), password.to_string()));
        let expected = Some(("k1".to_owned(), "p+w=:".to_owned()));
        assert_eq!(read("k1\np+w=:\n"), expected);
        assert_eq!(read("# mine\r\nk1\r\n\r\np+w=:\r\n"), expected);
        assert_eq!(read("domain_password = p+w=:\ndomain_key=k1\n"), expected);
        assert_eq!(read("CLOUDSPONGE_DOMAIN_KEY=k1\nCLOUDSPONGE_DOMAIN_PASSWORD=p+w=:"), expected);
        for text in ["", "k1", "domain_key=k1", "a\nb\nc"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
