//! What clients send is read back; what they must not send is refused.

use super::*;
use crate::endpoints::{DesktopApplet, GetContacts, GetEvents, Include, UserConsent, UsernamePassword};
use crate::model::{Begun, Refusal};
use crate::{Api, Credentials, EndpointExt, ExtensionPlace, Format, ImportId, Message, Service};
use bytes::Bytes;
use http::{Request, StatusCode, header};
use proptest::prelude::*;

const FORM: &str = "application/x-www-form-urlencoded";

fn request(method: &str, uri: &str, content_type: Option<&str>, body: &str) -> Request<Bytes> {
    let mut builder = Request::builder().method(method).uri(uri);
    if let Some(content_type) = content_type {
        builder = builder.header(header::CONTENT_TYPE, content_type);
    }
    builder.body(Bytes::copy_from_slice(body.as_bytes())).unwrap()
}

fn read(request: &Request<Bytes>) -> Result<ServerRequest, RequestError> {
    ServerRequest::read(request, &ReadOptions::default())
}

fn consent(read: ServerRequest) -> (BeginArguments, Option<String>) {
    match read.call {
        Call::BeginUserConsent { begin, redirect_url } => (begin, redirect_url),
        other => panic!("{other:?}"),
    }
}

#[test]
fn reads_three_body_encodings() {
    let query = "/begin_import/user_consent?service=Gmail&user_id=a%2Bb+c&redirect_url=";
    let multipart = "--B\r\nContent-Disposition: form-data; name=\"service\"\r\n\r\nGmail\r\n\
        --B\r\nContent-Disposition: form-data; name=\"redirect_url\"\r\n\r\n\r\n\
        --B\r\nContent-Disposition: form-data; name=\"user_id\"\r\n\r\na+b c\r\n--B--\r\n";
    for request in [
        request("POST", query, None, ""),
        request("POST", query, Some(FORM), ""),
        request("POST", "/begin_import/user_consent/", Some(FORM), "service=GMAIL&user_id=a%2Bb%20c"),
        request(
            "POST",
            "/begin_import/user_consent.json",
            Some("multipart/form-data; boundary=B"),
            multipart,
        ),
    ] {
        let (begin, redirect_url) = consent(read(&request).unwrap());
        assert_eq!(begin.service, Some(Ok(Service::GMAIL)));
        assert_eq!(begin.user_id.as_deref(), Some("a+b c"));
        assert_eq!(redirect_url, None, "empty is absent");
    }
}

#[test]
fn refuses_other_bodies_and_methods() {
    let status = |request: &Request<Bytes>| read(request).unwrap_err().status().as_u16();
    let begin = "/begin_import/import";
    assert_eq!(status(&request("POST", begin, Some("application/json"), "{}")), 415);
    assert_eq!(status(&request("POST", begin, None, "a=b")), 415);
    assert_eq!(status(&request("POST", begin, Some("multipart/form-data; boundary=B"), "--C")), 400);
    assert_eq!(status(&request("GET", begin, None, "")), 405);
    assert_eq!(status(&request("HEAD", "/events/1", None, "")), 405);
    assert_eq!(status(&request("POST", "/contacts/1", Some(FORM), "")), 405);
    assert_eq!(status(&request("GET", "/contacts/1.html", None, "")), 406);
    assert_eq!(status(&request("GET", "/elsewhere.xml", None, "")), 404);
    let many = "a=b&".repeat(1001);
    assert_eq!(status(&request("POST", begin, Some(FORM), &many)), 400);
    let mut compressed = request("POST", begin, Some(FORM), "a=b");
    compressed.headers_mut().insert(header::CONTENT_ENCODING, "gzip".parse().unwrap());
    assert_eq!(status(&compressed), 415);

    let kind = |request: &Request<Bytes>| read(request).unwrap_err().kind;
    let form = Some("multipart/form-data; boundary=B");
    assert_eq!(kind(&request("POST", begin, None, "a=b")), RequestErrorKind::UnsupportedMediaType);
    assert_eq!(kind(&request("POST", begin, form, "--C")), RequestErrorKind::MalformedMultipart);
    assert_eq!(kind(&request("GET", begin, None, "")), RequestErrorKind::MethodNotAllowed { allow: "POST" });
    assert_eq!(kind(&request("POST", begin, Some(FORM), &many)), RequestErrorKind::TooManyArguments);
    let page = "/contacts/1?start=x";
    assert_eq!(kind(&request("GET", page, None, "")), RequestErrorKind::NotANumber { name: "start" });
    // The last that fits.
    assert!(read(&request("POST", begin, Some(FORM), &"a=b&".repeat(1000))).is_ok());

    let legacy = ReadOptions::default().with_legacy_get(true);
    let get = request("GET", "/begin_import/import?service=plaxo&username=u&password=p", None, "");
    let read = ServerRequest::read(&get, &legacy).unwrap();
    assert!(read.secrets_in_query);
}

