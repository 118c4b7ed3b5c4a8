//! How a gallery is served to a browser: what the command line reads and the server obeys.

use std::net::IpAddr;

use super::Gallery;

/// How a gallery is served.
pub struct ServeOptions {
    /// The gallery, opened to be written if that is possible.
    pub gallery: Gallery,
    /// What it is called on the page.
    pub name: String,
    /// The port, unless the usual one; another where it is taken.
    pub port: Option<u16>,
    /// An address beyond this machine, instead of its own.
    pub bind: Option<IpAddr>,
    /// Names that the server goes by beside its addresses.
    pub hosts: Vec<String>,
    /// Shows the page.
    pub open: bool,
    /// Nothing can be changed.
    pub read_only: bool,
    /// The address is said in JSON.
    pub json: bool,
    /// Nothing is said but the address.
    pub quiet: bool,
}
