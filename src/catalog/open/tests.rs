//! How a catalogue is made, read where it cannot be written, and what it says when it shrinks.

use std::os::unix::fs::PermissionsExt;

use super::*;
use crate::catalog::{Action, Source};
use crate::tag::Tag;

/// A folder for one test.
struct Place(PathBuf);

impl Place {
    fn new(name: &str) -> Self {
        let dir = std::env::temp_dir().join(format!("nakigao-open-{name}-{}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        Self(dir)
    }

    fn file(&self) -> PathBuf {
        self.0.join("catalog.db")
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn put_tags(catalog: &Catalog, names: &[&str]) {
    let ensure = || names.iter().try_for_each(|name| catalog.ensure_tag(&Tag::parse(name).unwrap()).map(|_| ()));
    catalog.atomically(ensure).unwrap();
}

fn n_tags(catalog: &Catalog) -> usize {
    catalog.list_all_tags().unwrap().len()
}

#[test]
fn a_new_catalogue_is_whole_and_what_a_kill_left_of_one_is_replaced() {
    let place = Place::new("new");
    fs::write(place.0.join("catalog.db.part"), b"SQLite").unwrap();
    fs::write(place.0.join("catalog.db-wal"), b"of one that is gone").unwrap();
    create(&place.file()).unwrap();
    assert!(!place.0.join("catalog.db.part").exists() && !place.0.join("catalog.db-wal").exists());
    put_tags(&Catalog::open(&place.file()).unwrap(), &["a"]);
    create(&place.file()).unwrap();
    let catalog = Catalog::open_or_create(&place.file()).unwrap();
    assert_eq!(n_tags(&catalog), 1, "one that is there is not made again");
    let mode: String = catalog.connection.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
    assert_eq!(mode, "wal");
}

#[test]
fn commits_wait_for_the_disk_unless_they_need_not() {
    let place = Place::new("sync");
    let catalog = Catalog::open_or_create(&place.file()).unwrap();
    let level = || catalog.connection.pragma_query_value(None, "synchronous", |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(level(), 2, "each commit is synced");
    assert_eq!(catalog.unsynced(|| Ok::<_, Error>(level())).unwrap(), 1);
    assert_eq!(level(), 2);
}

#[test]
fn what_cannot_be_written_is_read_with_and_without_a_journal() {
    let place = Place::new("read");
    let writer = Catalog::open_or_create(&place.file()).unwrap();
    put_tags(&writer, &["a", "b"]);
    // As a copy of a folder in use holds it: the tags are in the journal, and nobody has it open.
    let copy = Place::new("read-copy");
    for file in ["catalog.db", "catalog.db-wal"] {
        fs::copy(place.0.join(file), copy.0.join(file)).unwrap();
    }
    let beside_writer = Catalog::open_to_read(&place.file(), Trouble::ReadOnly).unwrap();
    assert_eq!(n_tags(&beside_writer), 2);
    put_tags(&writer, &["c"]);
    assert_eq!(n_tags(&beside_writer), 3, "what another one writes is seen");
    drop(beside_writer);
    drop(writer);
    let names = || fs::read_dir(&copy.0).unwrap().count();
    fs::set_permissions(&copy.0, fs::Permissions::from_mode(0o555)).unwrap();
    let read = Catalog::open_to_read(&copy.file(), Trouble::ReadOnly).unwrap();
    assert_eq!(n_tags(&read), 2, "from the journal");
    let error =
        read.atomically(|| read.open_entry(&Action::Words("tag".into()), Source::Hand, 0)).unwrap_err().to_string();
    let dir = copy.0.display();
    assert!(error.starts_with(&format!("the gallery in {dir} cannot be written: ")), "{error}");
    assert!(read.rehearse(|| Ok::<_, Error>(())).is_err());
    drop(read);
    fs::set_permissions(&copy.0, fs::Permissions::from_mode(0o755)).unwrap();
    remove(&copy.file()).unwrap();
    fs::copy(place.file(), copy.file()).unwrap();
    let before = names();
    let read = Catalog::open_to_read(&copy.file(), Trouble::Full).unwrap();
    assert_eq!(n_tags(&read), 3, "without a journal");
    let error =
        read.atomically(|| read.open_entry(&Action::Words("tag".into()), Source::Hand, 0)).unwrap_err().to_string();
    assert!(error.contains("is full"), "the reason is that of the first try: {error}");
    drop(read);
    assert_eq!(names(), before, "nothing is left");
}

#[test]
fn a_file_that_shrinks_while_it_is_read_is_an_error() {
    let place = Place::new("shrinks");
    let writer = Catalog::open_or_create(&place.file()).unwrap();
    let names: Vec<String> = (0..20_000).map(|n| format!("a_name_that_takes_room_{n}")).collect();
    put_tags(&writer, &names.iter().map(String::as_str).collect::<Vec<_>>());
    drop(writer);
    let catalog = Catalog::open(&place.file()).unwrap();
    catalog.connection.pragma_update(None, "cache_size", 10).unwrap();
    assert_eq!(n_tags(&catalog), 20_000);
    let file = File::options().write(true).open(place.file()).unwrap();
    file.set_len(8 * 4096).unwrap();
    let error = catalog.list_all_tags().unwrap_err();
    assert!(matches!(error.trouble(), Some(Trouble::Damaged | Trouble::Disk)), "{error}");
}

#[test]
fn an_imagined_copy_changes_nothing() {
    let place = Place::new("imagined");
    let catalog = Catalog::open_or_create(&place.file()).unwrap();
    put_tags(&catalog, &["a"]);
    let imagined = catalog.imagine().unwrap();
    put_tags(&imagined, &["b"]);
    assert_eq!((n_tags(&catalog), n_tags(&imagined)), (1, 2));
}
