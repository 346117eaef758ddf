//! `decode`: samples of every reply in both formats, and input that means harm.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, reason = "tests")]

mod common;

use common::{Run, run, run_with_input};
use serde_json::{Value, json};

fn decode(input: &str, args: &[&str]) -> Run {
    run_with_input(["decode"].iter().chain(args).chain(&["-"]), input.as_bytes())
}

const CONTACTS_JSON: &str = r#"{"contacts":[
  {"first_name":"Quill","last_name":"Sample","phone":[{"number":"(555) 010-0042","type":"mobile"}],
   "email":[{"address":null,"type":"other","primary":true}],
   "address":[],"groups":[],"companies":[null],"photos":[],"locations":[]},
  {"first_name":"Fern","last_name":"Mockup","phone":[],
   "email":[{"address":"fern@example.com","type":"Home","primary":true},{"address":"fm@example.org","type":"Home"}],
   "address":[{"type":"Home","street":"1 Test Lane","city":"Sampleton","region":"ZZ","postal_code":"00000-0000","country":"Nowhere"}],
   "groups":[],"dob":"1980-12-31","birthday":"12-31","companies":["Mock \u0026 Sons"],"job_title":"","photos":[],"locations":[]}],
 "contacts_owner":{"owner":true,"email":[{"address":"owner@example.com\t"}]},
 "start":0,"count":2,"total":2,"import_id":5550001,"user_id":null,"id":5550001,"echo":null}"#;

const CONTACTS_XML: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<contactsResponse>
  <total type="integer">2</total><import-id>5550001</import-id><echo nil="true"></echo>
  <contacts-owner><owner type="boolean">true</owner><email type="array"><email><address>owner@example.com&#9;</address></email></email></contacts-owner>
  <contacts type="array">
    <contact>
      <phone type="array"><phone><type>mobile</type><number>(555) 010-0042</number></phone></phone>
      <last-name>Sample</last-name><first-name>Quill</first-name><address type="array"/>
      <email type="array"><email><address nil="true"/><primary type="boolean">true</primary><type>other</type></email></email>
      <companies type="array"><company nil="true"/></companies>
    </contact>
    <contact>
      <job-title></job-title><birthday>12-31</birthday><dob>1980-12-31</dob>
      <companies type="array"><company>Mock &amp; Sons</company></companies>
      <email type="array">
        <email><address>fern@example.com</address><type>Home</type><primary type="boolean">true</primary></email>
        <email><address>fm@example.org</address><type>Home</type></email>
      </email>
      <address type="array"><address><type>Home</type><street>1 Test Lane</street><city>Sampleton</city>
        <region>ZZ</region><postal-code>00000-0000</postal-code><country>Nowhere</country></address></address>
      <first-name>Fern</first-name><last-name>Mockup</last-name>
    </contact>
  </contacts>
  <count type="integer">2</count><start type="integer">0</start><id type="integer">5550001</id><user-id nil="true"></user-id>
</contactsResponse>"#;

#[test]
fn contacts_in_both_formats_give_the_same_bytes() {
    let from_json = decode(CONTACTS_JSON, &[]).expect(0);
    let from_xml = decode(CONTACTS_XML, &[]).expect(0);
    assert_eq!(from_json.stdout, from_xml.stdout);
    assert_eq!(from_json.stderr, "");
    let value = from_json.json();
    let mut keys: Vec<&String> = value.as_object().unwrap().keys().collect();
    keys.sort();
    assert_eq!(
        keys,
        ["contacts", "contacts_owner", "count", "echo", "import_id", "start", "total", "user_id"]
    );
    assert_eq!(value["contacts_owner"]["email"][0]["address"], "owner@example.com\t");
    assert_eq!(value["contacts"][0]["email"][0], json!({"address": null, "type": "other", "primary": true}));
    assert_eq!(value["contacts"][0]["companies"], json!([null]));
    assert_eq!(value["contacts"][1]["companies"], json!(["Mock & Sons"]));
    assert_eq!(value["contacts"][1]["job_title"], "");
    assert_eq!(value["echo"], Value::Null);
    // Decoding is idempotent.
    assert_eq!(decode(&from_json.stdout, &[]).expect(0).stdout, from_json.stdout);
}

#[test]
fn the_captured_xml_shape_is_read() {
    let captured = r#"<contactsResponse>
      <contacts-owner>
        <phone type="array"/><last-name>Sample</last-name><owner type="boolean">true</owner>
        <email type="array"><email><address>owner@example.com</address></email></email>
        <first-name>Andr&#233;</first-name>
      </contacts-owner>
      <import-id type="integer">5550001</import-id>
      <contacts type="array">
        <contact>
          <address type="array"/><phone type="array"/><last-name></last-name>
          <email type="array"><email><address>fern@example.com</address><primary type="boolean">true</primary><type nil="true"></type></email></email>
          <first-name>fern</first-name>
        </contact>
      </contacts>
      <echo nil="true"></echo><user-id nil="true"></user-id><id type="integer">5550001</id>
    </contactsResponse>"#;
    let value = decode(captured, &[]).expect(0).json();
    assert_eq!(value["contacts_owner"]["first_name"], "André");
    assert_eq!(value["contacts"][0]["last_name"], "");
    assert_eq!((&value["start"], &value["import_id"]), (&Value::Null, &json!(5_550_001)));
}

