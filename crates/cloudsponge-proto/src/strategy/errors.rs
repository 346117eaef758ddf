//! Everything that can go wrong, as the values that say so.

use super::events::retry_cause;
use super::model::refusal;
use super::text::text;
use super::values::{any_import_id, error_code, event_status, event_type, failure_kind, format, sniffed};
use crate::codec::{CodecError, CodecErrorKind};
use crate::endpoints::auth::AuthError;
use crate::import::{Cause, ImportError, ImportErrorKind, ImportFailure, Inconsistency, RawPage, StateError};
use crate::model::printable;
use crate::service::ServiceError;
use crate::{
    ApiError, ApiErrorKind, BaseUrlError, BuildError, ConsentUrlError, CredentialsError, DecodeError,
    ImportIdError, ResponseError, UnexpectedFormat, UnreadableBody,
};
use http::StatusCode;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use std::time::Duration;

/// A [`CodecErrorKind`].
pub fn codec_error_kind() -> BoxedStrategy<CodecErrorKind> {
    use CodecErrorKind::{
        Depth, Doctype, Duplicate, Empty, Encoding, Entity, Missing, Root, Syntax, TooLarge, Trailing,
        Truncated, Type, Unencodable, Value,
    };
    let plain = [Empty, Encoding, Syntax, Trailing, Truncated, Doctype, Entity, Depth, Root];
    let worded = [
        TooLarge("a text longer than 1 MiB"),
        Duplicate("email"),
        Missing("import_id"),
        Type { expected: "a string or null".into() },
        Value("a safe consent URL"),
    ];
    prop_oneof![select(plain.to_vec()), select(worded.to_vec()), (0..0x11_0000_u32).prop_map(Unencodable),]
        .boxed()
}

/// A [`CodecError`] somewhere in a message.
pub fn codec_error() -> BoxedStrategy<CodecError> {
    let path = select(&["", "contacts", "contacts[3].email[0].address", "events[0].status", "*"][..]);
    (format(), codec_error_kind(), path)
        .prop_map(|(format, kind, path)| CodecError::new(format, kind).with_path(path))
        .boxed()
}

/// A [`DecodeError`].
pub fn decode_error() -> BoxedStrategy<DecodeError> {
    prop_oneof![codec_error().prop_map(DecodeError::Codec), refusal().prop_map(DecodeError::Refused)].boxed()
}

/// An [`ApiErrorKind`].
pub fn api_error_kind() -> impl Strategy<Value = ApiErrorKind> + Clone {
    status()
        .prop_map(|status| ApiErrorKind::of(status, ApiErrorKind::NotReady))
        .prop_map(|kind| kind.unwrap_or(ApiErrorKind::Rejected))
}

/// An [`ApiError`] as one is read: its texts are short and printable.
pub fn api_error() -> BoxedStrategy<ApiError> {
    let after = option::of((1..300_u64).prop_map(Duration::from_secs));
    let origin = option::of("https://[a-z]{1,8}\\.example");
    (status(), refusal(), request_id(), after, origin)
        .prop_map(|(status, refusal, request_id, retry_after, redirect_origin)| {
            let kind = ApiErrorKind::of(status, ApiErrorKind::NotReady).unwrap_or(ApiErrorKind::Rejected);
            ApiError { kind, status, message: refusal.message, request_id, retry_after, redirect_origin }
        })
        .boxed()
}

/// An [`UnexpectedFormat`].
pub fn unexpected_format() -> BoxedStrategy<UnexpectedFormat> {
    (option::of(format()), sniffed(), any::<bool>(), status(), request_id())
        .prop_map(|(wanted, found, encoded, status, request_id)| UnexpectedFormat {
            wanted,
            found,
            encoded,
            status,
            request_id,
        })
        .boxed()
}

/// An [`UnreadableBody`].
pub fn unreadable_body() -> BoxedStrategy<UnreadableBody> {
    (codec_error(), request_id()).prop_map(|(error, request_id)| UnreadableBody { error, request_id }).boxed()
}

fn request_id() -> impl Strategy<Value = Option<String>> {
    option::of("[0-9a-f]{8}-[0-9a-f]{4}")
}

/// A [`ResponseError`].
pub fn response_error() -> BoxedStrategy<ResponseError> {
    prop_oneof![
        api_error().prop_map(|error| ResponseError::Api(Box::new(error))),
        unexpected_format().prop_map(|error| ResponseError::UnexpectedFormat(Box::new(error))),
        unreadable_body().prop_map(|error| ResponseError::Codec(Box::new(error))),
    ]
    .boxed()
}

/// A [`BuildError`].
pub fn build_error() -> impl Strategy<Value = BuildError> + Clone {
    use BuildError::{Empty, Path, RedirectUrl, SecretInUrl, UrlTooLong};
    select(vec![UrlTooLong, SecretInUrl("password"), RedirectUrl, Empty("username"), Path])
}

