//! The one solver of the least-squares fits of this room: tone and colour, registration, windows.

use std::ops::{Div, Mul, Sub};

/// Solves linear equations in either precision by Gauss-Jordan elimination with partial pivoting; `None` if they have no one
/// solution.
///
/// Normal equations reach it with a ridge on their diagonal, so that unknowns of which the pictures say nothing stay put.
pub(super) fn solve<T, const N: usize>(mut matrix: [[T; N]; N], mut right: [T; N]) -> Option<[T; N]>
where
    T: Copy + Into<f64> + Sub<Output = T> + Mul<Output = T> + Div<Output = T>,
{
    /// A pivot below this is rounding.
    const SINGULAR: f64 = 1e-9;
    for i in 0..N {
        let size = |row: [T; N]| row[i].into().abs();
        let pivot = (i..N).max_by(|&p, &q| size(matrix[p]).total_cmp(&size(matrix[q])))?;
        matrix.swap(i, pivot);
        right.swap(i, pivot);
        let (row, value) = (matrix[i], right[i]);
        if size(row) < SINGULAR {
            return None;
        }
        for j in (0..N).filter(|&j| j != i) {
            let factor = matrix[j][i] / row[i];
            matrix[j].iter_mut().zip(row).for_each(|(cell, other)| *cell = *cell - factor * other);
            right[j] = right[j] - factor * value;
        }
    }
    Some(std::array::from_fn(|i| right[i] / matrix[i][i]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equations_are_solved_whatever_their_order_and_singular_ones_are_not() {
        let found = solve([[0.0_f64, 2.0, 1.0], [1.0, -1.0, 0.0], [3.0, 0.0, -2.0]], [7.0, -1.0, -3.0]).unwrap();
        assert!(found.iter().zip([1.0, 2.0, 3.0]).all(|(a, b)| (a - b).abs() < 1e-12), "{found:?}");
        assert_eq!(solve([[1.0_f64, 2.0], [2.0, 4.0]], [1.0, 2.0]), None);
    }
}
