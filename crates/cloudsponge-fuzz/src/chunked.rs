//! However a body is cut on its way, the same comes out.

use cloudsponge_proto::contacts::Limits;
use cloudsponge_proto::exchange::{self, Exchange, Input};
use cloudsponge_proto::model::Contacts;
use cloudsponge_proto::{
    CodecErrorKind, ContactDecoder, ContactPage, DecodeError, Format, Message, PageDecoder,
};
use http::Response;
use std::time::Instant;

/// The first byte chooses format, status and limits, the second how many bytes of cuts follow; the rest is the body.
pub fn decode_chunked(input: &[u8]) {
    let [choice, cuts, rest @ ..] = input else { return };
    let (cuts, body) = rest.split_at(usize::from(*cuts).min(rest.len()));
    let pieces = pieces(cuts, body);
    received(choice & 2 == 0, if choice & 4 == 0 { 1 << 20 } else { 64 }, body, &pieces);
    let format = if choice & 1 == 0 { Format::Json } else { Format::Xml };
    let limits = Limits::default();
    let small = choice & 8 != 0;
    let limits = if small { limits.contacts(2).contact_size(200) } else { limits };
    let whole = streamed(format, limits, &[body]);
    same(&streamed(format, limits, &pieces), &whole, "contacts one at a time");
    let page = paged(format, limits, &[body]);
    same(&paged(format, limits, &pieces), &page, "a page while it grows");
    same(&page, &whole, "a page and contacts one at a time");
    if !small {
        assert_eq!(Contacts::decode(format, body), whole);
        assert_eq!(ContactPage::decode_slice(format, body).map(Contacts::from), whole);
    }
}

/// Where a limit is noticed to be exceeded, and whether before another flaw of the same contact, depends on how much has
/// come; everything else does not.
fn same(one: &Result<Contacts, DecodeError>, other: &Result<Contacts, DecodeError>, what: &str) {
    if is_too_large(one) || is_too_large(other) {
        assert!(one.is_err() && other.is_err(), "{what}: {one:?} {other:?}");
    } else {
        assert_eq!(one, other, "{what}");
    }
}

fn is_too_large(read: &Result<Contacts, DecodeError>) -> bool {
    let Err(DecodeError::Codec(error)) = read else { return false };
    matches!(error.kind(), CodecErrorKind::TooLarge(_))
}

/// The body cut behind every so many bytes; 0 is an empty piece.
fn pieces<'a>(cuts: &[u8], mut body: &'a [u8]) -> Vec<&'a [u8]> {
    let mut pieces = Vec::new();
    for cut in cuts {
        let (piece, rest) = body.split_at(usize::from(*cut).min(body.len()));
        pieces.push(piece);
        body = rest;
    }
    pieces.push(body);
    pieces
}

fn streamed(format: Format, limits: Limits, pieces: &[&[u8]]) -> Result<Contacts, DecodeError> {
    let mut decoder = ContactDecoder::with_limits(format, limits);
    let mut slots = Vec::new();
    for piece in pieces {
        decoder.feed(piece, |slot| slots.push(slot.map(|contact| contact.to_owned())))?;
        assert_eq!(decoder.items(), slots.len() as u64);
    }
    let mut contacts = decoder.finish(|slot| slots.push(slot.map(|contact| contact.to_owned())))?;
    contacts.contacts = slots;
    Ok(contacts)
}

fn paged(format: Format, limits: Limits, pieces: &[&[u8]]) -> Result<Contacts, DecodeError> {
    let mut decoder = PageDecoder::with_limits(format, limits);
    let mut body = Vec::new();
    for piece in pieces {
        body.extend_from_slice(piece);
        decoder.feed(&body)?;
    }
    let items = decoder.len();
    match decoder.finish(body.clone()) {
        Ok(page) => {
            assert!(items <= page.len());
            Ok(page.into())
        }
        Err(undecoded) => {
            assert_eq!(undecoded.body, body, "a body that cannot be read comes back");
            Err(undecoded.error)
        }
    }
}

/// What an exchange makes of a body does not depend on how it comes.
fn received(success: bool, limit: usize, body: &[u8], pieces: &[&[u8]]) {
    let status = if success { 200 } else { 503 };
    assert_eq!(
        exchange(status, limit, &[body]),
        exchange(status, limit, pieces),
        "a body in pieces is the body"
    );
}

/// What an exchange makes of a body that arrives so; `None` if it is refused.
fn exchange(status: u16, limit: usize, pieces: &[&[u8]]) -> Option<Vec<u8>> {
    let now = Instant::now();
    let mut limits = exchange::Limits::default();
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
