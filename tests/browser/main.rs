//! The page in a browser: `cargo test --locked --test browser -- --ignored`, with Debian's `chromium` on the PATH.
//!
//! What modules compute is tested by themselves in the suite; here is what needs a browser: focus, keys, the input method,
//! history, layout, the content security policy and what a screen reader is told. Pictures of the page are written to
//! `target/tmp/browser/`, for a person to look at.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod chrome;
mod server;

use std::path::Path;
use std::{fs, iter};

use chrome::Chrome;
use server::Server;

/// Pictures of the demo that are in the gallery.
const DEMO: usize = 21;

/// Pictures that are more than a few screens.
const MANY: usize = 400;

/// The most elements that a page may have, however many pictures there are.
const MOST_ELEMENTS: u64 = 1_500;

const WRONG: &str = "series:clannad width:abc";

/// Pictures that have come fade in.
const ALL_SEEN: &str =
    "[...document.querySelectorAll('.cell img')].every(picture => getComputedStyle(picture).opacity === '1')";

const ALL_SHOWN: &str = "document.querySelectorAll('.cell').length > 8 && [...document.querySelectorAll('.cell')].every(cell => cell.matches('.shown'))";
const VIEWER_OPEN: &str = "document.querySelector('dialog.viewer').open";

/// The demo, served, and a browser that has logged in.
fn opened(name: &str, language: &str) -> (Server, Chrome) {
    let pictures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/gallery");
    // One of the files is broken.
    looked_at(Server::start(name, &pictures, 3), language)
}

fn looked_at(server: Server, language: &str) -> (Server, Chrome) {
    let mut chrome = Chrome::start(&server.dir.join("chromium"), language);
    chrome.go(&server.login);
    chrome.until(ALL_SHOWN);
    (server, chrome)
}

#[test]
#[ignore = "needs chromium"]
fn the_key_is_taken_out_of_the_address_and_asked_for_without_it() {
    let (server, mut chrome) = opened("login", "en");
    assert_eq!(chrome.eval("location.pathname + location.hash"), "/");
    assert_eq!(chrome.eval("document.cookie"), "", "no script can read the cookie");
    chrome.call("Network.clearBrowserCookies", serde_json::json!({}));
    chrome.go(&server.at("/"));
    chrome.until("document.querySelector('.login')");
    chrome.assert_clean();
}

#[test]
#[ignore = "needs chromium"]
fn keys_walk_the_grid_open_the_viewer_and_back_leaves_it() {
    let (_server, mut chrome) = opened("keys", "en");
    chrome.press("End");
    chrome.until("document.activeElement.matches('.row:last-child .cell:last-child')");
    chrome.press("Home");
    chrome.until("document.activeElement.matches('.row:first-child .cell')");
    chrome.press("ArrowRight");
    chrome.press("Enter");
    chrome.until(&format!("{VIEWER_OPEN} && document.querySelector('.position').textContent === '2 of {DEMO}'"));
    chrome.press("ArrowRight");
    chrome.until(&format!("document.querySelector('.position').textContent === '3 of {DEMO}'"));
    chrome.press("Tab");
    assert_eq!(chrome.eval("document.querySelector('dialog.viewer').contains(document.activeElement)"), true);
    chrome.eval("history.back()");
    chrome.until(&format!("!{VIEWER_OPEN}"));
    assert_eq!(chrome.eval("document.activeElement.getAttribute('aria-colindex')"), "3", "the picture seen last");
    chrome.press("?");
    chrome.until("document.querySelector('dialog.help').open");
    chrome.assert_clean();
}

