//! The tags on the number keys.
//!
//! A tag keeps its key for as long as it is on one, because fingers remember keys and not orders: a new tag takes the
//! first free key, and when all nine are taken, that of the tag which was used longest ago.

use crate::tag::Tag;

/// How many keys there are: 1 to 9.
pub(super) const KEYS: usize = 9;

/// What is on each key, the first being that of 1.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Recent {
    slots: Vec<Slot>,
    uses: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Slot {
    tag: Tag,
    last_use: u64,
}

impl Recent {
    /// Puts a tag that was just used on a key, unless it is on one.
    pub(super) fn note(&mut self, tag: &Tag) {
        self.uses += 1;
        let slot = Slot { tag: tag.clone(), last_use: self.uses };
        if let Some(same) = self.slots.iter_mut().find(|slot| slot.tag == *tag) {
            *same = slot;
        } else if self.slots.len() < KEYS {
            self.slots.push(slot);
        } else if let Some(oldest) = self.slots.iter_mut().min_by_key(|slot| slot.last_use) {
            *oldest = slot;
        }
    }

    /// The tag on a key, 1 being the first.
    pub(super) fn on_key(&self, key: usize) -> Option<&Tag> {
        Some(&self.slots.get(key.checked_sub(1)?)?.tag)
    }

    /// The tags, in the order of their keys.
    pub(super) fn tags(&self) -> impl Iterator<Item = &Tag> {
        self.slots.iter().map(|slot| &slot.tag)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_keeps_its_key_and_the_longest_unused_one_goes() {
        let mut recent = Recent::default();
        for tag in ["a", "b", "c", "d", "e", "f", "g", "h", "i", "a", "c"] {
            recent.note(&Tag::from_parts("", tag));
        }
        let names = |recent: &Recent| recent.tags().map(Tag::name).collect::<String>();
        assert_eq!(names(&recent), "abcdefghi");
        recent.note(&Tag::from_parts("", "j"));
        assert_eq!(names(&recent), "ajcdefghi");
        let on_key = |key| recent.on_key(key).map(Tag::name);
        assert_eq!((on_key(0), on_key(2), on_key(10)), (None, Some("j"), None));
    }
}
