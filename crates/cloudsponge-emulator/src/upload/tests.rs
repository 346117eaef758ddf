//! Files as programs export them, and files no program would.

use super::*;
use cloudsponge_proto::model::Contacts;
use cloudsponge_proto::{Format, Message};
use proptest::prelude::*;

fn csv(text: &str) -> Vec<Contact> {
    read_upload(Some("text/csv"), Some("contacts.csv"), text.as_bytes()).unwrap()
}

/// Each address with its label.
fn emails(contact: &Contact) -> Vec<(&str, &str)> {
    let entries = contact.email.iter();
    entries.map(|email| (email.address.as_deref().unwrap(), email.kind.as_deref().unwrap_or(""))).collect()
}

fn name(contact: &Contact) -> (&str, &str) {
    (contact.first_name.as_deref().unwrap(), contact.last_name.as_deref().unwrap())
}

#[test]
fn outlook_export() {
    let contacts = csv(
        "\u{feff}Title,First Name,Middle Name,Last Name,Company,Job Title,Business Street,Business Street 2,\
        Business City,Business Country/Region,Home Street,Business Fax,Mobile Phone,Birthday,Categories,\
        E-mail Address,E-mail Type,E-mail Display Name,E-mail 2 Address,E-mail 2 Type\r\n\
        Dr.,Fern,Q.,Mockup,\"Mock, Sons & Co.\",Gardener,\"1 Test Lane\r\nHinterhaus\",Unit 7,Sampleton,Nowhere,,555-0100,\
        (555) 555-0101,12/31/1980,Family;Garden,fern@example.com,SMTP,Fern Mockup (fern),fm@example.org,SMTP\r\n\
        ,Quill,,,,,,,,,,,,0/0/00,,,,,,\r\n\
        ,,,,,,,,,,,,,0/0/00,Family,,,,,\r\n",
    );
    assert_eq!(contacts.len(), 2);
    let fern = &contacts[0];
    assert_eq!(name(fern), ("Fern", "Mockup"));
    assert_eq!(emails(fern), [("fern@example.com", "Email 1"), ("fm@example.org", "Email 2")]);
    assert_eq!((fern.email[0].primary, fern.email[1].primary), (Some(true), None));
    assert_eq!(fern.title.as_deref(), Some("Dr."));
    assert_eq!((fern.dob.as_deref(), fern.birthday.as_deref()), (Some("1980-12-31"), Some("12-31")));
    assert_eq!(fern.companies, [Some("Mock, Sons & Co.".to_owned())]);
    assert_eq!(fern.job_title.as_deref(), Some("Gardener"));
    assert_eq!(fern.groups().collect::<Vec<_>>(), ["Family", "Garden"]);
    let phones: Vec<_> = fern.phone.iter().map(|phone| phone.kind.as_deref().unwrap()).collect();
    assert_eq!(phones, ["Business fax", "Mobile"]);
    assert_eq!(fern.address.len(), 1);
    assert_eq!(fern.address[0].street.as_deref(), Some("1 Test Lane\nHinterhaus\nUnit 7"));
    assert_eq!(fern.address[0].kind.as_deref(), Some("Work"));
    assert_eq!(fern.address[0].country.as_deref(), Some("Nowhere"));
    assert_eq!(name(&contacts[1]), ("Quill", ""));
    assert_eq!((&contacts[1].dob, &contacts[1].birthday), (&None, &None));
}