#[test]
#[ignore = "needs chromium"]
fn the_last_picture_of_many_is_reached_by_the_scrubber_and_by_its_key() {
    let many = server::folder("many");
    for n in 0..MANY {
        // Stripes of two greys, of which no two files have the same.
        let stripes = (0..16 * 9).flat_map(|at| [if at / 8 % 2 == 0 { n / 20 * 8 } else { n % 20 * 12 }; 3]);
        let file = iter::once(b"P6 16 9 255\n".as_slice().to_owned()).chain([stripes.map(|v| v as u8).collect()]);
        fs::write(many.join(format!("{n:03}.ppm")), file.collect::<Vec<_>>().concat()).unwrap();
    }
    let (_server, mut chrome) = looked_at(Server::start("scrubber", &many, 0), "en");
    let whole_is = |name: String| {
        format!(
            "[...document.querySelectorAll('.cell.shown')].some(cell => {{
                const box = cell.getBoundingClientRect();
                const screen = document.querySelector('.scroller').getBoundingClientRect();
                return cell.title.includes('{name}') && box.top >= screen.top && box.bottom <= screen.bottom;
            }})"
        )
    };
    let (first, last) = (whole_is("000.ppm".to_owned()), whole_is(format!("{:03}.ppm", MANY - 1)));
    chrome.until(&first);
    chrome.press("End");
    chrome.until(&format!("{last} && document.activeElement.title.includes('{:03}.ppm')", MANY - 1));
    chrome.press("Home");
    chrome.until(&format!("{first} && document.activeElement.title.includes('000.ppm')"));
    let edge = |chrome: &mut Chrome, part: &str| {
        let box_of = format!("document.querySelector('.thumb').getBoundingClientRect().{part}");
        chrome.eval(&box_of).as_f64().unwrap()
    };
    let (x, top, bottom) = (edge(&mut chrome, "right") - 6.0, edge(&mut chrome, "top"), edge(&mut chrome, "bottom"));
    let middle = f64::midpoint(top, bottom);
    chrome.mouse("mousePressed", x, middle);
    chrome.mouse("mouseMoved", x, 799.0);
    chrome.until(&last);
    assert_eq!(chrome.eval("document.querySelector('.bubble').textContent"), MANY.to_string());
    chrome.mouse("mouseMoved", x, middle);
    chrome.until(&first);
    chrome.mouse("mouseReleased", x, middle);
    assert!(chrome.eval("document.querySelectorAll('*').length").as_u64().unwrap() <= MOST_ELEMENTS);
    chrome.assert_clean();
}

#[test]
#[ignore = "needs chromium"]
fn an_error_is_shown_under_its_word_and_enter_of_an_input_method_is_not_enter() {
    let (_server, mut chrome) = opened("query", "en");
    chrome.press("/");
    chrome.write(WRONG);
    chrome.press("Enter");
    chrome.until("document.querySelector('.under .wrong')");
    assert_eq!(chrome.eval("document.querySelector('.under .wrong').textContent"), "abc");
    assert_eq!(chrome.eval("document.querySelector('.query').getAttribute('aria-invalid')"), "true");
    chrome.eval("document.querySelector('.query').value = ''");
    let composed = serde_json::json!({"text": "なぎさ", "selectionStart": 3, "selectionEnd": 3});
    chrome.call("Input.imeSetComposition", composed);
    // Of two browsers: one is composing still, one has just ended.
    chrome.eval(
        "for (const of of [{ isComposing: true }, { keyCode: 229 }]) document.querySelector('.query')
            .dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...of }))",
    );
    assert_eq!(chrome.eval("new URLSearchParams(location.search).get('q')"), WRONG, "nothing was searched for");
    chrome.write("渚");
    chrome.until("document.querySelector('[role=option]')?.textContent.includes('渚')");
    chrome.press("Tab");
    chrome.press("Enter");
    chrome.until("location.search.includes('furukawa') && document.querySelectorAll('.cell.shown').length > 2");
    chrome.assert_clean();
}

#[test]
#[ignore = "needs chromium"]
fn filters_narrow_and_are_taken_back() {
    let (_server, mut chrome) = opened("filters", "en");
    chrome.press("f");
    let naruto = "[...document.querySelectorAll('.facet .value')].find(one => one.title === 'series:naruto')";
    chrome.until(naruto);
    chrome.eval(&format!("{naruto}.click()"));
    chrome.until("location.search.includes('naruto') && document.querySelector('.count').textContent === '8 pictures'");
    chrome.until(&format!("{naruto}.getAttribute('aria-pressed') === 'true'"));
    chrome.eval(&format!("{naruto}.dispatchEvent(new MouseEvent('click', {{ altKey: true, bubbles: true }}))"));
    chrome.until("document.querySelector('.count').textContent === '13 pictures'");
    chrome.until(&format!("{naruto}?.matches('.out')"));
    chrome.eval("history.back()");
    chrome.until("document.querySelector('.count').textContent === '8 pictures'");
    chrome.assert_clean();
}

