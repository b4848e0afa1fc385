//! The palette where a wire was let go: the widget that is chosen there is wired already.

use flow::widget::{self, CATALOGUE};
use leptos::prelude::*;

use super::picker::{Choice, Picker};
use super::stage::Stage;
use crate::icon::Icon;
use crate::palette::matches;

/// The list of widgets, while a way out waits for one.
#[component]
pub(super) fn QuickAdd() -> impl IntoView {
    let stage = expect_context::<Stage>();
    move || {
        let adding = stage.adding.get()?;
        let (place, label) = (adding.place, format!("New widget after {}", adding.from.0));
        let choose = move |kind: String| {
            if let Some(adding) = stage.adding.try_update(Option::take).flatten()
                && let Some(widget) = widget::find(&kind)
            {
                stage.add_wired(widget, &adding);
            }
        };
        // Closing itself takes the focus away, which closes again: then there is nothing to do.
        let close = move || {
            if let Some(adding) = stage.adding.try_update(Option::take).flatten() {
                stage.focus_wanted.set(Some(adding.from.0));
            }
        };
        Some(view! {
            <Picker
                label
                place
                found=|words: String| found(&words)
                on_choose=choose
                on_close=close
            />
        })
    }
}

fn found(words: &str) -> Vec<Choice> {
    let fits = CATALOGUE.iter().filter(|it| it.kind != "trigger" && matches(it, words));
    fits.map(|widget| Choice {
        key: widget.kind.to_owned(),
        label: widget.label.to_owned(),
        icon: Icon::of(widget.kind),
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_widget_but_the_trigger_can_be_chosen() {
        assert_eq!(found("").len(), CATALOGUE.len() - 1);
        assert!(found("trigger").iter().all(|choice| choice.key != "trigger"));
        assert_eq!(found("gather input")[0].label, "Gather Input On Call");
    }
}
