//! XML 1.0 documents of one element, and what is almost one. The element's name is written `%`.

use super::Verdict::{Accept, Either, Refuse};
use super::{Case, Cases, Place, not_utf8};

/// All of them: more than 150.
pub fn xml() -> Vec<Case> {
    let mut cases = Cases::default();
    references(&mut cases);
    characters(&mut cases);
    tags(&mut cases);
    attributes(&mut cases);
    markup(&mut cases);
    sizes(&mut cases);
    prologues(&mut cases);
    behind(&mut cases);
    cases.0
}

fn within(text: &str) -> String {
    format!("<%>{text}</%>")
}

fn references(cases: &mut Cases) {
    let good = [
        "&amp;",
        "&lt;",
        "&gt;",
        "&quot;",
        "&apos;",
        "&amp;amp;",
        "&#65;",
        "&#x41;",
        "&#0065;",
        "&#x00e9;",
        "&#xE9;",
        "&#9;",
        "&#10;",
        "&#13;",
        "&#x85;",
        "&#x2028;",
        "&#xD7FF;",
        "&#xE000;",
        "&#xFFFD;",
        "&#x10000;",
        "&#x1F600;",
        "&#x10FFFF;",
        "&#1114111;",
        "a&#32;b",
    ];
    cases.rule("reference", Accept, good.map(within));
    let bad = [
        "&",
        "& ",
        "R&D",
        "&;",
        "&#;",
        "&#x;",
        "&#0;",
        "&#8;",
        "&#xB;",
        "&#x1F;",
        "&#xD800;",
        "&#xDFFF;",
        "&#xFFFE;",
        "&#xFFFF;",
        "&#x110000;",
        "&#1114112;",
        "&#99999999999999999999;",
        "&#-1;",
        "&# 65;",
        "&#6 5;",
        "&#65",
        "&#X41;",
        "&#x4G;",
        "&nbsp;",
        "&AMP;",
        "&amp",
        "&a b;",
        "&&amp;",
        "&lol;",
        "&#xFFFFFFFF41;",
        "&amp ;",
        "&%;",
        "&#\u{661};",
    ];
    cases.rule("reference_bad", Refuse, bad.map(|text| within(&text.replace('%', "percent"))));
    cases.rule(
        "reference_bad_in_attribute",
        Refuse,
        ["&", "&nbsp;", "&#0;", "&lol"].map(|text| format!("<% a='{text}'/>")),
    );
}

fn characters(cases: &mut Cases) {
    let good = [
        "",
        " ",
        "\t\r\n",
        "\u{7f}",
        "\u{80}",
        "\u{85}",
        "\u{9b}",
        "\u{a0}",
        "\u{301}",
        "\u{202e}",
        "\u{2028}",
        "\u{d7ff}",
        "\u{fdd0}",
        "\u{feff}",
        "\u{fffd}",
        "\u{1f600}",
        "\u{10ffff}",
        ">",
        "\"'",
        "{\"a\":1}",
        "\\u0000",
    ];
    cases.rule("character", Accept, good.map(within));
    let controls = (0..32_u8).filter(|c| !b"\t\n\r".contains(c)).map(|c| within(&char::from(c).to_string()));
    cases.rule("control", Refuse, controls);
    cases.rule("no_character", Refuse, ["\u{fffe}", "\u{ffff}", "a\u{ffff}b"].map(within));
    cases.rule(
        "control_elsewhere",
        Refuse,
        ["<% a='\u{1}'/>", "<%><!--\u{b}--></%>", "<%><![CDATA[\u{0}]]></%>", "<%><?p \u{1f}?></%>"],
    );
    cases.rule("not_utf8", Refuse, not_utf8().map(|bytes| [b"<%>".as_slice(), bytes, b"</%>"].concat()));
}

