//! Wild contacts answers in JSON: what the service sends, and what it never should.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// What stands between tokens.
fn space() -> impl Strategy<Value = &'static str> {
    prop_oneof![12 => Just(""), 1 => select(vec![" ", "\n", "\t", "\r\n", "  \n"])]
}

/// The inside of a string.
fn inside() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        20 => "[a-zA-Z .@-]{0,12}",
        6 => select(vec![
            "\\u0026", "\\n", "\\\"", "\\\\", "\\/", "\\b\\f\\r\\t", "\\u00e9", "\\ud83d\\ude00", "\\u0000", "é", "😀",
            "\u{2028}", "\u{feff}", "\u{7f}", "\\uD83D\\uDE00", "null", "{}", "[", "?",
        ])
        .prop_map(str::to_owned),
        1 => select(vec!["\\ud800", "\\udc00", "\\ud800\\u0041", "\\ud800x", "\\ud800\\n"]).prop_map(str::to_owned),
    ];
    vec(piece, 0..4).prop_map(|pieces| pieces.concat())
}

fn string() -> impl Strategy<Value = String> {
    inside().prop_map(|inside| format!("\"{inside}\""))
}

/// A value that few fields expect.
fn odd() -> impl Strategy<Value = String> {
    let number = select(vec![
        "0",
        "17",
        "-17",
        "-0",
        "1.5",
        "1e3",
        "-1E-2",
        "1e400",
        "9223372036854775807",
        "-9223372036854775808",
        "-9223372036854775809",
        "18446744073709551615",
        "18446744073709551616",
        "123456789012345678901234567890",
        "0.1e+5",
        "00",
        "1.",
        "+1",
    ]);
    let leaf = prop_oneof![
        8 => number.prop_map(str::to_owned),
        4 => select(vec!["true", "false", "null"]).prop_map(str::to_owned),
        2 => string(),
        1 => select(vec!["[]", "{}", "\" true \"", "\"false\"", "\"tru\\u0065\"", "nul", "\"\\x\"", "\"\n\"", "'a'"])
            .prop_map(str::to_owned),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(|items| format!("[{}]", items.join(","))),
            vec((string(), inner), 0..3).prop_map(object_of),
        ]
    })
}

fn object_of(fields: Vec<(String, String)>) -> String {
    let fields: Vec<_> = fields.into_iter().map(|(key, value)| format!("{key}:{value}")).collect();
    format!("{{{}}}", fields.join(","))
}

