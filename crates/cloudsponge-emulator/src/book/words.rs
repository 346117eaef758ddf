//! Words the invented people are made of. Nobody bears these names: they are plants, tools and words for "sample".

/// A name as shown, and its letters for use in an address.
pub(super) type Name = (&'static str, &'static str);

/// Common given names.
pub(super) const FIRST: &[Name] = &[
    ("Fern", "fern"),
    ("Quill", "quill"),
    ("Moss", "moss"),
    ("Bramble", "bramble"),
    ("Sorrel", "sorrel"),
    ("Tansy", "tansy"),
    ("Rowan", "rowan"),
    ("Juniper", "juniper"),
    ("Sage", "sage"),
    ("Linden", "linden"),
    ("Aster", "aster"),
    ("Yarrow", "yarrow"),
    ("Clover", "clover"),
    ("Hazel", "hazel"),
    ("Basil", "basil"),
    ("Cedar", "cedar"),
    ("Marlow", "marlow"),
    ("Pip", "pip"),
    ("Thistle", "thistle"),
    ("Wren", "wren"),
    ("Anna Fern", "annafern"),
    ("J.", "j"),
    ("moss", "moss"),
    ("TANSY", "tansy"),
];

/// Common family names.
pub(super) const LAST: &[Name] = &[
    ("Sample", "sample"),
    ("Mockup", "mockup"),
    ("Testwell", "testwell"),
    ("Fixture", "fixture"),
    ("Placeholder", "placeholder"),
    ("Exampleton", "exampleton"),
    ("Specimen", "specimen"),
    ("Stubbs-Mock", "stubbsmock"),
    ("Draftman", "draftman"),
    ("Protowright", "protowright"),
    ("Dummond", "dummond"),
    ("Loremson", "loremson"),
    ("Ipsumfield", "ipsumfield"),
    ("Trialby", "trialby"),
    ("Patternby", "patternby"),
    ("van der Probe", "vanderprobe"),
];

/// Given names with accents.
pub(super) const FIRST_ACCENTED: &[Name] = &[
    ("Fougère", "fougere"),
    ("Müsterin", "muesterin"),
    ("Señal", "senal"),
    ("Françoise-Thym", "francoisethym"),
    ("Åkerblom", "akerblom"),
    ("Łąka", "laka"),
    ("Øyvorn", "oyvorn"),
    ("Čmelák", "cmelak"),
    ("Iğde", "igde"),
    ("Zoë", "zoe"),
    ("Re\u{301}se\u{301}da", "reseda"),
];

/// Family names with accents.
pub(super) const LAST_ACCENTED: &[Name] = &[
    ("Échantillon", "echantillon"),
    ("Prüfgröße", "pruefgroesse"),
    ("Muñestra", "munestra"),
    ("Ejemplópez", "ejemplopez"),
    ("Příkladová", "prikladova"),
    ("Próbkiewicz", "probkiewicz"),
    ("Örnekoğlu", "ornekoglu"),
    ("Næsteprøve", "naesteprove"),
    ("Példány", "peldany"),
    ("Straßentest", "strassentest"),
];

/// Whole names in other scripts: given name, family name, letters for an address.
pub(super) const OTHER_SCRIPTS: &[(&str, &str, &str)] = &[
    ("Ромашка", "Примерова", "romashka"),
    ("Клён", "Образцов", "klen"),
    ("Δάφνη", "Δοκιμίδου", "dafni"),
    ("דקל", "לדוגמה", "dekel"),
    ("نرجس", "المثال", "narjis"),
    ("نمونه", "آزمایشی", "nemune"),
    ("见本", "试", "jianben"),
    ("見本", "試験", "mihon"),
    ("견본", "예", "gyeonbon"),
    ("नमूना", "उदाहरण", "namuna"),
    ("ตัวอย่าง", "ทดสอบ", "tuayang"),
    ("ნიმუში", "სატესტო", "nimushi"),
    ("𠮷見", "例", "yoshimi"),
];

/// Names that strain parsers, pages and terminals: given name, family name, letters for an address.
pub(super) const AWKWARD: &[(&str, &str, &str)] = &[
    ("Fern 🌿", "Sample", "fernleaf"),
    ("👩‍🌾", "Gärtnerei", "gaertnerei"),
    ("Moss & Fern", "Mockup", "mossandfern"),
    ("D'Arbre", "O'Mockery", "omockery"),
    ("Quill", "<Sample>", "quillsample"),
    ("Sage \"Sagebrush\"", "Testwell", "sagebrush"),
    ("Tansy", "Fixture; Jr.", "tansyjr"),
    ("=Rowan()", "Formula", "rowanformula"),
    ("&amp;", "Entity", "entity"),
    ("]]>", "Cdata", "cdata"),
    ("null", "Nil", "nullnil"),
    ("Linden  Two", "Spaces", "linden"),
    ("\\u0041", "Escape", "escape"),
    ("\u{202b}Bidi\u{202c}", "Embedded", "bidi"),
];

/// Mail hosts, all reserved for documentation and tests.
pub(super) const DOMAINS: &[&str] = &[
    "example.com",
    "example.com",
    "example.com",
    "example.org",
    "example.org",
    "example.net",
    "example.edu",
    "mail.example.net",
    "post.example",
    "botany.example.edu",
    "sub.domain.example.org",
];

/// Companies.
pub(super) const COMPANIES: &[&str] = &[
    "Mock & Sons",
    "Sample Works",
    "Example GmbH",
    "Fougère et Cie",
    "Test <Lab>",
    "Specimen Ltd.",
    "Placeholder, Inc.",
    "Muñestra S.A.",
    "見本商事",
    "The Fixture Company",
    "Dummy's Diner",
    "דוגמה בע\"מ",
];

/// Job titles.
pub(super) const JOBS: &[&str] = &[
    "Gardener",
    "Head of Samples",
    "Pruner & Grafter",
    "Leiterin Prüfstand",
    "R&D",
    "見習い",
    "Botanist (ret.)",
];

/// Labels a book's owner might choose.
pub(super) const GROUPS: &[&str] =
    &["Family", "Work", "Book club", "Garden & Home", "Équipe", "Starred", "朋友"];

/// Streets; the number comes before or after.
pub(super) const STREETS: &[&str] = &[
    "Test Lane",
    "Sample Street",
    "Mock Avenue",
    "Rue de l'Échantillon",
    "Prüfgasse",
    "Fixture & Fern Road",
    "רחוב הדוגמה",
];

/// First lines of addresses that need two.
pub(super) const BUILDINGS: &[&str] =
    &["Specimen House", "Suite 42", "c/o Sample & Sons", "Hinterhaus, 3. Stock", "Unit <7>"];

/// Places: city, region, country.
pub(super) const PLACES: &[(&str, &str, &str)] = &[
    ("Sampleton", "ZZ", "Nowhere"),
    ("Mockville", "QM", "Nowhere"),
    ("Testhausen", "Prüfland", "Nirgendwo"),
    ("Exemple-sur-Mer", "Côte d'Essai", "Nulle-Part"),
    ("Ciudad Muestra", "", "Ningún Lugar"),
    ("見本市", "試験県", "例国"),
    ("Fixture", "XA", ""),
];
