//! Pictures that are given out: folders of thumbnails, sheets and their maps.

use std::fs;

use nakigao::ops::ImportOptions;
use serde_json::Value;

use super::support::Place;

fn place(name: &str) -> Place {
    let place = Place::new(name);
    place.put("still/rgb.png", "one/a.png");
    place.put("still/420.jpg", "two/a.jpg");
    place.put("still/orientation-6.jpg", "two/turned.jpg");
    place.put("anim/first-blank.gif", "c.gif");
    place.import(&ImportOptions::default());
    place
}

#[test]
fn a_folder_of_thumbnails_holds_one_file_a_media() {
    let place = place("thumbs-out");
    assert_eq!(place.ok(&["thumbs", "--out", "small", "--size", "16", "--format", "png"]), "4 thumbnails in small\n");
    let mut names: Vec<_> = fs::read_dir(place.path("small")).unwrap().flatten().map(|e| e.path()).collect();
    names.sort();
    assert_eq!(names.len(), 4, "two files are called a: the hash keeps them apart");
    for path in &names {
        let name = path.file_name().unwrap().to_str().unwrap();
        let (stem, digits) = name.strip_suffix(".png").unwrap().rsplit_once('-').unwrap();
        assert!(["a", "c", "turned"].contains(&stem) && digits.len() == 12, "{name}");
        let picture = image::open(path).unwrap().into_rgb8();
        // The scene is 44×28 whichever way it is stored; the animation, 6×4, is not enlarged.
        assert_eq!(picture.dimensions(), if stem == "c" { (6, 4) } else { (16, 10) }, "{name}");
        if stem == "turned" {
            let [r, g, b] = picture.get_pixel(1, 1).0;
            assert!(r > 190 && g < 80 && b < 80, "the red tile is at the top left: {r} {g} {b}");
        }
    }
    assert_eq!(place.ok(&["thumbs", "filetype:gif", "--out", "gif", "--format", "jpeg"]), "1 thumbnail in gif\n");
    let jpeg = fs::read_dir(place.path("gif")).unwrap().flatten().next().unwrap().path();
    assert!(jpeg.extension().is_some_and(|ext| ext == "jpg") && fs::read(jpeg).unwrap().starts_with(b"\xFF\xD8"));
}

#[test]
fn thumbnails_are_not_put_among_originals() {
    let place = place("thumbs-among");
    for out in ["pictures", "pictures/new/folder"] {
        let (code, _, err) = place.said(&["thumbs", "--out", out]);
        assert!(code == 2 && err.contains("lies in the imported folder"), "{err}");
    }
    assert!(!place.pictures().join("new").exists());
}

#[test]
fn a_map_says_where_each_picture_is() {
    let place = place("sheet-map");
    place.ok(&["tag", "pictures/two", "-c", "Somebody New", "-s", "Clannad"]);
    let said = place.ok(&[
        "sheet",
        "order:filesize",
        "-o",
        "out/s.png",
        "--columns",
        "2",
        "--rows-per-page",
        "1",
        "--cell",
        "64x48",
        "--map",
        "map.json",
    ]);
    assert_eq!(said, "2 pictures on out/s-01.png\n2 pictures on out/s-02.png\n");
    let map: Value = serde_json::from_str(&fs::read_to_string(place.path("map.json")).unwrap()).unwrap();
    let pages = map["pages"].as_array().unwrap();
    let mut hashes = Vec::new();
    for (number, page) in pages.iter().enumerate() {
        let file = page["file"].as_str().unwrap();
        assert_eq!(file, format!("out/s-0{}.png", number + 1));
        let picture = image::open(place.path(file)).unwrap().into_rgb8();
        for (column, cell) in page["cells"].as_array().unwrap().iter().enumerate() {
            let number = |key: &str| u32::try_from(cell[key].as_u64().unwrap()).unwrap();
            assert_eq!((number("row"), number("column") as usize), (0, column));
            let (x, y, width, height) = (number("x"), number("y"), number("width"), number("height"));
            assert!(x + width <= picture.width() && y + height <= picture.height(), "{cell}");
            let path = cell["path"].as_str().unwrap();
            if !path.ends_with(".gif") {
                assert_eq!((width, height), (44, 28), "{cell}: small pictures are not enlarged");
                let [r, g, b] = picture.get_pixel(x + 8, y + 8).0;
                assert!(r > 200 && g < 60 && b < 60, "the red tile is where the map says: {cell}");
            }
            // Without a character the name stands there; a second line for the series is empty.
            let label =
                if path.contains("two") { "Somebody New\nClannad" } else { &path[path.len() - 5..path.len() - 4] };
            assert_eq!(cell["label"].as_str().unwrap().trim(), label, "{path}");
            hashes.push(cell["hash"].as_str().unwrap().to_owned());
        }
    }
    let found: Vec<_> =
        place.json(&["find", "order:filesize"]).iter().map(|m| m["hash"].as_str().unwrap().to_owned()).collect();
    assert_eq!(hashes, found, "in the order of the query");
}

