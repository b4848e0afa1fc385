use serde_json::json;

use super::*;

fn entry(seq: u64, report: Value) -> Entry {
    let mut entry = json!({ "seq": seq, "at": 1_000 + seq * 250 });
    entry.as_object_mut().unwrap().extend(report.as_object().unwrap().clone());
    serde_json::from_value(entry).unwrap()
}

fn log(reports: &[Value]) -> CallLog {
    let mut log = CallLog::default();
    for (at, report) in reports.iter().enumerate() {
        assert!(log.take(entry(at as u64 + 1, report.clone())));
    }
    log
}

fn speech(id: u64, text: &str) -> Value {
    json!({"type": "speech_started", "speech": id, "speaker": "flow", "text": text,
        "sound": "speech", "duration_ms": 1500})
}

fn spoken(log: &CallLog, at: usize) -> &Speech {
    match &log.lines[at] {
        Line::Speech(speech) => speech,
        other => panic!("{other:?}"),
    }
}

#[test]
fn speech_is_shown_at_once_and_cut_where_it_was_interrupted() {
    let mut log = log(&[speech(1, "Press 1 for sales"), speech(2, "Or 2")]);
    assert_eq!(spoken(&log, 0).heard, None);
    let end = json!({"type": "speech_ended", "speech": 1, "heard": "Press 1", "interrupted": true});
    log.take(entry(3, end));
    assert_eq!(spoken(&log, 0).heard.as_deref(), Some("Press 1"));
    assert!(spoken(&log, 0).interrupted);
    assert!(!spoken(&log, 1).interrupted);
}

#[test]
fn entries_that_come_again_after_a_reconnection_change_nothing() {
    let said = json!({"type": "caller_said", "text": "hello"});
    let mut log = log(&[speech(1, "Hi"), said.clone()]);
    let before = log.clone();
    assert!(!log.take(entry(1, speech(1, "Hi"))));
    assert!(!log.take(entry(2, said)));
    assert_eq!(log, before);
    assert!(log.take(entry(3, json!({"type": "caller_hung_up"}))));
    assert_eq!(log.seq, 3);
}

#[test]
fn keys_pressed_one_after_the_other_are_one_line() {
    let key = |key: &str| json!({"type": "caller_pressed", "key": key});
    let said = json!({"type": "caller_said", "text": "no"});
    let log = log(&[key("1"), key("2"), said, key("#")]);
    assert_eq!(
        log.lines,
        [
            Line::Pressed("12".to_owned()),
            Line::Said("no".to_owned()),
            Line::Pressed("#".to_owned())
        ]
    );
}

#[test]
fn a_relay_session_is_told_in_the_status_and_kept_in_the_frames() {
    let step = json!({"type": "step", "from": "split_1", "event": "match", "to": "run_crelay_1"});
    let waiting = json!({"type": "waiting", "state": "run_crelay_1", "on": "relay"});
    let connecting = json!({"type": "relay_connecting", "state": "run_crelay_1",
        "session_sid": format!("VX{}", "1".repeat(32)),
        "url": "wss://agent.example.com", "dialled": "ws://127.0.0.1:8080/relay"});
    let frame = json!({"type": "relay_frame", "direction": "from_server",
        "frame": "{\"type\":\"text\",\"token\":\"Hi\",\"last\":true}"});
    let mut log = log(&[step, waiting, connecting, json!({"type": "relay_connected"}), frame]);
    assert_eq!(log.status(), "The flow stands on run_crelay_1: the relay session is open");
    assert_eq!(log.frames[0].kind, "text");
    assert_eq!(log.frames[0].after_ms, 1_000);
    assert!(log.traced.contains(&Trace {
        from: "split_1".to_owned(),
        event: "match".to_owned(),
        to: Some("run_crelay_1".to_owned()),
    }));
    log.take(entry(
        6,
        json!({"type": "relay_ended", "status": "failed", "error_code": 64105,
        "problem": "no relay server answers"}),
    ));
    assert_eq!(
        log.lines.last(),
        Some(&Line::Warning {
            state: Some("run_crelay_1".to_owned()),
            message: "no relay server answers (64105)".to_owned(),
        })
    );
}

#[test]
fn a_call_that_is_over_stands_on_nothing() {
    let step = json!({"type": "step", "from": "Trigger", "event": "incomingCall", "to": "a"});
    let end = json!({"type": "ended", "reason": "fault", "message": "a cannot be run yet"});
    let log = log(&[step, end]);
    assert!(log.is_over());
    assert_eq!(log.state, None);
    assert_eq!(log.status(), "The flow could not go on");
}
