//! T5: sentinels planted as every secret, and looked for in everything an import prints at TRACE.
#![allow(clippy::unwrap_used, clippy::panic)]

use cloudsponge::Client;
use cloudsponge::proto::endpoints::{Begin, UserConsent, UsernamePassword};
use cloudsponge::proto::{Api, ImportEvent, Service};
use cloudsponge_emulator::{Emulator, Scenario};
use cloudsponge_reqwest::{ReqwestTransport, TokioTimer};
use std::fmt::Write as _;
use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

const KEY: &str = "SENTINELKEYqqqqqqqqq";
const PASSWORD: &str = "SENTINEL+domain/pw";
const MAILBOX: &str = "SENTINEL-mailbox-pw";

/// Collects every log line of every target.
#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl io::Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn t5_sentinels_are_nowhere() {
    let captured = Captured::default();
    let writer = captured.clone();
    tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_writer(move || writer.clone())
        .init();

    let mut shown = String::new();
    let mut codes = Vec::new();
    for scenario in [Scenario::Allow, Scenario::Deny, Scenario::Flaky] {
        let builder = Emulator::builder().credentials(KEY, PASSWORD).scenario(scenario).speed(60.0);
        let builder = builder.ttl(Duration::from_secs(24 * 3600));
        let emulator = builder.auto_consent(Duration::ZERO).contacts(3).start().await.unwrap();
        let api = Api::new(emulator.credentials()).with_base_url(emulator.base_url());
        let client = Client::new(ReqwestTransport::new().unwrap(), TokioTimer::new(), api.clone());
        let begins: [Begin; 3] = [
            UserConsent::new(Service::GMAIL).into(),
            UsernamePassword::new(Service::ICLOUD, "fern@example.com", MAILBOX).into(),
            UsernamePassword::new(Service::ICLOUD, "fern@example.com", "wrong").into(),
        ];
        write!(shown, "{emulator:?} {client:?} {api:?} {:?}", emulator.journal()).unwrap();
        for begin in begins {
            write!(shown, "{begin:?} {begin:#?}").unwrap();
            let mut run = client.import(begin).start();
            while let Some(event) = run.next().await {
                if let Ok(ImportEvent::Begun(begun)) = &event {
                    let code =
                        begun.url.as_ref().map(|url| url.as_str().rsplit('/').next().unwrap().to_owned());
                    codes.extend(code);
                }
                write!(shown, "{event:?} {event:#?} {run:?} {}", run.state().to_json()).unwrap();
                if let Err(error) = &event {
                    let mut cause: Option<&dyn std::error::Error> = Some(error);
                    while let Some(error) = cause {
                        write!(shown, "{error} {error:?}").unwrap();
                        cause = error.source();
                    }
                }
            }
        }
        write!(shown, "{:?}", emulator.journal()).unwrap();
        emulator.stop().await;
    }
    // Nothing listens here: the transport's own error is shown too.
    let dead = Api::new(cloudsponge::proto::Credentials::new(KEY, PASSWORD).unwrap())
        .with_base_url(cloudsponge::proto::BaseUrl::parse("http://127.0.0.1:1").unwrap());
    let client = Client::new(ReqwestTransport::new().unwrap(), TokioTimer::new(), dead);
    let error = client.call(&UserConsent::new(Service::GMAIL)).await.unwrap_err();
    write!(shown, "{error} {error:?} {error:#?}").unwrap();

    let logged = String::from_utf8_lossy(&captured.0.lock().unwrap()).into_owned();
    assert!(logged.contains("TRACE") && logged.len() > 1000, "the log was not captured");
    assert!(!codes.is_empty());
    let basic = "U0VOVElORUxLRVlxcXFxcXFxcXE6U0VOVElORUwrZG9tYWluL3B3";
    let mut secrets = vec![KEY, PASSWORD, MAILBOX, "SENTINEL%2Bdomain", basic];
    secrets.extend(codes.iter().map(String::as_str));
    for secret in secrets {
        assert!(!shown.contains(secret), "a value shows a secret of {} characters", secret.len());
        assert!(!logged.contains(secret), "a log line shows a secret of {} characters", secret.len());
    }
}
