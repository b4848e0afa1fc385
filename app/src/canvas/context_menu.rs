//! The menu at the pointer: what can be done with what is under it. The key that stands for the
//! right button opens it at the current card.

mod items;

use items::Item;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{FocusEvent, HtmlElement, KeyboardEvent, MouseEvent, PointerEvent};

use super::geometry::Point;
use super::insert::{Adding, Site};
use super::keys::is_typing;
use super::scene::Hit;
use super::stage::Stage;
use crate::components::browser::leaves;
use crate::editor::Selection;
use crate::icon::Picture;
use crate::reactive::effect;

/// What a menu is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum About {
    Card,
    Cards,
    Edge,
    Ground,
}

/// A menu that is open.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ContextMenu {
    about: About,
    /// On the screen.
    place: Point,
}

impl Stage {
    /// The right button: selects what is under it, and opens the menu about it.
    pub(super) fn right_click(&self, event: &MouseEvent) {
        if is_typing(event) {
            return;
        }
        event.prevent_default();
        // A finger that stays has a meaning of its own.
        if event.dyn_ref::<PointerEvent>().is_some_and(|event| event.pointer_type() == "touch") {
            return;
        }
        self.cancel();
        let place = self.place(event.client_x(), event.client_y());
        let about = match self.hit(place) {
            Some(Hit::Card(at) | Hit::Port(at, _)) => {
                let Some(name) = self.name(at) else { return };
                self.about_card(name)
            }
            Some(Hit::Edge(card, edge) | Hit::EdgeEnd(card, edge)) => {
                let edge = self.scene(|scene| scene.edge_name(card, edge));
                self.editor.selection.set(Selection { states: Vec::new(), edge });
                About::Edge
            }
            None => {
                self.editor.select_none();
                About::Ground
            }
        };
        self.menu.set(Some(ContextMenu { about, place }));
    }

    /// The key for it: about the selected edge, else the current card.
    pub(super) fn menu_key(&self) -> bool {
        let edge = self.editor.selection.with_untracked(|selection| selection.edge.clone());
        let stop = self.stop.get_untracked();
        let place = self.scene(|scene| match &edge {
            Some((name, exit)) => {
                let route = &scene.edge(name, exit)?.route;
                Some(Point::new(
                    f64::midpoint(route.start.x, route.end().x),
                    f64::midpoint(route.start.y, route.end().y),
                ))
            }
            None => {
                let rect = scene.card(stop.as_deref()?)?.rect;
                Some(Point::new(rect.x + 24.0, rect.y + 24.0))
            }
        });
        let Some(place) = place else { return false };
        let about = match (edge, stop) {
            (Some(_), _) => About::Edge,
            (None, Some(name)) => self.about_card(name),
            (None, None) => return false,
        };
        self.menu.set(Some(ContextMenu { about, place: self.view().to_screen(place) }));
        true
    }

    /// A card among several selected ones stands for them all; any other is selected alone.
    fn about_card(&self, name: String) -> About {
        self.stop.set(Some(name.clone()));
        let among =
            self.editor.selection.with_untracked(|all| all.states.len() > 1 && all.contains(&name));
        if among {
            return About::Cards;
        }
        self.editor.select(name);
        About::Card
    }

    fn add_on_edge(&self, place: Point) {
        let edge = self.editor.selection.with_untracked(|selection| selection.edge.clone());
        if let Some((name, exit)) = edge {
            let site = Site::Within(name, exit);
            self.adding.set(Some(Adding { site, at: None, place }));
        }
    }
}

/// The menu, while it is open.
#[component]
pub(super) fn ContextMenuBox() -> impl IntoView {
    let stage = expect_context::<Stage>();
    move || stage.menu.get().map(|menu| view! { <Open menu/> })
}

#[component]
fn Open(menu: ContextMenu) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let root = NodeRef::<html::Div>::new();
    let ContextMenu { about, place } = menu;
    let items = about.items();
    effect(move || {
        if root.get().is_some() {
            focus(root, |_, _| 0);
        }
    });
    // Closing itself takes the focus away, which closes again: then there is nothing to do.
    let close = move || stage.menu.try_update(Option::take).flatten().is_some();
    let back = move || {
        if close() {
            stage.focus_wanted.set(stage.stop.get_untracked());
        }
    };
    let choose = move |item: &'static Item| {
        if close() {
            (item.act)(stage, place);
        }
    };
    let key = move |event: KeyboardEvent| {
        event.stop_propagation();
        match event.key().as_str() {
            "ArrowDown" => focus(root, |at, count| (at + 1) % count),
            "ArrowUp" => focus(root, |at, count| (at + count - 1) % count),
            "Home" => focus(root, |_, _| 0),
            "End" => focus(root, |_, count| count - 1),
            "Escape" | "Tab" => back(),
            // A press of the button, which has the focus.
            "Enter" | " " => return,
            _ => {}
        }
        event.prevent_default();
    };
    let leave = move |event: FocusEvent| {
        // The menu may be gone already: taking it away takes the focus, too.
        let Some(Some(root)) = root.try_get_untracked() else { return };
        if leaves(&event, &root) {
            close();
        }
    };
    let corner = stage.within(place, size(items.len()));
    view! {
        <div
            node_ref=root
            class="context-menu"
            role="menu"
            aria-label=about.label()
            style:left=format!("{}px", corner.x)
            style:top=format!("{}px", corner.y)
            on:keydown=key
            on:focusout=leave
            on:contextmenu=|event| event.prevent_default()
        >
            {items.iter().map(|item| view! {
                <button
                    type="button"
                    class="menu__item"
                    role="menuitem"
                    tabindex="-1"
                    on:click=move |_| choose(item)
                    on:pointerenter=|event| give_focus(event.current_target())
                >
                    <Picture icon=item.icon/>
                    {item.label}
                    {(!item.keys.is_empty()).then(|| view! {
                        <kbd class="menu__key" aria-hidden="true">{item.keys}</kbd>
                    })}
                </button>
            }).collect_view()}
        </div>
    }
}

/// How large a menu of so many lines is, to keep it on the canvas.
fn size(lines: usize) -> Point {
    const LINE: u32 = 32;
    let lines = u32::try_from(lines).unwrap_or_default();
    Point::new(300.0, f64::from(lines * LINE + 10))
}

/// Gives the focus to a line, by the one that has it and their number.
fn focus(root: NodeRef<html::Div>, to: impl Fn(u32, u32) -> u32) {
    let Some(root) = root.get_untracked() else { return };
    let (all, active) = (root.children(), document().active_element());
    let here = (0..all.length()).find(|at| all.item(*at) == active).unwrap_or_default();
    give_focus(all.item(to(here, all.length().max(1))).map(Into::into));
}

fn give_focus(element: Option<web_sys::EventTarget>) {
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // An element that cannot take the focus leaves it where it is.
        let _ = element.focus();
    }
}
