//! Actions as HTTP requests.

use super::action::*;
use bytes::Bytes;
use http::{Method, Request, header};

/// The first domain's key and password.
pub(crate) const FIRST: [&str; 2] = ["key", "p+w"];
/// The second domain's.
pub(crate) const SECOND: [&str; 2] = ["two", "2"];
/// The code of a page that does not exist.
pub(crate) const NO_CODE: &str = "AAAAAAA";

const URL_ENCODED: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data; boundary=b0undary";

type Pairs = Vec<(&'static str, String)>;

/// A begin call.
pub(crate) fn begin(begin: &Begin) -> http::Result<Request<Bytes>> {
    let call = match begin.kind {
        Kind::Consent => "user_consent",
        Kind::Login => "import",
        Kind::Applet => "desktop_applet",
    };
    let path = format!("/begin_import/{call}{}", extension(begin.path));
    let mut pairs: Pairs = Vec::new();
    let texts = [
        ("service", begin.service),
        ("user_id", begin.user_id),
        ("echo", begin.echo),
        ("include", begin.include),
        ("redirect_url", begin.redirect_url),
        ("username", begin.username.filter(|_| begin.kind == Kind::Login)),
        ("password", begin.password.filter(|_| begin.kind == Kind::Login)),
    ];
    let empty = (begin.encoding == Encoding::Multipart).then_some("");
    pairs.extend(texts.into_iter().filter_map(|(name, text)| Some((name, text.or(empty)?.to_owned()))));
    pairs.extend(as_arguments(begin.caller));
    let method = if begin.encoding == Encoding::Get { Method::GET } else { Method::POST };
    let in_query = matches!(begin.encoding, Encoding::Get | Encoding::Query);
    let target = if in_query { format!("{path}?{}", url_encoded(&pairs)) } else { path };
    let request = authorized(begin.caller).method(method).uri(target);
    match begin.encoding {
        Encoding::Get | Encoding::Query => request.body(Bytes::new()),
        Encoding::Form => request.header(header::CONTENT_TYPE, URL_ENCODED).body(url_encoded(&pairs).into()),
        Encoding::Multipart => request.header(header::CONTENT_TYPE, MULTIPART).body(multipart(&pairs).into()),
        Encoding::Json => request.header(header::CONTENT_TYPE, "application/json").body("{}".into()),
    }
}

/// A poll, or a contacts call with what stands in its query.
pub(crate) fn look(
    resource: &str,
    look: &Look,
    id: &str,
    query: &[(&'static str, Option<&str>)],
) -> http::Result<Request<Bytes>> {
    let path = match look.path {
        Path::XmlBefore => format!("/{resource}.xml/{id}"),
        path => format!("/{resource}/{id}{}", extension(path)),
    };
    let mut pairs: Pairs = Vec::new();
    let query = query.iter().copied().chain([("echo", look.echo)]);
    pairs.extend(query.filter_map(|(name, text)| Some((name, text?.to_owned()))));
    pairs.extend(as_arguments(look.caller));
    authorized(look.caller).uri(format!("{path}?{}", url_encoded(&pairs))).body(Bytes::new())
}

/// The browser opens a page.
pub(crate) fn open(path: &str) -> http::Result<Request<Bytes>> {
    Request::builder().uri(path).body(Bytes::new())
}

/// The browser sends a page's form.
pub(crate) fn press(path: &str, button: Button, foreign: bool) -> http::Result<Request<Bytes>> {
    let form = match button {
        Button::Allow => "decision=allow".to_owned(),
        Button::Deny => "decision=deny".to_owned(),
        Button::Fail(code) => format!("decision=fail&code={code}"),
        Button::Slow => "decision=slow".to_owned(),
        Button::Nothing => "decision=maybe".to_owned(),
    };
    let request = Request::post(path).header(header::CONTENT_TYPE, URL_ENCODED);
    let request = request.header("sec-fetch-site", if foreign { "cross-site" } else { "same-origin" });
    request.body(form.into())
}

/// The browser uploads a file.
pub(crate) fn upload(path: &str, file: File) -> http::Result<Request<Bytes>> {
    let (content_type, body) = match file {
        File::Csv(contacts) => {
            let row = |at| format!("{},{}\r\n", uploaded_name(at), uploaded_email(at));
            let rows: String = (0..contacts).map(row).collect();
            ("text/csv", format!("First Name,E-mail\r\n{rows}").into_bytes())
        }
        File::Picture => ("image/png", b"\x89PNG\r\n\x1a\n\0\0".to_vec()),
    };
    Request::post(path).header(header::CONTENT_TYPE, content_type).body(body.into())
}

/// The first name of an uploaded contact.
pub(crate) fn uploaded_name(at: u64) -> String {
    format!("Fern{at}")
}

/// The address of an uploaded contact.
pub(crate) fn uploaded_email(at: u64) -> String {
    format!("fern{at}@example.com")
}

/// The browser comes from the provider.
pub(crate) fn hand_off(id: &str, what: HandOff, post: bool) -> http::Result<Request<Bytes>> {
    let state = |import: &str| ("state", format!("_csAuth=1&import_id={import}"));
    let code = ("code", "4/invented".to_owned());
    let pairs = match what {
        HandOff::Code => vec![code, state(id)],
        HandOff::Error => vec![("error", "access_denied".to_owned()), state(id)],
        HandOff::Nothing => vec![state(id)],
        HandOff::NoState => vec![code],
        HandOff::OtherState => vec![code, ("state", format!("import_id={id}"))],
        HandOff::SelfCheck => vec![code, state("proxy-test")],
    };
    if post {
        Request::post("/auth").header(header::CONTENT_TYPE, URL_ENCODED).body(url_encoded(&pairs).into())
    } else {
        Request::get(format!("/auth?{}", url_encoded(&pairs))).body(Bytes::new())
    }
}

/// A request that is no call.
pub(crate) fn stray(method: &str, path: &str) -> http::Result<Request<Bytes>> {
    authorized(Caller::Basic).method(method).uri(path).body(Bytes::new())
}

/// Whether a password stands in the request's URL.
pub(crate) fn shows_secret(action: &Action) -> bool {
    let arguments = |caller| matches!(caller, Caller::Arguments | Caller::Both);
    match action {
        Action::Begin(begin) => {
            let in_query = matches!(begin.encoding, Encoding::Get | Encoding::Query);
            let login = begin.kind == Kind::Login && begin.password.is_some();
            in_query && (login || arguments(begin.caller))
        }
        Action::Events(look) | Action::Contacts(look, ..) => arguments(look.caller),
        _ => false,
    }
}

fn extension(path: Path) -> &'static str {
    match path {
        Path::Bare => "",
        Path::Json => ".json",
        Path::Xml | Path::XmlBefore => ".xml",
        Path::Slash => "/",
        Path::Html => ".html",
    }
}

fn authorized(caller: Caller) -> http::request::Builder {
    let value = match caller {
        // "key:p+w", "two:2" and "key:bad"
        Caller::Basic | Caller::Both => "Basic a2V5OnArdw==",
        Caller::Other => "Basic dHdvOjI=",
        Caller::Wrong => "Basic a2V5OmJhZA==",
        Caller::Bearer => "Bearer a2V5OnArdw==",
        Caller::Arguments | Caller::Nobody => return Request::builder(),
    };
    Request::builder().header(header::AUTHORIZATION, value)
}

fn as_arguments(caller: Caller) -> Pairs {
    let pair = match caller {
        Caller::Arguments => FIRST,
        Caller::Both => SECOND,
        _ => return Vec::new(),
    };
    ["domain_key", "domain_password"].into_iter().zip(pair.map(str::to_owned)).collect()
}

fn url_encoded(pairs: &Pairs) -> String {
    let byte = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    let pair =
        |(name, text): &(&str, String)| format!("{name}={}", text.bytes().map(byte).collect::<String>());
    pairs.iter().map(pair).collect::<Vec<_>>().join("&")
}

fn multipart(pairs: &Pairs) -> String {
    let part = |(name, text): &(&str, String)| {
        format!("--b0undary\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
    };
    pairs.iter().map(part).chain(["--b0undary--\r\n".to_owned()]).collect()
}
