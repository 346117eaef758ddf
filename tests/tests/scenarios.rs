//! Every scenario of the emulator ends an import with the right error, soon.
#![allow(clippy::unwrap_used, clippy::panic)]

use cloudsponge::proto::{Api, ErrorCode, ImportEvent, Service};
use cloudsponge::{Client, Error};
use cloudsponge_emulator::{Emulator, EmulatorBuilder, Scenario};
use cloudsponge_reqwest::{ReqwestTransport, TokioTimer};
use std::time::{Duration, Instant};

async fn run(builder: EmulatorBuilder, deadline: Duration) -> (Result<u64, Error>, Duration) {
    let emulator = builder.start().await.unwrap();
    let api = Api::new(emulator.credentials()).with_base_url(emulator.base_url());
    let client = Client::new(ReqwestTransport::new().unwrap(), TokioTimer::new(), api);
    let start = Instant::now();
    let mut import = client.import(Service::GMAIL).deadline(deadline).page_size(10).start();
    let mut delivered = 0;
    while let Some(event) = import.next().await {
        match event {
            Ok(ImportEvent::Contacts(page)) => delivered = page.end(),
            Ok(_) => {}
            Err(error) => return (Err(error), start.elapsed()),
        }
    }
    (Ok(delivered), start.elapsed())
}

fn scenario(scenario: Scenario) -> EmulatorBuilder {
    let builder = Emulator::builder().auto_consent(Duration::ZERO).scenario(scenario).contacts(30);
    builder.speed(10.0).ttl(Duration::from_secs(24 * 3600))
}

const LONG: Duration = Duration::from_secs(120);

fn code(error: &Error) -> Option<ErrorCode> {
    error.failure().and_then(|failure| failure.code)
}

#[tokio::test]
async fn allow_delivers() {
    let (end, _) = run(scenario(Scenario::Allow), LONG).await;
    assert_eq!(end.unwrap(), 30);
}

#[tokio::test]
async fn deny_is_told_within_two_seconds() {
    let (end, took) = run(scenario(Scenario::Deny), LONG).await;
    let error = end.unwrap_err();
    assert_eq!(code(&error), Some(ErrorCode::new(514)));
    assert!(error.is_abandoned());
    assert!(took < Duration::from_secs(2), "{took:?}");
}

#[tokio::test]
async fn abandon_and_time_out_count_as_abandoned() {
    let (end, _) = run(scenario(Scenario::Abandon), LONG).await;
    let error = end.unwrap_err();
    assert_eq!((code(&error), error.is_abandoned()), (Some(ErrorCode::new(517)), true));
    let (end, _) = run(scenario(Scenario::Timeout).speed(600.0), LONG).await;
    let error = end.unwrap_err();
    assert_eq!((code(&error), error.is_abandoned()), (Some(ErrorCode::new(516)), true));
}

#[tokio::test]
async fn failures_while_gathering_carry_any_code() {
    for number in [258, 263, 518, 528, 999_999] {
        let (end, _) = run(scenario(Scenario::Fail(ErrorCode::new(number))), LONG).await;
        let error = end.unwrap_err();
        assert_eq!((code(&error), error.is_abandoned()), (Some(ErrorCode::new(number)), false), "{error}");
    }
}

#[tokio::test]
async fn slow_meets_the_deadline_or_delivers() {
    let (end, took) = run(scenario(Scenario::Slow).speed(1.0), Duration::from_secs(3)).await;
    assert!(end.unwrap_err().is_timeout());
    assert!(took < Duration::from_millis(3500), "{took:?}");
    let (end, _) = run(scenario(Scenario::Slow).speed(60.0), LONG).await;
    assert_eq!(end.unwrap(), 30);
}

#[tokio::test]
async fn flaky_delivers_all_the_same() {
    for seed in 0..3 {
        let (end, _) = run(scenario(Scenario::Flaky).seed(seed), LONG).await;
        assert_eq!(end.unwrap(), 30);
    }
}
