//! Implications as a graph: the ancestors of a word, and whether there is a cycle.
//!
//! The walks are over ids, iterative, and visit each word once.

use super::{Error, Vocabulary};

impl Vocabulary {
    /// Lists everything a word implies, directly or not, nearest first; never the word itself.
    pub(super) fn ancestors(&self, id: u32) -> Vec<u32> {
        let mut found: Vec<u32> = self.word(id).parents.clone();
        let mut at = 0;
        while let Some(&next) = found.get(at) {
            for &parent in &self.word(next).parents {
                if !found.contains(&parent) {
                    found.push(parent);
                }
            }
            at += 1;
        }
        found
    }

    /// Refuses implications that lead back to where they began.
    ///
    /// # Errors
    /// [`Error::Cycle`] with the way around the first circle in the order of the data.
    pub(super) fn refuse_cycles(&self) -> Result<(), Error> {
        const NEW: u8 = 0;
        const OPEN: u8 = 1;
        const DONE: u8 = 2;
        let mut state = vec![NEW; self.words.len()];
        for (start, _) in self.live() {
            let mut path: Vec<(u32, usize)> = vec![(start, 0)];
            while let Some((id, next)) = path.last_mut() {
                let here = state.get_mut(*id as usize).expect("one state a word");
                if *here == DONE {
                    path.pop();
                    continue;
                }
                *here = OPEN;
                let Some(&parent) = self.word(*id).parents.get(*next) else {
                    *here = DONE;
                    path.pop();
                    continue;
                };
                *next += 1;
                if state.get(parent as usize) == Some(&OPEN) {
                    return Err(self.cycle(&path, parent));
                }
                path.push((parent, 0));
            }
        }
        Ok(())
    }

    fn cycle(&self, path: &[(u32, usize)], back_to: u32) -> Error {
        let on_it = path.iter().skip_while(|(id, _)| *id != back_to).map(|(id, _)| *id).chain([back_to]);
        let names: Vec<String> = on_it.map(|id| self.word(id).tag.to_string()).collect();
        Error::Cycle { path: names.join(" → ") }
    }
}
