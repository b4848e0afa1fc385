//! Settings that Studio would refuse, rule by rule.

#![allow(clippy::unwrap_used, reason = "a test may")]

mod draft;

use draft::{check_errors, errors, last, of, warnings, with, without};
use serde_json::json;

#[test]
fn json_types_are_strict_and_uneven() {
    check_errors(&[
        (
            "/states/2/properties/profanity_filter",
            json!(true),
            &["#/states/2/properties/profanity_filter boolean found, string expected"],
        ),
        (
            "/states/2/properties/speech_timeout",
            json!(3),
            &["#/states/2/properties/speech_timeout integer found, string expected"],
        ),
        (
            "/states/2/properties/stop_gather",
            json!("true"),
            &["#/states/2/properties/stop_gather string found, boolean expected"],
        ),
        (
            "/states/2/properties/number_of_digits",
            json!(1.5),
            &["#/states/2/properties/number_of_digits number found, integer expected"],
        ),
        (
            "/states/5/properties/interruptible",
            json!(false),
            &["#/states/5/properties/interruptible boolean found, string expected"],
        ),
        (
            "/states/5/properties/dtmf_detection",
            json!(1),
            &["#/states/5/properties/dtmf_detection integer found, [boolean, string] expected"],
        ),
        ("/states/5/properties/dtmf_detection", json!("true"), &[]),
        (
            "/states/5/properties/parameters",
            json!({ "tier": "gold" }),
            &["#/states/5/properties/parameters object found, array expected"],
        ),
        (
            "/states/1/properties/offset",
            json!({ "x": "0" }),
            &[
                "#/states/1/properties/offset/x string found, number expected",
                "#/states/1/properties/offset/y is missing but it is required",
            ],
        ),
        ("/states/1/properties/offset", json!({ "x": -0.5, "y": 3 }), &[]),
        (
            "/states/1/properties",
            json!([]),
            &["#/states/1/properties array found, object expected"],
        ),
        (
            "/states/6/transitions",
            json!({}),
            &["#/states/6/transitions object found, array expected"],
        ),
        (
            "/states/6/transitions/0",
            json!("next"),
            &["#/states/6/transitions/0 string found, object expected"],
        ),
        (
            "/states/6/transitions/0/next",
            json!(7),
            &["#/states/6/transitions/0/next integer found, [string, null] expected"],
        ),
    ]);
}

#[test]
fn numbers_keep_their_bounds() {
    check_errors(&[
        (
            "/states/1/properties/loop",
            json!(0),
            &["#/states/1/properties/loop must have a minimum value of 1"],
        ),
        ("/states/1/properties/loop", json!(99), &[]),
        (
            "/states/2/properties/timeout",
            json!(31),
            &["#/states/2/properties/timeout must have a maximum value of 30"],
        ),
        (
            "/states/2/properties/timeout",
            json!(u64::MAX),
            &["#/states/2/properties/timeout must have a maximum value of 30"],
        ),
        (
            "/states/2/properties/timeout",
            json!(-1),
            &["#/states/2/properties/timeout must have a minimum value of 0"],
        ),
    ]);
}

#[test]
fn a_value_of_a_list_must_be_in_it() {
    let kinds = errors(&with("/states/7/type", json!("hangup")));
    let [kind, ..] = kinds.as_slice() else { panic!("a type nobody knows is refused") };
    let begins =
        "#/states/7/type does not have a value in the enumeration [trigger, split-based-on, ";
    assert!(kind.starts_with(begins) && kind.ends_with("send-to-auto-pilot]"), "{kind}");
    check_errors(&[
        (
            "/states/5/properties/interruptible",
            json!("{{flow.variables.need}}"),
            &["#/states/5/properties/interruptible does not have a value in the enumeration \
             [true, false, any, speech, dtmf, none]"],
        ),
        (
            "/states/3/properties/variables/0/type",
            json!("number"),
            &["#/states/3/properties/variables/0/type does not have a value in the enumeration \
             [string, json_object]"],
        ),
        (
            "/$schema",
            json!("https://example.com"),
            &["#/$schema does not have a value in the enumeration \
             [https://schemas.twilio.com/studio/draft/2019-09/flow-definition]"],
        ),
    ]);
}

