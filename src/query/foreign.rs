//! Metatags of other programs that ask for what a gallery does not keep, and what to write instead.
//!
//! Most of Danbooru's are no reserved words: `pool:` and `source:` are namespaces in hydrus and in other people's sidecars. So each
//! is a doubt: a tag where its namespace is in use, and an error elsewhere, since it would find nothing and its negation
//! everything. This room does not know which namespaces are in use; whoever runs a query does.

use super::error::{Error, ErrorKind, shorten};
use super::keyword;
use super::metatag::{self, Metatag};
use super::token::{self, RawTerm, TokenKind};
use crate::tag;

/// A word that means something only if its namespace is in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// The namespace.
    pub namespace: String,
    /// What is wrong with the query if no tag is in it.
    pub error: Error,
}

/// The words of a query that are metatags of Danbooru and could be namespaces here. None for what is no query.
pub fn doubts(text: &str) -> Vec<Doubt> {
    let mut doubts = Vec::new();
    for token in token::scan(text).unwrap_or_default() {
        let TokenKind::Term(term) = &token.kind else { continue };
        for namespace in namespaces(term) {
            if let Some(instead) = instead(&namespace) {
                let kind = ErrorKind::Foreign { word: shorten(&namespace), instead };
                doubts.push(Doubt { namespace, error: Error::new(token.span.clone(), kind) });
            }
        }
    }
    doubts
}

/// What to write instead of a metatag of Danbooru; the word is in lower case.
pub(super) fn instead(word: &str) -> Option<&'static str> {
    let is_known = |words: &&str| words.split_whitespace().any(|known| known == word);
    FOREIGN.iter().find(|(words, _)| is_known(words)).map(|&(_, instead)| instead)
}

/// The namespaces that a term asks for.
fn namespaces(term: &RawTerm) -> Vec<String> {
    let Some(qualifier) = &term.qualifier else { return Vec::new() };
    let items = || term.value.items().map(|(item, _)| tag::normalise(item));
    match metatag::find(qualifier).map(|metatag| metatag.kind) {
        None => vec![tag::normalise(qualifier)],
        Some(Metatag::Has) => items().filter(|item| item != "notes").collect(),
        Some(Metatag::Is) => items().filter(|item| keyword::is_rating(item)).map(|_| "rating".to_owned()).collect(),
        Some(_) => Vec::new(),
    }
}

/// Words between spaces, and what to write instead of each of them.
const FOREIGN: [(&str, &str); 12] = [
    ("rating", "ratings are tags, as in rating:general, by hand or from sidecars of boorus; no picture here has one"),
    (
        "score rank curated upvotes downvotes favcount upvote downvote upvoter downvoter votedup voteddown",
        "votes are not kept: give what you like a tag of your own, as in favourite",
    ),
    (
        "fav ordfav favgroup ordfavgroup favoritedby search recommended_for",
        "favourites and saved searches are not kept: give what you like a tag of your own, as in favourite",
    ),
    (
        "pool pools ordpool inpool pool_count deleted_pools active_pools series_pools collection_pools",
        "there are no pools: pictures of one folder are folder:beach, others need a tag of their own, as in set_beach",
    ),
    (
        "parent child children child_count active_children deleted_children isparent ischild",
        "there are no parents: a picture that lies in several files is is:duplicate",
    ),
    (
        "user uploader approver commenter comm noter noteupdater artcomm commentaryupdater flagger appealer deletedby updater",
        "there are no users: artist: is who drew it, date: and age: are when its file was made",
    ),
    (
        "status active appealed banned deleted flagged pending unmoderated modqueue disapproved embedded locked delreason flags active_flags resolved_flags flag_count
         appeals appeal_count approvals approval_count replacements replacement_count disapprovals",
        "nothing is moderated: is:present, is:missing, is:offline and is:damaged are the states of files",
    ),
    (
        "source hassource pixiv pixiv_id",
        "addresses are not kept: name:12345678_p* looks in names of files, text: in their folders too",
    ),
    (
        "comment comments comment_bumped comment_count active_comments deleted_comments commentary",
        "there are no comments: quote: is for the words of notes, note_count:>0 for what has any",
    ),
    (
        "notes active_notes deleted_notes deleted_note_count active_note_count",
        "quote: is for the words of notes, note_count: for how many there are",
    ),
    ("exif", "what cameras and programs write into files is not searched, but for the tags in it"),
    ("unaliased", "write the tag alone; other names of a tag find the tag"),
];

/// Words of other languages that people will try, and what to write here; lower case.
pub(super) const NOT_OFFERED: [(&str, &str); 5] = [
    ("http", "path:\"*text*\" to search in paths; addresses are not kept"),
    ("https", "path:\"*text*\" to search in paths; addresses are not kept"),
    ("id", "hash: with the first digits of the content hash; rows have no lasting number"),
    ("in", "path: with a pattern, as in path:*/clannad/*"),
    ("system", HYDRUS_DEFAULT),
];

const HYDRUS_DEFAULT: &str = "this language's metatag, as in width:>1920; see docs/query.md";

/// hydrus's system predicates by the word they begin with, and the same here.
const HYDRUS: [(&str, &str); 16] = [
    ("width", "width:>1920"),
    ("height", "height:>=1080"),
    ("ratio", "ratio:16:9"),
    ("num_pixels", "mpixels:>2"),
    ("number", "frames:>10 or tagcount:0"),
    ("tags", "tagcount:0"),
    ("untagged", "is:untagged"),
    ("duration", "duration:<5s"),
    ("has", "is:animated, duration:any or has:tags"),
    ("no", "-is:animated or duration:none"),
    ("filesize", "filesize:>200kb"),
    ("filetype", "filetype:gif"),
    ("hash", "hash:0123ab"),
    ("limit", "limit:100"),
    ("time", "age:<2w or date:2026-11"),
    ("import", "age:<2w or date:2026-11"),
];

/// What to write instead of hydrus's `system:` followed by this.
pub(super) fn instead_of_hydrus(predicate: &str) -> &'static str {
    let predicate = predicate.to_ascii_lowercase();
    HYDRUS.iter().find(|(word, _)| predicate.starts_with(word)).map_or(HYDRUS_DEFAULT, |&(_, instead)| instead)
}
