//! C4, D3, D8: six healthy answers cut at every byte, closed and reset, over both transports with sockets.

use cloudsponge_tests::chaos::cut::{self, Tally};
use cloudsponge_tests::chaos::kind::Kind;
use cloudsponge_tests::chaos::pool;
use std::io::Write;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_cut_at_any_byte_is_never_taken_for_whole() {
    let cuts = cut::all(&[Kind::Reqwest, Kind::Isahc]);
    assert_eq!(cuts.len(), 24);
    let mut all = Tally::default();
    for tally in pool::run(cuts, 12, cut::run).await {
        all.add(tally);
    }
    // Not captured by the harness, so that every run shows it.
    let _ = writeln!(
        std::io::stderr(),
        "cuts: answers=6 ends=2 transports=2 executions={} failures={}",
        all.executions,
        all.failures.len()
    );
    assert!(all.failures.is_empty(), "{:#?}", all.failures);
}
