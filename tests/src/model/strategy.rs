//! Sequences of actions, for proptest: mostly what a careful client does, often enough what it must not.

use super::action::*;
use cloudsponge_emulator::Profile;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

/// The longest sequence.
pub const LONGEST: usize = 50;

/// The caller's page, to which the browser goes in the end.
const PAGE: &str = "https://app.example.com/done?a=b";

/// A set-up and up to [`LONGEST`] actions.
pub fn sequences() -> impl Strategy<Value = (Setup, Vec<Action>)> {
    // Most begin with an import that there is, or the calls that follow would be about none.
    let first = prop_oneof![4 => careful(), 1 => begin()];
    (setup(), first, vec(action(), 0..LONGEST)).prop_map(|(setup, first, mut actions)| {
        actions.insert(0, Action::Begin(first));
        (setup, actions)
    })
}

/// A begin call that nobody would refuse, for a source that has a page.
fn careful() -> impl Strategy<Value = Begin> {
    let texts = (
        prop_oneof![4 => Just("gmail"), 1 => Just("icloud"), 1 => Just("csv")],
        option::weighted(0.3, select(vec!["visitor-7", "scenario:fail:518", "scenario:slow"])),
        option::weighted(0.5, Just("mailing_address")),
        option::weighted(0.5, Just(PAGE)),
    );
    texts.prop_map(|(service, user_id, include, redirect_url)| Begin {
        kind: Kind::Consent,
        service: Some(service),
        user_id,
        echo: None,
        include,
        redirect_url,
        username: None,
        password: None,
        encoding: Encoding::Form,
        path: Path::Json,
        caller: Caller::Basic,
    })
}

fn setup() -> impl Strategy<Value = Setup> {
    let profiles = [Profile::ALL.as_slice(), &[Profile::Naughty]].concat();
    let numbers = (select(profiles), select(vec![0, 1, 7, 25]), select(vec![1000, 300_000]));
    let rarely = || prop::bool::weighted(0.2);
    let first = (rarely(), rarely(), rarely(), rarely(), rarely());
    let second = (rarely(), rarely(), rarely(), prop::bool::weighted(0.8), any::<bool>());
    (numbers, first, second).prop_map(|((profile, contacts, ttl), first, second)| Setup {
        profile,
        contacts,
        ttl,
        legacy_get: first.0,
        status_error: first.1,
        errors_as_200: first.2,
        omit_id: first.3,
        bare_xml: first.4,
        descending: second.0,
        complete_row_on_error: second.1,
        delete_on_read: second.2,
        throttle: second.3,
        retry_after: second.4,
    })
}

fn action() -> impl Strategy<Value = Action> {
    let positions =
        ["0", "5", "10", "24", "25", "26", "007", "", "-1", "+1", "x", "1.0", "99999999999999999999"];
    let counts = ["0", "1", "5", "10", "100", "18446744073709551615", "", "-1", "x", "1e1"];
    let position = prop_oneof![4 => select(positions[..6].to_vec()), 1 => select(positions.to_vec())];
    let count = prop_oneof![4 => select(counts[..6].to_vec()), 1 => select(counts.to_vec())];
    let button = prop_oneof![
        6 => Just(Button::Allow),
        2 => Just(Button::Deny),
        1 => select(vec![263, 518, 999_999]).prop_map(Button::Fail),
        1 => Just(Button::Slow),
        1 => Just(Button::Nothing),
    ];
    let prefix = || prop_oneof![9 => Just(Prefix::Own), 1 => Just(Prefix::Swapped)];
    let file = prop_oneof![3 => (0u64..4).prop_map(File::Csv), 1 => Just(File::Picture)];
    let said = [HandOff::Code, HandOff::Code, HandOff::Error, HandOff::Nothing, HandOff::NoState];
    let said = [said.as_slice(), &[HandOff::OtherState, HandOff::SelfCheck]].concat();
    let time = prop_oneof![
        9 => select(vec![1, 200, 799, 800, 1000, 1000, 1499, 1500, 1500, 2000]),
        1 => select(vec![60_000, 299_999, 600_000]),
    ];
    prop_oneof![
        3 => begin().prop_map(Action::Begin),
        9 => look().prop_map(Action::Events),
        12 => (look(), option::weighted(0.7, position), option::weighted(0.7, count))
            .prop_map(|(look, start, count)| Action::Contacts(look, start, count)),
        2 => (target(), prefix()).prop_map(|(target, prefix)| Action::Open(target, prefix)),
        7 => (target(), prefix(), button, prop::bool::weighted(0.1))
            .prop_map(|(target, prefix, button, foreign)| Action::Press { target, prefix, button, foreign }),
        2 => (target(), file).prop_map(|(target, file)| Action::Upload(target, file)),
        2 => (target(), select(said), any::<bool>())
            .prop_map(|(target, what, post)| Action::HandOff { target, what, post }),
        1 => (target(), any::<bool>()).prop_map(|(target, allow)| Action::Decide(target, allow)),
        12 => time.prop_map(Action::Wait),
        1 => stray(),
    ]
}

