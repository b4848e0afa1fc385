//! The seventeen comparisons of Split Based On (`reference/studio/widgets.md`, "split-based-on").

use std::cell::RefCell;
use std::rc::Rc;

use fancy_regex::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};

use crate::recent::Recent;

/// Bytes of patterns that are kept compiled in each thread.
const COMPILED_BYTES: usize = 256 * 1024;

/// A comparison and the words in which a form and a log tell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Predicate {
    /// As in a definition: `equal_to`.
    pub name: &'static str,
    /// As in a sentence: "equals".
    pub words: &'static str,
    /// Whether it compares with a value; the blank tests do not.
    pub takes_operand: bool,
}

const fn with_operand(name: &'static str, words: &'static str) -> Predicate {
    Predicate { name, words, takes_operand: true }
}

/// All comparisons, in the console's order.
pub const PREDICATES: &[Predicate] = &[
    with_operand("equal_to", "equals"),
    with_operand("not_equal_to", "does not equal"),
    with_operand("matches_any_of", "is any of"),
    with_operand("does_not_match_any_of", "is none of"),
    Predicate { name: "is_blank", words: "is blank", takes_operand: false },
    Predicate { name: "is_not_blank", words: "is not blank", takes_operand: false },
    with_operand("regex", "matches the pattern"),
    with_operand("contains", "contains"),
    with_operand("does_not_contain", "does not contain"),
    with_operand("starts_with", "starts with"),
    with_operand("does_not_start_with", "does not start with"),
    with_operand("less_than", "is less than"),
    with_operand("greater_than", "is greater than"),
    with_operand("is_before_time", "is before the time"),
    with_operand("is_after_time", "is after the time"),
    with_operand("is_before_date", "is before the date"),
    with_operand("is_after_date", "is after the date"),
];

/// A comparison that cannot be made; the author of the flow is to mend it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConditionError {
    /// No comparison of Studio's.
    #[error("`{0}` is not one of Studio's seventeen comparisons")]
    UnknownPredicate(String),
    /// The pattern cannot be read, or takes too long.
    #[error("the pattern `{pattern}` cannot be used: {problem}")]
    Pattern {
        /// The pattern.
        pattern: String,
        /// What is wrong with it.
        problem: String,
    },
}

/// What a text can be read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Nothing but white space.
    Blank,
    /// A number.
    Number,
    /// `HH:MM`.
    Time,
    /// `YYYY-MM-DD`.
    Date,
    /// A regular expression.
    Pattern,
    /// Any text.
    Text,
}

/// One side of a comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operand {
    /// As it was rendered.
    pub text: String,
    /// What it can be read as.
    pub kind: Kind,
}

impl Operand {
    /// A rendered text, with what it can be read as.
    pub fn of(text: String) -> Self {
        let trimmed = text.trim();
        let kind = if trimmed.is_empty() {
            Kind::Blank
        } else if number(trimmed).is_some() {
            Kind::Number
        } else if minutes(trimmed).is_some() {
            Kind::Time
        } else if day(trimmed).is_some() {
            Kind::Date
        } else {
            Kind::Text
        };
        Self { text, kind }
    }
}

/// As what a predicate reads both sides.
pub fn compared_as(predicate: &str) -> Kind {
    match predicate {
        "regex" => Kind::Pattern,
        "is_blank" | "is_not_blank" => Kind::Blank,
        "less_than" | "greater_than" => Kind::Number,
        "is_before_time" | "is_after_time" => Kind::Time,
        "is_before_date" | "is_after_date" => Kind::Date,
        _ => Kind::Text,
    }
}

