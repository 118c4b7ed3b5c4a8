//! The syntax of prompts and captions: what separates tags, what is wrapped around them, and where a prompt ends.
//!
//! ```text
//! prompt  = part {separator part}
//! separator = "," | "，" | "、" | "､" | "；" | tab | "BREAK" | "AND" | "|||" | ";" between a word and a space
//! part    = tag | "(" prompt [":" weight] ")" | "[" prompt "]" | "{" prompt "}" | weight "::" prompt "::"
//! dropped = "<lora:" … ">" | "embedding:" … | "__" wildcard "__" | "[" a ":" b ":" step "]" | "[" a "|" b "]"
//! ```
//! A backslash before a character of the syntax takes its meaning away. Brackets within a tag (`saber (fate)`, `(o)_(o)`) are
//! part of it. A file of parameters ends at `Negative prompt:` or `Steps:`.

use std::borrow::Cow;

/// Brackets within brackets: nobody writes more than a few.
const MAX_DEPTH: usize = 8;

/// The longest group in brackets that is looked for, in bytes; it bounds the time that open brackets cost.
const MAX_GROUP_BYTES: usize = 1024;

/// The longest number before two colons, in bytes.
const MAX_WEIGHT_BYTES: usize = 8;

/// What introduces a network in angle brackets.
const NETWORKS: [&str; 4] = ["<lora:", "<lyco:", "<hypernet:", "<lora_"];

/// Words in capitals that separate as a comma does.
const BREAKS: [&str; 7] = ["BREAK", "AND", "ADDCOMM", "ADDBASE", "ADDROW", "ADDCOL", "|||"];

/// The prompt in a text, and whether something showed that it is one: a heading, or the parameters behind it.
pub(super) fn body(text: &str) -> (&str, bool) {
    let text = text.trim();
    let starts = |line: &str, head: &str| line.get(..head.len()).is_some_and(|start| start.eq_ignore_ascii_case(head));
    let heading = ["prompt:", "positive prompt:", "positive:"].into_iter().find(|head| starts(text, head));
    let prompt = text.get(heading.map_or(0, str::len)..).unwrap_or_default();
    let is_end = |at: usize| {
        let rest = prompt.get(at..).unwrap_or_default();
        let number = |rest: &str| rest.trim_start().starts_with(|c: char| c.is_ascii_digit());
        starts(rest, "negative prompt:") || starts(rest, "steps:") && rest.get(6..).is_some_and(number)
    };
    let end = prompt.match_indices([':']).find_map(|(colon, _)| {
        ["negative prompt", "steps"].iter().filter_map(|head| colon.checked_sub(head.len())).find(|&at| {
            let before = prompt.get(..at).and_then(|before| before.chars().next_back());
            before.is_none_or(char::is_whitespace) && is_end(at)
        })
    });
    (prompt.get(..end.unwrap_or(prompt.len())).unwrap_or_default().trim(), heading.is_some() || end.is_some())
}

/// The tags of one line as their author meant them, in order.
pub(super) fn names(line: &str) -> Vec<String> {
    let line = plain(line);
    let mut names = Vec::new();
    split(&line).into_iter().for_each(|part| unwrap(part, 0, &mut names));
    names
}

/// The parts of one line between separators, with what is wrapped around them; none of them empty.
pub(super) fn parts(line: &str) -> Vec<String> {
    split(&plain(line)).into_iter().map(str::to_owned).collect()
}

/// Whether only a prompt has this: weights in brackets or colons, escaped brackets, networks.
pub(super) fn is_syntax(line: &str) -> bool {
    let weighted = || {
        let inner = line.trim().strip_suffix(')').and_then(|inner| inner.rsplit_once(':'));
        line.trim_start().starts_with('(') && inner.is_some_and(|(_, weight)| is_weight(weight))
    };
    line.contains(r"\(") || line.contains(r"\)") || weighted() || matches!(plain(line), Cow::Owned(_))
}

