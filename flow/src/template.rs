//! Liquid in texts, by Studio's rules (`reference/studio/runtime.md`, "Liquid").
//!
//! The language is the `liquid` crate's. What Studio does differently is here: an unknown
//! variable is nothing instead of an error, blanks may stand round the dots of a path, `now` is
//! the execution's clock, and there is `to_json`.

mod arithmetic;
mod blocks;
mod filters;
mod lenient;
mod paths;
mod scan;
mod texts;
mod view;

pub use scan::Read;

use std::cell::RefCell;
use std::io;
use std::rc::Rc;
use std::sync::LazyLock;

use liquid_core::Language;
use liquid_core::runtime::{Renderable, Runtime, RuntimeBuilder};
use liquid_lib::stdlib;

use crate::definition::Object;
use crate::recent::Recent;
use crate::timestamp::Timestamp;

/// Bytes of texts that are kept parsed in each thread.
const PARSED_BYTES: usize = 1024 * 1024;
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

/// Whether a text can be read. Where flows are not run, and the parser is left out, only whether
/// its markup is closed and not too deep.
pub(crate) fn check(text: &str) -> Result<(), TemplateError> {
    #[cfg(feature = "run")]
    return Template::parse(text).map(drop);
    #[cfg(not(feature = "run"))]
    scan::markup(text).map(drop)
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
        let facts =
            lenient::Facts::new(view::View::of_object(context), RuntimeBuilder::new().build());
        *facts.registers().get_mut::<filters::Now>() = filters::Now(now);
        let mut out = Bounded::default();
        match template.render_to(&mut out, &facts) {
            _ if out.is_full => Err(TemplateError::TooLong),
            Ok(()) => Ok(String::from_utf8_lossy(&out.bytes).into_owned()),
            Err(error) => Err(evaluation(&error)),
        }
    }
}

/// What a template renders to, as long as it is not too long.
#[derive(Default)]
struct Bounded {
    bytes: Vec<u8>,
    is_full: bool,
}

