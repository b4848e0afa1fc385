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
    let counter = "{% if flow.variables.n %}{{flow.variables.n | plus: 1}}{% else %}0{% endif %}";
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
        ("{{ 'now' | date: '%b %d, %Y, %I:%M %p', 'America/New_York' }}", "Nov 24, 2026, 09:00 AM"),
        ("{{ 'now' | date: '%H:%M' }}", "06:00"),
    ]);
}

#[test]
fn broken_liquid_says_what_is_wrong() {
    for text in [
        "{{ a",
        "{% if a %}",
        "{{ a | shout }}",
        "{% sing %}",
        "{{ a | append }}",
        "{{ größe }}",
        "{{ a[] }}",
    ] {
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
        ("{% for i in (1..3) %}{% if i == 2 %}{% continue %}{% endif %}{{i}}{% endfor %}", "13"),
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
        ("{{ missing | plus: 1 }}{{ '' | plus: 1 }}{{ ' 2 ' | plus: 1 }}{{ 'x' | size }}", "1131"),
        ("{{ 'aXbX' | replace_last: 'X', 'Y' }}{{ 'aXbX' | remove_last: 'X' }}", "aXbYaXb"),
        ("{{ 'aXbX' | replace_first: 'X', '' }}{{ 'aXbX' | remove: 'X' }}", "abXab"),
        ("{{ 'a,b' | split: ',' | concat: widgets.f.list | join }}", "a b 3 1 2"),
        ("{{ widgets.f.list | reverse | join: '' }}{{ widgets.f.list | first }}", "2133"),
        (
            "{{ 'b,A' | split: ',' | sort_natural | join: '' }}{{ 'a,a' | split: ',' | uniq | join }}",
            "Aba",
        ),
        ("{{ '<b>x</b>' | strip_html }}{{ '<' | escape }}{{ '&lt;' | escape_once }}", "x&lt;&lt;"),
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
    let replaced =
        "{% assign s = 'xxxxxxxx' %}".to_owned() + &"{% assign s = s | replace: '', s %}".repeat(9);
    assert!(matches!(render(&replaced), Err(TemplateError::Evaluation(_))));
    let deep = "{% if a %}".repeat(100_000) + &"{% endif %}".repeat(100_000);
    assert!(matches!(render(&deep), Err(TemplateError::Syntax(_))));
    let deep = "{{ ".to_owned() + &"a[".repeat(100_000) + "1" + &"]".repeat(100_000) + " }}";
    assert!(matches!(render(&deep), Err(TemplateError::Syntax(_))));
}

#[test]
fn what_is_assigned_lives_only_in_its_own_text() {
    let context = context();
    let one = crate::template::render("{% assign a = 'x' %}{{a}}", &context, NOW);
    assert_eq!(one.as_deref(), Ok("x"));
    assert_eq!(crate::template::render("[{{a}}]", &context, NOW).as_deref(), Ok("[]"));
    let text = "{{flow.variables.name}}";
    for _ in 0..2 {
        assert_eq!(crate::template::render(text, &context, NOW).as_deref(), Ok("Ada"));
        assert!(crate::template::render("{{ a", &context, NOW).is_err());
    }
}

#[test]
fn more_than_16_kb_is_refused() {
    let text = "{% for i in (1..15) %}".to_owned() + &"x".repeat(2_000) + "{% endfor %}";
    assert_eq!(render(&text), Err(TemplateError::TooLong));
}
