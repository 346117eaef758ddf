//! V46: client and emulator together, under faults, end as a model of one line foretells.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests")]

use cloudsponge::Transport;
use cloudsponge::proto::endpoints::{Include, UserConsent};
use cloudsponge::proto::import::{Import, ImportErrorKind, ImportEvent, Output, Policy};
use cloudsponge::proto::model::Contact;
use cloudsponge::proto::{Api, ErrorCode, Format, Service};
use cloudsponge_emulator::{Emulator, Scenario};
use cloudsponge_proto::strategy::faults::{self, Fault};
use cloudsponge_reqwest::ReqwestTransport;
use http_body_util::BodyExt as _;
use proptest::prelude::*;
use std::time::{Duration, Instant};

/// How an import must end: with the whole book, or with this code.
fn foretold(scenario: Scenario, book: Vec<Contact>) -> Result<Vec<Contact>, ErrorCode> {
    match scenario {
        Scenario::Deny => Err(ErrorCode::new(514)),
        Scenario::Abandon => Err(ErrorCode::new(517)),
        Scenario::Fail(code) => Err(code),
        _ => Ok(book),
    }
}

/// How it ends: the emulator answers over HTTP, the faults happen on the way back, and time is what both are told.
async fn ended(
    emulator: &Emulator,
    transport: &ReqwestTransport,
    mut import: Import,
    start: Instant,
    mut faults: impl Iterator<Item = Fault>,
) -> Result<Vec<Contact>, ErrorCode> {
    let (mut now, mut contacts) = (start, Vec::new());
    loop {
        match import.poll_output(now) {
            Ok(Output::Request(request)) => {
                // A begin call whose answer is lost is never repeated, so it is spared.
                let fault = if request.method() == http::Method::POST { None } else { faults.next() };
                let (head, body) = transport.send(request).await.unwrap().into_parts();
                let body = body.collect().await.unwrap().to_bytes();
                let answer = http::Response::from_parts(head, body.as_ref());
                fault.unwrap_or(Fault::None).play(&mut import, now, answer);
            }
            Ok(Output::Event(ImportEvent::Contacts(page))) => {
                assert_eq!(page.start, contacts.len() as u64, "V18");
                contacts.extend(page.to_slots().into_iter().map(Result::unwrap));
            }
            Ok(Output::Wait(until)) => {
                emulator.advance(until - now);
                now = until;
            }
            Ok(Output::Done) => return Ok(contacts),
            Ok(_) => {}
            Err(error) => match error.kind() {
                ImportErrorKind::Failed(failure) => return Err(failure.code.unwrap()),
                other => unreachable!("{other}"),
            },
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..cloudsponge_laws::cases(60) })]

    #[test]
    fn v46_imports_under_faults_end_as_foretold(
        scenario in prop::sample::select(vec![
            Scenario::Allow, Scenario::Allow, Scenario::Slow, Scenario::Deny, Scenario::Abandon, Scenario::Fail(ErrorCode::new(263)),
        ]),
        total in 0u64..40,
        size in 0u64..15,
        xml: bool,
        script in prop::collection::vec(prop_oneof![faults::harmless(), faults::passing()], 0..7),
        seed: u64,
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        runtime.block_on(async {
            let builder = Emulator::builder().stopped_clock().auto_consent(Duration::from_secs(2)).scenario(scenario);
            let builder = builder.contacts(total).seed(seed).ttl(Duration::from_secs(48 * 3600));
            let emulator = builder.start().await.unwrap();
            let format = if xml { Format::Xml } else { Format::Json };
            let api = Api::new(emulator.credentials()).with_base_url(emulator.base_url()).with_format(format);
            let policy = Policy::default().page_size(size).seed(seed).deadline(Duration::from_secs(24 * 3600));
            let start = Instant::now();
            let begin = UserConsent::new(Service::GMAIL).include(Include::MAILING_ADDRESS);
            let import = Import::begin(api, begin, policy, start);
            let transport = ReqwestTransport::new().unwrap();
            let end = ended(&emulator, &transport, import, start, script.into_iter()).await;
            prop_assert_eq!(end, foretold(scenario, emulator.book().iter().collect()));
            Ok(())
        })?;
    }
}
