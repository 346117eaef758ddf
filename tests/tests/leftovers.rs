//! V41: nothing is left over. One test, because sockets and threads are the whole process's.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "tests")]

use cloudsponge::proto::{Api, Service};
use cloudsponge::{Client, Timer, Transport};
use cloudsponge_emulator::Emulator;
use cloudsponge_isahc::{IoTimer, IsahcTransport};
use cloudsponge_reqwest::{ReqwestTransport, TokioTimer};
use std::time::Duration;

/// Sockets and threads of this process.
fn left() -> (usize, usize) {
    let files = std::fs::read_dir("/proc/self/fd").unwrap().flatten();
    let targets = files.filter_map(|file| std::fs::read_link(file.path()).ok());
    let sockets = targets.filter(|target| target.to_string_lossy().starts_with("socket:")).count();
    (sockets, std::fs::read_dir("/proc/self/task").unwrap().count())
}

/// Three imports at once, one of them dropped on its way.
async fn imports<T: Transport + 'static, C: Timer + 'static>(transport: T, timer: C) {
    let builder = Emulator::builder().auto_consent(Duration::ZERO).speed(60.0).contacts(20);
    let emulator = builder.ttl(Duration::from_secs(24 * 3600)).start().await.unwrap();
    let api = Api::new(emulator.credentials()).with_base_url(emulator.base_url());
    let client = Client::new(transport, timer, api);
    let whole = || async { client.import(Service::GMAIL).contacts(|_| {}).await.unwrap().contacts.len() };
    let mut dropped = client.import(Service::YAHOO).start();
    let first = dropped.next().await;
    assert!(first.is_some_and(|event| event.is_ok()));
    drop(dropped);
    let ends = tokio::join!(whole(), whole());
    assert_eq!(ends, (20, 20));
}

#[test]
fn v41_sockets_and_threads_are_as_many_as_before() {
    // What the libraries set up once and for all is there after the first round.
    let round = || {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        runtime.block_on(imports(ReqwestTransport::new().unwrap(), TokioTimer::new()));
        runtime.block_on(imports(IsahcTransport::new().unwrap(), IoTimer::new()));
        assert_eq!(runtime.metrics().num_workers(), 1);
        runtime.shutdown_timeout(Duration::from_secs(5));
    };
    round();
    let before = left();
    round();
    let mut after = left();
    for _ in 0..100 {
        if after.0 <= before.0 && after.1 <= before.1 {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
        after = left();
    }
    assert!(
        after.0 <= before.0 && after.1 <= before.1,
        "sockets and threads: {before:?} before, {after:?} after"
    );
}
