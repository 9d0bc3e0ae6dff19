//! Floor 4: how good predictions and summaries are, against what people gave.

mod metrics;
mod oracle;
mod porter;
mod report;
mod rouge;

pub use metrics::{
    Averages, CALIBRATION_BINS, LabelCounts, calibration_error, label_counts, log_loss,
    macro_average, micro_average, subset_accuracy, weighted_average,
};
pub use oracle::greedy_oracle;
pub use report::{ClassificationReport, LabelReport, Predictions, Task};
pub use rouge::{rouge_lsum, rouge_n, rouge_tokens, word_tokens};
