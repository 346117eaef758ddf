//! The rules: each family of strings is after one kind of carelessness.

/// Markup that acts, after what could end the place it is written into.
pub(super) fn markup() -> Vec<String> {
    const ENDS: [&str; 8] =
        ["", "\">", "'>", "</title>", "</textarea></style></script>", "</bdi></li>", "-->", "]]>"];
    const ACTS: [&str; 9] = [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<img src=//collector.example/pixel.png>",
        "<svg/onload=alert(1)>",
        "<iframe src=//collector.example/></iframe>",
        "<style>@import '//collector.example/';</style>",
        "<meta http-equiv=refresh content=0;url=//collector.example/>",
        "<base href=//collector.example/><form action=//collector.example/><button autofocus>",
        "<details open ontoggle=alert(1)>",
    ];
    let mut texts: Vec<String> = ENDS.iter().flat_map(|end| ACTS.map(|act| format!("{end}{act}"))).collect();
    texts.extend(
        ["\"", "'", "`", "' \" "].map(|quote| format!("{quote} autofocus onfocus=alert(1) x={quote}")),
    );
    texts.extend(owned([
        "<",
        ">",
        "<b>bold</b>",
        "<!--",
        "<![CDATA[",
        "<?xml?>",
        "<!DOCTYPE a>",
        "</a>",
        "<\u{0301}b>",
    ]));
    texts
}

/// Addresses that act when they are followed.
pub(super) fn addresses() -> Vec<String> {
    let mut texts = owned([
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " java\tscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:alert(1)",
        "file:///",
        "//collector.example/",
        "\\\\collector.example\\share",
        "http://collector.example@127.0.0.1/",
        "mailto:fern@example.com?bcc=quill@example.org",
    ]);
    texts.extend(["\r\n", "\n"].map(|end| format!("fern@example.com{end}Bcc: quill@example.org")));
    texts
}

/// What looks encoded already.
pub(super) fn references() -> Vec<String> {
    owned([
        "&",
        "&amp;",
        "&amp;amp;",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "&#60;b&#62;",
        "&#x3c;b&#x3e;",
        "&nothing;",
        "&#0;",
        "&lt",
        "%3Cscript%3E",
        "\\u003cscript\\u003e",
        "\\x3cscript\\x3e",
        "\\",
        "\\\\",
        "\\\"",
        "\\n",
        "+%20+",
        "PGI+",
    ])
}

/// What templates and scripts would reckon.
pub(super) fn expressions() -> Vec<String> {
    const PAIRS: [(&str, &str); 9] = [
        ("{{", "}}"),
        ("${", "}"),
        ("#{", "}"),
        ("<%=", "%>"),
        ("[[", "]]"),
        ("{%", "%}"),
        ("@(", ")"),
        ("*{", "}"),
        ("'-", "-'"),
    ];
    let mut texts: Vec<String> = PAIRS.map(|(open, close)| format!("{open}7*7{close}")).into();
    texts.extend(PAIRS.map(|(open, close)| format!("{open}alert(1){close}")));
    texts.extend(["=", "+", "-", "@", "\t=", "|"].map(|sign| format!("{sign}1+1")));
    texts
}

/// What functions that fill in values would fill in.
pub(super) fn formats() -> Vec<String> {
    owned([
        "%s", "%n%n%n", "%d%x%p", "%", "%%", "%00", "{}", "{0}", "{:?}", "{name}", "$1", "$&", "\\1",
        "%(name)s",
    ])
}

/// What files could be called, or reached by.
pub(super) fn paths() -> Vec<String> {
    let mut texts: Vec<String> = [1, 3, 9].map(|depth| format!("{}notes.txt", "../".repeat(depth))).into();
    texts.extend([1, 3].map(|depth| format!("{}notes.txt", "..\\".repeat(depth))));
    texts.extend(owned([
        ".",
        "..",
        "/",
        "C:\\",
        "con",
        "nul.txt",
        "notes.txt.",
        "~",
        "-rf",
        "--help",
        ".hidden",
        "a/b:c*d?e",
    ]));
    texts
}

/// What a database could take for its own language.
pub(super) fn queries() -> Vec<String> {
    owned([
        "'",
        "''",
        "\"",
        "O'Fern",
        "' OR 'a'='a",
        "\" OR \"a\"=\"a",
        "x'; DROP TABLE contacts; --",
        "1) UNION SELECT 1 --",
        "x /* y */ z",
        "%' AND 1=1 #",
        "{\"$gt\": \"\"}",
        "*)(uid=*",
    ])
}

/// What a shell could take for its own language.
pub(super) fn commands() -> Vec<String> {
    owned([
        "$(id)", "`id`", "; id", "| id", "&& id", "> out", "< in", "$HOME", "!!", "*", "?", "a b", "\"$@\"",
        "{a,b}", "#",
    ])
}

/// Words that mean something else to programs.
pub(super) fn words() -> Vec<String> {
    owned([
        "null",
        "NULL",
        "nil",
        "None",
        "undefined",
        "NaN",
        "Infinity",
        "true",
        "False",
        "N/A",
        "-",
        "constructor",
        "__proto__",
        "prototype",
        "hasOwnProperty",
        "toString",
        "valueOf",
        "then",
        "length",
        "id",
        "self",
        "[object Object]",
        "eval",
    ])
}

