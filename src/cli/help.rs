//! The help beside the options: a first workflow, examples of every command, the query language, exit codes.

use std::fmt::Write;

use clap::Command;

use super::args::HelpArgs;
use super::exit::Failed;
use super::output::Output;
use super::text::wrap;
use super::{Done, suggest};
use crate::{ops, query};

/// What stands below the list of commands.
const FIRST_STEPS: &str = "\
First steps:
  nakigao import ~/Pictures/anime                    index a folder; no file is changed or moved
  nakigao find nagisa                                list pictures by tags, names and notes
  nakigao tag ~/Pictures/anime/Clannad -s clannad    tag a whole folder
  nakigao sheet emotion:crying -o crying.png         draw a contact sheet
  nakigao undo                                       take the last change back

nakigao help COMMAND explains a command, `help query` the words of a search, `help templates` the
fields of --format, --label and --template.

Exit codes: 0 done, also where nothing was found; 1 failed or interrupted; 2 a command or query that
makes no sense; 3 finished, but some files could not be read.";

/// A line to copy, and what it does.
type Example = (&'static str, &'static str);

/// Examples by command.
const EXAMPLES: [(&str, &[Example]); 25] = [
    (
        "import",
        &[
            ("import ~/Pictures/anime", "index a folder; again any time: only what is new is read"),
            ("import ~/Pictures/anime --plan", "say what would happen, and write nothing"),
            ("import ~/Pictures/anime --template '{series}/{character}/*'", "read tags from the names of folders"),
        ],
    ),
    (
        "find",
        &[
            ("find emotion:crying -happy_tears", "tears, but not of joy"),
            ("find nagisa is:animated -n 3 --open", "look at the first three"),
            ("find nagisa gif", "words are looked for in tags, names and notes"),
            ("find series:clannad width:>=1920 ratio:16:9", "wallpapers for a wide screen"),
            (r"find is:animated order:duration --limit 10 --format '{duration}\t{path}'", "the ten longest loops"),
        ],
    ),
    (
        "serve",
        &[
            ("serve", "the gallery in the browser, for this machine alone"),
            ("serve --read-only --bind 0.0.0.0", "for others in the network too, who can change nothing"),
        ],
    ),
    (
        "show",
        &[("show ~/Pictures/anime/a.gif", "all that is known of a file"), ("show 3f09ac", "the same by its hash")],
    ),
    (
        "tag",
        &[
            ("tag ~/Pictures/anime/Clannad -s clannad -c 'Nagisa Furukawa'", "tag all files of a folder"),
            ("tag --where 'is:unconfirmed series:clannad' --confirm", "accept what was guessed from names"),
            ("tag --interactive --where is:untagged", "walk through pictures and tag by keys"),
        ],
    ),
    (
        "tags",
        &[
            ("tags", "all tags, most used first"),
            ("tags 'character:*' --limit 10", "the ten most used characters"),
            ("tags tree emotion:crying", "what counts as crying, with other names"),
            ("tags alias character:nagi character:nagisa_furukawa", "another name of a tag"),
            ("tags imply character:nagisa_furukawa series:clannad", "whoever has the first has the second"),
            ("tags rename character:furukawa_nagisa character:nagisa_furukawa", "call it by its other name"),
            ("tags display japanese", "names of series and characters on sheets and in listings"),
        ],
    ),
    (
        "thumbs",
        &[
            ("thumbs", "make the thumbnails that are missing"),
            ("thumbs series:clannad --out thumbs --size 512", "copy a folder of thumbnails out"),
        ],
    ),
    ("adopt", &[("adopt 3f09ac edited.png", "give the tags of a content to the file that it was edited into")]),
    (
        "note",
        &[
            ("note school.gif 'Do you like this school?'", "a line of dialogue; find quote:school finds it"),
            ("note school.gif --append 'She nods.'", "a second line below it"),
            ("note --edit school.gif", "change it in $VISUAL or $EDITOR"),
            ("note school.gif ''", "take the note off"),
        ],
    ),
    ("log", &[("log --limit 5", "the five newest changes")]),
    ("undo", &[("undo", "take the last change back"), ("undo 3", "the last three")]),
    ("redo", &[("redo", "do again what was taken back last")]),
    (
        "export",
        &[
            ("export --to hydrus --out sidecars series:clannad", "text sidecars in a folder of their own"),
            ("export --to xmp --beside", "XMP beside the files, for photo managers"),
            ("export --to csv emotion:crying", "a table on standard output"),
        ],
    ),
    (
        "sheet",
        &[
            ("sheet emotion:crying -o crying.png --title 泣き顔", "a sheet with a title"),
            (
                r"sheet is:animated -o all.webp --group-by series --label '{character}\n{duration}'",
                "groups with headings",
            ),
            ("sheet -o all.png --columns 8 --rows-per-page 10", "pages of 80 pictures"),
            (
                "sheet emotion:crying -o crying.gif --animated --max-size 8MB",
                "a sheet that moves, small enough to be sent",
            ),
        ],
    ),
    (
        "strip",
        &[
            ("strip scene.gif -o strip.png", "the eight frames that tell the most, with their times"),
            ("strip emotion:crying is:animated -o crying.webp --count 6", "a strip for each of them"),
            ("strip scene.gif -o strip.png --every 0.5s", "what is seen twice a second"),
        ],
    ),
    (
        "share",
        &[
            ("share scene.gif -o reaction.gif --to discord", "a copy that a service takes"),
            ("share scene.gif -o reaction.webp --max-size 500kB --from 1.2 --to-time 3.5", "a stretch, below a size"),
            ("share emotion:crying is:animated -o copies --to discord-emoji", "a folder of copies"),
        ],
    ),
    (
        "dupes",
        &[
            ("dupes", "files with the same bytes"),
            ("dupes --near --sheet near.png", "also pictures that show the same, side by side"),
            ("dupes resolve --near --dry-run", "what would be kept, and what would go to the trash"),
        ],
    ),
    (
        "similar",
        &[("similar screenshot.png", "where a picture or a frame is from"), ("similar 3f09ac --limit 5", "by hash")],
    ),
    (
        "roots",
        &[
            ("roots", "imported folders, and whether their disks are there"),
            ("roots move /mnt/old/anime ~/Pictures/anime", "a folder that was moved: its records go on there"),
        ],
    ),
    (
        "forget",
        &[
            ("forget --missing --dry-run", "what is known of files that are gone"),
            ("forget ~/old", "drop a folder's records"),
        ],
    ),
    (
        "verify",
        &[
            ("verify", "compare files, thumbnails and catalogue"),
            ("verify --rehash series:clannad", "read the files again and compare their hashes"),
        ],
    ),
    ("stats", &[("stats", "how much of what there is")]),
    ("backup", &[("backup nakigao.db", "a safe copy of the catalogue")]),
    (
        "completions",
        &[
            ("completions bash > ~/.local/share/bash-completion/completions/nakigao", "for bash"),
            ("completions fish > ~/.config/fish/completions/nakigao.fish", "for fish"),
            ("completions zsh > ~/.zfunc/_nakigao", "for zsh, where ~/.zfunc is in $fpath"),
        ],
    ),
    ("man", &[("man ~/.local/share/man/man1", "then: man nakigao")]),
];

