//! The browser's face from the outside: every address, what is refused, and what a connection may do.

mod addresses;
mod documented;
mod guard;
mod routes;
mod sockets;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use hyper::service::Service as _;
use hyper_util::service::TowerToHyperService;
use nakigao::ops::{Gallery, ImportOptions, ServeOptions};
use nakigao::web::App;
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};

use super::support::Place;

const KEY: &str = "0123456789abcdef0123456789abcdef";
const HOST: &str = "127.0.0.1:8420";

/// A server without sockets.
struct Server {
    router: axum::Router,
    runtime: Runtime,
    place: Place,
}

/// What was answered.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    bytes: Vec<u8>,
}

impl Answer {
    #[track_caller]
    fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).expect("an answer in JSON")
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The status and, of a refusal, its code.
    fn told(&self) -> (u16, String) {
        let code = serde_json::from_slice::<Value>(&self.bytes).ok();
        let code = code.and_then(|value| value["code"].as_str().map(str::to_owned));
        (self.status.as_u16(), code.unwrap_or_default())
    }
}

impl Server {
    /// Serves the demo.
    fn with_demo(name: &str) -> Self {
        let place = Place::with_demo(name);
        place.import(&ImportOptions::default());
        Self::of(place, false)
    }

    fn of(place: Place, read_only: bool) -> Self {
        let gallery = Gallery::open(&place.path("gallery"), &place.path("gallery/thumbs")).unwrap();
        let options = ServeOptions {
            gallery,
            name: "demo".to_owned(),
            port: Some(8420),
            bind: None,
            hosts: vec!["attic".to_owned()],
            open: false,
            read_only,
            json: false,
            quiet: true,
        };
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let (app, watch) = App::new(options, KEY.to_owned(), 8420).unwrap();
        // The thread that looks for changes goes on while the test does.
        std::mem::forget(watch);
        Self { router: app.router(), runtime, place }
    }

    /// Sends a request as it is.
    fn send(&self, request: Request<Body>) -> Answer {
        self.runtime.block_on(async {
            let response = TowerToHyperService::new(self.router.clone()).call(request).await.unwrap();
            let (head, body) = response.into_parts();
            let bytes = to_bytes(body, usize::MAX).await.unwrap().to_vec();
            Answer { status: head.status, headers: head.headers, bytes }
        })
    }

    /// Asks as a script with the key does, with more headers.
    fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::get(path).header("host", HOST).header("authorization", format!("Bearer {KEY}"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::empty()).unwrap())
    }

    fn get(&self, path: &str) -> Answer {
        self.get_with(path, &[])
    }

    #[track_caller]
    fn json(&self, path: &str) -> Value {
        let answer = self.get(path);
        assert_eq!(answer.status, 200, "{path}: {}", String::from_utf8_lossy(&answer.bytes));
        answer.json()
    }

    fn put(&self, method: Method, path: &str, body: &Value) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", HOST)
            .header("authorization", format!("Bearer {KEY}"))
            .header("content-type", "application/json")
            .header("x-nakigao", "1");
        self.send(request.body(Body::from(body.to_string())).unwrap())
    }

    /// Makes a listing.
    #[track_caller]
    fn listing(&self, body: &Value) -> Value {
        let answer = self.put(Method::POST, "/api/listings", body);
        assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.bytes));
        answer.json()
    }
}
