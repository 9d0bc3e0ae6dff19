//! Our sparse learners are linfa classifiers, and on small dense data agree with linfa's own.

use linfa::DatasetBase;
use linfa::prelude::*;
use linfa_logistic::LogisticRegression;
use ndarray::{Array1, Array2};
use nutgraf::classify::{ComplementNaiveBayesParams, LinearModel, LinearSvmParams};
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
        let records = dense.select(ndarray::Axis(0), others);
        let targets: Array1<usize> = others.iter().map(|&text| classes[text]).collect();
        let model = LogisticRegression::default().alpha(0.1).fit(&Dataset::new(records, targets));
        model.unwrap().predict(&dense.select(ndarray::Axis(0), &[left_out]))[0]
    });
    assert_eq!(linfas, classes.to_vec(), "the reference itself tells the two kinds apart");
    assert_eq!(ours(&LinearSvmParams::default()), linfas);
    assert_eq!(ours(&ComplementNaiveBayesParams::default()), linfas);
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
