//! What a client is set up with, and the small values that calls and answers share.

use crate::codec::Sniffed;
use crate::exchange::Limits;
use crate::import::{ImportState, RetryBudget};
use crate::model::{ErrorCode, EventStatus, EventType, ImportType};
use crate::service::{FileKind, ImportMethod, PopupSize, ServiceInfo, services};
use crate::{
    Api, BaseUrl, ConsentUrl, Credentials, ExtensionPlace, FailureKind, Format, ImportId, Policy, Service,
};
use proptest::prelude::*;
use proptest::sample::select;
use std::time::Duration;

/// Either [`Format`].
pub fn format() -> impl Strategy<Value = Format> + Clone {
    select(&[Format::Json, Format::Xml][..])
}

/// Any [`Sniffed`] look of a body.
pub fn sniffed() -> impl Strategy<Value = Sniffed> + Clone {
    select(&[Sniffed::Json, Sniffed::Xml, Sniffed::Html, Sniffed::Empty, Sniffed::Other][..])
}

/// An [`ImportId`] as the service numbers them.
pub fn import_id() -> impl Strategy<Value = ImportId> + Clone {
    prop_oneof![4 => 1..100_000_000_u64, 1 => 1..=u64::MAX].prop_map(ImportId::from)
}

/// Any [`ImportId`], numbers that do not fit 64 bits and words among them.
pub fn any_import_id() -> impl Strategy<Value = ImportId> + Clone {
    let odd = "[A-Za-z0-9_-]{1,64}".prop_filter_map("an import id", |text| ImportId::parse(&text).ok());
    prop_oneof![import_id(), odd]
}

/// A [`ConsentUrl`], loopback ones among them.
pub fn consent_url() -> impl Strategy<Value = ConsentUrl> + Clone {
    let origin = prop_oneof![
        4 => "https://[a-z]{1,8}\\.example",
        1 => "https://[a-z]{1,8}\\.example:[1-9][0-9]{1,3}",
        1 => "http://127\\.0\\.0\\.1:[1-9][0-9]{1,3}",
    ];
    (origin, "/[A-Za-z0-9/?=&%._~#-]{0,20}")
        .prop_filter_map("a consent URL", |(origin, rest)| ConsentUrl::parse(&format!("{origin}{rest}")).ok())
}

/// A [`BaseUrl`]: the service's own, a gateway's, and this machine's.
pub fn base_url() -> impl Strategy<Value = BaseUrl> + Clone {
    let text = prop_oneof![
        "https://[a-z]{1,8}(\\.[a-z]{1,5}){0,2}\\.example(:[1-9][0-9]{1,3})?(/[a-z0-9_~-]{1,8}){0,3}/?",
        "http://(localhost|127\\.0\\.0\\.1|\\[::1\\])(:[1-9][0-9]{1,3})?(/[a-z]{1,8}){0,2}",
    ];
    prop_oneof![
        1 => Just(BaseUrl::default()),
        4 => text.prop_filter_map("a base URL", |text| BaseUrl::parse(&text).ok()),
    ]
}

/// [`Credentials`] of a domain: a key without colon and a password, any text but control characters.
pub fn credentials() -> impl Strategy<Value = Credentials> + Clone {
    ("[^:\\p{Cc}]{1,24}", "[^\\p{Cc}]{1,24}")
        .prop_filter_map("credentials", |(key, password)| Credentials::new(key, password).ok())
}

/// Either [`ExtensionPlace`].
pub fn extension_place() -> impl Strategy<Value = ExtensionPlace> + Clone {
    select(&[ExtensionPlace::AfterId, ExtensionPlace::BeforeId][..])
}

/// An [`Api`]: credentials, base URL, format and form of URL.
pub fn api() -> impl Strategy<Value = Api> + Clone {
    (credentials(), base_url(), format(), extension_place()).prop_map(|(credentials, url, format, place)| {
        Api::new(credentials).with_base_url(url).with_format(format).with_extension_place(place)
    })
}

