//! The list of forms: what each client sends, and what it has to get.

use cloudsponge_proto::Format;

pub(crate) const KEY: &str = "INTEROP0KEY";
/// As real ones do, it holds what naive clients do not encode.
pub(crate) const PASSWORD: &str = "in+ter/op=:1";
pub(crate) const ENCODED: &str = "in%2Bter%2Fop%3D%3A1";
pub(crate) const CONTACTS: usize = 25;

/// What an answer has to be.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Want {
    Begun(Format, Page),
    Events(Format),
    Contacts(Format, usize),
    Challenge,
    MethodNotAllowed,
    /// A challenge; then this, to the same request with Basic credentials on the same connection.
    ChallengeThen(&'static Want),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Page {
    Consent,
    Upload,
    Applet,
    None,
}

pub(crate) use Format::{Json, Xml};
pub(crate) use Page::{Applet, Consent, Upload};
pub(crate) use Want::{Begun as Begins, ChallengeThen, Contacts as Delivers, Events as Reports};

/// Name, whether the emulator takes begin calls by GET, head, body, answer. In a head, `{basic}` is the `Authorization`
/// header with Basic credentials; `{key}`, `{password}` (percent-encoded) and `{id}` stand in heads and bodies, lines end
/// in CR LF, and `Content-Length` is counted.
pub(crate) type Form = (&'static str, bool, &'static str, &'static str, Want);

pub(crate) const CURL: &str = "Host: {host}\n{basic}\nUser-Agent: curl/7.40.0\nAccept: */*";
pub(crate) const FORM: &str = "Content-Type: application/x-www-form-urlencoded";
const RUBY: &str =
    "Accept-Encoding: gzip;q=1.0,deflate;q=0.6,identity;q=0.3\nAccept: */*\nUser-Agent: Ruby\nHost: {host}";
const JAVA_FORM: &str = "Content-Type: application/x-www-form-urlencoded; charset=ISO-8859-1";
const JAVA: &str = "Host: {host}\nConnection: Keep-Alive\nUser-Agent: Apache-HttpClient/4.0 (java 1.5)";
const MULTIPART: &str = "Host: {host}\nAccept: */*\nExpect: 100-continue\n\
    Content-Type: multipart/form-data; boundary=----------------------------8f3a2c1b0d9e";

/// A form as PHP's cURL sends it: one part for each field, also for those without a value.
macro_rules! parts {
    ($($name:literal = $value:literal),* $(,)?) => {
        concat!($("------------------------------8f3a2c1b0d9e\r\nContent-Disposition: form-data; name=\"", $name, "\"\r\n\r\n", $value, "\r\n",)*
            "------------------------------8f3a2c1b0d9e--\r\n")
    };
}

pub(crate) fn forms() -> Vec<(Form, String)> {
    let forms: Vec<(Form, &[&str])> = vec![
        (
            (
                "docs-begin-json",
                false,
                "POST /begin_import/user_consent.json HTTP/1.1",
                "service=gmail",
                Begins(Json, Consent),
            ),
            &[CURL, FORM],
        ),
        (
            (
                "docs-begin-xml",
                false,
                "POST /begin_import/user_consent.xml HTTP/1.1",
                "service=gmail",
                Begins(Xml, Consent),
            ),
            &[CURL, FORM],
        ),
        (
            (
                "gist-begin-csv",
                false,
                "POST /begin_import/user_consent?service=csv HTTP/1.1",
                "",
                Begins(Json, Upload),
            ),
            &[CURL, FORM],
        ),
        (
            (
                "ruby-begin",
                false,
                "POST /begin_import/user_consent/ HTTP/1.1",
                "service=WINDOWSLIVE&include=&user_id=u",
                Begins(Json, Consent),
            ),
            &[RUBY, "{basic}", FORM],
        ),
        (
            (
                "ruby-begin-old",
                false,
                "POST /begin_import/user_consent/ HTTP/1.1",
                "domain_key={key}&domain_password={password}&service=GMAIL",
                Begins(Json, Consent),
            ),
            &[RUBY, FORM],
        ),
        (
            (
                "php-begin-multipart",
                false,
                "POST /begin_import/user_consent/ HTTP/1.1",
                parts! {
                    "domain_key" = "{key}", "domain_password" = "{raw password}", "service" = "yahoo", "user_id" = "",
                    "include" = "name,email,mailing_address", "redirect_url" = "", "tracking_string" = "",
                },
                Begins(Json, Consent),
            ),
            &[MULTIPART],
        ),
        (
            (
                "java-begin",
                false,
                "POST /begin_import/user_consent.xml HTTP/1.1",
                "service=GMAIL&user_id=u&echo=e&domain_key={key}&domain_password={password}",
                Begins(Xml, Consent),
            ),
            &[JAVA_FORM, JAVA],
        ),
        (
            (
                "net-begin-get",
                true,
                "GET /begin_import/user_consent.xml?service=GMAIL&user_id=u HTTP/1.1",
                "",
                Begins(Xml, Consent),
            ),
            &["{basic}\nHost: {host}\nConnection: Keep-Alive"],
        ),
        (
            (
                "net-begin-get-strict",
                false,
                "GET /begin_import/user_consent.xml?service=GMAIL&user_id=u HTTP/1.1",
                "",
                Want::MethodNotAllowed,
            ),
            &["{basic}\nHost: {host}\nConnection: Keep-Alive"],
        ),
        (
            (
                "node-begin",
                false,
                "POST /begin_import/user_consent?service=gmail&domain_key={key}&domain_password={password} HTTP/1.1",
                "",
                Begins(Json, Consent),
            ),
            &["host: {host}\nConnection: close"],
        ),
        (
            (
                "node-begin-raw-plus",
                false,
                "POST /begin_import/user_consent?service=gmail&domain_key={key}&domain_password={raw password} HTTP/1.1",
                "",
                Want::Challenge,
            ),
            &["host: {host}\nConnection: close"],
        ),
        (
            (
                "docs-login",
                false,
                "POST /begin_import/import.json HTTP/1.1",
                "service=icloud&username=u%40example.com&password=app-specific",
                Begins(Json, Page::None),
            ),
            &[CURL, FORM],
        ),
        (
            (
                "ruby-login",
                false,
                "POST /begin_import/import/ HTTP/1.1",
                "service=PLAXO&username=u%40example.com&password=p",
                Begins(Json, Page::None),
            ),
            &[RUBY, "{basic}", FORM],
        ),
        (
            (
                "php-login-multipart",
                false,
                "POST /begin_import/import/ HTTP/1.1",
                parts! {
                    "domain_key" = "{key}", "domain_password" = "{raw password}", "service" = "plaxo", "username" = "u@example.com",
                    "password" = "p", "user_id" = "", "include" = "", "tracking_string" = "",
                },
                Begins(Json, Page::None),
            ),
            &[MULTIPART],
        ),
        (
            (
                "java-login",
                false,
                "POST /begin_import/import.xml HTTP/1.1",
                "service=PLAXO&username=u&password=p&domain_key={key}&domain_password={password}",
                Begins(Xml, Page::None),
            ),
            &[JAVA_FORM, JAVA],
        ),
        (
            (
                "net-login-get",
                true,
                "GET /begin_import/user_consent.xml?service=PLAXO&username=u&password=p HTTP/1.1",
                "",
                Begins(Xml, Consent),
            ),
            &["{basic}\nHost: {host}\nConnection: Keep-Alive"],
        ),
        (
            (
                "java-applet",
                false,
                "POST /begin_import/desktop_applet.xml HTTP/1.1",
                "service=OUTLOOK&domain_key={key}&domain_password={password}",
                Begins(Xml, Applet),
            ),
            &[JAVA_FORM, JAVA],
        ),
        (("docs-events-json", false, "GET /events/{id}.json HTTP/1.1", "", Reports(Json)), &[CURL]),
        (("docs-events-xml", false, "GET /events/{id}.xml HTTP/1.1", "", Reports(Xml)), &[CURL]),
        (
            ("ruby-events", false, "GET /events/{id}?_=1398765432 HTTP/1.1", "", Reports(Json)),
            &[RUBY, "{basic}"],
        ),
        (
            (
                "php-events",
                false,
                "GET /events/{id}?domain_key={key}&domain_password={password} HTTP/1.1",
                "",
                Reports(Json),
            ),
            &["Host: {host}\nAccept: */*"],
        ),
        (
            (
                "java-events",
                false,
                "GET /events.xml/{id}?user_id=u&echo=e HTTP/1.1",
                "",
                ChallengeThen(&Reports(Xml)),
            ),
            &[JAVA],
        ),
        (
            ("net-events", false, "GET /events.xml/{id} HTTP/1.1", "", Reports(Xml)),
            &["{basic}\nHost: {host}\nConnection: Keep-Alive"],
        ),
        (
            (
                "node-events",
                false,
                "GET /events/{id}?domain_key={key}&domain_password={password} HTTP/1.1",
                "",
                Reports(Json),
            ),
            &["host: {host}\nConnection: close"],
        ),
        (
            (
                "docs-contacts-page",
                false,
                "GET /contacts/{id}.json?start=0&count=10 HTTP/1.1",
                "",
                Delivers(Json, 10),
            ),
            &[CURL],
        ),
        (
            ("docs-contacts-xml", false, "GET /contacts/{id}.xml HTTP/1.1", "", Delivers(Xml, CONTACTS)),
            &[CURL],
        ),
        (
            (
                "ruby-contacts",
                false,
                "GET /contacts/{id}?_=1398765432 HTTP/1.1",
                "",
                Delivers(Json, CONTACTS),
            ),
            &[RUBY, "{basic}"],
        ),
        (
            (
                "php-contacts",
                false,
                "GET /contacts/{id}?domain_key={key}&domain_password={password} HTTP/1.1",
                "",
                Delivers(Json, CONTACTS),
            ),
            &["Host: {host}\nAccept: */*"],
        ),
        (
            (
                "java-contacts",
                false,
                "GET /contacts.xml/{id} HTTP/1.1",
                "",
                ChallengeThen(&Delivers(Xml, CONTACTS)),
            ),
            &[JAVA],
        ),
        (
            ("net-contacts", false, "GET /contacts.xml/{id} HTTP/1.1", "", Delivers(Xml, CONTACTS)),
            &["{basic}\nHost: {host}\nConnection: Keep-Alive"],
        ),
        (
            (
                "node-contacts",
                false,
                "GET /contacts/{id}?domain_key={key}&domain_password={password} HTTP/1.1",
                "",
                Delivers(Json, CONTACTS),
            ),
            &["host: {host}\nConnection: close"],
        ),
        (
            (
                "third-party-events",
                false,
                "GET /events.json/{id}?domain_key={key}&domain_password={password} HTTP/1.1",
                "",
                Reports(Json),
            ),
            &["Host: {host}"],
        ),
    ];
    forms.into_iter().map(|(form, headers)| (form, headers.join("\n"))).collect()
}
