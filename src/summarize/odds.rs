//! Between scores in `[0, 1]` and their log odds.

/// The score that has some log odds: the logistic function.
pub(super) fn probability(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

/// The log odds of a score, finite even at 0 and 1.
pub(super) fn log_odds(probability: f64) -> f64 {
    let probability = probability.clamp(1e-12, 1.0 - 1e-12);
    (probability / (1.0 - probability)).ln()
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    #[test]
    fn scores_and_log_odds_are_each_others_inverse() {
        assert_relative_eq!(probability(3.0_f64.ln()), 0.75, epsilon = 1e-12);
        assert_relative_eq!(log_odds(probability(-2.5)), -2.5, epsilon = 1e-9);
        assert!(log_odds(0.0).is_finite() && log_odds(1.0).is_finite());
    }
}
