//! Documents that go as far from the service's own as XML and the tolerance allow, and sometimes too far.

use proptest::prelude::*;

/// Wild documents. They are written from a tape of choices, where 0 is always the plainest, so that they shrink well.
pub(in crate::contacts) fn documents() -> impl Strategy<Value = String> {
    prop::collection::vec(any::<u8>(), 0..400)
        .prop_map(|tape| Writer { tape, next: 0, out: String::new() }.document())
}

struct Writer {
    tape: Vec<u8>,
    next: usize,
    out: String,
}

const TEXTS: &[&str] = &[
    "Fern",
    "",
    " ",
    "true",
    " false\n",
    "7",
    "1.5",
    "-3",
    "fern@example.com\t",
    "a\r\nb\rc",
    "&amp;",
    "&#233;",
    "&#xE9;&lt;",
    "é",
    "😀",
    "]]>",
    "> x",
    "<![CDATA[<&>]]>",
    "<![CDATA[]]>",
    "<!-- x -->",
    "<?pi x?>",
    "&#13;",
    "\u{85}",
    "&#32;",
    "a long text of more than sixteen bytes",
    "17 ",
    "{\"a\":1}",
    "<x>y</x>",
    "<x/>",
];

const BAD: &[&str] = &[
    "&nope;",
    "&",
    "\u{1}",
    "\u{fffe}",
    "<",
    "&#0;",
    "</x>",
    "<!DOCTYPE x>",
    "<?xml version='1.0'?>",
    "<x",
    "<!x>",
];

const ATTRIBUTES: &[&str] = &[
    " type=\"array\"",
    " nil=\"true\"",
    " type=\"boolean\"",
    " type=\"integer\"",
    " nil='false'",
    " type='float'",
    " type=\"datetime\"",
    " xsi:nil = \"true\"",
    "\n\ta='&lt;'",
    " x:nil='true'",
    " type='array' nil='true'",
    " b=\">\"",
    " nil='&#116;rue'",
    " ",
    " a='1'b='2'",
    " type='decimal' c=\"'\"",
];

const BAD_ATTRIBUTES: &[&str] =
    &[" a='1' a='2'", " a", " a=b", " 1='x'", " a='<'", " a='&x;'", "a='1'", " /", " a='\u{2}'"];

const PROLOGS: &[&str] = &[
    "",
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
    "<?xml version='1.0' encoding=\"us-ascii\" x='?'?>",
    " ",
    "<!-- - -->",
    "<?pi?>",
    "<?xml version='1.0'?><?xml-style?>\r\n<!---->",
];

const BAD_PROLOGS: &[&str] = &[
    "<?xml version='1.1'?>",
    "<?xml version='1.0' encoding='latin-1'?>",
    "x",
    " <?xml version='1.0'?>",
    "<?xml version='1.0' x?>",
    "<?xml?>",
    "<?>",
    "<!doctype html>",
];

const EPILOGS: &[&str] = &["", "\n", "<!-- x -->", "<?pi x?>", " \t\r\n"];

const BAD_EPILOGS: &[&str] = &["x", "<r/>", "&#32;", "<![CDATA[]]>", "</r>", "<!--", "<!DOCTYPE r>", "<"];

const CONTACT: &[&str] = &[
    "first-name",
    "last-name",
    "title",
    "external-id",
    "phone",
    "email",
    "address",
    "groups",
    "dob",
    "birthday",
    "companies",
    "job-title",
    "photos",
    "locations",
    "owner",
    "userToken",
    "source",
    "unknown",
    "first_name",
    "job_title",
    "c:email",
    "c:dob",
    "user-token",
];

const AROUND: &[&str] = &[
    "start",
    "count",
    "total",
    "import-id",
    "user-id",
    "id",
    "echo",
    "message",
    "other",
    "contacts-owner",
    "contacts",
    "import_id",
    "contacts_owner",
    "c:contacts",
    "error",
    "status",
];

impl Writer {
    fn pick(&mut self, choices: usize) -> usize {
        let choice = self.tape.get(self.next).copied().unwrap_or(0);
        self.next += 1;
        usize::from(choice) % choices
    }

    /// With a chance of one in so many.
    fn rarely(&mut self, one_in: usize) -> bool {
        self.pick(one_in) == one_in - 1
    }

