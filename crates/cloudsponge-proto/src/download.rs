//! A contacts call whose answer is read as it arrives, sans-IO: nothing of it is kept.

use crate::contacts::{ContactDecoder, ContactRef};
use crate::endpoint::{format_of, format_of_success, undecoded, unreadable};
use crate::endpoints::GetContacts;
use crate::exchange::{Exchange, Input, Limits};
use crate::model::{Contacts, SlotError};
use crate::{DecodeError, FailureKind, ResponseError};
use http::response::Parts;
use std::time::Instant;

/// The answer to a [`GetContacts`] call, handed on contact by contact while it arrives.
///
/// For books of any size in the memory of one contact. What it cannot do, and an [`Import`](crate::Import) does: the
/// service says *behind* the contacts whose they are and where they begin, so check what comes back at the end before
/// you trust what came before; and when the answer breaks off, the contacts before stay handed on.
///
/// ```
/// use cloudsponge_proto::exchange::{Input, Limits};
/// use cloudsponge_proto::ContactDownload;
/// # #[allow(clippy::disallowed_methods)] fn clock() -> std::time::Instant { std::time::Instant::now() }
///
/// let now = clock();
/// let mut names = Vec::new();
/// let mut keep = |slot: Result<cloudsponge_proto::ContactRef<'_>, _>| {
///     names.extend(slot.ok().and_then(|contact| contact.display_name().map(String::from)));
/// };
/// let mut download = ContactDownload::new(Limits::default(), now);
/// let (head, _) = http::Response::new(()).into_parts();
/// assert!(download.handle_input(Input::Head(now, head), &mut keep).is_none());
/// for chunk in [r#"{"contacts":[{"first_name":"fe"#, r#"rn"}],"import_id":7}"#] {
///     assert!(download.handle_input(Input::Body(now, chunk.as_bytes()), &mut keep).is_none());
/// }
/// let around = download.handle_input(Input::End(now), &mut keep).unwrap().unwrap().unwrap();
/// assert_eq!((names, around.import_id), (vec!["fern".to_owned()], Some(7.into())));
/// ```
#[derive(Debug)]
pub struct ContactDownload {
    exchange: Exchange,
    decoder: Option<ContactDecoder>,
    /// What stands in front of the document, as long as that is white space only.
    front: Vec<u8>,
}

/// How a download ended: everything around the contacts, or why the answer is none; or there was no whole answer.
pub type Downloaded = Result<Result<Contacts, ResponseError>, FailureKind>;

impl ContactDownload {
    /// The request was handed to the transport now.
    pub fn new(limits: Limits, now: Instant) -> Self {
        Self { exchange: Exchange::passing(limits, now), decoder: None, front: Vec::new() }
    }

    /// When to give up unless more arrives.
    pub fn deadline(&self) -> Instant {
        self.exchange.deadline()
    }

    /// Takes in what arrived and calls `each` with every contact that is now whole, or why it could not be read; `Some`
    /// when the download is over and the transfer can be dropped. The list of contacts in what comes back is empty.
    pub fn handle_input(
        &mut self,
        input: Input<'_>,
        mut each: impl FnMut(Result<ContactRef<'_>, SlotError>),
    ) -> Option<Downloaded> {
        let bytes = if let Input::Body(_, bytes) = &input { Some(*bytes) } else { None };
        match self.exchange.handle_input(input) {
            None => {
                let (head, _) = self.exchange.success()?;
                let fed = feed(&mut self.decoder, &mut self.front, head, bytes?, &mut each);
                fed.err().map(|error| Ok(Err(error)))
            }
            Some(Err(kind)) => Some(Err(kind)),
            Some(Ok(answer)) => {
                let (head, body) = answer.into_parts();
                Some(Ok(match self.decoder.take() {
                    Some(decoder) => decoder.finish(each).map_err(|error| undecoded(&head, error)),
                    // No success, or nothing in it.
                    None => nothing(&head, if body.is_empty() { &self.front } else { &body }),
                }))
            }
        }
    }
}

/// Begins to decode as soon as it is known what, and goes on.
fn feed(
    decoder: &mut Option<ContactDecoder>,
    front: &mut Vec<u8>,
    head: &Parts,
    bytes: &[u8],
    each: &mut impl FnMut(Result<ContactRef<'_>, SlotError>),
) -> Result<(), ResponseError> {
    let decoder = match decoder {
        Some(decoder) => decoder,
        None if is_blank(bytes) => {
            front.extend_from_slice(bytes);
            return Ok(());
        }
        None => {
            front.extend_from_slice(bytes);
            let decoder = decoder.insert(ContactDecoder::new(format_of(head, front)?));
            return decoder.feed(&std::mem::take(front), each).map_err(|error| unreadable(head, error));
        }
    };
    decoder.feed(bytes, each).map_err(|error| unreadable(head, error))
}

/// White space, or a piece of a byte order mark.
fn is_blank(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| byte.is_ascii_whitespace() || matches!(byte, 0xef | 0xbb | 0xbf))
}

fn nothing(head: &Parts, body: &[u8]) -> Result<Contacts, ResponseError> {
    let format = format_of_success::<GetContacts>(head, body)?;
    let decoder = ContactDecoder::new(format);
    decoder.finish(|_| ()).map_err(|error: DecodeError| undecoded(head, error))
}

#[cfg(test)]
#[allow(clippy::disallowed_methods)]
mod tests {
    use super::*;
    use crate::{ApiErrorKind, CodecErrorKind};

