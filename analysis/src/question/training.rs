//! Does it help in the training of a GPT-style model?

use super::Question;
use crate::claim::Claim;

/// The question.
pub struct Training;

impl Question for Training {
    fn claims(&self) -> &'static [Claim] {
        &[Claim {
            id: "F3",
            section: "5.3",
            statement: "validation on GPT-style models",
            subject: "a GPT-style model",
            check: "a real transformer on real text",
            notebook: None,
            decide: None,
        }]
    }
}
