//! Run Function (`reference/studio/widgets.md`, "run-function").

use super::requests::{self, Result as Answered};
use super::{Category, Control, Field, Fresh, Widget, on};
use crate::interpreter::{
    Choice, Conduct, Fault, Happening, Request, RequestFailure, RequestKind, Visit,
};

pub(super) static WIDGET: Widget = Widget {
    kind: "run-function",
    label: "Run Function",
    category: Category::Tools,
    summary: "Run a serverless function of yours",
    prefix: "function",
    events: &[on("success", "Success"), on("fail", "Fail")],
    fields: &[
        Field::new("service_sid", "Service", Control::Literal)
            .help("The console keeps it; what is called is the address.")
            .nullable(),
        Field::new("environment_sid", "Environment", Control::Literal).nullable(),
        Field::new("function_sid", "Function", Control::Literal).nullable(),
        Field::new("url", "Address", Control::Url)
            .help("It must answer within 10 seconds, with at most 64 kB.")
            .required()
            .fresh(Fresh::Text("")),
        Field::new("parameters", "Parameters", Control::Pairs)
            .help("The function finds them in its event."),
    ],
    shows: &["url"],
    sets: &["body", "content_type", "status_code", "parsed", "headers"],
    outcomes: &[],
    is_twiml: false,
    conduct: Conduct::new(enter, resume),
};

fn enter(visit: &mut Visit<'_>) -> Result<Choice, Fault> {
    let settings = visit.settings();
    let url = settings.text("url").trim();
    if requests::host(url).is_none() {
        visit.warn(Some(81016), format!("`{url}` is not a web address"));
        return Ok(Choice::Leave("fail"));
    }
    let parameters: Vec<_> =
        settings.rows("parameters").into_iter().map(|row| (row.key, row.value)).collect();
    let request = Request {
        request: 0,
        state: visit.state.name().to_owned(),
        kind: RequestKind::Function,
        method: "POST".to_owned(),
        url: url.to_owned(),
        content_type: "application/x-www-form-urlencoded;charset=utf-8".to_owned(),
        body: requests::form(&parameters),
        parameters,
        is_authenticated: false,
    };
    Ok(requests::send(visit, request))
}

fn resume(visit: &mut Visit<'_>, event: &Happening) -> Result<Choice, Fault> {
    let Some(answered) = requests::answered(visit, event) else { return Ok(Choice::Stay) };
    let (code, problem) = match answered {
        Answered::Status(200..=399) => return Ok(Choice::Leave("success")),
        Answered::Status(status) => (81010, format!("the function answered with {status}")),
        Answered::Failure(kind, problem) => (code(kind), format!("the function failed: {problem}")),
    };
    visit.warn(Some(code), problem);
    Ok(Choice::Leave("fail"))
}

/// `reference/studio/runtime.md`, "Error codes".
fn code(kind: RequestFailure) -> u32 {
    match kind {
        RequestFailure::Timeout => 81010,
        RequestFailure::TooLarge => 81017,
        RequestFailure::Transport | RequestFailure::InvalidUrl | RequestFailure::Refused => 81016,
    }
}
