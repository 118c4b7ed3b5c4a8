//! Tests of the whole room, by what they ask: is it read rightly, refused rightly, written rightly, meant rightly?

mod errors;
mod grammar;
mod manual;
mod meaning;
mod spelling;
mod values;
