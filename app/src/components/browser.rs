//! The few things the browser keeps or does for us.

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::js_sys::Array;
use web_sys::{Element, Event, FocusEvent, HtmlElement, Node};

/// What is kept under a key between visits.
pub fn remembered(key: &str) -> Option<String> {
    window().local_storage().ok().flatten()?.get_item(key).ok().flatten()
}

/// Keeps a value between visits, where the browser allows it.
pub fn remember(key: &str, value: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        // A full or forbidden storage only means that it is forgotten.
        let _ = storage.set_item(key, value);
    }
}

/// What is kept under a key for as long as the tab is open.
pub fn remembered_in_tab(key: &str) -> Option<String> {
    window().session_storage().ok().flatten()?.get_item(key).ok().flatten()
}

/// Keeps a value for as long as the tab is open, or forgets it.
pub fn remember_in_tab(key: &str, value: Option<&str>) {
    if let Ok(Some(storage)) = window().session_storage() {
        // As above.
        let _ = match value {
            Some(value) => storage.set_item(key, value),
            None => storage.remove_item(key),
        };
    }
}

/// Puts a text into the clipboard.
pub fn copy(text: &str) {
    // The promise needs no waiting for: a refusal is shown by the browser itself.
    let _ = window().navigator().clipboard().write_text(text);
}

/// The text in the clipboard, where the browser, or whoever it asks, lets it be read.
pub async fn pasted() -> Option<String> {
    let text = wasm_bindgen_futures::JsFuture::from(window().navigator().clipboard().read_text());
    text.await.ok()?.as_string()
}

/// What the page's address ends with, after `#`.
pub fn fragment() -> Option<String> {
    let hash = window().location().hash().ok()?;
    let name = web_sys::js_sys::decode_uri_component(hash.strip_prefix('#')?).ok()?;
    Some(String::from(name))
}

/// The page's address without what follows `#`.
pub fn address() -> String {
    let whole = window().location().href().unwrap_or_default();
    whole.split('#').next().unwrap_or_default().to_owned()
}

/// Leaves for another address.
pub fn go(address: &str) {
    // A page that is not left stays as it is.
    let _ = window().location().set_href(address);
}

/// An address within the page for a text of this media type, to be revoked after use.
pub fn object_url(text: &str, media_type: &str) -> Option<String> {
    let parts = Array::of1(&JsValue::from_str(text));
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(media_type);
    let blob = web_sys::Blob::new_with_str_sequence_and_options(&parts, &options).ok()?;
    web_sys::Url::create_object_url_with_blob(&blob).ok()
}

/// Has the browser save a text as a file.
pub fn download(file: &str, text: &str) {
    let parts = Array::of1(&JsValue::from_str(text));
    if let Ok(blob) = web_sys::Blob::new_with_str_sequence(&parts) {
        download_blob(file, &blob);
    }
}

/// Has the browser save something as a file.
pub fn download_blob(file: &str, blob: &web_sys::Blob) {
    let Ok(address) = web_sys::Url::create_object_url_with_blob(blob) else { return };
    if let Ok(link) = document().create_element("a") {
        let _ = link.set_attribute("href", &address);
        let _ = link.set_attribute("download", file);
        link.unchecked_into::<HtmlElement>().click();
    }
    let _ = web_sys::Url::revoke_object_url(&address);
}

/// Moves the focus to one of the elements in what listens to an event.
pub fn focus_nth(event: &Event, selector: &str, at: usize) {
    let list = event.current_target().and_then(|list| list.dyn_into::<Element>().ok());
    let all = list.and_then(|list| list.query_selector_all(selector).ok());
    let element = all.and_then(|all| all.item(u32::try_from(at).unwrap_or(u32::MAX)));
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // An element that cannot take the focus leaves it where it is.
        let _ = element.focus();
    }
}

/// Whether the focus goes to something outside an element.
pub fn leaves(event: &FocusEvent, root: &Node) -> bool {
    let to = event.related_target().and_then(|to| to.dyn_into::<Node>().ok());
    !to.is_some_and(|to| root.contains(Some(&to)))
}

/// Begins a task some time after the next frame: what is begun while one is prepared comes after it.
pub fn after_frame(wait: Duration, task: impl FnOnce() + 'static) {
    request_animation_frame(move || set_timeout(task, wait));
}

/// Milliseconds since the page was opened.
pub fn now() -> f64 {
    window().performance().map_or(0.0, |performance| performance.now())
}

/// Milliseconds since 1970.
pub fn clock() -> f64 {
    web_sys::js_sys::Date::now()
}
