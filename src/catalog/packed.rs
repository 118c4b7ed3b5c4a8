//! Very many media in little memory: a list, a set, and a value for each.
//!
//! Ids are given out in turn and never again, so that they are small numbers: of a million media a list has 4 MB, a set 125 KB.

use std::ops::Range;

use super::MediaId;

/// Media in an order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MediaList(Vec<u32>);

impl MediaList {
    /// None, and room for so many: what a list outgrows would stay with the process.
    pub(super) fn with_room_for(n: usize) -> Self {
        Self(Vec::with_capacity(n))
    }

    pub(super) fn push(&mut self, media: MediaId) {
        self.0.push(number(media));
    }

    /// Sorts those from a place on.
    pub(super) fn sort_from<K: Ord>(&mut self, at: usize, key: impl Fn(MediaId) -> K) {
        self.0[at..].sort_unstable_by_key(|&id| key(MediaId(id.into())));
    }

    /// Those that are in a set too.
    pub fn only(&self, set: &MediaSet) -> Self {
        let mut list = Self::with_room_for(set.len());
        list.0.extend(self.0.iter().filter(|&&id| set.contains(MediaId(id.into()))));
        list
    }

    /// The same, the last one first.
    pub fn reversed(&self) -> Self {
        Self(self.0.iter().rev().copied().collect())
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = MediaId> + '_ {
        self.0.iter().map(|&id| MediaId(id.into()))
    }

    /// The one at a place.
    pub fn get(&self, at: usize) -> Option<MediaId> {
        self.0.get(at).map(|&id| MediaId(id.into()))
    }

    /// Those at some places, as far as there are so many.
    pub fn part(&self, places: Range<usize>) -> impl ExactSizeIterator<Item = MediaId> + '_ {
        let end = places.end.min(self.0.len());
        self.0[places.start.min(end)..end].iter().map(|&id| MediaId(id.into()))
    }

    /// Keeps the first `n`.
    pub fn truncate(&mut self, n: usize) {
        self.0.truncate(n);
    }

    /// Sorts by the number that each media has, from 1, of `n` that there are; equal ones stay in their order, and those without come
    /// last. Returns the first place of each number, less 1, that some media has.
    pub fn sort_by_number(&self, numbers: &ById<u32>, n: usize, is_backwards: bool) -> (Self, Vec<(usize, usize)>) {
        let turned = |rank: usize| if is_backwards && rank < n { n - 1 - rank } else { rank };
        let rank = |id: u32| turned((numbers.get(MediaId(id.into())).wrapping_sub(1) as usize).min(n));
        let mut places = vec![0_u32; n + 1];
        self.0.iter().for_each(|&id| places[rank(id)] += 1);
        let (mut firsts, mut next) = (Vec::new(), 0);
        for (rank, place) in places.iter_mut().enumerate() {
            let n_of_rank = std::mem::replace(place, next);
            if n_of_rank > 0 {
                firsts.push((turned(rank), next as usize));
            }
            next += n_of_rank;
        }
        let mut sorted = vec![0; self.0.len()];
        for &id in &self.0 {
            let place = &mut places[rank(id)];
            sorted[*place as usize] = id;
            *place += 1;
        }
        (Self(sorted), firsts)
    }
}

impl FromIterator<MediaId> for MediaList {
    fn from_iter<All: IntoIterator<Item = MediaId>>(all: All) -> Self {
        let mut list: Vec<u32> = all.into_iter().map(number).collect();
        // It grows by doubling, and is kept for long.
        list.shrink_to_fit();
        Self(list)
    }
}

/// Media in no order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MediaSet(Vec<u64>);

impl MediaSet {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Whether a media is one of them.
    pub(super) fn contains(&self, media: MediaId) -> bool {
        let (word, bit) = place(media);
        self.0.get(word).is_some_and(|word| word & bit != 0)
    }

