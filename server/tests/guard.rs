//! Who may ask.
#![allow(clippy::unwrap_used)]

mod studio;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use studio::{Studio, settings};

async fn status(studio: &Studio, headers: &[(&str, &str)]) -> StatusCode {
    let mut request = Request::builder().uri("/v2/Flows");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    studio.send(request.body(Body::empty()).unwrap()).await.status()
}

#[tokio::test]
async fn only_this_servers_own_names_are_answered() {
    let studio = Studio::open().await;
    for host in ["127.0.0.1:4000", "localhost:4000", "[::1]:4000"] {
        assert_eq!(status(&studio, &[("host", host)]).await, StatusCode::OK, "{host}");
    }
    for host in [
        "evil.example:4000",
        "127.0.0.1:4001",
        "localhost",
        "192.168.0.7:4000",
        "127.0.0.1.evil.example:4000",
    ] {
        assert_eq!(status(&studio, &[("host", host)]).await, StatusCode::FORBIDDEN, "{host}");
    }
    assert_eq!(status(&studio, &[]).await, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn pages_of_other_sites_are_refused() {
    let studio = Studio::open().await;
    let host = ("host", "127.0.0.1:4000");
    let own = ("origin", "http://127.0.0.1:4000");
    assert_eq!(status(&studio, &[host, own]).await, StatusCode::OK);
    for origin in ["http://evil.example", "null", "http://127.0.0.1:4001", "http://localhost:4000"]
    {
        let got = status(&studio, &[host, ("origin", origin)]).await;
        assert_eq!(got, StatusCode::FORBIDDEN, "{origin}");
    }
}

#[tokio::test]
async fn a_token_is_asked_for_where_one_is_set() {
    let settings = settings(&["--listen", "0.0.0.0:4000", "--auth-token", "secret"]);
    let studio = Studio::with(settings).await;
    let host = ("host", "127.0.0.1:4000");
    assert_eq!(status(&studio, &[host]).await, StatusCode::UNAUTHORIZED);
    // AC00000000000000000000000000000000:secret
    let right = "Basic QUMwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDpzZWNyZXQ=";
    assert_eq!(status(&studio, &[host, ("authorization", right)]).await, StatusCode::OK);
    let wrong = "Basic QUM6c2VjcmV0";
    assert_eq!(status(&studio, &[host, ("authorization", wrong)]).await, StatusCode::UNAUTHORIZED);
}

#[test]
fn other_machines_are_let_in_only_with_a_token() {
    assert!(settings(&["--listen", "0.0.0.0:4000"]).checked().is_err());
    assert!(settings(&["--listen", "0.0.0.0:4000", "--auth-token", "x"]).checked().is_ok());
    assert!(settings(&[]).checked().is_ok());
}
