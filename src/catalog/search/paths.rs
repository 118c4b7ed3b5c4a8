//! Conditions on the paths of files.
//!
//! Three ways lead to a file whose path holds a text. The index of letters (`path_letters`, trigrams) leaves few files if the
//! text is rare; a pass over all paths reads them from end to end; and of a media that is looked at, each file is asked. A walk
//! in the order of paths may look at very many media that all fail, because a folder lies far behind the first: there the path that
//! stands in the index itself is asked, which is the only one of most media.

use rusqlite::types::Value;

use super::Compiler;
use crate::query::expr::Expr;
use crate::query::path_pattern;
use crate::tag::composed;

/// Letters side by side in the index.
const N_SIDE_BY_SIDE: usize = 3;

/// The most groups of letters of a text that are asked for: more leave hardly fewer files.
const MOST_GROUPS: usize = 12;

/// Media whose path is that of their only file. `n_present` stands in the index of paths, so that no row is looked up.
const HAS_ONE: &str = "m.n_present = 1 AND m.id NOT IN (SELECT media_id FROM file WHERE missing_at IS NOT NULL)";

/// How files are come by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Letters {
    /// By the index of letters, if it can tell.
    First,
    /// Otherwise.
    Unused,
}

impl Compiler<'_> {
    /// The condition that a file of the media fits.
    pub(super) fn has_file(&mut self, asked: &Expr) -> String {
        let own = self.own_path(asked);
        let files = self.files(asked, Letters::Unused);
        let any = format!("EXISTS (SELECT 1 {files} AND f.media_id = m.id)");
        own.map_or_else(
            || format!("({any})"),
            |own| format!("(CASE WHEN {own} THEN 1 WHEN {HAS_ONE} THEN 0 ELSE {any} END)"),
        )
    }

    /// The condition that no file of the media fits.
    pub(super) fn has_no_file(&mut self, asked: &Expr) -> String {
        // SQLite tests what looks nothing up before all that does: of two conditions on paths, the cheap half of this one comes first.
        let own = self.own_path(asked).map_or_else(String::new, |own| format!("NOT {own} AND "));
        format!("({own}NOT {})", self.has_file(asked))
    }

    /// The condition that the path in the index is of a file that is there and fits, in a walk in the order of paths.
    fn own_path(&mut self, asked: &Expr) -> Option<String> {
        if !self.is_in_order || !self.is_told_by_whole_path(asked) {
            return None;
        }
        let own = match asked {
            Expr::Path(pattern) => {
                let pattern = path_pattern(&composed(pattern));
                self.parameters.push(like_pattern(&pattern));
                path_term(&pattern, "m.path")
            }
            Expr::Name(pattern) => name_term(pattern, "m.path", &mut self.parameters),
            Expr::Text(pattern) => text_term(pattern, "m.path", &mut self.parameters),
            _ => "0".to_owned(),
        };
        Some(format!("({own} AND m.n_present > 0)"))
    }

    /// The files that fit a condition on paths: `FROM … WHERE …`.
    pub(super) fn files(&mut self, asked: &Expr, letters: Letters) -> String {
        let groups = Some(asked).filter(|_| letters == Letters::First).and_then(|asked| groups(&self.literal(asked)?));
        let (mut from, mut also) = ("file f", "");
        if let Some(groups) = groups {
            self.parameters.push(Value::Text(groups));
            (from, also) = ("path_letters l CROSS JOIN file f ON f.id = l.rowid", "path_letters MATCH ? AND ");
        }
        match asked {
            Expr::Path(pattern) => {
                let term = self.whole_path_term(pattern);
                format!("FROM {from} JOIN root r ON r.id = f.root_id WHERE {also}{term}")
            }
            Expr::Name(pattern) => {
                format!("FROM {from} WHERE {also}{}", name_term(pattern, "f.path", &mut self.parameters))
            }
            Expr::Text(pattern) => {
                format!("FROM {from} WHERE {also}{}", text_term(pattern, "f.path", &mut self.parameters))
            }
            _ => format!("FROM {from} WHERE 0"),
        }
    }

    /// How many letters side by side the index of letters can look for; 0 if it cannot.
    pub(super) fn n_letters(&self, asked: &Expr) -> usize {
        self.literal(asked).map_or(0, |text| text.chars().count()).saturating_sub(N_SIDE_BY_SIDE - 1)
    }

    /// The longest text that every file's path must hold below its root.
    fn literal(&self, asked: &Expr) -> Option<String> {
        let longest = |pattern: &str| Some(pattern.split('*').max_by_key(|text| text.len())?.to_owned());
        match asked {
            Expr::Path(pattern) => {
                let literal = below(&path_pattern(&composed(pattern))).to_owned();
                self.roots.iter().all(|(_, root)| !may_reach(&literal, root)).then_some(literal)
            }
            Expr::Name(pattern) | Expr::Text(pattern) => longest(&composed(pattern)),
            _ => None,
        }
    }

    /// Whether a path with its root fits wherever the path below the root does.
    fn is_told_by_whole_path(&self, asked: &Expr) -> bool {
        let Expr::Text(pattern) = asked else { return true };
        let pattern = composed(pattern);
        let Some(first) = pattern.split('*').find(|text| !text.is_empty()) else { return false };
        self.roots.iter().all(|(_, root)| !may_reach(first, root))
    }

    /// The condition that a whole path fits a pattern.
    ///
    /// To put whole paths together takes most of the time, so what lies below a root is asked first for a literal text of the
    /// pattern, unless that could be found in the root's own path.
    fn whole_path_term(&mut self, pattern: &str) -> String {
        let pattern = path_pattern(&composed(pattern));
        let literal = below(&pattern);
        let above: Vec<String> =
            self.roots.iter().filter(|(_, root)| may_reach(literal, root)).map(|(id, _)| id.to_string()).collect();
        self.parameters.extend([like_pattern(&format!("*{literal}*")), like_pattern(&pattern)]);
        let below = path_term(&pattern, "f.path");
        let whole = path_term(&pattern, "(rtrim(CAST(r.path AS TEXT), '/') || '/' || CAST(f.path AS TEXT))");
        format!("({below} OR f.root_id IN ({})) AND {whole}", above.join(", "))
    }
}

