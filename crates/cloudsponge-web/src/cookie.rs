//! The cookie that holds a session's id.

use crate::refusal::Refusal;
use crate::session::SessionId;
use http::header::{self, HeaderMap, HeaderValue};

const NAME: &str = "cloudsponge";
/// Browsers take a cookie of this name only if it is `Secure`, of this very host and for all its paths: neither a
/// sub-domain nor anybody on the way can plant a session.
const SECURE_NAME: &str = "__Host-cloudsponge";
/// Longest `Cookie` headers read, in bytes, together.
const MAX_LEN: usize = 8 * 1024;

fn name(secure: bool) -> &'static str {
    if secure { SECURE_NAME } else { NAME }
}

/// The session's id in a request; `None` if there is none that can be one.
pub(crate) fn read(headers: &HeaderMap, secure: bool) -> Result<Option<SessionId>, Refusal> {
    let values = || headers.get_all(header::COOKIE).iter();
    if values().map(HeaderValue::len).sum::<usize>() > MAX_LEN {
        return Err(Refusal::CookiesTooLong);
    }
    let pairs = values().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
    let mut ids = pairs.filter_map(|pair| pair.trim().split_once('=')).filter(|pair| pair.0 == name(secure));
    // Two of one name mean that somebody planted one: neither is trusted.
    Ok(match (ids.next(), ids.next()) {
        (Some((_, id)), None) => SessionId::from_cookie(id),
        _ => None,
    })
}

/// The header that sets it. It lasts until the browser is closed.
pub(crate) fn set(id: &SessionId, secure: bool) -> Option<HeaderValue> {
    let end = if secure { "; Secure" } else { "" };
    let text = format!("{}={}; Path=/; HttpOnly; SameSite=Lax{end}", name(secure), id.as_str());
    let mut value = HeaderValue::try_from(text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn n13_only_one_well_formed_id_counts() {
        let id = "0123456789abcdef".repeat(4);
        let read = |cookie: &str| {
            let headers = HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_str(cookie).unwrap())]);
            super::read(&headers, false).map(|id| id.map(|id| id.as_str().to_owned())).map_err(|_| ())
        };
        assert_eq!(read(&format!("a=b; cloudsponge={id};c=d")), Ok(Some(id.clone())));
        for cookie in [
            "",
            "cloudsponge=",
            "cloudsponge=1",
            "cloudsponge",
            &format!("cloudsponge={id}0"),
            &format!("cloudsponge={}", id.to_uppercase()),
            &format!("Cloudsponge={id}"),
            &format!("__Host-cloudsponge={id}"),
            &format!("cloudsponge={id}; cloudsponge={id}"),
        ] {
            assert_eq!(read(cookie), Ok(None), "{cookie}");
        }
        assert_eq!(read(&"a=b; ".repeat(2000)), Err(()));
    }
}
