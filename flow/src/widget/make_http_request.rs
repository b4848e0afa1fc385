//! Make HTTP Request (`reference/studio/widgets.md`, "make-http-request").

use super::requests::{self, Result as Answered};
use super::{Category, Control, Field, Fresh, Widget, on};
use crate::interpreter::{
    Choice, Conduct, Fault, Happening, Request, RequestKind, Settings, Visit,
};

const FORM: &str = "application/x-www-form-urlencoded;charset=utf-8";
const JSON: &str = "application/json;charset=utf-8";
/// Names of parameters that Studio keeps for itself (81014).
const RESERVED: [&str; 1] = ["method"];

pub(super) static WIDGET: Widget = Widget {
    kind: "make-http-request",
    label: "Make HTTP Request",
    category: Category::Tools,
    summary: "Ask a server of yours",
    prefix: "http",
    events: &[on("success", "Success"), on("failed", "Fail")],
    fields: &[
        Field::new("method", "Method", Control::Choice(&[("GET", "GET"), ("POST", "POST")]))
            .fresh(Fresh::Text("GET")),
        Field::new("url", "Address", Control::Url)
            .help("It must answer within 10 seconds, with at most 64 kB.")
            .required()
            .fresh(Fresh::Text("")),
        Field::new("content_type", "Content type", Control::Suggest(&[FORM, JSON]))
            .fresh(Fresh::Text(FORM)),
        Field::new("body", "Body", Control::LongText),
        Field::new("parameters", "Parameters", Control::Pairs)
            .help("In the query of a GET, in the form of a POST."),
        Field::new("add_twilio_auth", "Authenticate with Twilio", Control::Switch)
            .help("For Twilio's own hosts only.")
            .fresh(Fresh::Boolean(false)),
    ],
    shows: &["url"],
    sets: &["body", "content_type", "status_code", "parsed"],
    outcomes: &[],
    is_twiml: false,
    conduct: Conduct::new(enter, resume),
};

fn enter(visit: &mut Visit<'_>) -> Result<Choice, Fault> {
    let settings = visit.settings();
    match request(visit, &settings) {
        Ok(request) => Ok(requests::send(visit, request)),
        Err(problem) => {
            visit.warn(Some(81014), problem);
            Ok(Choice::Leave("failed"))
        }
    }
}

/// The request as it is to be made, or why none is.
fn request(visit: &Visit<'_>, settings: &Settings) -> Result<Request, String> {
    let parameters: Vec<_> =
        settings.rows("parameters").into_iter().map(|row| (row.key, row.value)).collect();
    if let Some((key, _)) = parameters.iter().find(|(key, _)| RESERVED.contains(&key.as_str())) {
        return Err(format!("a parameter cannot be called `{key}`: Studio keeps that name"));
    }
    let url = settings.text("url").trim();
    let host = requests::host(url).ok_or_else(|| format!("`{url}` is not a web address"))?;
    let is_authenticated = settings.flag("add_twilio_auth", false);
    if is_authenticated && !requests::is_twilio(&host) {
        return Err(format!("`{host}` is not Twilio's, so no Twilio credentials are sent there"));
    }
    let is_post = settings.text("method") == "POST";
    let content_type = settings.text_or("content_type", FORM);
    let is_form = content_type.starts_with("application/x-www-form-urlencoded");
    let body = if is_form && !parameters.is_empty() {
        requests::form(&parameters)
    } else {
        settings.text("body").to_owned()
    };
    Ok(Request {
        request: 0,
        state: visit.state.name().to_owned(),
        kind: RequestKind::Http,
        method: if is_post { "POST" } else { "GET" }.to_owned(),
        url: if is_post { url.to_owned() } else { requests::with_query(url, &parameters) },
        content_type: if is_post { content_type.to_owned() } else { String::new() },
        body: if is_post { body } else { String::new() },
        parameters,
        is_authenticated,
    })
}

fn resume(visit: &mut Visit<'_>, event: &Happening) -> Result<Choice, Fault> {
    let Some(answered) = requests::answered(visit, event) else { return Ok(Choice::Stay) };
    let problem = match answered {
        Answered::Status(200..=299) => return Ok(Choice::Leave("success")),
        Answered::Status(status) => format!("the server answered with {status}"),
        Answered::Failure(_, problem) => format!("the request failed: {problem}"),
    };
    visit.warn(Some(81016), problem);
    Ok(Choice::Leave("failed"))
}