fn begin() -> impl Strategy<Value = Begin> {
    let kind = prop_oneof![5 => Just(Kind::Consent), 2 => Just(Kind::Login), 1 => Just(Kind::Applet)];
    let known = ["gmail", "GMAIL", "WindowsLive", "icloud", "csv", "outlook", "addressbook", "AddressBook"];
    let service = prop_oneof![19 => select(known.to_vec()), 1 => select(vec!["", "nowhere", "no such!"])];
    let users =
        ["", "visitor-7", "t\u{ea}te & <x> +", "scenario:deny", "scenario:abandon", "scenario:timeout"];
    let users = [users.as_slice(), &["scenario:fail:518", "scenario:slow", "scenario:nonsense"]].concat();
    let include = select(vec!["", "mailing_address", "name,email,mailing_address", "name", "unheard-of"]);
    let refused = ["", "javascript:alert(1)", "/done", "https://u:p@app.example.com/"];
    let page = prop_oneof![2 => Just(PAGE), 1 => select(refused.to_vec())];
    let password = prop_oneof![4 => Just("app-specific"), 1 => Just("wrong"), 1 => Just("")];
    let encoding = prop_oneof![
        12 => Just(Encoding::Form),
        4 => Just(Encoding::Multipart),
        2 => Just(Encoding::Query),
        1 => Just(Encoding::Get),
        1 => Just(Encoding::Json),
    ];
    let texts = (
        option::weighted(0.95, service),
        option::weighted(0.4, select(users)),
        option::weighted(0.3, select(vec!["", "tag-7", "\u{1F600} = &"])),
        option::weighted(0.5, include),
        option::weighted(0.4, page),
    );
    let login = (option::weighted(0.9, Just("fern@example.com")), option::weighted(0.9, password));
    (kind, texts, login, encoding, path(), caller()).prop_map(
        |(kind, texts, login, encoding, path, caller)| Begin {
            kind,
            service: texts.0,
            user_id: texts.1,
            echo: texts.2,
            include: texts.3,
            redirect_url: texts.4,
            username: login.0,
            password: login.1,
            encoding,
            path,
            caller,
        },
    )
}

fn look() -> impl Strategy<Value = Look> {
    let echo = option::weighted(0.2, select(vec!["", "tag-7", "\u{e9} &<"]));
    (target(), path(), echo, caller()).prop_map(|(target, path, echo, caller)| Look {
        target,
        path,
        echo,
        caller,
    })
}

fn path() -> impl Strategy<Value = Path> {
    prop_oneof![
        6 => Just(Path::Json),
        6 => Just(Path::Xml),
        4 => Just(Path::Bare),
        4 => Just(Path::XmlBefore),
        1 => select(vec![Path::Slash, Path::Html]),
    ]
}

fn caller() -> impl Strategy<Value = Caller> {
    let wrong = vec![Caller::Other, Caller::Both, Caller::Nobody, Caller::Wrong, Caller::Bearer];
    prop_oneof![16 => Just(Caller::Basic), 3 => Just(Caller::Arguments), 1 => select(wrong)]
}

fn target() -> impl Strategy<Value = Target> {
    prop_oneof![
        20 => Just(Target::Latest(0)),
        4 => (1usize..4).prop_map(Target::Latest),
        1 => select(vec![Target::Unknown, Target::Word]),
    ]
}

fn stray() -> impl Strategy<Value = Action> {
    let requests = [
        ("PUT", "/events/1.json"),
        ("POST", "/events/1.xml"),
        ("DELETE", "/contacts/1.json"),
        ("HEAD", "/events/1.json"),
        ("PATCH", "/begin_import/user_consent.xml"),
        ("GET", "/"),
        ("GET", "/events"),
        ("GET", "/Events/1.json"),
        ("GET", "/groups/1.json"),
        ("POST", "/begin_import/login.json"),
    ];
    select(requests.to_vec()).prop_map(|(method, path)| Action::Stray(method, path))
}
