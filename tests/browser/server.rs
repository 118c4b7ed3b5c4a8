//! The program serving a gallery.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A gallery that is served until this is dropped.
pub(crate) struct Server {
    child: Child,
    /// The folder of this test.
    pub(crate) dir: PathBuf,
    /// Address with the key, as it is printed.
    pub(crate) login: String,
}

impl Server {
    /// Imports a folder into a gallery of its own and serves it. The exit code of the import is told.
    pub(crate) fn start(name: &str, pictures: &Path, code: i32) -> Self {
        let dir = folder(name);
        let program = || {
            let mut command = Command::new(env!("CARGO_BIN_EXE_nakigao"));
            command.current_dir(&dir).args(["--gallery", "gallery", "--quiet"]);
            command.stdout(Stdio::null()).stderr(Stdio::null());
            command
        };
        let import = program().arg("import").arg(pictures).args(["--template", "{series}/{character}/*"]).status();
        assert_eq!(import.unwrap().code(), Some(code));
        let mut child = program().args(["serve", "--no-open", "--port", "0"]).stdout(Stdio::piped()).spawn().unwrap();
        let mut login = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut login).unwrap();
        Self { child, login: login.trim().to_owned(), dir }
    }

    /// An address of the page.
    pub(crate) fn at(&self, path: &str) -> String {
        let (origin, _) = self.login.split_once("/login").unwrap();
        format!("{origin}{path}")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An empty folder for a test.
pub(crate) fn folder(name: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("browser").join(name);
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir).unwrap();
    dir
}
