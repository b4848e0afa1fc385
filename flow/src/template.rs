//! Liquid in texts, by Studio's rules (`reference/studio/runtime.md`, "Liquid").
//!
//! The language is the `liquid` crate's. What Studio does differently is here: an unknown
//! variable is nothing instead of an error, blanks may stand round the dots of a path, `now` is
//! the execution's clock, and there is `to_json`.

mod filters;
mod lenient;
mod paths;
mod scan;

pub use scan::Read;

use std::sync::LazyLock;

use liquid_core::Language;
use liquid_core::runtime::{Renderable, Runtime, RuntimeBuilder};
use liquid_lib::stdlib;

use crate::definition::Object;
use crate::timestamp::Timestamp;

/// Bytes that one template may render to (`reference/studio/runtime.md`, "Limits").
const MAX_OUTPUT_BYTES: usize = 16 * 1024;

/// A parsed text; parse once, render often.
#[derive(Debug)]
pub struct Template(Parsed);

#[derive(Debug)]
enum Parsed {
    /// Without Liquid: most texts.
    Plain(String),
    Liquid(liquid_core::runtime::Template),
}

/// A text whose Liquid is wrong (warning 81018).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// Broken syntax, an unknown filter or tag.
    #[error("{0}")]
    Syntax(String),
    /// It is right, but cannot be evaluated with these values.
    #[error("{0}")]
    Evaluation(String),
    /// It renders to more than 16 KB.
    #[error("it renders to more than 16 KB")]
    TooLong,
}

impl Template {
    /// Reads a text.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        if !has_liquid(text) {
            return Ok(Self(Parsed::Plain(text.to_owned())));
        }
        scan::markup(text)?;
        let text = paths::joined(text);
        let elements = liquid_core::parser::parse(&text, &LANGUAGE)
            .map_err(|error| TemplateError::Syntax(first_line(&error)))?;
        Ok(Self(Parsed::Liquid(liquid_core::runtime::Template::new(elements))))
    }

    /// The text with the values of `context` in place. `now` is what the date filter calls now.
    pub fn render(&self, context: &Object, now: Timestamp) -> Result<String, TemplateError> {
        let template = match &self.0 {
            Parsed::Plain(text) => return Ok(text.clone()),
            Parsed::Liquid(template) => template,
        };
        let evaluation = |error: &liquid_core::Error| TemplateError::Evaluation(first_line(error));
        let globals = liquid_core::model::to_object(context).map_err(|error| evaluation(&error))?;
        let runtime = RuntimeBuilder::new().set_globals(&globals).build();
        *runtime.registers().get_mut::<filters::Now>() = filters::Now(now);
        let text =
            template.render(&lenient::Lenient(&runtime)).map_err(|error| evaluation(&error))?;
        if text.len() > MAX_OUTPUT_BYTES {
            return Err(TemplateError::TooLong);
        }
        Ok(text)
    }
}

/// What a text is made of, found without parsing it.
#[derive(Debug)]
pub struct Outline<'t> {
    /// Each once, in the order of the text.
    pub reads: Vec<Read<'t>>,
    /// Whether the parser could find nothing wrong: there are plain paths only.
    pub is_plain: bool,
}

/// The outline of a text; an error where braces, quotes or blocks do not close or nest too deep.
pub fn outline(text: &str) -> Result<Outline<'_>, TemplateError> {
    let markup = scan::markup(text)?;
    Ok(Outline { reads: scan::reads(&markup), is_plain: scan::is_plain(&markup) })
}

/// Whether a text holds anything for Liquid to do.
pub fn has_liquid(text: &str) -> bool {
    text.contains("{{") || text.contains("{%")
}

/// The error without the crate's drawing of the place, which spans lines.
fn first_line(error: &liquid_core::Error) -> String {
    let text = error.to_string();
    let text = text.strip_prefix("liquid: ").unwrap_or(&text);
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or_default();
    // A syntax error is drawn with the line and an arrow; what was expected stands last.
    match text.lines().rev().map(str::trim).find(|line| line.starts_with("= ")) {
        Some(expected) => expected.trim_start_matches("= ").to_owned(),
        None => first.to_owned(),
    }
}

