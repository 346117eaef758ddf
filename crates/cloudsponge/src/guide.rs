//! Guides: from the first import to a transport of your own.
//!
//! | you want to | read |
//! |---|---|
//! | import an address book | [`first_import`] |
//! | use an HTTP client there is no crate for | [`your_transport`] |
//! | keep sockets, clocks and threads to yourself | [`sans_io`] |
//! | know what can go wrong and what to do then | [`errors`] |
//! | see what a client does: spans, counters, request ids | [`observing`] |
//! | test your code without an account | [`testing`] |
//! | come from the Ruby, PHP, Java, .NET or Node client | [`upgrading`] |
//! | know what the service does, and how sure that is | [`protocol`] |
//!
//! The modules hold text only, and exist in the documentation only.

#[doc = include_str!("guide/first_import.md")]
pub mod first_import {}

#[doc = include_str!("guide/your_transport.md")]
pub mod your_transport {}

#[doc = include_str!("guide/sans_io.md")]
pub mod sans_io {}

#[doc = include_str!("guide/errors.md")]
pub mod errors {}

#[doc = include_str!("guide/observing.md")]
pub mod observing {}

#[doc = include_str!("guide/testing.md")]
pub mod testing {}

#[doc = include_str!("guide/upgrading.md")]
pub mod upgrading {}

#[doc = include_str!("guide/protocol.md")]
pub mod protocol {}
