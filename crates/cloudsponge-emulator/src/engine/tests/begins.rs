//! Begin calls: which are taken, what they make, and whose they are.

use super::*;

#[test]
fn logins_need_no_consent() {
    let mut engine = engine(|_| {});
    let right = begin(&mut engine, "import", "service=PLAXO&username=u&password=p", at(0)).unwrap();
    assert_eq!((right.url.clone(), right.import_type.clone()), (None, None));
    assert_eq!(rows(&mut engine, &right, at(1_500)).len(), 3);
    let wrong = begin(&mut engine, "import", "service=plaxo&username=u&password=wrong", at(0)).unwrap();
    assert_eq!(rows(&mut engine, &wrong, at(1_000)), [(Initializing, Error, 263)]);
    let missing = begin(&mut engine, "import", "service=plaxo&username=u", at(0));
    assert_eq!(missing, Err(Refused::Begin(ErrorCode::LOGIN_MISSING)));
}

#[test]
fn begin_calls_are_checked() {
    let mut engine = engine(|_| {});
    let refused = |engine: &mut Engine, query: &str| begin(engine, "user_consent", query, at(0)).unwrap_err();
    assert_eq!(refused(&mut engine, "service="), Refused::Begin(ErrorCode::SERVICE_MISSING));
    for service in ["nowhere", "%00", "a%20b"] {
        let refused = refused(&mut engine, &format!("service={service}"));
        assert_eq!(refused, Refused::Begin(ErrorCode::SERVICE_UNKNOWN), "{service}");
    }
    for url in [
        "javascript:alert(1)",
        "//evil.example",
        "/relative",
        "http:evil.example",
        "https:///evil.example",
        "x",
        "https://user@example.com/",
        "https://example.com%5C@evil.example",
        "https://exam%09ple.com",
        "ftp://example.com",
        "data:text/html,x",
        "https://",
        "http://example.com/%0d%0ax",
        "https://example.com/%20x",
    ] {
        let result = begin(&mut engine, "user_consent", &format!("service=gmail&redirect_url={url}"), at(0));
        assert_eq!(result.map(|_| ()), Err(Refused::RedirectUrl), "{url}");
    }
    assert!(
        begin(&mut engine, "user_consent", "service=gmail&redirect_url=http://example.com/a?b=c", at(0))
            .is_ok()
    );
    let applet = begin(&mut engine, "desktop_applet", "service=gmail", at(0));
    assert_eq!(applet, Err(Refused::Begin(ErrorCode::SERVICE_UNKNOWN)));
}

#[test]
fn file_sources_get_upload_pages() {
    let mut engine = engine(|_| {});
    for (service, import_type) in [("csv", "CSV"), ("outlook", "CSV"), ("addressbook", "VCARD")] {
        let begun = begin(&mut engine, "user_consent", &format!("service={service}"), at(0)).unwrap();
        assert_eq!(begun.import_type, Some(ImportType::from(import_type)), "{service}");
        assert!(begun.url.unwrap().as_str().starts_with("http://127.0.0.1:4141/csv/"), "{service}");
    }
    let applet = begin(&mut engine, "desktop_applet", "service=outlook", at(0)).unwrap();
    assert!(applet.url.unwrap().as_str().ends_with(".jar"));
}

#[test]
fn an_upload_is_the_book() {
    let mut engine = engine(|_| {});
    let csv = |engine: &mut Engine| begin(engine, "user_consent", "service=csv", at(0)).unwrap();
    let begun = csv(&mut engine);
    let book = Book::generate(Profile::Plaxo, 2, 3);
    let taken = engine.upload(&code(&begun), Ok(book), at(0)).unwrap();
    assert_eq!(taken.allowed, Some(true));
    engine.upload(&code(&begun), Ok(Book::generate(Profile::Plaxo, 2, 9)), at(0)).unwrap();
    assert_eq!(contacts(&mut engine, &begun, (0, 0), at(1_500)), Ok(3), "the first file counts");

    let bad = csv(&mut engine);
    engine.upload(&code(&bad), Err(ErrorCode::FILE_UNREADABLE), at(0)).unwrap();
    assert_eq!(rows(&mut engine, &bad, at(0)), [(Initializing, Error, 1026)]);

    for _ in 0..2 * UPLOADED_LIMIT {
        let begun = csv(&mut engine);
        engine.upload(&code(&begun), Ok(Book::generate(Profile::Plaxo, 2, 3)), at(0)).unwrap();
    }
    assert_eq!(engine.imports.values().filter(|import| import.uploaded).count(), UPLOADED_LIMIT);
}

#[test]
fn scenarios_by_user_id() {
    let mut engine = engine(|_| {});
    let begun = begin(&mut engine, "user_consent", "service=gmail&user_id=scenario:deny", at(0)).unwrap();
    engine.answer(&code(&begun), Method::Consent, true, at(0)).unwrap();
    assert_eq!(rows(&mut engine, &begun, at(1000)), [(Initializing, Error, 514)]);
    let unknown = begin(&mut engine, "user_consent", "service=gmail&user_id=scenario:none", at(0));
    assert_eq!(unknown, Err(Refused::Scenario));
}

#[test]
fn n12_the_same_seed_begins_the_same_imports() {
    let begun = |seed| {
        let mut engine = engine(|rules| rules.seed = seed);
        [gmail(&mut engine), gmail(&mut engine)]
    };
    assert_eq!(begun(1), begun(1));
    assert_ne!(begun(1), begun(2));
    let mut engine = engine(|_| {});
    let first = gmail(&mut engine);
    engine.reset();
    assert_eq!(engine.events(0, &first.import_id, None, at(0)).err(), Some(Refused::Unknown));
    assert_eq!(gmail(&mut engine), first);
}

#[test]
fn t29_imports_are_bounded() {
    let mut engine = engine(|_| {});
    let first = gmail(&mut engine);
    for _ in 0..IMPORT_LIMIT {
        gmail(&mut engine);
    }
    assert_eq!((engine.imports.len(), engine.codes.len()), (IMPORT_LIMIT, IMPORT_LIMIT));
    assert_eq!(engine.events(0, &first.import_id, None, at(0)).err(), Some(Refused::Unknown));
}

#[test]
fn n7_codes_are_for_their_own_page() {
    let mut engine = engine(|_| {});
    let begun = gmail(&mut engine);
    assert!(engine.consent(&code(&begun), Method::Consent, at(0)).is_some());
    assert_eq!(engine.consent(&code(&begun), Method::Upload, at(0)), None);
    assert_eq!(engine.consent("AAAAAAA", Method::Consent, at(0)), None);
    let login = begin(&mut engine, "import", "service=icloud&username=u&password=p", at(0)).unwrap();
    assert_eq!(login.url, None);
}

#[test]
fn ids_are_the_domains_own() {
    let mut engine = engine(|_| {});
    let begun = gmail(&mut engine);
    let id = begun.import_id;
    assert_eq!(engine.events(1, &id, None, at(0)).err(), Some(Refused::Foreign));
    assert_eq!(engine.contacts(1, &id, (0, 0), None, at(0)).err(), Some(Refused::Foreign));
    let unknown = ImportId::from(1);
    assert_eq!(engine.events(0, &unknown, None, at(0)).err(), Some(Refused::Unknown));
    assert_eq!(engine.contacts(0, &unknown, (0, 0), None, at(0)).err(), Some(Refused::Unknown));
}
