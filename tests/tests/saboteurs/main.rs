//! Transports with one deliberate bug each, and the rules that must catch it: a rule nobody has seen red proves nothing.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod bent;
mod naive;

use bent::*;
use cloudsponge_conformance::{Setup, rules};
use cloudsponge_isahc::IsahcTransport;
use cloudsponge_reqwest::{ReqwestTransport, TokioTimer};
use isahc::config::{Configurable, RedirectPolicy};
use naive::Naive;
use tokio::runtime::Runtime;

/// Each line makes a test: this transport breaks these rules.
macro_rules! saboteurs {
    ($($name:ident breaks [$($rule:ident),+ $(,)?]: $transport:expr;)+) => {
        $(
            #[test]
            fn $name() {
                $(assert_caught(stringify!($rule), rules::$rule, || $transport);)+
            }
        )+

        const CAUGHT: &[&str] = &[$($(stringify!($rule)),+),+];
    };
}

saboteurs! {
    follows_redirects breaks [no_redirect_is_followed]: bent(follow_redirects);
    libcurl_follows_redirects breaks [no_redirect_is_followed]:
        isahc(|builder| builder.redirect_policy(RedirectPolicy::Follow));
    repeats_a_failed_post breaks [a_post_is_sent_once, no_status_is_retried]: bent(repeat_failed);
    repeats_after_503 breaks [no_status_is_retried]: bent(repeat_unavailable);
    libcurl_repeats_on_a_reused_connection breaks [a_post_on_a_reused_connection_is_sent_once]:
        isahc(|builder| builder.connection_cache_size(4));
    keeps_cookies breaks [no_cookie_is_kept]: KeepsCookies::new();
    drops_a_header breaks [golden_requests_are_sent_as_built, requests_arrive_unchanged]: bent(drop_header);
    adds_a_header breaks [golden_requests_are_sent_as_built]: bent(add_header);
    lower_cases_the_path breaks [requests_arrive_unchanged]: bent(lower_case_path);
    writes_escapes_anew breaks [requests_arrive_unchanged]: bent(escape_anew);
    swallows_nul breaks [exact_bytes_arrive]: bent(swallow_nul);
    takes_500_for_an_error breaks [any_status_is_an_answer]: bent(judge_status);
    joins_repeated_headers breaks [repeated_and_opaque_headers_are_kept]: bent(join_headers);
    loses_opaque_headers breaks [repeated_and_opaque_headers_are_kept]: bent(lose_opaque);
    keeps_fifty_headers breaks [a_head_beyond_the_limits_is_too_large]: bent(keep_fifty);
    shows_the_url breaks [errors_name_no_secret]: bent(show_url);
    shows_the_body breaks [errors_name_no_secret]: bent(show_body);
    takes_a_part_for_the_whole breaks [
        a_cut_body_is_interrupted, cut_at_any_byte_no_answer_is_complete, broken_chunks_are_an_error,
    ]: bent(end_quietly);
    decodes_what_it_can breaks [
        codings_are_left_to_the_driver, gzip_is_decoded_and_checked, a_gzip_bomb_is_too_large,
    ]: bent(decode_carelessly);
    libcurl_decodes breaks [codings_are_left_to_the_driver, gzip_is_decoded_and_checked]:
        isahc(|builder| builder.automatic_decompression(true));
    calls_refusal_an_interruption breaks [refused_is_connect]: bent(blur_refusal);
    calls_an_interruption_refusal breaks [closed_before_an_answer_is_interrupted]: bent(deny_sending);
    is_broken_for_good breaks [a_failure_leaves_the_transport_usable]: BrokenForGood::new();
    lets_calls_run_on breaks [dropping_the_call_frees_the_socket, silence_is_a_timeout]: bent(detach);
    makes_one_call_at_a_time breaks [thirty_two_calls_run_at_once]: OneAtATime::new();
    reads_all_of_a_body_first breaks [a_body_beyond_the_limit_is_too_large]: bent(read_all);
    gives_up_early breaks [silence_is_a_timeout]: bent(give_up_early);
    ends_a_stalled_body breaks [a_stalled_body_is_a_timeout]: bent(end_stalled);
    preloads breaks [hints_are_ignored]: bent(preload);
    remembers_answers breaks [a_second_answer_is_never_the_next_calls]: Remembers::new();
    answers_by_itself breaks [an_unread_request_is_a_timeout]: bent(answer_alone);
    reads_once breaks [a_head_in_single_bytes_is_read]: Naive::reads_once();
    takes_any_bytes_for_an_answer breaks [what_is_not_http_is_protocol, informational_heads_are_passed_over]:
        Naive::reads_to_the_end();
    trusts_idle_connections breaks [a_dead_idle_connection_costs_nothing]: Naive::keeps_connections();
}

