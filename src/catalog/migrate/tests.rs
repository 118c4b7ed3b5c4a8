//! What upgrading keeps, and what is refused.

use std::path::PathBuf;
use std::time::Duration;

use image::{Rgba, RgbaImage};

use super::super::Catalog;
use super::*;
use crate::fingerprint::{SceneBuilder, Signature};

#[test]
fn every_older_schema_becomes_that_of_a_new_file() {
    let schema = |connection: &Connection| -> Vec<(String, Option<String>)> {
        let mut statement = connection.prepare("SELECT name, sql FROM sqlite_schema ORDER BY type, name").unwrap();
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(|row| row.unwrap()).collect()
    };
    let mut new = Connection::open_in_memory().unwrap();
    create(&mut new).unwrap();
    assert_eq!(versions(&new).unwrap(), (APPLICATION_ID, KNOWN));
    for version in 1..KNOWN {
        let mut old = Connection::open_in_memory().unwrap();
        fill_old(&old, version);
        run(&mut old).unwrap();
        assert_eq!(schema(&old), schema(&new), "from version {version}");
    }
}

#[test]
fn what_signatures_tell_of_loops_is_kept_without_reading_files() {
    let mut old = Connection::open_in_memory().unwrap();
    fill_old(&old, 12);
    let (mut scene, shown) = (SceneBuilder::new(), Duration::from_millis(40));
    for (index, x) in [0, 10, 20, 30, 20, 10].into_iter().enumerate() {
        let picture = RgbaImage::from_fn(64, 64, |u, _| Rgba([if (x..x + 20).contains(&u) { 250 } else { 9 }; 4]));
        scene.push(index as u32, shown * index as u32, shown, &picture);
    }
    let scene = Signature::of_scene(&scene.finish(shown * 6));
    for (id, kind, data) in [(1, 2, scene.data.as_slice()), (2, 2, b"of another version"), (3, 1, b"a still")] {
        let sql = "INSERT INTO media (id, hash, format, width, height, frames, animated, has_alpha, bytes, added_at)
                   VALUES (?1, randomblob(32), 'gif', 64, 64, 6, 1, 0, 9, 0)";
        old.execute(sql, [id]).unwrap();
        let sql = "INSERT INTO signature (media_id, kind, version, data) VALUES (?1, ?2, 4, ?3)";
        old.execute(sql, (id, kind, data)).unwrap();
    }
    run(&mut old).unwrap();
    let mut statement = old.prepare("SELECT loop_score, runs_back FROM media ORDER BY id").unwrap();
    let found: Vec<(Option<u8>, bool)> =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(|row| row.unwrap()).collect();
    let expected = scene.looping().map(|looping| (Some(looping.hundredths), looping.runs_back)).unwrap();
    assert_eq!(found, [expected, (None, false), (None, false)]);
    assert!(expected.1 && expected.0 > Some(80), "{expected:?}");
}

#[test]
fn the_manual_names_every_table_and_column() {
    let manual = include_str!("../../../docs/catalog.md");
    let mut new = Connection::open_in_memory().unwrap();
    create(&mut new).unwrap();
    let sql = "SELECT t.name, c.name FROM pragma_table_list t, pragma_table_xinfo(t.name) c
               WHERE t.schema = 'main' AND t.type IN ('table', 'virtual') AND t.name NOT LIKE 'sqlite%' ORDER BY 1, c.cid";
    let mut statement = new.prepare(sql).unwrap();
    let columns = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))).unwrap();
    let is_named = |name: &str| manual.contains(&format!("`{name}`"));
    // Numbers of rows, which nothing outside a join needs, and what SQLite adds to its index.
    let is_number = |name: &str| name == "id" || name.ends_with("_id") || name == "rank";
    let unnamed: Vec<String> = columns
        .map(|column| column.unwrap())
        .filter(|(table, column)| !(is_named(table) && (is_number(column) || is_named(column) || table == column)))
        .map(|(table, column)| format!("{table}.{column}"))
        .collect();
    assert_eq!(unnamed, Vec::<String>::new());
}

