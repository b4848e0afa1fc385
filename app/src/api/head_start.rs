//! Answers to what `start.js` has asked for while the editor was still being compiled.

use gloo_net::http::Response;
use js_sys::Promise;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    /// The answer from this address, where one was asked for; each is given once.
    #[wasm_bindgen(js_name = headStart)]
    fn take(address: &str) -> Option<Promise>;
}

/// The answer from this address, where it is on its way already and arrives.
pub(super) async fn head_start(address: &str) -> Option<Response> {
    let answer = JsFuture::from(take(address)?).await.ok()?;
    answer.dyn_into::<web_sys::Response>().ok().map(Response::from)
}
