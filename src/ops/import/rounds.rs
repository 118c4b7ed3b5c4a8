//! When new media are compared with the rest while files are still being read: often enough that a long import tells early
//! what it finds, and seldom enough to cost little.

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use super::super::alike::Alike;
use super::super::error::Result;
use super::super::likeness::compare_new;
use super::{Event, Gallery, Progress};

/// An import that takes no longer than this compares once, at its end.
const FIRST: Duration = Duration::from_secs(if cfg!(test) { 0 } else { 10 });

/// The least time between two rounds, in durations of the last one: comparing takes a twentieth of an import at most.
const PAUSE: u32 = 20;

/// The rounds of one import.
pub(super) struct Rounds {
    due: Instant,
}

impl Rounds {
    pub(super) fn new() -> Self {
        Self { due: Instant::now() + FIRST }
    }

    /// Compares what is new if it is time to; what was found is named in `progress` and added to `alike`.
    pub(super) fn compare_if_due(
        &mut self,
        now: Instant,
        gallery: &Gallery,
        alike: &mut Vec<Alike>,
        progress: &mut dyn Progress,
    ) -> Result<ControlFlow<()>> {
        if now < self.due {
            return Ok(ControlFlow::Continue(()));
        }
        let flow = compare_new(gallery, alike, &mut Beside(progress))?;
        let took = now.elapsed();
        self.due = now + took + FIRST.max(PAUSE * took);
        Ok(flow)
    }
}

/// The progress of work that is not counted in the phase that is shown.
struct Beside<'a>(&'a mut dyn Progress);

impl Progress for Beside<'_> {
    fn on(&mut self, event: Event<'_>) -> ControlFlow<()> {
        self.0.on(match event {
            Event::Planned { .. } | Event::Done { .. } => Event::Working,
            other => other,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::Phase;
    use crate::ops::{ImportOptions, Unwatched, import};
    use std::path::Path;

    #[test]
    fn work_beside_other_work_moves_no_bar_and_can_be_stopped() {
        struct Seen(u32);
        impl Progress for Seen {
            fn on(&mut self, event: Event<'_>) -> ControlFlow<()> {
                assert!(matches!(event, Event::Working));
                self.0 += 1;
                if self.0 == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            }
        }
        let mut seen = Seen(0);
        assert!(Beside(&mut seen).on(Event::Planned { phase: Phase::Compare, items: 3, bytes: 0 }).is_continue());
        assert!(Beside(&mut seen).on(Event::Done { path: Path::new("a.png"), bytes: 0 }).is_break());
    }

    #[test]
    fn a_round_names_what_is_alike_and_the_next_one_is_later() {
        let dir = std::env::temp_dir().join(format!("nakigao-rounds-{}", std::process::id()));
        let gallery = Gallery::open_or_create(&dir, &dir.join("thumbs")).unwrap();
        let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/gallery");
        let options = ImportOptions { near: false, ..ImportOptions::default() };
        import(&gallery, &[demo], &options, &mut Unwatched).unwrap();
        let mut alike = Vec::new();
        let mut rounds = Rounds::new();
        let (early, due) = (rounds.due - Duration::from_nanos(1), rounds.due);
        assert!(rounds.compare_if_due(early, &gallery, &mut alike, &mut Unwatched).unwrap().is_continue());
        assert!(alike.is_empty() && rounds.due == due);
        assert!(rounds.compare_if_due(due, &gallery, &mut alike, &mut Unwatched).unwrap().is_continue());
        assert!(!alike.is_empty() && rounds.due > due + FIRST);
        drop(gallery);
        std::fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn an_import_compares_while_files_are_still_read() {
        #[derive(Default)]
        struct Seen {
            n_rounds: usize,
            n_read: u64,
            n_read_after_a_round: usize,
            alike: Vec<Alike>,
        }
        impl Progress for Seen {
            fn on(&mut self, event: Event<'_>) -> ControlFlow<()> {
                match event {
                    Event::Working => self.n_rounds += 1,
                    Event::Done { bytes, .. } if bytes > 0 => {
                        self.n_read += 1;
                        self.n_read_after_a_round += usize::from(self.n_rounds > 0);
                    }
                    Event::Alike(alike) => self.alike.push(alike.clone()),
                    _ => (),
                }
                ControlFlow::Continue(())
            }
        }
        let dir = std::env::temp_dir().join(format!("nakigao-import-rounds-{}", std::process::id()));
        let gallery = Gallery::open_or_create(&dir, &dir.join("thumbs")).unwrap();
        let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/gallery");
        let mut seen = Seen::default();
        let report = import(&gallery, &[demo], &ImportOptions::default(), &mut seen).unwrap();
        assert!(seen.n_read_after_a_round > 0, "{} rounds, {} files", seen.n_rounds, seen.n_read);
        seen.alike.sort();
        assert_eq!(seen.alike, report.alike);
        assert!(report.alike.len() >= 4 && report.alike.windows(2).all(|two| two[0].path != two[1].path));
        drop(gallery);
        std::fs::remove_dir_all(dir).unwrap();
    }
}
