//! The tags on the number keys.
//!
//! A tag keeps its key for as long as it is on one, because fingers remember keys and not orders: a new tag takes the
//! first free key, and when all nine are taken, that of the tag which was used longest ago.

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
    tag: String,
    last_use: u64,
}

impl Recent {
    /// Puts a tag that was just used on a key, unless it is on one.
    pub(super) fn note(&mut self, tag: &str) {
        self.uses += 1;
        let slot = Slot { tag: tag.to_owned(), last_use: self.uses };
        if let Some(same) = self.slots.iter_mut().find(|slot| slot.tag == tag) {
            *same = slot;
        } else if self.slots.len() < KEYS {
            self.slots.push(slot);
        } else if let Some(oldest) = self.slots.iter_mut().min_by_key(|slot| slot.last_use) {
            *oldest = slot;
        }
    }

    /// The tag on a key, 1 being the first.
    pub(super) fn on_key(&self, key: usize) -> Option<&str> {
        Some(self.slots.get(key.checked_sub(1)?)?.tag.as_str())
    }

    /// The tags, in the order of their keys.
    pub(super) fn tags(&self) -> impl Iterator<Item = &str> {
        self.slots.iter().map(|slot| slot.tag.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_keeps_its_key_and_the_longest_unused_one_goes() {
        let mut recent = Recent::default();
        for tag in ["a", "b", "c", "d", "e", "f", "g", "h", "i", "a", "c"] {
            recent.note(tag);
        }
        assert_eq!(recent.tags().collect::<String>(), "abcdefghi");
        recent.note("j");
        assert_eq!(recent.tags().collect::<String>(), "ajcdefghi");
        assert_eq!((recent.on_key(0), recent.on_key(2), recent.on_key(10)), (None, Some("j"), None));
    }
}
