//! Building a request from an endpoint, beside putting the same one together by hand.

use cloudsponge_benches::plain_requests::{self, KEY_AND_PASSWORD};
use cloudsponge_proto::endpoints::{GetContacts, UserConsent};
use cloudsponge_proto::{Api, Credentials, CredentialsError, EndpointExt, ImportId, Service};
use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

fn api() -> Result<Api, CredentialsError> {
    let (key, password) = KEY_AND_PASSWORD;
    Ok(Api::new(Credentials::new(key, password)?))
}

#[divan::bench]
fn contacts_endpoint(bencher: Bencher<'_, '_>) {
    let Ok(api) = api() else { return };
    bencher.bench(|| {
        GetContacts::new(ImportId::from(black_box(5_550_001)))
            .page(black_box(1000), black_box(500))
            .to_request(black_box(&api))
    });
}

#[divan::bench]
fn contacts_by_hand(bencher: Bencher<'_, '_>) {
    bencher.bench(|| plain_requests::contacts(black_box(5_550_001), black_box(1000), black_box(500)));
}

#[divan::bench]
fn user_consent_endpoint(bencher: Bencher<'_, '_>) {
    let Ok(api) = api() else { return };
    bencher.bench(|| {
        UserConsent::new(Service::GMAIL).user_id(black_box("visitor-7")).to_request(black_box(&api))
    });
}

#[divan::bench]
fn user_consent_by_hand(bencher: Bencher<'_, '_>) {
    bencher.bench(|| plain_requests::user_consent(black_box("gmail"), black_box("visitor-7")));
}
