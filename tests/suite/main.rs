//! The program from the outside, and the house it lives in: one binary of tests, a file for each subject.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod command;
mod import;
mod pictures;
mod readme;
mod support;
mod tidy;
