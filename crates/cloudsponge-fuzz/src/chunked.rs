//! However a body is cut on its way, the same comes out.

use cloudsponge_proto::exchange::{Exchange, Input, Limits};
use cloudsponge_proto::model::{Contacts, Events};
use cloudsponge_proto::{Format, Message};
use http::Response;
use std::time::Instant;

/// The first byte tells format and status, the second how many bytes of cuts follow; the rest is the body.
pub fn decode_chunked(input: &[u8]) {
    let [choice, cuts, rest @ ..] = input else { return };
    let (cuts, body) = rest.split_at(usize::from(*cuts).min(rest.len()));
    let format = if choice & 1 == 0 { Format::Json } else { Format::Xml };
    let status = if choice & 2 == 0 { 200 } else { 503 };
    // Sometimes too small for the body.
    let limit = if choice & 4 == 0 { 1 << 20 } else { 64 };
    let whole = exchange(status, limit, &[body]);
    let pieces = exchange(status, limit, &pieces(cuts, body));
    assert_eq!(whole, pieces, "a body in pieces is the body");
    if let Some(body) = whole {
        assert_eq!(Contacts::decode(format, &body), Contacts::decode(format, &pieces.unwrap_or_default()));
        assert_eq!(Events::decode(format, &body).is_ok(), Events::decode(format, &body).is_ok());
    }
}

/// The body cut behind every so many bytes; 0 is an empty piece.
pub(crate) fn pieces<'a>(cuts: &[u8], mut body: &'a [u8]) -> Vec<&'a [u8]> {
    let mut pieces = Vec::new();
    for cut in cuts {
        let (piece, rest) = body.split_at(usize::from(*cut).min(body.len()));
        pieces.push(piece);
        body = rest;
    }
    pieces.push(body);
    pieces
}

/// What an exchange makes of a body that arrives so; `None` if it is refused.
fn exchange(status: u16, limit: usize, pieces: &[&[u8]]) -> Option<Vec<u8>> {
    let now = Instant::now();
    let mut limits = Limits::default();
    limits.body = limit;
    let mut exchange = Exchange::new(limits, now);
    let head = Response::builder().status(status).body(()).unwrap().into_parts().0;
    let inputs = std::iter::once(Input::Head(now, head))
        .chain(pieces.iter().map(|piece| Input::Body(now, piece)))
        .chain(std::iter::once(Input::End(now)));
    for input in inputs {
        if let Some(outcome) = exchange.handle_input(input) {
            return outcome.ok().map(Response::into_body);
        }
    }
    panic!("an exchange ends with its body");
}
