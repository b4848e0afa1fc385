//! Lists of `{key, value}`: custom parameters and variables.

use serde_json::{Map, Value, json};

const COLUMNS: [&str; 2] = ["key", "value"];

/// Whether rows are variables, which have a type of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Pairs,
    Variables,
}

/// Key and value of each row; an object is read as rows too.
pub(super) fn read(list: Option<&Value>) -> Vec<(String, String)> {
    match list {
        Some(Value::Array(rows)) => {
            rows.iter().map(|row| (text(row.get(COLUMNS[0])), text(row.get(COLUMNS[1])))).collect()
        }
        Some(Value::Object(rows)) => {
            rows.iter().map(|(key, value)| (key.clone(), text(Some(value)))).collect()
        }
        _ => Vec::new(),
    }
}

/// The list with another text in one cell; whatever else the row holds stays.
pub(super) fn with_cell(list: Option<&Value>, at: usize, column: usize, text: &str) -> Value {
    changed(list, |rows| {
        if let Some(row) = rows.get_mut(at).and_then(Value::as_object_mut) {
            row.insert(COLUMNS[column.min(1)].to_owned(), json!(text));
        }
    })
}

/// The list with one more, empty row.
pub(super) fn with_row(list: Option<&Value>, kind: Kind) -> Value {
    changed(list, |rows| {
        rows.push(match kind {
            // As the console writes them.
            Kind::Variables => {
                let index = rows.len().to_string();
                json!({ "value": "", "key": "", "type": "string", "index": index })
            }
            Kind::Pairs => json!({ "key": "", "value": "" }),
        });
    })
}

/// The list without one row.
pub(super) fn without_row(list: Option<&Value>, at: usize) -> Value {
    changed(list, |rows| {
        if at < rows.len() {
            rows.remove(at);
        }
    })
}

/// Whether a variable's text is parsed as JSON.
pub(super) fn is_parsed(list: Option<&Value>, at: usize) -> bool {
    let row = list.and_then(|list| list.get(at));
    row.and_then(|row| row.get("type")).and_then(Value::as_str) == Some("json_object")
        || row.and_then(|row| row.get("parse_as_json")) == Some(&json!(true))
}

/// The list with one variable parsed as JSON, or taken as text.
pub(super) fn with_parsed(list: Option<&Value>, at: usize, parsed: bool) -> Value {
    changed(list, |rows| {
        if let Some(row) = rows.get_mut(at).and_then(Value::as_object_mut) {
            row.shift_remove("parse_as_json");
            row.insert("type".to_owned(), json!(if parsed { "json_object" } else { "string" }));
        }
    })
}

fn changed(list: Option<&Value>, change: impl FnOnce(&mut Vec<Value>)) -> Value {
    let mut rows: Vec<Value> = match list {
        Some(Value::Array(rows)) => rows.clone(),
        other => read(other)
            .into_iter()
            .map(|(key, value)| Map::from_iter([pair("key", key), pair("value", value)]).into())
            .collect(),
    };
    change(&mut rows);
    Value::Array(rows)
}

fn pair(key: &str, value: String) -> (String, Value) {
    (key.to_owned(), Value::String(value))
}

fn text(value: Option<&Value>) -> String {
    super::value::shown(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_changes_and_the_rest_of_its_row_stays() {
        let list = json!([{ "value": "1", "key": "n", "index": "0" }]);
        let next = with_cell(Some(&list), 0, 1, "2");
        assert_eq!(next, json!([{ "value": "2", "key": "n", "index": "0" }]));
        assert_eq!(read(Some(&next)), [("n".to_owned(), "2".to_owned())]);
    }

    #[test]
    fn rows_come_and_go() {
        let list = with_row(None, Kind::Pairs);
        assert_eq!(list, json!([{ "key": "", "value": "" }]));
        assert_eq!(without_row(Some(&list), 0), json!([]));
        assert_eq!(without_row(Some(&list), 7), list);
    }

    #[test]
    fn a_variable_can_be_parsed_as_json() {
        let list = with_row(None, Kind::Variables);
        assert!(!is_parsed(Some(&list), 0));
        let list = with_parsed(Some(&list), 0, true);
        assert!(is_parsed(Some(&list), 0));
        assert!(!is_parsed(Some(&with_parsed(Some(&list), 0, false)), 0));
    }

    #[test]
    fn an_object_of_parameters_is_read_as_rows() {
        let list = json!({ "tier": "gold", "n": 3 });
        assert_eq!(read(Some(&list))[1], ("n".to_owned(), "3".to_owned()));
        let next = with_cell(Some(&list), 0, 1, "blue");
        assert_eq!(next[0], json!({ "key": "tier", "value": "blue" }));
    }
}