/// An [`ImportErrorKind`].
pub fn import_error_kind() -> BoxedStrategy<ImportErrorKind> {
    let last = option::of((event_type(&text()), event_status(&text())));
    prop_oneof![
        build_error().prop_map(ImportErrorKind::Build),
        api_error().prop_map(|error| ImportErrorKind::Refused(Box::new(error))),
        import_failure().prop_map(|failure| ImportErrorKind::Failed(Box::new(failure))),
        cause().prop_map(ImportErrorKind::StartOutcomeUnknown),
        cause().prop_map(ImportErrorKind::NoAnswer),
        retry_cause().prop_map(|last| ImportErrorKind::BudgetExhausted { last }),
        last.prop_map(|last| ImportErrorKind::DeadlineExceeded { last }),
        option::of(any::<u64>()).prop_map(|total| ImportErrorKind::Gone { total }),
        inconsistency().prop_map(ImportErrorKind::Inconsistent),
        (response_error(), option::of(raw_page()))
            .prop_map(|(error, page)| ImportErrorKind::Undecodable { error: Box::new(error), page }),
    ]
    .boxed()
}

/// A [`RawPage`] of any bytes.
pub fn raw_page() -> BoxedStrategy<RawPage> {
    (any::<u64>(), vec(any::<u8>(), 0..40)).prop_map(|(start, bytes)| RawPage::new(start, bytes)).boxed()
}

/// An [`ImportError`].
pub fn import_error() -> BoxedStrategy<ImportError> {
    (import_error_kind(), option::of(any_import_id()), any::<u32>())
        .prop_map(|(kind, import_id, delivered)| ImportError::new(kind, import_id, delivered.into()))
        .boxed()
}

/// An [`ImportFailure`] as one is read: its description is short and printable.
pub fn import_failure() -> BoxedStrategy<ImportFailure> {
    (event_type(&text()), option::of(error_code()), option::of(text()))
        .prop_map(|(event_type, code, text)| ImportFailure {
            event_type,
            code,
            description: text.map(|text| printable(&text).to_string()),
        })
        .boxed()
}

/// A [`Cause`].
pub fn cause() -> BoxedStrategy<Cause> {
    prop_oneof![
        failure_kind().prop_map(Cause::Transport),
        api_error().prop_map(|error| Cause::Api(Box::new(error))),
        response_error().prop_map(|error| Cause::Response(Box::new(error))),
    ]
    .boxed()
}

/// An [`Inconsistency`]; a gap has at least one position.
pub fn inconsistency() -> impl Strategy<Value = Inconsistency> + Clone {
    let missing = (any::<u32>(), 1..1000_u64)
        .prop_map(|(from, n)| Inconsistency::Missing { from: from.into(), to: u64::from(from) + n });
    prop_oneof![Just(Inconsistency::OtherImport), missing]
}

/// A [`StateError`].
pub fn state_error() -> impl Strategy<Value = StateError> + Clone {
    use StateError::{Damaged, Failed, NotBegun, OtherOrigin, StartOutcomeUnknown, TooLong, Version};
    let plain = vec![Damaged, TooLong, OtherOrigin, NotBegun, StartOutcomeUnknown, Failed];
    prop_oneof![select(plain), (2..u32::MAX).prop_map(|found| Version { found })]
}

/// A [`CredentialsError`].
pub fn credentials_error() -> impl Strategy<Value = CredentialsError> + Clone {
    use CredentialsError::{ColonInKey, Control, Empty};
    select(vec![Empty("key"), ColonInKey { at: 3 }, Control { field: "password", at: 16 }])
}

/// A [`BaseUrlError`].
pub fn base_url_error() -> impl Strategy<Value = BaseUrlError> + Clone {
    use BaseUrlError::{
        Character, Empty, Fragment, Host, Path, PlainHttp, Port, Query, Scheme, TooLong, UserInfo,
    };
    let at = Character { at: 7 };
    select(vec![Empty, TooLong, at, Scheme, PlainHttp, UserInfo, Host, Port, Path, Query, Fragment])
}

/// A [`ConsentUrlError`].
pub fn consent_url_error() -> impl Strategy<Value = ConsentUrlError> + Clone {
    let texts = ["", "x", "https://", "https://a@b.example/", "http://a.example/", "https://a.example/ b"];
    let mut errors: Vec<ConsentUrlError> =
        texts.iter().filter_map(|text| crate::ConsentUrl::parse(text).err()).collect();
    errors.extend([ConsentUrlError::TooLong, ConsentUrlError::Character { at: 9 }]);
    select(errors)
}

/// An [`ImportIdError`].
pub fn import_id_error() -> impl Strategy<Value = ImportIdError> + Clone {
    select(vec![ImportIdError::Empty, ImportIdError::TooLong, ImportIdError::Character { at: 2 }])
}

/// A [`ServiceError`].
pub fn service_error() -> impl Strategy<Value = ServiceError> + Clone {
    select(vec![ServiceError::Empty, ServiceError::TooLong, ServiceError::Character { at: 2 }])
}

/// An [`AuthError`].
pub fn auth_error() -> impl Strategy<Value = AuthError> + Clone {
    use AuthError::{BodyTooLong, ContentType, Empty, Incomplete, Method, QueryTooLong, Repeated};
    select(vec![Method, QueryTooLong, BodyTooLong, ContentType, Empty, Repeated("state"), Incomplete])
}

/// A status of an answer, errors more often than successes.
fn status() -> impl Strategy<Value = StatusCode> + Clone {
    let usual = [400, 401, 403, 404, 408, 410, 422, 429, 500, 502, 503, 504, 200, 301, 302, 307, 204];
    prop_oneof![4 => select(usual.to_vec()), 1 => 200..600_u16]
        .prop_filter_map("a status", |code| StatusCode::from_u16(code).ok())
}
