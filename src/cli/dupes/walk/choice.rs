//! What a person decides of pairs that show the same: which file is kept, which goes. Pure; nothing is moved here.
//!
//! Each member of a group is shown beside the one to keep. The loser goes to the trash, and the winner takes its place from
//! then on, in other groups too. A pair that has become one file, or was answered already, is passed over. So each file that
//! goes has a chain of winners, and the last of them takes over its tags.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::ops::{DuplicateGroup, DuplicateMember, GroupKind};

/// What was said of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// Keep the left one.
    Left,
    /// Keep the right one.
    Right,
    /// Both are wanted.
    Both,
    /// Undecided: both stay for now.
    Skip,
}

/// Two files that show the same.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair<'a> {
    /// The group they come from.
    pub(super) group: &'a DuplicateGroup,
    pub(super) left: &'a DuplicateMember,
    pub(super) right: &'a DuplicateMember,
}

impl Pair<'_> {
    /// The left one is what the group proposes to keep, and the right one what was compared with it.
    pub(super) fn is_as_found(&self) -> bool {
        self.left.path == self.group.keep && self.group.members.contains(self.right)
    }
}

/// The pairs of some groups and the answers so far.
#[derive(Clone, Debug)]
pub(super) struct Choices {
    groups: Vec<DuplicateGroup>,
    /// Group and member of each pair.
    pairs: Vec<(usize, usize)>,
    /// Where each path is found as a member.
    places: BTreeMap<PathBuf, (usize, usize)>,
    /// The numbers of the pairs that were answered, with the answers, oldest first.
    answers: Vec<(usize, Answer)>,
    /// The number of the pair that is shown now; the number of pairs once all were answered.
    position: usize,
    /// Each file that goes, with the file that won over it and the kind of their group.
    lost: BTreeMap<PathBuf, (PathBuf, GroupKind)>,
    /// The two paths of each pair that was answered, in order.
    seen: BTreeSet<(PathBuf, PathBuf)>,
}

impl Choices {
    /// The pairs of some groups; not those of two names of one file, nor of a file that is out of reach.
    pub(super) fn new(groups: Vec<DuplicateGroup>) -> Self {
        let (mut pairs, mut places) = (Vec::new(), BTreeMap::new());
        for (g, group) in groups.iter().enumerate() {
            let is_offline = |member: &DuplicateMember| member.path == group.keep && member.offline;
            let is_reachable = !group.members.iter().any(is_offline);
            for (m, member) in group.members.iter().enumerate() {
                places.entry(member.path.clone()).or_insert((g, m));
                if is_reachable && member.path != group.keep && !member.one_file && !member.offline {
                    pairs.push((g, m));
                }
            }
        }
        let (answers, lost, seen) = (Vec::new(), BTreeMap::new(), BTreeSet::new());
        Self { groups, pairs, places, answers, position: 0, lost, seen }
    }

    /// How many pairs there are.
    pub(super) fn n_pairs(&self) -> usize {
        self.pairs.len()
    }

    /// The number of the pair that is shown, from 0.
    pub(super) fn position(&self) -> usize {
        self.position
    }

    /// The pair that is to be answered; none if all were.
    pub(super) fn pair(&self) -> Option<Pair<'_>> {
        let &(g, m) = self.pairs.get(self.position)?;
        let group = self.groups.get(g)?;
        let left = self.member(self.winner(&group.keep).0)?;
        Some(Pair { group, left, right: self.member(self.winner(&group.members.get(m)?.path).0)? })
    }

    /// Takes an answer to the pair that is shown, and goes to the next.
    pub(super) fn answer(&mut self, answer: Answer) {
        if self.pair().is_some() {
            self.answers.push((self.position, answer));
            self.record(answer);
        }
    }

    /// Takes the last answer back and shows its pair again; says what the answer was.
    pub(super) fn undo(&mut self) -> Option<Answer> {
        let (_, undone) = self.answers.pop()?;
        let answers = std::mem::take(&mut self.answers);
        self.position = 0;
        self.lost.clear();
        self.seen.clear();
        answers.iter().for_each(|&(_, answer)| self.record(answer));
        self.answers = answers;
        Some(undone)
    }

    /// How many answers there are.
    pub(super) fn n_answers(&self) -> usize {
        self.answers.len()
    }

    /// How many files go, and how many bytes.
    pub(super) fn total(&self) -> (u64, u64) {
        let bytes = self.lost.keys().filter_map(|path| self.member(path)).map(|member| member.bytes);
        (self.lost.len() as u64, bytes.sum())
    }

    /// The files that go, grouped by the one that is kept for them; all are certain, since a person has decided.
    pub(super) fn decided(&self) -> Vec<DuplicateGroup> {
        let mut groups: Vec<DuplicateGroup> = Vec::new();
        let certain = |path: &Path| {
            let member = self.member(path)?;
            Some(DuplicateMember { certain: true, overlap: None, frame: None, ..member.clone() })
        };
        for path in self.lost.keys() {
            let (keep, kind) = self.winner(path);
            let Some(member) = certain(path) else { continue };
            let same = groups.iter_mut().find(|group| group.keep == keep && group.kind == kind);
            match same {
                Some(group) => group.members.push(member),
                None => {
                    let members = certain(keep).into_iter().chain([member]).collect();
                    groups.push(DuplicateGroup {
                        kind,
                        keep: keep.to_owned(),
                        reason: "you chose it".to_owned(),
                        members,
                    });
                }
            }
        }
        groups
    }

    /// Records an answer and goes to the next pair that is not settled.
    fn record(&mut self, answer: Answer) {
        if let Some(Pair { group, left, right }) = self.pair() {
            let (kind, left, right) = (group.kind, left.path.clone(), right.path.clone());
            self.seen.insert(in_order(&left, &right));
            match answer {
                Answer::Left => drop(self.lost.insert(right, (left, kind))),
                Answer::Right => drop(self.lost.insert(left, (right, kind))),
                Answer::Both | Answer::Skip => {}
            }
        }
        self.position += 1;
        while self.pair().is_some_and(|pair| self.is_settled(&pair)) {
            self.position += 1;
        }
    }

    fn is_settled(&self, pair: &Pair<'_>) -> bool {
        pair.left.path == pair.right.path || self.seen.contains(&in_order(&pair.left.path, &pair.right.path))
    }

    /// The file that stands for a path now: itself, or the last of its chain of winners. A chain with a scene, a frame or a
    /// part in it is of that kind, because such files share less than copies do.
    fn winner<'a>(&'a self, path: &'a Path) -> (&'a Path, GroupKind) {
        let (mut path, mut kind) = (path, None);
        // A loser is not shown again and so cannot win later: there is no circle.
        while let Some((winner, of_kind)) = self.lost.get(path) {
            if !matches!(kind, Some(GroupKind::Scene | GroupKind::Frame | GroupKind::Part)) {
                kind = Some(*of_kind);
            }
            path = winner;
        }
        (path, kind.unwrap_or(GroupKind::Exact))
    }

    fn member(&self, path: &Path) -> Option<&DuplicateMember> {
        let &(g, m) = self.places.get(path)?;
        self.groups.get(g)?.members.get(m)
    }
}

