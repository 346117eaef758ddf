//! How long the service asks to wait.

use http::HeaderMap;
use http::header::{DATE, RETRY_AFTER};
use std::time::{Duration, SystemTime};

/// Shortest wait: the service asks for at most one poll a second, whatever a header says.
const FLOOR: Duration = Duration::from_secs(1);
/// Longest wait: a header must not park an import for a year.
const CEILING: Duration = Duration::from_secs(300);

/// Reads `Retry-After`: a number of seconds, or an HTTP date in any of its three forms.
///
/// A date is measured against the response's own `Date` header, so neither our clock nor a wrong clock of the server
/// matters; without a readable `Date` it is ignored. The result lies between 1 s and 5 min: shorter, past and longer
/// waits are moved to the nearer bound. What is neither number nor date is ignored (negative, fractional, empty). Of
/// several readable values the longest wins, since waiting too long is the harmless mistake.
///
/// ```
/// use http::HeaderMap;
/// use std::time::Duration;
///
/// let mut headers = HeaderMap::new();
/// assert_eq!(cloudsponge_proto::retry_after(&headers), None);
///
/// headers.insert("retry-after", "Tue, 05 Jan 2016 22:12:15 GMT".parse()?);
/// headers.insert("date", "Tue, 05 Jan 2016 22:12:10 GMT".parse()?);
/// assert_eq!(cloudsponge_proto::retry_after(&headers), Some(Duration::from_secs(5)));
/// # Ok::<(), http::header::InvalidHeaderValue>(())
/// ```
pub fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let sent = headers.get(DATE).and_then(|value| value.to_str().ok()).and_then(date);
    let values = headers.get_all(RETRY_AFTER).iter().filter_map(|value| value.to_str().ok());
    values.filter_map(|value| wait(value.trim_ascii(), sent)).max()
}

fn wait(value: &str, sent: Option<SystemTime>) -> Option<Duration> {
    let seconds = !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit());
    let asked = if seconds {
        // Digits that do not fit mean "very long".
        value.parse().map_or(CEILING, Duration::from_secs)
    } else {
        date(value)?.duration_since(sent?).unwrap_or(FLOOR)
    };
    Some(asked.clamp(FLOOR, CEILING))
}

fn date(value: &str) -> Option<SystemTime> {
    httpdate::parse_http_date(value.trim_ascii()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;
    use proptest::prelude::*;
    use std::time::UNIX_EPOCH;

    const SENT: &str = "Tue, 05 Jan 2016 22:12:10 GMT";

    fn headers(values: &[&str], date: Option<&str>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(RETRY_AFTER, value.parse().unwrap());
        }
        if let Some(date) = date {
            headers.insert(DATE, date.parse().unwrap());
        }
        headers
    }

    #[test]
    fn f14_f15_f16_values() {
        for (value, seconds) in [
            ("3", Some(3)),
            (" 3 ", Some(3)),
            ("0", Some(1)),
            ("1", Some(1)),
            ("300", Some(300)),
            ("301", Some(300)),
            ("99999999999999999999", Some(300)),
            ("0000000000000000000000000000002", Some(2)),
            ("-5", None),
            ("+5", None),
            ("1e9", None),
            ("1.5", None),
            ("3, 4", None),
            ("abc", None),
            ("", None),
            ("Tue, 05 Jan 2016 22:12:15 GMT", Some(5)),
            ("Tuesday, 05-Jan-16 22:12:15 GMT", Some(5)),
            ("Tue Jan  5 22:12:15 2016", Some(5)),
            ("Tue, 05 Jan 2016 22:12:10 GMT", Some(1)),
            ("Thu, 01 Jan 1970 00:00:00 GMT", Some(1)),
            ("Fri, 31 Dec 9999 23:59:59 GMT", Some(300)),
            ("Tue, 05 Jan 2016 22:12:15", None),
        ] {
            let found = retry_after(&headers(&[value], Some(SENT)));
            assert_eq!(found, seconds.map(Duration::from_secs), "{value:?}");
        }
    }

    #[test]
    fn f16_two_headers_longest_wins() {
        assert_eq!(retry_after(&headers(&["2", "9"], None)), Some(Duration::from_secs(9)));
        assert_eq!(retry_after(&headers(&["abc", "2"], None)), Some(Duration::from_secs(2)));
        assert_eq!(retry_after(&headers(&["abc", "-2"], None)), None);
    }

    #[test]
    fn l5_dates_count_by_the_servers_clock() {
        let asked = "Thu, 05 Jan 2017 22:12:17 GMT";
        let sent = "Thu, 05 Jan 2017 22:12:10 GMT";
        assert_eq!(retry_after(&headers(&[asked], Some(sent))), Some(Duration::from_secs(7)));
        assert_eq!(retry_after(&headers(&[asked], None)), None);
        assert_eq!(retry_after(&headers(&[asked], Some("yesterday"))), None);
    }

    proptest! {
        #![proptest_config(cloudsponge_laws::cases(256))]

        #[test]
        fn v8_any_bytes(value in proptest::collection::vec(any::<u8>(), 0..60), date in "\\PC{0,40}") {
            let mut headers = HeaderMap::new();
            if let Ok(value) = HeaderValue::from_bytes(&value) {
                headers.append(RETRY_AFTER, value);
            }
            if let Ok(date) = HeaderValue::from_str(&date) {
                headers.insert(DATE, date);
            }
            let found = retry_after(&headers);
            prop_assert!(found.is_none_or(|wait| (FLOOR..=CEILING).contains(&wait)));
        }

        #[test]
        fn v8_almost_dates(
            value in "(Mon|Tue|Sunday),? [0-9]{1,2}[ -](Jan|Feb|Dec)[ -][0-9]{2,4} [0-9]{2}:[0-9]{2}:[0-9]{2}( GMT)?"
        ) {
            let found = retry_after(&headers(&[&value], Some(SENT)));
            prop_assert!(found.is_none_or(|wait| (FLOOR..=CEILING).contains(&wait)));
        }

        #[test]
        fn v8_agrees_with_arithmetic(sent in 0..4_000_000_000_u64, ahead in -1000..1000_i64, seconds in 0..1000_u64) {
            let show = |second: u64| httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(second));
            let until = sent.saturating_add_signed(ahead);
            let found = retry_after(&headers(&[&show(until)], Some(&show(sent))));
            prop_assert_eq!(found, Some(Duration::from_secs(until.saturating_sub(sent).clamp(1, 300))));
            let found = retry_after(&headers(&[&seconds.to_string()], None));
            prop_assert_eq!(found, Some(Duration::from_secs(seconds.clamp(1, 300))));
        }
    }
}
