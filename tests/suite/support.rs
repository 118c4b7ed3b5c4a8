//! A place of its own for each test: a folder of pictures and a gallery, gone when the test ends.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use nakigao::ops::{self, Gallery, ImportOptions, ImportReport, Unwatched};
use serde_json::Value;

/// A folder for one test.
pub(crate) struct Place(PathBuf);

impl Place {
    /// Makes an empty folder; `name` is unique among the tests.
    pub(crate) fn new(name: &str) -> Self {
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&dir);
        fs::create_dir_all(dir.join("pictures")).unwrap();
        Self(dir)
    }

    /// The same, with the demo pictures.
    pub(crate) fn with_demo(name: &str) -> Self {
        let place = Self::new(name);
        copy_folder(&demo(), &place.pictures());
        place
    }

    pub(crate) fn pictures(&self) -> PathBuf {
        self.0.join("pictures")
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub(crate) fn gallery(&self) -> Gallery {
        Gallery::open_or_create(&self.0.join("gallery"), &self.0.join("gallery/thumbs")).unwrap()
    }

    pub(crate) fn import(&self, options: &ImportOptions) -> ImportReport {
        ops::import(&self.gallery(), &[self.pictures()], options, &mut Unwatched).unwrap()
    }

    /// Copies a fixture to a place below the pictures, making its folder.
    pub(crate) fn put(&self, fixture: &str, name: impl AsRef<Path>) {
        let target = self.pictures().join(name);
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::copy(fixtures().join(fixture), target).unwrap();
    }

    /// The program, in this place, on no gallery in particular.
    pub(crate) fn program(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_nakigao"));
        command.current_dir(&self.0).env_remove("NAKIGAO_GALLERY");
        command
    }

    /// Runs the program on this place's gallery.
    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.program().args(["--gallery", "gallery"]).args(arguments).output().unwrap()
    }

    /// The same for a command that must succeed; returns its standard output.
    #[track_caller]
    pub(crate) fn ok(&self, arguments: &[&str]) -> String {
        let (code, out, err) = self.said(arguments);
        assert_eq!(code, 0, "{arguments:?}: {err}");
        out
    }

    /// The same for any outcome: exit code, standard output, standard error.
    #[track_caller]
    pub(crate) fn said(&self, arguments: &[&str]) -> (i32, String, String) {
        let ran = self.run(arguments);
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (ran.status.code().unwrap(), text(ran.stdout), text(ran.stderr))
    }

    /// The objects that a command that must succeed writes with `--json`.
    #[track_caller]
    pub(crate) fn json(&self, arguments: &[&str]) -> Vec<Value> {
        let out = self.ok(&[arguments, &["--json"]].concat());
        out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let _ = fs::remove_dir_all(&self.0);
        }
    }
}

/// The demo pictures of the repository.
pub(crate) fn demo() -> PathBuf {
    fixtures().join("gallery")
}

/// All files that tests read.
pub(crate) fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

/// Copies a folder and all that is in it; folders on the way are made.
pub(crate) fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).unwrap();
        }
    }
}
