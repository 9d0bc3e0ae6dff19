//! Our sparse learners are linfa classifiers, and on small dense data agree with linfa's own.

use linfa::DatasetBase;
use linfa::prelude::*;
use linfa_bayes::{MultinomialNb, NaiveBayes};
use linfa_logistic::{LogisticRegression, MultiLogisticRegression};
use ndarray::{Array1, Array2, Axis, concatenate};
use nutgraf::classify::{
    ComplementNaiveBayesParams, LinearModel, LinearSvmParams, LogisticRegressionParams,
    MultinomialLogisticRegressionParams, MultinomialNaiveBayesParams,
};
use nutgraf::features::{CsrMatrix, TfIdfVectorizer, WordSequences};

/// Headlines of two kinds.
const TEXTS: [&str; 12] = [
    "ministers meet for talks on the border treaty",
    "ambassador returns after talks with the ministers",
    "border treaty signed by both foreign ministers",
    "foreign ministry recalls its ambassador over the treaty",
    "envoys resume talks on the disputed border",
    "summit of foreign ministers ends with a treaty",
    "central bank raises interest rates again",
    "shares fall as the bank lowers its forecast",
    "exports rise and shares of the steel maker climb",
    "interest rates and inflation weigh on exports",
    "bank forecast sees inflation and exports slowing",
    "steel shares climb as interest rates hold",
];

fn classes() -> Array1<usize> {
    (0..TEXTS.len()).map(|text| text / 6).collect()
}

fn matrix() -> CsrMatrix {
    let sequences = WordSequences::encode(&TEXTS);
    TfIdfVectorizer::params().fit_transform(&sequences).unwrap().1
}

fn dense(matrix: &CsrMatrix) -> Array2<f64> {
    let mut dense = Array2::zeros((matrix.documents(), matrix.terms()));
    for (document, row) in matrix.rows().enumerate() {
        for (column, value) in row.iter() {
            dense[(document, column)] = f64::from(value);
        }
    }
    dense
}

/// Leaves each text out in turn and asks a model of the others for its class.
fn leave_one_out(predict: impl Fn(&[usize], usize) -> usize) -> Vec<usize> {
    (0..TEXTS.len())
        .map(|left_out| {
            let others: Vec<usize> = (0..TEXTS.len()).filter(|&text| text != left_out).collect();
            predict(&others, left_out)
        })
        .collect()
}

fn rows(matrix: &CsrMatrix, chosen: &[usize]) -> CsrMatrix {
    let (mut offsets, mut columns, mut values) = (vec![0], Vec::new(), Vec::new());
    for &document in chosen {
        columns.extend_from_slice(matrix.row(document).columns);
        values.extend_from_slice(matrix.row(document).values);
        offsets.push(columns.len());
    }
    CsrMatrix::new(offsets, columns, values, matrix.terms()).unwrap()
}

fn ours<P>(params: &P) -> Vec<usize>
where
    P: Fit<CsrMatrix, Array1<usize>, nutgraf::Error, Object = LinearModel>,
{
    let (matrix, classes) = (matrix(), classes());
    leave_one_out(|others, left_out| {
        let targets = others.iter().map(|&text| classes[text]).collect();
        let model = params.fit(&DatasetBase::new(rows(&matrix, others), targets)).unwrap();
        model.predict(&rows(&matrix, &[left_out]))[0]
    })
}

#[test]
fn each_learner_decides_as_linfas_logistic_regression_does() {
    let (dense, classes) = (dense(&matrix()), classes());
    let linfas = leave_one_out(|others, left_out| {
        let records = dense.select(Axis(0), others);
        let targets: Array1<usize> = others.iter().map(|&text| classes[text]).collect();
        let model = LogisticRegression::default().alpha(0.1).fit(&Dataset::new(records, targets));
        model.unwrap().predict(&dense.select(Axis(0), &[left_out]))[0]
    });
    assert_eq!(linfas, classes.to_vec(), "the reference itself tells the two kinds apart");
    assert_eq!(ours(&LinearSvmParams::default()), linfas);
    assert_eq!(ours(&ComplementNaiveBayesParams::default()), linfas);
    assert_eq!(ours(&LogisticRegressionParams::default().c(10.0)), linfas);
    assert_eq!(ours(&MultinomialLogisticRegressionParams::default().c(10.0)), linfas);
    assert_eq!(ours(&MultinomialNaiveBayesParams::default()), linfas);
}

