use flow::{Offset, widget};

use super::*;

fn split() -> State {
    let widget = widget::find("split-based-on").unwrap();
    let state = widget::fresh_state(widget, "split_1", Offset::default());
    with_input(&state, "{{widgets.gather_1.Digits}}")
}

fn conditions(state: &State) -> Vec<Value> {
    state
        .transitions()
        .filter(|transition| transition.event() == "match")
        .map(|transition| transition.value()["conditions"].clone())
        .collect()
}

#[test]
fn a_new_condition_is_written_as_the_console_writes_it() {
    let state = with_condition(&split());
    let state = with_part(&state, 0, &Part::Operand("1".to_owned()));
    assert_eq!(
        conditions(&state),
        [json!([{
            "friendly_name": "If value equal_to 1",
            "arguments": ["{{widgets.gather_1.Digits}}"],
            "type": "equal_to",
            "value": "1",
        }])]
    );
}

#[test]
fn a_name_of_the_authors_own_stays() {
    let state = with_condition(&split());
    let state = with_part(&state, 0, &Part::FriendlyName("Sales".to_owned()));
    let state = with_part(&state, 0, &Part::Operand("1".to_owned()));
    assert_eq!(rows(&state)[0].friendly_name, "Sales");
}

#[test]
fn another_input_reaches_every_condition() {
    let state = with_input(&with_condition(&with_condition(&split())), "{{flow.data.x}}");
    assert_eq!(state.text("input"), "{{flow.data.x}}");
    for condition in conditions(&state) {
        assert_eq!(condition[0]["arguments"], json!(["{{flow.data.x}}"]));
    }
}

#[test]
fn a_test_for_blanks_holds_its_own_words() {
    let state = with_condition(&split());
    let state = with_part(&state, 0, &Part::Predicate("is_blank".to_owned()));
    let row = rows(&state).remove(0);
    assert_eq!(row.operand, "Is Blank");
    assert_eq!(row.friendly_name, "{{widgets.gather_1.Digits}}");
    let state = with_part(&state, 0, &Part::Predicate("equal_to".to_owned()));
    assert_eq!(rows(&state)[0].operand, "");
}

#[test]
fn conditions_change_places_and_go_while_no_match_stays() {
    let mut state = with_condition(&with_condition(&split()));
    state = with_part(&state, 0, &Part::Operand("1".to_owned()));
    state = with_part(&state, 1, &Part::Operand("2".to_owned()));
    let state = moved(&state, 0, 1);
    assert_eq!(rows(&state)[0].operand, "2");
    let state = without_condition(&state, 0);
    assert_eq!(rows(&state).len(), 1);
    assert_eq!(state.transitions().next().unwrap().event(), "noMatch");
}

#[test]
fn a_condition_is_moved_over_several_others() {
    let operands =
        |state: &State| -> Vec<String> { rows(state).into_iter().map(|row| row.operand).collect() };
    let mut state = split();
    for (nth, digit) in ["a", "b", "c", "d"].into_iter().enumerate() {
        state = with_condition(&state);
        state = with_part(&state, nth, &Part::Operand(digit.to_owned()));
    }
    assert_eq!(operands(&moved(&state, 0, 2)), ["b", "c", "a", "d"]);
    assert_eq!(operands(&moved(&state, 3, 0)), ["d", "a", "b", "c"]);
    assert_eq!(operands(&moved(&state, 1, 1)), ["a", "b", "c", "d"]);
    assert_eq!(operands(&moved(&state, 1, 9)), ["a", "c", "d", "b"]);
}

#[test]
fn keys_that_are_not_ours_stay() {
    let mut state = split();
    let entry = json!({"event": "match", "condition": [{"friendly_name": "x", "type": "regex",
        "value": "a", "arguments": ["y"], "extra": 1}], "uuid_of_mine": 3});
    state.object_mut().insert("transitions".to_owned(), json!([entry]));
    let state = with_part(&state, 0, &Part::Operand("b".to_owned()));
    let entry = state.transitions().next().unwrap().value().clone();
    assert_eq!(entry["condition"][0]["extra"], 1);
    assert_eq!(entry["condition"][0]["value"], "b");
    assert_eq!(entry["uuid_of_mine"], 3);
}
