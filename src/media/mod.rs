//! What a media file is: its format by its bytes, its header facts, its pixels, its frames in time.
//!
//! This room takes bytes and gives values; it opens no file, prints nothing and asks no clock but for its own time
//! limit. A file that cannot be read is an [`Error`] that says why, never a panic and never half a picture.
