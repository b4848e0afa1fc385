//! The palette: every widget, by shelf, to be dragged or added by key.

use flow::widget::{CATALOGUE, Category, Widget};
use leptos::prelude::*;

use crate::canvas::geometry::Point;
use crate::canvas::{Stage, category_name};
use crate::components::{For, Later, SearchBox};
use crate::icon::{Icon, NOTE, Picture};
use crate::reactive::{RwSignal, StoredValue};

const SHELVES: [Category; 5] = [
    Category::FlowControl,
    Category::Voice,
    Category::Messaging,
    Category::Tools,
    Category::Connect,
];

/// How far the pointer may move in a click.
const SLACK: f64 = 4.0;

/// A widget on its way from the palette to the canvas.
#[derive(Debug, Clone, Copy)]
struct Carried {
    widget: &'static Widget,
    from: Point,
    at: Point,
}

impl Carried {
    fn is_under_way(&self) -> bool {
        self.from.distance(self.at) > SLACK
    }
}

/// The drawer with the widget library.
#[component]
pub fn Palette() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let carried = RwSignal::new(None::<Carried>);
    let search = RwSignal::new(String::new());
    let nothing = move || {
        search.with(|words| {
            !names_note(words) && !CATALOGUE.iter().any(|widget| matches(widget, words))
        })
    };
    view! {
        <nav class="palette" aria-label="Widget library">
            <Later nth=1>
                <SearchBox label="Find a widget" value=search/>
                <div class="palette__shelves">
                    {SHELVES.map(|shelf| view! { <Shelf shelf search carried/> })}
                    <section class="palette__shelf" hidden=move || !search.with(|words| names_note(words))>
                        <h2 class="palette__title">"Canvas"</h2>
                        <button
                            type="button"
                            class="palette__item"
                            title="Words beside the widgets; they stay here and are not exported"
                            on:click=move |_| stage.add_note()
                        >
                            <Picture icon=NOTE/>
                            <span>"Note"</span>
                        </button>
                    </section>
                    <p class="palette__nothing" hidden=move || !nothing()>"No widget has such a name."</p>
                </div>
            </Later>
        </nav>
        {move || carried.get().filter(Carried::is_under_way).map(|it| view! {
            <div
                class=format!("palette__ghost palette__ghost--{}", category_name(Some(it.widget.category)))
                style:left=format!("{}px", it.at.x)
                style:top=format!("{}px", it.at.y)
                aria-hidden="true"
            >
                <Picture icon=Icon::of(it.widget.kind)/>
                {it.widget.label}
            </div>
        })}
    }
}

#[component]
fn Shelf(
    shelf: Category,
    search: RwSignal<String>,
    carried: RwSignal<Option<Carried>>,
) -> impl IntoView {
    let shown = move || {
        let fits = |widget: &&&'static Widget| {
            widget.category == shelf
                && widget.kind != "trigger"
                && search.with(|words| matches(widget, words))
        };
        CATALOGUE.iter().filter(fits).copied().collect::<Vec<_>>()
    };
    view! {
        <section class="palette__shelf" hidden=move || shown().is_empty()>
            <h2 class="palette__title">{shelf.label()}</h2>
            <For each=shown key=|widget| widget.kind let(widget)>
                <Item widget carried/>
            </For>
        </section>
    }
}

#[component]
fn Item(widget: &'static Widget, carried: RwSignal<Option<Carried>>) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let place = |event: &web_sys::PointerEvent| {
        Point::new(f64::from(event.client_x()), f64::from(event.client_y()))
    };
    // A drag ends in a click too, which must not add a second one.
    let dropped = StoredValue::new(false);
    let down = move |event: web_sys::PointerEvent| {
        if event.button() == 0 {
            let target = event_target::<web_sys::Element>(&event);
            // Without capture the drag ends at the palette's edge; a click still works.
            let _ = target.set_pointer_capture(event.pointer_id());
            let from = place(&event);
            carried.set(Some(Carried { widget, from, at: from }));
        }
    };
    let moved = move |event: web_sys::PointerEvent| {
        if carried.with_untracked(Option::is_some) {
            let at = place(&event);
            carried.update(|carried| {
                if let Some(carried) = carried {
                    carried.at = at;
                }
            });
            stage.carry_over(at);
        }
    };
    let up = move |_| {
        let Some(carried) = carried.try_update(Option::take).flatten() else { return };
        dropped.set_value(carried.is_under_way());
        if carried.is_under_way() && stage.holds(carried.at) {
            stage.drop_widget(widget, carried.at);
        }
    };
    let click = move |_| {
        if !dropped.get_value() {
            stage.add_widget(widget);
        }
        dropped.set_value(false);
    };
    view! {
        <button
            type="button"
            class=format!("palette__item palette__item--{}", category_name(Some(widget.category)))
            title=widget.summary
            on:pointerdown=down
            on:pointermove=moved
            on:pointerup=up
            on:pointercancel=move |_| {
                carried.set(None);
                stage.land_on(None);
            }
            on:click=click
        >
            <Picture icon=Icon::of(widget.kind)/>
            <span>{widget.label}</span>
        </button>
    }
}

/// Whether a note is what is searched for.
fn names_note(words: &str) -> bool {
    "note".starts_with(words.trim().to_lowercase().as_str())
}

/// Whether every word searched for occurs in the widget's name, type or summary.
pub(crate) fn matches(widget: &Widget, words: &str) -> bool {
    let text = format!("{} {} {}", widget.label, widget.kind, widget.summary).to_lowercase();
    words.to_lowercase().split_whitespace().all(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use flow::widget;

    use super::*;

    #[test]
    fn words_are_found_in_any_order_and_case() {
        let gather = widget::find("gather-input-on-call").unwrap();
        assert!(matches(gather, "call GATHER"));
        assert!(matches(gather, ""));
        assert!(!matches(gather, "gather sms"));
    }
}
