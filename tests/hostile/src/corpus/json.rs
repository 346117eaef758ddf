//! JSON values and what is almost one (RFC 8259).

use super::Verdict::{Accept, Either, Refuse};
use super::{Case, Cases, Place, not_utf8};

/// All of them: more than 300.
pub fn json() -> Vec<Case> {
    let mut cases = Cases::default();
    numbers(&mut cases);
    texts(&mut cases);
    words(&mut cases);
    lists(&mut cases);
    objects(&mut cases);
    around(&mut cases);
    cases.0
}

fn numbers(cases: &mut Cases) {
    let mut good = Vec::new();
    for sign in ["", "-"] {
        for whole in ["0", "7", "40", "9007199254740993"] {
            for fraction in ["", ".0", ".125"] {
                for exponent in ["", "e1", "E+2", "e-3"] {
                    good.push(format!("{sign}{whole}{fraction}{exponent}"));
                }
            }
        }
    }
    good.extend(
        ["18446744073709551615", "18446744073709551616", "-9223372036854775809", "0e0"].map(str::to_owned),
    );
    cases.rule("number", Accept, good);
    cases.rule(
        "number_beyond_doubles",
        Either,
        ["1e400", "-1e400", "1e-400", "123e9999999999", &"9".repeat(400)],
    );
    cases.rule("number_signed", Refuse, ["+1", "--1", "-+1", "+0", "- 1", "-", "+"]);
    cases.rule("number_with_leading_zero", Refuse, ["01", "-01", "00", "0007", "-00.5"]);
    cases.rule(
        "number_without_digits",
        Refuse,
        [".5", "-.5", "1.", "1.e1", ".", "-.", "1e", "1E+", "1e-", "e1", "0.e1"],
    );
    cases.rule(
        "number_of_another_language",
        Refuse,
        [
            "0x1f",
            "0b1",
            "0o7",
            "1_000",
            "1L",
            "1f",
            "1n",
            "NaN",
            "Infinity",
            "-Infinity",
            "nan",
            "inf",
            "1.2.3",
            "1e1.5",
            "1e1e1",
        ],
    );
    cases.rule(
        "number_in_other_digits",
        Refuse,
        ["\u{661}", "\u{ff11}", "\u{bd}", "1\u{660}", "\u{221e}", "\u{2212}1"],
    );
}

fn texts(cases: &mut Cases) {
    let quoted = |text: &str| format!("\"{text}\"");
    let escapes = ["\\\"", "\\\\", "\\/", "\\b", "\\f", "\\n", "\\r", "\\t"];
    cases.rule("text_escape", Accept, escapes.map(quoted));
    let units = [
        "0000", "0041", "00e9", "00E9", "001b", "007f", "2028", "202e", "feff", "fffe", "FFFF", "d7ff",
        "e000",
    ];
    cases.rule("text_unit", Accept, units.map(|unit| format!("\"\\u{unit}\"")));
    let pairs = ["\\ud83d\\ude00", "\\uD83D\\uDE00", "\\udbff\\udfff", "\\ud800\\udc00"];
    cases.rule("text_pair", Accept, pairs.map(quoted));
    let raw = [
        "",
        " ",
        "\u{7f}",
        "\u{80}",
        "\u{85}",
        "\u{9b}",
        "\u{a0}",
        "\u{301}",
        "\u{200b}",
        "\u{2028}",
        "\u{202e}",
        "\u{fdd0}",
        "\u{feff}",
        "\u{fffe}",
        "\u{ffff}",
        "\u{1f600}",
        "\u{10ffff}",
        "/",
        "'",
        "<!--",
        "]]>",
        "&amp;",
        "//",
        "/*",
        "\u{5e9}\u{5dc}",
    ];
    cases.rule("text_raw", Accept, raw.map(quoted));
    cases.rule("text_long", Accept, [1_000, 100_000].map(|length| quoted(&"x\\u00e9".repeat(length / 8))));
    // The grammar allows halves of pairs, and no text can hold them.
    let halves = [
        "\\ud800",
        "\\udc00",
        "\\udbff",
        "\\ude00\\ud83d",
        "\\ud83dx",
        "\\ud83d\\n",
        "\\ud83d\\u0041",
        "\\ud800\\ud800\\udc00",
    ];
    cases.rule("text_half_pair", Either, halves.map(quoted));
    let controls = (0..32_u8).map(|control| [b"\"a".as_slice(), &[control], b"b\""].concat());
    cases.rule("text_control", Refuse, controls);
    let bad = [
        "\\x41",
        "\\a",
        "\\'",
        "\\0",
        "\\U0041",
        "\\u",
        "\\u1",
        "\\u12",
        "\\u123",
        "\\u12g4",
        "\\u{41}",
        "\\u 041",
        "\\u+041",
        "\\ud83d\\ude0",
        "\\ ",
        "\\\u{e9}",
        "\\v",
        "\\e",
    ];
    cases.rule("text_bad_escape", Refuse, bad.map(quoted));
    cases.rule(
        "text_unquoted",
        Refuse,
        [
            "\"",
            "\"x",
            "x\"",
            "\"\\\"",
            "'x'",
            "`x`",
            "\u{201c}x\u{201d}",
            "x",
            "\"a\" \"b\"",
            "\"\"\"x\"\"\"",
            "\"a\"\"",
            "\\\"x\\\"",
        ],
    );
    cases.rule("text_not_utf8", Refuse, not_utf8().map(|bytes| [b"\"".as_slice(), bytes, b"\""].concat()));
}

