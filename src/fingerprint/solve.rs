//! The one solver of the least-squares fits of this room: tone and colour, registration, windows.

/// Solves linear equations by elimination with partial pivoting; `None` if they have no one solution.
///
/// Normal equations reach it with a ridge on their diagonal, so that unknowns of which the pictures say nothing stay put.
pub(super) fn solve<const N: usize>(mut matrix: [[f64; N]; N], mut right: [f64; N]) -> Option<[f64; N]> {
    /// A pivot below this is rounding.
    const SINGULAR: f64 = 1e-9;
    for i in 0..N {
        let pivot = (i..N).max_by(|&p, &q| matrix[p][i].abs().total_cmp(&matrix[q][i].abs()))?;
        if matrix[pivot][i].abs() < SINGULAR {
            return None;
        }
        matrix.swap(i, pivot);
        right.swap(i, pivot);
        let upper = matrix[i];
        for j in i + 1..N {
            let factor = matrix[j][i] / upper[i];
            matrix[j].iter_mut().zip(upper).for_each(|(cell, above)| *cell -= factor * above);
            right[j] -= factor * right[i];
        }
    }
    let mut solution = [0.0; N];
    for i in (0..N).rev() {
        let sum: f64 = (i + 1..N).map(|k| matrix[i][k] * solution[k]).sum();
        solution[i] = (right[i] - sum) / matrix[i][i];
    }
    Some(solution)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equations_are_solved_whatever_their_order_and_singular_ones_are_not() {
        let found = solve([[0.0, 2.0, 1.0], [1.0, -1.0, 0.0], [3.0, 0.0, -2.0]], [7.0, -1.0, -3.0]).unwrap();
        assert!(found.iter().zip([1.0, 2.0, 3.0]).all(|(a, b)| (a - b).abs() < 1e-12), "{found:?}");
        assert_eq!(solve([[1.0, 2.0], [2.0, 4.0]], [1.0, 2.0]), None);
    }
}
