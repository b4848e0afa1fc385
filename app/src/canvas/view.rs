//! The canvas component: one canvas element for the whole, page elements for what is near.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use super::arrange_bar::ArrangeBar;
use super::connect::Connect;
use super::context_menu::ContextMenuBox;
use super::controls::Controls;
use super::finder::FinderBox;
use super::geometry::Point;
use super::gesture::Gesture;
use super::jump::Origins;
use super::key_list::KeyList;
use super::marks;
use super::minimap::Minimap;
use super::near::Near;
use super::note::Notes;
use super::overlay::Overlay;
use super::painter::Painter;
use super::pointer::Pointers;
use super::quick_add::QuickAdd;
use super::scene::Hit;
use super::stage::Stage;
use super::state_card::StateCard;
use crate::components::{For, Later};
use crate::reactive::{StoredValue, effect};

/// The canvas with everything on it.
#[component]
pub fn Canvas() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let root = NodeRef::<html::Div>::new();
    let surface = NodeRef::<html::Canvas>::new();
    let cards = NodeRef::<html::Div>::new();
    let pointers = StoredValue::new(Pointers::new());

    watch_size(stage, root);
    watch_theme(stage);
    draw_when_needed(stage, surface, cards);
    // A call is followed along its way.
    effect(move || {
        if let Some(active) = stage.editor.active.get() {
            stage.reveal(&active);
        }
    });
    let keys = window_event_listener(leptos::ev::keydown, move |event| stage.page_key(&event));
    let copies = window_event_listener(leptos::ev::copy, move |event| {
        stage.copy(&event);
    });
    let cuts = window_event_listener(leptos::ev::cut, move |event| stage.cut(&event));
    let pastes = window_event_listener(leptos::ev::paste, move |event| stage.paste(&event));
    on_cleanup(move || {
        keys.remove();
        [copies, cuts, pastes].into_iter().for_each(WindowListenerHandle::remove);
    });

    let down = move |event: web_sys::PointerEvent| {
        if let Some(root) = root.get_untracked() {
            measure(stage, &root);
        }
        let ground = event.current_target().and_then(|it| it.dyn_into::<web_sys::Element>().ok());
        if let Some(ground) = ground {
            // The element that listens: captured events reach no other. Without capture a fast
            // drag would lose its pointer; there is nothing else to do then.
            let _ = ground.set_pointer_capture(event.pointer_id());
        }
        pointers.update_value(|pointers| stage.pointer_down(&event, pointers));
    };
    let moved = move |event| pointers.update_value(|all| stage.pointer_move(&event, all));
    let up = move |event| pointers.update_value(|all| stage.pointer_up(&event, all));
    let lost = move |event: web_sys::PointerEvent| {
        pointers.update_value(|all| {
            all.remove(&event.pointer_id());
        });
        stage.cancel();
    };

    view! {
        <div
            node_ref=root
            class="canvas"
            class:canvas--grabbing=move || stage.gesture.with(|it| matches!(it, Gesture::Pan { .. } | Gesture::Drag { .. }))
            class:canvas--wiring=move || stage.gesture.with(|it| matches!(it, Gesture::Wire { .. }))
            class:canvas--pointing=move || stage.hover.with(Option::is_some)
            class:canvas--dimmed=move || stage.editor.dimmed.get()
            role="application"
            aria-label="Flow canvas"
            aria-describedby="canvas-keys"
            tabindex="-1"
            on:wheel=move |event| stage.wheel(&event)
            on:keydown=move |event| stage.key_down(&event)
            on:keyup=move |event| stage.key_up(&event)
            on:blur=move |_| stage.space.set_value(false)
        >
            <p id="canvas-keys" class="unseen">
                "Arrow keys go from widget to widget. Enter opens the inspector, W wires, Delete removes, "
                "Shift and an arrow key moves, 1 shows everything, ? lists all keys."
            </p>
            <div
                class="canvas__ground"
                on:pointerdown=down
                on:pointermove=moved
                on:pointerup=up
                on:pointercancel=lost
                on:contextmenu=move |event| stage.right_click(&event)
                on:pointerleave=move |_| {
                    stage.hover.set(None);
                    stage.pointer.set_value(None);
                }
            >
                <canvas node_ref=surface class="canvas__surface" aria-hidden="true"></canvas>
                <div node_ref=cards class="canvas__cards">
                    <Notes/>
                    <For each=move || stage.near.get() key=Clone::clone let(name)>
                        <StateCard name/>
                    </For>
                </div>
                <Overlay/>
            </div>
            <Later nth=0>
                <Connect/>
                <QuickAdd/>
                <Origins/>
                <ContextMenuBox/>
                <ArrangeBar/>
                <Minimap/>
                <Controls/>
            </Later>
            <FinderBox/>
        </div>
        <KeyList/>
    }
}

