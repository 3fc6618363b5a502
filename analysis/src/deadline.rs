//! A limit of time, asked for by a user: it ends the program and changes no verdict.

use std::time::Duration;

/// The exit status of a program that was not done in time.
pub const LATE: i32 = 3;

/// So many seconds, as a user writes them.
///
/// # Errors
/// What is no number above 0, or too large for a clock, with the remedy.
pub fn seconds(text: &str) -> Result<Duration, String> {
    let wrong = || "expected a number of seconds above 0, as in --seconds 60".to_owned();
    let seconds: f64 = text.parse().map_err(|_| wrong())?;
    let duration = Duration::try_from_secs_f64(seconds).map_err(|_| wrong())?;
    if duration.is_zero() { Err(wrong()) } else { Ok(duration) }
}

/// Ends the program with [`LATE`] where it is not done by then. What it prints, it prints at its
/// end, so that nothing is printed in part.
pub fn start(limit: Option<Duration>) {
    let Some(limit) = limit else { return };
    std::thread::spawn(move || {
        std::thread::sleep(limit);
        eprintln!(
            "stable-sgd: stopped after {} s, as --seconds asks; a verdict does not depend on it: give more, or one --property",
            limit.as_secs_f64()
        );
        std::process::exit(LATE);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_above_0() {
        assert_eq!(seconds("1.5"), Ok(Duration::from_millis(1500)));
        for wrong in ["0", "-1", "NaN", "inf", "1e30", "a minute", ""] {
            assert!(seconds(wrong).is_err_and(|error| error.contains("--seconds 60")), "{wrong}");
        }
    }
}
