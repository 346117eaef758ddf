//! Decoding a contacts answer of 2 000 contacts, beside what serde's derive needs for it.
//!
//! Time includes dropping the result.

use cloudsponge_benches::{book, plain_json, plain_xml};
use cloudsponge_proto::model::Contacts;
use cloudsponge_proto::{Format, Message};
use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

#[divan::bench]
fn json_contacts_decode(bencher: Bencher<'_, '_>) {
    measure(bencher, Format::Json, |body| drop(black_box(Contacts::decode(Format::Json, body))));
}

#[divan::bench]
fn json_serde_same_structs(bencher: Bencher<'_, '_>) {
    measure(bencher, Format::Json, |body| drop(black_box(book::read_with_serde(body))));
}

#[divan::bench]
fn json_serde_plain_structs(bencher: Bencher<'_, '_>) {
    measure(bencher, Format::Json, |body| drop(black_box(plain_json::read(body))));
}

#[divan::bench]
fn xml_contacts_decode(bencher: Bencher<'_, '_>) {
    measure(bencher, Format::Xml, |body| drop(black_box(Contacts::decode(Format::Xml, body))));
}

#[divan::bench]
fn xml_quick_xml_serde_plain_structs(bencher: Bencher<'_, '_>) {
    measure(bencher, Format::Xml, |body| drop(black_box(plain_xml::read(body))));
}

fn measure(bencher: Bencher<'_, '_>, format: Format, decode: impl Fn(&[u8]) + Sync) {
    let body = book::body(format);
    bencher
        .counter(BytesCount::of_slice(&body))
        .counter(ItemsCount::new(book::CONTACTS))
        .bench(|| decode(black_box(&body)));
}
