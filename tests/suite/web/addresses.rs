//! What is no address, and what is no query, told as such.

use axum::http::Method;
use serde_json::json;

use super::Server;

#[test]
fn what_is_no_address_here_is_not_found_whatever_else_is_sent() {
    let server = Server::with_demo("web-addresses");
    let listing = server.listing(&json!({"query": "is:animated", "sort": null}));
    let animated = listing["head"]["hash"][0].as_str().unwrap();
    let unknown = "0".repeat(64);
    for path in [
        format!("/t/256-v2/{unknown}.webp"),
        format!("/p/320-v1/{unknown}.webp"),
        format!("/f/512-v1/{unknown}/0.webp"),
        format!("/o/{unknown}"),
        format!("/f/512-v1/{animated}/+1.webp"),
        "/t/256-v2/%ff.webp".to_owned(),
        "/o/%ff".to_owned(),
        "/a/%ff/x".to_owned(),
    ] {
        let answer = server.get_with(&path, &[("if-none-match", "*")]);
        assert_eq!(answer.told(), (404, "not_found".to_owned()), "{path}");
    }
    assert_eq!(server.get(&format!("/f/512-v1/{animated}/1.webp")).status, 200);
    for text in ["path:", "name:", "text:", "folder:", "quote:"].map(|word| format!("{word}a\0b")) {
        let refused = server.put(Method::POST, "/api/listings", &json!({"query": text, "sort": null}));
        assert_eq!(refused.told(), (400, "query".to_owned()), "{text:?}");
        assert_eq!(refused.json()["values"]["kind"], json!("bad_value"));
    }
}