fn tags(cases: &mut Cases) {
    let good = [
        "<%/>",
        "<% />",
        "<%\n/>",
        "<% ></% >",
        "<%><a/></%>",
        "<%><a></a><b/></%>",
        "<%> <a> <b/> </a> </%>",
        "<%><\u{e9}/></%>",
        "<%><_a/><a-b.c1/></%>",
        "<%><a><a><a/></a></a></%>",
        "<%>\r\n</%>",
    ];
    cases.rule("tag", Accept, good);
    let bad = [
        "<%",
        "<%>",
        "<%/",
        "<",
        "< %/>",
        "<%><a></%>",
        "<%><a></%></a>",
        "<%></a>",
        "</%>",
        "<%/></%>",
        "<%></ %>",
        "<%></%",
        "<%><</%>",
        "<%><></></%>",
        "<%><1/></%>",
        "<%><-a/></%>",
        "<%><.a/></%>",
        "<%><a b></a b></%>",
        "<%><a<b/></%>",
        "<%//>",
        "<%/ >",
        "<%></%></%>",
        "<%></% a='1'>",
        "<%><a></A></%>",
        "<%><a/ ></%>",
        "<%><&amp;/></%>",
        "<%><a></a></%",
        "<%><a>",
        "<%>\u{ff1c}a/></b></%>",
    ];
    cases.rule("tag_bad", Refuse, bad);
    cases.rule(
        "prefix",
        Accept,
        ["<%><a:b xmlns:a='urn:a'/></%>", "<% xmlns='urn:a'/>", "<% xmlns:a='urn:a'><a:b a:c=''/></%>"],
    );
    cases.rule(
        "prefix_odd",
        Either,
        [
            "<%><a:b/></%>",
            "<%><:a/></%>",
            "<%><a:/></%>",
            "<%><xmlns:a/></%>",
            "<% xml:lang=''/>",
            "<%><a:b:c/></%>",
        ],
    );
}

fn attributes(cases: &mut Cases) {
    let good = [
        "<% a='1'/>",
        "<% a=\"1\"/>",
        "<%\ta = '1'\n/>",
        "<% a='\"'/>",
        "<% a=\"'\"/>",
        "<% a='' b=''/>",
        "<% a='&lt;&#233;'/>",
        "<% a='>'/>",
        "<% a='\n'/>",
        "<% type='array'/>",
        "<% nil='true'/>",
        "<% nil='false'>x</%>",
        "<% type='x'/>",
    ];
    cases.rule("attribute", Accept, good);
    let bad = [
        "<% a/>",
        "<% a=/>",
        "<% a=1/>",
        "<% a='1/>",
        "<% a='1\"/>",
        "<% a=='1'/>",
        "<% ='1'/>",
        "<% 1='1'/>",
        "<% a='<'/>",
        "<% a='1' a='2'/>",
        "<% a '1'/>",
        "<% a=\u{2019}1\u{2019}/>",
        "<% 'a'='1'/>",
        "<% a='1'</%>",
        "<%a='1'/>",
        "<% a='1',b='2'/>",
        "<% &amp;='1'/>",
    ];
    cases.rule("attribute_bad", Refuse, bad);
    cases.rule("attributes_without_space", Either, ["<% a='1'b='2'/>", "<% a=\"\"b=\"\"></%>"]);
    let many = |count: usize| format!("<%{}/>", (0..count).map(|n| format!(" a{n}=''")).collect::<String>());
    cases.rule("attributes_many", Accept, [many(8), many(64)]);
    cases.rule("attributes_too_many", Refuse, [many(65), many(20_000)]);
}

fn markup(cases: &mut Cases) {
    let good = [
        "<!---->",
        "<!-- a -->",
        "<!-- <a> & ]]> -->",
        "a<!-- b -->c",
        "<?p?>",
        "<?p q ?>",
        "<?p <a> & ?>",
        "<?pi ??>",
        "<![CDATA[]]>",
        "<![CDATA[<a> & ]]>",
        "<![CDATA[]]]]><![CDATA[>]]>",
        "<![CDATA[a]]]>",
        "a<![CDATA[b]]>c<?d?>e",
        "<![CDATA[\r\n]]>",
        "<!-- - - -->",
    ];
    cases.rule("markup", Accept, good.map(within));
    let bad = [
        "<!--",
        "<!-- a",
        "<!-->",
        "<!--->",
        "<!- a -->",
        "<! -- a -->",
        "<![CDATA[",
        "<![CDATA[a",
        "<![CDATA[a]]",
        "<![cdata[a]]>",
        "<![ CDATA[a]]>",
        "<![CDATA [a]]>",
        "<!>",
        "<!a>",
        "<?",
        "<?p",
        "<?p>",
        "<??>",
        "<!ELEMENT a ANY>",
        "<!ENTITY a 'b'>",
        "<![INCLUDE[a]]>",
        "<!DOCTYPE a>",
        "<?xml version='1.0'?>",
        "<%!-- a -->",
    ];
    cases.rule("markup_bad", Refuse, bad.map(|text| within(&text.replace('%', "percent"))));
    // Where others are strict and nothing is at stake.
    cases.rule(
        "markup_odd",
        Either,
        ["a]]>b", "<!-- a -- b -->", "<!-- a --->", "<? p?>", "<?1?>", "<?XML?>", "<?p:q?>"].map(within),
    );
}

