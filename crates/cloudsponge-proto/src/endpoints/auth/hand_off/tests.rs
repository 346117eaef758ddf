//! Both ways of the hand-off, on whole requests and responses.

use super::*;
use crate::ImportId;
use proptest::prelude::*;

const FORM: &str = "application/x-www-form-urlencoded";

fn get(query: &str) -> Result<HandOff, AuthError> {
    let callback = Request::get(format!("https://app.example/oauth?{query}"));
    HandOff::from_request(&callback.header("cookie", "session=sentinel").body("").unwrap())
}

fn post(query: &str, content_type: &str, body: &[u8]) -> Result<HandOff, AuthError> {
    let callback = Request::post(format!("/oauth{query}")).header("content-type", content_type);
    HandOff::from_request(&callback.header("authorization", "Basic c2VudGluZWw=").body(body).unwrap())
}

fn base() -> BaseUrl {
    BaseUrl::parse("https://gateway.example/sponge").unwrap()
}

fn headers(request: &Request<Bytes>) -> Vec<(&str, &str)> {
    let headers = request.headers().iter();
    headers.map(|(name, value)| (name.as_str(), value.to_str().unwrap())).collect()
}

#[test]
fn a_multipart_body_is_passed_on_and_not_read() {
    let body = b"code=sentinel&error=no";
    let form = post("", FORM, body).unwrap();
    assert!(form.has_code() && form.has_error());
    let parts = post("?state=x", "Multipart/Form-Data; boundary=b", body).unwrap();
    assert!(!parts.has_code() && !parts.has_error());
    assert_eq!(parts.pass_through(&base()).unwrap().body(), &body[..]);
}

#[test]
fn pass_through_of_a_get_is_byte_for_byte() {
    for query in [
        "code=4/abc%2Fdef+g&state=_csAuth%3D1%26import_id%3D1126&scope=a+b%20c",
        "oauth_token=A%3D%3D&oauth_verifier=x~y",
        "a&&b==c&%zz&'quoted'&(x)*!",
        "code=%E2%9C%93&c%6fde2=x",
    ] {
        let request = get(query).unwrap().pass_through(&base()).unwrap();
        assert_eq!(request.method(), Method::GET);
        assert_eq!(request.uri().to_string(), format!("https://gateway.example/sponge/auth?{query}"));
        assert_eq!(headers(&request), [("accept-encoding", "identity")]);
        assert!(request.body().is_empty());
    }
}

#[test]
fn pass_through_of_a_post_keeps_form_and_type() {
    let body = b"appctx=_csAuth%3D1%26import_id%3D7&ConsentToken=eact%253Dabc%2526x&action=delauth";
    let typed = "application/x-www-form-urlencoded; charset=UTF-8";
    let request = post("?a=b", typed, body).unwrap().pass_through(&base()).unwrap();
    assert_eq!((request.method(), request.uri().query()), (&Method::POST, Some("a=b")));
    assert_eq!(request.body().as_ref(), body);
    let length = body.len().to_string();
    let expected =
        [("accept-encoding", "identity"), ("content-length", length.as_str()), ("content-type", typed)];
    assert_eq!(headers(&request), expected);

    let multipart = b"--b\r\ncontent-disposition: form-data; name=x\r\n\r\n1\r\n--b--";
    let request =
        post("", "multipart/form-data; boundary=b", multipart).unwrap().pass_through(&base()).unwrap();
    assert_eq!(
        (request.uri().to_string(), request.body().as_ref()),
        (format!("{}/auth", base()), &multipart[..])
    );
}

#[test]
fn filtered_passes_the_known_five() {
    for (query, expected) in [
        ("code=a&state=s", Some("code=a&state=s")),
        ("scope=x&state=s&code=a&utm=1", Some("code=a&state=s")),
        (
            "state=_csAuth%3D1%26import_id%3D1126&code=4%2Fa",
            Some("code=4%2Fa&state=_csAuth%3D1%26import_id%3D1126"),
        ),
        ("error=access_denied&error_description=no&state=s", Some("state=s&error=access_denied")),
        ("error_code=200&state=s", Some("state=s&error_code=200")),
        (
            "code=a&state=s&forward=f&error=e&error_code=1",
            Some("code=a&state=s&error=e&error_code=1&forward=f"),
        ),
        ("code=a+b%20c&state=s", Some("code=a%2Bb%20c&state=s")),
        ("co%64e=a&state=s", Some("code=a&state=s")),
        ("code=%ff%zz&state=%0d%0a", Some("code=%FF%25zz&state=%0D%0A")),
        ("code=a", None),
        ("state=s", None),
        ("state=s&forward=f", None),
        ("state=&code=a", None),
        ("state=s&code=", None),
        ("error=access_denied", None),
        ("oauth_token=a&oauth_verifier=b", None),
    ] {
        let redirect = get(query).unwrap().filtered(&base());
        match expected {
            Some(expected) => {
                let redirect = redirect.unwrap();
                let location = format!("https://gateway.example/sponge/auth?{expected}");
                assert_eq!(redirect.headers()["location"], location.as_str(), "{query}");
                assert_eq!(redirect.status().as_u16(), 302);
                assert_eq!(redirect.headers()["cache-control"], "no-store");
                assert_eq!(redirect.headers()["referrer-policy"], "no-referrer");
            }
            None => assert_eq!(redirect.err(), Some(AuthError::Incomplete), "{query}"),
        }
    }
}

