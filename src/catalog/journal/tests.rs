//! Any sequence of changes, taken back and done again, against a model that remembers every state.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::catalog::{NewMedia, RuleKind};
use crate::tag::Tag;

#[derive(Clone, Debug)]
enum Step {
    Put(usize, usize),
    TakeOff(usize, usize),
    Guess(usize, usize),
    Withdraw(usize, usize),
    Confirm(usize),
    Imply(usize, usize),
    Unimply(usize, usize),
    Note(usize, bool),
    Undo,
    Redo,
}

fn step() -> impl Strategy<Value = Step> {
    let (media, tag) = (0usize..3, 0usize..5);
    let both = || (media.clone(), tag.clone());
    prop_oneof![
        3 => both().prop_map(|(m, t)| Step::Put(m, t)),
        2 => both().prop_map(|(m, t)| Step::TakeOff(m, t)),
        2 => both().prop_map(|(m, t)| Step::Guess(m, t)),
        1 => both().prop_map(|(m, t)| Step::Withdraw(m, t)),
        1 => media.clone().prop_map(Step::Confirm),
        2 => (tag.clone(), tag.clone()).prop_map(|(a, b)| Step::Imply(a, b)),
        1 => (tag.clone(), tag.clone()).prop_map(|(a, b)| Step::Unimply(a, b)),
        1 => (media.clone(), any::<bool>()).prop_map(|(m, is_first)| Step::Note(m, is_first)),
        3 => Just(Step::Undo),
        2 => Just(Step::Redo),
    ]
}

type State = Vec<String>;

/// Everything but the journal, as text.
fn state(catalog: &Catalog) -> State {
    let mut all = Vec::new();
    for sql in [
        "SELECT 'tag', media_id, tag_id, source_id, confirmed FROM media_tag ORDER BY 2, 3, 4",
        "SELECT 'refused', media_id, tag_id, 0, 0 FROM media_tag_refused ORDER BY 2, 3",
        "SELECT 'rule', child_id, parent_id, kind, origin FROM tag_rule ORDER BY 2, 3",
        "SELECT 'ancestor', tag_id, ancestor_id, 0, 0 FROM tag_ancestor ORDER BY 2, 3",
        "SELECT 'note ' || text, media_id, source_id, (SELECT count(*) FROM note_words WHERE rowid = note.id), 0 FROM note ORDER BY 1, 2",
        "SELECT 'count', id, n_tags, 0, 0 FROM media ORDER BY 2",
        "SELECT 'media of', id, n_media, 0, 0 FROM tag ORDER BY 2",
    ] {
        let mut statement = catalog.connection.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| {
            let (what, a, b): (String, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let (c, d): (i64, i64) = (row.get(3)?, row.get(4)?);
            Ok(format!("{what} {a} {b} {c} {d}"))
        });
        all.extend(rows.unwrap().map(|row| row.unwrap()));
    }
    all
}

/// Implied rows are exactly those that the rules and the other rows ask for.
fn check_implied(catalog: &Catalog) {
    let wrong: i64 = catalog
        .connection
        .query_row(
            "WITH wanted AS (
                SELECT x.media_id, a.ancestor_id AS tag_id, max(x.confirmed) AS confirmed
                FROM media_tag x JOIN tag_ancestor a ON a.tag_id = x.tag_id
                WHERE x.source_id <> 9 AND (x.media_id, a.ancestor_id) NOT IN (SELECT media_id, tag_id FROM media_tag_refused)
                GROUP BY 1, 2),
             there AS (SELECT media_id, tag_id, confirmed FROM media_tag WHERE source_id = 9)
             SELECT (SELECT count(*) FROM (SELECT * FROM wanted EXCEPT SELECT * FROM there))
                  + (SELECT count(*) FROM (SELECT * FROM there EXCEPT SELECT * FROM wanted))",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(wrong, 0, "{:#?}", state(catalog));
}

proptest! {
    #[test]
    fn undo_and_redo_walk_through_the_states(steps in prop::collection::vec(step(), 1..25)) {
        let catalog = Catalog::in_memory().unwrap();
        let media: Vec<MediaId> = (0..3u8)
            .map(|n| {
                catalog.insert_media(&NewMedia::sample(n), 0).unwrap()
            })
            .collect();
        let tags: Vec<TagId> =
            (0..5).map(|n| catalog.ensure_tag(&Tag::parse(&format!("tag{n}")).unwrap()).unwrap()).collect();
        // The states behind and before the present one.
        let (mut past, mut future): (Vec<State>, Vec<State>) = (Vec::new(), Vec::new());
        for step in steps {
            let before = state(&catalog);
            match step {
                Step::Undo => {
                    let turned = catalog.undo_entry(1).unwrap();
                    prop_assert_eq!(turned.is_some(), !past.is_empty());
                    if let Some(expected) = past.pop() {
                        future.push(before);
                        prop_assert_eq!(state(&catalog), expected);
                    }
                }
                Step::Redo => {
                    let turned = catalog.redo_entry().unwrap();
                    prop_assert_eq!(turned.is_some(), !future.is_empty());
                    if let Some(expected) = future.pop() {
                        past.push(before);
                        prop_assert_eq!(state(&catalog), expected);
                    }
                }
                change => {
                    let closed = catalog.atomically(|| -> Result<_> {
                        let entry = catalog.open_entry(&Action::Words("step".into()), Source::Hand, 0)?;
                        apply(&catalog, &change, &media, &tags, entry)?;
                        catalog.close_entry(entry)
                    });
                    if closed.is_ok_and(|entry| entry.is_some()) {
                        past.push(before);
                        future.clear();
                    } else {
                        prop_assert_eq!(state(&catalog), before);
                    }
                }
            }
            check_implied(&catalog);
        }
    }
}

fn apply(catalog: &Catalog, step: &Step, media: &[MediaId], tags: &[TagId], entry: JournalId) -> Result<()> {
    match *step {
        Step::Put(m, t) => {
            catalog.select(&[media[m]])?;
            catalog.put_on_selected(tags[t], Source::Hand, entry)
        }
        Step::TakeOff(m, t) => {
            catalog.select(&[media[m]])?;
            catalog.take_off_selected(tags[t], entry)
        }
        Step::Guess(m, t) => catalog.put_on(media[m], tags[t], Source::Name, false, entry).map(|_| ()),
        Step::Withdraw(m, t) => catalog.take_off_source(media[m], tags[t], Source::Name, entry),
        Step::Confirm(m) => {
            catalog.select(&[media[m]])?;
            catalog.confirm_selected(entry).map(|_| ())
        }
        Step::Imply(a, b) if a != b => {
            catalog.put_rule(tags[a], tags[b], RuleKind::Implication, entry)?;
            catalog.settle_rules().map(|_| ())
        }
        Step::Unimply(a, b) => {
            catalog.remove_rule(tags[a], tags[b], entry)?;
            catalog.settle_rules().map(|_| ())
        }
        Step::Note(m, is_first) => {
            let text = if is_first { "泣き顔" } else { "crying" };
            catalog.set_notes(media[m], Source::Hand, &[text.to_owned()], entry).map(|_| ())
        }
        _ => Ok(()),
    }
}

#[test]
fn an_empty_journal_has_nothing_to_turn() {
    let catalog = Catalog::in_memory().unwrap();
    assert_eq!((catalog.undo_entry(0).unwrap(), catalog.redo_entry().unwrap()), (None, None));
    assert_eq!(BTreeSet::from_iter(state(&catalog)), BTreeSet::new());
}
