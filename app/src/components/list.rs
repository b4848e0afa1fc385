//! Lists whose lines stay while their items do.

use std::sync::Arc;

use leptos::prelude::*;

/// A line that is not made yet.
struct Line {
    key: String,
    make: Box<dyn FnOnce() -> AnyView + Send>,
}

/// One view for each item; an item that was there before, by its key, keeps the view it has. As
/// Leptos' own `For`, which it stands in for and is compiled once for all lists.
#[component]
pub fn For<I, T, K, V>(
    /// The items, whenever they change.
    each: impl Fn() -> I + Send + 'static,
    /// What tells items apart.
    key: impl Fn(&T) -> K + Send + 'static,
    /// The view of an item.
    children: impl Fn(T) -> V + Send + Sync + 'static,
) -> impl IntoView
where
    I: IntoIterator<Item = T> + 'static,
    T: Send + 'static,
    K: ToString + 'static,
    V: IntoView + 'static,
{
    let children: Arc<dyn Fn(T) -> AnyView + Send + Sync> =
        Arc::new(move |item| children(item).into_any());
    let lines = move || {
        let line = |item: T| {
            let children = Arc::clone(&children);
            Line { key: key(&item).to_string(), make: Box::new(move || children(item)) }
        };
        each().into_iter().map(line).collect()
    };
    lines_of(Box::new(lines))
}

fn lines_of(lines: Box<dyn Fn() -> Vec<Line> + Send>) -> AnyView {
    let line = |line: Line| (line.make)();
    view! { <leptos::prelude::For each=lines key=|line| line.key.clone() children=line/> }
        .into_any()
}
