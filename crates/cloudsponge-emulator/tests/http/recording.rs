//! Record and replay over real sockets: the emulator's own answers, and those of a service behind it.

use crate::support::{Answer, basic, begin, control, get, post, send};
use bytes::Bytes;
use cloudsponge_emulator::record::{Forwarded, RecordError, Upstream};
use cloudsponge_emulator::{Config, Emulator, Profile, StartError};
use cloudsponge_proto::model::{Begun, Contacts, Events};
use cloudsponge_proto::{BaseUrl, Format, Message};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

const SECOND: Duration = Duration::from_secs(1);
const SENTINEL: &str = "S3CRET";

/// The calls of an import, and the shapes of their answers; a caller's texts in them are sentinels.
fn import(emulator: &Emulator) -> (Vec<String>, String) {
    let mut shapes = vec![shape(&send(emulator, "GET", "/events/5550001.json", &[], b""))];
    let form = format!("service=yahoo&user_id={SENTINEL}&echo={SENTINEL}%40example.com");
    let begun = post(emulator, "/begin_import/user_consent.json", &form);
    let id = Begun::decode(Format::Json, begun.body.as_bytes()).unwrap().import_id;
    shapes.push(format!("{} {id}", shape(&begun)));
    for target in [format!("/events/{id}.json"), format!("/events.json/{id}"), format!("/events/{id}")] {
        let answer = get(emulator, &target);
        let events = Events::decode(Format::Json, answer.body.as_bytes()).unwrap();
        shapes.push(format!(
            "{} {} {:?}",
            shape(&answer),
            events.events.len(),
            events.events.iter().any(|event| event.is_complete())
        ));
        emulator.advance(SECOND);
    }
    for (extension, format) in [("json", Format::Json), ("xml", Format::Xml)] {
        let answer = get(emulator, &format!("/contacts/{id}.{extension}?start=0&count=5"));
        let page = Contacts::decode(format, answer.body.as_bytes()).unwrap();
        let contacts: Vec<_> = page.contacts.into_iter().map(Result::unwrap).collect();
        let emails: Vec<usize> = contacts.iter().map(|contact| contact.emails().count()).collect();
        shapes.push(format!("{} {:?} {emails:?}", shape(&answer), page.total));
    }
    shapes.push(shape(&get(emulator, "/contacts/77.json")));
    (shapes, id.to_string())
}

fn shape(answer: &Answer) -> String {
    format!("{} {:?} {:?}", answer.status, answer.header("content-type"), answer.header("www-authenticate"))
}

fn files(directory: &Path) -> Vec<(String, String)> {
    let mut files: Vec<_> = std::fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(&path).unwrap())
        })
        .collect();
    files.sort();
    files
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_recorded_is_replayed_without_anybodys_data() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("exchanges");
    let builder = || Emulator::builder().profile(Profile::Yahoo).contacts(9).auto_consent(Duration::ZERO);
    let recording = builder().record(&path).start().await.unwrap();
    let recorded = import(&recording);
    begin(&recording, "service=aol");
    let names: Vec<String> = recording.book().iter().filter_map(|contact| contact.first_name).collect();
    recording.stop().await;

    let files = files(&path);
    let listed: Vec<&str> = files.iter().map(|file| file.0.as_str()).collect();
    let expected = ["0001-events.http", "0002-user_consent.http", "0003-events.http"];
    assert_eq!((&listed[..3], listed.len()), (&expected[..], 9));
    for (name, text) in &files {
        assert!(!text.contains(SENTINEL) && !text.contains("Basic RU1V"), "{name}: {text}");
        assert!(!names.iter().any(|name| text.contains(&format!("\"{name}\""))), "{name}: {text}");
        assert!(!text.contains("127.0.0.1"), "the consent page's address is not kept: {name}: {text}");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(path.join(listed[0])).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    let replay = Emulator::builder().replay(&path).start().await.unwrap();
    assert_eq!(import(&replay), recorded);
    let events = format!("/events/{}", recorded.1);
    let begun = post(&replay, "/begin_import/user_consent", "service=yahoo");
    let page = Begun::decode(Format::Json, begun.body.as_bytes()).unwrap().url.unwrap();
    assert!(page.as_str().starts_with(&replay.url()), "{}", page.as_str());
    let page = send(&replay, "GET", page.as_str().strip_prefix(&replay.url()).unwrap(), &[], b"");
    assert!(page.body.contains("a replay"), "{}", page.body);
    assert!(get(&replay, &events).body.contains("\"COMPLETE\""), "the last answer stays");
    assert_eq!(control(&replay, "POST", "reset", "").status, 200);
    assert!(!get(&replay, &events).body.contains("\"COMPLETE\""), "and a reset begins again");
    let unknown = get(&replay, "/events/99.xml");
    assert_eq!(unknown.status, 404);
    assert!(unknown.body.contains("no such call was recorded"), "{}", unknown.body);

    let again = builder().record(&path).start().await;
    assert!(matches!(again, Err(StartError::Record(RecordError::NotEmpty(_)))), "{again:?}");
    std::fs::write(path.join("0010-events.http"), "something else").unwrap();
    let damaged = Emulator::builder().replay(&path).start().await;
    assert!(matches!(damaged, Err(StartError::Record(RecordError::Malformed { .. }))), "{damaged:?}");
    let nothing = Emulator::builder().replay(directory.path()).start().await;
    assert!(matches!(nothing, Err(StartError::Record(RecordError::Nothing(_)))), "{nothing:?}");
    // A file where a directory should be.
    let file = tempfile::NamedTempFile::new().unwrap();
    let unusable = Emulator::builder().replay(file.path()).start().await;
    assert!(matches!(unusable, Err(StartError::Record(RecordError::Io { .. }))), "{unusable:?}");
}

