//! Which sources an import reads again, and which it need not.

use std::fs;
use std::ops::ControlFlow;

use nakigao::ops::{self, Event, ImportOptions, Phase, Progress};

use super::sources::{place, tags};
use super::support::Place;

/// Counts the files whose sources are read, and breaks off before they are, if it is to.
struct Counting {
    breaks: bool,
    read: u64,
}

impl Progress for Counting {
    fn on(&mut self, event: Event<'_>) -> ControlFlow<()> {
        if let Event::Planned { phase: Phase::ReadSources, items, .. } = event {
            self.read += items;
            if self.breaks {
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    }
}

#[test]
fn a_break_after_a_touch_lets_the_next_import_read_what_was_touched() {
    let place = Place::with_demo("sources-touched");
    let options = ImportOptions { near: false, ..ImportOptions::default() };
    place.import(&options);
    let touched = place.pictures().join("Naruto/Hinata Hyuga/moonlight.jpg");
    let mode = fs::metadata(&touched).unwrap().permissions();
    fs::set_permissions(&touched, mode).unwrap();
    let read = |breaks| {
        let mut counting = Counting { breaks, read: 0 };
        ops::import(&place.gallery(), &[place.pictures()], &options, &mut counting).unwrap();
        counting.read
    };
    assert_eq!((read(true), read(false), read(false)), (1, 1, 0));
}

#[test]
fn a_sidecar_that_states_a_name_of_its_own_again_is_believed() {
    let place = place("sources-own-name");
    fs::write(place.pictures().join("x/a.jpg.json"), r#"{"tag_string_character": "nagisa_furukawa"}"#).unwrap();
    let import = || drop(place.ok(&["import", "pictures", "--no-names"]));
    import();
    assert_eq!(tags(&place, "x/a.jpg"), ["character:furukawa_nagisa gallery-dl"]);
    place.ok(&["tags", "remove-alias", "character:nagisa_furukawa", "character:furukawa_nagisa"]);
    import();
    assert_eq!(tags(&place, "x/a.jpg"), ["character:nagisa_furukawa gallery-dl"]);
}