#[test]
fn reads_paging_as_documented() {
    let page = |query: &str| {
        let request = request("GET", &format!("/contacts.xml/7?{query}"), None, "");
        read(&request).map(|read| match read.call {
            Call::Contacts { start, count, .. } => (start, count),
            other => panic!("{other:?}"),
        })
    };
    assert_eq!(page("start=5&count=10"), Ok((5, 10)));
    assert_eq!(page("start=5"), Ok((5, 0)));
    assert_eq!(page("start=5&count=0"), Ok((5, 0)));
    assert_eq!(page("count=10"), Ok((0, 0)), "count alone is ignored");
    assert_eq!(page("count=x&start="), Ok((0, 0)));
    for bad in
        ["start=-1", "start=x", "start=%2B1", "start=0&count=-3", "start=99999999999999999999", "start=1.0"]
    {
        assert_eq!(page(bad).unwrap_err().status(), StatusCode::BAD_REQUEST, "{bad}");
        assert_eq!(page(bad).unwrap_err().format, Format::Xml);
    }
}

#[test]
fn reads_credentials_in_both_ways() {
    // "k:p+w" in base64
    let basic = |value: &str, query: &str| {
        let mut request = request("GET", &format!("/events/1{query}"), None, "");
        request.headers_mut().insert(header::AUTHORIZATION, value.parse().unwrap());
        read(&request).unwrap().credentials
    };
    assert!(basic("Basic azpwK3c=", "").matches("k", "p+w"));
    assert!(basic("bAsIc azpwK3c=", "?domain_key=k&domain_password=p%2Bw").matches("k", "p+w"));
    assert_eq!(basic("Basic azpwK3c=", "?domain_key=k&domain_password=p+w"), Presented::Conflicting);
    assert_eq!(basic("Basic azpwK3c", ""), Presented::Malformed);
    assert_eq!(basic("Bearer azpwK3c=", ""), Presented::Malformed);
    assert!(!basic("Basic azpwK3c=", "").matches("k", "p w"));

    let params = read(&request("GET", "/events/1?domain_key=k&domain_password=p%2Bw", None, "")).unwrap();
    assert!(params.credentials.matches("k", "p+w") && params.secrets_in_query);
    let half = read(&request("GET", "/events/1?domain_key=k", None, "")).unwrap();
    assert!(!half.credentials.matches("k", "p+w"));
    assert_eq!(read(&request("GET", "/events/1", None, "")).unwrap().credentials, Presented::None);
}

#[test]
fn reads_the_hand_off() {
    let auth = |query: &str| match read(&request("GET", &format!("/auth?{query}"), None, "")).unwrap().call {
        Call::Auth(arguments) => arguments,
        other => panic!("{other:?}"),
    };
    let granted = auth("code=s3cret&state=_csAuth%3D1%26import_id%3D5550001");
    assert_eq!(granted.import_id().as_deref(), Some("5550001"));
    assert!(!granted.is_error() && !format!("{granted:?}").contains("s3cret"));
    assert_eq!(auth("state=_csAuth%3D1%26import_id%3Dproxy-test").import_id().as_deref(), Some("proxy-test"));
    assert_eq!(auth("state=import_id%3D5550001").import_id(), None);
    assert!(auth("error=access_denied").is_error());
}

#[test]
fn answers_with_the_recorded_headers() {
    let style = ResponseStyle::new(StatusCode::NOT_FOUND, u128::MAX);
    let answer = respond(&Refusal::new("no such import"), Format::Xml, &style);
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    assert_eq!(answer.headers()["x-request-id"], "ffffffff-ffff-4fff-bfff-ffffffffffff");
    assert_eq!(answer.headers()["content-type"], "application/xml; charset=utf-8");
    assert_eq!(answer.headers()["x-frame-options"], "ALLOWALL");
    assert_eq!(answer.headers()["expires"], "Fri, 01 Jan 1990 00:00:00 GMT");
    let refusal = Refusal::decode(Format::Xml, answer.body()).unwrap();
    assert_eq!(refusal, Refusal::new("no such import"));
}

