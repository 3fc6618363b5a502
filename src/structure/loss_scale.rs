//! The scale of the loss: the powers by which a rule's numbers follow a loss that is multiplied
//! by s > 0, as mixed precision does.

use super::examination::PropertySpec;
use super::rescaling::Rescaling;
use super::symmetry::steps_in_words;
use super::transformation::Scaling;
use crate::method::Role;

/// A share that is multiplied may be none.
const LOSS: Rescaling = Rescaling {
    scaling: Scaling::Loss,
    may: |spec| spec.role != Role::Fraction,
    named: "the numbers but shares",
    of_rates: -1,
};

/// The row.
pub(super) const ROW: PropertySpec = PropertySpec {
    steps: steps_in_words,
    ..PropertySpec::new(
        "loss_scale",
        "multiplying the loss by s > 0 gives the same run, if numbers are multiplied by powers of s",
        |examination| LOSS.settled(examination),
        |subject, sought, point| LOSS.replay(subject, sought, point),
    )
};
