//! Who competes at decoding: ours, the peers, the limits.

use crate::digest::{Digest, Eyes, of_plain};
use crate::ours;
use crate::payload::Form;
use crate::peer::{json, json_stream, limits, value, xml_derive, xml_events, xml_tree};
use cloudsponge_proto::Format;
use std::hint::black_box;

/// A way to decode a body.
pub struct Contender {
    /// Its name in figures.
    pub name: &'static str,
    /// Decodes a body and drops the result. It may use the body up.
    pub run: Decoding,
    /// Whether each run needs a body of its own.
    pub consumes: bool,
    /// What it can tell apart.
    pub eyes: Eyes,
    /// One number for all it reads; none for limits, which read nothing.
    pub digest: Option<Reading>,
}

/// Decodes a body and drops the result.
pub type Decoding = Box<dyn Fn(&mut Vec<u8>)>;

/// What a contender reads of a body; `None` if it fails.
pub type Reading = Box<dyn Fn(&[u8]) -> Option<u64>>;

/// Our flat page from a body that is handed over.
pub const FLAT: &str = "flat page";
/// Our owned contacts.
pub const OWNED: &str = "owned contacts";
/// Our decoder fed 64 KiB at a time, contacts looked at where they are.
pub const FLAT_64K: &str = "flat, chunks of 64 KiB";
/// As [`FLAT_64K`], 16 KiB at a time: one record of TLS.
pub const FLAT_16K: &str = "flat, chunks of 16 KiB";
/// As [`FLAT_64K`], 1400 bytes at a time: one packet.
pub const FLAT_1400: &str = "flat, chunks of 1400 B";
/// As [`FLAT_64K`], each contact taken out.
pub const OWNED_64K: &str = "owned, chunks of 64 KiB";
/// serde_json's derive, owned texts.
pub const SERDE: &str = "serde_json derive, owned";
/// serde_json's derive, borrowed texts.
pub const SERDE_BORROWED: &str = "serde_json derive, borrowed";
/// `serde_json::Value`.
pub const VALUE: &str = "serde_json::Value";
/// sonic-rs.
pub const SONIC: &str = "sonic-rs, owned";
/// simd-json.
pub const SIMD: &str = "simd-json, owned";
/// serde_json over a reader, one contact at a time.
pub const SEED: &str = "serde_json streaming seed, 64 KiB";
/// quick-xml's serde.
pub const XML_DERIVE: &str = "quick-xml derive";
/// quick-xml's events.
pub const XML_EVENTS: &str = "quick-xml events";
/// roxmltree.
pub const XML_TREE: &str = "roxmltree";
/// A copy of the body.
pub const MEMCPY: &str = "limit: memcpy";
/// A search for all marks.
pub const SCAN: &str = "limit: structural scan";
/// A clone of the owned result.
pub const CLONE: &str = "limit: clone() of the owned result";

/// All that can read this form.
pub fn contenders(form: Form, body: &[u8]) -> Vec<Contender> {
    let mut all = ours(form.format());
    all.extend(if form == Form::Json { json_peers() } else { xml_peers() });
    all.extend(limits(form.format(), body));
    all
}

/// The one of this name.
pub fn contender(form: Form, body: &[u8], name: &str) -> Option<Contender> {
    contenders(form, body).into_iter().find(|contender| contender.name == name)
}

fn ours(format: Format) -> Vec<Contender> {
    let chunked = |name, len: usize| {
        let run = move |body: &mut Vec<u8>| ours::chunked_flat(format, body.chunks(len));
        reader(name, Eyes::Sharp, run, move |body| ours::digest_chunked(format, body, len, Eyes::Sharp))
    };
    let digest_owned = move |body: &[u8]| ours::digest_owned(format, body, Eyes::Sharp);
    let digest_64k = move |body: &[u8]| ours::digest_chunked(format, body, 64 * 1024, Eyes::Sharp);
    vec![
        Contender {
            consumes: true,
            ..reader(
                FLAT,
                Eyes::Sharp,
                move |body| ours::flat(format, std::mem::take(body)),
                move |body| ours::digest_flat(format, body, Eyes::Sharp),
            )
        },
        reader(OWNED, Eyes::Sharp, move |body| drop(black_box(ours::owned(format, body))), digest_owned),
        chunked(FLAT_64K, 64 * 1024),
        chunked(FLAT_16K, 16 * 1024),
        chunked(FLAT_1400, 1400),
        reader(
            OWNED_64K,
            Eyes::Sharp,
            move |body| ours::chunked_owned(format, body.chunks(64 * 1024)),
            digest_64k,
        ),
    ]
}

