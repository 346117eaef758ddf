//! Every variant of every error of the library has a hint of its own; the lists here are the sources' lists.

use super::*;
use cloudsponge_proto::import::{Inconsistency, RetryCause};
use std::net::SocketAddr;
use std::path::Path;

/// The variants of an enum, as its source has them.
fn variants(file: &str, name: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file);
    let source = std::fs::read_to_string(&path).unwrap();
    let (_, body) =
        source.split_once(&format!("pub enum {name} {{\n")).unwrap_or_else(|| panic!("{file}: {name}"));
    let (body, _) = body.split_once("\n}\n").unwrap();
    // A variant stands four spaces in; its fields and attributes stand deeper or begin otherwise.
    let lines = body.lines().filter_map(|line| line.strip_prefix("    "));
    let variant = |line: &str| {
        let name: String = line.chars().take_while(char::is_ascii_alphanumeric).collect();
        name.starts_with(|c: char| c.is_ascii_uppercase()).then_some(name)
    };
    lines.filter_map(variant).collect()
}

/// `hints` are all variants of the enum, each with its hint.
#[track_caller]
fn complete(file: &str, name: &str, hints: &[(&str, &str)]) {
    let named: Vec<&str> = hints.iter().map(|hint| hint.0).collect();
    assert_eq!(variants(file, name), named, "{name}");
    for (variant, hint) in hints {
        assert!(!hint.is_empty() && *hint != OTHER, "{name}::{variant} has no hint");
        assert!(!hint.ends_with('.') && hint.len() < 130, "{name}::{variant}: {hint}");
    }
}

macro_rules! all {
    ($file:literal, $name:ident, $hint:expr, [$($variant:ident $(($($value:expr),*))? $({$($field:ident: $given:expr),*})?),* $(,)?]) => {
        complete($file, stringify!($name), &[$((
            stringify!($variant),
            $hint(&$name::$variant $(($($value),*))? $({$($field: $given),*})?),
        )),*])
    };
}

#[test]
fn single_calls() {
    all!(
        "cloudsponge-proto/src/error.rs",
        BuildError,
        build,
        [UrlTooLong, SecretInUrl("x"), RedirectUrl, Empty("x"), Path]
    );
    all!(
        "cloudsponge-proto/src/error.rs",
        FailureKind,
        |kind: &FailureKind| transport(*kind),
        [Connect, ConnectTimeout, Tls, Timeout, Interrupted, Protocol, TooLarge, Other,]
    );
    all!(
        "cloudsponge-proto/src/error.rs",
        ApiErrorKind,
        |kind: &ApiErrorKind| api(*kind),
        [
            BadRequest,
            Unauthorized,
            NotFound,
            NotReady,
            UnknownImport,
            Gone,
            RateLimited,
            RequestTimeout,
            Unavailable,
            Server,
            Rejected,
            RedirectRefused,
            UnexpectedStatus,
        ]
    );
    all!(
        "cloudsponge-proto/src/codec/error.rs",
        CodecErrorKind,
        codec,
        [
            Empty,
            Encoding,
            Syntax,
            Trailing,
            Truncated,
            Doctype,
            Entity,
            Depth,
            TooLarge("x"),
            Root,
            Duplicate("x"),
            Missing("x"),
            Type { expected: "x".into() },
            Value("x"),
            Unencodable(1),
        ]
    );
    let api_error = ResponseError::Api(Box::new(refused(503)));
    let format = answer(200, "text/html", b"<html>");
    let codec = answer(200, "application/json", b"{");
    complete(
        "cloudsponge-proto/src/error.rs",
        "ResponseError",
        &[
            ("Api", response(&api_error)),
            ("UnexpectedFormat", response(&format)),
            ("Codec", response(&codec)),
        ],
    );
    assert!(matches!((&format, &codec), (ResponseError::UnexpectedFormat(_), ResponseError::Codec(_))));
}