#[test]
fn what_xml_cannot_carry_is_an_answer_too() {
    let mut begun = Begun::new(ImportId::from(1));
    begun.echo = Some("\u{1}".into());
    let answer = respond(&begun, Format::Xml, &ResponseStyle::default());
    assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(respond(&begun, Format::Json, &ResponseStyle::default()).status(), StatusCode::OK);
}

fn api() -> impl Strategy<Value = (Api, Format)> {
    (any::<bool>(), any::<bool>()).prop_map(|(xml, before)| {
        let format = if xml { Format::Xml } else { Format::Json };
        let place = if before { ExtensionPlace::BeforeId } else { ExtensionPlace::AfterId };
        let credentials = Credentials::new("my-key", "p+w:ä").unwrap();
        (Api::new(credentials).with_format(format).with_extension_place(place), format)
    })
}

/// What an optional argument is read back as.
fn kept(value: &str) -> Option<String> {
    Some(value.to_owned()).filter(|value| !value.is_empty())
}

proptest! {
    #![proptest_config(cloudsponge_laws::cases(256))]

    #[test]
    fn user_consent_parses_back(
        (api, format) in api(), code in "[a-z0-9_]{1,20}", user_id in any::<String>(), echo in any::<String>(),
        include in proptest::collection::hash_set("[a-z0-9_]{1,12}", 0..4), path in "[!-~]{0,30}",
    ) {
        let redirect = url::Url::parse(&format!("https://example.com/{path}")).unwrap().to_string();
        let mut call = UserConsent::new(Service::new(&code).unwrap()).user_id(&user_id).echo(&echo).redirect_url(&redirect);
        let include: Vec<Include> = include.iter().filter_map(|value| Include::new(value)).collect();
        for value in include.clone() {
            call = call.include(value);
        }
        let read = read(&call.to_request(&api).unwrap()).unwrap();
        prop_assert!(read.credentials.matches("my-key", "p+w:ä") && !read.secrets_in_query);
        prop_assert_eq!(read.format, format);
        let (begin, redirect_url) = consent(read);
        prop_assert_eq!(begin.service, Some(Service::new(&code)));
        prop_assert_eq!(begin.include, include);
        prop_assert_eq!((begin.user_id, begin.echo), (kept(&user_id), kept(&echo)));
        prop_assert_eq!(redirect_url, Some(redirect));
    }

    #[test]
    fn username_password_parses_back(
        (api, format) in api(), username in any::<String>(), password in any::<String>(), user_id in any::<String>(),
    ) {
        prop_assume!(!username.is_empty() && !password.is_empty());
        let call = UsernamePassword::new(Service::ICLOUD, username.clone(), password.clone()).user_id(&user_id);
        let read = read(&call.to_request(&api).unwrap()).unwrap();
        prop_assert_eq!(read.format, format);
        let Call::BeginImport { begin, mailbox: Some(mailbox) } = read.call else { panic!("another call") };
        prop_assert_eq!(begin.user_id, kept(&user_id));
        prop_assert_eq!(mailbox.username.as_str(), username);
        prop_assert_eq!(mailbox.password.as_str(), password);
    }

    #[test]
    fn other_calls_parse_back((api, format) in api(), id in any::<u64>(), echo in any::<String>(), start: u64, count: u64) {
        let import_id = ImportId::from(id);
        let echoed = kept(&echo);
        let events = read(&GetEvents::new(import_id.clone()).echo(&echo).to_request(&api).unwrap()).unwrap();
        prop_assert_eq!(events.format, format);
        prop_assert_eq!(events.call, Call::Events { import_id: import_id.clone(), echo: echoed.clone() });
        let contacts = GetContacts::new(import_id.clone()).page(start, count).echo(&echo).to_request(&api).unwrap();
        let expected = Call::Contacts { import_id, start, count, echo: echoed };
        prop_assert_eq!(read(&contacts).unwrap().call, expected);
        let applet = read(&DesktopApplet::new(Service::OUTLOOK).to_request(&api).unwrap()).unwrap();
        let is_applet = matches!(applet.call, Call::BeginDesktopApplet { begin } if begin.service == Some(Ok(Service::OUTLOOK)));
        prop_assert!(is_applet);
    }

    #[test]
    fn arbitrary_requests_never_panic(path in "/[ -~]{0,40}", body in any::<String>(), kind in "[ -~]{0,40}", post: bool) {
        let builder = Request::builder().method(if post { "POST" } else { "GET" });
        let builder = builder.header(header::CONTENT_TYPE, kind.clone()).header(header::AUTHORIZATION, kind);
        if let Ok(request) = builder.uri(path).body(Bytes::from(body)) {
            let _ = read(&request);
        }
    }
}
