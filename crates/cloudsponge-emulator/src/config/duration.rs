//! Durations as people write them: `90s`, `10m`, `1h30m`, `500ms`; a bare number is seconds.

use std::time::Duration;

/// Reads a duration: numbers with `ms`, `s`, `m`, `h` or `d`, the largest unit first or not, or one bare number of seconds.
///
/// ```
/// use cloudsponge_emulator::config::parse_duration;
/// use std::time::Duration;
///
/// assert_eq!(parse_duration("1m30s"), Ok(Duration::from_secs(90)));
/// assert!(parse_duration("soon").is_err());
/// ```
///
/// # Errors
/// A sentence that says how to write one.
pub fn parse_duration(text: &str) -> Result<Duration, String> {
    let refuse = || "write a duration like 90s, 10m, 1h30m or 500ms".to_owned();
    let mut rest = text.trim();
    let mut total = Duration::ZERO;
    if rest.is_empty() {
        return Err(refuse());
    }
    while !rest.is_empty() {
        let (number, tail) = split(rest, |c| c.is_ascii_digit());
        let (unit, tail) = split(tail, |c| c.is_ascii_alphabetic());
        let number: u64 = number.parse().map_err(|_| refuse())?;
        let milliseconds = match unit {
            "ms" => 1,
            // Seconds are the default only where nothing else is written.
            "" if rest.len() == text.trim().len() && tail.is_empty() => 1000,
            "s" => 1000,
            "m" | "min" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            _ => return Err(refuse()),
        };
        let part = number.checked_mul(milliseconds).ok_or_else(refuse)?;
        total = total.checked_add(Duration::from_millis(part)).ok_or_else(refuse)?;
        rest = tail;
    }
    Ok(total)
}

fn split(text: &str, keep: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|c| !keep(c)).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_people_write() {
        for (text, seconds) in [("90s", 90.0), ("10m", 600.0), ("1h30m", 5400.0), ("500ms", 0.5), ("7", 7.0)]
        {
            assert_eq!(parse_duration(text).unwrap().as_secs_f64(), seconds, "{text}");
        }
        for text in ["", "s", "-1s", "1.5s", "10 m", "1y", "99999999999999999999s", "1m2", "5m5m5"] {
            assert!(parse_duration(text).is_err(), "{text}");
        }
    }
}
