//! Debian's Chromium without a window, spoken to over its debugging pipe: JSON messages that end in a zero byte.
//!
//! The browser reads them from its file descriptor 3 and writes to 4. A shell puts its own input and output there, so that no
//! crate is needed.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, thread};

use serde_json::{Value, json};

/// The longest that a page may take to become what a test waits for; a busy machine needs some.
const PATIENCE: Duration = Duration::from_secs(30);

/// Between two looks at it.
const PAUSE: Duration = Duration::from_millis(30);

/// Keeps what the content security policy refused, and what failed, before a script of the page runs.
const WATCHER: &str = "window.refused = []; window.failed = [];
    addEventListener('securitypolicyviolation', event => refused.push(event.violatedDirective + ' ' + event.blockedURI));
    addEventListener('error', event => event.message && failed.push(event.message));
    addEventListener('unhandledrejection', event => failed.push(String(event.reason)));";

/// A browser with one page.
pub(crate) struct Chrome {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    session: Option<String>,
    last_id: u64,
    /// Events that came while an answer was awaited.
    events: VecDeque<Value>,
}

impl Chrome {
    /// Starts a browser whose files lie in a folder.
    pub(crate) fn start(dir: &Path, language: &str) -> Self {
        let _ = fs::remove_dir_all(dir);
        let mut shell = Command::new("sh");
        shell.args(["-c", "exec \"$@\" 3<&0 4>&1 0</dev/null 1>&2", "sh", "chromium", "--headless=new"]);
        shell.args(["--remote-debugging-pipe", "--no-first-run", "--disable-gpu", "--disable-background-networking"]);
        if rustix::process::geteuid().is_root() {
            shell.arg("--no-sandbox");
        }
        shell.arg(format!("--user-data-dir={}", dir.display())).arg("about:blank");
        let mut child = shell.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let (input, output) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        let mut chrome = Self { child, input, output, session: None, last_id: 0, events: VecDeque::new() };
        let target = chrome.call("Target.createTarget", json!({"url": "about:blank"}))["targetId"].clone();
        let attached = chrome.call("Target.attachToTarget", json!({"targetId": target, "flatten": true}));
        chrome.session = Some(attached["sessionId"].as_str().unwrap().to_owned());
        chrome.call("Page.enable", json!({}));
        chrome.call("Page.addScriptToEvaluateOnNewDocument", json!({"source": WATCHER}));
        // Both of what scripts see and of what is sent.
        let agent = json!({"userAgent": "Mozilla/5.0 (test)", "acceptLanguage": language});
        chrome.call("Emulation.setUserAgentOverride", agent);
        chrome.size(1280, 800, false);
        chrome
    }

