//! The words of a query on the command line.

use clap::Args;
use clap_complete::ArgValueCompleter;

use super::super::completion::complete_query;
use super::QUERY;
use crate::ops::{self, BoundQuery};

/// A query, given as one word or several.
#[derive(Debug, Args)]
pub(in crate::cli) struct QueryArgs {
    /// A query, such as: character:nagisa_furukawa emotion:crying -happy_tears width:>=1920
    #[arg(value_name = QUERY, add = ArgValueCompleter::new(complete_query))]
    pub(in crate::cli) words: Vec<String>,
}

impl QueryArgs {
    /// The words as one text.
    pub(in crate::cli) fn text(&self) -> String {
        self.words.join(" ")
    }

    /// Reads the query, which is asked now.
    pub(in crate::cli) fn parse(&self) -> Result<BoundQuery, ops::Error> {
        ops::parse_query(&self.text())
    }
}
