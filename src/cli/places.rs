//! Where galleries and the trash are: the only place that reads the environment for it.

use std::env;
use std::path::PathBuf;

/// The environment does not tell a folder that is needed; holds the message.
#[derive(Debug)]
pub(super) struct NoHome(pub(super) &'static str);

/// A gallery's folder and the folder of its thumbnails.
pub(super) struct Places {
    pub(super) dir: PathBuf,
    pub(super) thumbs: PathBuf,
}

/// The gallery that was asked for, or the default one. An empty variable counts as unset.
pub(super) fn places(gallery: Option<&PathBuf>) -> Result<Places, NoHome> {
    let from_environment = || env::var_os("NAKIGAO_GALLERY").filter(|dir| !dir.is_empty()).map(PathBuf::from);
    if let Some(dir) = gallery.cloned().or_else(from_environment) {
        return Ok(Places { thumbs: dir.join("thumbs"), dir });
    }
    let dir = xdg("XDG_DATA_HOME", ".local/share");
    let cache = xdg("XDG_CACHE_HOME", ".cache");
    match (dir, cache) {
        (Some(dir), Some(cache)) => Ok(Places { dir: dir.join("nakigao"), thumbs: cache.join("nakigao") }),
        _ => Err(NoHome("HOME is not set: say where the gallery is with --gallery DIR")),
    }
}

/// The trash of the person's home.
pub(super) fn home_trash() -> Result<PathBuf, NoHome> {
    let data = xdg("XDG_DATA_HOME", ".local/share");
    data.map(|data| data.join("Trash")).ok_or(NoHome("HOME is not set: there is no trash"))
}

/// A base directory by the XDG specification: the variable if it is an absolute path, else the folder below HOME.
fn xdg(variable: &str, below_home: &str) -> Option<PathBuf> {
    let set = env::var_os(variable).map(PathBuf::from).filter(|path| path.is_absolute());
    let home = || env::var_os("HOME").filter(|home| !home.is_empty()).map(|home| PathBuf::from(home).join(below_home));
    set.or_else(home)
}
