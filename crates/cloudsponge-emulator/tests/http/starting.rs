//! What keeps an emulator from starting.

use cloudsponge_emulator::{Emulator, StartError};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV6};

#[tokio::test]
async fn a_setting_that_cannot_be_used_is_named() {
    let error = Emulator::builder().listen("192.0.2.1:0".parse().unwrap()).start().await.unwrap_err();
    assert!(matches!(error, StartError::NotLoopback(address) if address.ip() == Ipv4Addr::new(192, 0, 2, 1)));
    let error = Emulator::builder().credentials("", "x").start().await.unwrap_err();
    assert!(matches!(error, StartError::Credentials(_)), "{error}");
    let error = Emulator::builder().another_domain("k", "").start().await.unwrap_err();
    assert!(matches!(error, StartError::Credentials(_)), "{error}");
    for speed in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e7] {
        let error = Emulator::builder().speed(speed).start().await.unwrap_err();
        assert!(matches!(error, StartError::Speed), "{error}");
    }
}

#[tokio::test]
async fn an_address_in_use_is_named() {
    let first = Emulator::builder().start().await.unwrap();
    let taken = first.addr();
    let error = Emulator::builder().listen(taken).start().await.unwrap_err();
    assert!(matches!(error, StartError::Listen { address, .. } if address == taken));
}

#[tokio::test]
async fn a_loopback_address_with_a_scope_is_left_out_of_the_url_or_refused() {
    let scoped = SocketAddr::V6(SocketAddrV6::new(Ipv6Addr::LOCALHOST, 0, 0, 1));
    // Systems differ in whether they keep the scope of a loopback address.
    match Emulator::builder().listen(scoped).start().await {
        Ok(emulator) => assert!(!emulator.base_url().to_string().contains('%')),
        Err(error) => assert!(matches!(error, StartError::BaseUrl(_) | StartError::Listen { .. }), "{error}"),
    }
}
