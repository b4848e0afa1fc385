//! The palette where a wire was let go: the widget that is chosen there is wired already.

use flow::widget::{self, CATALOGUE};
use leptos::prelude::*;

use super::insert::Site;
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
        let (place, label) = (
            adding.place,
            match &adding.site {
                Site::After(name, _) => format!("New widget after {name}"),
                Site::Within(name, _) => format!("New widget on the way from {name}"),
                Site::Ground => "New widget".to_owned(),
            },
        );
        let choose = move |kind: String| {
            if let Some(adding) = stage.adding.try_update(Option::take).flatten()
                && let Some(widget) = widget::find(&kind)
            {
                stage.add_chosen(widget, &adding);
            }
        };
        // Closing itself takes the focus away, which closes again: then there is nothing to do.
        let close = move || {
            if let Some(adding) = stage.adding.try_update(Option::take).flatten() {
                stage.focus_wanted.set(match adding.site {
                    Site::After(name, _) | Site::Within(name, _) => Some(name),
                    Site::Ground => stage.stop.get_untracked(),
                });
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