impl io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.is_full |= self.bytes.len() + bytes.len() > MAX_OUTPUT_BYTES;
        if self.is_full {
            return Err(io::Error::other("too long"));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Renders a text, which is parsed once and kept for a while: parsing takes ten times as long.
pub fn render(text: &str, context: &Object, now: Timestamp) -> Result<String, TemplateError> {
    type Kept = Rc<Result<Template, TemplateError>>;
    thread_local! {
        static PARSED: RefCell<Recent<Kept>> = RefCell::new(Recent::new(PARSED_BYTES));
    }
    if !has_liquid(text) {
        return Ok(text.to_owned());
    }
    let make = || Rc::new(Template::parse(text));
    let template = PARSED.with_borrow_mut(|parsed| parsed.find_or_make(text, make));
    match &*template {
        Ok(template) => template.render(context, now),
        Err(error) => Err(error.clone()),
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
    let expected = text.lines().rev().map(str::trim).find_map(|line| line.strip_prefix("= "));
    let place = text.lines().find_map(|line| line.split_once("--> ")?.1.trim().split_once(':'));
    match (expected, place) {
        (Some(expected), Some((line, column))) => {
            format!("{expected} at line {line}, column {column}")
        }
        (Some(expected), None) => expected.to_owned(),
        (None, _) => first.to_owned(),
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
    let if_block = blocks::IfBlock { start: "if", end: "endif", wanted: true };
    let unless_block = blocks::IfBlock { start: "unless", end: "endunless", wanted: false };
    blocks.register("if".to_owned(), Box::new(if_block));
    blocks.register("unless".to_owned(), Box::new(unless_block));
    blocks.register("for".to_owned(), Box::new(blocks::ForBlock));
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
    fn a_loop_stops_after_15_turns_and_all_loops_together_after_many() {
        check(&[
            ("{% for i in (1..99) %}{{i}} {% endfor %}", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 "),
            ("{% for i in (1..9223372036854775807) limit: 2 %}{{i}}{% endfor %}", "12"),
            ("{% for i in (1..4) offset: 1 reversed %}{{i}}{% endfor %}", "432"),
            (
                "{% for i in (1..4) limit: 2 offset: 1 %}{{i}}{{forloop.last}}{% endfor %}",
                "2false3true",
            ),
            ("{% for i in (3..1) %}x{% else %}none{% endfor %}", "none"),
            (
                "{% for i in (1..3) %}{% if i == 2 %}{% continue %}{% endif %}{{i}}{% endfor %}",
                "13",
            ),
            ("{% for i in (1..3) %}{% if i == 2 %}{% break %}{% endif %}{{i}}{% endfor %}", "1"),
            ("{% for p in flow.variables.data %}{{p[0]}}:{{p[1].size}}{% endfor %}", "a:2"),
            ("{% for i in widgets.f.list %}{{i.missing.deep}}{{i}}{% endfor %}", "312"),
            ("{% for i in (1..2) %}{{widgets.f.list[forloop.index0]}}{% endfor %}", "31"),
        ]);
        let nested = "{% for i in (1..15) %}".repeat(5) + &"{% endfor %}".repeat(5);
        assert!(matches!(render(&nested), Err(TemplateError::Evaluation(_))));
    }

    #[test]
    fn conditions_are_read_from_the_right_and_numbers_compare_with_texts() {
        check(&[
            ("{% if false and false or true %}y{% else %}n{% endif %}", "n"),
            ("{% if true or false and false %}y{% else %}n{% endif %}", "y"),
            ("{% if flow.variables.n > 3 and 5 > flow.variables.n %}y{% endif %}", "y"),
            ("{% if flow.variables.n == 4 and flow.variables.n != 5 %}y{% endif %}", "y"),
            ("{% if widgets.f.list contains 3 %}y{% endif %}", "y"),
            ("{% if flow.variables.data contains 'a' %}y{% endif %}", "y"),
            ("{% if missing == nil and missing == empty and missing == blank %}y{% endif %}", "y"),
            ("{% if flow.variables.name == empty %}y{% else %}n{% endif %}", "n"),
            ("{% unless missing %}a{% else %}b{% endunless %}", "a"),
            ("{% if missing %}1{% elsif flow.variables.n <= 4 %}2{% else %}3{% endif %}", "2"),
            ("{% if '' %}y{% endif %}{% if 0 %}y{% endif %}", "yy"),
        ]);
    }

    #[test]
    fn hashes_keep_the_order_they_came_in() {
        check(&[
            (
                "{{ trigger.call | to_json }}",
                r#"{"SipHeader_X-Aselo-Call-Id":"abc","From":"+15550100123"}"#,
            ),
            ("{{ widgets.get-customer.parsed }}", "{customer={name=Ada, age=36}}"),
            (
                "{% assign c = widgets.get-customer.parsed.customer %}{{ c | to_json }}",
                r#"{"age":36,"name":"Ada"}"#,
            ),
            (
                "{% for p in trigger.call %}{{p | first}} {% endfor %}",
                "SipHeader_X-Aselo-Call-Id From ",
            ),
            ("{{ widgets.f.list }}{{ widgets.f.list | to_json }}", "312[3,1,2]"),
            ("{{ widgets.f.list[-1] }}{{ widgets.f.list.last }}", "22"),
        ]);
    }

    #[test]
    fn every_filter_there_is_works() {
        check(&[
            (
                "{{ -3 | abs }}{{ 4 | at_least: 5 }}{{ 4 | at_most: 3 }}{{ 1.2 | ceil }}{{ 1.8 | floor }}",
                "35321",
            ),
            ("{{ 1.5 | round }}{{ 1.26 | round: 1 }}", "21.3"),
            ("{{ 7 | modulo: 3 }}{{ 7 | divided_by: 2 }}{{ 7 | divided_by: 2.0 }}", "133.5"),
            (
                "{{ missing | plus: 1 }}{{ '' | plus: 1 }}{{ ' 2 ' | plus: 1 }}{{ 'x' | size }}",
                "1131",
            ),
            ("{{ 'aXbX' | replace_last: 'X', 'Y' }}{{ 'aXbX' | remove_last: 'X' }}", "aXbYaXb"),
            ("{{ 'aXbX' | replace_first: 'X', '' }}{{ 'aXbX' | remove: 'X' }}", "abXab"),
            ("{{ 'a,b' | split: ',' | concat: widgets.f.list | join }}", "a b 3 1 2"),
            ("{{ widgets.f.list | reverse | join: '' }}{{ widgets.f.list | first }}", "2133"),
            (
                "{{ 'b,A' | split: ',' | sort_natural | join: '' }}{{ 'a,a' | split: ',' | uniq | join }}",
                "Aba",
            ),
            (
                "{{ '<b>x</b>' | strip_html }}{{ '<' | escape }}{{ '&lt;' | escape_once }}",
                "x&lt;&lt;",
            ),
            (
                "{{ ' a ' | lstrip }}|{{ ' a ' | rstrip }}|{{ 'a\nb' | newline_to_br }}",
                "a | a|a<br />\nb",
            ),
            ("{{ 'a\nb' | strip_newlines }}{{ 'a b c' | truncatewords: 2 }}", "aba b..."),
            ("{{ 'a+b%21' | url_decode }}{{ 'a b&' | url_encode }}", "a b!a+b%26"),
            (
                "{{ 'straße' | slice: -3, 2 }}{{ 'abc' | slice: 1 }}{{ widgets.f.list | slice: 1, 2 | join }}",
                "aßb1 2",
            ),
            ("{{ '[1]' | default: 'x' }}{{ '' | default: 'x' }}{{ nil | default: 'x' }}", "[1]xx"),
            ("{{ 9223372036854775807 | plus: 1 | at_least: 0 | divided_by: 0.5 | size }}", "20"),
        ]);
        for text in ["{{ 1 | divided_by: 0 }}", "{{ 'x' | plus: 1 }}", "{{ 1 | modulo: 0 }}"] {
            assert!(matches!(render(text), Err(TemplateError::Evaluation(_))), "{text}");
        }
    }

    #[test]
    fn a_short_template_cannot_make_a_huge_text() {
        let doubling = "{% assign s = 'x' %}".to_owned()
            + &"{% assign s = s | append: s %}".repeat(60)
            + "{{ s | size }}";
        assert_eq!(render(&doubling).as_deref(), Ok("65536"));
        let replaced = "{% assign s = 'xxxxxxxx' %}".to_owned()
            + &"{% assign s = s | replace: '', s %}".repeat(9);
        assert!(matches!(render(&replaced), Err(TemplateError::Evaluation(_))));
        let deep = "{% if a %}".repeat(100_000) + &"{% endif %}".repeat(100_000);
        assert!(matches!(render(&deep), Err(TemplateError::Syntax(_))));
    }

    #[test]
    fn what_is_assigned_lives_only_in_its_own_text() {
        let context = context();
        let one = super::render("{% assign a = 'x' %}{{a}}", &context, NOW);
        assert_eq!(one.as_deref(), Ok("x"));
        assert_eq!(super::render("[{{a}}]", &context, NOW).as_deref(), Ok("[]"));
        let text = "{{flow.variables.name}}";
        for _ in 0..2 {
            assert_eq!(super::render(text, &context, NOW).as_deref(), Ok("Ada"));
            assert!(super::render("{{ a", &context, NOW).is_err());
        }
    }

    #[test]
    fn more_than_16_kb_is_refused() {
        let text = "{% for i in (1..15) %}".to_owned() + &"x".repeat(2_000) + "{% endfor %}";
        assert_eq!(render(&text), Err(TemplateError::TooLong));
    }
}
