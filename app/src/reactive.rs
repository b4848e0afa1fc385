//! Signals, memos, effects and stored values that are compiled once, not once for each type.
//!
//! Leptos compiles all that a signal or memo stands on anew for each type of value and each
//! closure. The editor has some two hundred of them, and the copies were a tenth of the module
//! that a browser loads, and a fifth of the functions it compiles before the first frame. The
//! types here have the names and methods of Leptos' own, and stand in for them: they keep their
//! values behind one pointer type, so that only reading and writing is compiled for each.

mod derived;
mod memo;
mod signal;
mod stored;

use std::any::Any;

use leptos::prelude::Effect;
use leptos::task::spawn_local;

pub use derived::Signal;
pub use memo::Memo;
pub(crate) use memo::memo;
pub use signal::RwSignal;
pub use stored::StoredValue;

/// What a view asks for the value that it shows.
type Shown<T> = Box<dyn FnMut() -> T + Send>;

/// A value of any type.
type Erased = Box<dyn Any + Send + Sync>;

/// Runs `act` soon, and again whenever a signal that it read has changed.
pub(crate) fn effect(act: impl FnMut() + 'static) {
    run(Box::new(act));
}

fn run(mut act: Box<dyn FnMut()>) {
    Effect::new(move |_| act());
}

/// What `load` gives, once it is there; asked for again whenever a signal that it read before its
/// first wait has changed.
pub(crate) fn loaded<T, F>(load: impl Fn() -> F + 'static) -> RwSignal<Option<T>>
where
    T: Send + Sync + 'static,
    F: Future<Output = T> + 'static,
{
    let (value, asked) = (RwSignal::new(None), StoredValue::new(0_u32));
    effect(move || {
        let loading = load();
        asked.update_value(|asked| *asked += 1);
        let turn = asked.get_value();
        spawn_local(async move {
            let loaded = loading.await;
            // A later answer than this one may be under way, or the page has gone.
            if asked.try_get_value() == Some(turn) {
                value.set(Some(loaded));
            }
        });
    });
    value
}

/// The value as what it was put there as.
fn typed<T: 'static>(value: &dyn Any) -> &T {
    match value.downcast_ref() {
        Some(value) => value,
        None => mistyped(),
    }
}

/// The value as what it was put there as, to be changed.
fn typed_mut<T: 'static>(value: &mut dyn Any) -> &mut T {
    match value.downcast_mut() {
        Some(value) => value,
        None => mistyped(),
    }
}

/// Handles are made together with their values, of the same type.
fn mistyped() -> ! {
    unreachable!("a handle for a value of another type")
}

/// As with Leptos' own handles: what asks for a value after its page has gone has a defect.
#[track_caller]
fn gone<T>() -> T {
    panic!("a value was asked for after what it belonged to had gone")
}

/// The traits that every handle has, whatever it is a handle of.
macro_rules! handle {
    ($name:ident) => {
        impl<T> Clone for $name<T> {
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<T> Copy for $name<T> {}

        impl<T> std::fmt::Debug for $name<T> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(stringify!($name))
            }
        }
    };
}
use handle;

/// The ways to read that follow from `try_with` and `try_with_untracked`.
macro_rules! read {
    ($name:ident) => {
        impl<T: Send + Sync + 'static> $name<T> {
            /// Reads the value, and wakes the reader when it changes.
            #[track_caller]
            pub fn with<U>(self, read: impl FnOnce(&T) -> U) -> U {
                self.try_with(read).unwrap_or_else(super::gone)
            }

            /// Reads the value as it is now.
            #[track_caller]
            pub fn with_untracked<U>(self, read: impl FnOnce(&T) -> U) -> U {
                self.try_with_untracked(read).unwrap_or_else(super::gone)
            }
        }

        impl<T: Clone + Send + Sync + 'static> $name<T> {
            /// The value; wakes the reader when it changes.
            #[track_caller]
            pub fn get(self) -> T {
                self.with(T::clone)
            }

            /// The value as it is now; none once the page has gone.
            pub fn try_get_untracked(self) -> Option<T> {
                self.try_with_untracked(T::clone)
            }

            /// The value as it is now.
            #[track_caller]
            pub fn get_untracked(self) -> T {
                self.with_untracked(T::clone)
            }
        }
    };
}
use read;

/// Handles whose values stand in a view, as text or as the value of an attribute.
macro_rules! shown {
    ($name:ident) => {
        impl<T: Clone + Send + Sync + 'static> leptos::prelude::IntoRender for $name<T> {
            type Output = super::Shown<T>;

            fn into_render(self) -> Self::Output {
                Box::new(move || self.get())
            }
        }

        impl<T: Clone + Send + Sync + 'static> leptos::prelude::IntoAttributeValue for $name<T> {
            type Output = super::Shown<T>;

            fn into_attribute_value(self) -> Self::Output {
                Box::new(move || self.get())
            }
        }
    };
}
use shown;

#[cfg(test)]
mod tests {
    use leptos::prelude::Owner;

    use super::*;

    #[test]
    fn a_memo_follows_its_signals_and_tells_of_changes_only() {
        let owner = Owner::new();
        owner.set();
        let words = RwSignal::new("one".to_owned());
        let length = memo(move || words.with(String::len));
        let counted = StoredValue::new(0);
        let doubled = memo(move || {
            counted.update_value(|count| *count += 1);
            length.get() * 2
        });
        assert_eq!(doubled.get_untracked(), 6);
        words.set("two".to_owned());
        assert_eq!((doubled.get_untracked(), counted.get_value()), (6, 1));
        words.update(|words| words.push_str(" three"));
        assert_eq!((doubled.get_untracked(), counted.get_value()), (18, 2));
    }

    #[test]
    fn a_value_may_come_from_anywhere() {
        let owner = Owner::new();
        owner.set();
        let signal = RwSignal::new("a".to_owned());
        let memo = memo(move || signal.get() + "b");
        let sources: [Signal<String>; 4] =
            ["fixed".into(), signal.into(), memo.into(), Signal::derive(move || memo.get() + "c")];
        signal.set("x".to_owned());
        assert_eq!(sources.map(Signal::get_untracked), ["fixed", "x", "xb", "xbc"]);
    }

    #[test]
    fn what_belonged_to_a_page_goes_with_it() {
        let owner = Owner::new();
        owner.set();
        let (signal, stored) = (RwSignal::new(1), StoredValue::new(1));
        let derived: Signal<i32> = signal.into();
        owner.cleanup();
        assert_eq!((signal.try_get_untracked(), stored.try_get_value()), (None, None));
        signal.set(2);
        stored.set_value(2);
        assert_eq!(derived.try_get_untracked(), None);
        assert!(signal.is_disposed() && stored.is_disposed());
    }
}
