//! The map in the corner: every card, and the part of the canvas that is seen.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, PointerEvent};

use super::geometry::{Point, Rect, Viewport};
use super::scene::Scene;
use super::stage::Stage;
use super::theme::{Theme, shelf};
use crate::components::browser::{remember, remembered};
use crate::reactive::{effect, memo};

/// Width and height, in pixels.
const SIZE: Point = Point::new(180.0, 120.0);
const AIR: f64 = 8.0;
const KEY: &str = "map";

impl Stage {
    /// Shows or hides the map, and remembers it.
    pub(super) fn toggle_map(&self) {
        let shown = !self.map_shown.get_untracked();
        self.map_shown.set(shown);
        remember(KEY, if shown { "shown" } else { "hidden" });
        self.editor.announce(if shown { "Map shown" } else { "Map hidden" });
    }
}

/// Whether the map was not hidden on the last visit.
pub(super) fn was_shown() -> bool {
    remembered(KEY).is_none_or(|value| value != "hidden")
}

/// The map, where it is wanted, once the page has settled. It is decoration to a screen reader: cards are reached by key.
#[component]
pub(super) fn Minimap() -> impl IntoView {
    let stage = expect_context::<Stage>();
    view! {
        <Show when=move || stage.map_shown.get() && stage.editor.is_settled.get()>
            <Map/>
        </Show>
    }
}

#[component]
fn Map() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let surface = NodeRef::<html::Canvas>::new();
    let bounds = memo(move || {
        stage.editor.changes().track();
        stage.scene(Scene::bounds)
    });
    // As the view of a screen as large as the map that shows everything.
    let map = move || bounds.with(|bounds| bounds.as_ref().map(whole)).unwrap_or_default();
    effect(move || {
        stage.editor.changes().track();
        stage.themes.track();
        if let Some(surface) = surface.get() {
            // A map that cannot be drawn is an empty one.
            let _ = stage.scene(|scene| draw(&surface, scene, map()));
        }
    });
    let frame = move || {
        let (width, height) = stage.size.get();
        let (map, seen) = (map(), stage.editor.viewport.get().shown(width, height));
        let from = map.to_screen(Point::new(seen.x, seen.y));
        Rect { x: from.x, y: from.y, width: seen.width * map.zoom, height: seen.height * map.zoom }
    };
    let look = move |event: &PointerEvent| {
        let at = Point::new(f64::from(event.offset_x()), f64::from(event.offset_y()));
        let (at, (width, height)) = (map().to_canvas(at), stage.size.get_untracked());
        stage.editor.viewport.update(|view| {
            let now = view.to_screen(at);
            *view = view.panned(width / 2.0 - now.x, height / 2.0 - now.y);
        });
    };
    let down = move |event: PointerEvent| {
        let target = event_target::<web_sys::Element>(&event);
        // Without capture the drag ends at the map's edge.
        let _ = target.set_pointer_capture(event.pointer_id());
        look(&event);
    };

    view! {
        <div
            class="minimap"
            aria-hidden="true"
            on:pointerdown=down
            on:pointermove=move |event| if event.buttons() & 1 == 1 { look(&event) }
        >
            <canvas node_ref=surface class="minimap__surface"></canvas>
            <div
                class="minimap__frame"
                style:width=move || format!("{}px", frame().width)
                style:height=move || format!("{}px", frame().height)
                style:transform=move || format!("translate({}px,{}px)", frame().x, frame().y)
            ></div>
        </div>
    }
}

/// Everything, in the middle of the map.
fn whole(bounds: &Rect) -> Viewport {
    let across = (SIZE.x - 2.0 * AIR) / bounds.width.max(1.0);
    let down = (SIZE.y - 2.0 * AIR) / bounds.height.max(1.0);
    let zoom = across.min(down).min(0.15);
    let centre = bounds.centre();
    Viewport { x: SIZE.x / 2.0 - centre.x * zoom, y: SIZE.y / 2.0 - centre.y * zoom, zoom }
}

fn draw(element: &HtmlCanvasElement, scene: &Scene, map: Viewport) -> Option<()> {
    let ratio = web_sys::window()?.device_pixel_ratio();
    // The map is small, and ratios are small and positive.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let pixels = |length: f64| (length * ratio).round() as u32;
    element.set_width(pixels(SIZE.x));
    element.set_height(pixels(SIZE.y));
    let context: CanvasRenderingContext2d = element.get_context("2d").ok()??.dyn_into().ok()?;
    let theme = Theme::read(&element.parent_element()?.dyn_into().ok()?)?;
    context.scale(ratio, ratio).ok()?;
    for card in scene.cards() {
        let at = map.to_screen(Point::new(card.rect.x, card.rect.y));
        context.set_fill_style_str(&theme.categories[shelf(card.category)]);
        let (width, height) = (card.rect.width * map.zoom, card.rect.height * map.zoom);
        context.fill_rect(at.x, at.y, width.max(2.0), height.max(1.5));
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_map_shows_everything_in_its_middle() {
        let bounds = Rect { x: -500.0, y: 100.0, width: 9000.0, height: 4000.0 };
        let map = whole(&bounds);
        let (from, to) = (
            map.to_screen(Point::new(bounds.x, bounds.y)),
            map.to_screen(Point::new(bounds.right(), bounds.bottom())),
        );
        assert!(from.x >= AIR - 1e-9 && from.y >= AIR - 1e-9);
        assert!((from.x - (SIZE.x - to.x)).abs() < 1e-9);
        assert!((from.y - (SIZE.y - to.y)).abs() < 1e-9);
    }

    #[test]
    fn a_single_card_does_not_fill_the_map() {
        let bounds = Rect { x: 0.0, y: 0.0, width: 300.0, height: 92.0 };
        assert!(whole(&bounds).zoom <= 0.15);
    }
}