fn sizes(cases: &mut Cases) {
    let nested = |depth: usize| within(&format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth)));
    cases.rule("nested", Accept, [1, 10, 25].map(nested));
    cases.rule("too_deep", Refuse, [32, 1_000, 100_000].map(nested));
    cases.rule(
        "never_closed",
        Refuse,
        [31, 1_000, 100_000].map(|depth| format!("<%>{}", "<a>".repeat(depth))),
    );
    cases.rule("long_text", Accept, [1_000, 1_000_000].map(|length| within(&"x".repeat(length))));
    cases.rule("too_long_text", Refuse, [within(&"x".repeat(1_048_577))]);
    cases.rule("many_elements", Accept, [within(&"<a/>".repeat(20_000))]);
    cases.rule("many_pieces", Accept, [within(&"<!---->x<![CDATA[]]>".repeat(5_000))]);
}

fn prologues(cases: &mut Cases) {
    let good = [
        "<?xml version='1.0'?><%/>",
        "<?xml version=\"1.0\"?>\n<%/>",
        "<?xml version='1.0' encoding='UTF-8'?><%/>",
        "<?xml version='1.0' encoding='utf-8' standalone='no'?><%/>",
        "<?xml version = '1.0' ?><%/>",
        "\u{feff}<%/>",
        "\u{feff}<?xml version='1.0'?><%/>",
        "\r\n\t <%/>",
        "<!-- a --><%/>",
        "<?p?><!-- a --> <%/>",
        "<?xml-stylesheet href='a'?><%/>",
    ];
    cases.at(Place::Body, "prologue", Accept, good);
    let bad = [
        " <?xml version='1.0'?><%/>",
        "<!-- a --><?xml version='1.0'?><%/>",
        "<?xml version='1.1'?><%/>",
        "<?xml version='2.0'?><%/>",
        "<?xml?><%/>",
        "<?xml ?><%/>",
        "<?xml encoding='UTF-8'?><%/>",
        "<?xml version='1.0' encoding='ISO-8859-1'?><%/>",
        "<?xml version='1.0' encoding='UTF-16'?><%/>",
        "<?xml version='1.0' encoding='UTF-7'?><%/>",
        "<?xml version='1.0'?><?xml version='1.0'?><%/>",
        "\u{feff}\u{feff}<%/>",
        "a<%/>",
        "&#32;<%/>",
        "<![CDATA[ ]]><%/>",
        "<?xml version='1.0'><%/>",
        "\u{a0}<%/>",
        "\u{0}<%/>",
    ];
    cases.at(Place::Body, "prologue_bad", Refuse, bad);
    let types = [
        "<!DOCTYPE %><%/>",
        "<!DOCTYPE % SYSTEM 'file:///etc/hostname'><%/>",
        "<!DOCTYPE % PUBLIC '-//a//b' 'http://example.com/a.dtd'><%/>",
        "<!DOCTYPE % [<!ENTITY a 'b'>]><%>&a;</%>",
        "<!DOCTYPE % [<!ENTITY a SYSTEM 'file:///etc/hostname'>]><%>&a;</%>",
        "<!DOCTYPE % [<!ENTITY a 'x'><!ENTITY b '&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;'>]><%>&c;</%>",
        "<!DOCTYPE % [<!ENTITY a '&b;'><!ENTITY b '&a;'>]><%>&a;</%>",
        "<!DOCTYPE % [<!ATTLIST % a CDATA 'b'>]><%/>",
        "<!DOCTYPE % [<!ENTITY lt '&#38;#60;'>]><%/>",
        "<!DOCTYPE % []><%/>",
        "<!DOCTYPE %",
        "<!doctype html><html></html>",
    ];
    cases.at(Place::Body, "document_type", Refuse, types);
    let bodies: [&[u8]; 9] = [
        b"",
        b" ",
        b"\xef\xbb\xbf",
        b"\xff\xfe<\0%\0/\0>\0",
        b"\xfe\xff\0<\0%\0/\0>",
        b"\x4c\x6f\xa7\x94",
        b"{\"a\":1}",
        b"<html><body>502</body></html>",
        b"\x1f\x8b\x08\0",
    ];
    cases.at(Place::Body, "no_xml", Refuse, bodies);
}

fn behind(cases: &mut Cases) {
    cases.at(
        Place::Body,
        "behind",
        Accept,
        ["<%/> \r\n", "<%/><!-- a -->", "<%/><?p?>", "<%></%>\n<!-- a -->\n<?p?>\n"],
    );
    let bad = [
        "<%/>x",
        "<%/><%/>",
        "<%/><a/>",
        "<%/>&#32;",
        "<%/><![CDATA[]]>",
        "<%/><!-- a",
        "<%/><!DOCTYPE %>",
        "<%/><?xml version='1.0'?>",
        "<%/>\u{0}",
        "<%/>\u{feff}",
        "<%></%>>",
        "<%/><",
    ];
    cases.at(Place::Body, "behind_bad", Refuse, bad);
}
