//! The files of a scope by folder, and which of them a changed sidecar speaks of.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::super::plan::Plan;
use super::super::scan::{join, split};
use crate::sidecar::{Folder, Sidecar, SidecarKind, names::SUBFOLDER};

/// The names in each folder.
pub(super) struct Listing<'a> {
    folders: BTreeMap<&'a [u8], Vec<&'a [u8]>>,
    /// Folders of whose files a sidecar speaks that was left out.
    left_out: HashSet<&'a [u8]>,
}

impl<'a> Listing<'a> {
    /// Sorts all files that a scan found into their folders.
    pub(super) fn new(plan: &'a Plan) -> Self {
        let jobs = plan.jobs.iter().map(|job| &job.candidate.path);
        let known = plan.unchanged.iter().chain(&plan.returned).map(|file| &file.path);
        let unread = plan.still_unread.iter().map(|row| &row.path);
        let mut folders: BTreeMap<&[u8], Vec<&[u8]>> = BTreeMap::new();
        for path in jobs.chain(known).chain(unread).chain(&plan.beside) {
            let (folder, name) = split(path);
            folders.entry(folder).or_default().push(name);
        }
        folders.values_mut().for_each(|names| names.sort_unstable());
        let left_out = plan.sidecars_left_out.iter().map(|path| match split(split(path).0) {
            (parent, last) if last == SUBFOLDER.as_bytes() => parent,
            _ => split(path).0,
        });
        Self { folders, left_out: left_out.collect() }
    }

    /// Whether a sidecar that may speak of the files in a folder is there and was left out.
    pub(super) fn has_left_out(&self, folder: &[u8]) -> bool {
        self.left_out.contains(folder)
    }

    /// The names in a folder and in its subfolder for sidecars.
    pub(super) fn names(&self, folder: &[u8]) -> (&[&'a [u8]], &[&'a [u8]]) {
        let of = |folder: &[u8]| self.folders.get(folder).map(Vec::as_slice).unwrap_or_default();
        (of(folder), of(&subfolder(folder)))
    }

    /// Every file that is no sidecar by its name, by path.
    pub(super) fn all(&self) -> Vec<Vec<u8>> {
        let paths = self.folders.iter().flat_map(|(folder, names)| names.iter().map(move |name| join(folder, name)));
        let mut all: Vec<Vec<u8>> = paths.filter(|path| !Folder::is_sidecar(path)).collect();
        all.sort_unstable();
        all
    }

    /// Whether a file was found at a path.
    pub(super) fn has(&self, path: &[u8]) -> bool {
        let (folder, name) = split(path);
        self.folders.get(folder).is_some_and(|names| names.binary_search(&name).is_ok())
    }

    /// Every file in a folder that is no sidecar by its name.
    pub(super) fn in_folder(&self, folder: &[u8]) -> impl Iterator<Item = Vec<u8>> {
        let names = self.names(folder).0.iter().filter(|name| !Folder::is_sidecar(name));
        names.map(|name| join(folder, name)).collect::<Vec<_>>().into_iter()
    }

    /// The files that are new or changed in any way, and those that a new, changed or vanished sidecar speaks of, by path. The
    /// paths in `again` count as changed.
    pub(super) fn touched(&self, plan: &Plan, again: &[Vec<u8>]) -> Vec<Vec<u8>> {
        let changed = || plan.jobs.iter().map(|job| &job.candidate.path).chain(&plan.unread_gone).chain(again);
        let mut touched: BTreeSet<Vec<u8>> = changed().filter(|path| !Folder::is_sidecar(path)).cloned().collect();
        touched.extend(self.spoken_of(changed()).into_iter().map(|(path, _)| path));
        touched.extend(plan.touched.iter().cloned());
        touched.into_iter().collect()
    }

    /// The sidecars that speak of a file that was found.
    pub(super) fn speaking(&self) -> HashSet<Vec<u8>> {
        let mut speaking = HashSet::new();
        for folder in self.folders.keys() {
            let (here, inside) = self.names(folder);
            let index = Folder::new(here, inside);
            for name in here.iter().filter(|name| !Folder::is_sidecar(name)) {
                for sidecar in index.list_of(name).iter().chain(index.list_of_all()) {
                    let folder = if sidecar.is_in_subfolder { subfolder(folder) } else { folder.to_vec() };
                    speaking.insert(join(&folder, sidecar.name));
                }
            }
        }
        speaking
    }

    /// The files that sidecars among some paths speak of, and of what kind each of those is; a sidecar that is gone counts as
    /// if it were there.
    pub(super) fn spoken_of<'p>(&self, paths: impl Iterator<Item = &'p Vec<u8>>) -> Vec<(Vec<u8>, SidecarKind)> {
        let mut spoken_of = Vec::new();
        let mut sidecars: BTreeMap<&[u8], HashSet<(bool, &[u8])>> = BTreeMap::new();
        for path in paths.filter(|path| Folder::is_sidecar(path)) {
            let (folder, name) = split(path);
            sidecars.entry(folder).or_default().insert((false, name));
            let (parent, last) = split(folder);
            if last == SUBFOLDER.as_bytes() {
                sidecars.entry(parent).or_default().insert((true, name));
            }
        }
        for (folder, changed) in sidecars {
            let (here, inside) = self.names(folder);
            let with = |names: &[&'a [u8]], is_inside: bool| -> Vec<&[u8]> {
                let there: HashSet<&[u8]> = names.iter().copied().collect();
                let gone = changed.iter().filter(|(inside, name)| *inside == is_inside && !there.contains(name));
                names.iter().copied().chain(gone.map(|(_, name)| *name)).collect()
            };
            let (all_here, all_inside) = (with(here, false), with(inside, true));
            let index = Folder::new(&all_here, &all_inside);
            let is_changed = |sidecar: &&Sidecar| changed.contains(&(sidecar.is_in_subfolder, sidecar.name));
            let about_all: Vec<SidecarKind> =
                index.list_of_all().iter().filter(is_changed).map(|one| one.kind).collect();
            for name in here.iter().filter(|name| !Folder::is_sidecar(name)) {
                let about_it = index.list_of(name);
                let about_it = about_it.iter().filter(is_changed).map(|one| one.kind);
                spoken_of.extend(about_all.iter().copied().chain(about_it).map(|kind| (join(folder, name), kind)));
            }
        }
        spoken_of
    }
}

/// The subfolder for sidecars of a folder.
pub(super) fn subfolder(folder: &[u8]) -> Vec<u8> {
    join(folder, SUBFOLDER.as_bytes())
}
