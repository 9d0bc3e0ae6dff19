//! How much each member of a blend has to say.

use ndarray::Array2;

use super::LabelSets;
use super::calibration::logistic_loss;

/// How many documents' worth of evidence it takes to move a weight away from the common one.
const PRIOR: f64 = 1.0;

/// What the weights of all members, for scores of spread 1, usually add up to.
const USUAL_TOTAL: f64 = 3.0;

/// The weights, none below 0, under which the labels of the documents are most likely.
///
/// `scores` holds for each member its scores of documents that it has not seen, each of shape
/// `(documents, labels)`. Where every document has one label, that of a softmax over the labels; else
/// that of a logistic function of each label by itself. Weights are drawn to those that give every
/// member the same influence, which matters where documents are few.
pub(super) fn stacking_weights(scores: &[Array2<f32>], targets: &LabelSets) -> Vec<f32> {
    let single = (0..targets.documents()).all(|document| targets.of(document).len() == 1);
    let spreads: Vec<f64> =
        scores.iter().map(|scores| f64::from(scores.std(0.0)).max(1e-9)).collect();
    let problem = Stack { scores, spreads, targets, single };
    let usual = USUAL_TOTAL / scores.len() as f64;
    let common = problem.descend(&Prior { center: usual, strength: PRIOR / (usual * usual) }, true);
    let center = common[0].max(1e-3);
    let weights = problem.descend(&Prior { center, strength: PRIOR / (center * center) }, false);
    weights.iter().zip(&problem.spreads).map(|(w, spread)| (w / spread) as f32).collect()
}

struct Stack<'fit> {
    scores: &'fit [Array2<f32>],
    /// The standard deviation of each member's scores.
    spreads: Vec<f64>,
    targets: &'fit LabelSets,
    /// Whether every document has one label.
    single: bool,
}

/// Draws weights to `center`.
struct Prior {
    center: f64,
    strength: f64,
}

/// Minus the log likelihood, with its first and second derivatives by the parameters: the weights,
/// and an offset of all labels that a softmax does not feel.
struct Loss {
    value: f64,
    gradient: Vec<f64>,
    curvature: Vec<Vec<f64>>,
}

impl Stack<'_> {
    /// Newton's method with a line search, weights kept at 0 or above; where `tied`, all weights
    /// move as one. Gives the weights of standardised scores.
    fn descend(&self, prior: &Prior, tied: bool) -> Vec<f64> {
        let members = self.scores.len();
        let parameters = if tied { 2 } else { members + 1 };
        let mut weights = vec![if tied { 1.0 / members as f64 } else { prior.center }; parameters];
        weights[parameters - 1] = 0.0;
        let mut loss = self.loss(&weights, prior, tied);
        for _ in 0..30 {
            // At 0 and pushed further down, a weight stays where it is.
            let free: Vec<usize> = (0..parameters)
                .filter(|&p| p == parameters - 1 || weights[p] > 0.0 || loss.gradient[p] < 0.0)
                .collect();
            let step = newton_step(&loss, &free);
            let before = loss.value;
            let mut scale = 1.0;
            while scale > 1e-4 {
                let mut moved = weights.clone();
                for (&parameter, step) in free.iter().zip(&step) {
                    moved[parameter] -= scale * step;
                    if parameter < parameters - 1 {
                        moved[parameter] = moved[parameter].max(0.0);
                    }
                }
                let next = self.loss(&moved, prior, tied);
                if next.value < loss.value {
                    (weights, loss) = (moved, next);
                    break;
                }
                scale *= 0.5;
            }
            if before - loss.value < 1e-7 * before.abs() {
                break;
            }
        }
        if tied { vec![weights[0]; members] } else { weights[..members].to_vec() }
    }

    fn loss(&self, weights: &[f64], prior: &Prior, tied: bool) -> Loss {
        let parameters = weights.len();
        let mut loss = Loss {
            value: 0.0,
            gradient: vec![0.0; parameters],
            curvature: vec![vec![0.0; parameters]; parameters],
        };
        let mut features = vec![vec![0.0; parameters]; self.targets.labels()];
        for document in 0..self.targets.documents() {
            for (label, features) in features.iter_mut().enumerate() {
                features.fill(0.0);
                for (member, scores) in self.scores.iter().enumerate() {
                    let score = f64::from(scores[(document, label)]) / self.spreads[member];
                    features[if tied { 0 } else { member }] += score;
                }
                features[parameters - 1] = 1.0;
            }
            if self.single {
                loss.add_softmax(&features, weights, self.targets.of(document)[0] as usize);
            } else {
                for (label, features) in features.iter().enumerate() {
                    loss.add_logistic(features, weights, self.targets.contains(document, label));
                }
            }
        }
        for (parameter, weight) in weights[..parameters - 1].iter().enumerate() {
            let away = weight - prior.center;
            loss.value += prior.strength * away * away / 2.0;
            loss.gradient[parameter] += prior.strength * away;
            loss.curvature[parameter][parameter] += prior.strength;
        }
        loss
    }
}

