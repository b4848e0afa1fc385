use std::marker::PhantomData;
use std::ops::Deref;

use leptos::prelude::{Read, ReadUntracked, Track};

use super::{Erased, handle, read, shown, typed};

type Cell = leptos::prelude::Memo<Erased>;

/// A value that is computed from signals, and wakes its readers only when it becomes another one.
pub struct Memo<T>(Cell, PhantomData<fn() -> T>);

handle!(Memo);
read!(Memo);
shown!(Memo);

/// A value that is computed from signals, and changes only when it becomes another one.
pub(crate) fn memo<T>(compute: impl Fn() -> T + Send + Sync + 'static) -> Memo<T>
where
    T: PartialEq + Send + Sync + 'static,
{
    Memo(made(Box::new(move || Box::new(compute())), differ::<T>), PhantomData)
}

impl<T: 'static> Memo<T> {
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
}

fn made(
    compute: Box<dyn Fn() -> Erased + Send + Sync>,
    differ: fn(Option<&Erased>, Option<&Erased>) -> bool,
) -> Cell {
    Cell::new_with_compare(move |_| compute(), differ)
}

fn differ<T: PartialEq + 'static>(before: Option<&Erased>, now: Option<&Erased>) -> bool {
    before.map(|value| typed::<T>(&**value)) != now.map(|value| typed::<T>(&**value))
}

fn watched(cell: Cell) -> Option<impl Deref<Target = Erased>> {
    cell.try_read()
}

fn seen(cell: Cell) -> Option<impl Deref<Target = Erased>> {
    cell.try_read_untracked()
}
