//! Every format and every way to fail, on the files in `fixtures/`.
