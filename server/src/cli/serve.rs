//! `switchboard serve`.

use std::io::Write;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use tokio::net::TcpListener;

use crate::config::{KEEP_DELETED_DAYS, Settings};
use crate::db::Db;
use crate::{AppState, db, demo, ids, router};

/// How long open connections may take to close.
const CLOSING: Duration = Duration::from_secs(5);

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// Serves until it is told to stop.
pub(super) async fn run(settings: Settings) -> anyhow::Result<ExitCode> {
    let settings = settings.checked()?;
    let file = settings.database.display().to_string();
    let database = Db::open(&settings.database)
        .await
        .with_context(|| format!("the database `{file}` cannot be opened"))?;
    db::flows::purge(&database, ids::now_ms() - KEEP_DELETED_DAYS * DAY_MS).await?;
    demo::create(&database).await?;
    let listener = TcpListener::bind(settings.listen).await.with_context(|| {
        format!("cannot listen on {}: is Switchboard running already?", settings.listen)
    })?;
    let app = AppState::new(database.clone(), settings, listener.local_addr()?);
    let recovered = app.runtime.recover().await?;
    if recovered > 0 {
        tracing::info!("{recovered} executions go on");
    }
    writeln!(std::io::stdout(), "listening on {}", app.base_url())?;

    let runtime = app.runtime.clone();
    let (stop, mut stopped) = tokio::sync::watch::channel(false);
    let server = axum::serve(listener, router(app)).with_graceful_shutdown(async move {
        told_to_stop().await;
        // Calls stand still first: their watchers' connections close with them.
        runtime.stop().await;
        stop.send_replace(true);
    });
    tokio::select! {
        served = server => served?,
        () = async {
            // The server may be gone before it was told.
            let _ = stopped.wait_for(|stopped| *stopped).await;
            tokio::time::sleep(CLOSING).await;
        } => {}
    }
    database.close().await;
    Ok(ExitCode::SUCCESS)
}

/// Waits for ctrl-c or SIGTERM.
async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate()).expect("signals can be listened to");
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}
