//! Where outputs go, path by path.

use std::os::unix::fs::symlink;

use super::super::{ImportOptions, Unwatched, import};
use super::*;

#[test]
fn a_gallerys_folder_takes_what_is_not_its_own() {
    for (below, is_free) in [
        ("sheet.png", true),
        ("sheets/1.png", true),
        ("copy.db", true),
        ("catalog.db", false),
        ("Catalog.DB", false),
        ("catalog.db-wal", false),
        ("catalog.before-4.db", false),
        ("lock", false),
        ("web.key", false),
        ("thumbs/a.webp", false),
        ("vocabulary/mine.toml", false),
        ("thumbs.png", true),
    ] {
        assert_eq!(place::is_free_name(Path::new(below)), is_free, "{below}");
    }
}

#[test]
fn links_are_followed_to_where_they_lead() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path().canonicalize().unwrap();
    fs::create_dir(dir.join("real")).unwrap();
    symlink("real", dir.join("folder")).unwrap();
    symlink("folder/new.png", dir.join("link.png")).unwrap();
    symlink("round.png", dir.join("round.png")).unwrap();
    let place = |name: &str| place::find(&dir.join(name));
    assert_eq!(place("link.png").unwrap(), Place::File(dir.join("real/new.png")), "although nothing is there yet");
    assert_eq!(place("folder/a/b.png").unwrap(), Place::File(dir.join("real/a/b.png")));
    assert_eq!(place::find(Path::new("/dev/null")).unwrap(), Place::Stream("/dev/null".into(), None));
    assert!(matches!(place::find(Path::new("/dev/fd/1")).unwrap(), Place::Stream(..)));
    for name in ["round.png", "real", "missing/../real/a.png"] {
        assert!(place(name).is_err(), "{name}");
    }
}

#[test]
fn the_innermost_of_gallery_and_imported_folder_decides() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name);
    fs::create_dir_all(path("pictures/gallery")).unwrap();
    fs::create_dir_all(path("other")).unwrap();
    let gallery = Gallery::open_or_create(&path("pictures/gallery"), &path("pictures/gallery/thumbs")).unwrap();
    Gallery::open_or_create(&path("other"), &path("other/thumbs")).unwrap();
    import(&gallery, &[path("pictures")], &ImportOptions::default(), &mut Unwatched).unwrap();
    let may = |name: &str| Outputs::new(Some(&gallery), true).unwrap().admit(&path(name)).is_ok();
    for (name, allowed) in [
        ("a.png", true),
        ("new/a.png", true),
        ("pictures/gallery/a.png", true),
        ("pictures/gallery/catalog.db", false),
        ("pictures/gallery/thumbs/a.png", false),
        ("pictures/a.png", false),
        ("pictures/deep/a.png", false),
        ("other/a.png", false),
        ("other/thumbs/a.png", false),
    ] {
        assert_eq!(may(name), allowed, "{name}");
    }
    let without = Outputs::new(None, true).unwrap().before_import(&[path("new"), path("pictures")]);
    assert!(without.admit_folder(&path("pictures/a")).is_err() && without.admit_folder(&path("new")).is_ok());
}