/// Texts that look like numbers, dates or both.
pub(super) fn numbers() -> Vec<String> {
    owned([
        "0",
        "-0",
        "00",
        "007",
        "1e309",
        "-1e-309",
        "0x10",
        "0b1",
        "1_000",
        "1,5",
        ".5",
        "9007199254740993",
        "2147483648",
        "18446744073709551616",
        "1/2",
        "\u{bd}",
        "\u{661}\u{662}\u{663}",
        "\u{ff11}\u{ff12}",
        "2012-02-30",
        "12:60",
        "1-2",
    ])
}

/// Signs that turn the direction of what follows, left open and closed.
pub(super) fn directions() -> Vec<String> {
    let turns =
        ('\u{202a}'..='\u{202e}').chain('\u{2066}'..='\u{2069}').chain(['\u{200e}', '\u{200f}', '\u{61c}']);
    let mut texts: Vec<String> = turns.map(|turn| format!("fern{turn}fdp.exe")).collect();
    texts.push("\u{202e}fern\u{202c}".into());
    texts.push("\u{2067}fern\u{2069} quill".into());
    texts
}

/// Characters that take no room, between letters and alone.
pub(super) fn invisible() -> Vec<String> {
    const SIGNS: [char; 9] = [
        '\u{200b}', '\u{200c}', '\u{200d}', '\u{2060}', '\u{feff}', '\u{ad}', '\u{34f}', '\u{180e}',
        '\u{3164}',
    ];
    let mut texts: Vec<String> = SIGNS.map(|sign| format!("Fe{sign}rn")).into();
    texts.push(SIGNS.iter().collect());
    texts.push("\u{feff}Fern".into());
    texts
}

/// Writing that is not from left to right, one sign a letter, with one case and its other.
pub(super) fn writing() -> Vec<String> {
    let mut texts = owned([
        "\u{645}\u{631}\u{64a}\u{645}",
        "\u{5e9}\u{5dc}\u{5d5}\u{5dd}",
        "\u{645}\u{631}\u{64a}\u{645} Fern 123 \u{5e9}\u{5dc}\u{5d5}\u{5dd}",
        "\u{645}\u{6cc}\u{200c}\u{62e}\u{648}\u{627}\u{647}\u{645}",
        "\u{915}\u{94d}\u{937}\u{924}\u{94d}\u{930}\u{93f}\u{92f}",
        "\u{e17}\u{e35}\u{e48}\u{e19}\u{e35}\u{e48}",
        "\u{1112}\u{1161}\u{11ab}",
        "\u{6f22}\u{5b57}\u{304b}\u{306a}\u{ff76}\u{ff85}",
        "\u{fdfd}",
        "\u{20bb7}\u{91ce}",
        "\u{ff1c}script\u{ff1e}alert(1)",
        "Stra\u{df}e \u{1e9e} \u{130}\u{131} \u{fb01}",
        "A\u{30a} \u{c5} \u{212b}",
    ]);
    texts.extend([3, 30].map(|marks| format!("F{}ern", "\u{301}\u{323}\u{489}".repeat(marks))));
    texts.extend(["\u{e000}", "\u{fffd}", "\u{1fffe}", "\u{10ffff}"].map(|sign| format!("Fern {sign}")));
    texts
}

/// Pictures of several characters.
pub(super) fn signs() -> Vec<String> {
    owned([
        "\u{1f600}",
        "\u{1f469}\u{200d}\u{1f469}\u{200d}\u{1f467}\u{200d}\u{1f466}",
        "\u{1f3f3}\u{fe0f}\u{200d}\u{1f308}",
        "\u{1f44d}\u{1f3fd}",
        "\u{1f1e9}\u{1f1ea}\u{1f1eb}",
        "1\u{fe0f}\u{20e3}",
        "\u{1f3f4}\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
        "\u{2764} \u{2764}\u{fe0f} \u{2764}\u{fe0e}",
    ])
}

/// Spaces and ends of lines that are not all taken for such.
pub(super) fn lines() -> Vec<String> {
    let gaps =
        ["\t", "\n", "\r", "\r\n", "\u{85}", "\u{a0}", "\u{2003}", "\u{2028}", "\u{2029}", "\u{3000}", "   "];
    gaps.iter().flat_map(|gap| [format!("Fern{gap}Mock"), format!("{gap}Quill{gap}")]).collect()
}

/// Texts longer than anybody's name.
pub(super) fn long() -> Vec<String> {
    vec![
        "x".repeat(300),
        "\u{5b57}".repeat(300),
        "\u{1f469}\u{200d}".repeat(300),
        "W".repeat(20_000),
        "Fern ".repeat(4_000),
        "<b>".repeat(2_000),
        format!("Fern{}", "\u{301}".repeat(5_000)),
    ]
}

fn owned<const N: usize>(texts: [&str; N]) -> Vec<String> {
    texts.map(str::to_owned).into()
}
