//! O5, T9: answers of any size end as too large, and cost no more memory than the limit allows.
//!
//! Each is received in a process of its own, for the high-water mark is the process's; the server, which holds the giant, is
//! in this one.
#![allow(clippy::unwrap_used, clippy::panic)]

use cloudsponge::proto::endpoints::GetContacts;
use cloudsponge::proto::{FailureKind, Format, ImportId};
use cloudsponge::{Client, Error};
use cloudsponge_conformance::server::{FaultServer, Script};
use cloudsponge_tests::chaos::case::{Call, api, healthy};
use cloudsponge_tests::chaos::kind::Kind;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;
use std::process::Command;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// What the child is to do: transport and address.
const ORDER: &str = "GIANTS_CHILD";
/// The body limit is 64 MiB, and a piece or two may be under way.
const MOST: u64 = 96 << 20;
/// A head is refused long before its end.
const MOST_FOR_A_HEAD: u64 = 16 << 20;
/// However large the answer is.
const PATIENCE: Duration = Duration::from_secs(60);

const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";

/// 300 MB of spaces in 300 KB.
static BOMB: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    for _ in 0..300 {
        encoder.write_all(&[b' '; 1_000_000]).unwrap();
    }
    encoder.finish().unwrap()
});

/// A giant's name, what the server sends, and how much memory may come of it.
fn giants() -> [(&'static str, Script, u64); 6] {
    let read = || Script::new().read_request();
    let piece = [b' '; 1 << 16];
    let chunk = [b"10000\r\n".as_slice(), &piece, b"\r\n"].concat();
    let spaces = |script: Script| script.repeat(piece, 1 << 14).hold();
    let bomb = format!("{HEAD}content-encoding: gzip\r\ncontent-length: {}\r\n\r\n", BOMB.len());
    [
        (
            "1 GB announced",
            spaces(read().send(format!("{HEAD}content-length: {}\r\n\r\n", 1 << 30))),
            MOST_FOR_A_HEAD,
        ),
        (
            "1 GB in chunks",
            read().send(format!("{HEAD}transfer-encoding: chunked\r\n\r\n")).repeat(chunk, 1 << 14).hold(),
            MOST,
        ),
        ("1 GB without a length", spaces(read().send(format!("{HEAD}\r\n"))), MOST),
        ("a bomb of 300 MB", read().send([bomb.as_bytes(), &BOMB].concat()).hold(), MOST),
        (
            "a header of 1 MB",
            read().send(format!("{HEAD}x-giant: {}\r\n\r\n", "g".repeat(1 << 20))).hold(),
            MOST_FOR_A_HEAD,
        ),
        (
            "1 GB of one header",
            read().send(format!("{HEAD}x-giant: ")).repeat([b'g'; 1 << 16], 1 << 14).hold(),
            MOST_FOR_A_HEAD,
        ),
    ]
}

#[test]
fn o5_giants_are_refused_within_bounds() {
    for (name, script, most) in giants() {
        for kind in [Kind::Reqwest, Kind::Isahc] {
            let server = FaultServer::start(script.clone()).unwrap();
            let start = Instant::now();
            let child = Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "child", "--nocapture", "--test-threads=1"])
                .env(ORDER, format!("{kind:?} {}", server.address()))
                .output()
                .unwrap();
            let said = String::from_utf8_lossy(&child.stdout);
            let grown =
                said.lines().find_map(|line| line.split("grown=").nth(1)?.split(' ').next()?.parse().ok());
            let grown: u64 = grown.unwrap_or_else(|| panic!("{name} over {kind:?}: {child:?}"));
            let (took, sent): (_, u64) = (start.elapsed(), server.wires().iter().map(|wire| wire.sent).sum());
            let _ = writeln!(
                std::io::stderr(),
                "giants: {name}, {kind:?}: memory +{} MiB, {} MiB read, {:.1} s",
                grown >> 20,
                sent >> 20,
                took.as_secs_f64()
            );
            assert!(said.contains("ended=TooLarge"), "{name} over {kind:?}: {said}");
            assert!(grown <= most, "{name} over {kind:?}: {grown} bytes");
            assert!(took < PATIENCE, "{name} over {kind:?}: {took:?}");
        }
    }
}

/// Fetches contacts from the address it is given, and says how that ended and what it cost.
#[test]
fn child() {
    let Ok(order) = std::env::var(ORDER) else { return };
    let (kind, address) = order.split_once(' ').unwrap();
    let kind = if kind == "Isahc" { Kind::Isahc } else { Kind::Reqwest };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let (transport, timer) = kind.make().unwrap();
        let client = |address: &str| {
            Client::new(transport.clone(), timer.clone(), api(address, Format::Json).unwrap())
        };
        // What the first call costs anyway is not the giant's.
        let well = FaultServer::start(healthy(Call::Contacts(0), Format::Json)).unwrap();
        let call = GetContacts::new(ImportId::from(7)).page(0, 1000);
        client(&well.address().to_string()).call(&call).await.unwrap();
        std::fs::write("/proc/self/clear_refs", "5").unwrap();
        let before = high_water();
        let outcome = client(address).call(&call).await;
        let grown = high_water() - before;
        let ended = match outcome {
            Err(Error::Transport(error)) if error.kind() == FailureKind::TooLarge => "TooLarge".to_owned(),
            Err(error) => format!("{error:?}"),
            Ok(_) => "Ok".to_owned(),
        };
        println!("grown={grown} ended={ended}");
    });
}

/// The most memory this process had since the mark was reset, in bytes.
fn high_water() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
}