#[test]
fn begin_replies_in_both_formats_give_the_same_bytes() {
    let json = r#"{"status":"success","url":"https://api.cloudsponge.com/n/QX7TB2M","echo":"tag-7",
        "import_id":5550001,"user_id":null,"id":5550001}"#;
    let xml = r#"<?xml version="1.0" encoding="UTF-8"?>
        <result>
          <status>success</status>
          <url>https://api.cloudsponge.com/n/QX7TB2M</url>
          <import-id>5550001</import-id>
          <user-id nil="true"></user-id>
          <echo>tag-7</echo>
        </result>"#;
    let from_json = decode(json, &[]).expect(0);
    assert_eq!(from_json.stdout, decode(xml, &[]).expect(0).stdout);
    assert_eq!(from_json.stdout, decode(xml, &["--kind", "begin", "--format", "xml"]).expect(0).stdout);
    let value = from_json.json();
    assert_eq!((&value["echo"], &value["import_type"]), (&json!("tag-7"), &Value::Null));
    let login = r#"{"status":"success","echo":null,"import_id":5550002,"user_id":null,"id":5550002}"#;
    assert_eq!(decode(login, &[]).expect(0).json()["url"], Value::Null);
}

#[test]
fn events_in_both_formats_give_the_same_bytes() {
    let xml = r#"<eventsResponse>
      <events type="array">
        <event>
          <created-at type="datetime">2009-01-02T03:04:05-07:00</created-at>
          <description nil="true"></description>
          <event-type>GATHERING</event-type>
          <id type="integer">9002</id>
          <import-action-id type="integer">701</import-action-id>
          <status>COMPLETED</status>
          <unclaimed type="boolean">false</unclaimed>
          <updated-at type="datetime">2009-01-02T03:04:36-07:00</updated-at>
          <value type="integer">2</value>
        </event>
      </events>
      <echo nil="true"></echo><user-id>u-17</user-id><import-id>701</import-id>
    </eventsResponse>"#;
    let json = r#"{"events":[{"event_type":"GATHERING","status":"COMPLETED","value":2,"id":9002,"import_action_id":701,
        "unclaimed":false,"created_at":"2009-01-02T03:04:05-07:00","updated_at":"2009-01-02T03:04:36-07:00",
        "description":null}],"import_id":701,"user_id":"u-17"}"#;
    let from_json = decode(json, &[]).expect(0);
    assert_eq!(from_json.stdout, decode(xml, &[]).expect(0).stdout);
    assert_eq!(from_json.json()["events"][0]["value"], 2);
    let table = decode(xml, &["--output", "table"]).expect(0).stdout;
    assert!(table.contains("GATHERING") && table.contains("COMPLETED"), "{table}");
}

#[test]
fn a_bad_contact_is_left_out_and_counted() {
    let input = r#"{"contacts":[{"first_name":"a"},17,{"first_name":"c"},{"email":{"secret-sentinel":{"x":[]}},"phone":"sentinel"}],"start":40}"#;
    let lenient = decode(input, &[]).expect(0);
    assert!(lenient.stderr.contains("position 41"), "{}", lenient.stderr);
    assert!(!lenient.stderr.contains("sentinel"), "{}", lenient.stderr);
    let strict = decode(input, &["--strict"]).expect(1);
    assert_eq!(strict.stdout, "");
    assert!(strict.stderr.contains("error: "), "{}", strict.stderr);
}