#[test]
fn google_exports_old_and_new() {
    let old = csv(
        "Name,Given Name,Family Name,Group Membership,E-mail 1 - Type,E-mail 1 - Value,E-mail 2 - Type,E-mail 2 - Value,\
        Phone 1 - Type,Phone 1 - Value,Address 1 - Type,Address 1 - Formatted,Organization 1 - Name,Organization 1 - Title\n\
        Fern Mockup,Fern,Mockup,* myContacts ::: Friends,Home,fern@example.com ::: f@example.net,* Work,fm@example.org,\
        Mobile,555-0100,Home,\"1 Test Lane\nSampleton\",Sample Works,Gardener\n",
    );
    let new = csv(
        "First Name,Last Name,Phonetic First Name,Organization Name,Organization Title,Labels,E-mail 1 - Label,\
        E-mail 1 - Value,Address 1 - Label,Address 1 - City,Address 2 - City\n\
        Fern,Mockup,Förn,Sample Works,Gardener,* myContacts,,fern@example.com,Cabin,Sampleton,Mockville\n",
    );
    let labelled = [("fern@example.com", "Home"), ("f@example.net", "Home"), ("fm@example.org", "Work")];
    assert_eq!(emails(&old[0]), labelled);
    assert_eq!(old[0].primary_email(), Some("fm@example.org"));
    assert_eq!(old[0].groups().collect::<Vec<_>>(), ["myContacts", "Friends"]);
    assert_eq!(old[0].address[0].formatted.as_deref(), Some("1 Test Lane\nSampleton"));
    assert_eq!(old[0].phone[0].kind.as_deref(), Some("Mobile"));
    for contact in [&old[0], &new[0]] {
        assert_eq!(name(contact), ("Fern", "Mockup"));
        assert_eq!(contact.companies().collect::<Vec<_>>(), ["Sample Works"]);
        assert_eq!(contact.job_title.as_deref(), Some("Gardener"));
    }
    assert_eq!(emails(&new[0]), [("fern@example.com", "Email 1")]);
    let cities: Vec<_> =
        new[0].address.iter().map(|a| (a.kind.as_deref(), a.city.as_deref().unwrap())).collect();
    assert_eq!(cities, [(Some("Cabin"), "Sampleton"), (None, "Mockville")]);
}

#[test]
fn headers_in_six_languages() {
    for header in [
        "First Name,Last Name,My Email Address,Telephone,City",
        "Vorname;Nachname;E-Mail-Adresse;Telefon;Ort",
        "Prénom;Nom;Adresse de messagerie;Téléphone;Ville",
        "Nombre;Apellidos;Correo electrónico;Teléfono;Ciudad",
        "Primeiro nome\tSobrenome\tEndereço de e-mail\tTelefone\tCidade",
        "Nome|Cognome|Indirizzo e-mail|Telefono|Città",
    ] {
        let delimiter = header.chars().find(|c| ",;\t|".contains(*c)).unwrap().to_string();
        let row = ["Fern", "Mockup", "fern@example.com", "555-0100", "Sampleton"].join(&delimiter);
        for bytes in [format!("{header}\n{row}\n").into_bytes(), latin1(&format!("{header}\r\n{row}"))] {
            let contacts = read_upload(None, None, &bytes).unwrap();
            assert_eq!(name(&contacts[0]), ("Fern", "Mockup"), "{header}");
            assert_eq!(emails(&contacts[0]), [("fern@example.com", "Email 1")], "{header}");
            assert_eq!(contacts[0].phones().collect::<Vec<_>>(), ["555-0100"], "{header}");
            assert_eq!(contacts[0].address[0].city.as_deref(), Some("Sampleton"), "{header}");
        }
    }
}

fn latin1(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
}

#[test]
fn excel_says_how_it_separates() {
    let contacts = csv("sep=;\r\nName;Email, please\r\nMockup, Fern;fern@example.com\r\n");
    assert_eq!(name(&contacts[0]), ("Fern", "Mockup"));
    let error = read_upload(None, None, b"sep=;\nName;Email\nFern;f@example.com;stray\n").unwrap_err();
    assert_eq!(error, UploadError::Unparsable { line: 3 });
}

