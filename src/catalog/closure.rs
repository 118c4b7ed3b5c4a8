//! The transitive closure of a graph without cycles.

use std::collections::{BTreeMap, BTreeSet};

/// Returns every pair of a node and one that can be reached from it. An error holds the nodes of a cycle, the first again at the
/// end.
pub(super) fn closure(edges: &[(i64, i64)]) -> Result<BTreeSet<(i64, i64)>, Vec<i64>> {
    let mut parents: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for &(child, parent) in edges {
        parents.entry(child).or_default().push(parent);
    }
    let mut above: BTreeMap<i64, BTreeSet<i64>> = BTreeMap::new();
    for &start in parents.keys() {
        // An explicit stack: a person's rules may form a chain of any length.
        let mut path: Vec<(i64, usize)> = vec![(start, 0)];
        while let Some((node, at)) = path.last_mut() {
            let node = *node;
            let next = parents.get(&node).and_then(|list| list.get(*at)).copied();
            *at += 1;
            match next {
                Some(_) if above.contains_key(&node) => {
                    path.pop();
                }
                Some(parent) => {
                    if let Some(first) = path.iter().position(|&(known, _)| known == parent) {
                        let cycle = path.iter().skip(first).map(|&(node, _)| node).chain([parent]);
                        return Err(cycle.collect());
                    }
                    if parents.contains_key(&parent) && !above.contains_key(&parent) {
                        path.push((parent, 0));
                    }
                }
                None => {
                    path.pop();
                    let mut all = BTreeSet::new();
                    for parent in parents.get(&node).into_iter().flatten() {
                        all.insert(*parent);
                        all.extend(above.get(parent).into_iter().flatten());
                    }
                    above.insert(node, all);
                }
            }
        }
    }
    Ok(above.into_iter().flat_map(|(node, all)| all.into_iter().map(move |above| (node, above))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_cycle_is_shown_as_a_path() {
        assert_eq!(closure(&[(1, 2), (2, 3), (3, 2)]), Err(vec![2, 3, 2]));
        assert_eq!(closure(&[(1, 2), (2, 3)]).unwrap(), BTreeSet::from([(1, 2), (1, 3), (2, 3)]));
        assert!(closure(&[]).unwrap().is_empty());
        let chain: Vec<_> = (0..2_000).map(|n| (n, n + 1)).collect();
        assert_eq!(closure(&chain).unwrap().len(), 2_000 * 2_001 / 2);
    }

    proptest! {
        #[test]
        fn it_agrees_with_a_walk_from_each_node(edges in prop::collection::vec((0i64..12, 0i64..12), 0..30)) {
            let reach = |from: i64| {
                let (mut found, mut todo) = (BTreeSet::new(), vec![from]);
                while let Some(node) = todo.pop() {
                    for &(_, parent) in edges.iter().filter(|edge| edge.0 == node) {
                        if found.insert(parent) {
                            todo.push(parent);
                        }
                    }
                }
                found
            };
            let is_cyclic = (0..12).any(|node| reach(node).contains(&node));
            match closure(&edges) {
                Ok(pairs) => {
                    prop_assert!(!is_cyclic);
                    let expected: BTreeSet<_> = (0..12).flat_map(|n| reach(n).into_iter().map(move |a| (n, a))).collect();
                    prop_assert_eq!(pairs, expected);
                }
                Err(cycle) => {
                    prop_assert!(cycle.len() > 1 && cycle.first() == cycle.last());
                    prop_assert!(cycle.windows(2).all(|pair| edges.contains(&(pair[0], pair[1]))));
                }
            }
        }
    }
}
