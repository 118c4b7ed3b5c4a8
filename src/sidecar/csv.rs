//! The export as a table: RFC 4180 with a header, one row a file.
//!
//! ```text
//! path,hash,tags,rating,source,quotes
//! a.gif,1f…,character:saber crying,general,,"Why?"
//! ```
//! Tags are joined by spaces, which no tag has, and quotes by line breaks. The source is empty: the catalogue keeps no
//! addresses. A path that begins with `=` is written as it is, although a spreadsheet may take it for a formula.

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
    let fields = [&row.path, &row.hash, &tags.join(" "), &row.rating, "", &quotes.join("\n")];
    fields.map(escape).join(",") + "\r\n"
}

fn escape(field: &str) -> String {
    if field.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sidecar::tests::legal_tags;
    use proptest::prelude::*;

    /// Reads a table as RFC 4180 defines it.
    fn read(table: &str) -> Vec<Vec<String>> {
        let (mut rows, mut fields, mut field, mut is_quoted) = (Vec::new(), Vec::new(), String::new(), false);
        let mut chars = table.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '"' if is_quoted && chars.next_if_eq(&'"').is_some() => field.push('"'),
                '"' => is_quoted = !is_quoted,
                ',' if !is_quoted => fields.push(std::mem::take(&mut field)),
                '\r' if !is_quoted && chars.next_if_eq(&'\n').is_some() => {
                    fields.push(std::mem::take(&mut field));
                    rows.push(std::mem::take(&mut fields));
                }
                c => field.push(c),
            }
        }
        assert!(!is_quoted && field.is_empty() && fields.is_empty(), "{table:?} ends within a row");
        rows
    }

    proptest! {
        #[test]
        fn a_row_reads_as_its_fields(
            path in "[a\",\r\n =\\PC]{0,8}", tags in legal_tags(), quotes in prop::collection::vec("[^\r\n]{1,8}", 0..3),
        ) {
            let names: Vec<String> = tags.iter().map(ToString::to_string).collect();
            let fields = [path.clone(), "00ff".to_owned(), names.join(" "), "general".to_owned(), String::new(), quotes.join("\n")];
            let row = Row { path, hash: "00ff".to_owned(), tags, rating: "general".to_owned(), quotes };
            let table = read(&(header() + &write(&row)));
            prop_assert_eq!(table, [HEADER.map(str::to_owned), fields]);
        }
    }
}
