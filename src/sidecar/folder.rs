//! Tags from where a file lies: `Clannad/Nagisa Furukawa/tears.gif` under the template `{series}/{character}/*`.
//!
//! ```text
//! template  = part ("/" part)*
//! part      = (text | "{" namespace "}" | "*")+
//! ```
//! A part fits one folder or file name: text stands for itself (ASCII letters in any case, letters with marks in either spelling), `*` for any run of
//! characters, `{namespace}` for the shortest non-empty run with which the rest fits. That run becomes a tag. Every part must
//! fit. Names below the template's last part are not looked at: `{series}/*` fits `Clannad/season 1/01.gif` too.

use crate::tag::{Tag, canonical_namespace, composed, is_reserved, normalise};

/// A parsed template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FolderTemplate {
    parts: Vec<Vec<TemplatePiece>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum TemplatePiece {
    Text(String),
    AnyRun,
    Namespace(String),
}

/// Why a text is not a template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// A brace without its partner.
    #[error("the template {0:?} has a brace without its partner")]
    Brace(String),
    /// `{…}` holds no word that can name a namespace.
    #[error("{{{0}}} in the template is no namespace; write for example {{series}}/{{character}}/*")]
    Namespace(String),
    /// Nothing in it would become a tag.
    #[error("the template {0:?} names no namespace; write for example {{series}}/{{character}}/*")]
    NoNamespace(String),
    /// Two fields touch, so nothing says where one ends.
    #[error("two fields touch in the template {0:?}: put a character between them")]
    Touching(String),
}

impl FolderTemplate {
    /// Reads a template.
    ///
    /// # Errors
    /// [`TemplateError`] says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let parts =
            text.trim_matches('/').split('/').map(|part| parse_part(part, text)).collect::<Result<Vec<_>, _>>()?;
        if !parts.iter().flatten().any(|piece| matches!(piece, TemplatePiece::Namespace(_))) {
            return Err(TemplateError::NoNamespace(text.to_owned()));
        }
        Ok(Self { parts })
    }

    /// Lists the tags that a path states, in the order of the template; none if it does not fit.
    ///
    /// The path is relative to the folder the template speaks of, with `/` between names.
    pub fn tags(&self, path: &str) -> Vec<Tag> {
        let path = composed(path);
        let names: Vec<&str> = path.split('/').filter(|name| !name.is_empty()).collect();
        if names.len() < self.parts.len() {
            return Vec::new();
        }
        let mut tags = Vec::new();
        for (part, name) in self.parts.iter().zip(names) {
            let mut found = Vec::new();
            if !fit(part, name, &mut found) {
                return Vec::new();
            }
            tags.extend(found.into_iter().rev().filter_map(|(namespace, text)| Tag::from_text(namespace, text)));
        }
        tags
    }
}

fn parse_part(part: &str, whole: &str) -> Result<Vec<TemplatePiece>, TemplateError> {
    let mut pieces = Vec::new();
    let mut rest = part;
    while !rest.is_empty() {
        if let Some(inside) = rest.strip_prefix('{') {
            let (word, after) = inside.split_once('}').ok_or_else(|| TemplateError::Brace(whole.to_owned()))?;
            let namespace = normalise(word);
            let namespace = canonical_namespace(&namespace);
            if word.is_empty() || is_reserved(namespace) || Tag::parse(&format!("{namespace}:x")).is_err() {
                return Err(TemplateError::Namespace(word.to_owned()));
            }
            if matches!(pieces.last(), Some(TemplatePiece::Namespace(_))) {
                return Err(TemplateError::Touching(whole.to_owned()));
            }
            pieces.push(TemplatePiece::Namespace(namespace.to_owned()));
            rest = after;
        } else if let Some(after) = rest.strip_prefix('*') {
            pieces.push(TemplatePiece::AnyRun);
            rest = after;
        } else {
            let end = rest.find(['{', '*']).unwrap_or(rest.len());
            let (text, after) = rest.split_at(end);
            if text.contains('}') {
                return Err(TemplateError::Brace(whole.to_owned()));
            }
            pieces.push(TemplatePiece::Text(composed(text)));
            rest = after;
        }
    }
    Ok(pieces)
}

/// Fits `pieces` to the whole of `name`; `found` receives the fields from last to first.
fn fit<'a>(pieces: &'a [TemplatePiece], name: &'a str, found: &mut Vec<(&'a str, &'a str)>) -> bool {
    let Some((first, rest)) = pieces.split_first() else {
        return name.is_empty();
    };
    match first {
        TemplatePiece::Text(text) => match name.split_at_checked(text.len()) {
            Some((head, tail)) if head.eq_ignore_ascii_case(text) => fit(rest, tail, found),
            _ => false,
        },
        TemplatePiece::AnyRun | TemplatePiece::Namespace(_) => {
            let ends = name.char_indices().map(|(at, _)| at).chain([name.len()]);
            for end in ends.filter(|&end| end > 0 || *first == TemplatePiece::AnyRun) {
                let (head, tail) = name.split_at(end);
                if fit(rest, tail, found) {
                    if let TemplatePiece::Namespace(namespace) = first {
                        found.push((namespace, head));
                    }
                    return true;
                }
            }
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(template: &str, path: &str) -> Vec<String> {
        FolderTemplate::parse(template).unwrap().tags(path).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn folders_become_tags() {
        for (template, path, expected) in [
            (
                "{series}/{character}/*",
                "Clannad/Nagisa Furukawa/a.gif",
                vec!["series:clannad", "character:nagisa_furukawa"],
            ),
            ("{series}/{character}/*", "Clannad/Nagisa/deep/er/a.gif", vec!["series:clannad", "character:nagisa"]),
            ("{series}/{character}/*", "Clannad/a.gif", vec![]),
            ("{series}/*", "Re:Zero/a.gif", vec!["series:re:zero"]),
            ("anime/{copyright}/*", "Anime/Naruto/x.png", vec!["series:naruto"]),
            (
                "{series}/{character} - {emotion}.*",
                "N/Hinata Hyuga - crying.gif",
                vec!["series:n", "character:hinata_hyuga", "emotion:crying"],
            ),
            ("*/{character}/*", "2024/古河渚/涙.gif", vec!["character:古河渚"]),
            ("ガ/{series}/*", "カ\u{3099}/e\u{301}/a.gif", vec!["series:é"]),
        ] {
            assert_eq!(tags(template, path), expected, "{template} on {path}");
        }
    }

    #[test]
    fn what_cannot_work_is_refused() {
        use TemplateError as E;
        let error = |text: &str| FolderTemplate::parse(text).unwrap_err();
        assert!(matches!(error("{series/*"), E::Brace(_)));
        assert!(matches!(error("series}/*"), E::Brace(_)));
        assert!(matches!(error("{width}/*"), E::Namespace(_)));
        assert!(matches!(error("{}/*"), E::Namespace(_)));
        assert!(matches!(error("*/*"), E::NoNamespace(_)));
        assert!(matches!(error("{series}{character}"), E::Touching(_)));
    }
}