    fn put(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn one_of(&mut self, texts: &[&str]) {
        let text = texts[self.pick(texts.len())];
        self.put(text);
    }

    fn document(mut self) -> String {
        if self.rarely(8) {
            self.put("\u{feff}");
        }
        self.one_of(PROLOGS);
        if self.rarely(24) {
            self.one_of(BAD_PROLOGS);
        }
        let odd = if self.rarely(24) { ATTRIBUTES[self.pick(ATTRIBUTES.len())] } else { "" };
        let root = ["contactsResponse", "contacts-response", "result", "c:result", "other"]
            [[0, 0, 0, 1, 2, 3][self.pick(6)] + usize::from(self.rarely(40))];
        self.put(&format!("<{root}{odd}>"));
        let mut owners = 0;
        for _ in 0..self.pick(6) {
            self.gap();
            let key = match self.pick(5) {
                0 if owners == 0 || self.rarely(8) => "contacts-owner",
                4 => AROUND[self.pick(AROUND.len())],
                _ => "contacts",
            };
            match key {
                "contacts" | "c:contacts" => self.contacts(key),
                "contacts-owner" | "contacts_owner" => {
                    owners += 1;
                    self.contact(key);
                }
                "import-id" | "import_id" | "id" if !self.rarely(6) => {
                    self.put(&format!("<{key} type=\"integer\">5550001</{key}>"));
                }
                "status" if !self.rarely(4) => self.put("<status>success</status>"),
                _ => self.element(key, Self::text),
            }
        }
        self.gap();
        self.put(&format!("</{root}>"));
        self.one_of(EPILOGS);
        if self.rarely(24) {
            self.one_of(BAD_EPILOGS);
        }
        self.out
    }

    /// An element, mostly with its end.
    fn element(&mut self, name: &str, inner: impl FnOnce(&mut Self)) {
        self.put("<");
        self.put(name);
        if self.rarely(4) {
            self.one_of(ATTRIBUTES);
        }
        if self.rarely(50) {
            self.one_of(BAD_ATTRIBUTES);
        }
        if self.rarely(12) {
            self.put("/>");
            return;
        }
        self.put(">");
        inner(self);
        self.put("</");
        self.put(name);
        self.one_of(&["", "", "", "", "", "", " ", "\n"]);
        let end = if self.rarely(100) { "x>" } else { ">" };
        self.put(end);
    }

    /// What stands between elements.
    fn gap(&mut self) {
        self.one_of(&["\n      ", "", "\n", "  ", "\r\n\t", "\n          ", "\n                         "]);
        if self.rarely(24) {
            self.one_of(&["<!-- x -->", "<?pi x?>", "text", "&amp;", "<![CDATA[x]]>", "<!---->", "]]>"]);
        }
    }

    fn text(&mut self) {
        for _ in 0..[1, 1, 1, 2, 3, 0][self.pick(6)] {
            self.one_of(TEXTS);
        }
        if self.rarely(120) {
            self.one_of(BAD);
        }
    }

    fn contacts(&mut self, name: &str) {
        match self.pick(6) {
            // Without the attribute, all have to have the name.
            0 => self.element(name, |w| w.items(&["contact"], Self::contact)),
            1 => self.element(name, Self::fields),
            2 => self.element(name, Self::text),
            _ => {
                let open = format!("{name} type=\"array\"");
                self.put(&format!("<{open}>"));
                self.items(&["contact", "contact", "contact", "c:contact", "x"], Self::contact);
                self.put(&format!("</{name}>"));
            }
        }
    }

    fn items(&mut self, names: &[&str], mut item: impl FnMut(&mut Self, &str)) {
        for _ in 0..self.pick(5) {
            self.gap();
            let name = names[self.pick(names.len())];
            item(self, name);
        }
        self.gap();
    }

    fn contact(&mut self, name: &str) {
        if self.rarely(16) { self.element(name, Self::text) } else { self.element(name, Self::fields) }
    }

    fn fields(&mut self) {
        let first = self.pick(CONTACT.len());
        for field in 0..self.pick(8) {
            self.gap();
            // Mostly in order, so that not every contact has a field twice.
            let at = if self.rarely(6) { self.pick(CONTACT.len()) } else { (first + field) % CONTACT.len() };
            let name = CONTACT[at];
            match name.trim_start_matches("c:") {
                "phone" => {
                    self.list(name, "phone", |w, name| w.entry(name, &["number", "type", "primary", "x"]))
                }
                "email" => {
                    self.list(name, "email", |w, name| w.entry(name, &["address", "type", "primary", "x"]))
                }
                "address" => self.list(name, "address", |w, name| {
                    w.entry(
                        name,
                        &[
                            "type",
                            "street",
                            "city",
                            "region",
                            "postal-code",
                            "country",
                            "formatted",
                            "postal_code",
                        ],
                    );
                }),
                "groups" => self.list(name, "group", |w, name| w.element(name, Self::text)),
                "companies" => self.list(name, "company", |w, name| w.element(name, Self::text)),
                "photos" | "locations" => self.list(name, "photo", |w, name| w.value(name, 3)),
                _ => self.element(name, Self::text),
            }
        }
        self.gap();
    }

    fn list(&mut self, name: &str, item: &str, mut write: impl FnMut(&mut Self, &str)) {
        match self.pick(8) {
            0 => self.element(name, |w| w.items(&[item], write)),
            1 => self.element(name, |w| w.items(&[item, item, "other"], write)),
            2 => write(self, name),
            3 => self.put(&format!("<{name} type=\"array\"/>")),
            _ => {
                self.put(&format!("<{name} type=\"array\">"));
                self.items(&[item], &mut write);
                self.put(&format!("</{name}>"));
            }
        }
    }

    fn entry(&mut self, name: &str, fields: &[&str]) {
        if self.rarely(10) {
            return self.element(name, Self::text);
        }
        self.element(name, |w| {
            let first = w.pick(fields.len());
            for field in 0..w.pick(fields.len() + 1) {
                w.gap();
                let at = if w.rarely(12) { w.pick(fields.len()) } else { (first + field) % fields.len() };
                match fields[at] {
                    "primary" if !w.rarely(4) => w.put("<primary type=\"boolean\">true</primary>"),
                    name => w.element(name, Self::text),
                }
            }
            w.gap();
        });
    }

    /// Any value.
    fn value(&mut self, name: &str, depth: usize) {
        if depth == 0 || self.pick(3) == 0 {
            return self.element(name, Self::text);
        }
        self.element(name, |w| {
            for _ in 0..w.pick(4) {
                w.gap();
                let name = ["a", "b", "photo", "first-name"][w.pick(4)];
                w.value(name, depth - 1);
            }
        });
    }
}