fn words(cases: &mut Cases) {
    cases.rule("word", Accept, ["true", "false", "null"]);
    let wrong = [
        "True",
        "TRUE",
        "tru",
        "truee",
        "False",
        "falsch",
        "Null",
        "NULL",
        "nul",
        "nulls",
        "undefined",
        "None",
        "nil",
        "yes",
        "truefalse",
        "true true",
        "t",
        "n\u{fc}ll",
        "not null",
        "null\u{0}",
    ];
    cases.rule("word_wrong", Refuse, wrong);
}

fn lists(cases: &mut Cases) {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let good = [
        "[]",
        "[ ]",
        "[null]",
        "[1,2]",
        "[\t1\r\n,\n2 ]",
        "[[],[[]]]",
        "[{},[],\"\",0,true]",
        "[1,1,1]",
        "[[1],{\"a\":[2]}]",
    ];
    cases.rule("list", Accept, good);
    cases.rule("list_nested", Accept, [2, 10, 25].map(nested));
    cases.rule("list_too_deep", Refuse, [33, 128, 1_000, 100_000].map(nested));
    cases.rule("list_never_closed", Refuse, [1, 31, 100_000].map(|depth| "[".repeat(depth)));
    cases.rule("list_long", Accept, [format!("[{}0]", "0,".repeat(20_000))]);
    let bad = [
        "[,]",
        "[1,]",
        "[,1]",
        "[1,,2]",
        "[1 2]",
        "[1",
        "]",
        "[]]",
        "[1}",
        "[1:2]",
        "(1)",
        "[1;2]",
        "[1,",
        "[[]",
        "[\"a\"",
        "[a]",
        "[1,\n",
        "<1>",
        "[-]",
        "[*]",
        "[1,...]",
        "[\u{feff}]",
        "[1\u{a0}]",
        "[\u{c}]",
        "[\"a\",\n4\n,1,",
    ];
    cases.rule("list_bad", Refuse, bad);
}

