use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

use leptos::prelude::{IsDisposed, Read, ReadUntracked, Track, Write};

use super::{Erased, handle, read, shown, typed, typed_mut};

type Cell = leptos::prelude::RwSignal<Erased>;

/// A value that wakes its readers when it changes.
pub struct RwSignal<T>(Cell, PhantomData<fn() -> T>);

handle!(RwSignal);
read!(RwSignal);
shown!(RwSignal);

impl<T: Send + Sync + 'static> RwSignal<T> {
    /// A signal with its first value.
    pub fn new(value: T) -> Self {
        Self(made(Box::new(value)), PhantomData)
    }

    /// Reads the value, and wakes the reader when it changes; none once the page has gone.
    pub fn try_with<U>(self, read: impl FnOnce(&T) -> U) -> Option<U> {
        watched(self.0).map(|guard| read(typed(&**guard)))
    }

    /// Reads the value as it is now; none once the page has gone.
    pub fn try_with_untracked<U>(self, read: impl FnOnce(&T) -> U) -> Option<U> {
        seen(self.0).map(|guard| read(typed(&**guard)))
    }

    /// Wakes the reader when the value changes.
    pub fn track(self) {
        self.0.track();
    }

    /// Changes the value and wakes its readers; none once the page has gone.
    pub fn try_update<U>(self, change: impl FnOnce(&mut T) -> U) -> Option<U> {
        opened(&self.0).map(|mut guard| change(typed_mut(&mut **guard)))
    }

    /// Changes the value and wakes its readers, unless the page has gone.
    pub fn update(self, change: impl FnOnce(&mut T)) {
        self.try_update(change);
    }

    /// Puts another value in place and wakes its readers, unless the page has gone.
    pub fn set(self, value: T) {
        put(self.0, Box::new(value));
    }

    /// Whether what it belongs to has gone.
    pub fn is_disposed(self) -> bool {
        self.0.is_disposed()
    }
}

fn made(value: Erased) -> Cell {
    Cell::new(value)
}

fn watched(cell: Cell) -> Option<impl Deref<Target = Erased>> {
    cell.try_read()
}

fn seen(cell: Cell) -> Option<impl Deref<Target = Erased>> {
    cell.try_read_untracked()
}

fn opened(cell: &Cell) -> Option<impl DerefMut<Target = Erased>> {
    cell.try_write()
}

fn put(cell: Cell, value: Erased) {
    if let Some(mut guard) = opened(&cell) {
        *guard = value;
    }
}

impl<T: Default + Send + Sync + 'static> Default for RwSignal<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}
