//! A14: the process has no file descriptor left. A call fails as if nobody listened, and the next one works.
//!
//! The client is in a process of its own, for the limit is the process's; the server is in this one.

use super::{client, kind, runtime};
use cloudsponge::proto::{FailureKind, Format};
use cloudsponge_conformance::server::FaultServer;
use cloudsponge_tests::chaos::case::{Call, api, healthy, make};
use cloudsponge_tests::chaos::kind::Kind;
use cloudsponge_tests::chaos::row::is_healthy;
use std::fs::File;
use std::process::Command;
use std::time::{Duration, Instant};

/// What the child is to do: transport, call and address.
const ORDER: &str = "DESCRIPTORS_CHILD";
/// So many descriptors may the child have.
const LIMIT: u32 = 64;

#[test]
fn a14_no_descriptor_is_left() {
    let order = std::env::var(ORDER).unwrap_or_default();
    if let [transport, call, address] = order.split(' ').collect::<Vec<_>>()[..] {
        let of = |kind: &&Kind| format!("{kind:?}") == transport;
        let transport = [Kind::Reqwest, Kind::Isahc].iter().find(of).copied().unwrap();
        let call = Call::ALL.into_iter().find(|known| name(*known) == call).unwrap();
        return without_descriptors(transport, call, address);
    }
    for transport in [Kind::Reqwest, Kind::Isahc] {
        for call in Call::ALL {
            let server = FaultServer::start(healthy(call, Format::Json)).unwrap();
            let child = std::env::current_exe().unwrap();
            let output = Command::new("sh")
                .args(["-c", &format!("ulimit -n {LIMIT} && exec \"$0\" \"$@\"")])
                .arg(child)
                .args(["--exact", "descriptors::a14_no_descriptor_is_left", "--nocapture"])
                .env(ORDER, format!("{transport:?} {} {}", name(call), server.address()))
                .output()
                .unwrap();
            let said = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
            assert!(output.status.success(), "{transport:?} {call:?}: {}", said.concat());
            // One before, one after, none in between.
            assert_eq!(server.requests().len(), 2, "{transport:?} {call:?}");
        }
    }
}

fn name(call: Call) -> String {
    format!("{call:?}")
}

fn without_descriptors(transport: Kind, call: Call, address: &str) {
    let runtime = runtime();
    let (socket, timer) = transport.make().unwrap();
    let client = client(socket, timer, api(address, Format::Json).unwrap());
    let well = || {
        let answer = runtime.block_on(make(&client, call, 0)).unwrap();
        assert!(is_healthy(call, Format::Json, &answer));
    };
    well();
    // Until the operating system gives no more.
    let files: Vec<File> = std::iter::from_fn(|| File::open("/dev/null").ok()).collect();
    assert!(!files.is_empty() && files.len() < LIMIT as usize, "{}", files.len());
    let start = Instant::now();
    let outcome = runtime.block_on(make(&client, call, 0));
    assert!(start.elapsed() < Duration::from_secs(4), "{:?}", start.elapsed());
    drop(files);
    assert_eq!(kind(&outcome), Some(FailureKind::Connect), "{outcome:?}");
    assert!(!outcome.unwrap_err().may_have_been_sent());
    well();
}
