//! Name, settings and transitions of one state.

use flow::widget::{self, Widget};
use leptos::prelude::*;

use super::conditions_form::ConditionsForm;
use super::field::{FieldControl, is_further};
use super::form::Form;
use super::name::NameField;
use super::relay::Twiml;
use super::transitions::Transitions;
use crate::canvas::Stage;
use crate::components::{Button, ButtonKind};
use crate::editor::Editor;
use crate::icon::{Icon, Picture, SEARCH};
use crate::reactive::StoredValue;

/// The form of the state called `name`.
#[component]
pub(super) fn StateForm(name: String) -> impl IntoView {
    let editor = expect_context::<Editor>();
    let finder = expect_context::<Stage>().finder;
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
            Some(widget) => view! { <Settings form widget/> }.into_any(),
            None => view! { <Kept form/> }.into_any(),
        }}
        {(kind == "split-based-on").then(|| view! { <ConditionsForm form/> })}
        <Transitions form/>
        <Button
            kind=ButtonKind::Quiet
            icon=SEARCH
            on_press=move |_| finder.look_for(format!("widgets.{}", form.name.get_value()))
        >
            "Where is it used?"
        </Button>
        {(kind == "run-conversation-relay").then(|| view! { <Twiml form/> })}
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

/// The settings of a widget that Studio does not know.
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
            "Kept and exported as it is. A call that reaches it ends here and says so."
        </p>
        <pre class="inspector__code" tabindex="0" aria-label="Settings as JSON">{text}</pre>
    }
}
