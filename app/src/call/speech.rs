//! Words that are being spoken: those said stand out from those to come.

use std::time::Duration;

use leptos::prelude::*;

use super::log::Speech;
use crate::components::browser;
use crate::reactive::RwSignal;

const TICK: Duration = Duration::from_millis(60);

/// The words of a speech. They appear at once, softly, and stand out as they are spoken; what
/// was cut off is struck out.
#[component]
pub(super) fn SpokenWords(speech: Speech) -> impl IntoView {
    let Speech { text, duration_ms, heard, interrupted, language, .. } = speech;
    if let Some(heard) = heard {
        let rest = if interrupted { left_over(&text, &heard) } else { String::new() };
        let said = if interrupted { heard.trim().to_owned() } else { text };
        let cut = (!rest.is_empty()).then(|| view! { <s class="line__cut">{rest}</s> });
        return view! { <span class="line__words" lang=language>{said}{cut}</span> }.into_any();
    }
    let began = browser::now();
    let said = RwSignal::new(0);
    let length = text.chars().count();
    let tick = set_interval_with_handle(
        move || said.set(spoken(length, browser::now() - began, duration_ms)),
        TICK,
    );
    on_cleanup(move || {
        if let Ok(tick) = tick {
            tick.clear();
        }
    });
    let part = move |from_start: bool| {
        let (said, rest) = split(&text, said.get());
        (if from_start { said } else { rest }).to_owned()
    };
    let rest = part.clone();

    view! {
        <span class="line__words" lang=language>
            {move || part(true)}
            <span class="line__coming">{move || rest(false)}</span>
        </span>
    }
    .into_any()
}

/// How many characters are out after so many milliseconds.
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn spoken(length: usize, elapsed_ms: f64, duration_ms: u64) -> usize {
    let share = (elapsed_ms / (duration_ms.max(1) as f64)).clamp(0.0, 1.0);
    (length as f64 * share) as usize
}

/// The text before and after so many characters.
fn split(text: &str, characters: usize) -> (&str, &str) {
    let at = text.char_indices().nth(characters).map_or(text.len(), |(at, _)| at);
    text.split_at(at)
}

/// What of `text` was not heard.
fn left_over(text: &str, heard: &str) -> String {
    let heard = heard.trim();
    let rest = text.strip_prefix(heard).unwrap_or_else(|| split(text, heard.chars().count()).1);
    rest.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_out_as_time_goes_by() {
        assert_eq!(spoken(20, 0.0, 1_000), 0);
        assert_eq!(spoken(20, 500.0, 1_000), 10);
        assert_eq!(spoken(20, 5_000.0, 1_000), 20);
        assert_eq!(spoken(20, 1.0, 0), 20);
        assert_eq!(split("größer", 3), ("grö", "ßer"));
    }

    #[test]
    fn what_was_cut_off_is_the_rest_of_the_text() {
        assert_eq!(left_over("Press 1 for sales", "Press 1"), " for sales");
        assert_eq!(left_over("Press one", ""), "Press one");
        assert_eq!(left_over("or music,", " or"), " music,");
    }
}