/// The line without networks and weights between colons; what stands in their place is a separator.
fn plain(line: &str) -> Cow<'_, str> {
    let (mut out, mut copied, mut at) = (String::new(), 0, 0);
    // Once no `>` is left, none is searched for again.
    let (mut has_end, has_colons) = (line.contains('>'), line.contains("::"));
    while let Some(byte) = line.as_bytes().get(at) {
        let rest = line.get(at..).unwrap_or_default();
        let is_start =
            line.get(..at).is_some_and(|before| !before.ends_with(|c: char| c.is_alphanumeric() || c == '.'));
        match byte {
            b'\\' => at += 1,
            b'<' if has_end && NETWORKS.iter().any(|kind| rest.starts_with(kind)) => match rest.find('>') {
                Some(end) => {
                    out.push_str(line.get(copied..at).unwrap_or_default());
                    out.push(',');
                    at += end;
                    copied = at + 1;
                }
                None => has_end = false,
            },
            b'0'..=b'9' | b'-' if has_colons && is_start => {
                let digits = rest.bytes().take(MAX_WEIGHT_BYTES).take_while(|c| *c != b':').count();
                let number = rest
                    .get(..digits)
                    .filter(|number| rest.get(number.len()..).is_some_and(|behind| behind.starts_with("::")));
                if let Some(weight) = number.filter(|number| is_weight(number)) {
                    let inner = rest.get(weight.len() + 2..).unwrap_or_default();
                    let length = inner.find("::").unwrap_or(inner.len());
                    out.push_str(line.get(copied..at).unwrap_or_default());
                    out.push(',');
                    // A weight below zero asks for what is not to be seen.
                    let is_wanted = weight.parse::<f32>().is_ok_and(|weight| weight > 0.0);
                    out.push_str(inner.get(..length).filter(|_| is_wanted).unwrap_or_default());
                    out.push(',');
                    copied = (at + weight.len() + 2 + length + 2).min(line.len());
                    at = copied.saturating_sub(1);
                }
            }
            _ => {}
        }
        at += 1;
    }
    if copied == 0 {
        return Cow::Borrowed(line);
    }
    out.push_str(line.get(copied..).unwrap_or_default());
    Cow::Owned(out)
}

/// Splits at the separators that stand in no bracket; a bracket without its partner is part of a face.
fn split(text: &str) -> Vec<&str> {
    let (mut parts, mut from, mut is_escaped, mut before, mut inside_until) = (Vec::new(), 0, false, ' ', 0);
    // Nothing but white space stands in the part so far.
    let mut is_start = true;
    for (at, c) in text.char_indices() {
        let behind = || text.get(at + c.len_utf8()..).unwrap_or_default();
        // `(:` is a face, even where another bracket follows.
        let opens = behind().starts_with(|c: char| c.is_alphanumeric() || "([{\\<".contains(c));
        if at >= inside_until && is_start && !is_escaped && matches!(c, '(' | '[' | '{') && opens {
            let partner = partner(text.get(at..).unwrap_or_default());
            inside_until = partner.map_or(inside_until, |length| at + length);
        }
        let width = if at < inside_until {
            None
        } else {
            match c {
                ',' => Some(1),
                '，' | '、' | '､' | '；' | '\t' if !is_escaped => Some(c.len_utf8()),
                ';' => {
                    // `;)` and `^^;` are faces.
                    let follows_word = before.is_alphanumeric() || before == ')';
                    let is_last = behind().starts_with(char::is_whitespace);
                    (!is_escaped && follows_word && is_last).then_some(1)
                }
                _ if before.is_whitespace() || is_start => break_at(text, at),
                _ => None,
            }
        };
        if let Some(width) = width.filter(|_| at >= from) {
            parts.push(text.get(from..at).unwrap_or_default());
            from = at + width;
            is_start = true;
        } else if at >= from {
            is_start &= c.is_whitespace();
        }
        is_escaped = c == '\\' && !is_escaped;
        before = c;
    }
    parts.push(text.get(from..).unwrap_or_default());
    parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// The length of a separating word at a place. In a title in capitals (`GIRLS AND PANZER`), `AND` is part of it.
fn break_at(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let word = BREAKS.into_iter().find(|word| rest.starts_with(word))?;
    let behind = rest.get(word.len()..)?;
    let is_whole = word == "|||" || behind.is_empty() || behind.starts_with([' ', ',', '\n']);
    let is_capital = |word: Option<&str>| word.is_some_and(|word| word.chars().any(char::is_uppercase));
    let in_title = word == "AND"
        && (is_capital(text.get(..at)?.split_whitespace().next_back()) || is_capital(behind.split_whitespace().next()));
    (is_whole && !in_title).then_some(word.len())
}

/// Adds the tags of a part, without brackets, weights and backslashes.
fn unwrap(part: &str, depth: usize, names: &mut Vec<String>) {
    let part = part.trim();
    let is_wildcard = part.len() > 4 && part.starts_with("__") && part.ends_with("__");
    let is_network = NETWORKS.iter().any(|kind| part.starts_with(kind)) || part.starts_with("embedding:");
    if part.is_empty() || is_wildcard || is_network || BREAKS.contains(&part) {
        return;
    }
    let Some(inner) = inside(part).filter(|_| depth < MAX_DEPTH) else {
        names.push(unescape(part));
        return;
    };
    // `[a|b]` and `{a|b}` take turns, `[a:b:0.5]` changes on the way: neither says what is to be seen.
    let takes_turns = !part.starts_with('(') && inner.contains('|');
    let changes = part.starts_with('[') && inner.split(':').count() > 2;
    if takes_turns || changes {
        return;
    }
    let weighted = inner.rsplit_once(':').filter(|(_, weight)| is_weight(weight));
    let inner = weighted.map_or(inner, |(before, _)| before);
    split(inner).into_iter().for_each(|part| unwrap(part, depth + 1, names));
}

/// What stands between a bracket and its partner, if these are the first and last character: not so in `(o)_(o)`.
fn inside(part: &str) -> Option<&str> {
    let length = partner(part).filter(|&length| length == part.len())?;
    let inner = part.get(1..length - 1)?;
    // `(:` and the like are faces: a bracket holds a word.
    (inner.chars().filter(|c| c.is_alphanumeric()).count() > 1).then_some(inner)
}

/// The length of a bracketed text at the beginning of another, with both brackets.
fn partner(text: &str) -> Option<usize> {
    let open = *text.as_bytes().first()?;
    let close = match open {
        b'(' => b')',
        b'[' => b']',
        b'{' => b'}',
        _ => return None,
    };
    let (mut depth, mut is_escaped) = (0_usize, false);
    for (at, &c) in text.as_bytes().iter().take(MAX_GROUP_BYTES).enumerate() {
        if is_escaped {
            is_escaped = false;
        } else if c == b'\\' {
            is_escaped = true;
        } else if c == open {
            depth += 1;
        } else if c == close {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                return Some(at + 1);
            }
        }
    }
    None
}