/// Keeps the size of the canvas, and shows the flow once it is known.
fn watch_size(stage: Stage, root: NodeRef<html::Div>) {
    Effect::new(move |opened: Option<bool>| {
        let Some(root) = root.get() else { return false };
        if opened == Some(true) {
            return true;
        }
        let element = root.clone();
        let resize = move || {
            let first = stage.size.get_untracked().0 == 0.0;
            measure(stage, &element);
            if first && stage.size.get_untracked().0 > 0.0 {
                stage.open();
            }
        };
        // Before the first frame, so that it has the cards already.
        resize();
        let resized = Closure::<dyn FnMut()>::new(resize);
        if let Ok(observer) = web_sys::ResizeObserver::new(resized.as_ref().unchecked_ref()) {
            observer.observe(&root);
            let kept = StoredValue::new((observer, resized));
            on_cleanup(move || {
                kept.try_with_value(|(observer, _)| observer.disconnect());
            });
        }
        true
    });
}

fn measure(stage: Stage, root: &web_sys::HtmlElement) {
    let place = root.get_bounding_client_rect();
    stage.corner.set_value(Point::new(place.x(), place.y()));
    let size = (place.width(), place.height());
    if stage.size.get_untracked() != size {
        stage.size.set(size);
    }
}

/// What the system may ask for that changes the colours.
const WISHES: [&str; 3] =
    ["(prefers-color-scheme: dark)", "(prefers-contrast: more)", "(forced-colors: active)"];

/// Notices when the system asks for other colours, or the page is set to light or dark.
fn watch_theme(stage: Stage) {
    let changed = Closure::<dyn FnMut()>::new(move || {
        stage.themes.update(|themes| *themes += 1);
    });
    let Some(window) = web_sys::window() else { return };
    let queries = WISHES.map(|wish| window.match_media(wish).ok().flatten());
    for query in queries.iter().flatten() {
        query.set_onchange(Some(changed.as_ref().unchecked_ref()));
    }
    let observer = web_sys::MutationObserver::new(changed.as_ref().unchecked_ref()).ok();
    let page = window.document().and_then(|document| document.document_element());
    if let (Some(observer), Some(page)) = (&observer, page) {
        let options = web_sys::MutationObserverInit::new();
        options.set_attributes(true);
        // An observer that cannot watch leaves the colours as they are.
        let _ = observer.observe_with_options(&page, &options);
    }
    let kept = StoredValue::new((queries, observer, changed));
    on_cleanup(move || {
        kept.try_with_value(|(queries, observer, _)| {
            for query in queries.iter().flatten() {
                query.set_onchange(None);
            }
            if let Some(observer) = observer {
                observer.disconnect();
            }
        });
    });
}

/// Draws a frame after something it shows has changed, and never more than one at a time. The very
/// first is drawn as soon as all is there, without waiting for the browser to ask.
fn draw_when_needed(stage: Stage, surface: NodeRef<html::Canvas>, cards: NodeRef<html::Div>) {
    let painter: Rc<RefCell<Option<Painter>>> = Rc::default();
    let near = Rc::new(RefCell::new(Near::default()));
    let pending = StoredValue::new(false);
    let is_first = StoredValue::new(true);
    let finder = stage.finder;
    let themes = StoredValue::new(0);
    let draw = move || {
        pending.set_value(false);
        let (Some(surface), Some(cards)) =
            (surface.try_get_untracked().flatten(), cards.try_get_untracked().flatten())
        else {
            return;
        };
        let mut painter = painter.borrow_mut();
        if painter.is_none() {
            *painter = Painter::new(surface);
        }
        let Some(painter) = painter.as_mut() else { return };
        let theme = stage.themes.get_untracked();
        if themes.get_value() != theme {
            themes.set_value(theme);
            painter.change_theme();
        }
        let view = stage.view();
        let place = format!("translate({}px,{}px) scale({})", view.x, view.y, view.zoom);
        // A style that is not taken leaves the cards where they were for a frame.
        let _ = web_sys::HtmlElement::style(&cards).set_property("transform", &place);
        near.borrow_mut().follow(stage);
        let frame = marks::frame(stage, finder);
        stage.scene(|scene| painter.draw(scene, &frame));
    };
    let draw = Rc::new(draw);
    effect(move || {
        stage.editor.viewport.track();
        stage.editor.changes().track();
        stage.editor.selection.track();
        stage.editor.active.track();
        stage.editor.traced.track();
        stage.editor.dimmed.track();
        stage.editor.problems.track();
        stage.size.track();
        stage.lift_by.track();
        stage.stop.track();
        stage.themes.track();
        stage.hover.with(|hit| matches!(hit, Some(Hit::Edge(..) | Hit::EdgeEnd(..))));
        stage.gesture.track();
        stage.landing.track();
        finder.lit.track();
        if is_first.get_value() {
            is_first.set_value(false);
            untrack(|| draw());
        } else if !pending.get_value() {
            pending.set_value(true);
            let draw = Rc::clone(&draw);
            request_animation_frame(move || draw());
        }
    });
}