fn objects(cases: &mut Cases) {
    let nested = |depth: usize| format!("{}1{}", "{\"a\":".repeat(depth), "}".repeat(depth));
    let good = [
        "{}",
        "{ }",
        "{\"\":0}",
        "{\"a\":1}",
        "{\"a\":1,\"b\":2}",
        "{ \"a\" : 1 , \"b\" : [] }",
        "{\"\\u0000\":1}",
        "{\"\\ud83d\\ude00\":1}",
        "{\"\u{202e}\":1}",
        "{\"a\":{\"a\":{\"a\":null}}}",
        "{\"__proto__\":{},\"constructor\":1}",
        "{\"$ref\":\"#\"}",
    ];
    cases.rule("object", Accept, good);
    cases.rule("object_nested", Accept, [2, 10, 25].map(nested));
    cases.rule("object_too_deep", Refuse, [33, 1_000, 100_000].map(nested));
    let many: Vec<String> = (0..2_000).map(|n| format!("\"k{n}\":{n}")).collect();
    cases.rule("object_large", Accept, [format!("{{{}}}", many.join(","))]);
    cases.rule(
        "object_repeats_a_key",
        Either,
        ["{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}", "{\"\":0,\"\":0}"],
    );
    let bad = [
        "{a:1}",
        "{'a':1}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{,}",
        "{\"a\"=1}",
        "{\"a\":1 \"b\":2}",
        "{1:2}",
        "{null:1}",
        "{\"a\"::1}",
        "{[]:1}",
        "{\"a\":1}}",
        "{\"a\":1",
        "{\"a\":1,",
        "{\"a\"",
        "{",
        "}",
        "{\"a\":1]",
        "{\"a\",1}",
        "{\"a\":1;\"b\":2}",
        "{\"a\" b}",
        "{:1}",
        "{\"a\":1,,\"b\":2}",
        "{\"a\":/*c*/1}",
        "{\"a\":1//c\n}",
        "{\"a\":1#c\n}",
        "{\"\\ud800\":1,}",
        "{\"a\":\"b}",
    ];
    cases.rule("object_bad", Refuse, bad);
}

fn around(cases: &mut Cases) {
    cases.rule("white_space", Accept, [" 1", "1 ", "\t\r\n 1 \r\n\t", "\n[\n]\n"]);
    let odd = [
        "\u{a0}", "\u{b}", "\u{c}", "\u{0}", "\u{1a}", "\u{85}", "\u{200b}", "\u{2028}", "\u{2029}",
        "\u{3000}", "\u{2060}",
    ];
    cases.rule("white_space_before_that_is_none", Refuse, odd.map(|space| format!("{space}1")));
    cases.rule("white_space_behind_that_is_none", Refuse, odd.map(|space| format!("1{space}")));
    cases.rule(
        "comment",
        Refuse,
        ["/*c*/1", "1/*c*/", "//c\n1", "1//c", "#c\n1", "1#c", "<!--c-->1", "1;", ";1", "--c\n1"],
    );
    cases.rule("two", Refuse, ["1 2", "1,2", "[] []", "{}{}", "null\n1", "\"a\",\"b\"", "{}x", "[]:", "{},"]);
    cases.at(Place::Body, "mark", Accept, ["\u{feff}1", "\u{feff} []", "\u{feff}{}"]);
    cases.at(
        Place::Body,
        "mark_misplaced",
        Refuse,
        ["\u{feff}\u{feff}1", " \u{feff}1", "1\u{feff}", "\u{feff}", "\u{fffe}1"],
    );
    let other: [&[u8]; 7] = [
        b"\xff\xfe1\0",
        b"\xfe\xff\x001",
        b"\xff\xfe\0\0\x31\0\0\0",
        b"\x1f\x8b\x08\0",
        b"PK\x03\x04",
        b"\x89PNG\r\n\x1a\n",
        b"\xef\xbb1",
    ];
    cases.at(Place::Body, "other_encoding", Refuse, other);
    let none = [
        "",
        " ",
        "\n",
        "\t\r\n ",
        "<html>",
        "<?xml version='1.0'?>",
        "callback([])",
        ")]}',\n[]",
        "var a = {}",
        "a=1&b=2",
        "---\n- 1",
        "\"a\": 1",
    ];
    cases.at(Place::Body, "no_json", Refuse, none);
}