    /// All, by their ids.
    pub(super) fn iter(&self) -> impl Iterator<Item = MediaId> + '_ {
        self.0.iter().zip(0..).flat_map(|(&word, at)| {
            (0..u64::BITS).filter(move |bit| word >> bit & 1 != 0).map(move |bit| MediaId(64 * at + i64::from(bit)))
        })
    }

    pub(super) fn insert(&mut self, media: MediaId) {
        let (word, bit) = place(media);
        if word >= self.0.len() {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= bit;
    }

    /// Keeps what another has too.
    pub(super) fn intersect(&mut self, other: &Self) {
        self.0.truncate(other.0.len());
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word &= other);
    }

    /// Adds what another has.
    pub(super) fn unite(&mut self, other: &Self) {
        self.0.resize(self.0.len().max(other.0.len()), 0);
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word |= other);
    }

    /// Leaves out what another has.
    pub(super) fn subtract(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word &= !other);
    }
}

impl FromIterator<MediaId> for MediaSet {
    fn from_iter<All: IntoIterator<Item = MediaId>>(all: All) -> Self {
        let mut set = Self::default();
        all.into_iter().for_each(|media| set.insert(media));
        set
    }
}

/// A value for each media.
#[derive(Clone, Debug, Default)]
pub struct ById<T>(Vec<T>);

impl<T: Copy + Default> ById<T> {
    /// The value of a media; the default where none was put.
    pub fn get(&self, media: MediaId) -> T {
        self.0.get(number(media) as usize).copied().unwrap_or_default()
    }

    /// Puts the value of a media.
    pub fn put(&mut self, media: MediaId, value: T) {
        let at = number(media) as usize;
        if at >= self.0.len() {
            self.0.resize(at + 1, T::default());
        }
        self.0[at] = value;
    }

    /// Replaces each value.
    pub fn change(&mut self, value: impl Fn(T) -> T) {
        self.0.iter_mut().for_each(|one| *one = value(*one));
    }

    /// The id after the last that has a value.
    pub(super) fn next_id(&self) -> i64 {
        self.0.len() as i64
    }
}

/// An id as it is kept here; 0, which is no media's, for one that no catalogue of ours has.
fn number(media: MediaId) -> u32 {
    u32::try_from(media.0).unwrap_or_default()
}

fn place(media: MediaId) -> (usize, u64) {
    let number = number(media);
    (number as usize / 64, 1 << (number % 64))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(ids: &[i64]) -> impl Iterator<Item = MediaId> + '_ {
        ids.iter().map(|&id| MediaId(id))
    }

    #[test]
    fn sets_of_media_are_as_sets_are() {
        let (a, b): (MediaSet, MediaSet) = (ids(&[1, 64, 200]).collect(), ids(&[64, 65]).collect());
        let with = |change: fn(&mut MediaSet, &MediaSet), a: &MediaSet, b| {
            let mut set = a.clone();
            change(&mut set, b);
            set.iter().map(|media| media.0).collect::<Vec<_>>()
        };
        assert_eq!((with(MediaSet::intersect, &a, &b), with(MediaSet::intersect, &b, &a)), (vec![64], vec![64]));
        assert_eq!(
            (with(MediaSet::unite, &a, &b), with(MediaSet::unite, &b, &a)),
            (vec![1, 64, 65, 200], vec![1, 64, 65, 200])
        );
        assert_eq!((with(MediaSet::subtract, &a, &b), with(MediaSet::subtract, &b, &a)), (vec![1, 200], vec![65]));
        assert!(a.len() == 3 && a.contains(MediaId(200)) && !a.contains(MediaId(201)) && !a.contains(MediaId(9999)));
    }

    #[test]
    fn numbers_come_in_order_and_what_has_none_comes_last() {
        let mut numbers = ById::default();
        for (media, number) in [(1, 3), (2, 1), (4, 1), (5, 3)] {
            numbers.put(MediaId(media), number);
        }
        let list: MediaList = ids(&[5, 4, 3, 2, 1, 900]).collect();
        let forwards = (ids(&[4, 2, 5, 1, 3, 900]).collect(), vec![(0, 0), (2, 2), (3, 4)]);
        let backwards = (ids(&[5, 1, 4, 2, 3, 900]).collect(), vec![(2, 0), (0, 2), (3, 4)]);
        assert_eq!(list.sort_by_number(&numbers, 3, false), forwards);
        assert_eq!(list.sort_by_number(&numbers, 3, true), backwards);
    }
}
