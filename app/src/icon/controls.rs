//! Icons of buttons and messages; the shapes are Lucide's, as in the module above.

use super::Icon;

/// Switchboard's own mark: two lines, connected
pub const MARK: Icon = Icon(
    r#"<circle cx="6.5" cy="7" r="2.5"/><circle cx="17.5" cy="17" r="2.5"/><path d="M9 7h4.5a4 4 0 0 1 4 4v3.5"/><path d="M6.5 9.5v3.5a4 4 0 0 0 4 4H15"/>"#,
);
/// arrow-left
pub const ARROW_LEFT: Icon = Icon(r#"<path d="m12 19-7-7 7-7"/><path d="M19 12H5"/>"#);
/// arrow-up
pub const ARROW_UP: Icon = Icon(r#"<path d="m5 12 7-7 7 7"/><path d="M12 19V5"/>"#);
/// arrow-down
pub const ARROW_DOWN: Icon = Icon(r#"<path d="M12 5v14"/><path d="m19 12-7 7-7-7"/>"#);
/// network
pub const LAYOUT: Icon = Icon(
    r#"<rect x="16" y="16" width="6" height="6" rx="1"/><rect x="2" y="16" width="6" height="6" rx="1"/><rect x="9" y="2" width="6" height="6" rx="1"/><path d="M5 16v-3a1 1 0 0 1 1-1h12a1 1 0 0 1 1 1v3"/><path d="M12 12V8"/>"#,
);
/// history
pub const HISTORY: Icon = Icon(
    r#"<path d="M3 12a9 9 0 1 0 9-9 9.75 9.75 0 0 0-6.74 2.74L3 8"/><path d="M3 3v5h5"/><path d="M12 7v5l4 2"/>"#,
);
/// undo-2
pub const UNDO: Icon = Icon(
    r#"<path d="M9 14 4 9l5-5"/><path d="M4 9h10.5a5.5 5.5 0 0 1 5.5 5.5a5.5 5.5 0 0 1-5.5 5.5H11"/>"#,
);
/// redo-2
pub const REDO: Icon = Icon(
    r#"<path d="m15 14 5-5-5-5"/><path d="M20 9H9.5A5.5 5.5 0 0 0 4 14.5A5.5 5.5 0 0 0 9.5 20H13"/>"#,
);
/// download
pub const DOWNLOAD: Icon = Icon(
    r#"<path d="M12 15V3"/><path d="M21 15v4a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-4"/><path d="m7 10 5 5 5-5"/>"#,
);
/// upload
pub const UPLOAD: Icon = Icon(
    r#"<path d="M12 3v12"/><path d="m17 8-5-5-5 5"/><path d="M21 15v4a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-4"/>"#,
);
/// send-horizontal
pub const SEND: Icon = Icon(
    r#"<path d="M3.714 3.048a.498.498 0 0 0-.683.627l2.843 7.627a2 2 0 0 1 0 1.396l-2.842 7.627a.498.498 0 0 0 .682.627l18-8.5a.5.5 0 0 0 0-.904z"/><path d="M6 12h16"/>"#,
);
/// phone
pub const PHONE: Icon = Icon(
    r#"<path d="M13.832 16.568a1 1 0 0 0 1.213-.303l.355-.465A2 2 0 0 1 17 15h3a2 2 0 0 1 2 2v3a2 2 0 0 1-2 2A18 18 0 0 1 2 4a2 2 0 0 1 2-2h3a2 2 0 0 1 2 2v3a2 2 0 0 1-.8 1.6l-.468.351a1 1 0 0 0-.292 1.233 14 14 0 0 0 6.392 6.384"/>"#,
);
/// phone-off
pub const PHONE_OFF: Icon = Icon(
    r#"<path d="M10.1 13.9a14 14 0 0 0 3.732 2.668 1 1 0 0 0 1.213-.303l.355-.465A2 2 0 0 1 17 15h3a2 2 0 0 1 2 2v3a2 2 0 0 1-2 2 18 18 0 0 1-12.728-5.272"/><path d="M22 2 2 22"/><path d="M4.76 13.582A18 18 0 0 1 2 4a2 2 0 0 1 2-2h3a2 2 0 0 1 2 2v3a2 2 0 0 1-.8 1.6l-.468.351a1 1 0 0 0-.292 1.233 14 14 0 0 0 .244.473"/>"#,
);
/// sun
pub const SUN: Icon = Icon(
    r#"<circle cx="12" cy="12" r="4"/><path d="M12 2v2"/><path d="M12 20v2"/><path d="m4.93 4.93 1.41 1.41"/><path d="m17.66 17.66 1.41 1.41"/><path d="M2 12h2"/><path d="M20 12h2"/><path d="m6.34 17.66-1.41 1.41"/><path d="m19.07 4.93-1.41 1.41"/>"#,
);
/// moon
pub const MOON: Icon = Icon(
    r#"<path d="M20.985 12.486a9 9 0 1 1-9.473-9.472c.405-.022.617.46.402.803a6 6 0 0 0 8.268 8.268c.344-.215.825-.004.803.401"/>"#,
);
/// monitor
pub const MONITOR: Icon = Icon(
    r#"<rect width="20" height="14" x="2" y="3" rx="2"/><line x1="8" x2="16" y1="21" y2="21"/><line x1="12" x2="12" y1="17" y2="21"/>"#,
);
/// sticky-note
pub const NOTE: Icon = Icon(
    r#"<path d="M16 3H5a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h14a2 2 0 0 0 2-2V8Z"/><path d="M15 3v4a2 2 0 0 0 2 2h4"/>"#,
);
/// grip-horizontal
pub const GRIP: Icon = Icon(
    r#"<circle cx="12" cy="9" r="1"/><circle cx="19" cy="9" r="1"/><circle cx="5" cy="9" r="1"/><circle cx="12" cy="15" r="1"/><circle cx="19" cy="15" r="1"/><circle cx="5" cy="15" r="1"/>"#,
);
/// printer
pub const PRINTER: Icon = Icon(
    r#"<path d="M6 18H4a2 2 0 0 1-2-2v-5a2 2 0 0 1 2-2h16a2 2 0 0 1 2 2v5a2 2 0 0 1-2 2h-2"/><path d="M6 9V3a1 1 0 0 1 1-1h10a1 1 0 0 1 1 1v6"/><rect x="6" y="14" width="12" height="8" rx="1"/>"#,
);
/// trash-2
pub const TRASH: Icon = Icon(
    r#"<path d="M10 11v6"/><path d="M14 11v6"/><path d="M19 6v14a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2V6"/><path d="M3 6h18"/><path d="M8 6V4a2 2 0 0 1 2-2h4a2 2 0 0 1 2 2v2"/>"#,
);
/// x
pub const CLOSE: Icon = Icon(r#"<path d="M18 6 6 18"/><path d="m6 6 12 12"/>"#);
/// check
pub const CHECK: Icon = Icon(r#"<path d="M20 6 9 17l-5-5"/>"#);
/// chevron-down
pub const CHEVRON_DOWN: Icon = Icon(r#"<path d="m6 9 6 6 6-6"/>"#);
/// chevron-right
pub const CHEVRON_RIGHT: Icon = Icon(r#"<path d="m9 18 6-6-6-6"/>"#);
/// copy
pub const COPY: Icon = Icon(
    r#"<rect width="14" height="14" x="8" y="8" rx="2" ry="2"/><path d="M4 16c-1.1 0-2-.9-2-2V4c0-1.1.9-2 2-2h10c1.1 0 2 .9 2 2"/>"#,
);
/// rotate-cw
pub const RETRY: Icon =
    Icon(r#"<path d="M21 12a9 9 0 1 1-9-9c2.52 0 4.93 1 6.74 2.74L21 8"/><path d="M21 3v5h-5"/>"#);
/// circle-alert
pub const ERROR: Icon = Icon(
    r#"<circle cx="12" cy="12" r="10"/><line x1="12" x2="12" y1="8" y2="12"/><line x1="12" x2="12.01" y1="16" y2="16"/>"#,
);
/// grid-3x3
pub const KEYPAD: Icon = Icon(
    r#"<rect width="18" height="18" x="3" y="3" rx="2"/><path d="M3 9h18"/><path d="M3 15h18"/><path d="M9 3v18"/><path d="M15 3v18"/>"#,
);
/// file
pub const FILE: Icon = Icon(
    r#"<path d="M6 22a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2h8a2.4 2.4 0 0 1 1.704.706l3.588 3.588A2.4 2.4 0 0 1 20 8v12a2 2 0 0 1-2 2z"/><path d="M14 2v5a1 1 0 0 0 1 1h5"/>"#,
);
/// sliders-horizontal
pub const SETTINGS: Icon = Icon(
    r#"<path d="M10 5H3"/><path d="M12 19H3"/><path d="M14 3v4"/><path d="M16 17v4"/><path d="M21 12h-9"/><path d="M21 19h-5"/><path d="M21 5h-7"/><path d="M8 10v4"/><path d="M8 12H3"/>"#,
);
/// arrow-right
pub const ARROW_RIGHT: Icon = Icon(r#"<path d="M5 12h14"/><path d="m12 5 7 7-7 7"/>"#);
/// square
pub const STOP: Icon = Icon(r#"<rect width="18" height="18" x="3" y="3" rx="2"/>"#);
