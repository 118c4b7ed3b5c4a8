//! Functions of ours that statements and triggers call.

use rusqlite::Connection;
use rusqlite::functions::{Context, FunctionFlags};

use super::error::Result;
use super::search::Shuffle;
use crate::tag::composed;

/// Gives them to a connection.
pub(super) fn add_functions(connection: &Connection) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function("file_name", 1, flags, |context| {
        let path = context.get_raw(0).as_bytes()?;
        let name = path.rsplit(|&byte| byte == b'/').next().unwrap_or_default();
        Ok(String::from_utf8_lossy(name).into_owned())
    })?;
    connection.create_scalar_function("composed", 1, flags, |context| {
        let path = String::from_utf8_lossy(context.get_raw(0).as_bytes()?);
        Ok(if path.is_ascii() { path.into_owned() } else { composed(&path) })
    })?;
    // What `path_letters` indexes: the letters as they are and, where that differs, composed. Triggers call it.
    connection.create_scalar_function("searched_path", 1, flags | FunctionFlags::SQLITE_INNOCUOUS, |context| {
        let path = String::from_utf8_lossy(context.get_raw(0).as_bytes()?);
        let composed = if path.is_ascii() { None } else { Some(composed(&path)).filter(|composed| *composed != path) };
        Ok(composed.map_or_else(|| path.clone().into_owned(), |composed| format!("{path}\n{composed}")))
    })?;
    let shuffle = |context: &Context<'_>| -> rusqlite::Result<Shuffle> {
        Ok(Shuffle::new(context.get(1)?, context.get::<i64>(2)? as u64))
    };
    connection.create_scalar_function("shuffled_id", 3, flags, move |context| {
        Ok(shuffle(context)?.id_at(context.get::<i64>(0)? as u64) as i64)
    })?;
    connection.create_scalar_function("shuffled_place", 3, flags, move |context| {
        Ok(shuffle(context)?.place_of(context.get::<i64>(0)? as u64) as i64)
    })?;
    Ok(())
}
