//! Walks through a gallery that is only a list of tags, driven by actions alone.
//!
//! What the caller would do with `ops` is answered by hand, so that each effect is seen before it is done.

use std::path::PathBuf;

use super::*;
use crate::ops::{ContentHash, Source};

type Said<'a> = (&'a str, &'a [Source], bool);

fn tag(text: &str) -> Tag {
    Tag::parse(text).unwrap()
}

fn card(tags: &[Said<'_>]) -> Card {
    Card {
        path: PathBuf::from("/a.gif"),
        hash: ContentHash::of(b""),
        width: 1,
        height: 1,
        frames: 1,
        duration_ms: None,
        bytes: 1,
        format: String::new(),
        tags: tags
            .iter()
            .map(|(name, sources, confirmed)| CardTag {
                tag: tag(name),
                sources: sources.to_vec(),
                confirmed: *confirmed,
            })
            .collect(),
        quote: None,
    }
}

fn at_first_of(n_media: usize, tags: &[Said<'_>]) -> Session {
    let mut session = Session::new(n_media);
    session.loaded(Ok(card(tags)));
    session
}

fn said(session: &Session) -> &str {
    session.message.as_ref().map_or("", |message| message.text.as_str())
}

fn put_on(name: &str) -> Effect {
    Effect::Change(Change::PutOn(tag(name)))
}

#[test]
fn moves_stop_at_both_ends_and_say_so() {
    let mut session = at_first_of(12, &[]);
    for (action, effect, position) in [
        (Action::Move(-1), Effect::None, 0),
        (Action::Move(1), Effect::Load, 1),
        (Action::Move(10), Effect::Load, 11),
        (Action::Move(1), Effect::None, 11),
        (Action::Move(-10), Effect::Load, 1),
        (Action::Move(-10), Effect::Load, 0),
        (Action::Last, Effect::Load, 11),
        (Action::First, Effect::Load, 0),
        (Action::First, Effect::None, 0),
    ] {
        assert_eq!((session.apply(action.clone()), session.position), (effect, position), "{action:?}");
    }
    assert_eq!(said(&session), "this is the first");
}

#[test]
fn a_typed_tag_is_checked_put_on_and_then_on_a_key() {
    let mut session = at_first_of(2, &[]);
    assert_eq!(session.apply(Action::Recent(1)), Effect::None);
    assert!(said(&session).starts_with("no tag is on 1 yet"));
    assert_eq!(session.apply(Action::Tag), Effect::Complete(String::new()));
    assert_eq!(session.apply(Action::Insert("emo".to_owned())), Effect::Complete("emo".to_owned()));
    session.offered(vec![tag("emotion:crying"), tag("emotion:happy")], false);
    for (by, typed) in [(1, "emotion:crying"), (1, "emotion:happy"), (1, "emotion:crying"), (-1, "emotion:happy")] {
        assert_eq!(session.apply(Action::Choose(by)), Effect::None);
        assert_eq!(session.typed, typed);
    }
    assert_eq!(session.apply(Action::Enter), Effect::Check("emotion:happy".to_owned()));
    assert_eq!(
        session.checked(TagCheck::NearMiss { tag: tag("emotion:hapy"), near: tag("emotion:happy") }),
        Effect::None
    );
    assert_eq!(
        (session.mode, session.typed.as_str(), said(&session)),
        (
            Mode::Tag,
            "emotion:happy",
            "emotion:hapy is not known: Enter takes emotion:happy, Ctrl-T makes emotion:hapy a new tag"
        )
    );
    assert_eq!(session.apply(Action::Enter), Effect::Check("emotion:happy".to_owned()));
    assert_eq!(session.checked(TagCheck::Usable(tag("emotion:happy"))), put_on("emotion:happy"));
    assert_eq!((session.mode, session.typed.as_str()), (Mode::Browse, ""));
    assert_eq!(session.changed(Change::PutOn(tag("emotion:happy"))), Effect::Load);
    assert_eq!(said(&session), "emotion:happy put on");
    assert_eq!(session.apply(Action::Recent(1)), put_on("emotion:happy"));
    session.loaded(Ok(card(&[("emotion:happy", &[Source::Hand], true)])));
    assert_eq!(session.apply(Action::Recent(1)), Effect::None, "it is on already");
}

#[test]
fn enter_takes_the_first_offer_unless_what_is_typed_is_a_tag_itself() {
    let mut session = at_first_of(1, &[]);
    for (typed, offers, is_known, taken) in [
        ("lain", &["character:iwakura_lain", "character:lain_2"] as &[&str], false, "character:iwakura_lain"),
        ("rain", &["rain", "rainy_day"], true, "rain"),
        ("brand new", &[], false, "brand new"),
    ] {
        session.apply(Action::Tag);
        session.apply(Action::Insert(typed.to_owned()));
        session.offered(offers.iter().map(|offer| tag(offer)).collect(), is_known);
        assert_eq!(session.apply(Action::Enter), Effect::Check(taken.to_owned()), "{typed}");
        assert_eq!(session.apply(Action::Force), Effect::CheckNew(typed.to_owned()));
    }
    session.apply(Action::EraseAll);
    session.offered(vec![tag("rain")], false);
    assert_eq!(session.apply(Action::Enter), Effect::None, "nothing typed takes nothing");
}

#[test]
fn a_number_leads_to_its_place() {
    let mut session = at_first_of(300, &[]);
    for (typed, effect, position, message) in [
        ("12", Effect::Load, 11, ""),
        ("1x2", Effect::None, 11, "this is it"),
        ("301", Effect::None, 11, "the numbers go from 1 to 300"),
        ("0", Effect::None, 11, "the numbers go from 1 to 300"),
        ("300", Effect::Load, 299, ""),
    ] {
        session.apply(Action::Jump);
        session.apply(Action::Insert(typed.to_owned()));
        assert_eq!((session.apply(Action::Enter), session.position, said(&session)), (effect, position, message));
        assert_eq!(session.mode, Mode::Browse);
    }
}

#[test]
fn what_a_guess_says_can_be_stated_by_hand_or_accepted() {
    let mut session = at_first_of(1, &[("rain", &[Source::Name, Source::Model], false), ("a", &[Source::Hand], true)]);
    assert_eq!(session.checked(TagCheck::Usable(tag("rain"))), put_on("rain"));
    assert_eq!(session.apply(Action::Confirm), Effect::Change(Change::Accept(1)));
    session.changed(Change::Accept(1));
    session.loaded(Ok(card(&[("rain", &[Source::Name], true)])));
    assert_eq!(session.apply(Action::Confirm), Effect::None);
    assert_eq!(session.summary(), Summary { accepted: 1, ..Summary::default() });
}

#[test]
fn removing_narrows_by_what_is_typed() {
    let mut session = at_first_of(1, &[]);
    assert_eq!(session.apply(Action::Remove), Effect::None);
    assert_eq!((session.mode, said(&session)), (Mode::Browse, "it has no tags"));
    session.loaded(Ok(card(&[
        ("emotion:crying", &[Source::Hand], true),
        ("rain", &[Source::Hand], true),
        ("crying_rain", &[Source::Xmp], true),
    ])));
    session.apply(Action::Remove);
    assert_eq!((session.offers.len(), session.chosen), (3, Some(0)));
    session.apply(Action::Insert("RAIN".to_owned()));
    assert_eq!((session.offers.as_slice(), session.chosen), ([tag("rain"), tag("crying_rain")].as_slice(), Some(0)));
    session.apply(Action::Choose(1));
    assert_eq!(session.apply(Action::Enter), Effect::Change(Change::TakeOff(tag("crying_rain"))));
    assert_eq!(session.mode, Mode::Browse);
    session.apply(Action::Remove);
    session.apply(Action::Insert("snow".to_owned()));
    assert_eq!(session.apply(Action::Enter), Effect::None);
    assert_eq!((session.mode, said(&session)), (Mode::Remove, "none of its tags is like that"));
}

#[test]
fn undo_goes_back_to_the_place_of_the_change_and_no_further_than_the_session() {
    let mut session = at_first_of(5, &[]);
    assert_eq!(session.apply(Action::Undo), Effect::None);
    assert!(said(&session).starts_with("nothing was changed here yet"));
    session.changed(Change::PutOn(tag("rain")));
    session.apply(Action::Move(3));
    assert_eq!(session.apply(Action::Undo), Effect::Undo);
    assert_eq!(session.undone(Some("tag -t rain")), Effect::Load);
    assert_eq!((session.position, said(&session)), (0, "undone: tag -t rain"));
    assert_eq!(session.summary(), Summary::default());
    assert_eq!(session.apply(Action::Undo), Effect::None);
    session.changed(Change::TakeOff(tag("rain")));
    assert_eq!(session.undone(None), Effect::None);
    assert_eq!(session.apply(Action::Undo), Effect::None);
}

#[test]
fn the_typed_text_is_edited_at_its_end() {
    let mut session = at_first_of(1, &[]);
    session.apply(Action::Tag);
    session.apply(Action::Insert("emotion:泣き顔_x ".to_owned()));
    for (action, typed) in [
        (Action::EraseWord, "emotion:泣き顔_"),
        (Action::EraseWord, "emotion:"),
        (Action::Insert("泣".to_owned()), "emotion:泣"),
        (Action::Erase, "emotion:"),
        (Action::EraseWord, ""),
        (Action::Erase, ""),
        (Action::Insert("x".repeat(1000)), "x".repeat(MOST_TYPED).as_str()),
        (Action::EraseAll, ""),
    ] {
        session.apply(action.clone());
        assert_eq!(session.typed, typed, "{action:?}");
    }
    assert_eq!(session.apply(Action::Enter), Effect::None);
    assert_eq!(session.mode, Mode::Browse, "an empty line changes nothing");
}

#[test]
fn a_media_that_cannot_be_told_can_be_walked_past_only() {
    let mut session = Session::new(2);
    session.recent.note(&tag("rain"));
    session.loaded(Err("it is gone".to_owned()));
    assert_eq!(session.apply(Action::Recent(1)), Effect::None);
    assert_eq!(session.apply(Action::Confirm), Effect::None);
    assert_eq!(session.apply(Action::Move(1)), Effect::Load);
}
