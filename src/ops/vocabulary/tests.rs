//! What galleries hold when the vocabulary learns.

use std::path::Path;

use super::*;
use crate::catalog::{JournalId, Source};
use crate::ops::selection::resolve;
use crate::ops::{ImportOptions, Selection, TagOptions, Unwatched, import, tag, undo};

fn tag_of(name: &str) -> Tag {
    Tag::parse(name).unwrap()
}

#[test]
fn media_that_have_another_name_of_a_tag_get_the_one_that_the_vocabulary_has_by_now() {
    let dir = std::env::temp_dir().join(format!("nakigao-join-{}", std::process::id()));
    let _ = fs::remove_dir_all(&dir);
    let gallery = Gallery::open_or_create(&dir, &dir.join("thumbs")).unwrap();
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/gallery/Naruto");
    let options = ImportOptions { near: false, names: false, ..ImportOptions::default() };
    import(&gallery, std::slice::from_ref(&demo), &options, &mut Unwatched).unwrap();
    let all = Selection { named: vec![demo.into()], ..Selection::default() };
    let [first, second] = resolve(&gallery, &all).unwrap()[..2] else { panic!("the demo has more") };
    // As a vocabulary had it that called her so, and that knew of no rule.
    let catalog = &gallery.catalog;
    let [other, own] = ["character:nagisa_furukawa", "character:furukawa_nagisa"].map(tag_of);
    let rule = Action::Import { path: "earlier".to_owned() };
    let entry = |work: &dyn Fn(JournalId) -> Result<()>| gallery.change(&rule, work).unwrap();
    entry(&|entry| {
        let (other, own) = (catalog.ensure_tag(&other)?, catalog.ensure_tag(&own)?);
        catalog.put_known_rule(own, other, RuleKind::Alias)?;
        catalog.put_on(first, other, Source::Folder, true, entry)?;
        catalog.put_on(first, other, Source::Hydrus, true, entry)?;
        catalog.put_on(first, own, Source::Name, false, entry)?;
        catalog.put_on(second, other, Source::Hand, true, entry)?;
        catalog.put_rule(other, catalog.ensure_tag(&tag_of("girl"))?, RuleKind::Implication, entry)?;
        catalog.settle_rules()?;
        Ok(catalog.put_meta(META, "an earlier one")?)
    });
    let tags = |media| {
        let all = catalog.list_media_tags(media).unwrap().into_iter();
        all.map(|said| format!("{} {}", said.tag, said.source)).collect::<Vec<_>>()
    };
    let before = (tags(first), tags(second));
    let options = TagOptions { add: vec![tag_of("x")], ..TagOptions::default() };
    tag(&gallery, &all, &options).unwrap();
    assert_eq!(
        tags(first),
        [
            "girl implied",
            "x hand",
            "character:furukawa_nagisa folder",
            "character:furukawa_nagisa name",
            "character:furukawa_nagisa hydrus",
            "series:clannad implied"
        ]
    );
    assert_eq!(
        tags(second),
        ["girl implied", "x hand", "character:furukawa_nagisa hand", "series:clannad implied"],
        "what a person said of the name holds of the tag"
    );
    assert_eq!(gallery.meant(&other).unwrap(), own);
    undo(&gallery, 2).unwrap();
    let without_implied =
        |tags: Vec<String>| tags.into_iter().filter(|tag| !tag.ends_with("implied")).collect::<Vec<_>>();
    let after = (without_implied(tags(first)), without_implied(tags(second)));
    assert_eq!(after, (without_implied(before.0), without_implied(before.1)));
    undo(&gallery, 1).unwrap();
    assert_eq!(tags(first), Vec::<String>::new());
    drop(gallery);
    fs::remove_dir_all(&dir).unwrap();
}
