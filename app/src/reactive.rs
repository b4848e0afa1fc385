//! Memos and effects that are compiled once for each type of value.
//!
//! Leptos compiles a memo or an effect, with all it stands on, once for each closure. There are a
//! hundred closures here, and each copy is about a kilobyte of WebAssembly; behind a pointer they
//! share one.

use leptos::prelude::{Effect, Memo};

/// A value that is computed from signals, and changes only when it becomes another one.
pub(crate) fn memo<T>(compute: impl Fn() -> T + Send + Sync + 'static) -> Memo<T>
where
    T: PartialEq + Send + Sync + 'static,
{
    let compute: Box<dyn Fn() -> T + Send + Sync> = Box::new(compute);
    Memo::new(move |_| compute())
}

/// Runs `act` soon, and again whenever a signal that it read has changed.
pub(crate) fn effect(act: impl FnMut() + 'static) {
    let mut act: Box<dyn FnMut()> = Box::new(act);
    Effect::new(move |_| act());
}
