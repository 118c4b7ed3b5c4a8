//! A bar: drawn on standard error, only when that is a terminal and nobody asked for quiet. Where it is, Ctrl-C asks the
//! operation to stop.

use std::io::{IsTerminal, Write, stderr};
use std::ops::ControlFlow;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use super::args::Global;
use super::{escape, interrupt};
use crate::ops::{Alike, Event, GroupKind, Phase, Progress};

/// Columns of the bar itself: files, bytes, rate and time left fit beside it in a terminal of 80 columns. A line that is
/// longer than the terminal stays there at every drawing.
const BAR_COLUMNS: usize = 8;

/// Shows a person how far an operation is.
pub(super) struct Bar {
    bar: ProgressBar,
    verb: &'static str,
    in_bytes: bool,
    /// How many files are done, and of how many; shown where the bar counts bytes.
    n_files: (u64, u64),
    /// How many more pairs that show the same are named.
    n_to_name: usize,
    is_quiet: bool,
}

impl Bar {
    /// A bar for an operation, named by what it does (`importing`). From now on Ctrl-C asks it to stop.
    pub(super) fn new(global: &Global, verb: &'static str) -> Self {
        interrupt::listen(global.quiet);
        let is_shown = !global.quiet && !global.json && stderr().is_terminal();
        let target = if is_shown { ProgressDrawTarget::stderr_with_hz(10) } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target);
        bar.set_style(style("{spinner} {prefix} {msg}"));
        bar.set_prefix(verb);
        if is_shown {
            bar.enable_steady_tick(Duration::from_millis(120));
        }
        Self { bar, verb, in_bytes: false, n_files: (0, 0), n_to_name: 0, is_quiet: global.quiet || global.json }
    }

    /// Names the first `n_to_name` pairs that show the same, as they are found.
    pub(super) fn naming(mut self, n_to_name: usize) -> Self {
        self.n_to_name = n_to_name;
        self
    }

    fn name(&mut self, alike: &Alike) {
        if self.is_quiet || self.n_to_name == 0 {
            return;
        }
        self.n_to_name -= 1;
        let (path, of) = (escape::path(&alike.path), escape::path(&alike.of));
        let what = match alike.kind {
            GroupKind::Exact => "holds the same bytes as",
            GroupKind::Near => "is a near-duplicate of",
            GroupKind::Scene => "shares a scene with",
            GroupKind::Frame => "has a frame in common with",
            GroupKind::Part => "has a part in common with",
        };
        // A terminal that is gone is no reason to stop.
        self.bar.suspend(|| drop(writeln!(stderr(), "{path} {what} {of}")));
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

impl Progress for Bar {
    fn on(&mut self, event: Event<'_>) -> ControlFlow<()> {
        match event {
            Event::Scanned { files } => self.bar.set_message(format!("{files} files found")),
            Event::Planned { phase, items, bytes } => {
                self.in_bytes = bytes > 0;
                self.bar.set_length(if self.in_bytes { bytes } else { items });
                self.bar.set_position(0);
                self.bar.set_message("");
                let amount =
                    if self.in_bytes { "{bytes}/{total_bytes}, {binary_bytes_per_sec}" } else { "{pos}/{len}, {rate}" };
                self.bar.set_style(style(&format!(
                    "{{prefix}} [{{bar:{BAR_COLUMNS}}}] {amount}, {{eta}} left  {{wide_msg}}"
                )));
                self.n_files = (0, items);
                self.bar.set_prefix(verb(phase).unwrap_or(self.verb));
                self.bar.reset_eta();
            }
            Event::Done { path, bytes } => {
                self.bar.inc(if self.in_bytes { bytes } else { 1 });
                self.n_files.0 += 1;
                if !self.bar.is_hidden() {
                    if self.in_bytes {
                        self.bar.set_prefix(format!("{} {}/{}", self.verb, self.n_files.0, self.n_files.1));
                    }
                    self.bar.set_message(path.file_name().map(|name| escape::path(name.as_ref())).unwrap_or_default());
                }
            }
            Event::Alike(alike) => self.name(alike),
            // What failed is listed at the end, where a person sees it.
            _ => (),
        }
        if interrupt::was_interrupted() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

/// The word for a phase; none for the command's own work.
fn verb(phase: Phase) -> Option<&'static str> {
    match phase {
        Phase::ReadSources => Some("reading tags"),
        Phase::Describe => Some("describing"),
        Phase::Compare => Some("comparing"),
        Phase::Group => Some("grouping"),
        _ => None,
    }
}

fn style(template: &str) -> ProgressStyle {
    let rate = |state: &ProgressState, out: &mut dyn std::fmt::Write| {
        // Writing to the bar's own string cannot fail.
        let _ = write!(out, "{:.0}/s", state.per_sec());
    };
    ProgressStyle::with_template(template)
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .with_key("rate", rate)
        .progress_chars("━╸─")
}
