//! Completion: what the program answers a shell, and what bash, zsh and fish make of it.

use std::fs;
use std::path::Path;

use super::support::Place;
use super::terminal::Terminal;

/// What COMP_WORDBREAKS holds unless somebody changed it.
const BREAKS: &str = " \t\n\"'><=;|&(:";

/// A gallery with some tags.
fn place(name: &str) -> Place {
    let place = Place::new(name);
    place.put("still/rgb.png", "a.png");
    place.ok(&["import", "pictures", "--no-names"]);
    let tags =
        ["character:miyazono_kaori_x", "character:quux_(okaz)", "mood:it's", "crying_skies", "aa_frob", "zzz_frob"];
    let options: Vec<&str> = tags.iter().flat_map(|tag| ["-t", tag]).collect();
    place.ok(&[&["tag", "pictures/a.png"], &options[..]].concat());
    place
}

/// What bash is told for a line.
fn bash(place: &Place, line: &str) -> Vec<String> {
    let mut program = place.program();
    program.env("COMPLETE", "bash").env("COMPLETE_LINE", line).env("COMPLETE_BREAKS", BREAKS);
    let told = program.env("NAKIGAO_GALLERY", "gallery").args(["--", "nakigao"]).output().unwrap();
    String::from_utf8(told.stdout).unwrap().lines().map(str::to_owned).collect()
}

/// What zsh and fish are told for words, of which the last is being typed.
fn words(place: &Place, words: &[&str]) -> Vec<String> {
    let mut program = place.program();
    program.env("COMPLETE", "zsh").env("_CLAP_COMPLETE_INDEX", words.len().to_string());
    let told = program.env("NAKIGAO_GALLERY", "gallery").args(["--", "nakigao"]).args(words).output().unwrap();
    let told = String::from_utf8(told.stdout).unwrap();
    told.lines().map(|line| line.split('\t').next().unwrap().to_owned()).collect()
}

#[test]
fn bash_is_given_what_stands_behind_the_last_break_as_it_has_to_be_written() {
    let place = place("completion-bash");
    for (line, told) in [
        ("find chara", &["character:"][..]),
        ("find -chara", &["-character:"][..]),
        ("find solo -character:miya", &["miyazono_kaori_x "][..]),
        ("find Character:miya", &["miyazono_kaori_x "][..]),
        ("find kaori_x", &["character:miyazono_kaori_x "][..]),
        ("find crying_s", &["crying_skies "][..]),
        ("find is:ani", &["animated "][..]),
        ("find -is:ani", &["animated "][..]),
        ("find filetype:gif,we", &["gif,webp "][..]),
        ("find order:dur", &["duration "][..]),
        ("find has:moo", &["mood "][..]),
        ("find tag:mood:i", &["it\\'s "][..]),
        ("find quux", &["character:quux_\\(okaz\\) "][..]),
        ("find okaz", &["character:quux_\\(okaz\\) "][..]),
        ("find 'solo or (kaori_x", &["solo or (character:miyazono_kaori_x"][..]),
        ("find \"~is:ani", &["~is:animated"][..]),
        ("find '!mood:i", &["!mood:it'\\''s"][..]),
        // A second candidate keeps the quote open.
        ("find 'wid", &["width:", "width:…"][..]),
        ("find 'quote:\"kaori", &[][..]),
        ("find --order dur", &["duration "][..]),
        ("find --order=dur", &["duration "][..]),
        ("find --ord", &["--order "][..]),
        ("find --format '{path} {na", &["{path} {name}", "{path} {name}…"][..]),
        ("sheet --group-by moo", &["mood "][..]),
        ("sheet --label '{ser", &["{series}", "{series}…"][..]),
        ("import --template {ser", &["\\{series\\}"][..]),
        ("tag -c kaori_x", &["miyazono_kaori_x "][..]),
        ("tag --where -is:ani", &["animated "][..]),
        ("--gallery nowhere dupes res", &["resolve "][..]),
        ("import pic", &["pictures/"][..]),
        ("--gallery nowhere find kaori_x", &[][..]),
    ] {
        assert_eq!(bash(&place, &format!("nakigao {line}")), told, "{line}");
    }
    // Words that do not begin as what was typed would take its place; a blank among them keeps it.
    assert_eq!(bash(&place, "nakigao find fro"), ["aa_frob ", "zzz_frob ", " "]);
}

