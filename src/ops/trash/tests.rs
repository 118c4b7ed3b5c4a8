//! Moves there and back in a folder of their own, with a trash in it.

use super::*;

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let dir = std::env::temp_dir().join(format!("nakigao-trash-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&dir);
        fs::create_dir_all(dir.join("pictures")).unwrap();
        Self(dir.canonicalize().unwrap())
    }

    fn file(&self, name: &str) -> PathBuf {
        let path = self.0.join("pictures").join(name);
        fs::write(&path, name).unwrap();
        path
    }

    fn trash(&self) -> PathBuf {
        self.0.join("data/Trash")
    }

    /// Everything in the trash, by name.
    fn trashed(&self) -> Vec<String> {
        let entries =
            ["files", "info"].iter().flat_map(|part| fs::read_dir(self.trash().join(part))).flatten().flatten();
        let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_file_goes_and_comes_back_as_it_was() {
    let folder = Folder::new("back");
    let path = folder.file("泣 き.gif");
    let modified = fs::metadata(&path).unwrap().modified().unwrap();
    let place = find_place(&path, &folder.trash()).unwrap();
    assert!(!folder.trash().exists(), "looking for a place changes nothing");
    put(&path, &place, 1_764_453_600_000).unwrap();
    assert!(!path.exists());
    assert_eq!(folder.trashed(), ["泣 き.gif", "泣 き.gif.trashinfo"]);
    let info = fs::read_to_string(folder.trash().join("info/泣 き.gif.trashinfo")).unwrap();
    let written = folder.0.join("pictures").display().to_string();
    assert_eq!(
        info,
        format!("[Trash Info]\nPath={written}/%E6%B3%A3%20%E3%81%8D.gif\nDeletionDate=2025-11-29T22:00:00\n")
    );
    assert_eq!(fs::metadata(folder.trash()).unwrap().mode() & 0o777, 0o700);
    take_back(&place.file, &path).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "泣 き.gif");
    assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), modified);
    assert_eq!(folder.trashed(), Vec::<String>::new());
}

#[test]
fn nothing_is_written_over_on_either_way() {
    let folder = Folder::new("over");
    let first = folder.file("a.png");
    put(&first, &find_place(&first, &folder.trash()).unwrap(), 0).unwrap();
    let second = folder.file("a.png");
    let place = find_place(&second, &folder.trash()).unwrap();
    assert!(place.file.ends_with("files/a.2.png"), "{place:?}");
    fs::write(&place.file, "taken meanwhile").unwrap();
    assert_eq!(
        put(&second, &place, 0).unwrap_err().to_string(),
        format!("there is a file at {}", place.file.display())
    );
    assert!(second.exists() && !info_of(&place.file).exists(), "what fails leaves nothing");
    assert_eq!(fs::read_to_string(&place.file).unwrap(), "taken meanwhile");
    let back = take_back(&folder.trash().join("files/a.png"), &second);
    assert!(matches!(back, Err(TrashError::Taken { .. })), "{back:?}");
    assert_eq!(folder.trashed(), ["a.2.png", "a.png", "a.png.trashinfo"]);
}

#[test]
fn the_longest_names_have_a_place() {
    let folder = Folder::new("long");
    // 84 characters of three bytes are 252.
    let path = folder.file(&"顔".repeat(84));
    put(&path, &find_place(&path, &folder.trash()).unwrap(), 0).unwrap();
    assert_eq!(folder.trashed().first().unwrap(), &"顔".repeat(66));
    assert_eq!(numbered(OsStr::new(&format!("{}.gif", "a".repeat(251))), 12), *format!("{}.12.gif", "a".repeat(200)));
    assert_eq!(numbered(OsStr::new(".hidden"), 2), ".hidden.2");
}

#[test]
fn a_folder_of_the_trash_that_is_a_file_is_no_trash() {
    let folder = Folder::new("file");
    let path = folder.file("a.png");
    fs::create_dir_all(folder.trash()).unwrap();
    fs::write(folder.trash().join("info"), "").unwrap();
    assert!(matches!(find_place(&path, &folder.trash()), Err(TrashError::NoTrash { .. })));
    assert!(matches!(find_place(&folder.0.join("pictures/none.png"), &folder.trash()), Err(TrashError::Gone)));
    assert!(path.exists());
}

#[test]
fn a_mount_begins_where_another_ends_and_not_where_looking_fails() {
    let folder = Path::new("/mnt/disk/pictures/new");
    let mount = |id| Ok(Mount { id, device: 1 });
    let top = top_of(folder, |path| if path.starts_with("/mnt/disk") { mount(2) } else { mount(1) });
    assert_eq!(top.unwrap(), Path::new("/mnt/disk"));
    assert_eq!(top_of(folder, |_| mount(1)).unwrap(), Path::new("/"));
    let failing = |path: &Path| if path.ends_with("pictures") { Err(Errno::IO.into()) } else { mount(1) };
    assert!(matches!(top_of(folder, failing), Err(TrashError::Io { .. })));
}

#[test]
fn a_link_is_left_because_it_would_lead_nowhere_from_the_trash() {
    let folder = Folder::new("link");
    let (file, link) = (folder.file("a.png"), folder.0.join("pictures/b.png"));
    std::os::unix::fs::symlink("a.png", &link).unwrap();
    assert!(matches!(find_place(&link, &folder.trash()), Err(TrashError::Link)));
    assert!(link.exists() && file.exists());
}

#[test]
fn what_the_system_says_is_said_in_words() {
    let said = |errno: Errno| io_error(Path::new("/p/a.png"))(errno.into()).to_string();
    assert_eq!(said(Errno::NOSPC), "the disk is full");
    assert_eq!(said(Errno::DQUOT), "the disk is full");
    assert_eq!(said(Errno::XDEV), "it lies on another disk than the trash");
    assert_eq!(said(Errno::EXIST), "there is a file at /p/a.png");
    assert_eq!(said(Errno::ROFS), "/p/a.png cannot be written: the disk can only be read");
    assert_eq!(said(Errno::PERM), "/p/a.png cannot be written: permission is denied");
    assert_eq!(said(Errno::IO), "/p/a.png cannot be written: the disk reports an error");
}
