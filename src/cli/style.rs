//! How an answer looks on a terminal: colours, short paths, links. Elsewhere it has none of these.

use std::env;
use std::io::{self, IsTerminal};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use super::args::{Global, When};
use super::escape;
use super::text::width;
use crate::ops::{self, Names};
use crate::tag::{CHARACTER, EMOTION, SERIES, Tag};

/// SGR codes. Of what is read last:
pub(super) const QUIET: &str = "2";
/// A hash or a number by which to name something.
pub(super) const NUMBER: &str = "33";
/// What is as it should be.
pub(super) const GOOD: &str = "32";
/// What asks for attention.
pub(super) const BAD: &str = "31";
const FOLDER: &str = "34";

/// The most cells that a column takes for its longest text: more would push the next column off the screen.
const WIDEST: usize = 60;

/// How one stream is written to.
pub(super) struct Style {
    is_terminal: bool,
    colour: bool,
    /// The machine's name, for links; none if the terminal has no links.
    host: Option<String>,
    cwd: Option<PathBuf>,
    home: Option<PathBuf>,
}

/// A text with its colours, and the cells it takes without them.
pub(super) struct Shown {
    pub(super) text: String,
    pub(super) width: usize,
}

impl Style {
    /// The style of standard output.
    pub(super) fn of_answer(global: &Global) -> Self {
        let is_terminal = io::stdout().is_terminal() && !global.json;
        let has_links = is_terminal && global.color != When::Never && !["dumb", "linux", ""].contains(&&*terminal());
        let home = env::var_os("HOME").map(PathBuf::from).filter(|home| home.parent().is_some());
        Self {
            is_terminal,
            colour: has_colour(global.color, is_terminal) && !global.json,
            host: has_links.then(ops::host_name).flatten(),
            cwd: env::current_dir().ok().filter(|cwd| is_terminal && cwd.parent().is_some()),
            home: home.filter(|_| is_terminal),
        }
    }

    /// A text in a colour.
    pub(super) fn paint(&self, text: &str, code: &str) -> String {
        paint(text, code, self.colour)
    }

    /// A tag in the colour that imageboards give its namespace.
    pub(super) fn tag(&self, tag: &Tag, names: &Names<'_>) -> Shown {
        let text = escape::text(&names.whole(tag));
        let code = match tag.namespace() {
            "" => return Shown { width: width(&text), text },
            SERIES => "35",
            CHARACTER => "32",
            EMOTION => "36",
            "artist" => "31",
            _ => "34",
        };
        Shown { width: width(&text), text: self.paint(&text, code) }
    }

    /// A path as one safe line: on a terminal as short as it can be named from here, and a link to the file.
    pub(super) fn path(&self, path: &Path) -> Shown {
        let short = escape::path(&self.short(path));
        let at = short.rfind('/').map_or(0, |slash| slash + 1);
        let (folder, name) = short.split_at(at);
        let painted = if folder.is_empty() { name.to_owned() } else { format!("{}{name}", self.paint(folder, FOLDER)) };
        Shown { width: width(&short), text: self.linked(path, &painted) }
    }

    fn short(&self, path: &Path) -> PathBuf {
        let below = |dir: &Option<PathBuf>| {
            let rest = path.strip_prefix(dir.as_ref()?).ok()?;
            (!rest.as_os_str().is_empty()).then(|| rest.to_owned())
        };
        if let Some(rest) = below(&self.cwd) {
            // A shell takes a leading `~` for the home, and a command a leading `-` for an option.
            let is_odd = rest.as_os_str().as_bytes().starts_with(b"-") || rest.as_os_str().as_bytes().starts_with(b"~");
            return if is_odd { Path::new(".").join(rest) } else { rest };
        }
        below(&self.home).map_or_else(|| path.to_owned(), |rest| Path::new("~").join(rest))
    }

    fn linked(&self, path: &Path, text: &str) -> String {
        match &self.host {
            Some(host) if path.is_absolute() => {
                let path = ops::percent_encoded(path);
                format!("\u{1b}]8;;file://{host}{path}\u{1b}\\{text}\u{1b}]8;;\u{1b}\\")
            }
            _ => text.to_owned(),
        }
    }

    /// The blanks that align what follows a text of `width` cells, given the widths of all texts above and below it; none where
    /// standard output is no terminal.
    pub(super) fn gap(&self, widths: impl IntoIterator<Item = usize>, width: usize) -> String {
        let widest = widths.into_iter().filter(|&width| width <= WIDEST).max().unwrap_or(0);
        if self.is_terminal { " ".repeat(widest.saturating_sub(width)) } else { String::new() }
    }
}

/// A text in a colour, if its stream has colours.
pub(super) fn paint(text: &str, code: &str, has_colour: bool) -> String {
    if has_colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
}

/// Whether a stream is to have colours.
pub(super) fn has_colour(when: When, is_terminal: bool) -> bool {
    match when {
        When::Always => true,
        When::Never => false,
        When::Auto => {
            is_terminal && terminal() != "dumb" && env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        }
    }
}

/// `TERM`: the kind of the terminal; empty if unset.
pub(super) fn terminal() -> String {
    env::var("TERM").unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn style(colour: bool, host: Option<&str>) -> Style {
        let host = host.map(str::to_owned);
        Style { is_terminal: true, colour, host, cwd: Some("/home/n/pictures".into()), home: Some("/home/n".into()) }
    }

    #[test]
    fn paths_are_named_from_here_or_from_home() {
        let style = style(false, None);
        for (path, shown) in [
            ("/home/n/pictures/a/泣.png", "a/泣.png"),
            ("/home/n/pictures/-x.png", "./-x.png"),
            ("/home/n/pictures/~/x.png", "./~/x.png"),
            ("/home/n/other/a.png", "~/other/a.png"),
            ("/home/n/pictures2/a.png", "~/pictures2/a.png"),
            ("/home/m/a.png", "/home/m/a.png"),
            ("/home/n/pictures", "~/pictures"),
            ("/home/n", "/home/n"),
            ("/home/n/pictures/a\nb", "a\\nb"),
        ] {
            assert_eq!(style.path(Path::new(path)).text, shown);
        }
        assert_eq!(style.path(Path::new("/x/泣.png")).width, 9);
    }

    #[test]
    fn a_link_names_the_whole_path() {
        let shown = style(true, Some("box")).path(Path::new("/home/n/pictures/a b/泣.png"));
        let link = "\u{1b}]8;;file://box/home/n/pictures/a%20b/%E6%B3%A3.png\u{1b}\\";
        assert_eq!(shown.text, format!("{link}\u{1b}[34ma b/\u{1b}[0m泣.png\u{1b}]8;;\u{1b}\\"));
    }

    #[test]
    fn a_column_is_as_wide_as_its_longest_text_unless_that_is_very_long() {
        let style = style(false, None);
        assert_eq!(style.gap([3, 7, 200], 3).len(), 4);
        assert_eq!(style.gap([3, 7, 200], 200), "");
    }
}