/// The dense matrix with a term that every document has with value 1: what our intercept is the
/// weight of. linfa does not regularise an intercept of its own, so it is fitted without one.
fn dense_with_ones() -> Array2<f64> {
    concatenate![Axis(1), dense(&matrix()), Array2::ones((TEXTS.len(), 1))]
}

/// Our weights of a class, the intercept last.
fn coefficients(model: &LinearModel, class: usize) -> Vec<f64> {
    let weights = (0..model.terms()).map(|term| model.term(term)[class]);
    weights.chain([model.intercepts()[class]]).map(f64::from).collect()
}

fn assert_close(ours: &[f64], linfas: impl IntoIterator<Item = f64>) {
    let linfas: Vec<f64> = linfas.into_iter().collect();
    assert_eq!(ours.len(), linfas.len());
    for (our, linfas) in ours.iter().zip(linfas) {
        assert!((our - linfas).abs() < 1e-3, "ours {our}, linfa's {linfas}");
    }
}

#[test]
fn logistic_coefficients_are_those_of_linfa() {
    for c in [0.3, 1.0, 20.0] {
        let linfas = LogisticRegression::default()
            .alpha(1.0 / f64::from(c))
            .with_intercept(false)
            .gradient_tolerance(1e-8)
            .fit(&Dataset::new(dense_with_ones(), classes()))
            .unwrap();
        let params = LogisticRegressionParams::default().c(c).tolerance(1e-4);
        let model = params.fit(&DatasetBase::new(matrix(), classes())).unwrap();
        let (positive, negative) = (linfas.labels().pos.class, linfas.labels().neg.class);
        assert_close(&coefficients(&model, positive), linfas.params().iter().copied());
        assert_close(&coefficients(&model, negative), linfas.params().iter().map(|weight| -weight));
    }
}

#[test]
fn multinomial_logistic_coefficients_are_those_of_linfa() {
    let three: Array1<usize> = (0..TEXTS.len()).map(|text| text * text % 3 + text / 9).collect();
    for c in [0.3, 1.0, 20.0] {
        let linfas = MultiLogisticRegression::default()
            .alpha(1.0 / f64::from(c))
            .with_intercept(false)
            .gradient_tolerance(1e-8)
            .fit(&Dataset::new(dense_with_ones(), three.clone()))
            .unwrap();
        let params = MultinomialLogisticRegressionParams::default().c(c).tolerance(1e-5);
        let model = params.fit(&DatasetBase::new(matrix(), three.clone())).unwrap();
        assert_eq!(linfas.classes(), [0, 1, 2]);
        for class in 0..3 {
            let weights = linfas.params().column(class).to_owned();
            assert_close(&coefficients(&model, class), weights);
        }
    }
}

#[test]
fn multinomial_naive_bayes_gives_linfas_probabilities() {
    let records = dense(&matrix());
    let linfas = MultinomialNb::params().fit(&Dataset::new(records.clone(), classes())).unwrap();
    let (probabilities, labels) = linfas.predict_proba(records.view());
    let model = MultinomialNaiveBayesParams::default();
    let model = model.fit(&DatasetBase::new(matrix(), classes())).unwrap();
    for (scores, linfas) in
        model.decision_function(&matrix()).rows().into_iter().zip(probabilities.rows())
    {
        let total: f64 = scores.iter().map(|&score| f64::from(score).exp()).sum();
        for (&&label, &linfas) in labels.iter().zip(linfas) {
            let our = f64::from(scores[label]).exp() / total;
            assert!((our - linfas).abs() < 1e-5, "ours {our}, linfa's {linfas}");
        }
    }
}

#[test]
fn a_sparse_dataset_answers_to_linfas_own_calls() {
    let dataset = DatasetBase::new(matrix(), classes());
    assert_eq!((dataset.nsamples(), dataset.nfeatures()), (12, dataset.records.terms()));
    let model = LinearSvmParams::default().fit(&dataset).unwrap();
    let predicted: Array1<usize> = model.predict(&dataset.records);
    let confusion = predicted.confusion_matrix(&dataset.targets).unwrap();
    assert!((confusion.accuracy() - 1.0).abs() < 1e-6);
}