/// An object of some of these fields, in any order, some of them twice or unknown or strange.
fn object(
    fields: Vec<(&'static str, BoxedStrategy<String>)>,
    wildness: u32,
) -> impl Strategy<Value = String> {
    let escaped = |name: &str| {
        let mut chars = name.chars();
        let first = chars.next().map(u32::from).unwrap_or_default();
        format!("\"\\u{first:04x}{}\"", chars.as_str())
    };
    let parts: Vec<_> = fields
        .into_iter()
        .map(|(name, value)| {
            let value = prop_oneof![40 => value, 3 => Just("null".to_owned()), wildness => odd()];
            let key = prop_oneof![30 => Just(format!("\"{name}\"")), 1 => Just(escaped(name))];
            (key, space(), space(), value, space())
                .prop_map(|(key, a, b, value, c)| format!("{key}{a}:{b}{value}{c}"))
                .boxed()
        })
        .chain([(string(), odd()).prop_map(|(key, value)| format!("{key}:{value}")).boxed()])
        .collect();
    let count = parts.len();
    let order = prop_oneof![
        4 => proptest::sample::subsequence((0..count).collect::<Vec<_>>(), 0..=count),
        4 => proptest::sample::subsequence((0..count).collect::<Vec<_>>(), 0..=count).prop_shuffle(),
        1 => vec(0..count, 0..count),
    ];
    (order, space()).prop_flat_map(move |(order, space)| {
        let fields: Vec<_> = order.iter().map(|index| parts[*index].clone()).collect();
        fields.prop_map(move |fields| format!("{{{space}{}}}", fields.join(&format!(",{space}"))))
    })
}

fn list(item: BoxedStrategy<String>) -> BoxedStrategy<String> {
    prop_oneof![
        8 => (vec(item.clone(), 0..4), space())
            .prop_map(|(items, space)| format!("[{space}{}{space}]", items.join(&format!("{space},")))),
        1 => item,
    ]
    .boxed()
}

fn text() -> BoxedStrategy<String> {
    prop_oneof![20 => string(), 1 => Just("17".to_owned())].boxed()
}

fn flag() -> BoxedStrategy<String> {
    select(vec!["true", "true", "false", "\" true\"", "\"no\""]).prop_map(str::to_owned).boxed()
}

fn entry(fields: Vec<(&'static str, BoxedStrategy<String>)>) -> BoxedStrategy<String> {
    prop_oneof![20 => object(fields, 1), 2 => Just("null".to_owned()), 2 => string(), 1 => odd()].boxed()
}

fn contact() -> BoxedStrategy<String> {
    let mail = vec![("address", text()), ("type", text()), ("primary", flag())];
    let phone = vec![("number", text()), ("type", text()), ("primary", flag())];
    let names = ["type", "street", "city", "region", "postal_code", "country", "formatted"];
    let address = names.map(|name| (name, text())).to_vec();
    let item = || prop_oneof![8 => string(), 1 => Just("null".to_owned())].boxed();
    let mut fields = vec![
        ("first_name", text()),
        ("last_name", text()),
        ("phone", list(entry(phone))),
        ("email", list(entry(mail))),
        ("address", list(entry(address))),
        ("groups", list(item())),
        ("dob", text()),
        ("birthday", text()),
        ("companies", list(item())),
        ("job_title", text()),
        ("photos", list(odd().boxed())),
        ("locations", list(odd().boxed())),
        ("owner", flag()),
    ];
    for name in ["title", "external_id", "userToken", "source"] {
        fields.push((name, text()));
    }
    object(fields, 1).boxed()
}

/// A contacts answer.
pub(super) fn answer() -> impl Strategy<Value = String> {
    let item = prop_oneof![30 => contact(), 1 => odd()].boxed();
    let number = || select(vec!["0", "7", "\"7\"", "-1", "\"\""]).prop_map(str::to_owned).boxed();
    let contacts = prop_oneof![
        30 => (vec(item, 0..5), space())
            .prop_map(|(items, space)| format!("[{space}{}{space}]", items.join(&format!("{space},")))),
        1 => contact(),
        1 => odd(),
    ];
    let fields = vec![
        ("contacts", contacts.boxed()),
        ("contacts_owner", contact()),
        ("start", number()),
        ("count", number()),
        ("total", number()),
        ("import_id", select(vec!["5550001", "\"5550001\""]).prop_map(str::to_owned).boxed()),
        ("user_id", text()),
        ("id", Just("5550001".to_owned()).boxed()),
        ("echo", text()),
        ("status", select(vec!["\"success\"", "\"SUCCESS \""]).prop_map(str::to_owned).boxed()),
    ];
    let refusals =
        select(vec!["", "", "", "", "", "", "", "", ",\"error\":{\"message\":\"no\"}", ",\"error\":null"]);
    let mark = prop_oneof![9 => Just(""), 1 => Just("\u{feff}")];
    (mark, space(), object(fields, 0).boxed(), refusals, space()).prop_map(
        |(mark, before, mut object, refusal, after)| {
            if object.len() > 4 {
                object.pop();
                object.push_str(refusal);
                object.push('}');
            }
            format!("{mark}{before}{object}{after}")
        },
    )
}

/// The same bytes with a few of them changed, taken out, or put in.
pub(super) fn damaged() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![
        4 => select(b"\"\\{}[]:,0-.e+ \n\x00\x1fntfu".to_vec()),
        1 => any::<u8>(),
        1 => select(vec![0xff_u8, 0xc3, 0xa9, 0xed, 0xa0, 0xf0]),
    ];
    let change = (any::<prop::sample::Index>(), 0..3_u8, byte);
    (answer(), vec(change, 1..4)).prop_map(|(answer, changes)| {
        let mut bytes = answer.into_bytes();
        for (at, what, byte) in changes {
            let at = at.index(bytes.len());
            match what {
                0 => bytes[at] = byte,
                1 => drop(bytes.remove(at)),
                _ => bytes.insert(at, byte),
            }
            if bytes.is_empty() {
                bytes.push(byte);
            }
        }
        bytes
    })
}