/// Whether `predicate` holds between a rendered subject and a rendered operand. Case does not
/// matter and both ends are trimmed, for patterns too.
pub fn holds(predicate: &str, subject: &str, operand: &str) -> Result<bool, ConditionError> {
    if predicate == "regex" {
        return matches_whole(subject.trim(), operand.trim());
    }
    let subject = &subject.trim().to_lowercase();
    let operand = &operand.trim().to_lowercase();
    let any_of = || operand.split(',').any(|entry| entry.trim() == subject);
    Ok(match predicate {
        "equal_to" => subject == operand,
        "not_equal_to" => subject != operand,
        "matches_any_of" => any_of(),
        "does_not_match_any_of" => !any_of(),
        "is_blank" => subject.is_empty(),
        "is_not_blank" => !subject.is_empty(),
        "contains" => subject.contains(operand),
        "does_not_contain" => !subject.contains(operand),
        "starts_with" => subject.starts_with(operand),
        "does_not_start_with" => !subject.starts_with(operand),
        "less_than" => compare(subject, operand, number, |a, b| a < b),
        "greater_than" => compare(subject, operand, number, |a, b| a > b),
        "is_before_time" => compare(subject, operand, minutes, |a, b| a < b),
        "is_after_time" => compare(subject, operand, minutes, |a, b| a > b),
        "is_before_date" => compare(subject, operand, day, |a, b| a < b),
        "is_after_date" => compare(subject, operand, day, |a, b| a > b),
        unknown => return Err(ConditionError::UnknownPredicate(unknown.to_owned())),
    })
}

/// What is wrong with an operand that holds no Liquid: it makes a comparison that cannot be made,
/// or whose outcome is always the same.
pub(crate) fn operand_problem(predicate: &str, operand: &str) -> Option<String> {
    let operand = operand.trim();
    let (can_be_read, kind, example) = match predicate {
        "regex" => return pattern_problem(operand),
        "contains" | "does_not_contain" | "starts_with" | "does_not_start_with" => {
            (!operand.is_empty(), "a text", "yes")
        }
        "less_than" | "greater_than" => (is_number(operand), "a number", "10"),
        "is_before_time" | "is_after_time" => (minutes(operand).is_some(), "a time", "17:00"),
        "is_before_date" | "is_after_date" => (day(operand).is_some(), "a date", "2026-12-31"),
        _ => return None,
    };
    match operand {
        _ if can_be_read => None,
        "" => Some(format!("fill in {kind} such as `{example}`")),
        _ => Some(format!("`{operand}` is not {kind}: write one such as `{example}`")),
    }
}

/// The pattern must match the subject as a whole.
fn matches_whole(subject: &str, pattern: &str) -> Result<bool, ConditionError> {
    match &*compiled(pattern) {
        Ok(regex) => regex.is_match(subject).map_err(|error| unusable(pattern, &error)),
        Err(error) => Err(unusable(pattern, error)),
    }
}

/// Where flows are not run there is nothing that reads patterns.
#[cfg(not(feature = "run"))]
fn pattern_problem(_: &str) -> Option<String> {
    None
}

#[cfg(feature = "run")]
fn pattern_problem(pattern: &str) -> Option<String> {
    compiled(pattern).as_ref().as_ref().err().map(|error| unusable(pattern, error).to_string())
}

fn unusable(pattern: &str, error: &fancy_regex::Error) -> ConditionError {
    ConditionError::Pattern { pattern: pattern.to_owned(), problem: error.to_string() }
}

type Compiled = Rc<Result<Regex, fancy_regex::Error>>;

/// Production flows use look-ahead, and a backtracking engine is bounded so that a pattern
/// cannot hold a call up. Compiling takes longer than matching, so it is done once.
fn compiled(pattern: &str) -> Compiled {
    const BACKTRACKS: usize = 100_000;
    thread_local! {
        static COMPILED: RefCell<Recent<Compiled>> = RefCell::new(Recent::new(COMPILED_BYTES));
    }
    COMPILED.with_borrow_mut(|compiled| {
        compiled.find_or_make(pattern, || {
            let whole = format!(r"\A(?:{pattern})\z");
            let mut builder = RegexBuilder::new(&whole);
            Rc::new(builder.case_insensitive(true).backtrack_limit(BACKTRACKS).build())
        })
    })
}

/// Compares what both sides read as; false when either cannot be read.
fn compare<T>(a: &str, b: &str, read: fn(&str) -> Option<T>, holds: fn(&T, &T) -> bool) -> bool {
    match (read(a), read(b)) {
        (Some(a), Some(b)) => holds(&a, &b),
        _ => false,
    }
}

fn number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// Whether [`number`] can read a text, unless it is too large. For an editor, which has no use
/// for the number itself, reading it would be tables of ten kilobytes.
fn is_number(text: &str) -> bool {
    fn unsigned(text: &str) -> &str {
        text.strip_prefix(['+', '-']).unwrap_or(text)
    }
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (mantissa, exponent) = match unsigned(text).split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(unsigned(exponent))),
        None => (unsigned(text), None),
    };
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    are_digits(whole)
        && are_digits(part)
        && whole.len() + part.len() > 0
        && exponent.is_none_or(|exponent| !exponent.is_empty() && are_digits(exponent))
}