impl Loss {
    fn add_softmax(&mut self, features: &[Vec<f64>], weights: &[f64], right: usize) {
        let dot = |features: &[f64]| features.iter().zip(weights).map(|(f, w)| f * w).sum::<f64>();
        let logits: Vec<f64> = features.iter().map(|features| dot(features)).collect();
        let top = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let total: f64 = logits.iter().map(|logit| (logit - top).exp()).sum();
        self.value += top + total.ln() - logits[right];
        let mut mean = vec![0.0; weights.len()];
        for (features, logit) in features.iter().zip(&logits) {
            let probability = (logit - top).exp() / total;
            if probability < 1e-9 {
                continue;
            }
            for (p, &feature) in features.iter().enumerate() {
                mean[p] += probability * feature;
                for (q, &other) in features.iter().enumerate() {
                    self.curvature[p][q] += probability * feature * other;
                }
            }
        }
        for (p, of_mean) in mean.iter().enumerate() {
            self.gradient[p] += of_mean - features[right][p];
            for (q, other) in mean.iter().enumerate() {
                self.curvature[p][q] -= of_mean * other;
            }
        }
    }

    fn add_logistic(&mut self, features: &[f64], weights: &[f64], holds: bool) {
        let logit: f64 = features.iter().zip(weights).map(|(f, w)| f * w).sum();
        self.value += logistic_loss(logit, holds);
        let probability = 1.0 / (1.0 + (-logit).exp());
        let error = probability - f64::from(u8::from(holds));
        let weight = probability * (1.0 - probability);
        for (p, &feature) in features.iter().enumerate() {
            self.gradient[p] += error * feature;
            for (q, &other) in features.iter().enumerate() {
                self.curvature[p][q] += weight * feature * other;
            }
        }
    }
}

/// Solves `curvature * step = gradient` for the free parameters, by elimination with pivots.
fn newton_step(loss: &Loss, free: &[usize]) -> Vec<f64> {
    let size = free.len();
    let mut rows: Vec<Vec<f64>> = free
        .iter()
        .map(|&p| {
            let mut row: Vec<f64> = free.iter().map(|&q| loss.curvature[p][q]).collect();
            row.push(loss.gradient[p]);
            row
        })
        .collect();
    for (place, row) in rows.iter_mut().enumerate() {
        row[place] += 1e-9 * (1.0 + row[place]);
    }
    for pivot in 0..size {
        let largest =
            (pivot..size).max_by(|&a, &b| rows[a][pivot].abs().total_cmp(&rows[b][pivot].abs()));
        rows.swap(pivot, largest.unwrap_or(pivot));
        let divisor = rows[pivot][pivot];
        if divisor.abs() < 1e-300 {
            continue;
        }
        let (above, below) = rows.split_at_mut(pivot + 1);
        for row in below {
            let factor = row[pivot] / divisor;
            for (to, from) in row[pivot..].iter_mut().zip(&above[pivot][pivot..]) {
                *to -= factor * from;
            }
        }
    }
    let mut step = vec![0.0; size];
    for place in (0..size).rev() {
        let known: f64 = (place + 1..size).map(|column| rows[place][column] * step[column]).sum();
        let divisor = rows[place][place];
        step[place] =
            if divisor.abs() < 1e-300 { 0.0 } else { (rows[place][size] - known) / divisor };
    }
    step
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Scores of two labels by a member that is right on `right` of 100 documents.
    fn member(right: usize, seed: usize) -> (Array2<f32>, LabelSets) {
        let sets: Vec<[u32; 1]> = (0..100).map(|document| [document as u32 % 2]).collect();
        let targets = LabelSets::new(&sets, 2).unwrap();
        let scores = Array2::from_shape_fn((100, 2), |(document, label)| {
            let correct = (document * 37 + seed) % 100 < right;
            if (label == document % 2) == correct { 1.0 } else { -1.0 }
        });
        (scores, targets)
    }

    #[test]
    fn a_member_that_guesses_has_nothing_to_say() {
        let (good, targets) = member(90, 0);
        // Right on half of those that the other gets wrong, too.
        let (guess, _) = member(50, 55);
        let weights = stacking_weights(&[good, guess], &targets);
        assert!(weights[0] > 5.0 * weights[1], "{weights:?}");
    }

    #[test]
    fn a_member_that_is_wrong_gets_no_weight_below_zero() {
        let (good, targets) = member(90, 0);
        let weights = stacking_weights(&[good.clone(), good.mapv(|score| -score)], &targets);
        assert!(weights[1] >= 0.0 && weights[0] > 0.0, "{weights:?}");
    }

    #[test]
    fn one_member_alone_is_made_as_sharp_as_its_accuracy() {
        // Scores of 1 and -1 that are right in 9 of 10: the odds 9 = exp(2 w), drawn a little to w.
        let (good, targets) = member(90, 0);
        let weights = stacking_weights(&[good], &targets);
        approx::assert_relative_eq!(weights[0], 9.0_f32.ln() / 2.0, epsilon = 1e-3);
    }
}