fn json_peers() -> Vec<Contender> {
    let sharp = Eyes::Sharp;
    vec![
        reader(
            SERDE,
            sharp,
            |body| drop(black_box(json::serde_owned(body))),
            move |body| Some(of_plain(&json::serde_owned(body).ok()?, sharp)),
        ),
        reader(
            SERDE_BORROWED,
            sharp,
            |body| drop(black_box(json::serde_borrowed(body))),
            move |body| Some(of_plain(&json::serde_borrowed(body).ok()?, sharp)),
        ),
        reader(
            VALUE,
            sharp,
            |body| drop(black_box(value::read(body))),
            move |body| Some(of_plain(&value::plain(&value::read(body).ok()?).ok()?, sharp)),
        ),
        reader(
            SONIC,
            sharp,
            |body| drop(black_box(json::sonic(body))),
            move |body| Some(of_plain(&json::sonic(body).ok()?, sharp)),
        ),
        Contender {
            consumes: true,
            ..reader(
                SIMD,
                sharp,
                |body| drop(black_box(json::simd(body))),
                move |body| Some(of_plain(&json::simd(&mut body.to_vec()).ok()?, sharp)),
            )
        },
        reader(
            SEED,
            sharp,
            |body| {
                let _ = black_box(json_stream::read(body.as_slice(), |contact| drop(black_box(contact))));
            },
            move |body| {
                let mut digest = Digest::new(sharp);
                json_stream::read(body, |contact| digest.plain(&contact)).ok()?;
                Some(digest.finish())
            },
        ),
    ]
}

fn xml_peers() -> Vec<Contender> {
    let (sharp, dim) = (Eyes::Sharp, Eyes::Dim);
    vec![
        reader(
            XML_DERIVE,
            dim,
            |body| drop(black_box(xml_derive::read(body))),
            move |body| Some(of_plain(&xml_derive::plain(xml_derive::read(body).ok()?), dim)),
        ),
        reader(
            XML_EVENTS,
            sharp,
            |body| drop(black_box(xml_events::read(body))),
            move |body| Some(of_plain(&xml_events::read(body).ok()?, sharp)),
        ),
        reader(
            XML_TREE,
            sharp,
            |body| drop(black_box(xml_tree::read(body))),
            move |body| Some(of_plain(&xml_tree::read(body)?, sharp)),
        ),
    ]
}

fn limits(format: Format, body: &[u8]) -> Vec<Contender> {
    let mark = if format == Format::Json { b'"' } else { b'<' };
    let owned = ours::owned(format, body);
    let limit =
        |name, run: Decoding| Contender { name, run, consumes: false, eyes: Eyes::Sharp, digest: None };
    vec![
        limit(MEMCPY, Box::new(|body| limits::copy(body))),
        limit(SCAN, Box::new(move |body| limits::visit(body, mark))),
        limit(CLONE, Box::new(move |_| drop(black_box(owned.clone())))),
    ]
}

fn reader(
    name: &'static str,
    eyes: Eyes,
    run: impl Fn(&mut Vec<u8>) + 'static,
    digest: impl Fn(&[u8]) -> Option<u64> + 'static,
) -> Contender {
    Contender { name, run: Box::new(run), consumes: false, eyes, digest: Some(Box::new(digest)) }
}

/// Sees that all contenders read the same of a body.
///
/// # Errors
/// The names of those that do not.
pub fn agree(form: Form, body: &[u8]) -> Result<(), Vec<&'static str>> {
    let wanted = |eyes| ours::digest_owned(form.format(), body, eyes);
    let (sharp, dim) = (wanted(Eyes::Sharp), wanted(Eyes::Dim));
    let mut others = contenders(form, body);
    others.retain(|contender| {
        let wanted = if contender.eyes == Eyes::Sharp { sharp } else { dim };
        contender.digest.as_ref().is_some_and(|digest| wanted.is_none() || digest(body) != wanted)
    });
    if others.is_empty() { Ok(()) } else { Err(others.iter().map(|contender| contender.name).collect()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payload::{Profile, body};

    #[test]
    fn all_read_the_same() {
        for profile in Profile::ALL {
            for form in Form::ALL {
                assert_eq!(agree(form, &body(profile, form, 300)), Ok(()), "{profile:?} {form:?}");
            }
        }
    }

    #[test]
    fn a_reader_that_misses_something_is_named() {
        let body = body(Profile::Mailing, Form::Json, 10);
        let other = String::from_utf8(body.clone()).unwrap().replacen("Home", "home", 1).into_bytes();
        let ours = ours::digest_owned(Format::Json, &body, Eyes::Sharp);
        let all = contenders(Form::Json, &body);
        for reader in all.iter().filter_map(|contender| contender.digest.as_ref()) {
            assert_eq!(reader(&body), ours);
            assert_ne!(reader(&other), ours);
        }
    }
}
