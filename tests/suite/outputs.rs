//! What is written for a person takes no file from anyone: sheets, maps, folders of thumbnails, sidecars, manual pages,
//! backups.

use std::fs::{self, File, Permissions};
use std::io::Read;
use std::os::unix::fs::{FileTypeExt, PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use nakigao::ops::{
    self, Error, FolderTemplate, FontSources, ImportOptions, LabelTemplate, Outputs, Selection, SheetOptions,
    SheetStyle, Unwatched,
};
use nakigao::render;
use nakigao::render::sheet::{CellGroup, Layout};
use serde_json::Value;

use super::support::Place;

fn place(name: &str) -> Place {
    let place = Place::new(name);
    place.put("still/rgb.png", "a.png");
    place.put("still/420.jpg", "b.jpg");
    place.import(&ImportOptions::default());
    place
}

/// All files below a folder, with their bytes.
fn contents(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let files = walkdir::WalkDir::new(dir).sort_by_file_name().into_iter().flatten();
    let files = files.filter(|entry| entry.file_type().is_file());
    files.map(|entry| (entry.path().display().to_string(), fs::read(entry.path()).unwrap())).collect()
}

#[track_caller]
fn refused(place: &Place, arguments: &[&str], words: &str) {
    let (code, _, err) = place.said(arguments);
    assert!((1..=2).contains(&code) && err.contains(words), "{arguments:?}: {code}: {err}");
}

#[test]
fn nothing_is_written_among_the_files_of_a_gallery() {
    let place = place("outputs-gallery");
    place.program().args(["--gallery", "other", "import", "pictures"]).output().unwrap();
    let before = fs::read(place.path("gallery/catalog.db")).unwrap();
    let words = "lies among the files of the gallery in";
    refused(&place, &["sheet", "-o", "s.png", "--map", "gallery/catalog.db"], words);
    refused(&place, &["sheet", "-o", "s.png", "--map", "gallery/catalog.db", "--force"], words);
    refused(&place, &["sheet", "-o", "gallery/thumbs/s.png"], words);
    refused(&place, &["sheet", "-o", "gallery/vocabulary/s.png"], words);
    refused(&place, &["sheet", "-o", "other/s.png", "--force"], words);
    refused(&place, &["import", "pictures", "--sheet", "gallery/thumbs/s.png"], words);
    refused(&place, &["thumbs", "--out", "gallery/thumbs/mine"], words);
    refused(&place, &["thumbs", "--out", "other/mine"], words);
    refused(&place, &["export", "--to", "xmp", "--out", "other"], words);
    refused(&place, &["dupes", "--sheet", "other/s.png"], "at least one picture");
    refused(&place, &["backup", "other/copy.db"], words);
    refused(&place, &["backup", "gallery/catalog.db.bak"], words);
    refused(&place, &["man", "other"], words);
    symlink("gallery", place.path("link")).unwrap();
    refused(&place, &["sheet", "-o", "s.png", "--map", "link/catalog.db"], words);
    assert!(!place.path("s.png").exists(), "nothing is drawn for nothing");
    assert_eq!(fs::read(place.path("gallery/catalog.db")).unwrap(), before);
    for _ in 0..2 {
        place.ok(&["sheet", "-o", "gallery/s.png", "--map", "gallery/map.json"]);
        place.ok(&["import", "pictures", "--sheet", "gallery/s.png"]);
    }
    place.ok(&["backup", "gallery/copy.db"]);
    fs::write(place.path("gallery/mine.png"), b"mine").unwrap();
    refused(&place, &["sheet", "-o", "gallery/mine.png"], "is already there");
}

#[test]
fn nothing_is_written_among_originals() {
    let place = place("outputs-originals");
    place.put("still/rgb.png", "deep/c.png");
    let before = contents(&place.pictures());
    let words = "lies in the imported folder";
    refused(&place, &["import", "pictures", "--sheet", "pictures/sheet.png"], words);
    refused(&place, &["sheet", "-o", "pictures/sheet.png", "--force"], words);
    refused(&place, &["sheet", "-o", "pictures/new/../sheet.png", "--force"], "does not exist");
    refused(&place, &["sheet", "-o", "s.png", "--map", "pictures/map.json"], words);
    refused(&place, &["thumbs", "--out", "pictures/deep"], words);
    refused(&place, &["export", "--to", "kohya", "--out", "pictures/tags"], words);
    refused(&place, &["backup", "pictures/copy.db"], words);
    refused(&place, &["man", "pictures/man"], words);
    refused(&place, &["sheet", "-o", "pictures/deep/c.png", "--force"], "is already there");
    // A folder that this very import names counts as imported; the refusal comes before a gallery is made.
    let ran = place.program().args(["--gallery", "new", "import", "pictures", "--sheet", "pictures/s.png"]).output();
    assert_eq!((ran.unwrap().status.code(), place.path("new").exists()), (Some(2), false));
    assert_eq!(contents(&place.pictures()), before);
}

#[test]
fn what_we_wrote_is_replaced_and_what_others_wrote_is_not() {
    let place = place("outputs-ours");
    let sheet = ["sheet", "-o", "s.png", "--map", "map.json", "--title"];
    place.ok(&[&sheet[..], &["one"]].concat());
    let first = fs::read(place.path("s.png")).unwrap();
    place.ok(&[&sheet[..], &["two"]].concat());
    assert_ne!(fs::read(place.path("s.png")).unwrap(), first);
    place.ok(&["import", "pictures", "--sheet", "s.png"]);
    // Someone changed the sheet: the file still begins as ours did.
    let mut drawn_on = fs::read(place.path("s.png")).unwrap();
    drawn_on.push(0);
    fs::write(place.path("s.png"), &drawn_on).unwrap();
    fs::write(place.path("mine.json"), b"{}").unwrap();
    refused(&place, &[&sheet[..], &["three"]].concat(), "is already there");
    refused(&place, &["sheet", "-o", "new.png", "--map", "mine.json"], "--force");
    refused(&place, &["import", "pictures", "--sheet", "s.png"], "is already there");
    fs::write(place.path("copy.db"), b"mine").unwrap();
    refused(&place, &["backup", "copy.db"], "is already there");
    assert_eq!(fs::read(place.path("s.png")).unwrap(), drawn_on);
    assert_eq!(fs::read(place.path("mine.json")).unwrap(), b"{}");
    assert_eq!(fs::read(place.path("copy.db")).unwrap(), b"mine");
    assert!(!place.path("new.png").exists());
    place.ok(&[&sheet[..], &["three", "--force"]].concat());
    place.ok(&["import", "pictures", "--sheet", "s.png"]);
    refused(&place, &["sheet", "-o", "twice.png", "--map", "twice.png"], "written twice");
    // The pages of an earlier sheet, and one that is another's.
    let pages = ["sheet", "-o", "p.png", "--columns", "1", "--rows-per-page", "1"];
    fs::write(place.path("p-02.png"), b"mine").unwrap();
    refused(&place, &pages, "p-02.png is already there");
    assert!(!place.path("p-01.png").exists(), "no page is written if one may not be");
}

#[test]
fn a_replaced_file_keeps_its_mode_and_a_link_stays_a_link() {
    let place = place("outputs-links");
    fs::create_dir(place.path("real")).unwrap();
    symlink("real/s.png", place.path("s.png")).unwrap();
    symlink("pictures/new.png", place.path("into.png")).unwrap();
    symlink("pictures/a.png", place.path("over.png")).unwrap();
    place.ok(&["sheet", "-o", "s.png"]);
    assert!(place.path("real/s.png").is_file(), "what the link names is made");
    fs::set_permissions(place.path("real/s.png"), Permissions::from_mode(0o600)).unwrap();
    place.ok(&["sheet", "-o", "s.png", "--title", "again"]);
    assert_eq!(fs::metadata(place.path("real/s.png")).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(place.path("s.png").is_symlink());
    refused(&place, &["sheet", "-o", "into.png"], "lies in the imported folder");
    refused(&place, &["sheet", "-o", "over.png", "--force"], "is already there");
    assert_eq!(fs::read_dir(place.path("real")).unwrap().count(), 1, "no temporary file is left");
}

#[test]
fn pipes_and_devices_are_written_to_and_stay_what_they_are() {
    let place = place("outputs-pipes");
    for name in ["p.png", "map"] {
        assert!(Command::new("mkfifo").arg(place.path(name)).status().unwrap().success());
    }
    let readers = ["p.png", "map"].map(|name| {
        let path = place.path(name);
        thread::spawn(move || {
            let mut bytes = Vec::new();
            File::open(path).unwrap().read_to_end(&mut bytes).unwrap();
            bytes
        })
    });
    place.ok(&["sheet", "-o", "p.png", "--map", "map"]);
    let [picture, map] = readers.map(|reader| reader.join().unwrap());
    assert!(image::load_from_memory(&picture).unwrap().width() > 100);
    assert!(serde_json::from_slice::<Value>(&map).unwrap()["pages"].is_array());
    assert!(fs::metadata(place.path("p.png")).unwrap().file_type().is_fifo());
    place.ok(&["sheet", "-o", "s.png", "--map", "/dev/null"]);
    assert!(fs::metadata("/dev/null").unwrap().file_type().is_char_device());
    let (_, map, said) = place.said(&["sheet", "-o", "s.png", "--map", "/dev/stdout"]);
    assert!(serde_json::from_str::<Value>(&map).unwrap()["pages"].is_array(), "{map}");
    assert!(said.contains("2 pictures on s.png\n"), "{said}");
    let file = File::create(place.path("said")).unwrap();
    let mut command = place.program();
    let command = command.args(["--gallery", "gallery", "sheet", "-o", "s.png", "--map", "/dev/stdout"]);
    assert!(command.stdout(Stdio::from(file)).status().unwrap().success());
    let map = fs::read_to_string(place.path("said")).unwrap();
    assert!(serde_json::from_str::<Value>(&map).unwrap()["pages"].is_array(), "{map}");
    symlink("/dev/stdout", place.path("out.png")).unwrap();
    let mut command = place.program();
    command.args(["--gallery", "gallery", "sheet", "-o", "out.png"]);
    assert!(command.stdout(File::create(place.path("piped")).unwrap()).status().unwrap().success());
    assert!(image::load_from_memory(&fs::read(place.path("piped")).unwrap()).unwrap().width() > 100);
    // A descriptor that the program itself has open is no output.
    let catalog = fs::metadata(place.path("gallery/catalog.db")).unwrap().len();
    for n in 3..6 {
        let link = format!("{n}.png");
        symlink(format!("/dev/fd/{n}"), place.path(&link)).unwrap();
        place.said(&["sheet", "-o", &link]);
    }
    assert_eq!(fs::metadata(place.path("gallery/catalog.db")).unwrap().len(), catalog);
    let socket = std::os::unix::net::UnixListener::bind(place.path("socket")).unwrap();
    refused(&place, &["sheet", "-o", "s.png", "--map", "socket"], "is a socket, not a file");
    refused(&place, &["sheet", "-o", "s.png", "--map", "pictures"], "is a folder, not a file");
    drop(socket);
}

#[test]
fn a_pipe_that_nobody_reads_is_refused_and_stays() {
    let place = place("outputs-unread");
    assert!(Command::new("mkfifo").arg(place.path("p.png")).status().unwrap().success());
    symlink("p.png", place.path("link.png")).unwrap();
    let words = "no program reads the pipe";
    refused(&place, &["sheet", "-o", "link.png"], words);
    refused(&place, &["sheet", "-o", "s.png", "--map", "p.png", "--force"], words);
    refused(&place, &["import", "pictures", "--sheet", "p.png"], words);
    refused(&place, &["backup", "p.png"], "is already there");
    assert!(fs::metadata(place.path("p.png")).unwrap().file_type().is_fifo());
    assert!(place.path("link.png").is_symlink());
}

#[test]
fn what_killed_commands_left_is_removed_by_the_next_one() {
    let place = place("outputs-parts");
    fs::create_dir(place.path("safe")).unwrap();
    // No process of Linux has such a number.
    let name = ".nakigao-4194999-abcdefghijkl.part";
    let journal = format!("{name}-journal");
    let edge = place.path("gallery/thumbs/256-v2");
    for dir in [place.path("safe"), edge.clone()] {
        fs::write(dir.join(name), vec![0; 1000]).unwrap();
    }
    fs::write(place.path("safe").join(&journal), b"").unwrap();
    fs::write(place.path("safe/mine.part"), b"mine").unwrap();
    // Locked, as by a command that runs in another container.
    let held = place.path("safe/.nakigao-4194999-mnopqrstuvwx.part");
    fs::write(&held, b"half").unwrap();
    let writer = File::open(&held).unwrap();
    writer.lock().unwrap();
    place.ok(&["backup", "safe/copy.db"]);
    assert!(!place.path("safe").join(name).exists() && !place.path("safe").join(journal).exists());
    assert!(held.exists() && place.path("safe/mine.part").exists());
    place.put("still/grey-8.png", "c.png");
    place.ok(&["import", "pictures"]);
    assert!(!edge.join(name).exists());
}

#[test]
fn copies_of_thumbnails_have_names_that_every_disk_takes() {
    let place = place("outputs-names");
    let long = "あ".repeat(83);
    let names = [&format!("{long}.png"), "-rf.png", "two\nlines\u{1b}[2J.png", "ん.png"];
    for (name, bytes) in names.into_iter().zip(5000..) {
        place.put("still/grey-8.png", name);
        // The length makes each a content of its own.
        File::options().append(true).open(place.pictures().join(name)).unwrap().set_len(bytes).unwrap();
    }
    place.ok(&["import", "pictures"]);
    assert_eq!(place.ok(&["thumbs", "--out", "small"]), "6 thumbnails in small\n");
    let mut names: Vec<String> = contents(&place.path("small")).into_iter().map(|(path, _)| path).collect();
    names.iter_mut().for_each(|name| *name = Path::new(name).file_name().unwrap().to_str().unwrap().to_owned());
    assert_eq!(names.len(), 6, "{names:?}");
    assert!(names.iter().all(|name| name.len() <= 255 && !name.starts_with('-') && !name.contains(char::is_control)));
    assert!(names.iter().any(|name| name.starts_with(&long[..3 * 78]) && name.ends_with(".webp")), "{names:?}");
    assert!(names.iter().any(|name| name.starts_with("two_lines_[2J-")), "{names:?}");
    assert_eq!(place.ok(&["thumbs", "--out", "small", "--size", "20"]), "6 thumbnails in small\n", "they are ours");
    // One that cannot be written stops none of the others.
    fs::write(place.path("small").join(&names[0]), b"mine").unwrap();
    let (code, said, err) = place.said(&["thumbs", "--out", "small", "--size", "22"]);
    assert_eq!((code, said.as_str()), (3, "5 thumbnails in small\n"), "{err}");
    assert!(err.contains("a file is there that nakigao did not write"), "{err}");
    assert_eq!(fs::read(place.path("small").join(&names[0])).unwrap(), b"mine");
    assert_eq!(place.ok(&["thumbs", "--out", "small", "--size", "22", "--force"]), "6 thumbnails in small\n");
}

#[test]
fn sidecars_of_others_stay_and_ours_follow_the_tags() {
    let place = place("outputs-sidecars");
    let long = format!("{}.png", "x".repeat(251));
    place.put("still/grey-8.png", &long);
    place.put("still/grey-16.png", "a.gif.png");
    place.ok(&["import", "pictures"]);
    place.ok(&["tag", "pictures", "-e", "crying"]);
    let pictures = place.pictures();
    // One is a person's, one a link.
    fs::write(pictures.join("b.txt"), "mine").unwrap();
    symlink("../elsewhere.txt", pictures.join("a.txt")).unwrap();
    let kohya = ["export", "--to", "kohya", "--beside"];
    let (code, said, err) = place.said(&kohya);
    assert_eq!(code, 3, "{err}");
    assert!(
        said.starts_with("3 sidecars written, 0 unchanged, 0 files without tags to write, 1 refused"),
        "{said}{err}"
    );
    assert!(err.contains("b.txt: a file is there that nakigao did not write"), "{err}");
    assert_eq!(fs::read_to_string(pictures.join("b.txt")).unwrap(), "mine");
    assert!(pictures.join("a.txt").is_symlink());
    assert!(fs::read_to_string(place.path("elsewhere.txt")).unwrap().contains("crying"));
    fs::set_permissions(place.path("elsewhere.txt"), Permissions::from_mode(0o640)).unwrap();
    place.ok(&["tag", "pictures", "-t", "rain"]);
    let said = place.said(&kohya).1;
    assert!(said.starts_with("3 sidecars written"), "ours follow: {said}");
    assert!(fs::read_to_string(place.path("elsewhere.txt")).unwrap().contains("rain"));
    assert_eq!(fs::metadata(place.path("elsewhere.txt")).unwrap().permissions().mode() & 0o777, 0o640);
    fs::write(place.path("elsewhere.txt"), "crying, rain, and a word of mine").unwrap();
    place.ok(&["tag", "pictures", "-t", "snow"]);
    assert!(
        place.said(&kohya).1.starts_with("2 sidecars written, 0 unchanged, 0 files without tags to write, 2 refused")
    );
    assert!(fs::read_to_string(place.path("elsewhere.txt")).unwrap().ends_with("mine"));
    place.ok(&["export", "--to", "kohya", "--beside", "--force"]);
    assert!(fs::read_to_string(pictures.join("b.txt")).unwrap().contains("snow"));
    // A name for which there is no room is a reason, and the others go on.
    let (code, said, err) = place.said(&["export", "--to", "hydrus", "--out", "tags"]);
    assert!(
        code == 3 && said.starts_with("3 sidecars written") && err.contains("its name has 259 bytes"),
        "{said}{err}"
    );
    // XMP of others is added to, through a link as well, and what is in it stays.
    let xmp = pictures.join("a.png.xmp");
    fs::copy(super::support::fixtures().join("sidecar/digikam.xmp"), place.path("theirs.xmp")).unwrap();
    fs::set_permissions(place.path("theirs.xmp"), Permissions::from_mode(0o600)).unwrap();
    symlink(place.path("theirs.xmp"), &xmp).unwrap();
    place.said(&["export", "--to", "xmp", "--beside"]);
    let changed = fs::read_to_string(place.path("theirs.xmp")).unwrap();
    assert!(xmp.is_symlink() && changed.contains("snow") && changed.contains("digiKam"), "{changed}");
    assert_eq!(fs::metadata(place.path("theirs.xmp")).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_listing_goes_to_the_file_that_is_named_by_the_rules_of_all_outputs() {
    let place = Place::with_demo("outputs-listing");
    place.import(&ImportOptions::default());
    for (format, n_lines) in [("json", 21), ("csv", 22)] {
        let file = format!("tags.{format}");
        let listed = place.ok(&["export", "--to", format]);
        assert_eq!(listed.lines().count(), n_lines);
        for _ in 0..2 {
            assert_eq!(place.ok(&["export", "--to", format, "--out", &file]), format!("21 lines in {file}\n"));
        }
        assert_eq!(fs::read_to_string(place.path(&file)).unwrap(), listed);
        fs::write(place.path(&file), "mine").unwrap();
        refused(&place, &["export", "--to", format, "--out", &file], "is already there");
        let taught = format!("gallery is a folder, and a listing is one file: --out gallery/tags.{format}");
        refused(&place, &["export", "--to", format, "--out", "gallery"], &taught);
        refused(&place, &["export", "--to", format, "--out", "pictures/tags"], "pictures");
        refused(&place, &["export", "--to", format, "--beside"], "a listing has no place beside files");
    }
}

#[test]
fn manual_pages_replace_only_their_own_kind() {
    let place = Place::new("outputs-man");
    place.ok(&["man", "-o", "pages"]);
    let before = contents(&place.path("pages"));
    assert!(before.len() > 20, "{}", before.len());
    place.ok(&["man", "pages"]);
    let page = place.path("pages/nakigao-find.1");
    let text = [&fs::read(&page).unwrap()[..], b"a word of mine\n"].concat();
    fs::write(&page, &text).unwrap();
    fs::remove_file(place.path("pages/nakigao-man.1")).unwrap();
    refused(&place, &["man", "pages"], "nakigao-find.1 is already there");
    assert_eq!(fs::read(&page).unwrap(), text);
    assert!(!place.path("pages/nakigao-man.1").exists(), "all pages or none");
    place.ok(&["man", "pages", "--force"]);
    assert_eq!(contents(&place.path("pages")), before);
}

#[test]
fn no_page_of_a_sheet_is_written_if_a_later_one_cannot_be() {
    let place = Place::new("outputs-pages");
    for (fixture, name) in
        [("still/rgb.png", "a/1.png"), ("still/420.jpg", "a/2.jpg"), ("anim/first-blank.gif", "b/3.gif")]
    {
        place.put(fixture, name);
    }
    place.put("still/orientation-6.jpg", "c/4.jpg");
    place.import(&ImportOptions {
        template: Some(FolderTemplate::parse("{series}/*").unwrap()),
        ..ImportOptions::default()
    });
    // The second page has one heading more than the first, and so a height that WebP cannot have.
    let n_cells = [2, 1, 1];
    let groups = n_cells.map(|n_cells| CellGroup { heading: Some("x".to_owned()), n_cells });
    let style = |height| SheetStyle { columns: 1, cell: (16, height), rows_per_page: Some(2), ..SheetStyle::default() };
    let fits = |height| {
        let layout = Layout::new(&style(height), &groups).unwrap();
        (layout.page_size(0).1 <= 16_383, layout.page_size(1).1 <= 16_383)
    };
    let height = (7_000..9_000).find(|height| fits(*height) == (true, false)).unwrap();
    let output = place.path("sheet.webp");
    let options = SheetOptions {
        output,
        style: style(height),
        display: None,
        label: LabelTemplate::parse("").unwrap(),
        grows_for_quotes: false,
        fonts: FontSources { named: Vec::new(), folders: Some(Vec::new()) },
        group_by: Some("series".to_owned()),
        is_justified: false,
        motion: None,
    };
    let gallery = place.gallery();
    let mut outputs = Outputs::new(Some(&gallery), false).unwrap();
    let all = Selection { named: vec![place.pictures().into_os_string()], ..Selection::default() };
    let drawn = ops::sheet(&gallery, &all, &options, &mut outputs, &mut Unwatched);
    assert!(matches!(drawn, Err(Error::Render(render::Error::PageTooHigh { rows: 1, .. }))), "{drawn:?}");
    assert!(!place.path("sheet-01.webp").exists() && !place.path("sheet-02.webp").exists());
}
