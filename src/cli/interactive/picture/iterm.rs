//! The inline pictures of iTerm2, which WezTerm and mintty read too: a PNG in base64 as one OSC sequence.
//!
//! ```text
//! ESC ] 1337 ; File = inline=1;size=BYTES;width=COLUMNS;height=ROWS;preserveAspectRatio=1;doNotMoveCursor=1 : BASE64 BEL
//! ```
//! Width and height are cells; the terminal keeps the shape of the picture within them.

use crate::cli::base64;

/// Shows a PNG at the cursor within some columns and rows.
pub(super) fn encode(png: &[u8], (columns, rows): (u16, u16)) -> Vec<u8> {
    format!(
        "\u{1b}]1337;File=inline=1;size={};width={columns};height={rows};preserveAspectRatio=1;doNotMoveCursor=1:{}\u{7}",
        png.len(),
        base64::encode(png)
    )
    .into_bytes()
}
