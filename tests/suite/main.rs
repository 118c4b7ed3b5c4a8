//! The program from the outside, and the house it lives in: one binary of tests, a file for each subject.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod around;
mod captions;
mod circles;
mod clean;
mod command;
mod completion;
mod damaged;
mod danbooru;
mod dupes;
mod edited;
mod embedded;
mod emotes;
mod faults;
mod find;
mod full_disk;
mod handles;
mod import;
mod interactive;
mod interrupt;
mod journal;
mod keep;
mod letters;
mod messages;
mod names;
mod newcomer;
mod outputs;
mod page;
mod partial;
mod pictures;
mod reading;
mod readme;
mod resolve;
mod roots;
mod rules;
mod said;
mod scan;
mod sources;
mod style;
mod support;
mod survive;
mod tag;
mod terminal;
mod tidy;
mod web;
