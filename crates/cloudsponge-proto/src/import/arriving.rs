//! A page of contacts that is read while it arrives.

use crate::Format;
use crate::contacts::{ContactPage, PageDecoder, UndecodedPage};
use crate::endpoint::format_of;
use crate::exchange::Exchange;

/// The decoder of the answer under way. What it has to say is asked at the end only, when the answer is known to be
/// whole: until then its contacts may still turn out to be another import's.
#[derive(Debug)]
pub(super) struct Arriving {
    format: Format,
    decoder: PageDecoder,
}

impl Arriving {
    /// Reads what has come since the last call.
    pub(super) fn go_on(arriving: &mut Option<Box<Self>>, exchange: &Exchange) {
        let Some((head, body)) = exchange.success() else { return };
        if arriving.is_none() && !body.trim_ascii_start().is_empty() {
            let format = format_of(head, body).ok();
            *arriving = format.map(|format| Box::new(Self { format, decoder: PageDecoder::new(format) }));
        }
        if let Some(arriving) = arriving {
            // It says the same again at the end.
            let _ = arriving.decoder.feed(body);
        }
    }

    /// Reads what is left of a whole answer, or all of it if nothing was read before.
    pub(super) fn finish(
        arriving: Option<Box<Self>>,
        format: Format,
        body: Vec<u8>,
    ) -> Result<ContactPage, UndecodedPage> {
        match arriving.filter(|arriving| arriving.format == format) {
            Some(arriving) => arriving.decoder.finish(body),
            None => ContactPage::decode(format, body),
        }
    }
}
