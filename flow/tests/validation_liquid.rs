//! Liquid in a draft: what cannot be read, and what reads something that cannot be there.

#![allow(clippy::unwrap_used, reason = "a test may")]

mod draft;

use draft::{check_warnings, sound, warnings, with};
use flow::Flow;
use flow::validate::{Validator, validate};
use serde_json::json;

#[test]
fn liquid_that_cannot_be_read_is_told_where_it_stands() {
    let at = "this Liquid cannot be read (81018):";
    check_warnings(&[
        (
            "/states/1/properties/say",
            json!("Hi {{ contact.channel.address"),
            &[&format!("#/states/1/properties/say {at} `{{{{` is never closed in line 1")],
        ),
        (
            "/states/3/properties/variables/0/key",
            json!("{{ trigger.call.From }}"),
            &[
                "#/states/3/properties/variables/0/key a name is taken as it stands: Liquid works in values only",
                "#/states/5/properties/url no Set Variables widget sets `need`, so it is always empty: \
             set it, or correct the name",
            ],
        ),
    ]);
    let places = [
        "/states/3/properties/variables/0/value",
        "/states/4/transitions/1/conditions/0/value",
        "/states/5/properties/parameters/0/value",
    ];
    for place in places {
        let found = warnings(&with(place, json!("{{ flow.data.x | shout }}")));
        let begins = format!("#{place} {at} ");
        assert!(found.len() == 1 && found[0].starts_with(&begins), "{found:?}");
    }
    let found = warnings(&with("/states/4/properties/input", json!("{% if flow.data.x %}")));
    assert!(found.len() == 1 && found[0].contains(at), "{found:?}");
}

#[test]
fn liquid_that_reads_what_is_not_there_is_told() {
    check_warnings(&[
        (
            "/states/6/properties/say",
            json!("{{widgets.agnet.HandoffData}}"),
            &[
                "#/states/6/properties/say no widget is called `agnet`, so this renders as nothing: \
             correct the name",
            ],
        ),
        (
            "/states/6/properties/say",
            json!("{% if flow.variables['nedd'] %}x{% endif %}"),
            &[
                "#/states/6/properties/say no Set Variables widget sets `nedd`, so it is always empty: \
             set it, or correct the name",
            ],
        ),
        ("/states/6/properties/say", json!("{{flow.variables.customer.tier}}"), &[]),
        ("/states/6/properties/say", json!("{% raw %}{{widgets.agnet.x}}{% endraw %}"), &[]),
        (
            "/states/4/transitions/1/conditions/0/arguments/0",
            json!("{{widgets.aks.Digits}}"),
            &[
                "#/states/4/transitions/1/conditions/0/arguments/0 no widget is called `aks`, so this \
             renders as nothing: correct the name",
            ],
        ),
    ]);
}

#[test]
fn liquid_that_reads_a_widget_before_it_can_have_run_is_told() {
    let early = |path: &str, name: &str| {
        format!("{path} `{name}` cannot have run before this widget: lead a way from it to here")
    };
    let agent = "{{widgets.agent.HandoffData}}";
    check_warnings(&[
        ("/states/2/properties/say", json!(agent), &[&early("#/states/2/properties/say", "agent")]),
        ("/states/7/properties/say", json!(agent), &[]),
        ("/states/2/properties/say", json!("{{widgets.ask.Digits}}"), &[]),
        (
            "/states/1/properties/say",
            json!("{{widgets.greet.x}}"),
            &[&early("#/states/1/properties/say", "greet")],
        ),
    ]);
}

#[test]
fn a_hundred_reads_of_a_hundred_widgets_are_each_looked_into() {
    let mut definition = sound();
    let states = definition["states"].as_array_mut().unwrap();
    states[7]["transitions"][0]["next"] = json!("s0");
    for at in 0..100 {
        // Every widget reads the one before it and the one after it.
        let say = format!("{{{{widgets.s{}.x}}}}{{{{widgets.s{}.x}}}}", at - 1, at + 1);
        let say =
            say.replace("widgets.s-1", "widgets.sorry").replace("widgets.s100", "widgets.s99");
        states.push(json!({ "name": format!("s{at}"), "type": "say-play", "properties": { "say": say },
            "transitions": [{ "event": "audioComplete", "next": if at < 99 { json!(format!("s{}", at + 1)) } else { json!(null) } }] }));
    }
    let found = warnings(&definition);
    assert_eq!(found.len(), 100, "{found:#?}");
    assert!(
        found[0].contains("`s1` cannot have run") && found[98].contains("`s99` cannot have run")
    );
}

#[test]
fn a_validator_says_the_same_however_often_it_is_asked() {
    let broken = with("/states/6/properties/say", json!("{{ flow.data.x | shout }}"));
    let drafts = [sound(), broken.clone(), broken, sound()];
    let mut validator = Validator::default();
    for draft in drafts {
        let flow = Flow::from_value(draft).unwrap();
        assert_eq!(validator.validate(&flow), validate(&flow));
    }
}
