//! The fault catalogue as a table, and what runs it: every fault against every call, format and transport.
//!
//! A [row](row::Row) says what the server does and how the call must end. [`single`] runs it for single calls and
//! [`import`] in the middle of whole imports; both assert the same oracle each time:
//!
//! | | |
//! |---|---|
//! | O1 | it returns within its limits and half a second |
//! | O2 | nothing panics, on any thread |
//! | O3 | no secret in an error, a log line or a state, nor at another host; no cookie is sent |
//! | O4 | no more requests on the wire than stated, and one POST at most for a begin call |
//! | O6 | no connection is open once the client is gone |
//! | O7 | all transports end it with the same kind of error, but for a list with reasons |
//! | O8 | contacts are delivered in order, each once, up to where it ended |
//! | O9 | the same client makes a healthy call afterwards |
//! | O10 | the same seed gives the same outcome |
//!
//! O5, memory, is measured where it can be large: in the test of giants.

pub mod case;
pub mod cut;
pub mod expect;
pub mod import;
pub mod kind;
pub mod memory;
pub mod pool;
pub mod quick;
pub mod report;
pub mod row;
pub mod rows;
pub mod seed;
pub mod single;
pub mod watch;
