//! Connect Virtual Agent for Dialogflow ES, which Twilio has switched off
//! (`reference/studio/widgets.md`, "connect-virtual-agent").

use super::connect_virtual_agent_v2::TALKING_MS;
use super::{Category, Control, Field, Fresh, Outcome, Widget, on};
use crate::interpreter::{Choice, Conduct, Fault, Happening, Question, Visit, leave_as_settled};

pub(super) static WIDGET: Widget = Widget {
    kind: "connect-virtual-agent",
    label: "Connect Virtual Agent (Dialogflow ES)",
    category: Category::Voice,
    summary: "Out of service at Twilio since May 2024",
    prefix: "connect_virtual_agent",
    events: &[on("return", "Return"), on("hangup", "Hangup")],
    fields: &[
        Field::new("connector", "Connector", Control::Text).required().fresh(Fresh::Text("")),
        Field::new("language", "Language", Control::Suggest(super::LANGUAGES)),
        Field::new("sentiment_analysis", "Analyse sentiment", Control::TextSwitch),
        Field::new("status_callback", "Callback", Control::Url),
    ],
    shows: &["connector"],
    sets: &[],
    outcomes: &[Outcome::on("returns", "The agent gives the call back", "return")],
    is_twiml: true,
    conduct: Conduct::new(enter, resume),
};

fn enter(visit: &mut Visit<'_>) -> Result<Choice, Fault> {
    visit.need_call()?;
    visit.answer();
    let settings = visit.settings();
    visit.warn(
        None,
        "Twilio no longer runs this widget: it was switched off in May 2024".to_owned(),
    );
    let text = format!("Talking to the agent {}", settings.text("connector"));
    let question = Question::new(text, &settings).unattended("returns", TALKING_MS);
    Ok(visit.ask(question))
}

fn resume(visit: &mut Visit<'_>, event: &Happening) -> Result<Choice, Fault> {
    if *event == Happening::CallerHungUp {
        visit.give_up_question();
        visit.set_call_parameters();
        return Ok(Choice::Leave("hangup"));
    }
    leave_as_settled(visit, event)
}