fn unescape(part: &str) -> String {
    let mut text = String::with_capacity(part.len());
    let mut chars = part.chars().peekable();
    while let Some(c) = chars.next() {
        match chars.peek() {
            Some(&next) if c == '\\' && is_escapable(next) => text.extend(chars.next()),
            _ => text.push(c),
        }
    }
    text
}

/// Whether a name reads as itself between other names.
pub(super) fn is_plain(name: &str) -> bool {
    let is_whole = !name.starts_with(['(', '[', '{']) || partner(name).is_some();
    is_whole && !name.contains(['\\', '，', '、', '､', '；', ';', '|']) && names(name) == [name]
}

/// Escapes all that has a meaning in prompts.
pub(super) fn escape(text: &str) -> String {
    let escape = |c: char| if is_escapable(c) { vec!['\\', c] } else { vec![c] };
    text.chars().flat_map(escape).collect()
}

pub(super) fn is_weight(text: &str) -> bool {
    let text = text.trim();
    text.len() <= MAX_WEIGHT_BYTES && text.parse::<f32>().is_ok_and(f32::is_finite)
}

fn is_escapable(c: char) -> bool {
    "()[]{}<>|:\\，、､；;".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_lose_their_dress() {
        for (line, expected) in [
            ("crying", "crying"),
            ("(crying:1.2), ((tears)), [sad]", "crying|tears|sad"),
            ("(crying, tears:1.3), ((a, b:1.2), c:0.8)", "crying|tears|a|b|c"),
            ("{crying}, {{tears, smile}}", "crying|tears|smile"),
            ("1girl, 1.3::blush, crying::, 2::sad ::, -1::smile::, solo", "1girl|blush|crying|sad|solo"),
            (r"saber \(fate\), (saber \(fate\):1.1), saber (fate)", "saber (fate)|saber (fate)|saber (fate)"),
            ("(o)_(o), ^_^, :), (:, ;), <o>_<o>, >:(, tears", "(o)_(o)|^_^|:)|(:|;)|<o>_<o>|>:(|tears"),
            (r"\o/, \m/", r"\o/|\m/"),
            ("crying <lora:style:1>, <lyco:x:0.5> solo", "crying|solo"),
            ("1girl, <lora:open, solo", "1girl|solo"),
            ("a BREAK b, c, BREAK, d ||| e AND f", "a|b|c|d|e|f"),
            ("GIRLS AND PANZER, c", "GIRLS AND PANZER|c"),
            ("1girl, [a|b], [a:b:0.5], __hair__, embedding:bad, x", "1girl|x"),
            ("1girl，solo、crying\tx", "1girl|solo|crying|x"),
            ("1girl; solo; ^^;", "1girl|solo|^^;"),
            ("tears;)", "tears;)"),
        ] {
            assert_eq!(names(line).join("|"), expected, "{line}");
        }
    }

    #[test]
    fn parameters_end_a_prompt() {
        for (text, prompt, is_prompt) in [
            ("1girl, x\nNegative prompt: y\nSteps: 20", "1girl, x", true),
            ("1girl\nsteps: 20, Seed: 1", "1girl", true),
            ("1girl, x Negative prompt: y", "1girl, x", true),
            ("Prompt: 1girl", "1girl", true),
            ("baby steps: the manga", "baby steps: the manga", false),
            ("1girl, x", "1girl, x", false),
        ] {
            assert_eq!(body(text), (prompt, is_prompt), "{text}");
        }
    }
}
