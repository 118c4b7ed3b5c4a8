//! Splits a text into the tokens of names: words of letters, runs of digits, single Japanese characters.
//!
//! A token keeps the gap before it, because `a/b`, `a - b` and `a_b` separate more or less. `camelCase` is split where each
//! part has three letters. An apostrophe splits too (`nagisa's`; boards spell *d'Arc* `d_arc`). A run that changes between
//! letters and digits three times is a checksum or a key, and no name, unless it is an episode (`S01E12`).
//!
//! In a path, a component is what lies between slashes and a part what lies between ` - `, dashes, brackets and `&`.
//! Components of yande.re and Konachan names hold tags, so there each space is a wall.

use super::fold::{Class, fold_char, fold_word, voiced};

/// What divides a token from the one before it, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    /// Nothing: digits after letters, the next Japanese character.
    None,
    /// Spaces, underscores, dots, punctuation.
    Soft,
    /// The border of a part.
    Part,
    /// The border of a component.
    Component,
    /// The border of a tag in a list of tags.
    Wall,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct NameToken {
    start: usize,
    end: usize,
    pub(super) class: Class,
    pub(super) gap: Gap,
    pub(super) component: u16,
    pub(super) part: u16,
    /// Whether it stands in square brackets, where release groups and resolutions are.
    pub(super) in_brackets: bool,
    /// Whether white space is before it.
    pub(super) after_space: bool,
    /// Whether its component is a list of tags.
    pub(super) in_list: bool,
    /// Whether it begins with a capital letter.
    pub(super) is_capital: bool,
    /// Whether an exclamation mark follows at once.
    pub(super) has_mark: bool,
    /// Whether a middle dot, as between the words of a foreigner's name, is before it.
    pub(super) after_dot: bool,
}

/// The tokens of one text and their folded forms.
#[derive(Clone, Debug, Default)]
pub(super) struct Tokens {
    text: String,
    pub(super) tokens: Vec<NameToken>,
    /// Letters and digits of the run at hand, as folded and as upper case or not.
    run: Vec<(char, Class, bool)>,
    /// One word of it.
    word: String,
    gap: Option<Gap>,
    component: u16,
    part: u16,
    brackets: u16,
    is_list: bool,
    is_name: bool,
    has_dot: bool,
    has_space: bool,
}

impl Tokens {
    /// Divides a name of the vocabulary; its slashes are plain separators.
    pub(super) fn of_name(name: &str) -> Self {
        let mut tokens = Self::default();
        tokens.take_name(name);
        tokens
    }

    /// Divides a name in place of what was there, which saves memory requests where many follow each other.
    pub(super) fn take_name(&mut self, name: &str) {
        self.is_name = true;
        self.text.clear();
        self.tokens.clear();
        self.gap = None;
        self.divide(name);
    }

    /// Divides a path with `/` between components.
    pub(super) fn of_path(path: &str) -> Self {
        let mut tokens = Self { text: String::with_capacity(path.len()), ..Self::default() };
        tokens.tokens.reserve(path.len() / 4);
        for (at, component) in path.split('/').filter(|component| !component.is_empty()).enumerate() {
            if at > 0 {
                tokens.widen(Gap::Component);
            }
            tokens.component = u16::try_from(at).unwrap_or(u16::MAX);
            tokens.brackets = 0;
            tokens.is_list = is_tag_list(component);
            tokens.divide(component);
        }
        tokens
    }

    pub(super) fn text(&self, token: &NameToken) -> &str {
        self.text.get(token.start..token.end).unwrap_or_default()
    }

    /// Where a token is in the folded text of all.
    pub(super) fn place(token: &NameToken) -> std::ops::Range<usize> {
        token.start..token.end
    }

