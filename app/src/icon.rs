//! Icons, drawn inline so that they take the colour of the text beside them.
//!
//! The shapes are Lucide's (<https://lucide.dev>), under the ISC License, copyright Lucide Icons
//! and Contributors.

mod canvas;
mod controls;

use leptos::prelude::*;

pub use canvas::*;
pub use controls::*;

/// A picture beside a word, or in its place; always 24 units wide and high.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Icon(&'static str);

/// zap
pub const ZAP: Icon = Icon(
    r#"<path d="M15.914 4a1.5 1.5 0 00-2.474-1.561l-9 9A1.5 1.5 0 005.5 14h4.002a.5.5 0 01.471.666L8.086 20a1.5 1.5 0 002.475 1.56l9-9A1.5 1.5 0 0018.5 10h-3.997a.5.5 0 01-.472-.667z"/>"#,
);
/// split
pub const SPLIT: Icon = Icon(
    r#"<path d="M16 3h5v5"/><path d="M8 3H3v5"/><path d="M12 22v-8.3a4 4 0 0 0-1.172-2.872L3 3"/><path d="m15 9 6-6"/>"#,
);
/// braces
pub const BRACES: Icon = Icon(
    r#"<path d="M8 3H7a2 2 0 0 0-2 2v5a2 2 0 0 1-2 2 2 2 0 0 1 2 2v5c0 1.1.9 2 2 2h1"/><path d="M16 21h1a2 2 0 0 0 2-2v-5c0-1.1.9-2 2-2a2 2 0 0 1-2-2V5a2 2 0 0 0-2-2h-1"/>"#,
);
/// message-square-text
pub const MESSAGE_TEXT: Icon = Icon(
    r#"<path d="M22 17a2 2 0 0 1-2 2H6.828a2 2 0 0 0-1.414.586l-2.202 2.202A.71.71 0 0 1 2 21.286V5a2 2 0 0 1 2-2h16a2 2 0 0 1 2 2z"/><path d="M7 11h10"/><path d="M7 15h6"/><path d="M7 7h8"/>"#,
);
/// keyboard
pub const KEYBOARD: Icon = Icon(
    r#"<path d="M10 8h.01"/><path d="M12 12h.01"/><path d="M14 8h.01"/><path d="M16 12h.01"/><path d="M18 8h.01"/><path d="M6 8h.01"/><path d="M7 16h10"/><path d="M8 12h.01"/><rect width="20" height="16" x="2" y="4" rx="2"/>"#,
);
/// bot
pub const BOT: Icon = Icon(
    r#"<path d="M12 8V4H8"/><rect width="16" height="12" x="4" y="8" rx="2"/><path d="M2 14h2"/><path d="M20 14h2"/><path d="M15 13v2"/><path d="M9 13v2"/>"#,
);
/// phone-forwarded
pub const PHONE_FORWARDED: Icon = Icon(
    r#"<path d="M14 6h8"/><path d="m18 2 4 4-4 4"/><path d="M13.832 16.568a1 1 0 0 0 1.213-.303l.355-.465A2 2 0 0 1 17 15h3a2 2 0 0 1 2 2v3a2 2 0 0 1-2 2A18 18 0 0 1 2 4a2 2 0 0 1 2-2h3a2 2 0 0 1 2 2v3a2 2 0 0 1-.8 1.6l-.468.351a1 1 0 0 0-.292 1.233 14 14 0 0 0 6.392 6.384"/>"#,
);
/// phone-outgoing
pub const PHONE_OUTGOING: Icon = Icon(
    r#"<path d="m16 8 6-6"/><path d="M22 8V2h-6"/><path d="M13.832 16.568a1 1 0 0 0 1.213-.303l.355-.465A2 2 0 0 1 17 15h3a2 2 0 0 1 2 2v3a2 2 0 0 1-2 2A18 18 0 0 1 2 4a2 2 0 0 1 2-2h3a2 2 0 0 1 2 2v3a2 2 0 0 1-.8 1.6l-.468.351a1 1 0 0 0-.292 1.233 14 14 0 0 0 6.392 6.384"/>"#,
);
/// voicemail
pub const VOICEMAIL: Icon = Icon(
    r#"<circle cx="6" cy="12" r="4"/><circle cx="18" cy="12" r="4"/><line x1="6" x2="18" y1="16" y2="16"/>"#,
);
/// mic
pub const MICROPHONE: Icon = Icon(
    r#"<path d="M12 19v3"/><path d="M19 10v2a7 7 0 0 1-14 0v-2"/><rect x="9" y="2" width="6" height="13" rx="3"/>"#,
);
/// list-ordered
pub const LIST_ORDERED: Icon = Icon(
    r#"<path d="M11 5h10"/><path d="M11 12h10"/><path d="M11 19h10"/><path d="M4 4h1v5"/><path d="M4 9h2"/><path d="M6.5 20H3.4c0-1 2.6-1.925 2.6-3.5a1.5 1.5 0 0 0-2.6-1.02"/>"#,
);
/// credit-card
pub const CREDIT_CARD: Icon = Icon(
    r#"<rect width="20" height="14" x="2" y="5" rx="2"/><line x1="2" x2="22" y1="10" y2="10"/><path d="M6 14h2"/>"#,
);
/// radio-tower
pub const RADIO_TOWER: Icon = Icon(
    r#"<path d="M4.9 16.1C1 12.2 1 5.8 4.9 1.9"/><path d="M7.8 4.7a6.14 6.14 0 0 0-.8 7.5"/><circle cx="12" cy="9" r="2"/><path d="M16.2 4.8c2 2 2.26 5.11.8 7.47"/><path d="M19.1 1.9a9.96 9.96 0 0 1 0 14.1"/><path d="M9.5 18h5"/><path d="m8 22 4-11 4 11"/>"#,
);
/// bot-message-square
pub const BOT_MESSAGE: Icon = Icon(
    r#"<path d="M12 6V2H8"/><path d="M15 11v2"/><path d="M2 12h2"/><path d="M20 12h2"/><path d="M20 16a2 2 0 0 1-2 2H8.828a2 2 0 0 0-1.414.586l-2.202 2.202A.71.71 0 0 1 4 20.286V8a2 2 0 0 1 2-2h12a2 2 0 0 1 2 2z"/><path d="M9 11v2"/>"#,
);
/// message-square
pub const MESSAGE: Icon = Icon(
    r#"<path d="M22 17a2 2 0 0 1-2 2H6.828a2 2 0 0 0-1.414.586l-2.202 2.202A.71.71 0 0 1 2 21.286V5a2 2 0 0 1 2-2h16a2 2 0 0 1 2 2z"/>"#,
);
/// reply
pub const REPLY: Icon = Icon(r#"<path d="M20 18v-2a4 4 0 0 0-4-4H4"/><path d="m9 17-5-5 5-5"/>"#);
/// messages-square
pub const MESSAGES: Icon = Icon(
    r#"<path d="M16 10a2 2 0 0 1-2 2H6.828a2 2 0 0 0-1.414.586l-2.202 2.202A.71.71 0 0 1 2 14.286V4a2 2 0 0 1 2-2h10a2 2 0 0 1 2 2z"/><path d="M20 9a2 2 0 0 1 2 2v10.286a.71.71 0 0 1-1.212.502l-2.202-2.202A2 2 0 0 0 17.172 19H10a2 2 0 0 1-2-2v-1"/>"#,
);
/// square-function
pub const FUNCTION: Icon = Icon(
    r#"<rect width="18" height="18" x="3" y="3" rx="2" ry="2"/><path d="M9 17c2 0 2.8-1 2.8-2.8V10c0-2 1-3.3 3.2-3"/><path d="M9 11.2h5.7"/>"#,
);
/// globe
pub const GLOBE: Icon = Icon(
    r#"<circle cx="12" cy="12" r="10"/><path d="M12 2a14.5 14.5 0 0 0 0 20 14.5 14.5 0 0 0 0-20"/><path d="M2 12h20"/>"#,
);
/// file-code
pub const FILE_CODE: Icon = Icon(
    r#"<path d="M6 22a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2h8a2.4 2.4 0 0 1 1.704.706l3.588 3.588A2.4 2.4 0 0 1 20 8v12a2 2 0 0 1-2 2z"/><path d="M14 2v5a1 1 0 0 0 1 1h5"/><path d="M10 12.5 8 15l2 2.5"/><path d="m14 12.5 2 2.5-2 2.5"/>"#,
);
/// workflow
pub const WORKFLOW: Icon = Icon(
    r#"<rect width="8" height="8" x="3" y="3" rx="2"/><path d="M7 11v4a2 2 0 0 0 2 2h4"/><rect width="8" height="8" x="13" y="13" rx="2"/>"#,
);
/// headset
pub const HEADSET: Icon = Icon(
    r#"<path d="M3 11h3a2 2 0 0 1 2 2v3a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-5Zm0 0a9 9 0 1 1 18 0m0 0v5a2 2 0 0 1-2 2h-1a2 2 0 0 1-2-2v-3a2 2 0 0 1 2-2h3Z"/><path d="M21 16v2a4 4 0 0 1-4 4h-5"/>"#,
);
/// circle-help
pub const HELP: Icon = Icon(
    r#"<circle cx="12" cy="12" r="10"/><path d="M9.09 9a3 3 0 0 1 5.83 1c0 2-3 3-3 3"/><path d="M12 17h.01"/>"#,
);
/// plus
pub const PLUS: Icon = Icon(r#"<path d="M5 12h14"/><path d="M12 5v14"/>"#);
/// minus
pub const MINUS: Icon = Icon(r#"<path d="M5 12h14"/>"#);
/// maximize
pub const FIT: Icon = Icon(
    r#"<path d="M8 3H5a2 2 0 0 0-2 2v3"/><path d="M21 8V5a2 2 0 0 0-2-2h-3"/><path d="M3 16v3a2 2 0 0 0 2 2h3"/><path d="M16 21h3a2 2 0 0 0 2-2v-3"/>"#,
);
/// search
pub const SEARCH: Icon = Icon(r#"<path d="m21 21-4.34-4.34"/><circle cx="11" cy="11" r="8"/>"#);
/// triangle-alert
pub const WARNING: Icon = Icon(
    r#"<path d="m21.73 18-8-14a2 2 0 0 0-3.48 0l-8 14A2 2 0 0 0 4 21h16a2 2 0 0 0 1.73-3"/><path d="M12 9v4"/><path d="M12 17h.01"/>"#,
);

impl Icon {
    /// The picture of a widget type.
    pub fn of(kind: &str) -> Self {
        match kind {
            "trigger" => ZAP,
            "split-based-on" => SPLIT,
            "set-variables" => BRACES,
            "say-play" => MESSAGE_TEXT,
            "gather-input-on-call" => KEYBOARD,
            "run-conversation-relay" => BOT,
            "connect-call-to" => PHONE_FORWARDED,
            "make-outgoing-call-v2" | "make-outgoing-call-v1" => PHONE_OUTGOING,
            "record-voicemail" => VOICEMAIL,
            "record-call" => MICROPHONE,
            "enqueue-call" => LIST_ORDERED,
            "capture-payments" => CREDIT_CARD,
            "fork-stream" => RADIO_TOWER,
            "connect-virtual-agent-v2" | "connect-virtual-agent" => BOT_MESSAGE,
            "send-message" => MESSAGE,
            "send-and-wait-for-reply" => REPLY,
            "start-conversation" | "resume-conversation" => MESSAGES,
            "run-function" => FUNCTION,
            "make-http-request" => GLOBE,
            "add-twiml-redirect" => FILE_CODE,
            "run-subflow" => WORKFLOW,
            "send-to-flex" | "send-to-auto-pilot" => HEADSET,
            _ => HELP,
        }
    }

    /// The shapes, as SVG.
    pub(crate) fn shapes(self) -> &'static str {
        self.0
    }
}

/// Draws an icon; what it means is said by the words beside it.
#[component]
pub fn Picture(
    /// Which.
    icon: Icon,
) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" inner_html=icon.shapes()></svg>
    }
}
