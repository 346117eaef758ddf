//! The samples of the protocol, in both formats.

use super::*;

#[test]
fn contacts_as_recorded() {
    let json = json::<Book>(
        r#"{"contacts":[
            {"first_name":"fern","last_name":"","phone":[],"address":[],
             "email":[{"address":"fern@example.com","primary":true,"type":null}]}],
            "contacts_owner":{"owner":true,"email":[{"address":"owner@example.com\t"}],"first_name":"Andr\u00e9"},
            "start":0,"count":1,"total":1,"import_id":5550001,"user_id":null,"id":5550001,"echo":null}"#,
    )
    .unwrap();
    let xml = xml::<Book>(
        r#"<?xml version="1.0" encoding="UTF-8"?>
        <!-- comment -->
        <r>
          <contacts-owner>
            <phone type="array"/><last-name>Sample</last-name><owner type="boolean">true</owner>
            <email type="array"><email><address>owner@example.com	</address></email></email>
            <first-name>Andr&#233;</first-name>
          </contacts-owner>
          <import-id type="integer">5550001</import-id>
          <contacts type="array">
            <contact>
              <address type="array"/><phone type="array"/><last-name></last-name>
              <email type="array"><email><address>fern@example.com</address><primary type="boolean">true</primary>
                <type nil="true"></type></email></email>
              <first-name>fern</first-name>
            </contact>
          </contacts>
          <total type="integer">1</total>
          <echo nil="true"></echo><user-id nil="true"></user-id><id type="integer">5550001</id>
        </r>"#,
    )
    .unwrap();
    assert_eq!(json, xml);
    assert_eq!(json.contacts_owner.0.unwrap().email[0].address.as_deref(), Some("owner@example.com\t"));
    assert!(json.contacts.0[0].is_ok());
}

#[test]
fn odd_contacts_agree() {
    for (left, right) in [
        ("{\"contacts\":null}", "<r><contacts nil='true'/></r>"),
        ("{\"contacts\":[]}", "<r><contacts type='array'/></r>"),
        ("{\"contacts\":{}}", "<r><contacts><contact/></contacts></r>"),
        ("{\"contacts\":{\"value\":\"x\"}}", "<r><contacts><value>x</value></contacts></r>"),
        (
            "{\"contacts\":[{\"email\":[null]}]}",
            "<r><contacts><contact><email><email nil='true'/></email></contact></contacts></r>",
        ),
        (
            "{\"contacts\":[{\"email\":\"a\"}]}",
            "<r><contacts><contact><email>a</email></contact></contacts></r>",
        ),
        ("{\"echo\":\"\",\"total\":\"\"}", "<r><echo/><total/></r>"),
        ("{\"echo\":17,\"total\":\"17\"}", "<r><echo type='integer'>17</echo><total>17</total></r>"),
        ("{\"contacts_owner\":{}}", "<r><contacts-owner/></r>"),
        ("{\"contacts_owner\":\"x\"}", "<r><contacts-owner>x</contacts-owner></r>"),
    ] {
        assert_eq!(json::<Book>(left).unwrap(), xml::<Book>(right).unwrap(), "{left} {right}");
    }
}
