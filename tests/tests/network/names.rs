//! A3, A4, A5: names that are not found, not found soon, or lead to a dead address first.

use super::{client, kind, runtime};
use cloudsponge::proto::{Api, BaseUrl, Credentials, FailureKind, Format};
use cloudsponge_conformance::server::FaultServer;
use cloudsponge_reqwest::{ReqwestTransport, TokioTimer};
use cloudsponge_tests::chaos::case::{Call, KEY, PASSWORD, api, healthy, make};
use cloudsponge_tests::chaos::kind::Kind;
use cloudsponge_tests::chaos::row::is_healthy;
use reqwest::dns::{Name, Resolve, Resolving};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

fn elsewhere(host: &str) -> Api {
    let base = BaseUrl::parse(&format!("https://{host}")).unwrap();
    Api::new(Credentials::new(KEY, PASSWORD).unwrap()).with_base_url(base)
}

/// Under `.invalid` there is no name, which a resolver knows or is told at once. A machine whose name server does not answer
/// sees A4 instead.
#[test]
fn a3_a_name_nobody_has() {
    let runtime = runtime();
    for transport in [Kind::Reqwest, Kind::Isahc] {
        let (socket, timer) = transport.make().unwrap();
        let client = client(socket, timer, elsewhere("nobody.invalid"));
        for call in Call::ALL {
            let start = Instant::now();
            let outcome = runtime.block_on(make(&client, call, 0));
            let slow =
                start.elapsed() > Duration::from_secs(2) && kind(&outcome) == Some(FailureKind::Timeout);
            let right = slow || kind(&outcome) == Some(FailureKind::Connect);
            assert!(right, "{transport:?} {call:?}: {outcome:?} after {:?}", start.elapsed());
        }
    }
}

/// A resolver that never answers.
struct Silent;

impl Resolve for Silent {
    fn resolve(&self, _: Name) -> Resolving {
        Box::pin(std::future::pending())
    }
}

#[test]
fn a4_a_name_server_that_does_not_answer() {
    let builder = ReqwestTransport::client_builder().tls_certs_only([]).dns_resolver(Arc::new(Silent));
    let transport = ReqwestTransport::with_client(builder.build().unwrap());
    let client = client(Arc::new(transport), Arc::new(TokioTimer::new()), elsewhere("slow.example"));
    for call in Call::ALL {
        let start = Instant::now();
        let outcome = runtime().block_on(make(&client, call, 0));
        assert_eq!(kind(&outcome), Some(FailureKind::Timeout), "{call:?}");
        assert!(start.elapsed() < Duration::from_secs(4), "{call:?}: {:?}", start.elapsed());
    }
}

/// For isahc the table of rows has it: libcurl takes `localhost` for both of its addresses by itself.
#[test]
fn a5_the_first_address_is_dead() {
    for call in Call::ALL {
        let server = FaultServer::start(healthy(call, Format::Json)).unwrap();
        let port = server.address().port();
        let addresses = [[127, 0, 0, 9], [127, 0, 0, 1]].map(|ip| SocketAddr::new(IpAddr::from(ip), port));
        let builder = ReqwestTransport::client_builder().tls_certs_only([]);
        let builder = builder.resolve_to_addrs("localhost", &addresses);
        let transport = ReqwestTransport::with_client(builder.build().unwrap());
        let api = api(&format!("localhost:{port}"), Format::Json).unwrap();
        let client = client(Arc::new(transport), Arc::new(TokioTimer::new()), api);
        let answer = runtime().block_on(make(&client, call, 0)).unwrap();
        assert!(is_healthy(call, Format::Json, &answer), "{call:?}");
        assert_eq!(server.requests().len(), 1, "{call:?}");
    }
}