    /// Hands in an answer in chunks of this length.
    fn download(status: u16, body: &[u8], chunk: usize) -> (usize, Downloaded) {
        let now = Instant::now();
        let mut download = ContactDownload::new(Limits { body: 1000, ..Limits::default() }, now);
        let mut count = 0;
        let head = http::Response::builder().status(status).body(()).unwrap().into_parts().0;
        let inputs = std::iter::once(Input::Head(now, head))
            .chain(body.chunks(chunk).map(|chunk| Input::Body(now, chunk)))
            .chain([Input::End(now)]);
        for input in inputs {
            if let Some(end) = download.handle_input(input, |slot| count += usize::from(slot.is_ok())) {
                return (count, end);
            }
        }
        unreachable!("an end ends it");
    }

    #[test]
    fn any_chunking_in_both_formats_gives_the_same() {
        let json = b"\xef\xbb\xbf \n{\"contacts\":[{\"first_name\":\"fern\"},7,{}],\"total\":3}".as_slice();
        let xml =
            b"<contactsResponse><contacts type='array'><contact><first-name>fern</first-name></contact>\
                    <contact>7</contact><contact/></contacts><total>3</total></contactsResponse>";
        for body in [json, xml] {
            for chunk in [1, 2, 7, 1000] {
                let (count, end) = download(200, body, chunk);
                assert_eq!((count, end.unwrap().unwrap().total), (2, Some(3)), "chunks of {chunk}");
            }
        }
    }

    #[test]
    fn d3_a_cut_answer_is_an_error_and_what_came_stays() {
        let body = b"{\"contacts\":[{},{}],\"total\":2}";
        for cut in 0..body.len() {
            let (count, end) = download(200, &body[..cut], 5);
            let Err(ResponseError::Codec(error)) = end.unwrap() else { panic!("cut at {cut}") };
            let wanted = if cut == 0 { CodecErrorKind::Empty } else { CodecErrorKind::Truncated };
            assert_eq!(*error.error.kind(), wanted, "cut at {cut}");
            assert!(count <= 2);
        }
    }

    #[test]
    fn what_is_no_success_is_read_as_ever() {
        let kind = |status, body: &[u8]| match download(status, body, 9).1.unwrap().unwrap_err() {
            ResponseError::Api(error) => error.kind,
            other => panic!("{other:?}"),
        };
        assert_eq!(kind(404, b"{\"error\":\"no\"}"), ApiErrorKind::NotReady);
        assert_eq!(kind(410, b""), ApiErrorKind::Gone);
        assert_eq!(kind(200, b"{\"status\":\"failure\"}"), ApiErrorKind::Rejected);
        assert!(matches!(
            download(200, b"<html>busy</html>", 3).1.unwrap(),
            Err(ResponseError::UnexpectedFormat(_) | ResponseError::Codec(_))
        ));
    }

    #[test]
    fn d11_the_limit_of_the_body_holds_though_nothing_is_kept() {
        let body = format!("{{\"contacts\":[{}]}}", vec!["{}"; 1000].join(","));
        let (count, end) = download(200, body.as_bytes(), 100);
        assert_eq!(end.unwrap_err(), FailureKind::TooLarge);
        assert!(count > 0);
    }
}
