//! What media are divided by: months, folders, series.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::ffi::OsString;
use std::hash::Hash;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};

use super::date::date;
use super::error::Result;
use crate::catalog::{ById, Catalog, MediaId, Moment};
use crate::tag::{SERIES, Tag};

const SECONDS_OF_A_DAY: i64 = 86_400;

/// What a listing is divided by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupBy {
    /// The month of its date.
    Month,
    /// The month in which the gallery first saw it.
    Added,
    /// The folder that it is listed under.
    Folder,
    /// The most used of its series.
    Series,
}

impl GroupBy {
    /// All that there are.
    pub const ALL: [Self; 4] = [Self::Month, Self::Added, Self::Folder, Self::Series];
}

/// What the media of a section have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shared {
    /// `2026-11`
    Month(String),
    /// The folder below the imported one; empty for that itself.
    Folder(PathBuf),
    /// A tag.
    Tag(Tag),
}

/// What all media of a gallery are divided by.
#[derive(Debug)]
pub(super) struct Groups {
    /// Of each media the place, from 1, of what it shares with others.
    pub(super) numbers: ById<u32>,
    /// In the order of the sections; months from the oldest on.
    pub(super) shared: Vec<Shared>,
}

impl Groups {
    pub(super) fn read(catalog: &Catalog, by: GroupBy) -> Result<Self> {
        match by {
            GroupBy::Month => by_month(catalog, Moment::Date),
            GroupBy::Added => by_month(catalog, Moment::Added),
            GroupBy::Folder => by_folder(catalog),
            GroupBy::Series => {
                let (tags, numbers) = catalog.rank_by_tag(SERIES)?;
                Ok(Self { numbers, shared: tags.into_iter().map(Shared::Tag).collect() })
            }
        }
    }
}

fn by_month(catalog: &Catalog, moment: Moment) -> Result<Groups> {
    let mut days = Numbered::default();
    catalog.each_moment(moment, |media, seconds| days.put(media, &seconds.div_euclid(SECONDS_OF_A_DAY)))?;
    Ok(days.sorted(
        |day| {
            let mut month = date(day * SECONDS_OF_A_DAY);
            month.truncate(month.rfind('-').unwrap_or_default());
            month
        },
        Shared::Month,
    ))
}

fn by_folder(catalog: &Catalog) -> Result<Groups> {
    let mut folders: Numbered<Vec<u8>> = Numbered::default();
    catalog.each_path(|media, path| {
        folders.put(media, &path[..path.iter().rposition(|&byte| byte == b'/').unwrap_or(0)]);
    })?;
    let roots: Vec<PathBuf> = catalog.list_root_paths()?.into_iter().map(|(_, path)| path).collect();
    Ok(folders.sorted(
        |folder| folder,
        |folder| Shared::Folder(below_root(&roots, &PathBuf::from(OsString::from_vec(folder))).to_owned()),
    ))
}

/// Media with the numbers of what they have in common, in the order in which that is met.
#[derive(Default)]
struct Numbered<K> {
    known: HashMap<K, u32>,
    last: Option<(K, u32)>,
    numbers: ById<u32>,
}

impl<K: Hash + Eq + Clone> Numbered<K> {
    fn put<Key: Hash + Eq + ToOwned<Owned = K> + ?Sized>(&mut self, media: MediaId, key: &Key)
    where
        K: Borrow<Key>,
    {
        // Media side by side in an index mostly share it.
        let number = match &self.last {
            Some((last, number)) if last.borrow() == key => *number,
            _ => {
                let next = self.known.len() as u32 + 1;
                let number = match self.known.get(key) {
                    Some(&number) => number,
                    None => *self.known.entry(key.to_owned()).or_insert(next),
                };
                self.last = Some((key.to_owned(), number));
                number
            }
        };
        self.numbers.put(media, number);
    }

    /// Sorts them by their names; those of one name become one.
    fn sorted<N: Ord + Clone>(mut self, name: impl Fn(K) -> N, shared: impl Fn(N) -> Shared) -> Groups {
        let named: Vec<(N, u32)> = self.known.into_iter().map(|(key, number)| (name(key), number)).collect();
        let mut names: Vec<N> = named.iter().map(|(name, _)| name.clone()).collect();
        names.sort_unstable();
        names.dedup();
        let mut places = vec![0; named.len() + 1];
        for (name, number) in &named {
            places[*number as usize] = names.partition_point(|other| other < name) as u32 + 1;
        }
        self.numbers.change(|number| places[number as usize]);
        Groups { numbers: self.numbers, shared: names.into_iter().map(shared).collect() }
    }
}

/// A path below the innermost imported folder that holds it; the whole path where none does.
pub fn below_root<'a>(roots: &[PathBuf], path: &'a Path) -> &'a Path {
    let inner = roots.iter().filter(|root| path.starts_with(root)).max_by_key(|root| root.as_os_str().len());
    inner.and_then(|root| path.strip_prefix(root).ok()).unwrap_or(path)
}
