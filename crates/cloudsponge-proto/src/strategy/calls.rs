//! Calls of the service with their arguments.

use super::text::{optional, text};
use super::values::{any_import_id, service};
use crate::endpoints::auth::{HandOff, HandOffTarget};
use crate::endpoints::{
    Begin, DesktopApplet, GetContacts, GetEvents, Include, UserConsent, UsernamePassword,
};
use crate::{Params, Service};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

/// The value of an `include`, documented or not.
pub fn include() -> impl Strategy<Value = Include> + Clone {
    let other = "[a-z0-9_]{1,64}".prop_filter_map("a value", |value| Include::new(&value));
    prop_oneof![Just(Include::MAILING_ADDRESS), other]
}

/// A [`UserConsent`] call. Its `redirect_url` is one that is sent.
pub fn user_consent() -> BoxedStrategy<UserConsent> {
    let url = option::of("https?://[a-z]{1,8}\\.example(:[1-9][0-9]{1,3})?/[a-z0-9?=&%._~-]{0,20}");
    (common(), url)
        .prop_map(|((service, include, user_id, echo), url)| {
            let call = include.into_iter().fold(UserConsent::new(service), UserConsent::include);
            let call = user_id.into_iter().fold(call, UserConsent::user_id);
            let call = echo.into_iter().fold(call, UserConsent::echo);
            url.into_iter().fold(call, UserConsent::redirect_url)
        })
        .boxed()
}

/// A [`UsernamePassword`] call; neither half is empty.
pub fn username_password() -> BoxedStrategy<UsernamePassword> {
    let secret = || text().prop_map(|text| text + "s");
    (common(), secret(), secret())
        .prop_map(|((service, include, user_id, echo), name, password)| {
            let call = UsernamePassword::new(service, name, password);
            let call = include.into_iter().fold(call, UsernamePassword::include);
            let call = user_id.into_iter().fold(call, UsernamePassword::user_id);
            echo.into_iter().fold(call, UsernamePassword::echo)
        })
        .boxed()
}

/// A [`DesktopApplet`] call.
pub fn desktop_applet() -> BoxedStrategy<DesktopApplet> {
    common()
        .prop_map(|(service, include, user_id, echo)| {
            let call = include.into_iter().fold(DesktopApplet::new(service), DesktopApplet::include);
            let call = user_id.into_iter().fold(call, DesktopApplet::user_id);
            echo.into_iter().fold(call, DesktopApplet::echo)
        })
        .boxed()
}

/// Any of the [`Begin`] calls.
pub fn begin() -> BoxedStrategy<Begin> {
    prop_oneof![
        user_consent().prop_map(Begin::from),
        username_password().prop_map(Begin::from),
        desktop_applet().prop_map(Begin::from),
    ]
    .boxed()
}

/// A [`GetEvents`] call.
pub fn get_events() -> BoxedStrategy<GetEvents> {
    (any_import_id(), optional(&text()))
        .prop_map(|(id, echo)| echo.into_iter().fold(GetEvents::new(id), GetEvents::echo))
        .boxed()
}

/// A [`GetContacts`] call for all, or for a page.
pub fn get_contacts() -> BoxedStrategy<GetContacts> {
    (any_import_id(), any::<u64>(), any::<u64>(), optional(&text()))
        .prop_map(|(id, start, count, echo)| {
            echo.into_iter().fold(GetContacts::new(id).page(start, count), GetContacts::echo)
        })
        .boxed()
}

/// [`Params`] of an endpoint of your own.
pub fn params() -> BoxedStrategy<Params> {
    let names = select(&["service", "user_id", "echo", "start", "count", "x"][..]);
    vec((names, text(), any::<bool>()), 0..6)
        .prop_map(|pairs| {
            let mut params = Params::default();
            for (name, value, secret) in pairs {
                if secret {
                    params.push_secret(name, value);
                } else {
                    params.push(name, value);
                }
            }
            params
        })
        .boxed()
}

/// What a `state` is for.
pub fn hand_off_target() -> impl Strategy<Value = HandOffTarget> + Clone {
    prop_oneof![3 => any_import_id().prop_map(HandOffTarget::Import), 1 => Just(HandOffTarget::ProxyTest)]
}

/// A provider's callback, by query or by form.
pub fn hand_off() -> BoxedStrategy<HandOff> {
    let state = prop_oneof![hand_off_target().prop_map(|target| target.to_state()), text()];
    let field = (select(&["code", "error", "error_code", "scope"][..]), "[ -~]{1,30}");
    (state, field, any::<bool>())
        .prop_filter_map("a callback", |(state, (name, value), post)| {
            let encode =
                |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
            let pairs = format!("{name}={}&state={}", encode(&value), encode(&state));
            let request = if post {
                let form = "application/x-www-form-urlencoded";
                http::Request::post("/auth").header(http::header::CONTENT_TYPE, form).body(pairs)
            } else {
                http::Request::get(format!("/auth?{pairs}")).body(String::new())
            };
            HandOff::from_request(&request.ok()?).ok()
        })
        .boxed()
}

type Common = (Service, Vec<Include>, Option<String>, Option<String>);

fn common() -> impl Strategy<Value = Common> {
    (service(), vec(include(), 0..3), optional(&text()), optional(&text()))
}
