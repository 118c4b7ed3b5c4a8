//! The export as a table: RFC 4180 with a header, one row a file.
//!
//! ```text
//! path,hash,tags,rating,source,quotes
//! a.gif,1f…,character:saber crying,general,https://…,"Why?"
//! ```
//! Tags are joined by spaces, which no tag has; quotes by line breaks. Fields with a comma, quote or line break are
//! quoted, a quote within is doubled, lines end with CR LF.
//! Fields are written as they are: a spreadsheet may take a path that begins with `=` for a formula.

use super::error::Error;
use crate::tag::Tag;

/// The first line, without its end.
const HEADER: [&str; 6] = ["path", "hash", "tags", "rating", "source", "quotes"];

/// One file of an export.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// As the caller spells paths.
    pub path: String,
    /// The content hash in hexadecimal digits.
    pub hash: String,
    /// The tags, in the order to be written.
    pub tags: Vec<Tag>,
    /// The rating's word, or nothing.
    pub rating: String,
    /// Where it was found, or nothing.
    pub source: String,
    /// The quotes, none with a line break.
    pub quotes: Vec<String>,
}

/// The header line.
pub fn header() -> String {
    HEADER.join(",") + "\r\n"
}

/// One line.
pub fn write(row: &Row) -> String {
    let tags: Vec<String> = row.tags.iter().map(ToString::to_string).collect();
    let quotes: Vec<String> = row.quotes.iter().map(|quote| quote.replace(['\r', '\n'], " ")).collect();
    let fields = [&row.path, &row.hash, &tags.join(" "), &row.rating, &row.source, &quotes.join("\n")];
    fields.map(|field| escape(field)).join(",") + "\r\n"
}

/// Reads a whole table back.
///
/// # Errors
/// [`Error::Csv`] names the line on which a row begins that has a stray quote or not six fields.
pub fn read(text: &str) -> Result<Vec<Row>, Error> {
    let mut rows = Vec::new();
    let mut rest = text.strip_prefix(&header()).ok_or(Error::Csv { line: 1, reason: "the header is missing" })?;
    let mut line = 2;
    while !rest.is_empty() {
        let (fields, after) = record(rest).map_err(|reason| Error::Csv { line, reason })?;
        let [path, hash, tags, rating, source, quotes] =
            <[String; 6]>::try_from(fields).map_err(|_| Error::Csv { line, reason: "it has not six fields" })?;
        let tags = tags.split(' ').filter_map(|tag| Tag::parse(tag).ok()).collect();
        let quotes = quotes.split('\n').filter(|quote| !quote.is_empty()).map(str::to_owned).collect();
        rows.push(Row { path, hash, tags, rating, source, quotes });
        let read = rest.get(..rest.len() - after.len()).unwrap_or_default();
        line += read.matches('\n').count();
        rest = after;
    }
    Ok(rows)
}

fn escape(field: &str) -> String {
    if field.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}

/// The fields of the first record, and what follows its line end.
fn record(text: &str) -> Result<(Vec<String>, &str), &'static str> {
    let mut fields = Vec::new();
    let mut rest = text;
    loop {
        let mut field = String::new();
        if let Some(mut quoted) = rest.strip_prefix('"') {
            loop {
                let (before, after) = quoted.split_once('"').ok_or("a quote has no partner")?;
                field.push_str(before);
                quoted = after;
                match quoted.strip_prefix('"') {
                    Some(more) => quoted = more,
                    None => break,
                }
                field.push('"');
            }
            rest = quoted;
        } else {
            let end = rest.find([',', '\r', '\n', '"']).unwrap_or(rest.len());
            let (before, after) = rest.split_at(end);
            field.push_str(before);
            rest = after;
        }
        fields.push(field);
        if fields.len() > HEADER.len() {
            return Err("it has not six fields");
        }
        if let Some(after) = rest.strip_prefix(',') {
            rest = after;
        } else if rest.is_empty() {
            return Ok((fields, rest));
        } else {
            let after = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix('\n'));
            return Ok((fields, after.ok_or("a quote stands within a field")?));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sidecar::tests::legal_tags;
    use proptest::prelude::*;

    #[test]
    fn faults_are_named_by_line() {
        let error = |rows: &str| read(&(header() + rows)).unwrap_err();
        assert_eq!(error("a,b\r\n"), Error::Csv { line: 2, reason: "it has not six fields" });
        assert_eq!(error("\"a\nb\",,,,,\r\n\"x"), Error::Csv { line: 4, reason: "a quote has no partner" });
        assert_eq!(error("a\"b,,,,,"), Error::Csv { line: 2, reason: "a quote stands within a field" });
        assert_eq!(read("").unwrap_err(), Error::Csv { line: 1, reason: "the header is missing" });
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(
            paths in prop::collection::vec("[a\",\r\n =\\PC]{0,8}", 0..4), tags in legal_tags(),
            quotes in prop::collection::vec("[^\r\n]{1,8}", 0..3), source in "\\PC{0,8}",
        ) {
            let row = |path: String| Row {
                path, hash: "00ff".to_owned(), tags: tags.clone(), rating: "general".to_owned(),
                source: source.clone(), quotes: quotes.clone(),
            };
            let rows: Vec<Row> = paths.into_iter().map(row).collect();
            let text = header() + &rows.iter().map(write).collect::<String>();
            prop_assert_eq!(read(&text).unwrap(), rows);
        }
    }
}
