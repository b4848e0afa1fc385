//! Light or dark, or as the system has it.

use leptos::prelude::*;

use crate::components::{Menu, MenuItem, browser};
use crate::icon::{Icon, MONITOR, MOON, SUN};
use crate::reactive::{RwSignal, Signal};

const KEY: &str = "theme";

/// Sets a theme, and keeps it for later visits.
pub(crate) fn choose_theme(theme: &str) {
    set(theme);
    browser::remember(KEY, theme);
}

/// A button that offers the three themes.
#[component]
pub fn ThemeMenu() -> impl IntoView {
    let chosen = RwSignal::new(browser::remembered(KEY).unwrap_or_else(|| "system".to_owned()));
    let open = RwSignal::new(false);
    let icon = Signal::derive(move || icon_of(&chosen.get()));
    let choose = move |theme: &'static str| {
        choose_theme(theme);
        chosen.set(theme.to_owned());
        open.set(false);
    };
    let item = move |theme: &'static str, words: &'static str| {
        let is_chosen = Signal::derive(move || chosen.get() == theme);
        view! {
            <MenuItem icon=icon_of(theme) chosen=is_chosen on_press=move || choose(theme)>
                {words}
            </MenuItem>
        }
    };

    view! {
        <Menu label="Theme" icon bare=true open>
            {item("system", "As the system")}
            {item("light", "Light")}
            {item("dark", "Dark")}
        </Menu>
    }
}

fn icon_of(theme: &str) -> Icon {
    match theme {
        "light" => SUN,
        "dark" => MOON,
        _ => MONITOR,
    }
}

fn set(theme: &str) {
    if let Some(root) = document().document_element() {
        // The root takes any attribute.
        let _ = match theme {
            "light" | "dark" => root.set_attribute("data-theme", theme),
            _ => root.remove_attribute("data-theme"),
        };
    }
}
