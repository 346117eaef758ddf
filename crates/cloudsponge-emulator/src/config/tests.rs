//! What wins, what is refused, and that nothing secret is shown.

use super::*;
use std::collections::BTreeSet;

const EVERYTHING: &str = r#"
listen = "127.0.0.1:4242"
key = "K"
password = "S3CRET"
profile = "windowslive"
contacts = 7
seed = 3
from = "mine.csv"
scenario = "fail:518"
auto_consent = "300ms"
consent_timeout = 90
ttl = "1h"
speed = 2.5
quirks = ["legacy_get", "-throttle"]
record = "a dir"
upstream = "https://gateway.example/x"
replay = "b"
"#;

#[test]
fn every_setting_is_read_and_written_back() {
    let config = Config::from_toml(EVERYTHING).unwrap();
    assert_eq!(config.consent_timeout, Some(Duration::from_secs(90)));
    let quirks = config.quirks.unwrap();
    assert!(quirks.legacy_get && !quirks.throttle && !quirks.bare_xml);
    let text = config.to_toml();
    assert!(!text.contains("S3CRET") && !format!("{config:?}").contains("S3CRET"), "{text}");
    let mut again = Config::from_toml(&text).unwrap();
    again.password = config.password.clone();
    assert_eq!(again, config);
    let names: BTreeSet<&str> =
        EVERYTHING.lines().filter_map(|line| line.split(" = ").next()).skip(1).collect();
    assert_eq!(names, SETTINGS.iter().map(|setting| setting.name).collect());
    // The table of the module's documentation names them all.
    let documentation = include_str!("mod.rs");
    for name in names {
        assert!(documentation.contains(&format!("//! | `{name}`")) || name == "password", "{name}");
    }
}

#[test]
fn every_switch_has_a_name() {
    let mut quirks = Quirks::default();
    let fields = format!("{quirks:?}");
    let fields: BTreeSet<&str> =
        fields.split([' ', ',', '{', '}']).filter_map(|word| word.strip_suffix(':')).collect();
    assert_eq!(fields, quirks.switches().into_iter().map(|switch| switch.0).collect());
}

#[test]
fn the_environment_says_the_same() {
    let variables = [
        ("PATH", "/nowhere"),
        ("CLOUDSPONGE_EMULATOR_CONFIG", "file.toml"),
        ("CLOUDSPONGE_EMULATOR_SEED", ""),
        ("CLOUDSPONGE_EMULATOR_QUIRKS", "legacy_get,-throttle"),
        ("CLOUDSPONGE_EMULATOR_TTL", "1h"),
    ];
    let config = Config::from_variables(variables).unwrap();
    assert_eq!((config.ttl, config.seed), (Some(Duration::from_secs(3600)), None));
    assert_eq!(config.quirks, Config::from_toml(EVERYTHING).unwrap().quirks);
}

#[test]
fn the_first_wins_and_a_pair_stays_a_pair() {
    let file = Config::from_toml(EVERYTHING).unwrap();
    let flags = Config::from_toml("contacts = 1\nkey = \"other\"").unwrap();
    let config = flags.or(file.clone());
    assert_eq!((config.contacts, config.seed), (Some(1), Some(3)));
    assert_eq!((config.key.as_deref(), config.password), (Some("other"), None));
    assert_eq!(Config::default().or(file.clone()), file);
}

#[test]
fn errors_name_the_setting_and_quote_no_value() {
    let error = |text: &str| Config::from_toml(text).unwrap_err().to_string();
    assert!(error("contacts = \"S3CRET\"").starts_with("the setting `contacts` cannot be used"));
    assert!(error("\n\ncontacts = = 1").contains("(line 3)"), "{}", error("\n\ncontacts = = 1"));
    for text in
        ["contact = 1", "quirks = [\"S3CRET\"]", "upstream = \"https://u:S3CRET@x.example\"", "ttl = {}", "x"]
    {
        assert!(!error(text).contains("S3CRET"), "{}", error(text));
    }
    assert!(matches!(
        Config::from_variables([("CLOUDSPONGE_EMULATOR_SPED", "1")]),
        Err(ConfigError::Unknown(_))
    ));
    let apply = |text| Config::from_toml(text).unwrap().apply(EmulatorBuilder::default());
    for text in ["key = \"k\"", "upstream = \"https://x.example\"", "record = \"a\"\nreplay = \"b\""] {
        assert!(matches!(apply(text), Err(ConfigError::Together(_))), "{text}");
    }
    assert!(matches!(apply("from = \"/nowhere/at/all.csv\""), Err(ConfigError::Book(_))));
    assert!(Config::from_file(Path::new("/nowhere/at/all.toml")).is_err());
}