#[test]
fn zsh_and_fish_are_given_whole_words() {
    let place = place("completion-words");
    for (typed, told) in [
        (&["find", "kaori_x"][..], "character:miyazono_kaori_x"),
        (&["find", "solo", "-char"][..], "-character:"),
        (&["find", "'solo -kaori_x"][..], "solo -character:miyazono_kaori_x"),
        (&["find", "\\(is:ani"][..], "(is:animated"),
        (&["sheet", "--order", "x", "-o"][..], "-o"),
    ] {
        let found = words(&place, typed);
        assert!(found.contains(&told.to_owned()), "{typed:?}: {found:?}");
    }
    let first = words(&place, &["find", ""]);
    assert!(first.contains(&"width:".to_owned()) && first.iter().all(|word| !word.starts_with('-')), "{first:?}");
    assert!(words(&place, &["find", "-"]).iter().all(|word| word.starts_with('-') && !word.ends_with(':')));
}

/// A shell in a terminal with the completion of the program.
fn shell(place: &Place, shell: &str) -> Terminal {
    let script = place.ok(&["completions", shell]);
    fs::write(place.path("_nakigao"), script).unwrap();
    let (start, load) = match shell {
        "bash" => ("bash --norc --noprofile", "PS1='> '; source ./_nakigao"),
        "zsh" => ("zsh -f", "PS1='> '; fpath=($PWD $fpath); autoload -Uz compinit; compinit -u -d dump"),
        _ => ("fish --no-config", "function fish_prompt; echo '> '; end; source _nakigao"),
    };
    let bin = Path::new(env!("CARGO_BIN_EXE_nakigao")).parent().unwrap();
    let home = place.path("home");
    fs::create_dir_all(&home).unwrap();
    let variables = format!("HOME={} NAKIGAO_GALLERY=gallery PATH={}:$PATH", home.display(), bin.display());
    let terminal = Terminal::start(place, shell, &format!("env {variables} {start}"));
    terminal.type_in(&format!("{load}; echo rea''dy"));
    terminal.press(&["Enter"]);
    terminal.awaits("\nready");
    terminal
}

#[test]
#[ignore = "needs tmux, bash, zsh and fish"]
fn bash_zsh_and_fish_complete_under_tmux() {
    let place = place("completion-shells");
    for name in ["bash", "zsh", "fish"] {
        let terminal = shell(&place, name);
        for (typed, completed) in [
            ("find char", "find character:"),
            ("find -char", "find -character:"),
            ("find character:miya", "find character:miyazono_kaori_x"),
            ("find solo -character:miya", "find solo -character:miyazono_kaori_x"),
            ("find kaori_x", "find character:miyazono_kaori_x"),
            ("find -kaori_x", "find -character:miyazono_kaori_x"),
            ("find is:ani", "find is:animated"),
            ("find order:dur", "find order:duration"),
            ("find 'solo wid", "width:"),
            ("find --order dur", "find --order duration"),
            ("find quux", "find character:quux_"),
            ("sheet --group-by moo", "--group-by mood"),
            ("tag -c kaori_x", "tag -c miyazono_kaori_x"),
        ] {
            let line = format!("nakigao {typed}");
            terminal.press(&["C-u"]);
            terminal.type_in(&line);
            terminal.awaits(&format!("> {line}"));
            terminal.press(&["Tab"]);
            terminal.awaits(completed);
        }
        // Several words hold what was typed: it stays, and they are listed.
        terminal.press(&["C-u"]);
        terminal.type_in("nakigao find fro");
        terminal.awaits("> nakigao find fro");
        terminal.press(&["Tab"]);
        if name == "bash" {
            terminal.press(&["Tab"]);
        }
        let screen = terminal.awaits("zzz_frob");
        assert!(screen.contains("> nakigao find fro"), "{name}: {screen}");
    }
}
