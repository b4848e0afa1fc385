//! The whole flow as a file or on paper.

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Blob, CanvasRenderingContext2d, Document, HtmlCanvasElement, HtmlElement, HtmlImageElement,
};

use super::picture::svg;
use super::stage::Stage;
use super::theme::Theme;
use crate::components::browser;

/// Pixels for each canvas unit, where that makes no picture larger than browsers draw.
const SHARPNESS: f64 = 2.0;
/// The most pixels along a side.
const LONGEST: f64 = 12_000.0;

impl Stage {
    /// Gives the browser a picture of the flow as an SVG file.
    pub(crate) fn export_svg(&self, name: &str) {
        let body = document().and_then(|document| document.body());
        if let Some(picture) = body.and_then(|body| self.picture(name, &body)) {
            browser::download(&format!("{name}.svg"), &picture);
        }
    }

    /// Gives the browser a picture of the flow as a PNG file.
    pub(crate) fn export_png(&self, name: &str) {
        let body = document().and_then(|document| document.body());
        let picture = body.and_then(|body| self.picture(name, &body));
        if picture.and_then(|picture| paint(self, picture, format!("{name}.png"))).is_none() {
            self.toasts.say("The picture could not be drawn. Export it as SVG.");
        }
    }

    /// Has the browser print the flow, on white whatever the page's colours are.
    pub(crate) fn print(&self, name: &str) {
        let Some(sheet) = sheet() else { return };
        // The colours of paper; a sheet without them is printed in those of the page.
        let _ = sheet.style().set_property("color-scheme", "light");
        if let Some(picture) = self.picture(name, &sheet) {
            sheet.set_inner_html(&picture);
            if let Some(window) = web_sys::window() {
                // Returns when the person is done with it; a refusal leaves nothing to be done.
                let _ = window.print();
            }
        }
        sheet.remove();
    }

    /// The flow as SVG, in the colours that hold within `place`.
    fn picture(&self, name: &str, place: &HtmlElement) -> Option<String> {
        let theme = Theme::read(place)?;
        let notes = self.editor.notes.get_untracked();
        Some(self.scene(|scene| svg(scene, &notes, &theme, name)))
    }
}

fn document() -> Option<Document> {
    web_sys::window()?.document()
}

/// An element that is seen on paper alone, and alone there: style/print.css.
fn sheet() -> Option<HtmlElement> {
    let document = document()?;
    let sheet: HtmlElement = document.create_element("div").ok()?.dyn_into().ok()?;
    sheet.set_class_name("sheet");
    document.body()?.append_child(&sheet).ok()?;
    Some(sheet)
}

/// Draws an SVG document and saves it as a PNG file, once the browser has read it.
fn paint(stage: &Stage, picture: String, file: String) -> Option<()> {
    let address = browser::object_url(&picture, "image/svg+xml")?;
    let image = HtmlImageElement::new().ok()?;
    let done = Closure::once_into_js({
        let (stage, image, address) = (*stage, image.clone(), address.clone());
        move || {
            let drawn = draw(&image);
            let _ = web_sys::Url::revoke_object_url(&address);
            if drawn.and_then(|surface| save(&surface, file)).is_none() {
                stage.toasts.say("The picture could not be drawn. Export it as SVG.");
            }
        }
    });
    image.set_onload(Some(done.unchecked_ref()));
    image.set_src(&address);
    Some(())
}

fn draw(image: &HtmlImageElement) -> Option<HtmlCanvasElement> {
    let (width, height) = (f64::from(image.natural_width()), f64::from(image.natural_height()));
    let scale = SHARPNESS.min(LONGEST / width.max(1.0)).min(LONGEST / height.max(1.0));
    let surface: HtmlCanvasElement = document()?.create_element("canvas").ok()?.dyn_into().ok()?;
    // At most LONGEST, and never negative.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let pixels = |length: f64| (length * scale).ceil() as u32;
    surface.set_width(pixels(width));
    surface.set_height(pixels(height));
    let context: CanvasRenderingContext2d = surface.get_context("2d").ok()??.dyn_into().ok()?;
    let (width, height) = (width * scale, height * scale);
    context
        .draw_image_with_html_image_element_and_dw_and_dh(image, 0.0, 0.0, width, height)
        .ok()?;
    Some(surface)
}

fn save(surface: &HtmlCanvasElement, file: String) -> Option<()> {
    let done = Closure::once_into_js(move |blob: JsValue| {
        if let Ok(blob) = blob.dyn_into::<Blob>() {
            browser::download_blob(&file, &blob);
        }
    });
    surface.to_blob(done.unchecked_ref()).ok()
}
