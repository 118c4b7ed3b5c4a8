//! Functions of ours that statements and triggers call.

use rusqlite::Connection;
use rusqlite::functions::{Context, FunctionFlags};

use super::error::Result;
use super::search::Shuffle;
use crate::fingerprint::{Looks, Looping, SignatureKind};
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
    // What `path_letters` indexes: the letters as they are and, where that differs, composed. Triggers call it, also for the text
    // that is deleted: if it ever returns something else, a migration must build `path_letters` anew, or rows stay in it for good.
    connection.create_scalar_function("searched_path", 1, flags | FunctionFlags::SQLITE_INNOCUOUS, |context| {
        let path = String::from_utf8_lossy(context.get_raw(0).as_bytes()?);
        let composed = if path.is_ascii() { None } else { Some(composed(&path)).filter(|composed| *composed != path) };
        Ok(composed.map_or_else(|| path.clone().into_owned(), |composed| format!("{path}\n{composed}")))
    })?;
    // For the migration that began to keep what signatures tell of loops.
    let looping = |context: &Context<'_>| -> rusqlite::Result<Option<Looping>> {
        let scene = Looks::from_bytes(SignatureKind::Scene, context.get_raw(0).as_blob()?).scene;
        Ok(scene.and_then(|scene| scene.looping()))
    };
    connection.create_scalar_function("loop_score", 1, flags, move |context| {
        Ok(looping(context)?.map(|looping| looping.hundredths))
    })?;
    connection.create_scalar_function("runs_back", 1, flags, move |context| {
        Ok(looping(context)?.is_some_and(|looping| looping.runs_back))
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

#[cfg(test)]
mod tests {
    use super::super::Catalog;

    /// If this fails, catalogues hold other rows than the triggers will delete: do not mend the test without a migration.
    #[test]
    fn what_the_index_of_paths_holds_is_what_it_always_was() {
        let catalog = Catalog::in_memory().unwrap();
        for (path, indexed) in [
            (&b"Clannad/A B.gif"[..], "Clannad/A B.gif"),
            ("ガ/泣き顔.png".as_bytes(), "ガ/泣き顔.png"),
            ("カ\u{3099}.png".as_bytes(), "カ\u{3099}.png\nガ.png"),
            ("\u{1112}\u{1161}\u{11ab}.jpg".as_bytes(), "\u{1112}\u{1161}\u{11ab}.jpg\n한.jpg"),
            ("E\u{301}clair/x".as_bytes(), "E\u{301}clair/x\nÉclair/x"),
            // Letters that Unicode never composes, or writes as another one.
            ("\u{958}".as_bytes(), "\u{958}\n\u{915}\u{93c}"),
            ("\u{212b}".as_bytes(), "\u{212b}\n\u{c5}"),
            (&b"\xff/e\xcc\x81"[..], "\u{fffd}/e\u{301}\n\u{fffd}/\u{e9}"),
        ] {
            let found: String = catalog.value("SELECT searched_path(?1)", [path]).unwrap();
            assert_eq!(found, indexed);
        }
    }
}
