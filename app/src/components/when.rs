//! Times and lengths of time, in words.

use web_sys::js_sys::Date;

/// How long before `now` (milliseconds since 1970) a time of the API was.
pub fn ago(time: &str, now: f64) -> String {
    let then = Date::parse(time);
    if then.is_nan() { time.to_owned() } else { words((now - then) / 1_000.0) }
}

/// A time of the API as the clock on the wall shows it, to the second, in this browser's zone.
pub fn time_of_day(time: &str) -> String {
    let at = Date::new(&time.into());
    if Date::parse(time).is_nan() {
        return time.to_owned();
    }
    format!("{:02}:{:02}:{:02}", at.get_hours(), at.get_minutes(), at.get_seconds())
}

/// A length of time as a stopwatch shows it: `1:02.3`.
pub fn elapsed(ms: u64) -> String {
    format!("{}:{:02}.{}", ms / 60_000, ms / 1_000 % 60, ms / 100 % 10)
}

fn words(seconds: f64) -> String {
    const STEPS: [(f64, &str); 4] =
        [(60.0, "minute"), (3_600.0, "hour"), (86_400.0, "day"), (2_592_000.0, "month")];
    let step = STEPS.iter().rev().find(|(length, _)| seconds >= *length);
    match step {
        None => "just now".to_owned(),
        Some((length, unit)) => {
            let count = (seconds / length).floor();
            let plural = if count == 1.0 { "" } else { "s" };
            format!("{count} {unit}{plural} ago")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stopwatch_counts_minutes_seconds_and_tenths() {
        assert_eq!(elapsed(0), "0:00.0");
        assert_eq!(elapsed(61_250), "1:01.2");
    }

    #[test]
    fn times_are_told_in_the_largest_unit_that_fits() {
        assert_eq!(words(-1.0), "just now");
        assert_eq!(words(59.0), "just now");
        assert_eq!(words(60.0), "1 minute ago");
        assert_eq!(words(7_300.0), "2 hours ago");
        assert_eq!(words(200_000.0), "2 days ago");
    }
}
