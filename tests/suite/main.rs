//! The program from the outside, and the house it lives in: one binary of tests, a file for each subject.

mod support;
mod tidy;
