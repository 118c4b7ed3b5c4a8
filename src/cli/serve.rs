//! `nakigao serve`: looks at the words; another face does the rest.

use super::args::{Global, ServeArgs};
use super::exit::Failed;
use super::{gallery, places};
use crate::ops::Gallery;

/// A gallery that is to be shown in the browser.
pub struct Serve {
    /// It, opened to be written if that is possible.
    pub gallery: Gallery,
    /// What its folder is called.
    pub name: String,
    /// Where to listen first.
    pub port: u16,
    /// An address beyond this machine.
    pub bind: Option<std::net::IpAddr>,
    /// Other names of the server.
    pub hosts: Vec<String>,
    /// The page is shown at once.
    pub open: bool,
    /// Nothing can be changed.
    pub read_only: bool,
    /// Nothing is said but the address.
    pub quiet: bool,
}

pub(super) fn read(global: &Global, args: &ServeArgs) -> Result<Serve, Failed> {
    let dir = places::places(global.gallery.as_ref())?.dir;
    let gallery = gallery::open(global)?;
    let whole = dir.canonicalize().unwrap_or(dir);
    let name = whole.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let hosts = args.host.iter().map(|name| name.to_ascii_lowercase()).collect();
    let (open, read_only) = (!args.no_open, args.read_only);
    Ok(Serve { gallery, name, port: args.port, bind: args.bind, hosts, open, read_only, quiet: global.quiet })
}