    /// The folded text of neighbouring tokens, without what is between them.
    pub(super) fn text_of(&self, tokens: &[NameToken]) -> &str {
        let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return "" };
        self.text.get(first.start..last.end).unwrap_or_default()
    }

    /// Drops what follows `drawn by` in a component: an artist's name.
    pub(super) fn drop_artists(&mut self) {
        let texts = |at: usize| self.tokens.get(at).map(|token| (token.component, self.text(token)));
        let marks: Vec<(usize, u16)> = (1..self.tokens.len())
            .filter_map(|at| match (texts(at - 1), texts(at)) {
                (Some((_, "drawn")), Some((component, "by"))) => Some((at - 1, component)),
                _ => None,
            })
            .collect();
        for &(from, component) in marks.iter().rev() {
            let mut at = 0;
            self.tokens.retain(|token| {
                at += 1;
                at <= from || token.component != component
            });
        }
    }

    fn divide(&mut self, text: &str) {
        let mut chars = text.char_indices();
        while let Some((at, c)) = chars.next() {
            let (folded, class) = fold_char(c);
            match class {
                Class::Letter | Class::Digit => self.run.push((folded, class, c.is_uppercase())),
                Class::Kanji | Class::Hiragana | Class::Katakana => {
                    self.end_run();
                    self.push_char(folded, class);
                }
                Class::Mark => self.mark(c),
                Class::Apostrophe => self.divided(Gap::Soft),
                Class::Separator => {
                    let rest = text.get(at..).unwrap_or_default();
                    if rest.starts_with("%20") {
                        chars.nth(1);
                        self.divided(if self.is_list { Gap::Wall } else { Gap::Soft });
                    } else {
                        self.separator(folded, text.get(..at).unwrap_or_default(), rest);
                    }
                }
            }
        }
        self.end_run();
    }

    fn separator(&mut self, c: char, before: &str, rest: &str) {
        match c {
            ' ' if self.is_list => self.divided(Gap::Wall),
            '!' => {
                self.end_run();
                if let (None, Some(last)) = (self.gap, self.tokens.last_mut()) {
                    last.has_mark = true;
                }
                self.divided(Gap::Soft);
            }
            '[' | '【' => {
                self.divided(Gap::Part);
                self.brackets += 1;
            }
            ']' | '】' => {
                self.divided(Gap::Part);
                self.brackets = self.brackets.saturating_sub(1);
            }
            '(' | ')' | '{' | '}' | '「' | '」' | '『' | '』' | '|' | '~' | '&' | '+' | '—' | '–' => {
                self.divided(Gap::Part);
            }
            '·' | '・' | '•' => {
                self.divided(Gap::Soft);
                self.has_dot = true;
            }
            '-' => {
                let is_space = |c: char| c.is_whitespace() || c == '_';
                let is_dash =
                    before.ends_with(is_space) && rest.get(1..).is_some_and(|after| after.starts_with(is_space));
                self.divided(if is_dash { Gap::Part } else { Gap::Soft });
            }
            _ => {
                self.divided(Gap::Soft);
                self.has_space |= c.is_whitespace();
            }
        }
    }

    fn divided(&mut self, gap: Gap) {
        self.end_run();
        self.widen(gap);
    }

    fn widen(&mut self, gap: Gap) {
        self.gap = Some(self.gap.map_or(gap, |known| known.max(gap)));
    }

    /// A sound mark changes the kana before it; an accent on a letter goes.
    fn mark(&mut self, mark: char) {
        if !self.run.is_empty() || self.gap.is_some() {
            return;
        }
        let Some(token) = self.tokens.last() else { return };
        let Some(joined) = self.text(token).chars().next().and_then(|kana| voiced(kana, mark)) else { return };
        let start = token.start;
        self.text.truncate(start);
        self.text.push(joined);
    }

    fn push_char(&mut self, c: char, class: Class) {
        let start = self.text.len();
        self.text.push(c);
        self.push(start, class);
    }

    fn push(&mut self, start: usize, class: Class) {
        let gap = self.gap.take().unwrap_or(Gap::None);
        if gap > Gap::Soft && !self.tokens.is_empty() {
            self.part = self.part.saturating_add(1);
        }
        self.tokens.push(NameToken {
            start,
            end: self.text.len(),
            class,
            gap,
            component: self.component,
            part: self.part,
            in_brackets: self.brackets > 0,
            after_space: std::mem::take(&mut self.has_space) && gap == Gap::Soft,
            in_list: self.is_list,
            is_capital: false,
            has_mark: false,
            after_dot: std::mem::take(&mut self.has_dot) && gap == Gap::Soft,
        });
    }

    /// Divides the run at hand where letters meet digits and in `camelCase`.
    fn end_run(&mut self) {
        if self.run.is_empty() {
            return;
        }
        let run = std::mem::take(&mut self.run);
        let changes = run.windows(2).filter(|pair| pair[0].1 != pair[1].1).count();
        if changes >= 3 && !self.is_name && !is_episode(&run) {
            self.push(self.text.len(), Class::Digit);
        } else {
            for same in run.chunk_by(|left, right| left.1 == right.1) {
                self.push_run(same);
            }
        }
        self.run = run;
        self.run.clear();
    }

    fn push_run(&mut self, run: &[(char, Class, bool)]) {
        let Some(&(_, class, _)) = run.first() else { return };
        if class == Class::Digit {
            let start = self.text.len();
            self.text.extend(run.iter().map(|&(c, _, _)| c));
            self.push(start, class);
            return;
        }
        let is_joint = |left: &(char, Class, bool), right: &(char, Class, bool)| left.2 || !right.2;
        let is_camel = run.chunk_by(is_joint).all(|part| part.len() >= 3);
        let mut word = std::mem::take(&mut self.word);
        for part in run.chunk_by(|left, right| !is_camel || is_joint(left, right)) {
            word.clear();
            word.extend(part.iter().map(|&(c, _, _)| c));
            let start = self.text.len();
            fold_word(&word, &mut self.text);
            if start > 0 && self.gap.is_none() && self.tokens.last().is_some_and(|last| last.class == Class::Letter) {
                self.gap = Some(Gap::Soft);
            }
            self.push(start, Class::Letter);
            if let (Some(last), Some(&(_, _, is_capital))) = (self.tokens.last_mut(), part.first()) {
                last.is_capital = is_capital;
            }
        }
        self.word = word;
    }
}

