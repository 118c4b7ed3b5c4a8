//! `nakigao serve`: looks at the words; another face does the rest.

use super::args::{Global, ServeArgs};
use super::exit::Failed;
use super::{gallery, places};
use crate::ops::ServeOptions;

pub(super) fn read(global: &Global, args: &ServeArgs) -> Result<ServeOptions, Failed> {
    let dir = places::places(global.gallery.as_ref())?.dir;
    let gallery = gallery::open(global)?;
    let whole = dir.canonicalize().unwrap_or(dir);
    let name = whole.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let hosts = args.host.iter().map(|name| name.to_ascii_lowercase()).collect();
    let (open, read_only) = (!args.no_open, args.read_only);
    let (json, quiet) = (global.json, global.quiet);
    Ok(ServeOptions { gallery, name, port: args.port, bind: args.bind, hosts, open, read_only, json, quiet })
}
