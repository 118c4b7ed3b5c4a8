//! Compositing, times and structure, on the files in `fixtures/anim` and on bytes made here.
