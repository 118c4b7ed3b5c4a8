//! docs/web.md: what it shows of requests and answers is asked of a server.

use axum::http::Method;
use serde_json::{Value, json};

use super::Server;

/// The requests of the manual: method, address, body, and the answer that it shows.
fn examples() -> Vec<(Method, String, Option<Value>, Value)> {
    let manual = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/web.md")).unwrap();
    let mut found = Vec::new();
    let mut rest = manual.as_str();
    while let Some((_, behind)) = rest.split_once("```http\n") {
        let (request, behind) = behind.split_once("```").unwrap();
        let (_, answer) = behind.split_once("```json\n").unwrap();
        let (answer, behind) = answer.split_once("```").unwrap();
        let (line, body) = request.split_once('\n').unwrap();
        let (method, path) = line.split_once(' ').unwrap();
        let body = (!body.trim().is_empty()).then(|| serde_json::from_str(body).unwrap());
        let answer = serde_json::from_str(answer).expect(line);
        found.push((method.parse().unwrap(), path.to_owned(), body, answer));
        rest = behind;
    }
    found
}

/// Whether an answer has the fields that are shown, of the kinds that are shown; a list is like its first element.
fn has_shape(shown: &Value, told: &Value, at: &str) -> Result<(), String> {
    match (shown, told) {
        (Value::Object(shown), Value::Object(told)) => {
            for (name, value) in shown {
                let told = told.get(name).ok_or_else(|| format!("{at}.{name} is missing"))?;
                has_shape(value, told, &format!("{at}.{name}"))?;
            }
            let unshown = told.keys().find(|name| !shown.contains_key(*name));
            unshown.map_or(Ok(()), |name| Err(format!("{at}.{name} is not shown")))
        }
        (Value::Array(shown), Value::Array(told)) => match (shown.first(), told.first()) {
            (Some(shown), Some(told)) => has_shape(shown, told, &format!("{at}[0]")),
            _ => Ok(()),
        },
        // What may be absent is shown either way.
        (Value::Null, _) | (_, Value::Null) => Ok(()),
        _ if std::mem::discriminant(shown) == std::mem::discriminant(told) => Ok(()),
        _ => Err(format!("{at} is {told}, shown is {shown}")),
    }
}

#[test]
fn the_manual_of_the_interface_shows_what_is_answered() {
    let server = Server::with_demo("web-documented");
    let listing = server.listing(&json!({"query": "is:animated", "sort": null, "group": "none"}));
    let number = listing["listing"].as_str().unwrap();
    let hash = listing["head"]["hash"][0].as_str().unwrap();
    let all = examples();
    assert!(all.len() > 10, "{}", all.len());
    for (method, path, body, shown) in all {
        let path = path.replace("{L}", number).replace("{H}", hash);
        let answer = match body {
            Some(body) => server.put(method, &path, &body),
            None => server.get(&path),
        };
        if let Err(why) = has_shape(&shown, &answer.json(), "") {
            panic!("{path}: {why}");
        }
    }
}
