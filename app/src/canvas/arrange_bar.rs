//! The toolbar above several selected cards.

use leptos::prelude::*;

use super::arrange::Arrangement;
use super::geometry::{Point, Rect};
use super::gesture::Gesture;
use super::stage::Stage;
use crate::icon::{self, Icon, Picture};
use crate::reactive::memo;

/// Width and height, to keep it on the canvas.
const SIZE: Point = Point::new(270.0, 34.0);

/// Align and distribute, while several cards are selected and nothing is dragged.
#[component]
pub(super) fn ArrangeBar() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let bounds = memo(move || {
        stage.editor.changes().track();
        stage.editor.selection.with(|selection| {
            let rects = |name: &String| stage.scene(|scene| Some(scene.card(name)?.rect));
            let all = selection.states.iter().filter_map(rects);
            let count = selection.states.len();
            all.reduce(|all, rect| all.with(&rect)).filter(|_| count > 1).map(|it| (it, count))
        })
    });
    let is_idle = memo(move || {
        stage.gesture.with(|gesture| matches!(gesture, Gesture::Idle | Gesture::Pan { .. }))
    });
    let place = move || {
        let (bounds, _) = bounds.get().filter(|_| is_idle.get())?;
        place(stage, &bounds)
    };
    let count = move || bounds.with(|bounds| bounds.map_or(0, |(_, count)| count));
    view! {
        <Show when=move || place().is_some()>
            <div
                class="arrange"
                role="toolbar"
                aria-label="Arrange the selection"
                style:left=move || format!("{}px", place().map_or(0.0, |at| at.x))
                style:top=move || format!("{}px", place().map_or(0.0, |at| at.y))
            >
                {Arrangement::ALL.map(|how| view! {
                    <button
                        type="button"
                        aria-label=how.label()
                        aria-keyshortcuts=how.keys().replace(' ', "+")
                        title=format!("{} ({})", how.label(), how.keys())
                        disabled=move || count() < how.least()
                        on:click=move |_| stage.arrange(how)
                    >
                        <Picture icon=picture(how)/>
                    </button>
                }).collect_view()}
            </div>
        </Show>
    }
}

/// Above the selection, but on the canvas; none while the selection is out of sight.
fn place(stage: Stage, bounds: &Rect) -> Option<Point> {
    let view = stage.editor.viewport.get();
    let (width, height) = stage.size.get();
    let from = view.to_screen(Point::new(bounds.x, bounds.y));
    let to = view.to_screen(Point::new(bounds.right(), bounds.bottom()));
    let is_seen = to.x > 0.0 && to.y > 0.0 && from.x < width && from.y < height;
    let above = Point::new(f64::midpoint(from.x, to.x) - SIZE.x / 2.0, from.y - SIZE.y - 12.0);
    is_seen.then(|| stage.within(above, SIZE))
}

fn picture(how: Arrangement) -> Icon {
    match how {
        Arrangement::Left => icon::ALIGN_LEFT,
        Arrangement::Centre => icon::ALIGN_CENTRES,
        Arrangement::Right => icon::ALIGN_RIGHT,
        Arrangement::Top => icon::ALIGN_TOP,
        Arrangement::Middle => icon::ALIGN_MIDDLES,
        Arrangement::Bottom => icon::ALIGN_BOTTOM,
        Arrangement::Across => icon::DISTRIBUTE_ACROSS,
        Arrangement::Down => icon::DISTRIBUTE_DOWN,
    }
}