#[test]
fn rows_need_a_name_and_a_text() {
    check_errors(&[
        (
            "/states/5/properties/parameters",
            json!([{ "key": "", "value": 3 }, {}, 7]),
            &[
                "#/states/5/properties/parameters/0/key must be at least 1 characters long",
                "#/states/5/properties/parameters/0/value integer found, string expected",
                "#/states/5/properties/parameters/1/key is missing but it is required",
                "#/states/5/properties/parameters/1/value is missing but it is required",
                "#/states/5/properties/parameters/2 integer found, object expected",
            ],
        ),
        (
            "/states/3/properties/variables/0/index",
            json!(0),
            &["#/states/3/properties/variables/0/index integer found, string expected"],
        ),
    ]);
}

#[test]
fn exactly_one_of_text_recording_and_tones_is_there() {
    let speech = "#/states/1/properties/say exactly one of `say`, `play`, `digits` must be there";
    assert_eq!(errors(&without("/states/1/properties/say")), [speech]);
    assert_eq!(
        errors(&without("/states/2/properties/say")),
        ["#/states/2/properties/say exactly one of `say`, `play` must be there",]
    );
    check_errors(&[
        (
            "/states/1/properties/digits",
            json!(""),
            &["#/states/1/properties/digits exactly one of `say`, `play`, `digits` must be there"],
        ),
        ("/states/2/properties/say", json!(""), &[]),
    ]);
}

#[test]
fn every_part_of_a_condition_is_checked() {
    let place = "/states/4/transitions/1/conditions";
    assert_eq!(
        errors(&without(place)),
        ["#/states/4/transitions/1/conditions is missing but it is required",]
    );
    check_errors(&[
        (
            place,
            json!([{ "type": "sounds_like", "arguments": [], "value": 1 }]),
            &[
                "#/states/4/transitions/1/conditions/0/friendly_name is missing but it is required",
                "#/states/4/transitions/1/conditions/0/arguments there must be a minimum of 1 items in the array",
                "#/states/4/transitions/1/conditions/0/type does not have a value in the enumeration \
             [equal_to, not_equal_to, matches_any_of, does_not_match_any_of, is_blank, is_not_blank, \
             regex, contains, does_not_contain, starts_with, does_not_start_with, less_than, \
             greater_than, is_before_time, is_after_time, is_before_date, is_after_date]",
                "#/states/4/transitions/1/conditions/0/value integer found, string expected",
            ],
        ),
        (
            &format!("{place}/0/arguments/0"),
            json!(4),
            &["#/states/4/transitions/1/conditions/0/arguments/0 integer found, string expected"],
        ),
        (place, json!({}), &["#/states/4/transitions/1/conditions object found, array expected"]),
    ]);
    let entry = json!({ "event": "match", "next": "sorry", "condition": [{ "friendly_name": "x",
        "arguments": ["{{widgets.ask.Digits}}"], "type": "equal_to", "value": "1" }] });
    assert_eq!(of(&with("/states/4/transitions/1", entry)).len(), 0, "the schema's own spelling");
}

#[test]
fn a_subflow_is_named_by_a_literal_sid_and_a_revision() {
    let ways = json!([{ "event": "completed" }, { "event": "failed" }]);
    let subflow = |sid: &str, revision: &str| {
        let settings = json!({ "flow_sid": sid, "flow_revision": revision, "parameters": [] });
        last("run-subflow", settings, ways.clone())
    };
    let sid = format!("FW{}", "ab".repeat(16));
    for revision in ["LatestPublished", "LatestDraft", "12"] {
        assert_eq!(of(&subflow(&sid, revision)), []);
    }
    for wrong in ["{{flow.flow_sid}}", "", "FW123", &sid.replace("FW", "FN")] {
        assert_eq!(
            errors(&subflow(wrong, "LatestPublished")),
            ["#/states/7/properties/flow_sid must be a valid, non-liquid flow sid",]
        );
    }
    let blank = warnings(&subflow(&sid, ""));
    assert_eq!(blank, ["#/states/7/properties/flow_revision fill in “Revision”"]);
    for wrong in ["latest", "{{flow.variables.need}}"] {
        let found = warnings(&subflow(&sid, wrong));
        assert_eq!(
            found,
            ["#/states/7/properties/flow_revision this is no revision: write `LatestPublished`, \
             `LatestDraft` or a number",]
        );
    }
}
