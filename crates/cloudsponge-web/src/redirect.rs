//! Where a browser may be sent: exact origins, never what merely looks like one of them.

use url::Url;

/// Longest target taken, in bytes.
const MAX_LEN: usize = 2048;

/// The origins a browser may be sent to.
///
/// A target is either a path of the site itself (`/thanks?x=1`) or an absolute URL of a listed origin. Everything a
/// lenient parser would repair is refused: backslashes, tabs and other controls, white space, missing slashes, user
/// names, an encoded slash or backslash where a host could begin.
///
/// ```
/// use cloudsponge_web::Redirects;
///
/// let rules = Redirects::new(["https://app.example"])?;
/// assert_eq!(rules.check("/thanks?x=1")?, "/thanks?x=1");
/// assert_eq!(rules.check("https://app.example/thanks")?, "https://app.example/thanks");
/// assert!(rules.check("//evil.example").is_err());
/// assert!(rules.check("https://app.example.evil.example/").is_err());
/// # Ok::<(), cloudsponge_web::RedirectError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Redirects {
    origins: Vec<Box<str>>,
}

/// Why a target is refused. It never repeats the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RedirectError {
    /// There is nothing.
    #[error("the target is empty")]
    Empty,
    /// More than 2048 bytes.
    #[error("the target is longer than 2048 bytes")]
    TooLong,
    /// A character that browsers drop, repair or show deceptively; only visible ASCII without `\`, `"`, `<` and `>` is
    /// taken.
    #[error("the target holds a character at byte {at} that must be percent-encoded")]
    Character {
        /// Offset in bytes from the start.
        at: usize,
    },
    /// Neither a path that begins with one slash nor an absolute URL.
    #[error("the target is neither a path of the site nor an absolute https URL")]
    Form,
    /// An absolute URL of an origin that is not listed, or with a user name.
    #[error("the target's origin is not among the allowed ones")]
    Origin,
}

impl Redirects {
    /// Rules that allow paths of the site and these origins (`https://app.example`, with a port if it is not the usual
    /// one; `http` for this machine only).
    ///
    /// # Errors
    /// [`RedirectError::Origin`], if one is no origin: has a path, a user name or is not `https`.
    pub fn new<'a>(origins: impl IntoIterator<Item = &'a str>) -> Result<Self, RedirectError> {
        let origins = origins.into_iter().map(|text| {
            let base = cloudsponge::proto::BaseUrl::parse(text).map_err(|_| RedirectError::Origin)?;
            if base.path_prefix().is_empty() { Ok(base.origin().into()) } else { Err(RedirectError::Origin) }
        });
        Ok(Self { origins: origins.collect::<Result<_, _>>()? })
    }

    /// Allows one more origin that is known to be one.
    pub(crate) fn allow(&mut self, origin: &str) {
        self.origins.push(origin.into());
    }

    /// The target as it may stand in a `Location`.
    ///
    /// # Errors
    /// It is not allowed; the error says why.
    pub fn check<'a>(&self, target: &'a str) -> Result<&'a str, RedirectError> {
        if target.is_empty() {
            return Err(RedirectError::Empty);
        }
        if target.len() > MAX_LEN {
            return Err(RedirectError::TooLong);
        }
        let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '\\' | '"' | '<' | '>');
        if let Some(at) = target.find(|c| !plain(c)) {
            return Err(RedirectError::Character { at });
        }
        match target.strip_prefix('/') {
            Some(rest) => Self::check_path(rest).map(|()| target),
            None => self.check_absolute(target).map(|()| target),
        }
    }

    /// The path behind its first slash. What decodes to `//` or `/\` is refused too: something on the way may decode it.
    fn check_path(rest: &str) -> Result<(), RedirectError> {
        let path = rest.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
        let mut start = path.as_str();
        // Dot segments vanish before anybody looks at what follows them.
        while let Some(next) = ["./", "../", "%2e/", "%2e%2e/", ".%2e/", "%2e./"]
            .iter()
            .find_map(|dots| start.strip_prefix(dots))
        {
            start = next;
        }
        let outside = ["/", "%2f", "%5c", "%25", "%09", "%0a", "%0d", "%00"]
            .iter()
            .any(|front| start.starts_with(front));
        if outside { Err(RedirectError::Form) } else { Ok(()) }
    }

    fn check_absolute(&self, target: &str) -> Result<(), RedirectError> {
        let url = Url::parse(target).map_err(|_| RedirectError::Form)?;
        let (scheme, tail) = target.split_once("://").ok_or(RedirectError::Form)?;
        let host = tail.split(['/', '?', '#']).next().unwrap_or_default();
        if !matches!(url.scheme(), "https" | "http")
            || !scheme.eq_ignore_ascii_case(url.scheme())
            || host.is_empty()
        {
            return Err(RedirectError::Form);
        }
        // Compared as a browser sees it, and as it is written: nothing that only normalises to a listed origin.
        let seen = url.origin().ascii_serialization();
        let written = format!("{}://{}", url.scheme(), host.to_ascii_lowercase());
        let default_port = if url.scheme() == "https" { ":443" } else { ":80" };
        let written = written.strip_suffix(default_port).unwrap_or(&written);
        let listed = self.origins.iter().any(|origin| **origin == *seen && **origin == *written);
        if listed { Ok(()) } else { Err(RedirectError::Origin) }
    }
}
