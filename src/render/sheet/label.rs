//! Labels: wrapping of the lines under a picture.

use super::SheetStyle;
use crate::render::text::{TextLine, Typesetter};

/// Fits the lines of a label into a width, in at most `most` lines. A line that is too long is wrapped while each line after it
/// keeps one of its own; the last is cut.
pub(super) fn set_label(labels: &mut Typesetter, lines: &[&str], width: f32, most: u32) -> Vec<Vec<TextLine>> {
    let mut out = Vec::new();
    let mut left = most;
    for (i, line) in lines.iter().enumerate() {
        if left == 0 {
            break;
        }
        let after = u32::try_from(lines.len() - i - 1).unwrap_or(u32::MAX);
        let set = labels.wrap(line, width, left.saturating_sub(after).max(1));
        left -= set.len() as u32;
        out.push(set);
    }
    out
}

/// Returns the lines that the longest of some labels takes under pictures of some widths, at most `most`.
pub fn label_lines<'a>(style: &SheetStyle, labels: impl IntoIterator<Item = (&'a str, u32)>, most: u32) -> u32 {
    let mut setter = Typesetter::new(style.label_size, &style.fonts);
    let n_lines = |(label, width): (&str, u32)| {
        let lines: Vec<&str> = label.lines().take(most as usize).collect();
        let set = set_label(&mut setter, &lines, width as f32, most);
        set.iter().map(|lines| lines.len() as u32).sum::<u32>()
    };
    labels.into_iter().map(n_lines).max().unwrap_or(0)
}
