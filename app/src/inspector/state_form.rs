//! Name, settings and transitions of one state.

use flow::State;
use flow::edit;
use flow::widget::{self, Widget};
use leptos::html;
use leptos::prelude::*;
use serde_json::Value;

use super::conditions;
use super::conditions_form::ConditionsForm;
use super::field::{FieldControl, is_further};
use super::relay::Twiml;
use super::transitions::Transitions;
use super::value;
use crate::components::TextField;
use crate::editor::Editor;
use crate::icon::{Icon, Picture};

/// One state's form: what its parts read and how they write.
#[derive(Debug, Clone, Copy)]
pub(super) struct Form {
    pub(super) editor: Editor,
    pub(super) name: StoredValue<String>,
    pub(super) state: Memo<Option<State>>,
}

impl Form {
    /// One setting, whenever it changes.
    pub(super) fn property(&self, key: &'static str) -> Memo<Option<Value>> {
        let state = self.state;
        Memo::new(move |_| state.with(|state| state.as_ref()?.property(key).cloned()))
    }

    /// Sets or removes a setting; what is typed in one visit of a field is one step back.
    pub(super) fn set(&self, key: &'static str, value: Option<Value>) {
        let name = self.name.get_value();
        let run = format!("{name}/{key}");
        let input = value.as_ref().and_then(Value::as_str).unwrap_or_default().to_owned();
        self.edit(run, |state, flow| match (key, state.kind()) {
            ("input", "split-based-on") => {
                edit::replace(flow, &name, conditions::with_input(state, &input))
            }
            _ => edit::set_property(flow, &name, key, value),
        });
    }

    /// Puts a changed copy in the state's place.
    pub(super) fn replace(&self, run: &str, change: impl FnOnce(&State) -> State) {
        let name = self.name.get_value();
        self.edit(format!("{name}/{run}"), |state, flow| edit::replace(flow, &name, change(state)));
    }

    /// The focus has left a field: what follows is a step back of its own.
    pub(super) fn leave(&self) {
        self.editor.end_run();
    }

    /// What is wrong with a setting.
    pub(super) fn problem(&self, key: &'static str) -> Memo<Option<String>> {
        let form = *self;
        Memo::new(move |_| {
            let name = form.name.get_value();
            form.editor.problems.with(|all| {
                let mut own = all.iter().filter(|problem| problem.state.as_ref() == Some(&name));
                let found = own.find(|p| value::setting(&p.property_path) == Some(key))?;
                Some(found.message.clone())
            })
        })
    }

    fn edit(
        &self,
        run: String,
        make: impl FnOnce(&State, &flow::Flow) -> Result<edit::Edit, edit::EditError>,
    ) {
        let made = self.editor.with_flow(|flow| {
            let name = self.name.get_value();
            let state = flow.state(&name).ok_or(edit::EditError::NoState(name))?;
            make(state, flow)
        });
        if let Err(error) = made.and_then(|edit| self.editor.apply_in_run(edit, run)) {
            self.editor.announce(error.to_string());
        }
    }
}

/// The form of the state called `name`.
#[component]
pub(super) fn StateForm(name: String) -> impl IntoView {
    let editor = expect_context::<Editor>();
    let state = editor.state(name.clone());
    let form = Form { editor, name: StoredValue::new(name), state };
    let kind = state.with_untracked(|state| state.as_ref().map(|state| state.kind().to_owned()));
    let kind = kind.unwrap_or_default();
    let found = widget::find(&kind);
    let label = found.map_or(kind.clone(), |widget| widget.label.to_owned());
    let summary = found.map_or("Studio does not know this type of widget.", |w| w.summary);

    view! {
        <header class="inspector__header">
            <Picture icon=Icon::of(&kind)/>
            <div>
                <h2 class="inspector__title">{label}</h2>
                <p class="inspector__summary">{summary}</p>
            </div>
        </header>
        <NameField form/>
        {match found {
            Some(widget) if widget.runs() || !widget.fields.is_empty() || kind == "trigger" => {
                view! { <Settings form widget/> }.into_any()
            }
            _ => view! { <Kept form/> }.into_any(),
        }}
        {(kind == "split-based-on").then(|| view! { <ConditionsForm form/> })}
        <Transitions form/>
        {(kind == "run-conversation-relay").then(|| view! { <Twiml form/> })}
    }
}

/// The state's name, changed when the focus leaves or on Enter.
#[component]
fn NameField(form: Form) -> impl IntoView {
    let editor = form.editor;
    let typed = RwSignal::new(form.name.get_value());
    let problem = RwSignal::new(None::<String>);
    let rename = move || {
        let (from, to) = (form.name.get_value(), typed.get_untracked());
        if from == to {
            return problem.set(None);
        }
        let made = editor.with_flow(|flow| edit::rename(flow, &from, &to));
        match made.and_then(|edit| editor.apply(edit)) {
            Ok(()) => editor.select(to),
            Err(error) => problem.set(Some(crate::api::sentence_case(&error.to_string()))),
        }
    };
    let top = NodeRef::<html::Form>::new();
    // The canvas and the list of problems ask for the focus by counting up.
    Effect::new(move |before: Option<u32>| {
        let asked = editor.inspector_asked.get();
        let first = top.get().and_then(|top| top.query_selector("input").ok().flatten());
        if let (true, Some(first)) = (before.is_some_and(|before| before != asked), first) {
            focus(&first);
        }
        asked
    });

    view! {
        <form node_ref=top on:submit=move |event| { event.prevent_default(); rename() }>
            <TextField
                label="Name"
                value=typed
                problem
                on_input=move |text| typed.set(text)
                on_leave=move |()| rename()
            />
        </form>
    }
}

fn focus(element: &web_sys::Element) {
    use wasm_bindgen::JsCast;
    if let Some(element) = element.dyn_ref::<web_sys::HtmlElement>() {
        // An element that cannot take the focus leaves it where it is.
        let _ = element.focus();
    }
}

/// The settings of a known widget: what matters first, the rest below a fold.
#[component]
fn Settings(form: Form, widget: &'static Widget) -> impl IntoView {
    let (further, first): (Vec<_>, Vec<_>) =
        widget.fields.iter().partition(|field| is_further(field.key));
    let control = move |field| view! { <FieldControl form field/> };

    view! {
        {first.into_iter().map(control).collect_view()}
        {(!further.is_empty()).then(|| view! {
            <details class="inspector__further">
                <summary>"Voice and recognition"</summary>
                <div class="inspector__fields">
                    {further.into_iter().map(control).collect_view()}
                </div>
            </details>
        })}
    }
}

/// The settings of a widget that is kept, but cannot be run.
#[component]
fn Kept(form: Form) -> impl IntoView {
    let text = move || {
        form.state.with(|state| {
            let properties = state.as_ref().and_then(|state| state.object().get("properties"));
            properties.map(|properties| format!("{properties:#}")).unwrap_or_default()
        })
    };

    view! {
        <p class="inspector__note">
            "Kept and exported as it is. Switchboard cannot run it yet: a call that reaches it ends here and says so."
        </p>
        <pre class="inspector__code" tabindex="0" aria-label="Settings as JSON">{text}</pre>
    }
}
