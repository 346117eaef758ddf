//! Dates as the service was recorded to write them.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Hours from UTC to the recorded offset.
const OFFSET_HOURS: u64 = 7;

/// The moment `at` after `epoch`, as in `2016-01-02T03:04:05.000-07:00`. Moments before 1970 count as its start.
pub(super) fn recorded(epoch: SystemTime, at: Duration) -> String {
    let since = epoch.duration_since(UNIX_EPOCH).unwrap_or_default().saturating_add(at);
    let seconds = since.as_secs().saturating_sub(OFFSET_HOURS * 3600);
    let (year, month, day) = civil(seconds / 86_400);
    let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    let millis = since.subsec_millis();
    format!(
        "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}-{OFFSET_HOURS:02}:00"
    )
}

/// Year, month and day of a day counted from 1970-01-01, in the Gregorian calendar.
fn civil(days: u64) -> (u64, u64, u64) {
    // Counted from 0000-03-01, leap days end a year, and 400 years always have the same length.
    let days = days + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_days() {
        for (days, date) in [
            (0, (1970, 1, 1)),
            (11_016, (2000, 2, 29)),
            (16_802, (2016, 1, 2)),
            (20_454, (2026, 1, 1)),
            (47_540, (2100, 2, 28)),
            (47_541, (2100, 3, 1)),
        ] {
            assert_eq!(civil(days), date);
        }
    }

    #[test]
    fn the_recorded_form() {
        // 2016-01-02 10:04:05 UTC
        let epoch = UNIX_EPOCH + Duration::from_secs(16_802 * 86_400 + 36_245);
        assert_eq!(recorded(epoch, Duration::from_millis(1042)), "2016-01-02T03:04:06.042-07:00");
        assert!(recorded(UNIX_EPOCH, Duration::MAX).ends_with("-07:00"));
    }
}
