//! Floor 4: how good predictions are, against labels that people gave.

mod metrics;
mod report;

pub use metrics::{
    Averages, CALIBRATION_BINS, LabelCounts, calibration_error, label_counts, log_loss,
    macro_average, micro_average, subset_accuracy, weighted_average,
};
pub use report::{ClassificationReport, LabelReport, Predictions, Task};
