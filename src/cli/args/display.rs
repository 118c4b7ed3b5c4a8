//! How names are shown.

use clap::Args;
use clap::builder::PossibleValuesParser;

use crate::ops::{self, Display, Gallery, Names};

/// The word for the choice that holds where a person made none.
pub(in crate::cli) const DEFAULT: &str = "default";

/// How names of series and characters are shown to people.
#[derive(Debug, Args)]
pub(in crate::cli) struct DisplayArgs {
    /// Show names of series and characters in a language, or as tags are spelt [default: what `tags display` chose, or else
    /// english on sheets and tag in listings]
    #[arg(long, value_name = "HOW", value_parser = PossibleValuesParser::new(words()))]
    pub(in crate::cli) display: Option<String>,
}

/// The words for each way of showing names.
pub(in crate::cli) fn words() -> impl Iterator<Item = &'static str> {
    Display::ALL.into_iter().map(Display::name)
}

impl DisplayArgs {
    /// What was asked for.
    pub(in crate::cli) fn asked(&self) -> Option<Display> {
        self.display.as_deref().and_then(Display::from_name)
    }

    /// The names in a listing for people: as asked for, or as the gallery has it.
    pub(in crate::cli) fn names<'a>(&self, gallery: &'a Gallery) -> Result<Names<'a>, ops::Error> {
        let display = match self.asked() {
            None => ops::display(gallery)?,
            asked => asked,
        };
        Names::new(gallery, display.unwrap_or(Display::Tag))
    }
}
