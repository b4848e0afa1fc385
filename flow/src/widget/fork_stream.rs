//! Fork Stream: send the call's audio elsewhere as well
//! (`reference/studio/widgets.md`, "fork-stream").

use super::{Category, Control, Field, Fresh, Widget, on};
use crate::interpreter::{Choice, Conduct, Effect, Fault, Visit};

pub(super) static WIDGET: Widget = Widget {
    kind: "fork-stream",
    label: "Fork Stream",
    category: Category::Voice,
    summary: "Send the call's audio elsewhere as well",
    prefix: "fork_stream",
    events: &[on("next", "Next")],
    fields: &[
        Field::new(
            "stream_action",
            "Action",
            Control::Choice(&[("start", "Begin"), ("stop", "End")]),
        )
        .required()
        .fresh(Fresh::Text("start")),
        Field::new("stream_name", "Name", Control::Text).help("Needed again to end it."),
        Field::new(
            "stream_transport_type",
            "Transport",
            Control::Choice(&[("websocket", "WebSocket"), ("siprec", "SIPREC")]),
        ),
        Field::new("stream_url", "WebSocket address", Control::Url).help("wss://"),
        Field::new("stream_connector", "SIPREC connector", Control::Text),
        Field::new(
            "stream_track",
            "Track",
            Control::Choice(&[
                ("inbound_track", "The caller"),
                ("outbound_track", "What the caller hears"),
                ("both_tracks", "Both"),
            ]),
        ),
        Field::new("stream_parameters", "Parameters", Control::Pairs),
    ],
    shows: &["stream_url", "stream_name"],
    sets: &[],
    outcomes: &[],
    is_twiml: true,
    conduct: Conduct::at_once(enter),
};

/// It does not wait for the stream.
fn enter(visit: &mut Visit<'_>) -> Result<Choice, Fault> {
    visit.need_call()?;
    visit.answer();
    let settings = visit.settings();
    let problem = match settings.text("stream_action") {
        "stop" if settings.text("stream_name").trim().is_empty() => {
            Some("a stream can be ended by its name only")
        }
        "start" if settings.text("stream_transport_type") == "siprec" => settings
            .text("stream_connector")
            .trim()
            .is_empty()
            .then_some("a SIPREC stream needs a connector"),
        "start" => (!settings.text("stream_url").trim().starts_with("wss://"))
            .then_some("a stream needs an address that begins with wss://"),
        _ => None,
    };
    match problem {
        Some(problem) => visit.warn(None, problem.to_owned()),
        None => {
            let effect = Effect::Stream {
                state: visit.state.name().to_owned(),
                settings: settings.shown(visit),
            };
            visit.effects.push(effect);
        }
    }
    Ok(Choice::Leave("next"))
}