#[test]
fn vcards_of_three_versions() {
    let cards = "BEGIN:VCARD\r\nVERSION:2.1\r\nN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:M=C3=BCster;F=\r\nern\r\n\
        EMAIL;HOME;PREF:fern@example.com\r\nTEL;CELL;VOICE:555-0100\r\nADR;WORK:;;1 Test Lane;Sampleton;ZZ;00000;Nowhere\r\nEND:VCARD\r\n\
        \r\nbegin:vcard\r\nversion:3.0\r\nFN:Moss & Fern\\, Inc.\r\nN:Mockup;Moss;;Dr.;\r\nitem1.EMAIL;type=INTERNET;type=WORK:moss@exam\r\n \
        ple.org\r\nADR;TYPE=home:Box 7;;1 Test Lane\\nHinterhaus;Sampleton;;;\r\nORG:Mock\\; Sons;Dept. 7\r\nTITLE:Gardener\r\n\
        BDAY:1980-12-31\r\nCATEGORIES:Family,Garden\\, Home\r\nPHOTO;ENCODING=b:AAAA\r\n BBBB\r\nEND:VCARD\r\n\
        BEGIN:VCARD\nVERSION:4.0\nFN:Quill van der Probe\nTEL;VALUE=uri;TYPE=\"home,voice\":tel:+1-555-0100\n\
        EMAIL:first@example.com\nEMAIL;PREF=1:second@example.com\nBDAY:--1231\nnonsense\nEND:VCARD\n\
        BEGIN:VCARD\nVERSION:4.0\nEND:VCARD\n";
    let contacts = read_upload(Some("text/x-vcard"), Some("book.vcf"), cards.as_bytes()).unwrap();
    assert_eq!(contacts.len(), 3);
    assert_eq!(name(&contacts[0]), ("Fern", "Müster"));
    assert_eq!(emails(&contacts[0]), [("fern@example.com", "Home")]);
    assert_eq!(contacts[0].phone[0].kind.as_deref(), Some("Mobile"));
    assert_eq!(contacts[0].address[0].postal_code.as_deref(), Some("00000"));
    assert_eq!(name(&contacts[1]), ("Moss", "Mockup"));
    assert_eq!(emails(&contacts[1]), [("moss@example.org", "Work")]);
    assert_eq!(contacts[1].title.as_deref(), Some("Dr."));
    assert_eq!(contacts[1].address[0].street.as_deref(), Some("Box 7\n1 Test Lane\nHinterhaus"));
    assert_eq!(contacts[1].companies().collect::<Vec<_>>(), ["Mock; Sons"]);
    assert_eq!(contacts[1].groups().collect::<Vec<_>>(), ["Family", "Garden, Home"]);
    assert_eq!(contacts[1].dob.as_deref(), Some("1980-12-31"));
    assert_eq!(name(&contacts[2]), ("Quill", "van der Probe"));
    assert_eq!(contacts[2].phones().collect::<Vec<_>>(), ["+1-555-0100"]);
    assert_eq!(contacts[2].primary_email(), Some("second@example.com"));
    assert_eq!(contacts[2].birthday.as_deref(), Some("12-31"));
}

#[test]
fn refusals_carry_the_documented_codes() {
    let code = |content_type: Option<&str>, name: Option<&str>, bytes: &[u8]| {
        let error = read_upload(content_type, name, bytes).unwrap_err();
        (error.code(), error)
    };
    let not_csv = (ErrorCode::new(1025), UploadError::NotCsv);
    let line = |line| (ErrorCode::new(1026), UploadError::Unparsable { line });
    assert_eq!(code(Some("image/png"), Some("me.png"), b"Email\nfern@example.com"), not_csv);
    assert_eq!(code(Some("text/csv"), Some("book.csv"), b"PK\x03\x04\0\0"), not_csv);
    assert_eq!(code(None, None, b""), line(1));
    assert_eq!(code(None, None, b"colour,size\nred,7\n"), line(1));
    assert_eq!(code(None, None, b"Name,Email\nFern,fern@example.com\nMockup, Fern,f@example.com\n"), line(3));
    assert_eq!(code(None, None, b"BEGIN:VCARD\nFN:Fern\nEND:VCARD\nBEGIN:VCARD\nFN:Moss\n"), line(4));
    assert_eq!(code(None, None, b"BEGIN:VCARD\nBEGIN:VCARD\n"), line(2));
    assert_eq!(code(None, None, b"BEGIN:VCARD\nEND:VCARD\nEmail\n"), line(3));
    assert_eq!(code(None, None, &vec![b'a'; UPLOAD_LIMIT + 1]).1, UploadError::TooLarge);
    let many = format!("Email\n{}", "f@example.com\n".repeat(UPLOAD_CONTACT_LIMIT + 1));
    assert_eq!(code(None, None, many.as_bytes()).1, UploadError::TooLarge);
}

