use leptos::prelude::untrack;

use super::{Memo, RwSignal, StoredValue, handle, read, shown};

/// A value that may change, whatever it comes from.
pub struct Signal<T>(StoredValue<Source<T>>);

handle!(Signal);
read!(Signal);
shown!(Signal);

enum Source<T> {
    Fixed(T),
    Signal(RwSignal<T>),
    Memo(Memo<T>),
    Derived(Box<dyn Fn() -> T>),
}

impl<T: Send + Sync + 'static> Signal<T> {
    /// A value that never changes.
    pub fn stored(value: T) -> Self {
        Self(StoredValue::new(Source::Fixed(value)))
    }

    /// A value that is computed whenever it is asked for.
    pub fn derive(compute: impl Fn() -> T + 'static) -> Self {
        Self(StoredValue::new(Source::Derived(Box::new(compute))))
    }

    /// Reads the value, and wakes the reader when it changes; none once the page has gone.
    pub fn try_with<U>(self, read: impl FnOnce(&T) -> U) -> Option<U> {
        let read = |source: &Source<T>| match source {
            Source::Fixed(value) => Some(read(value)),
            Source::Signal(signal) => signal.try_with(read),
            Source::Memo(memo) => memo.try_with(read),
            Source::Derived(compute) => Some(read(&compute())),
        };
        self.0.try_with_value(read).flatten()
    }

    /// Reads the value as it is now; none once the page has gone.
    pub fn try_with_untracked<U>(self, read: impl FnOnce(&T) -> U) -> Option<U> {
        untrack(|| self.try_with(read))
    }

    /// Wakes the reader when the value changes.
    pub fn track(self) {
        self.with(|_| ());
    }
}

impl<T: Send + Sync + 'static> From<T> for Signal<T> {
    fn from(value: T) -> Self {
        Self::stored(value)
    }
}

impl From<&str> for Signal<String> {
    fn from(value: &str) -> Self {
        Self::stored(value.to_owned())
    }
}

impl<T: 'static> From<RwSignal<T>> for Signal<T> {
    fn from(signal: RwSignal<T>) -> Self {
        Self(StoredValue::new(Source::Signal(signal)))
    }
}

impl<T: 'static> From<Memo<T>> for Signal<T> {
    fn from(memo: Memo<T>) -> Self {
        Self(StoredValue::new(Source::Memo(memo)))
    }
}

impl<T: Default + Send + Sync + 'static> Default for Signal<T> {
    fn default() -> Self {
        Self::stored(T::default())
    }
}