#[test]
fn every_output_format_of_contacts() {
    let lines = decode(CONTACTS_XML, &["--output", "jsonl"]).expect(0).lines();
    assert_eq!(lines.len(), 2);
    let csv = decode(CONTACTS_XML, &["--output", "csv"]).expect(0).stdout;
    assert_eq!(csv.split_terminator("\r\n").count(), 3, "{csv}");
    let cards = decode(CONTACTS_XML, &["--output", "vcard"]).expect(0).stdout;
    assert_eq!(cards.matches("END:VCARD\r\n").count(), 2);
    let table = decode(CONTACTS_XML, &["--output", "table"]).expect(0).stdout;
    assert!(table.contains("Fern Mockup") && table.contains("fern@example.com (+1)"), "{table}");
    decode(r#"{"events":[]}"#, &["--output", "csv"]).expect(2);
}

#[test]
fn n1_n2_hostile_contacts_are_harmless_in_every_format() {
    let input = r#"{"contacts":[{"first_name":"\u001b[31m=1+1\u202e\u009b","last_name":"=cmd|' /C calc'!A0",
        "companies":["@x\r\nEND:VCARD"],"phone":[{"number":"\t+1"}]}]}"#;
    for output in ["json", "jsonl", "table"] {
        let shown = decode(input, &["--output", output]).expect(0).stdout;
        let harmless = |c: char| c == '\n' || !(c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c));
        assert!(shown.chars().all(harmless), "{output}: {shown:?}");
    }
    let csv = decode(input, &["--output", "csv"]).expect(0).stdout;
    assert!(csv.contains("'=cmd") && csv.contains("'+1") && csv.contains("'@x"), "{csv:?}");
    let card = decode(input, &["--output", "vcard"]).expect(0).stdout;
    assert_eq!(card.lines().filter(|line| *line == "END:VCARD").count(), 1, "{card:?}");
}

#[test]
fn hostile_input_is_a_typed_error_without_a_quoted_value() {
    let deep = format!("{{\"contacts\":{}", "[".repeat(1_000_000));
    let deep_unknown = format!("{{\"x\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let deep_xml = "<contactsResponse>".to_owned() + &"<SENTINEL>".repeat(1_000_000);
    let inputs = [
        "",
        " ",
        "\u{feff}",
        "SENTINEL",
        "{\"SENTINEL\":",
        "{\"contacts\":[{\"first_name\":\"SENTINEL",
        "[\"SENTINEL\"]",
        "\"SENTINEL\"",
        "{\"contacts\":\"SENTINEL\"} trailing SENTINEL",
        "{\"contacts\":[]}{\"SENTINEL\":1}",
        "{\"import_id\":1126.5,\"contacts\":[]}",
        "{\"contacts\":[],\"import_id\":\"SENTINEL/..\"}",
        "{'SENTINEL':1}",
        "<SENTINEL/>",
        "<contactsResponse><contacts>",
        "<contactsResponse/>SENTINEL",
        "<contactsResponse></SENTINEL>",
        "<!DOCTYPE a [<!ENTITY x \"SENTINEL\">]><contactsResponse>&x;</contactsResponse>",
        "<contactsResponse>&SENTINEL;</contactsResponse>",
        "<contactsResponse><echo>&#0;</echo></contactsResponse>",
        "<?xml version=\"1.0\" encoding=\"UTF-7\"?><contactsResponse/>",
        "<html><body>SENTINEL</body></html>",
        "{\"status\":\"failure\",\"import_id\":1}",
        &deep,
        &deep_unknown,
        &deep_xml,
    ];
    for input in inputs {
        for kind in ["auto", "begin", "events", "contacts"] {
            let run = decode(input, &["--kind", kind]);
            let start: String = input.chars().take(60).collect();
            assert!(run.code == 1 || (kind == "events" && run.code == 0), "{kind} {start}: {run:?}");
            assert!(!run.stderr.contains("SENTINEL"), "{kind} {start}: {}", run.stderr);
            assert!(run.code == 0 || run.stderr.starts_with("error: "), "{kind} {start}: {}", run.stderr);
        }
    }
    for bytes in
        [b"\xff\xfe{\0}\0".as_slice(), b"{\"contacts\":[],\"echo\":\"\xff\"}", b"\x1f\x8b\x08\0", b"\0"]
    {
        run_with_input(["decode", "-"], bytes).expect(1);
    }
}

#[test]
fn every_prefix_of_a_reply_is_an_error() {
    for sample in [
        "{\"contacts\":[{\"first_name\":\"a\"}],\"start\":0}",
        "<contactsResponse><start>0</start></contactsResponse>",
    ] {
        for end in (0..sample.len()).step_by(3) {
            let run = decode(&sample[..end], &[]).expect(1);
            assert_eq!(run.stdout, "");
        }
    }
}

#[test]
fn a_refusal_is_printed_and_is_an_error() {
    let run = decode(r#"{"status":"failure","error":{"message":"no such service"}}"#, &[]).expect(1);
    assert_eq!(run.json()["error"]["message"], "no such service");
    assert_eq!(run.json()["status"], "failure");
}

#[test]
fn files_are_read_and_missing_ones_named() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("reply.json");
    std::fs::write(&path, CONTACTS_JSON).unwrap();
    run(["decode".as_ref(), path.as_os_str()]).expect(0);
    run(["decode".as_ref(), directory.path().join("absent").as_os_str()]).expect(1);
    run(["decode".as_ref(), directory.path().as_os_str()]).expect(1);
    run(["decode"]).expect(2);
    run(["decode", "--kind", "nonsense", "-"]).expect(2);
}