/// What stands in the help of `tags` below its examples.
const ABOUT_TAGS: &str = "\
A tag is a namespace and a name: character:furukawa_nagisa, series:clannad, emotion:crying; without a namespace it is general. \
Names are Danbooru's: lower case, underscores, the family name first. Other names (古河渚, Your Lie in April) lead to the same tag. \
What a tag implies comes with it: crying brings tears, a character its series.

`nakigao show` says where each tag of a picture is from: by hand, from --tag at its import, from a folder's or file's name, from \
a sidecar (gallery-dl, hydrus, kohya, xmp), from an attribute of the file, implied, or copied from a duplicate. Tags from names, \
models and prompts are guesses until `nakigao tag --confirm` accepts them. A tag that you take off stays off, whatever a \
source says.";

/// A word after `nakigao help`, and the text for it.
type Topic = (&'static str, fn() -> String);

/// What `nakigao help` explains beside commands.
pub(super) const TOPICS: [Topic; 2] = [("query", query_topic), ("templates", templates_topic)];

/// The command line with all that help adds to it.
pub(super) fn with_help(root: Command) -> Command {
    let with_examples = |command: Command, (name, lines): &(&'static str, &[Example])| {
        command.mut_subcommand(name, |sub| sub.after_help(examples(lines)))
    };
    let root = EXAMPLES.iter().fold(root.after_help(FIRST_STEPS), with_examples);
    let root = root.mut_subcommand("tags", |tags| {
        let text = tags.get_after_help().map(ToString::to_string).unwrap_or_default();
        tags.after_help(format!("{text}\n\n{ABOUT_TAGS}"))
    });
    // Where a template is given, its fields are listed.
    let fields: Vec<String> = ops::LABEL_FIELDS.iter().map(|(field, _)| format!("{{{field}}}")).collect();
    [("find", "format"), ("sheet", "label"), ("strip", "label")].iter().fold(root, |root, &(command, option)| {
        root.mut_subcommand(command, |sub| {
            sub.mut_arg(option, |arg| {
                let text = arg.get_help().map(ToString::to_string).unwrap_or_default();
                let more = "a namespace such as {series} for its tags; `nakigao help templates` explains them";
                arg.long_help(format!("{text}\n\nFields: {}; {more}", fields.join(" ")))
            })
        })
    })
}

fn examples(lines: &[Example]) -> String {
    let lines = lines.iter().map(|(line, what)| format!("  nakigao {line}\n          {what}"));
    format!("Examples:\n{}", lines.collect::<Vec<_>>().join("\n"))
}

/// `nakigao help [COMMAND…|TOPIC]`
pub(super) fn run(args: &HelpArgs, root: &Command, output: &mut Output) -> Result<Done, Failed> {
    let words: Vec<&str> = args.about.iter().map(String::as_str).collect();
    if let [topic] = words.as_slice()
        && let Some((_, text)) = TOPICS.iter().find(|(name, _)| name == topic)
    {
        output.line(text().trim_end())?;
        return Ok(Done::All);
    }
    if words.is_empty() {
        output.line(root.clone().render_help().to_string().trim_end())?;
        return Ok(Done::All);
    }
    let mut command = root.clone();
    for &word in &words {
        command = match command.find_subcommand(word) {
            Some(inner) => inner.clone(),
            // `help query templates`: topics have nothing below them.
            None if TOPICS.iter().any(|(topic, _)| words.first().is_some_and(|first| first == topic)) => {
                return Err(Failed::Usage("give `nakigao help` one topic at a time: query or templates".to_owned()));
            }
            None => return Err(Failed::Usage(suggest::no_such_word(word, &TOPICS.map(|(name, _)| name), &command))),
        };
    }
    output.line(command.render_long_help().to_string().trim_end())?;
    Ok(Done::All)
}

/// Columns for the meaning of a metatag, beside 32 for its example: 100 in all.
const MEANING_WIDTH: usize = 68;

/// The query language in one screen and a half; docs/query.md is its manual.
fn query_topic() -> String {
    let mut text = "\
A query says which pictures a command works on. Words side by side must all hold.

  crying                        tagged crying, in whatever namespace (more on such words below)
  character:nagisa_furukawa     tagged so in this namespace; Danbooru's names, your own, 古河渚
  crying -happy_tears           not the second
  crying or sad                 at least one
  (crying or sad) clannad       parentheses group
  *_furukawa                    * is any text
  \"text with spaces\"            also text_with_spaces

A word that is no tag in use is read as another name of one (your lie in april), as a fact (gif, 4k,
1920x1080, 16:9, landscape), as the tags that hold it (nagisa), or it is looked for in names of files
and folders and in notes; what it was read as is said. A change (tag --where, dupes resolve) takes
words as they stand.

In a shell, put the query between single quotes: > < ( * mean something there.

"
    .to_owned();
    for metatag in query::metatags() {
        let names = [metatag.name].iter().chain(metatag.aliases).map(|name| format!("{name}:")).collect::<Vec<_>>();
        let lines = wrap(&format!("{} {}", names.join(" or "), metatag.meaning), MEANING_WIDTH);
        for (n, line) in lines.iter().enumerate() {
            let example = if n == 0 { metatag.example } else { "" };
            // Writing to a String cannot fail.
            let _ = writeln!(text, "  {example:28}  {line}");
        }
    }
    for metatag in query::metatags().iter().filter(|metatag| ["is", "order"].contains(&metatag.name)) {
        let lines = wrap(&metatag.words.join(", "), MEANING_WIDTH + 30);
        let _ = writeln!(text, "\nWords of {}:\n  {}", metatag.name, lines.join("\n  "));
    }
    text.push_str(
        "\nNumbers and dates: 1920, >1920, 1280..1920, 1,2,5. Sizes: 200kb, 1.5mb. Times: 90, 1m30s, 800ms.\n",
    );
    text
}

fn templates_topic() -> String {
    let mut text = "\
Fields of --format and --label, in braces; {character|name} is the first that is not empty:

"
    .to_owned();
    for (field, meaning) in ops::LABEL_FIELDS {
        let _ = writeln!(text, "  {{{field}}}{:pad$}{meaning}", "", pad = 14 - field.len());
    }
    text.push_str(
        "  {series}, {character}, {emotion}, {artist}, …   its tags in that namespace

\\n, \\t, \\0 and \\\\ are a new line, a tab, NUL and a backslash.

Fields of --template are namespaces: '{series}/{character}/*' fits paths below each PATH, part by part;
* is anything, other text stands for itself, and what lies deeper belongs to the last part.
",
    );
    text
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::super::args::Cli;
    use super::super::query_words::query_last;
    use super::*;

    #[test]
    fn every_command_has_examples_and_each_is_a_command_line() {
        let mut root = with_help(Cli::command());
        root.build();
        let with_examples = EXAMPLES.map(|(name, _)| name);
        for command in root.get_subcommands().map(Command::get_name).filter(|name| *name != "help") {
            assert!(with_examples.contains(&command), "{command} has no examples");
        }
        for (line, _) in EXAMPLES.iter().flat_map(|(_, lines)| lines.iter()) {
            let line = line.split(" > ").next().unwrap_or_default();
            let words = words_of(&format!("nakigao {line}")).into_iter().map(Into::into).collect();
            let parsed = root.clone().try_get_matches_from(query_last(words, &root));
            assert!(parsed.is_ok(), "{line}: {parsed:?}");
        }
    }

    /// Words as a shell splits them, where single quotes are all there is.
    fn words_of(line: &str) -> Vec<String> {
        let mut words = vec![String::new()];
        for (n, part) in line.split('\'').enumerate() {
            let pieces: Vec<&str> = if n % 2 == 0 { part.split(' ').collect() } else { vec![part] };
            for (m, piece) in pieces.into_iter().enumerate() {
                if m > 0 {
                    words.push(String::new());
                }
                words.last_mut().unwrap().push_str(piece);
            }
        }
        words
    }
}