/// Each line makes a test: this transport, told whom to trust or not, breaks these rules of TLS.
macro_rules! tls_saboteurs {
    ($($name:ident breaks [$($rule:ident),+ $(,)?]: $transport:expr, $trusting:expr;)+) => {
        $(
            #[test]
            fn $name() {
                $({
                    let setup = setup(|| $transport).trusting($trusting);
                    let verdict = rules::$rule(&setup);
                    assert!(verdict.is_err(), "{} did not notice", stringify!($rule));
                })+
            }
        )+

        const TLS_CAUGHT: &[&str] = &[$($(stringify!($rule)),+),+];
    };
}

tls_saboteurs! {
    trusts_everybody breaks [a_foreign_certificate_is_tls]: trusting_everybody(), |_: &str| trusting_everybody();
    trusts_its_own_roots_only breaks [a_trusted_certificate_is_accepted]: honest(), |_: &str| honest();
    calls_tls_refusal breaks [a_foreign_certificate_is_tls, plain_http_on_the_tls_port_is_tls]:
        bent(blur_tls), |_: &str| bent(blur_tls);
    lets_handshakes_run_on breaks [a_stalled_handshake_is_a_timeout]: bent(detach), |_: &str| bent(detach);
    ends_quietly_over_tls breaks [an_unfinished_answer_over_tls_is_interrupted]:
        bent(end_quietly), |pem: &str| bent_over(trusting(pem), end_quietly);
}

/// The rule about the environment runs its own test again in a child process, so it has a module.
mod takes_proxies_of_the_environment {
    use super::*;

    #[test]
    fn environment_proxies_are_ignored() {
        let client = || ReqwestTransport::with_client(reqwest::Client::new());
        let verdict = rules::environment_proxies_are_ignored(&setup(client).in_module(module_path!()));
        if std::env::var_os("CLOUDSPONGE_CONFORMANCE_CHILD").is_some() {
            verdict.unwrap();
        } else {
            assert!(verdict.unwrap_err().to_string().contains("prox"));
        }
    }
}

#[test]
fn every_rule_has_been_seen_red() {
    let caught = |name: &str| CAUGHT.contains(&name) || name == "environment_proxies_are_ignored";
    for (rule, _) in rules::ALL {
        assert!(caught(rule), "no saboteur breaks {rule}");
    }
    for (rule, _) in rules::TLS {
        assert!(TLS_CAUGHT.contains(rule), "no saboteur breaks {rule}");
    }
}

fn setup<T: cloudsponge::Transport + 'static>(transport: impl Fn() -> T + 'static) -> Setup {
    Setup::new(transport, TokioTimer::new, |future| Runtime::new().unwrap().block_on(future))
}

fn assert_caught<T: cloudsponge::Transport + 'static>(
    name: &str,
    rule: rules::Rule,
    transport: impl Fn() -> T + 'static,
) {
    assert!(rule(&setup(transport)).is_err(), "{name} did not notice");
}

fn isahc(bend: fn(isahc::HttpClientBuilder) -> isahc::HttpClientBuilder) -> IsahcTransport {
    IsahcTransport::with_clients(move || bend(IsahcTransport::client_builder()).build()).unwrap()
}

fn honest() -> ReqwestTransport {
    ReqwestTransport::new().unwrap()
}

fn trusting(pem: &str) -> ReqwestTransport {
    let authority = reqwest::Certificate::from_pem(pem.as_bytes()).unwrap();
    let builder = ReqwestTransport::client_builder().tls_certs_only([authority]);
    ReqwestTransport::with_client(builder.build().unwrap())
}

fn trusting_everybody() -> ReqwestTransport {
    let builder = ReqwestTransport::client_builder().danger_accept_invalid_certs(true);
    ReqwestTransport::with_client(builder.build().unwrap())
}