/// A [`Service`], known or not.
pub fn service() -> impl Strategy<Value = Service> + Clone {
    let unknown = "[a-z0-9_.-]{1,64}".prop_filter_map("a service code", |code| Service::new(&code).ok());
    prop_oneof![3 => service_info().prop_map(ServiceInfo::service), 1 => unknown]
}

/// A row of the table of known sources.
pub fn service_info() -> impl Strategy<Value = &'static ServiceInfo> + Clone {
    select(services().iter().collect::<Vec<_>>())
}

/// An [`ImportMethod`].
pub fn import_method() -> impl Strategy<Value = ImportMethod> + Clone {
    use ImportMethod::{DesktopApplet, UserConsent, UsernamePassword};
    select(&[UserConsent, UsernamePassword, DesktopApplet][..])
}

/// A [`PopupSize`] of a known source.
pub fn popup_size() -> impl Strategy<Value = PopupSize> + Clone {
    service_info().prop_map(ServiceInfo::popup)
}

/// A [`FileKind`].
pub fn file_kind() -> impl Strategy<Value = FileKind> + Clone {
    select(&[FileKind::Csv, FileKind::Vcard][..])
}

/// An [`ErrorCode`], known or not.
pub fn error_code() -> impl Strategy<Value = ErrorCode> + Clone {
    prop_oneof![3 => select(ErrorCode::known()), 1 => any::<i64>().prop_map(ErrorCode::new)]
}

/// An [`EventType`], known or not (`UnknownWord`).
pub fn event_type(text: &BoxedStrategy<String>) -> BoxedStrategy<EventType> {
    word(EventType::KNOWN, text).prop_map(|word| EventType::from(word.as_str())).boxed()
}

/// An [`EventStatus`], known or not.
pub fn event_status(text: &BoxedStrategy<String>) -> BoxedStrategy<EventStatus> {
    word(EventStatus::KNOWN, text).prop_map(|word| EventStatus::from(word.as_str())).boxed()
}

/// An [`ImportType`], known or not.
pub fn import_type(text: &BoxedStrategy<String>) -> BoxedStrategy<ImportType> {
    word(ImportType::KNOWN, text).prop_map(|word| ImportType::from(word.as_str())).boxed()
}

/// A [`FailureKind`].
pub fn failure_kind() -> impl Strategy<Value = FailureKind> + Clone {
    use FailureKind::{Connect, ConnectTimeout, Interrupted, Other, Protocol, Timeout, Tls, TooLarge};
    select(&[Connect, ConnectTimeout, Tls, Timeout, Interrupted, Protocol, TooLarge, Other][..])
}

/// [`Limits`], from very tight to very wide.
pub fn limits() -> impl Strategy<Value = Limits> + Clone {
    (1..60_000_u64, 1..60_000_u64, 1..120_000_u64, 0..100_000_usize).prop_map(
        |(first_byte, idle, total, body)| Limits {
            first_byte: Duration::from_millis(first_byte),
            idle: Duration::from_millis(idle),
            total: Duration::from_millis(total),
            body,
        },
    )
}

/// A [`Policy`] with a deadline of 1 second to 1 hour.
pub fn policy() -> impl Strategy<Value = Policy> + Clone {
    (1..3600_u64, 0..10_000_u64, 0..2000_u64, any::<u64>()).prop_map(|(deadline, interval, page, seed)| {
        let (deadline, interval) = (Duration::from_secs(deadline), Duration::from_millis(interval));
        Policy::default().deadline(deadline).poll_interval(interval).page_size(page).seed(seed)
    })
}

/// A full [`RetryBudget`].
pub fn retry_budget() -> impl Strategy<Value = RetryBudget> + Clone {
    any::<u16>().prop_map(|burst| RetryBudget::new(u32::from(burst)))
}

/// An [`ImportState`] of any phase, saved with a deadline somewhere in the years 1970 to 2100.
pub fn import_state() -> impl Strategy<Value = ImportState> + Clone {
    ImportState::strategy()
}

fn word(known: &'static [&'static str], text: &BoxedStrategy<String>) -> BoxedStrategy<String> {
    prop_oneof![6 => select(known).prop_map(str::to_owned), 1 => "[A-Z]{1,12}", 1 => text.clone()].boxed()
}