#[test]
fn what_is_no_catalogue_of_ours_is_refused_in_a_sentence_and_stays_as_it_is() {
    let place = Place::new("refused");
    for (make, said) in [
        ("PRAGMA application_id = 1851878249; CREATE TABLE mine (x); PRAGMA user_version = -7;", "its format is -7"),
        ("PRAGMA application_id = 1851878249; CREATE TABLE mine (x);", "its format is 0"),
        ("PRAGMA application_id = 1851878249; CREATE TABLE mine (x); PRAGMA user_version = 999;", "newer nakigao"),
        ("CREATE TABLE mine (x)", "a database of another program"),
        ("PRAGMA application_id = 77; PRAGMA user_version = 1;", "a database of another program"),
        ("PRAGMA user_version = 1;", "an empty database"),
        ("PRAGMA journal_mode = wal; CREATE TABLE mine (x);", "a database of another program"),
        ("", "it is empty"),
    ] {
        let file = place.file("catalog.db");
        remove(&file).unwrap();
        File::create(&file).unwrap();
        if !make.is_empty() {
            Connection::open(&file).unwrap().execute_batch(make).unwrap();
        }
        let before = fs::read(&file).unwrap();
        for opened in [Catalog::open(&file), Catalog::open_or_create(&file)] {
            let error = opened.unwrap_err().to_string();
            assert!(error.contains(said) && error.contains("catalog.db"), "{make}: {error}");
        }
        assert_eq!(fs::read(&file).unwrap(), before, "{make}");
        assert_eq!(place.names(), ["catalog.db"], "{make}");
    }
    fs::write(place.file("catalog.db"), b"a letter to a friend").unwrap();
    let error = Catalog::open(&place.file("catalog.db")).unwrap_err().to_string();
    assert!(error.contains("no SQLite database"), "{error}");
    assert_eq!(fs::read(place.file("catalog.db")).unwrap(), b"a letter to a friend");
}

#[test]
fn a_copy_is_kept_before_an_upgrade_and_only_a_sound_one_is_trusted() {
    let place = Place::new("copies");
    let (file, copy) = (place.file("catalog.db"), place.file(&format!("catalog.before-{KNOWN}.db")));
    let other = place.file(&format!("catalog.before-{KNOWN}-2.db"));
    let old = || {
        remove(&file).unwrap();
        fill_old(&Connection::open(&file).unwrap(), 2);
    };
    let upgrade = || {
        old();
        Catalog::open(&file).unwrap();
        assert!(what_is_wrong(&file, KNOWN).is_none());
    };
    upgrade();
    assert_eq!(what_is_wrong(&copy, 2), None);
    let sound = fs::read(&copy).unwrap();
    upgrade();
    assert_eq!(
        place.names(),
        [format!("catalog.before-{KNOWN}.db"), "catalog.db".to_owned()],
        "the same needs no second"
    );
    // What kills leave: nothing of it yet, a part of it, a journal beside it, a file under the passing name.
    for wrong in [&b""[..], sound.get(..8192).unwrap()] {
        fs::write(&copy, wrong).unwrap();
        fs::write(place.file(&format!("catalog.before-{KNOWN}.db-journal")), b"old").unwrap();
        fs::write(place.file(&format!("catalog.before-{KNOWN}.db.part")), b"old").unwrap();
        upgrade();
        assert_eq!(what_is_wrong(&copy, 2), None);
        assert_eq!(place.names().len(), 2, "{:?}", place.names());
    }
    // A person's own file, and a sound copy of another state, are left alone.
    fs::write(&copy, b"mine").unwrap();
    upgrade();
    assert_eq!((fs::read(&copy).unwrap().as_slice(), what_is_wrong(&other, 2)), (&b"mine"[..], None));
    remove(&copy).unwrap();
    fill_old(&Connection::open(&copy).unwrap(), 1);
    upgrade();
    assert_eq!((what_is_wrong(&copy, 1), what_is_wrong(&other, 2)), (None, None));
}

#[test]
fn what_was_made_of_pngs_of_other_colours_is_made_again() {
    let mut old = Connection::open_in_memory().unwrap();
    fill_old(&old, 4);
    for (id, format) in [(1, "png"), (2, "gif")] {
        let media = "INSERT INTO media (id, hash, format, width, height, frames, animated, has_alpha, bytes, added_at)
                     VALUES (?1, randomblob(32), ?2, 1, 1, 1, 0, 0, 1, 0)";
        old.execute(media, (id, format)).unwrap();
        let signature = "INSERT INTO signature (media_id, kind, version, data, compared) VALUES (?1, 1, 7, x'', 1)";
        old.execute(signature, [id]).unwrap();
    }
    run(&mut old).unwrap();
    let sql = "SELECT group_concat(version || ' ' || compared, ', ') FROM signature";
    let found: String = old.query_row(sql, [], |row| row.get(0)).unwrap();
    assert_eq!(found, "0 0, 7 1");
}

/// Makes a catalogue of a released version.
fn fill_old(connection: &Connection, version: i64) {
    connection.pragma_update(None, "synchronous", "off").unwrap();
    add_functions(connection).unwrap();
    MIGRATIONS.iter().take(version as usize).for_each(|script| connection.execute_batch(script).unwrap());
    connection.pragma_update(None, "application_id", APPLICATION_ID).unwrap();
    connection.pragma_update(None, "user_version", version).unwrap();
}

/// A folder for one test.
struct Place(PathBuf);

impl Place {
    fn new(name: &str) -> Self {
        let dir = std::env::temp_dir().join(format!("nakigao-migrate-{name}-{}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        Self(dir)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// What is in it, apart from the file that writers lock.
    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).unwrap().flatten();
        let mut names: Vec<String> = entries.map(|entry| entry.file_name().into_string().unwrap()).collect();
        names.retain(|name| name != "catalog.db-turn");
        names.sort();
        names
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