/// The longest literal text of a pattern for whole paths that must lie below a root if it cannot reach into one.
fn below(pattern: &str) -> &str {
    let literals = pattern.split('*').map(|text| text.trim_start_matches('/'));
    literals.max_by_key(|text| text.len()).unwrap_or_default()
}

/// What the index of letters is asked for: every group of letters side by side in a text.
fn groups(text: &str) -> Option<String> {
    let letters: Vec<char> = text.chars().collect();
    // FTS5 takes no NUL; no path has one either.
    let groups = letters.windows(N_SIDE_BY_SIDE).filter(|group| !group.contains(&'\0')).take(MOST_GROUPS);
    let groups = groups.map(|group| format!("\"{}\"", group.iter().collect::<String>().replace('"', "\"\"")));
    Some(groups.collect::<Vec<_>>().join(" AND ")).filter(|groups| !groups.is_empty())
}

/// Whether a text could be found in a path below a root and not lie wholly below it; without regard to case.
fn may_reach(text: &str, root: &str) -> bool {
    let (text, root) = (text.to_ascii_lowercase(), root.to_ascii_lowercase());
    let begins_above = |(at, c): (usize, char)| root.ends_with(&text[..at + c.len_utf8()]);
    root.contains(&text) || text.char_indices().any(begins_above)
}

/// The condition that the name, without the folders before it, fits a pattern.
fn name_term(pattern: &str, path: &str, parameters: &mut Vec<Value>) -> String {
    let pattern = composed(pattern);
    parameters.extend([like_pattern(&format!("*{}*", pattern.trim_matches('*'))), like_pattern(&pattern)]);
    // The whole path is asked first: it is cheaper than to cut the name out.
    let (whole, name) = (path_term(&pattern, path), path_term(&pattern, &format!("file_name({path})")));
    format!("({whole} AND {name})")
}

/// The condition that a path holds a text.
fn text_term(pattern: &str, path: &str, parameters: &mut Vec<Value>) -> String {
    let pattern = composed(pattern);
    parameters.push(like_pattern(&format!("*{pattern}*")));
    path_term(&pattern, path)
}

/// The condition that a path fits a pattern in composed letters. Only a pattern with such letters needs those of the path
/// composed, as `matches` has it.
fn path_term(pattern: &str, path: &str) -> String {
    if pattern.is_ascii() {
        return format!("CAST({path} AS TEXT) LIKE ? ESCAPE '\\'");
    }
    // ASCII alone, which most paths are, holds no other letter. (� stands for bytes that are no letter.)
    let is_other = format!("octet_length({path}) > length(CAST({path} AS TEXT)) AND ");
    let is_other = if pattern.contains(char::REPLACEMENT_CHARACTER) { "" } else { &is_other };
    format!("({is_other}composed({path}) LIKE ? ESCAPE '\\')")
}

/// A pattern for LIKE, which ignores the case of ASCII letters as [`Expr::Path`] asks.
fn like_pattern(pattern: &str) -> Value {
    let mut like = String::with_capacity(pattern.len() + 2);
    for c in pattern.chars() {
        match c {
            '*' => like.push('%'),
            '%' | '_' | '\\' => like.extend(['\\', c]),
            _ => like.push(c),
        }
    }
    Value::Text(if pattern.contains('*') { like } else { format!("%{like}%") })
}