static LANGUAGE: LazyLock<Language> = LazyLock::new(|| {
    let mut language = Language::empty();
    let tags = &mut language.tags;
    tags.register("assign".to_owned(), stdlib::AssignTag.into());
    tags.register("break".to_owned(), stdlib::BreakTag.into());
    tags.register("continue".to_owned(), stdlib::ContinueTag.into());
    tags.register("cycle".to_owned(), stdlib::CycleTag.into());
    let blocks = &mut language.blocks;
    blocks.register("raw".to_owned(), stdlib::RawBlock.into());
    blocks.register("if".to_owned(), stdlib::IfBlock.into());
    blocks.register("unless".to_owned(), stdlib::UnlessBlock.into());
    blocks.register("for".to_owned(), stdlib::ForBlock.into());
    blocks.register("comment".to_owned(), stdlib::CommentBlock.into());
    blocks.register("capture".to_owned(), stdlib::CaptureBlock.into());
    blocks.register("case".to_owned(), stdlib::CaseBlock.into());
    filters::register(&mut language.filters);
    language
});

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn context() -> Object {
        let context = json!({
            "contact": { "channel": { "address": "+15550100123" } },
            "trigger": { "call": { "SipHeader_X-Aselo-Call-Id": "abc", "From": "+15550100123" } },
            "widgets": {
                "gather_1": { "Digits": "2", "SpeechResult": "A Refund." },
                "get-customer": { "parsed": { "customer": { "name": "Ada", "age": 36 } } },
                "f": { "headers": { "x-twilio-function-concurrency": "1" }, "list": [3, 1, 2] },
            },
            "flow": { "variables": { "name": "Ada", "n": "4", "data": { "a": [1, { "b": null }] } } },
        });
        match context {
            Value::Object(context) => context,
            _ => unreachable!("it is written as an object above"),
        }
    }

    /// 2026-11-24T14:00:00Z.
    const NOW: Timestamp = Timestamp(1_795_528_800_000);

    fn render(text: &str) -> Result<String, TemplateError> {
        Template::parse(text)?.render(&context(), NOW)
    }

    #[track_caller]
    fn check(table: &[(&str, &str)]) {
        for (text, expected) in table {
            assert_eq!(render(text).as_deref(), Ok(*expected), "{text}");
        }
    }

    #[test]
    fn values_are_found_by_path() {
        check(&[
            ("no liquid", "no liquid"),
            ("Hi {{flow.variables.name}}!", "Hi Ada!"),
            ("{{ widgets.gather_1.Digits }}", "2"),
            ("{{widgets.f.list[1]}}{{widgets.f.list.first}}{{widgets.f.list.size}}", "133"),
            ("{{widgets.f.headers[\"x-twilio-function-concurrency\"]}}", "1"),
            ("{{widgets.get-customer.parsed.customer.name}}", "Ada"),
            ("{{trigger.call.SipHeader_X-Aselo-Call-Id}}", "abc"),
            ("{{flow.variables. name}}{{ flow . variables .name }}", "AdaAda"),
        ]);
    }

    #[test]
    fn what_is_not_there_renders_as_nothing_at_any_depth() {
        check(&[
            ("[{{missing}}]", "[]"),
            ("[{{widgets.gather_9.Digits.deep[3].x}}]", "[]"),
            ("[{{widgets.gather_1.Digits.deep}}]", "[]"),
            ("[{{widgets.f.list[9]}}]", "[]"),
            ("{{ missing.a | default: 'x' }}", "x"),
            ("{% if missing.a == 'x' %}yes{% else %}no{% endif %}", "no"),
            ("{% if missing %}yes{% else %}no{% endif %}", "no"),
            ("{% unless missing.b contains 'x' %}none{% endunless %}", "none"),
            ("{% for item in missing.list %}x{% endfor %}.", "."),
            ("{% assign v = missing.w %}[{{ v.u }}]", "[]"),
        ]);
    }

    #[test]
    fn tags_and_operators_work() {
        check(&[
            (
                "{% if flow.variables.name == 'Ada' and widgets.gather_1.Digits == '2' %}y{% endif %}",
                "y",
            ),
            ("{% if flow.variables.name contains 'd' %}y{% endif %}", "y"),
            (
                "{% case widgets.gather_1.Digits %}{% when '1' %}one{% when '2' %}two{% endcase %}",
                "two",
            ),
            ("{% for i in (1..3) %}{{i}}{% endfor %}", "123"),
            ("{% for i in widgets.f.list %}{{forloop.index0}}{{i}} {% endfor %}", "03 11 22 "),
            ("{% capture x %}a{{flow.variables.n}}{% endcapture %}{{x}}", "a4"),
            ("{% comment %}no{% endcomment %}{% raw %}{{x}}{% endraw %}", "{{x}}"),
        ]);
    }

    #[test]
    fn the_counter_that_every_flow_uses_counts() {
        let counter =
            "{% if flow.variables.n %}{{flow.variables.n | plus: 1}}{% else %}0{% endif %}";
        check(&[(counter, "5"), (&counter.replace("variables.n", "variables.k"), "0")]);
    }

    #[test]
    fn filters_work_as_in_studio() {
        check(&[
            ("{{ 'ada' | capitalize | append: '!' | prepend: '>' }}", ">Ada!"),
            ("{{ flow.variables.n | plus: 1 | times: 2 | minus: 1 | divided_by: 3 }}", "3"),
            ("{{ 'a,b,c' | split: ',' | last }}", "c"),
            ("{{ ' x ' | strip | upcase }}", "X"),
            ("{{ 'a b' | url_encode }}", "a+b"),
            ("{{ '+1555' | remove_first: '+' | slice: 0, 2 }}", "15"),
            ("{{ flow.variables.data | to_json }}", r#"{"a":[1,{"b":null}]}"#),
            ("{{ widgets.f.list | sort | join: '-' }}", "1-2-3"),
            ("{{ widgets.gather_1.SpeechResult | downcase | replace: '.', '' }}", "a refund"),
            ("{{ 'hello world' | truncate: 8 }}", "hello..."),
            ("{{ missing | to_json }}", "null"),
        ]);
    }

    #[test]
    fn now_is_the_clock_of_the_execution() {
        check(&[
            ("{{ 'now' | date: '%Y-%m-%d %H:%M', 'UTC' }}", "2026-11-24 14:00"),
            ("{{ '2026-01-31' | date: '%d.%m.%y', 'UTC' }}", "31.01.26"),
        ]);
    }

    #[cfg(feature = "time-zones")]
    #[test]
    fn a_date_may_name_its_zone_and_is_pacific_otherwise() {
        check(&[
            (
                "{{ 'now' | date: '%b %d, %Y, %I:%M %p', 'America/New_York' }}",
                "Nov 24, 2026, 09:00 AM",
            ),
            ("{{ 'now' | date: '%H:%M' }}", "06:00"),
        ]);
    }

    #[test]
    fn broken_liquid_says_what_is_wrong() {
        for text in ["{{ a", "{% if a %}", "{{ a | shout }}", "{% sing %}", "{{ a | append }}"] {
            let error = render(text).expect_err(text).to_string();
            assert!(!error.is_empty() && !error.contains('\n'), "{text}: {error}");
        }
    }

    #[test]
    fn more_than_16_kb_is_refused() {
        let text = "{% for i in (1..15) %}".to_owned() + &"x".repeat(2_000) + "{% endfor %}";
        assert_eq!(render(&text), Err(TemplateError::TooLong));
    }
}
