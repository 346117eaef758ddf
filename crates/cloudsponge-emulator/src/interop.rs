//! Which request forms of other clients are served, and how.
//!
//! The service's official libraries say the same things in different ways; whoever moves from one of them, or tests one of
//! them, can point it at the emulator. Each row below is a test (`tests/interop.rs`) that sends that client's request as
//! bytes over a plain socket, under the descriptions in the libraries' sources and recordings, and checks the answer. `ID`
//! is an import's id, `K` and `P` the credentials.
//!
//! | form | client | request | credentials | answer |
//! |---|---|---|---|---|
//! | `docs-begin-json` | the documentation's curl | `POST /begin_import/user_consent.json` | Basic | 200 JSON, a consent page |
//! | `docs-begin-xml` | the documentation's curl | `POST /begin_import/user_consent.xml` | Basic | 200 XML, a consent page |
//! | `gist-begin-csv` | the official shell example | `POST /begin_import/user_consent?service=csv` | Basic | 200 JSON, an upload page |
//! | `ruby-begin` | Ruby, from 0.10 | `POST /begin_import/user_consent/` | Basic | 200 JSON, a consent page |
//! | `ruby-begin-old` | Ruby, before 0.10 | `POST /begin_import/user_consent/` | in the form | 200 JSON, a consent page |
//! | `php-begin-multipart` | PHP | `POST /begin_import/user_consent/` | in the form | 200 JSON, a consent page |
//! | `java-begin` | Java | `POST /begin_import/user_consent.xml` | in the form | 200 XML, a consent page |
//! | `net-begin-get` | .NET, with [`legacy_get`](crate::Quirks::legacy_get) | `GET /begin_import/user_consent.xml?service=GMAIL&user_id=u` | Basic | 200 XML, a consent page |
//! | `net-begin-get-strict` | .NET, without the switch | `GET /begin_import/user_consent.xml?service=GMAIL&user_id=u` | Basic | 405, `Allow: POST` |
//! | `node-begin` | Node | `POST /begin_import/user_consent?service=gmail&domain_key=K&domain_password=P` | in the query | 200 JSON, a consent page |
//! | `node-begin-raw-plus` | Node, with a `+` in the password | `POST /begin_import/user_consent?service=gmail&domain_key=K&domain_password=P+` | in the query, not encoded | 401, a challenge |
//! | `docs-login` | the documentation's curl | `POST /begin_import/import.json` | Basic | 200 JSON, no page |
//! | `ruby-login` | Ruby | `POST /begin_import/import/` | Basic | 200 JSON, no page |
//! | `php-login-multipart` | PHP | `POST /begin_import/import/` | in the form | 200 JSON, no page |
//! | `java-login` | Java | `POST /begin_import/import.xml` | in the form | 200 XML, no page |
//! | `net-login-get` | .NET, whose login asks for consent, with [`legacy_get`](crate::Quirks::legacy_get) | `GET /begin_import/user_consent.xml?service=PLAXO&username=u&password=p` | Basic | 200 XML, a consent page |
//! | `java-applet` | Java | `POST /begin_import/desktop_applet.xml` | in the form | 200 XML, the applet's archive |
//! | `docs-events-json` | the documentation's curl | `GET /events/ID.json` | Basic | 200 JSON |
//! | `docs-events-xml` | the documentation's curl | `GET /events/ID.xml` | Basic | 200 XML |
//! | `ruby-events` | Ruby, with its cache buster | `GET /events/ID?_=1398765432` | Basic | 200 JSON |
//! | `php-events` | PHP | `GET /events/ID?domain_key=K&domain_password=P` | in the query | 200 JSON |
//! | `java-events` | Java, which waits for the challenge | `GET /events.xml/ID?user_id=u&echo=e` | none, then Basic | 401 and a challenge, then 200 XML on the same connection |
//! | `net-events` | .NET | `GET /events.xml/ID` | Basic | 200 XML |
//! | `node-events` | Node | `GET /events/ID?domain_key=K&domain_password=P` | in the query | 200 JSON |
//! | `docs-contacts-page` | the documentation's curl | `GET /contacts/ID.json?start=0&count=10` | Basic | 200 JSON, 10 contacts |
//! | `docs-contacts-xml` | the documentation's curl | `GET /contacts/ID.xml` | Basic | 200 XML, all contacts |
//! | `ruby-contacts` | Ruby | `GET /contacts/ID?_=1398765432` | Basic | 200 JSON, all contacts |
//! | `php-contacts` | PHP | `GET /contacts/ID?domain_key=K&domain_password=P` | in the query | 200 JSON, all contacts |
//! | `java-contacts` | Java, which waits for the challenge | `GET /contacts.xml/ID` | none, then Basic | 401 and a challenge, then 200 XML on the same connection |
//! | `net-contacts` | .NET | `GET /contacts.xml/ID` | Basic | 200 XML, all contacts |
//! | `node-contacts` | Node | `GET /contacts/ID?domain_key=K&domain_password=P` | in the query | 200 JSON, all contacts |
//! | `third-party-events` | wrappers in Python and JavaScript | `GET /events.json/ID?domain_key=K&domain_password=P` | in the query | 200 JSON |
//!
//! Not served, because nothing shows that the service still does: a JSON request body (415), a JSONP `callback` (ignored,
//! the answer is plain JSON), and a format chosen by `Accept` (ignored; the path's extension decides).
