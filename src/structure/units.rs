//! Units: the powers by which the rates follow a change of the unit of length.

use super::examination::PropertySpec;
use super::rescaling::Rescaling;
use super::symmetry::steps_in_words;
use super::transformation::Scaling;
use crate::method::Role;

const UNITS: Rescaling =
    Rescaling { scaling: Scaling::Units, may: |spec| spec.role == Role::Rate, named: "the rates alone", of_rates: 1 };

/// The row.
pub(super) const ROW: PropertySpec = PropertySpec {
    steps: steps_in_words,
    ..PropertySpec::new(
        "units",
        "measuring q in other units gives the same run, if the rates are multiplied by powers of the unit",
        |examination| UNITS.settled(examination),
        |subject, sought, point| UNITS.replay(subject, sought, point),
    )
};