#[test]
fn what_browsers_declare_is_not_trusted_alone() {
    let file = b"Email\nfern@example.com";
    for declared in
        ["application/vnd.ms-excel", "text/csv; charset=utf-8", "TEXT/PLAIN", "application/octet-stream", ""]
    {
        assert_eq!(read_upload(Some(declared), None, file).unwrap().len(), 1, "{declared}");
    }
    assert_eq!(read_upload(Some("application/x-unheard-of"), Some("Book.CSV"), file).unwrap().len(), 1);
    assert_eq!(read_upload(None, None, b"Email\n"), Ok(vec![]), "a header alone is an empty book");
}

#[test]
fn the_largest_files_are_read_in_linear_time() {
    let fill = |piece: &str| piece.repeat((4 << 20) / piece.len());
    for text in [
        format!("{}\n{}", fill("Email,"), fill("f@example.com,")),
        format!("Email\n{}", fill("\"")),
        format!("BEGIN:VCARD\nFN:{}", fill("a\n ")),
        format!("BEGIN:VCARD\nFN;QUOTED-PRINTABLE:{}", fill("=\n")),
        format!("BEGIN:VCARD\nFN;QUOTED-PRINTABLE{}", fill("abc=\n")),
        format!("BEGIN:VCARD\nN:{}\nEND:VCARD", fill(";\\")),
    ] {
        let started = std::time::Instant::now();
        let _ = read_upload(None, None, text.as_bytes());
        assert!(started.elapsed().as_secs() < 10, "{:?}", text.get(..30));
    }
}

/// Bytes, and texts that come closer to files.
fn any_file() -> impl Strategy<Value = Vec<u8>> {
    let words = prop::sample::select(vec![
        "BEGIN:VCARD\n",
        "END:VCARD\n",
        "EMAIL;TYPE=\"a:b\":",
        "N:",
        "ADR:;;",
        "BDAY:--",
        "TEL;ENCODING=QUOTED-PRINTABLE:=C3=",
        "=\n",
        "\n ",
        "\\",
        ";",
        ",",
        "\"",
        "Email,",
        "Name;",
        "Birthday\t",
        "E-mail 1 - Type,",
        "Address 1 - City,",
        ":::",
        "*",
        "sep=",
        "\r\n",
        "1/2/3",
        "\u{1}",
        "\u{ffff}",
        "é",
        "\u{feff}",
        "\0",
        "ornament",
    ]);
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..300),
        prop::collection::vec(words.clone(), 0..60).prop_map(|words| words.concat().into_bytes()),
        prop::collection::vec(words, 0..60)
            .prop_map(|words| format!("Email,Name,City\n{}", words.concat()).into_bytes()),
    ]
}

proptest! {
    #![proptest_config(cloudsponge_laws::cases(256))]

    #[test]
    fn any_bytes_give_contacts_that_both_formats_carry(file in any_file(), declared in prop::option::of(".{0,20}")) {
        let Ok(contacts) = read_upload(declared.as_deref(), None, &file) else { return Ok(()) };
        let mut page = Contacts::default();
        page.contacts = contacts.into_iter().map(Ok).collect();
        for format in [Format::Json, Format::Xml] {
            let body = page.encode(format).unwrap();
            prop_assert_eq!(&Contacts::decode(format, &body).unwrap(), &page);
        }
    }
}
