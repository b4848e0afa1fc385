use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

use leptos::prelude::{IsDisposed, LocalStorage, ReadValue, WriteValue};

use super::{gone, handle, typed, typed_mut};

/// A value of any type; it stays in the thread that made it.
type Kept = Box<dyn std::any::Any>;
type Cell = leptos::prelude::StoredValue<Kept, LocalStorage>;

/// A value that is kept for as long as the page lives, and wakes nobody.
pub struct StoredValue<T>(Cell, PhantomData<fn() -> T>);

handle!(StoredValue);

impl<T: 'static> StoredValue<T> {
    /// Keeps a value.
    pub fn new(value: T) -> Self {
        Self(made(Box::new(value)), PhantomData)
    }

    /// Reads the value; none once the page has gone.
    pub fn try_with_value<U>(self, read: impl FnOnce(&T) -> U) -> Option<U> {
        seen(self.0).map(|guard| read(typed(&**guard)))
    }

    /// Reads the value.
    #[track_caller]
    pub fn with_value<U>(self, read: impl FnOnce(&T) -> U) -> U {
        self.try_with_value(read).unwrap_or_else(gone)
    }

    /// The value, for as long as it is looked at.
    #[track_caller]
    pub fn read_value(self) -> impl Deref<Target = T> {
        Typed(seen(self.0).unwrap_or_else(gone), PhantomData)
    }

    /// Whether what it belongs to has gone.
    pub fn is_disposed(self) -> bool {
        self.0.is_disposed()
    }

    /// Changes the value; none once the page has gone.
    pub fn try_update_value<U>(self, change: impl FnOnce(&mut T) -> U) -> Option<U> {
        opened(self.0).map(|mut guard| change(typed_mut(&mut **guard)))
    }

    /// Changes the value, unless the page has gone.
    pub fn update_value(self, change: impl FnOnce(&mut T)) {
        self.try_update_value(change);
    }

    /// Puts another value in place, unless the page has gone.
    pub fn set_value(self, value: T) {
        self.update_value(|kept| *kept = value);
    }
}

impl<T: Clone + 'static> StoredValue<T> {
    /// The value; none once the page has gone.
    pub fn try_get_value(self) -> Option<T> {
        self.try_with_value(T::clone)
    }

    /// The value.
    #[track_caller]
    pub fn get_value(self) -> T {
        self.with_value(T::clone)
    }
}

fn made(value: Kept) -> Cell {
    Cell::new_local(value)
}

fn seen(cell: Cell) -> Option<impl Deref<Target = Kept>> {
    cell.try_read_value()
}

fn opened(cell: Cell) -> Option<impl DerefMut<Target = Kept>> {
    cell.try_write_value()
}

/// A look at a value, as what it was put there as.
struct Typed<G, T>(G, PhantomData<fn() -> T>);

impl<G: Deref<Target = Kept>, T: 'static> Deref for Typed<G, T> {
    type Target = T;

    fn deref(&self) -> &T {
        typed(&**self.0)
    }
}
