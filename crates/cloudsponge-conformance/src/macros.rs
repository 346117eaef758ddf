//! The suite as tests.

/// One test for each rule, in a module `conformance`.
///
/// `transport` makes a new transport, `timer` its timer, `block_on` runs a future to its end.
#[macro_export]
macro_rules! conformance {
    (transport: $transport:expr, timer: $timer:expr, block_on: $block_on:expr $(,)?) => {
        mod conformance {
            #[allow(unused_imports)]
            use super::*;

            fn setup() -> $crate::Setup {
                $crate::Setup::new(|| $transport, || $timer, $block_on).in_module(module_path!())
            }

            $crate::__plain_rules!($crate::__tests);
        }
    };
}

/// One test for each rule about TLS, in a module `conformance_tls`. `trusting` is given a certificate (PEM) and makes a
/// transport that trusts it alone.
#[macro_export]
macro_rules! conformance_tls {
    (transport: $transport:expr, trusting: $trusting:expr, timer: $timer:expr, block_on: $block_on:expr $(,)?) => {
        mod conformance_tls {
            #[allow(unused_imports)]
            use super::*;

            fn setup() -> $crate::Setup {
                $crate::Setup::new(|| $transport, || $timer, $block_on)
                    .trusting($trusting)
                    .in_module(module_path!())
            }

            $crate::__tls_rules!($crate::__tests);
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __tests {
    ($($rule:ident)+) => {
        $(
            #[test]
            fn $rule() -> $crate::Verdict {
                $crate::rules::$rule(&setup())
            }
        )+
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __plain_rules {
    ($($callback:tt)+) => {
        $($callback)+! {
            requests_arrive_unchanged
            golden_requests_are_sent_as_built
            any_status_is_an_answer
            repeated_and_opaque_headers_are_kept
            informational_heads_are_passed_over
            a_head_in_single_bytes_is_read
            a_head_beyond_the_limits_is_too_large
            what_is_not_http_is_protocol
            exact_bytes_arrive
            a_cut_body_is_interrupted
            cut_at_any_byte_no_answer_is_complete
            broken_chunks_are_an_error
            a_second_answer_is_never_the_next_calls
            a_body_beyond_the_limit_is_too_large
            codings_are_left_to_the_driver
            gzip_is_decoded_and_checked
            a_gzip_bomb_is_too_large
            refused_is_connect
            closed_before_an_answer_is_interrupted
            a_failure_leaves_the_transport_usable
            silence_is_a_timeout
            a_stalled_body_is_a_timeout
            an_unread_request_is_a_timeout
            no_redirect_is_followed
            no_cookie_is_kept
            hints_are_ignored
            environment_proxies_are_ignored
            a_post_is_sent_once
            a_post_on_a_reused_connection_is_sent_once
            a_dead_idle_connection_costs_nothing
            no_status_is_retried
            dropping_the_call_frees_the_socket
            thirty_two_calls_run_at_once
            errors_name_no_secret
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __tls_rules {
    ($($callback:tt)+) => {
        $($callback)+! {
            a_trusted_certificate_is_accepted
            a_foreign_certificate_is_tls
            plain_http_on_the_tls_port_is_tls
            a_stalled_handshake_is_a_timeout
            an_unfinished_answer_over_tls_is_interrupted
        }
    };
}
