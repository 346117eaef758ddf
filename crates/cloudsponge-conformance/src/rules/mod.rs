//! The rules. Each makes a server of its own, tries one thing, and says what was wrong.
//!
//! The letters and numbers in their descriptions are rows of the catalogue of faults.

mod answers;
mod bodies;
mod codings;
mod connecting;
mod dropping;
mod environment;
mod once;
mod redirects;
mod requests;
mod secrets;
mod time;
mod tls;

pub use answers::{
    a_head_beyond_the_limits_is_too_large, a_head_in_single_bytes_is_read, any_status_is_an_answer,
    informational_heads_are_passed_over, repeated_and_opaque_headers_are_kept, what_is_not_http_is_protocol,
};
pub use bodies::{
    a_body_beyond_the_limit_is_too_large, a_cut_body_is_interrupted, a_second_answer_is_never_the_next_calls,
    broken_chunks_are_an_error, cut_at_any_byte_no_answer_is_complete, exact_bytes_arrive,
};
pub use codings::{a_gzip_bomb_is_too_large, codings_are_left_to_the_driver, gzip_is_decoded_and_checked};
pub use connecting::{
    a_failure_leaves_the_transport_usable, closed_before_an_answer_is_interrupted, refused_is_connect,
};
pub use dropping::{dropping_the_call_frees_the_socket, thirty_two_calls_run_at_once};
pub use environment::environment_proxies_are_ignored;
pub use once::{
    a_dead_idle_connection_costs_nothing, a_post_is_sent_once, a_post_on_a_reused_connection_is_sent_once,
    no_status_is_retried,
};
pub use redirects::{hints_are_ignored, no_cookie_is_kept, no_redirect_is_followed};
pub use requests::{golden_requests_are_sent_as_built, requests_arrive_unchanged};
pub use secrets::errors_name_no_secret;
pub use time::{a_stalled_body_is_a_timeout, an_unread_request_is_a_timeout, silence_is_a_timeout};
pub use tls::{
    a_foreign_certificate_is_tls, a_stalled_handshake_is_a_timeout, a_trusted_certificate_is_accepted,
    an_unfinished_answer_over_tls_is_interrupted, plain_http_on_the_tls_port_is_tls,
};

use crate::{Setup, Verdict};

/// A rule.
pub type Rule = fn(&Setup) -> Verdict;

macro_rules! list {
    ($($rule:ident)+) => {
        &[$((stringify!($rule), $rule as Rule)),+]
    };
}

/// Every rule of [`conformance!`](crate::conformance), by name.
pub const ALL: &[(&str, Rule)] = crate::__plain_rules!(list);

/// Every rule of [`conformance_tls!`](crate::conformance_tls), by name.
pub const TLS: &[(&str, Rule)] = crate::__tls_rules!(list);
