//! The text in a fragment of HTML, as boorus store notes: tags out, entities read, white space as one space.
//!
//! No HTML parser: a `<` that begins a tag or comment opens something that ends at the next `>`, and an unclosed one is
//! text. Block tags and `<br>` become a space. Scripts and styles are not looked for; notes have none.

/// The plain text.
pub(super) fn to_text(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    // Once no `>` is left, none is searched for again: a megabyte of `<` costs one search.
    let mut may_close = true;
    while let Some(at) = rest.find(['<', '&']) {
        let (before, from) = rest.split_at(at);
        text.push_str(before);
        let is_markup = from.as_bytes().get(1).is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, b'/' | b'!'));
        let end = if from.starts_with('<') && is_markup && may_close { from.find('>') } else { None };
        if let Some(end) = end {
            let name = from.get(1..end).unwrap_or_default().trim_start_matches('/');
            let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
            if ["br", "p", "div", "li", "tr"].iter().any(|block| name.eq_ignore_ascii_case(block)) {
                text.push(' ');
            }
            rest = from.get(end + 1..).unwrap_or_default();
        } else if let Some((c, after)) = entity(from) {
            text.push(c);
            rest = after;
        } else {
            may_close &= !(from.starts_with('<') && is_markup);
            text.push_str(from.get(..1).unwrap_or_default());
            rest = from.get(1..).unwrap_or_default();
        }
    }
    text.push_str(rest);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The character of an entity at the beginning of a text, and what follows.
fn entity(text: &str) -> Option<(char, &str)> {
    // `&#x10FFFF;` is the longest.
    let head = text.as_bytes().get(..text.len().min(10))?;
    let end = head.iter().position(|&c| c == b';')?;
    let name = text.get(1..end)?;
    let c = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "hellip" => '…',
        _ => {
            let number = name.strip_prefix('#').filter(|_| text.starts_with('&'))?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)?
        }
    };
    if text.starts_with('&') { Some((c, text.get(end + 1..)?)) } else { None }
}

#[cfg(test)]
mod tests {
    use super::to_text;

    #[test]
    fn markup_goes_and_text_stays() {
        for (html, text) in [
            ("<b>Don't</b> cry<br/>any more", "Don't cry any more"),
            ("<tn>sob</tn> &quot;why&#x3F;&quot; &amp; &#12354;", "sob \"why?\" & あ"),
            ("a < b && c > d", "a < b && c > d"),
            (">_< <3", ">_< <3"),
            ("<b unclosed", "<b unclosed"),
            ("&unknown; &#xD800; &#999999999;", "&unknown; &#xD800; &#999999999;"),
            ("  \n ", ""),
        ] {
            assert_eq!(to_text(html), text, "{html}");
        }
    }
}
