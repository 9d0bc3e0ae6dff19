//! The dual of a document in softmax regression: a problem in as many variables as classes, solved
//! exactly.
//!
//! For scores `s`, dual variables `alpha` that add up to `C`, and a row of squared norm `A`:
//!
//! `min over z, sum of z = C: sum over classes of A / 2 * (z - alpha)^2 - s * (z - alpha) + z ln z`
//!
//! The minimum has `A * z + ln z = s + A * alpha + mu` for one `mu` of all classes. For a given `mu`
//! that is `z = omega(s + A * alpha + mu + ln A) / A` with Wright's omega function, and the sum of
//! `z` rises with `mu` and is convex in it, so Newton's method finds the `mu` where it is `C`.

/// Wright's omega function: the `w` with `w + ln w = x` (Lawrence, Corless and Jeffrey, "Algorithm
/// 917", 2012).
fn wright_omega(x: f64) -> f64 {
    if x < -50.0 {
        return x.exp();
    }
    let mut w = if x < -2.0 {
        x.exp()
    } else if x < 1.0 {
        (2.0 / 3.0 * (x - 1.0)).exp()
    } else {
        x - x.ln() + x.ln() / x
    };
    // Each of these steps multiplies the number of right digits by four.
    for _ in 0..2 {
        let residual = x - w - w.ln();
        let next = 1.0 + w;
        let slope = 2.0 * next * (next + 2.0 / 3.0 * residual);
        w *= 1.0 + residual / next * (slope - residual) / (slope - 2.0 * residual);
    }
    w
}

/// How far any of the dual variables of a document is from `cost` times the probability that
/// `scores` give its class, as a share of `cost`; in `[0, 1]`.
///
/// Both of shape `(classes,)`. The logarithm of the sum of all exponentials comes with it.
pub(super) fn violation(duals: &[f32], scores: &[f64], cost: f32) -> (f64, f64) {
    let largest = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = scores.iter().map(|score| (score - largest).exp()).sum();
    let logarithm = largest + sum.ln();
    let differences = duals
        .iter()
        .zip(scores)
        .map(|(&dual, score)| (f64::from(dual / cost) - (score - logarithm).exp()).abs());
    (differences.fold(0.0, f64::max), logarithm)
}

/// The dual variables at which the problem of a document is least, in place of `scores`.
///
/// `duals` and `scores` have shape `(classes,)`, `logarithm` is that of [`violation`], `norm` the
/// row's squared norm, above 0.
pub(super) fn minimum(duals: &[f32], scores: &mut [f64], logarithm: f64, norm: f64, cost: f64) {
    // From here on `scores` holds all of omega's argument but `mu`.
    for (score, &dual) in scores.iter_mut().zip(duals) {
        *score += norm * f64::from(dual) + norm.ln();
    }
    // The solution where the dual variables are the probabilities already.
    let mut mu = cost.ln() - logarithm;
    for _ in 0..50 {
        let (mut sum, mut slope) = (0.0, 0.0);
        for &score in scores.iter() {
            let omega = wright_omega(score + mu);
            sum += omega / norm;
            slope += omega / (norm * (1.0 + omega));
        }
        if (sum - cost).abs() <= 1e-9 * cost {
            break;
        }
        mu -= (sum - cost) / slope;
    }
    for score in scores {
        *score = wright_omega(*score + mu) / norm;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    #[test]
    fn omega_and_its_logarithm_add_up_to_the_argument() {
        assert_relative_eq!(wright_omega(1.0), 1.0, max_relative = 1e-15);
        assert_relative_eq!(wright_omega(0.0), 0.567_143_290_409_784, max_relative = 1e-15);
        for tenth in -490_i32..2_000 {
            let x = f64::from(tenth) / 10.0;
            let omega = wright_omega(x);
            assert_relative_eq!(omega + omega.ln(), x, epsilon = 1e-12, max_relative = 1e-13);
        }
        assert_relative_eq!(wright_omega(1e6), 1e6 - 1e6_f64.ln(), max_relative = 1e-10);
    }

    #[test]
    fn at_the_minimum_all_classes_have_one_slope_and_the_sum_is_the_cost() {
        let hard = [[0.0, 0.0, 0.0], [3.0, -2.0, 0.5], [-400.0, 900.0, 0.0]];
        for (scores, duals) in
            hard.iter().flat_map(|s| [(s, [2.0, 0.0, 0.0]), (s, [0.5, 0.5, 1.0])])
        {
            for norm in [0.01, 1.0, 300.0] {
                let mut moved = *scores;
                let (_, logarithm) = violation(&duals, scores, 2.0);
                minimum(&duals, &mut moved, logarithm, norm, 2.0);
                assert_relative_eq!(moved.iter().sum::<f64>(), 2.0, epsilon = 1e-6);
                let slope = |class: usize| {
                    norm * (moved[class] - f64::from(duals[class])) - scores[class]
                        + moved[class].ln()
                };
                for class in (0..3).filter(|&class| moved[class] > 1e-300) {
                    assert_relative_eq!(slope(class), slope(1), epsilon = 1e-6);
                }
            }
        }
    }

    #[test]
    fn dual_variables_that_are_the_probabilities_stay() {
        let scores = [2.0_f64.ln(), 0.0];
        let duals = [2.0, 1.0];
        let (difference, logarithm) = violation(&duals, &scores, 3.0);
        assert_relative_eq!(difference, 0.0, epsilon = 1e-6);
        let mut moved = scores;
        minimum(&duals, &mut moved, logarithm, 5.0, 3.0);
        assert_relative_eq!(moved[0], 2.0, epsilon = 1e-6);
    }
}
