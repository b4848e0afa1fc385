//! What lies above the cards while a gesture lasts: the box of a selection, the line of a wire, the
//! guides that cards are in line with.

use leptos::prelude::*;

use super::geometry::{Point, Rect};
use super::gesture::Gesture;
use super::insert::Site;
use super::stage::Stage;

/// Box, wire and guides.
#[component]
pub(super) fn Overlay() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let lines = move || {
        let view = stage.editor.viewport.get();
        let guides = stage.guides.get().into_iter().map(|guide| {
            let (from, to) = (view.to_screen(guide.from), view.to_screen(guide.to));
            view! { <path class="canvas__guide" d=format!("M{} {}L{} {}", from.x, from.y, to.x, to.y)/> }
        });
        guides.collect_view()
    };
    view! {
        {move || wire(stage).map(|path| view! {
            <svg class="canvas__wire" aria-hidden="true"><path d=path/></svg>
        })}
        {move || stage.guides.with(|all| !all.is_empty()).then(|| view! {
            <svg class="canvas__wire" aria-hidden="true">{lines()}</svg>
        })}
        {move || selection(stage).map(|area| view! {
            <div
                class="canvas__box"
                style:left=format!("{}px", area.x)
                style:top=format!("{}px", area.y)
                style:width=format!("{}px", area.width)
                style:height=format!("{}px", area.height)
            ></div>
        })}
    }
}

/// The line of a wire that is drawn, or that waits for its widget.
fn wire(stage: Stage) -> Option<String> {
    let view = stage.editor.viewport.get();
    let waiting = stage.adding.with(|adding| {
        let adding = adding.as_ref()?;
        let Site::After(name, exit) = &adding.site else { return None };
        let start = stage.scene(|scene| {
            let card = scene.card(name)?;
            let port = card.ports.iter().position(|port| port.exit == *exit)?;
            Some(card.anchor(port))
        });
        Some((start?, adding.at?))
    });
    let drawn = stage.gesture.with(|gesture| match gesture {
        Gesture::Wire { start, to, target, .. } => {
            let entry =
                target.and_then(|at| stage.scene(|scene| Some(scene.cards().get(at)?.entry())));
            Some((*start, entry.unwrap_or(*to)))
        }
        _ => None,
    });
    let (from, to) = drawn.or(waiting)?;
    Some(curve(view.to_screen(from), view.to_screen(to)))
}

fn curve(from: Point, to: Point) -> String {
    let reach = ((to.y - from.y).abs() / 2.0).clamp(20.0, 120.0);
    let (below, above) = (from.y + reach, to.y - reach);
    format!("M{} {}C{} {below} {} {above} {} {}", from.x, from.y, from.x, to.x, to.x, to.y)
}

/// The box of a selection, on the screen.
fn selection(stage: Stage) -> Option<Rect> {
    let view = stage.editor.viewport.get();
    stage.gesture.with(|gesture| match gesture {
        Gesture::Select { from, to } => {
            Some(Rect::between(view.to_screen(*from), view.to_screen(*to)))
        }
        _ => None,
    })
}