/// Another emulator as the service, reached by plain sockets.
struct Behind(Arc<Emulator>);

impl Upstream for Behind {
    fn forward(&self, request: http::Request<Bytes>) -> Forwarded<'_> {
        Box::pin(async move {
            let service = Arc::clone(&self.0);
            let blocking = tokio::task::spawn_blocking(move || {
                let target = request.uri().path_and_query().unwrap().as_str();
                let headers = request.headers().iter();
                let headers: Vec<(&str, &str)> =
                    headers.map(|(name, value)| (name.as_str(), value.to_str().unwrap())).collect();
                send(&service, request.method().as_str(), target, &headers, request.body())
            });
            let answer = blocking.await.unwrap();
            if answer.status == 0 {
                return Err("the connection was closed".to_owned());
            }
            let mut response = http::Response::builder().status(answer.status);
            for name in ["content-type", "content-length", "www-authenticate"] {
                if let Some(value) = answer.header(name) {
                    response = response.header(name, value);
                }
            }
            Ok(response.body(Bytes::from(answer.body)).unwrap())
        })
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_proxy_records_the_service_behind_it() {
    let directory = tempfile::tempdir().unwrap();
    let service = Emulator::builder().contacts(3).auto_consent(Duration::ZERO).start().await.unwrap();
    let base_url = BaseUrl::parse(&format!("{}/", service.url())).unwrap();
    let service_url = service.url();
    // The proxy has other credentials than the service; the client's go on.
    let proxy = Emulator::builder()
        .credentials("unused", "unused")
        .record(directory.path())
        .upstream(base_url, Arc::new(Behind(Arc::new(service))))
        .start()
        .await
        .unwrap();
    let begun = post(&proxy, "/begin_import/user_consent.json", "service=gmail");
    let begun = Begun::decode(Format::Json, begun.body.as_bytes()).unwrap();
    let events = format!("/events/{}.xml", begun.import_id);
    assert!(begun.url.unwrap().as_str().starts_with(&service_url), "the client sees the real page");
    let refused = send(&proxy, "GET", &events, &[], b"");
    assert_eq!((refused.status, refused.header("www-authenticate").is_some()), (401, true));
    assert_eq!(get(&proxy, &events).status, 200);
    assert_eq!(get(&proxy, "/nothing").status, 404, "no call of the API");
    let evil = [("Host", "evil.example"), ("Authorization", &*basic())];
    assert_eq!(send(&proxy, "GET", &events, &evil, b"").status, 421);
    let files = files(directory.path());
    assert_eq!(files.len(), 3, "{files:?}");
    assert!(
        files[0].1.contains("https://replay.invalid/n/SCRUBBED")
            && files[1].1.contains("credentials missing")
    );
    assert_eq!(proxy.journal().len(), 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn settings_that_do_not_go_together_do_not_start() {
    let directory = tempfile::tempdir().unwrap();
    let both = Emulator::builder().record(directory.path()).replay(directory.path()).start().await;
    assert!(matches!(both, Err(StartError::Together)), "{both:?}");
    let config =
        Config::from_toml("key = \"k\"\npassword = \"p+w\"\ncontacts = 3\nquirks = \"legacy_get\"").unwrap();
    let emulator = Emulator::builder().config(&config).unwrap().start().await.unwrap();
    assert_eq!(emulator.book().len(), 3);
    // "k:p+w"
    let basic = [("Authorization", "Basic azpwK3c=")];
    assert_eq!(send(&emulator, "GET", "/begin_import/user_consent?service=gmail", &basic, b"").status, 200);
}
