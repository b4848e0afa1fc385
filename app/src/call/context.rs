//! What the execution knows.

use leptos::prelude::*;

use super::phone::Phone;
use crate::components::Tree;
use crate::reactive::memo;

/// The context of the execution.
#[component]
pub(super) fn ContextTree() -> impl IntoView {
    let phone = expect_context::<Phone>();
    let context = memo(move || phone.log.with(|log| log.context.clone()));

    view! { <Tree label="Context" value=context/> }
}
