//! What copies in a folder are called: after the files that they are of.

use std::collections::BTreeSet;

use super::Described;
use super::output::MAX_NAME_BYTES;

/// The ending of a sidecar's name, in bytes.
const SIDECAR: usize = ".xmp".len();

/// Names that were given, each once.
#[derive(Default)]
pub(super) struct CopyNames(BTreeSet<String>);

impl CopyNames {
    /// A name with digits of the hash, which keep files of one name apart, whatever else is in the folder.
    pub(super) fn with_digits(&mut self, media: &Described, extension: &str) -> String {
        self.first_free(media, extension, None, MAX_NAME_BYTES)
    }

    /// A name without them, unless another file has it; a sidecar beside it has room for its ending.
    pub(super) fn plain(&mut self, media: &Described, extension: &str) -> String {
        self.first_free(media, extension, Some(format!(".{extension}")), MAX_NAME_BYTES - SIDECAR)
    }

    /// It is cut at a character so that disks take it, and has nothing in it that a shell or a terminal would take for
    /// something else: no control characters, no minus or dot at its beginning.
    fn first_free(&mut self, media: &Described, extension: &str, plain: Option<String>, most: usize) -> String {
        let stem = media.path.file_stem().unwrap_or_default().to_string_lossy();
        let mut stem: String = stem.chars().map(|c| if c.is_control() { '_' } else { c }).collect();
        if stem.starts_with(['-', '.']) {
            stem.replace_range(..1, "_");
        }
        let digits = media.hash.short();
        let ends = plain
            .into_iter()
            .chain([format!("-{digits}.{extension}")])
            .chain((2_u64..).map(|number| format!("-{digits}-{number}.{extension}")));
        let mut named = ends.map(|end| {
            let room = most - end.len();
            format!("{}{end}", &stem[..stem.floor_char_boundary(room)])
        });
        let name = named.find(|name| !self.0.contains(name)).unwrap_or_default();
        self.0.insert(name.clone());
        name
    }
}