/// `HH:MM`, 24 hours, leading zero.
fn minutes(text: &str) -> Option<u32> {
    let (hours, minutes) = text.split_once(':')?;
    let (hours, minutes) = (digits(hours, 2)?, digits(minutes, 2)?);
    (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
}

/// `YYYY-MM-DD`, leading zeros.
fn day(text: &str) -> Option<(u32, u32, u32)> {
    let mut parts = text.splitn(3, '-');
    let (year, month, day) =
        (digits(parts.next()?, 4)?, digits(parts.next()?, 2)?, digits(parts.next()?, 2)?);
    ((1..=12).contains(&month) && (1..=31).contains(&day)).then_some((year, month, day))
}

fn digits(text: &str, count: usize) -> Option<u32> {
    let are_digits = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    are_digits.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(predicate: &str, subject: &str, operand: &str, expected: bool) {
        assert_eq!(
            holds(predicate, subject, operand),
            Ok(expected),
            "{subject:?} {predicate} {operand:?}"
        );
    }

    #[test]
    fn texts_are_compared_without_case_and_outer_blanks() {
        check("equal_to", " Yes ", "yes", true);
        check("equal_to", "Yes.", "yes", false);
        check("not_equal_to", "no", "yes", true);
        check("matches_any_of", "YES", "yes,yeah, yup", true);
        check("matches_any_of", "yup", "yes,yeah, yup", true);
        check("does_not_match_any_of", "nope", "yes,yeah", true);
        check("contains", "I want a Refund.", "refund", true);
        check("does_not_contain", "I want a Refund.", "invoice", true);
        check("starts_with", " Hoot", "hoo", true);
        check("does_not_start_with", "Hoot", "boo", true);
        check("is_blank", "  \n", "Is Blank", true);
        check("is_not_blank", "x", "Is Not Blank", true);
    }

    #[test]
    fn a_pattern_matches_as_a_whole_and_may_look_ahead() {
        check("regex", "5", "[1-5]", true);
        check("regex", "6", "[1-5]", false);
        check("regex", "55", "[1-5]", false);
        check("regex", "B", "a|b", true);
        check("regex", "Blocked by Access Policy", "^(?=.*blocked)(?=.*Access Policy).*", true);
        assert!(matches!(holds("regex", "x", "("), Err(ConditionError::Pattern { .. })));
    }

    #[test]
    fn a_pattern_that_never_ends_is_stopped() {
        let subject = format!("{}b", "a".repeat(60));
        assert!(
            holds("regex", &subject, "(?=(a+)+$)(a|aa)+$").is_ok_and(|held| !held)
                || holds("regex", &subject, "(?=(a+)+$)(a|aa)+$").is_err()
        );
    }

    #[test]
    fn what_is_written_as_a_number_can_be_read_as_one() {
        let texts = "1 -1 +1 007 1.5 .5 5. 1e3 1E+3 1e-3 .5e1 . + - 1. . 1e e1 1e+ +-1 1_0 1,5 \
                     inf nan 0x1 1.2.3 1e1.5 ١ 1e1e1";
        for text in texts.split(' ').chain([""]) {
            assert_eq!(is_number(text), number(text).is_some(), "{text}");
        }
    }

    #[test]
    fn numbers_times_and_dates_are_compared_and_anything_else_is_false() {
        check("less_than", "9", "10", true);
        check("greater_than", "10.5", "10", true);
        check("greater_than", "ten", "1", false);
        check("less_than", "ten", "11", false);
        check("is_before_time", "17:00", "16:35", false);
        check("is_after_time", "17:00", "16:35", true);
        check("is_before_time", "9:00", "16:35", false);
        check("is_before_date", "2026-02-01", "2026-11-01", true);
        check("is_after_date", "2026-13-01", "2026-11-01", false);
    }

    #[test]
    fn every_listed_predicate_can_be_asked_and_no_other() {
        for predicate in PREDICATES {
            assert!(holds(predicate.name, "1", "1").is_ok(), "{}", predicate.name);
        }
        assert!(holds("sounds_like", "1", "1").is_err());
    }
}
