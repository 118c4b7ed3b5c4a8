//! The parts of a `file://` URL: the name of this machine, and a path.

use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

/// The name of this machine, as links to its files have it; none where the system does not tell.
pub fn host_name() -> Option<String> {
    let name = fs::read_to_string("/proc/sys/kernel/hostname").ok()?;
    let name = name.trim();
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    (!name.is_empty() && name.bytes().all(is_plain)).then(|| name.to_owned())
}

/// A path as URLs and the desktop's trash write it: bytes other than unreserved ones and slashes (RFC 3986) as `%XX`.
pub fn percent_encoded(path: &Path) -> String {
    let mut text = String::new();
    for &byte in path.as_os_str().as_bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}
