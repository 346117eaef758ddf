//! From a path to the call it names and the format it asks for.

use super::RequestErrorKind;
use crate::{Format, ImportId};

/// A path that names a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Route {
    UserConsent,
    Import,
    DesktopApplet,
    Events(ImportId),
    Contacts(ImportId),
    Auth,
}

/// What a path says: the format it asks for, and the call it names.
pub(super) struct Routed {
    pub(super) format: Format,
    pub(super) route: Result<Route, RequestErrorKind>,
}

/// Reads a path in any of the forms clients were seen to use: extension at the end, extension before the id, none, and
/// a begin call with a slash at its end. Anything else is compared exactly, without percent-decoding.
pub(super) fn route(path: &str) -> Routed {
    let segments: Vec<&str> = path.strip_prefix('/').unwrap_or(path).splitn(4, '/').collect();
    let mut format = Format::Json;
    let route = match segments.as_slice() {
        ["begin_import", call] => extension(call, &mut format).and_then(begin),
        ["begin_import", call, ""] => begin(call),
        [resource, id] if resource.contains('.') && !id.contains('.') => {
            extension(resource, &mut format).and_then(|resource| with_id(resource, id))
        }
        [resource @ ("events" | "contacts"), id] => {
            extension(id, &mut format).and_then(|id| with_id(resource, id))
        }
        ["auth"] => Ok(Route::Auth),
        _ => Err(RequestErrorKind::NotFound),
    };
    Routed { format, route }
}

/// Takes a known extension off a segment, and notes its format.
fn extension<'a>(segment: &'a str, format: &mut Format) -> Result<&'a str, RequestErrorKind> {
    match segment.split_once('.') {
        None => Ok(segment),
        Some((stem, "json")) => Ok(stem),
        Some((stem, "xml")) => {
            *format = Format::Xml;
            Ok(stem)
        }
        Some(_) => Err(RequestErrorKind::UnknownExtension),
    }
}

fn begin(call: &str) -> Result<Route, RequestErrorKind> {
    match call {
        "user_consent" => Ok(Route::UserConsent),
        "import" => Ok(Route::Import),
        "desktop_applet" => Ok(Route::DesktopApplet),
        _ => Err(RequestErrorKind::NotFound),
    }
}

fn with_id(resource: &str, id: &str) -> Result<Route, RequestErrorKind> {
    let id = || id.parse::<ImportId>().map_err(|_| RequestErrorKind::NotFound);
    match resource {
        "events" => id().map(Route::Events),
        "contacts" => id().map(Route::Contacts),
        _ => Err(RequestErrorKind::NotFound),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(path: &str) -> Result<(Route, Format), RequestErrorKind> {
        let routed = route(path);
        routed.route.map(|route| (route, routed.format))
    }

    #[test]
    fn reads_the_three_forms() {
        let id = ImportId::from(1126);
        for (path, format) in [
            ("/events/1126", Format::Json),
            ("/events/1126.json", Format::Json),
            ("/events.json/1126", Format::Json),
            ("/events/1126.xml", Format::Xml),
            ("/events.xml/1126", Format::Xml),
        ] {
            assert_eq!(read(path), Ok((Route::Events(id.clone()), format)), "{path}");
            let contacts = path.replace("events", "contacts");
            assert_eq!(read(&contacts), Ok((Route::Contacts(id.clone()), format)), "{contacts}");
        }
        for (path, format) in [
            ("/begin_import/user_consent", Format::Json),
            ("/begin_import/user_consent/", Format::Json),
            ("/begin_import/user_consent.json", Format::Json),
            ("/begin_import/user_consent.xml", Format::Xml),
        ] {
            assert_eq!(read(path), Ok((Route::UserConsent, format)), "{path}");
        }
        assert_eq!(read("/auth"), Ok((Route::Auth, Format::Json)));
    }

    #[test]
    fn refuses_the_rest() {
        for path in [
            "/",
            "",
            "//",
            "/events",
            "/events/",
            "/events/1126/",
            "/Events/1126",
            "/events/x%2e",
            "/auth/",
            "/a/b.jar",
        ] {
            assert_eq!(read(path), Err(RequestErrorKind::NotFound), "{path}");
        }
        for path in ["/events/1126.html", "/events.csv/1126", "/begin_import/import.JSON", "/events/1.2.json"]
        {
            assert_eq!(read(path), Err(RequestErrorKind::UnknownExtension), "{path}");
        }
        for path in ["/events.xml/1126.json", "/begin_import/login", "/begin_import/import.xml/"] {
            assert!(read(path).is_err(), "{path}");
        }
    }
}
