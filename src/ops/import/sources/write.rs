//! Writing what each source says of a media, in place of what it said before.

use std::collections::BTreeSet;

use super::super::super::Gallery;
use super::super::super::error::Result;
use super::super::ImportOptions;
use super::super::record::{GUESSING, Record};
use super::read::{SourceStatement, Unheard};
use crate::catalog::{MediaId, MediaTag, Source, UnreadKind};
use crate::sidecar::Statement;
use crate::sidecar::embedded::Embedded;
use crate::tag::Tag;

/// What lies within a file.
#[derive(Debug)]
pub(in super::super) struct Within {
    pub(in super::super) packets: Embedded,
    /// What a model was asked to paint, if somebody wants to know.
    pub(in super::super) prompts: Option<Vec<Statement>>,
}

/// Writes what lies within a file, as soon as its media is recorded.
pub(in super::super) fn write_within(
    gallery: &Gallery,
    record: &mut Record<'_>,
    media: MediaId,
    within: &Within,
    options: &ImportOptions,
) -> Result<()> {
    let (vocabulary, statements) = (gallery.vocabulary()?, &within.packets.statements);
    let packets = || SourceStatement::new(Source::Xmp, vocabulary, statements, options);
    let mut said = Vec::from_iter((!statements.is_empty()).then(packets));
    if let Some(prompts) = &within.prompts {
        record.prompts_read.insert(media);
        said.push(SourceStatement::of_prompts(vocabulary, prompts, options));
    }
    for statement in &mut said {
        rename(gallery, record, statement)?;
    }
    if !said.is_empty() {
        write(gallery, record, (media, options), said, || Ok(within.packets.clone()))?;
    }
    Ok(())
}

/// Writes what sources say of a media, in names of today, and takes off what they no longer say. `embedded` reads the packets in the file; it is
/// called only where a keyword of XMP would be taken off. Returns why they could not be read, if so.
pub(super) fn write(
    gallery: &Gallery,
    record: &mut Record<'_>,
    (media, options): (MediaId, &ImportOptions),
    said: Vec<SourceStatement>,
    embedded: impl Fn() -> std::result::Result<Embedded, Unheard>,
) -> Result<Option<Unheard>> {
    let catalog = &gallery.catalog;
    let present = catalog.list_media_tags(media)?;
    // Another file of the same content may have another name and other sidecars.
    let is_only_file = catalog.count_present(media, 2)? < 2;
    let mut unheard = None;
    for mut statement in said {
        let source = statement.source;
        let is_guess = GUESSING.contains(&source);
        // What a person accepted of a guess is no longer the source's to take back.
        let is_own = |row: &&MediaTag| row.source == source && !(is_guess && row.confirmed);
        let had: BTreeSet<&Tag> = present.iter().filter(is_own).map(|row| &row.tag).collect();
        let notes: Vec<String> = match source {
            Source::Name => Vec::new(),
            _ => catalog.list_notes(media)?.into_iter().filter(|n| n.source == source).map(|n| n.text).collect(),
        };
        let kept: Vec<String> = statement.prose.iter().filter(|prose| notes.contains(prose)).cloned().collect();
        statement.quotes.extend(kept);
        let loses = |statement: &SourceStatement| {
            had.iter().any(|tag| !statement.tags.contains(*tag))
                || notes.iter().any(|note| !statement.quotes.contains(note))
        };
        if source == Source::Xmp && is_only_file && statement.is_whole && statement.is_heard && loses(&statement) {
            match embedded() {
                Ok(packets) => {
                    statement.add(gallery.vocabulary()?, &packets.statements, options);
                    rename(gallery, record, &mut statement)?;
                    statement.is_whole &= packets.unread.is_none();
                    unheard = packets.unread.map(|reason| Unheard { kind: UnreadKind::Broken, reason });
                }
                Err(reason) => {
                    statement.is_whole = false;
                    unheard = Some(reason);
                }
            }
        }
        let takes_back = is_only_file && statement.is_whole && statement.is_heard;
        let SourceStatement { tags, quotes, .. } = &mut statement;
        // A guess adds nothing to what somebody states.
        let is_stated = |tag: &Tag| present.iter().any(|row| row.tag == *tag && row.confirmed);
        let new = tags.iter().filter(|tag| !(had.contains(tag) || is_guess && is_stated(tag)));
        let rows = new.map(|tag| record.rows.row(gallery, tag)).collect::<Result<Vec<_>>>()?;
        record.put_on(media, &rows, source)?;
        for tag in had.iter().filter(|tag| takes_back && !tags.contains(**tag)) {
            catalog.take_off_source(media, catalog.ensure_tag(tag)?, source, record.entry()?)?;
        }
        if !takes_back {
            // A note has no other identity than its text: the earlier ones stay beside the new ones.
            let kept: Vec<String> = notes.iter().filter(|note| !quotes.contains(note)).cloned().collect();
            quotes.splice(0..0, kept);
        }
        if notes != *quotes {
            catalog.set_notes(media, source, quotes, record.entry()?)?;
        }
    }
    Ok(unheard)
}

/// Gives tags that a person renamed the names they have today.
pub(super) fn rename(gallery: &Gallery, record: &mut Record<'_>, statement: &mut SourceStatement) -> Result<()> {
    statement.tags = statement.tags.iter().map(|tag| record.rows.renamed(gallery, tag)).collect::<Result<_>>()?;
    Ok(())
}
