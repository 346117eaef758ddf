//! The decoder beside the serde reading, which defines what is right.

mod chunks;
mod limits;
mod wild;

use super::*;
use crate::codec::{CodecErrorKind, Format};
use crate::model::{Contacts, SlotError};
use crate::{DecodeError, Message, codec};
use proptest::prelude::*;

/// Why a reading got nothing out of a document.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Lost {
    Refused,
    Bad,
}

/// What a reading says of a document, without its words.
fn said(read: Result<Contacts, DecodeError>) -> Result<Contacts, Lost> {
    read.map_err(|error| match error {
        DecodeError::Refused(_) => Lost::Refused,
        DecodeError::Codec(_) => Lost::Bad,
    })
}

fn ours(format: Format, body: &[u8]) -> Result<Contacts, DecodeError> {
    Ok(ContactPage::decode_slice(format, body)?.to_contacts())
}

/// Agreement but for what the module's table lists.
fn assert_agreement(body: &[u8]) -> Result<(), TestCaseError> {
    let (ours, oracle) = (ours(Format::Json, body), Contacts::read(Format::Json, body));
    let (mut ours, mut oracle) = (said(ours), said(oracle));
    if let (Ok(ours), Ok(oracle)) = (&mut ours, &mut oracle) {
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
    #![proptest_config(ProptestConfig::with_cases(512))]

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
