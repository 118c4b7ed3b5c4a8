//! Tests of the whole room: what is read, refused and written, and what it means.

mod errors;
mod grammar;
mod manual;
mod meaning;
mod spelling;
mod values;