    /// Asks the browser, and waits for the answer.
    #[track_caller]
    pub(crate) fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.last_id += 1;
        let mut message = json!({"id": self.last_id, "method": method, "params": parameters});
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        write!(self.input, "{message}\0").unwrap();
        loop {
            let mut bytes = Vec::new();
            self.output.read_until(0, &mut bytes).unwrap();
            assert_eq!(bytes.pop(), Some(0), "the browser has ended");
            let mut answer: Value = serde_json::from_slice(&bytes).unwrap();
            if answer["id"] == self.last_id {
                assert!(answer["error"].is_null(), "{method}: {}", answer["error"]);
                return answer["result"].take();
            }
            self.events.push_back(answer);
        }
    }

    /// The value of an expression in the page.
    #[track_caller]
    pub(crate) fn eval(&mut self, expression: &str) -> Value {
        let asked = json!({"expression": expression, "awaitPromise": true, "returnByValue": true});
        let mut answer = self.call("Runtime.evaluate", asked);
        assert!(answer["exceptionDetails"].is_null(), "{expression}: {}", answer["exceptionDetails"]);
        answer["result"]["value"].take()
    }

    /// Waits until an expression is true.
    #[track_caller]
    pub(crate) fn until(&mut self, expression: &str) {
        let end = Instant::now() + PATIENCE;
        // A page that is only just coming has not all of its elements.
        let guarded = format!("(() => {{ try {{ return Boolean({expression}); }} catch {{ return false; }} }})()");
        while self.eval(&guarded) != true {
            assert!(Instant::now() < end, "never: {expression}\n{}", self.eval("document.body.innerText"));
            thread::sleep(PAUSE);
        }
    }

    pub(crate) fn go(&mut self, address: &str) {
        self.call("Page.navigate", json!({"url": address}));
    }

    pub(crate) fn size(&mut self, width: u32, height: u32, is_phone: bool) {
        let scale = if is_phone { 2 } else { 1 };
        let size = json!({"width": width, "height": height, "deviceScaleFactor": scale, "mobile": is_phone});
        self.call("Emulation.setDeviceMetricsOverride", size);
    }

    /// What the person's system prefers.
    pub(crate) fn prefer(&mut self, feature: &str, value: &str) {
        self.call("Emulation.setEmulatedMedia", json!({"features": [{"name": feature, "value": value}]}));
    }

    /// Presses a key as a keyboard does.
    pub(crate) fn press(&mut self, key: &str) {
        let (code, text) = match key {
            "Enter" => (13, Some("\r")),
            "Escape" => (27, None),
            "End" => (35, None),
            "Home" => (36, None),
            "ArrowLeft" => (37, None),
            "ArrowRight" => (39, None),
            "ArrowDown" => (40, None),
            "Tab" => (9, None),
            // Letters and signs are what they type.
            _ => (0, Some(key)),
        };
        let mut event = json!({"type": "keyDown", "key": key, "windowsVirtualKeyCode": code});
        if let Some(text) = text {
            event["text"] = json!(text);
        }
        self.call("Input.dispatchKeyEvent", event);
        self.call("Input.dispatchKeyEvent", json!({"type": "keyUp", "key": key, "windowsVirtualKeyCode": code}));
    }

    pub(crate) fn write(&mut self, text: &str) {
        self.call("Input.insertText", json!({"text": text}));
    }

    pub(crate) fn mouse(&mut self, kind: &str, x: f64, y: f64) {
        let button = if kind == "mouseMoved" { "none" } else { "left" };
        self.call("Input.dispatchMouseEvent", json!({"type": kind, "x": x, "y": y, "button": button, "clickCount": 1}));
    }

    /// Roles and names as a screen reader is told them.
    pub(crate) fn accessibility(&mut self) -> Vec<(String, String)> {
        let tree = self.call("Accessibility.getFullAXTree", json!({}));
        let nodes = tree["nodes"].as_array().unwrap().iter().filter(|node| node["ignored"] == false);
        let text = |value: &Value| value["value"].as_str().unwrap_or_default().to_owned();
        nodes.map(|node| (text(&node["role"]), text(&node["name"]))).collect()
    }

    /// Writes what is seen to a file.
    pub(crate) fn picture(&mut self, file: &Path) {
        let shot = self.call("Page.captureScreenshot", json!({"format": "png"}));
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, base64(shot["data"].as_str().unwrap())).unwrap();
    }

    /// Fails if the page did something that its policy forbids, or a script of it failed.
    #[track_caller]
    pub(crate) fn assert_clean(&mut self) {
        assert_eq!(self.eval("refused"), json!([]), "the content security policy was offended");
        assert_eq!(self.eval("failed"), json!([]), "scripts failed");
    }
}

impl Drop for Chrome {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The bytes that a text of base64 stands for.
fn base64(text: &str) -> Vec<u8> {
    let digit = |byte: u8| match byte {
        b'A'..=b'Z' => u32::from(byte - b'A'),
        b'a'..=b'z' => u32::from(byte - b'a') + 26,
        b'0'..=b'9' => u32::from(byte - b'0') + 52,
        b'+' => 62,
        _ => 63,
    };
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    for four in text.trim_end_matches('=').as_bytes().chunks(4) {
        let bits = four.iter().fold(0, |bits, &byte| bits << 6 | digit(byte)) << (6 * (4 - four.len()));
        bytes.extend_from_slice(&bits.to_be_bytes()[1..four.len()]);
    }
    bytes
}