#[test]
fn imports() {
    let kinds: Vec<(&str, ImportErrorKind)> = vec![
        ("Build", ImportErrorKind::Build(BuildError::Path)),
        ("Refused", ImportErrorKind::Refused(Box::new(refused(429)))),
        ("StartOutcomeUnknown", ImportErrorKind::StartOutcomeUnknown(Cause::Transport(FailureKind::Timeout))),
        ("NoAnswer", ImportErrorKind::NoAnswer(Cause::Transport(FailureKind::Tls))),
        (
            "BudgetExhausted",
            ImportErrorKind::BudgetExhausted { last: RetryCause::NoAnswer(FailureKind::Connect) },
        ),
        ("DeadlineExceeded", ImportErrorKind::DeadlineExceeded { last: None }),
        ("Gone", ImportErrorKind::Gone { total: None }),
        ("Inconsistent", ImportErrorKind::Inconsistent(Inconsistency::OtherImport)),
        (
            "Undecodable",
            ImportErrorKind::Undecodable {
                error: Box::new(answer(200, "application/xml", b"<a>")),
                page: None,
            },
        ),
    ];
    let mut hints: Vec<(&str, &str)> = kinds.iter().map(|(name, kind)| (*name, import(kind))).collect();
    // An ERROR event, which only the service makes; the hints of its codes are seen in the scenarios of tests/import.rs.
    hints.insert(2, ("Failed", "by its code"));
    complete("cloudsponge-proto/src/import/error.rs", "ImportErrorKind", &hints);
    let causes = [
        ("Transport", cause(&Cause::Transport(FailureKind::Timeout))),
        ("Api", cause(&Cause::Api(Box::new(refused(500))))),
        ("Response", cause(&Cause::Response(Box::new(answer(200, "application/json", b""))))),
    ];
    complete("cloudsponge-proto/src/import/error.rs", "Cause", &causes);
    all!(
        "cloudsponge-proto/src/import/state.rs",
        StateError,
        state,
        [Damaged, TooLong, Version { found: 2 }, OtherOrigin, NotBegun, StartOutcomeUnknown, Failed,]
    );
    complete(
        "cloudsponge/src/error.rs",
        "Error",
        &[
            ("Build", build(&BuildError::Path)),
            ("Transport", transport(FailureKind::Other)),
            ("Response", response(&answer(404, "text/plain", b""))),
            ("Import", import(&ImportErrorKind::Gone { total: None })),
            ("State", state(&StateError::Damaged)),
        ],
    );
}

#[test]
fn arguments_and_the_emulator() {
    all!(
        "cloudsponge-proto/src/base_url.rs",
        BaseUrlError,
        base_url,
        [Empty, TooLong, Character { at: 0 }, Scheme, PlainHttp, UserInfo, Host, Port, Path, Query, Fragment,]
    );
    all!(
        "cloudsponge-proto/src/import_id.rs",
        ImportIdError,
        import_id,
        [Empty, TooLong, Character { at: 0 }]
    );
    all!(
        "cloudsponge-proto/src/credentials.rs",
        CredentialsError,
        credentials,
        [Empty("key"), ColonInKey { at: 0 }, Control { field: "key", at: 0 },]
    );
    let io = || std::io::Error::other("x");
    let of = |failure: Failure| failure.hint_text().unwrap_or_default().to_owned();
    let configs = [
        ("Read", ConfigError::Read(io())),
        ("Syntax", ConfigError::Syntax { message: String::new(), line: None }),
        ("Unknown", ConfigError::Unknown(String::new())),
        ("Value", ConfigError::Value { name: "ttl", reason: String::new() }),
        ("Book", ConfigError::Book(String::new())),
        ("Together", ConfigError::Together("x")),
    ];
    let hints: Vec<(&str, String)> = configs.iter().map(|(name, error)| (*name, of(config(error)))).collect();
    complete_owned("cloudsponge-emulator/src/config/mod.rs", "ConfigError", &hints);
    let address = SocketAddr::from(([127, 0, 0, 1], 1));
    let starts = [
        ("Credentials", StartError::Credentials(CredentialsError::Empty("key"))),
        ("NotLoopback", StartError::NotLoopback(address)),
        ("Speed", StartError::Speed),
        ("Listen", StartError::Listen { address, source: io() }),
        ("Random", StartError::Random),
        ("Record", StartError::Record(cloudsponge_emulator::record::RecordError::Nothing("x".into()))),
        ("Together", StartError::Together),
        ("BaseUrl", StartError::BaseUrl(BaseUrlError::Empty)),
    ];
    let hints: Vec<(&str, String)> = starts.iter().map(|(name, error)| (*name, of(start(error)))).collect();
    complete_owned("cloudsponge-emulator/src/builder.rs", "StartError", &hints);
}

#[test]
fn captured_replies() {
    use cloudsponge_proto::{Format, Message as _, model::Begun};
    let error = |body: &[u8]| Begun::decode(Format::Json, body).unwrap_err();
    let hints =
        [("Codec", error(b"{")), ("Refused", error(b"{\"status\":\"failure\"}"))].map(|(name, error)| {
            assert!(format!("{error:?}").starts_with(name), "{error:?}");
            (name, decode(&error).hint_text().unwrap_or_default().to_owned())
        });
    complete_owned("cloudsponge-proto/src/message.rs", "DecodeError", &hints);
}

#[track_caller]
fn complete_owned(file: &str, name: &str, hints: &[(&str, String)]) {
    complete(file, name, &hints.iter().map(|(name, hint)| (*name, hint.as_str())).collect::<Vec<_>>());
}

fn refused(status: u16) -> cloudsponge_proto::ApiError {
    match answer(status, "application/json", b"{}") {
        ResponseError::Api(error) => *error,
        other => panic!("{other}"),
    }
}

/// The error an answer to an events call makes.
fn answer(status: u16, content_type: &str, body: &'static [u8]) -> ResponseError {
    use cloudsponge_proto::{EndpointExt as _, endpoints::GetEvents};
    let response =
        http::Response::builder().status(status).header("content-type", content_type).body(body).unwrap();
    GetEvents::read_response(response).unwrap_err()
}