fn in_order(one: &Path, other: &Path) -> (PathBuf, PathBuf) {
    (one.min(other).to_owned(), one.max(other).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::{ContentHash, Transform};

    fn group(kind: GroupKind, paths: &str) -> DuplicateGroup {
        let paths: Vec<PathBuf> = paths.split(' ').map(PathBuf::from).collect();
        let member = |path: &PathBuf| DuplicateMember {
            path: path.clone(),
            hash: ContentHash::of(path.as_os_str().as_encoded_bytes()),
            bytes: 10,
            offline: path.starts_with("offline"),
            one_file: path.starts_with("link"),
            distance: 0,
            certain: false,
            transform: Transform::None,
            overlap: None,
            frame: None,
            extent: None,
            flaw: None,
        };
        DuplicateGroup {
            kind,
            keep: paths[0].clone(),
            reason: String::new(),
            members: paths.iter().map(member).collect(),
        }
    }

    fn shown(choices: &Choices) -> String {
        let pair = choices.pair();
        pair.map_or_else(String::new, |pair| format!("{} {}", pair.left.path.display(), pair.right.path.display()))
    }

    fn decided(choices: &Choices) -> Vec<String> {
        let said = |group: DuplicateGroup| {
            let paths = group.members.iter().map(|member| member.path.display().to_string()).collect::<Vec<_>>();
            assert!(group.members.iter().all(|member| member.certain));
            format!("{} {}", group.kind.name(), paths.join(" "))
        };
        choices.decided().into_iter().map(said).collect()
    }

    #[test]
    fn answers_decide_who_goes_and_whoever_won_stands_for_it_from_then_on() {
        use Answer::{Both, Left, Right, Skip};
        let two = [group(GroupKind::Exact, "a b c"), group(GroupKind::Near, "d b e")];
        for (answers, pairs, expected) in [
            (&[Left, Left, Left, Left] as &[Answer], "a b,a c,d a,d e", vec!["near d a b c e"]),
            (&[Right, Skip, Right, Both], "a b,b c,d b,b e", vec!["exact b a", "near b d"]),
            (&[Skip, Right, Both, Left], "a b,a c,d b,d e", vec!["exact c a", "near d e"]),
            (&[Both, Skip, Skip, Skip], "a b,a c,d b,d e", vec![]),
        ] {
            let mut choices = Choices::new(two.to_vec());
            let mut seen = Vec::new();
            for &answer in answers {
                seen.push(shown(&choices));
                choices.answer(answer);
            }
            assert_eq!((seen.join(","), shown(&choices)), (pairs.to_owned(), String::new()));
            let kinds: Vec<String> = decided(&choices);
            let goes = kinds.iter().map(|line| line.split(' ').count() as u64 - 2).sum::<u64>();
            assert_eq!(choices.total(), (goes, goes * 10));
            assert_eq!(kinds, expected, "{answers:?}");
        }
    }

    #[test]
    fn an_undone_answer_is_as_if_it_had_never_been_given() {
        let mut choices = Choices::new(vec![group(GroupKind::Near, "a b c"), group(GroupKind::Frame, "a c")]);
        assert_eq!((choices.n_pairs(), choices.undo()), (3, None));
        choices.answer(Answer::Left);
        choices.answer(Answer::Both);
        assert_eq!((choices.position(), choices.pair().is_none()), (3, true), "a and c were answered already");
        assert_eq!(choices.undo(), Some(Answer::Both));
        assert_eq!((choices.position(), shown(&choices).as_str()), (1, "a c"));
        choices.answer(Answer::Right);
        assert_eq!(decided(&choices), ["near c a b"]);
        choices.undo();
        choices.undo();
        assert_eq!((choices.total(), choices.position(), choices.n_answers()), ((0, 0), 0, 0));
    }

    #[test]
    fn links_and_what_is_out_of_reach_are_no_pairs() {
        let groups = [group(GroupKind::Exact, "a link offline b"), group(GroupKind::Near, "offline c d")];
        let choices = Choices::new(groups.to_vec());
        assert_eq!((choices.n_pairs(), shown(&choices).as_str()), (1, "a b"));
    }
}