/// `S01E12`, which is no checksum.
fn is_episode(run: &[(char, Class, bool)]) -> bool {
    let is_letter = |at: usize, letter: char| run.get(at).is_some_and(|&(c, ..)| c == letter);
    let at = run.iter().skip(1).take_while(|(_, class, _)| *class == Class::Digit).count() + 1;
    run.len() <= 7
        && is_letter(0, 's')
        && is_letter(at, 'e')
        && run.iter().skip(at + 1).all(|(_, class, _)| *class == Class::Digit)
}

/// `yande.re 123 tag tag` and `Konachan.com - 123 tag tag`, with spaces or `%20`.
fn is_tag_list(component: &str) -> bool {
    let after = |site: &str| {
        component.split_at_checked(site.len()).filter(|(head, _)| head.eq_ignore_ascii_case(site)).map(|(_, rest)| rest)
    };
    let Some(rest) = after("yande.re").or_else(|| after("konachan.com")).or_else(|| after("konachan.net")) else {
        return false;
    };
    let rest = rest.trim_start_matches("%20").trim_start_matches([' ', '-']).trim_start_matches("%20");
    rest.starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(path: &str) -> String {
        let tokens = Tokens::of_path(path);
        let mut out = String::new();
        for token in &tokens.tokens {
            out.push_str(match token.gap {
                Gap::None if out.is_empty() => "",
                Gap::None => "+",
                Gap::Soft => " ",
                Gap::Part => " | ",
                Gap::Component => " / ",
                Gap::Wall => " # ",
            });
            out.push_str(tokens.text(token));
        }
        out
    }

    #[test]
    fn paths_are_split_into_tokens() {
        for (path, expected) in [
            ("Clannad/Nagisa Furukawa - crying", "clannad / nagisa furukawa | crying"),
            ("NagisaFurukawa_tears01", "nagisa furukawa tears+01"),
            ("K-ON!", "k on"),
            ("KOn", "kon"),
            ("angel%20beats!", "angel beats"),
            ("渚の涙", "渚+の+泪"),
            ("か\u{3099}き", "が+き"),
            ("Nagisa's_smile", "nagisa s smile"),
            ("[Group] Air - 07 [1080p]", " | group | air | 07 | 1080+p"),
            ("yande.re 12 air kamio_misuzu", "yande re # 12 # air # kamio misuzu"),
            ("ab12cd34ef x", " x"),
        ] {
            let found = words(path);
            assert_eq!(found.trim_start_matches(" | "), expected.trim_start_matches(" | "), "{path}");
        }
    }
}