#[test]
#[ignore = "needs chromium"]
fn animations_play_under_the_pointer_step_by_frames_and_keep_still_for_the_calm() {
    let (server, mut chrome) = opened("motion", "en");
    chrome.go(&server.at("/?q=is%3Aanimated"));
    chrome.until(ALL_SHOWN);
    let middle = |chrome: &mut Chrome, part: &str| {
        chrome.eval(&format!("document.querySelector('.cell').getBoundingClientRect().{part}")).as_f64().unwrap()
    };
    let (left, top) = (middle(&mut chrome, "left"), middle(&mut chrome, "top"));
    chrome.mouse("mouseMoved", left + 20.0, top + 20.0);
    chrome.until("document.querySelectorAll('.cell.playing').length === 1");
    let bottom = middle(&mut chrome, "bottom");
    chrome.mouse("mouseMoved", left + 40.0, bottom - 8.0);
    chrome.until(
        "document.querySelector('.moving').src.includes('/f/') && document.querySelector('.moving').naturalWidth",
    );
    chrome.mouse("mouseMoved", 600.0, 10.0);
    chrome.until("!document.querySelector('.moving')");
    chrome.prefer("prefers-reduced-motion", "reduce");
    chrome.press("Home");
    chrome.press("Enter");
    chrome.until(
        "document.querySelector('.picture').matches('.stepping') && document.querySelector('canvas.frame').width > 1",
    );
    assert_eq!(chrome.eval("document.querySelector('.whole').hasAttribute('src')"), false, "nothing moves by itself");
    chrome.press(".");
    chrome.until("location.search.includes('frame=1') && document.querySelector('.delay').textContent.includes('ms')");
    chrome.assert_clean();
}

#[test]
#[ignore = "needs chromium"]
fn a_screen_reader_is_told_what_there_is() {
    let (_server, mut chrome) = opened("reader", "en");
    let told = chrome.accessibility();
    let names =
        |role: &str| told.iter().filter(|(known, _)| known == role).map(|(_, name)| name.as_str()).collect::<Vec<_>>();
    for role in ["banner", "search", "main", "navigation", "grid", "slider", "combobox"] {
        assert_eq!(names(role).len(), 1, "{role}");
    }
    assert_eq!(names("gridcell").len(), DEMO);
    let nagisa = names("gridcell").into_iter().find(|name| name.contains("Nagisa") && name.contains("animation"));
    assert!(nagisa.is_some_and(|name| name.ends_with(" s")), "{:?}", names("gridcell"));
    for role in ["button", "link", "gridcell", "slider", "combobox", "grid", "img"] {
        assert!(names(role).iter().all(|name| !name.is_empty()), "a {role} has no name");
    }
}

#[test]
#[ignore = "needs chromium"]
fn it_is_seen_dark_light_on_a_phone_and_in_japanese() {
    for (name, language, scheme, is_phone) in [
        ("dark", "en", "dark", false),
        ("light", "en", "light", false),
        ("phone", "en", "dark", true),
        ("japanese", "ja", "light", false),
    ] {
        let (server, mut chrome) = opened(name, language);
        chrome.prefer("prefers-color-scheme", scheme);
        if is_phone {
            chrome.size(390, 844, true);
        }
        chrome.go(&server.at("/?group=series"));
        chrome.until(
            "document.querySelectorAll('.heading').length > 1 && document.querySelectorAll('.cell.shown').length > 5",
        );
        let count = if language == "ja" { "21 枚" } else { "21 pictures" };
        assert_eq!(chrome.eval("document.querySelector('.count').textContent"), count);
        assert_eq!(
            chrome.eval("document.documentElement.scrollWidth <= innerWidth"),
            true,
            "{name}: nothing sticks out"
        );
        chrome.until(ALL_SEEN);
        chrome.picture(&server.dir.with_file_name(format!("{name}-grid.png")));
        chrome.press("Enter");
        chrome.press("ArrowRight");
        chrome.press("Enter");
        chrome.until(&format!("{VIEWER_OPEN} && document.querySelector('.preview').naturalWidth"));
        chrome.press("i");
        chrome.until("document.querySelector('.info .files li')");
        chrome.picture(&server.dir.with_file_name(format!("{name}-viewer.png")));
        chrome.assert_clean();
    }
}
