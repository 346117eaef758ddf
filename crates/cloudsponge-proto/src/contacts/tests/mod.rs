//! The decoder beside the serde reading, which defines what is right.

mod chunks;
mod wild;

use super::*;
use crate::codec::{CodecErrorKind, Format};
use crate::model::{Contacts, SlotError};
use crate::{DecodeError, Message, codec};
use proptest::prelude::*;

/// What a reading says of a document.
#[derive(Debug, PartialEq)]
enum Said {
    Contacts(Contacts),
    Refused,
    Bad,
}

fn said(read: Result<Contacts, DecodeError>) -> Said {
    match read {
        Ok(contacts) => Said::Contacts(contacts),
        Err(DecodeError::Refused(_)) => Said::Refused,
        Err(DecodeError::Codec(_)) => Said::Bad,
    }
}

fn ours(format: Format, body: &[u8]) -> Result<Contacts, DecodeError> {
    Ok(ContactPage::decode_slice(format, body)?.to_contacts())
}

/// Agreement but for what the module's table lists: columns, and paths inside generic values.
fn assert_agreement(body: &[u8]) -> Result<(), TestCaseError> {
    let (ours, oracle) = (ours(Format::Json, body), Contacts::read(Format::Json, body));
    let (mut ours, mut oracle) = (said(ours), said(oracle));
    if let (Said::Contacts(ours), Said::Contacts(oracle)) = (&mut ours, &mut oracle) {
        let pairs = ours.contacts.iter_mut().zip(&mut oracle.contacts);
        for (ours, oracle) in pairs {
            if let (Err(our), Err(other)) = (&*ours, &*oracle) {
                let (SlotError { index, error }, SlotError { index: other_index, error: other }) =
                    (our, other);
                prop_assert_eq!(index, other_index);
                prop_assert_eq!(error.kind(), other.kind(), "{} / {}", error, other);
                let hidden = other.path().contains('*');
                prop_assert!(hidden || other.path().starts_with(error.path()), "{} / {}", error, other);
                *ours = oracle.clone();
            }
        }
    }
    prop_assert_eq!(ours, oracle, "{}", body.escape_ascii());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(std::env::var("CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(256)))]

    #[test]
    fn wild_answers_are_read_as_serde_reads_them(answer in wild::answer()) {
        assert_agreement(answer.as_bytes())?;
    }

    #[test]
    fn damaged_answers_are_read_as_serde_reads_them(answer in wild::damaged()) {
        if std::str::from_utf8(&answer).is_ok() {
            assert_agreement(&answer)?;
        }
    }
}