#[test]
fn a_sheet_never_takes_the_place_of_an_original() {
    let place = place("sheet-originals");
    let original = place.pictures().join("one/a.png");
    let before = fs::read(&original).unwrap();
    let (code, _, err) = place.said(&["sheet", "-o", "pictures/one/a.png"]);
    assert!(code == 1 && err.contains("is already there"), "{err}");
    let (code, _, err) = place.said(&["sheet", "-o", "s.png", "--map", "pictures/one/a.png"]);
    assert!(code == 1 && err.contains("is already there"), "{err}");
    assert_eq!(fs::read(&original).unwrap(), before);
    assert!(!place.path("s.png").exists(), "nothing is drawn for nothing");
    let broken = place.pictures().join("one/half.png");
    fs::write(&broken, &before[..before.len() / 2]).unwrap();
    let (code, _, err) = place.said(&["sheet", "-o", "pictures/one/half.png"]);
    assert!(code == 1 && err.contains("is already there"), "a picture that cannot be read is an original, too: {err}");
    assert_eq!(fs::read(&broken).unwrap().len(), before.len() / 2);
    let (code, _, err) = place.said(&["sheet", "-o", "sheet.gif"]);
    assert!(code == 2 && err.contains(".png, .jpg or .webp"), "{err}");
    let (code, _, err) = place.said(&["sheet", "no_such_tag", "-o", "s.png"]);
    assert!(code == 0 && err.contains("nothing fits no_such_tag"), "{err}");
}

#[test]
fn a_character_heads_one_group_and_a_picture_of_two_stands_under_both() {
    let place = Place::new("pictures-groups");
    for (fixture, name) in [("still/420.jpg", "a.jpg"), ("still/grey-16.png", "b.png"), ("still/grey-8.png", "c.png")] {
        place.put(fixture, name);
    }
    place.ok(&["import", "pictures", "--no-names"]);
    place.ok(&["tag", "pictures/a.jpg", "-c", "furukawa nagisa", "-c", "okazaki tomoya"]);
    place.ok(&["tag", "pictures/b.png", "-c", "nagisa furukawa"]);
    for layout in ["grid", "justified"] {
        let sheet = ["sheet", "order:path", "-o", "s.png", "--map", "map.json", "--group-by", "character", "--layout"];
        assert_eq!(place.ok(&[&sheet[..], &[layout]].concat()), "3 pictures on s.png\n");
        let map: Value = serde_json::from_slice(&fs::read(place.path("map.json")).unwrap()).unwrap();
        let cells = map["pages"][0]["cells"].as_array().unwrap();
        let stands = |cell: &Value| {
            let path = cell["path"].as_str().unwrap();
            format!("{}{} {}", cell["row"], cell["column"], &path[path.len() - 5..])
        };
        let stand: Vec<String> = cells.iter().map(stands).collect();
        assert_eq!(stand, ["00 a.jpg", "01 b.png", "10 a.jpg", "20 c.png"], "{layout}");
    }
}
