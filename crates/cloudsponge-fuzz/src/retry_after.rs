//! A header never makes an import wait for less than a second or more than five minutes.

use http::header::{DATE, HeaderMap, HeaderValue, RETRY_AFTER};
use std::time::Duration;

/// Each line is a `Retry-After` header; the last is the `Date`.
pub fn retry_after(input: &[u8]) {
    let mut lines: Vec<&[u8]> = input.split(|byte| *byte == b'\n').collect();
    let mut headers = HeaderMap::new();
    if let Some(date) = lines.pop().and_then(|line| HeaderValue::from_bytes(line).ok()) {
        headers.insert(DATE, date);
    }
    let mut longest = None;
    for line in lines {
        let Ok(value) = HeaderValue::from_bytes(line) else { continue };
        if !headers.try_append(RETRY_AFTER, value).is_ok_and(|_| headers.len() < 1000) {
            break;
        }
        let alone = alone(line, headers.get(DATE));
        assert!(alone.is_none_or(|wait| wait >= Duration::from_secs(1)), "{alone:?}");
        assert!(alone.is_none_or(|wait| wait <= Duration::from_secs(300)), "{alone:?}");
        if let Some(seconds) = whole_number(line) {
            assert_eq!(alone, Some(Duration::from_secs(seconds.clamp(1, 300))));
        }
        longest = longest.max(alone);
        assert_eq!(cloudsponge_proto::retry_after(&headers), longest, "of several the longest");
    }
    headers.remove(RETRY_AFTER);
    assert_eq!(cloudsponge_proto::retry_after(&headers), None);
}

fn alone(line: &[u8], date: Option<&HeaderValue>) -> Option<Duration> {
    let mut headers = HeaderMap::new();
    headers.insert(RETRY_AFTER, HeaderValue::from_bytes(line).ok()?);
    headers.extend(date.map(|date| (DATE, date.clone())));
    cloudsponge_proto::retry_after(&headers)
}

/// A number without a sign, counted by hand.
fn whole_number(line: &[u8]) -> Option<u64> {
    let digits = line.trim_ascii();
    let value = |sum: u64, digit: &u8| sum.saturating_mul(10).saturating_add(u64::from(digit - b'0'));
    let plain = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    plain.then(|| digits.iter().fold(0, value))
}
