//! Chooses one reading of a text: the heaviest set of spans that do not overlap (weighted interval scheduling).
//!
//! Dynamic programming over the ends; linear in places and spans.

/// A run of places `from..to` and how much it is worth to read it as one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) weight: u32,
}

/// Lists the positions in `spans` of the set that weighs most, from left to right.
///
/// `n` is the number of places; spans are not empty and end at `n` at most. Of equals the first given wins.
pub(super) fn heaviest(n: usize, spans: &[Span]) -> Vec<usize> {
    let mut by_end: Vec<usize> = (0..spans.len()).collect();
    by_end.sort_by_key(|&at| spans[at].to);
    let mut best: Vec<(u32, Option<usize>)> = vec![(0, None); n + 1];
    let mut next = by_end.into_iter().peekable();
    for end in 1..=n {
        best[end] = (best[end - 1].0, None);
        while let Some(at) = next.next_if(|&at| spans[at].to == end) {
            let weight = best[spans[at].from].0 + spans[at].weight;
            if weight > best[end].0 {
                best[end] = (weight, Some(at));
            }
        }
    }
    let mut chosen = Vec::new();
    let mut end = n;
    while end > 0 {
        match best[end].1 {
            Some(at) => {
                chosen.push(at);
                end = spans[at].from;
            }
            None => end -= 1,
        }
    }
    chosen.reverse();
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heaviest_reading_wins() {
        let span = |from, to, weight| Span { from, to, weight };
        // "saber (fate)" and then nothing, or "saber" and "fate stay night".
        assert_eq!(heaviest(4, &[span(0, 2, 4), span(0, 1, 1), span(1, 4, 9)]), [1, 2]);
        assert_eq!(heaviest(3, &[span(1, 2, 1), span(0, 3, 9)]), [1]);
        assert_eq!(heaviest(3, &[]), [0usize; 0]);
    }
}