#[test]
fn filtered_reads_a_posted_form_and_changes_to_get() {
    let redirect = post("?state=s", FORM, b"code=a&x=y").unwrap().filtered(&base()).unwrap();
    assert_eq!(redirect.status().as_u16(), 303);
    assert_eq!(redirect.headers()["location"], "https://gateway.example/sponge/auth?code=a&state=s");
}

#[test]
fn says_what_it_is_for() {
    let import = Some(HandOffTarget::Import(ImportId::from(1126)));
    let hand_off = get("code=a&state=_csAuth%3D1%26import_id%3D1126").unwrap();
    assert_eq!((hand_off.target(), hand_off.has_code(), hand_off.has_error()), (import.clone(), true, false));
    let hand_off = post("", FORM, b"error=x&state=_csAuth%3D1%26import_id%3D1126").unwrap();
    assert_eq!((hand_off.target(), hand_off.has_code(), hand_off.has_error()), (import, false, true));
    let hand_off = get("x=y&state=_csAuth%3D1%26import_id%3Dproxy-test").unwrap();
    assert_eq!(hand_off.target(), Some(HandOffTarget::ProxyTest));
    assert_eq!(get("oauth_token=a").unwrap().target(), None);
}

#[test]
fn t23_refuses_what_is_no_callback() {
    for method in ["HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"] {
        let request = Request::builder().method(method).uri("/oauth?code=a&state=s").body("").unwrap();
        assert_eq!(HandOff::from_request(&request), Err(AuthError::Method));
    }
    for (query, error) in [
        ("", AuthError::Empty),
        ("&&", AuthError::Empty),
        ("state=a&state=b&code=c", AuthError::Repeated("state")),
        ("state=a&st%61te=b&code=c", AuthError::Repeated("state")),
        ("state=a&code=c&code=", AuthError::Repeated("code")),
    ] {
        assert_eq!(get(query), Err(error), "{query}");
    }
    assert_eq!(get(&format!("code={}", "a".repeat(16 * 1024))), Err(AuthError::QueryTooLong));
    assert_eq!(post("?state=a", FORM, b"state=b&code=c"), Err(AuthError::Repeated("state")));
    assert_eq!(post("?state=a", "application/json", b"{}"), Err(AuthError::ContentType));
    assert_eq!(post("?state=a", "text/plain", b"a=b"), Err(AuthError::ContentType));
    assert_eq!(post("", FORM, b""), Err(AuthError::Empty));
    assert!(post("", FORM, &vec![b'a'; 64 * 1024]).is_ok());
    assert_eq!(post("", FORM, &vec![b'a'; 64 * 1024 + 1]), Err(AuthError::BodyTooLong));
    let untyped = Request::post("/oauth").body("a=b").unwrap();
    assert_eq!(HandOff::from_request(&untyped), Err(AuthError::ContentType));
    let untyped = Request::post("/oauth?code=a&state=s").body("").unwrap();
    let request = HandOff::from_request(&untyped).unwrap().pass_through(&base()).unwrap();
    assert_eq!(headers(&request), [("accept-encoding", "identity"), ("content-length", "0")]);
}

proptest! {
    #![proptest_config(cloudsponge_laws::cases(256))]

    #[test]
    fn v34_debug_shows_no_parameter(code in "[a-zA-Z0-9]{12,30}") {
        let hand_off = post(&format!("?code={code}&state={code}"), FORM, format!("token={code}").as_bytes()).unwrap();
        let debug = format!("{hand_off:?} {hand_off:#?} {:?}", hand_off.filtered(&base()).unwrap());
        prop_assert!(!debug.contains(&code));
    }

    #[test]
    fn filtered_values_decode_to_what_came(code in "\\PC{1,30}", state in "\\PC{1,30}") {
        let mut query = String::from("code=");
        encode_into(&mut query, code.as_bytes());
        query.push_str("&state=");
        encode_into(&mut query, state.as_bytes());
        let redirect = get(&query).unwrap().filtered(&base()).unwrap();
        let location = url::Url::parse(redirect.headers()["location"].to_str().unwrap()).unwrap();
        prop_assert_eq!(location.origin().ascii_serialization(), "https://gateway.example");
        prop_assert_eq!(location.path(), "/sponge/auth");
        let read: Vec<(String, String)> = location.query_pairs().into_owned().collect();
        prop_assert_eq!(read, [("code".to_owned(), code), ("state".to_owned(), state)]);
    }

    #[test]
    fn any_query_passes_unchanged_or_is_refused(query in "[ -~]{0,60}") {
        let Ok(callback) = Request::get(format!("/oauth?{query}")).body("") else { return Ok(()) };
        let sent = callback.uri().query().unwrap_or_default().to_owned();
        if let Ok(hand_off) = HandOff::from_request(&callback) {
            let request = hand_off.pass_through(&base()).unwrap();
            prop_assert_eq!(request.uri().query(), Some(sent.as_str()));
            let expected = format!("{}/auth?", base());
            prop_assert!(request.uri().to_string().starts_with(&expected));
            let _ = (hand_off.filtered(&base()), hand_off.target(), hand_off.state());
        }
    }
}
