//! What fails, as a value: a witness is found again by it.

use std::fmt;
use std::str::FromStr;

/// Which of the things that have to vanish, or have to be positive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DefectKind {
    /// An entry of JᵀΩJ − Ω: row and column.
    Bracket,
    /// An entry of JᵀΩJ less the factor c at another state: row and column.
    Factor,
    /// An entry of JᵀΩJ − c Ω: row and column.
    ConformalBracket,
    /// det J less det J at another state.
    Determinant,
    /// A coordinate after a step and the step back, less what it was: slot and coordinate.
    Back,
    /// A coordinate of the point after a step from rest, less what it was.
    Moved,
    /// A coordinate of the transformed run, less the run's own transformed.
    Transformed,
    /// A coefficient of the step's Taylor series less the flow's: power, and slot and
    /// coordinate as one number.
    Coefficient,
    /// |π Δ| − π Δ, of the penalty π and the last motion Δ.
    Penalty,
    /// A condition of stability, by its place among them.
    Condition,
    /// The resultant of the factors of forms at two curvatures.
    Resultant,
    /// 1 − det M.
    Loss,
    /// gᵢ − ∂U/∂qᵢ.
    Slope,
    /// ∂gᵢ/∂qⱼ − ∂gⱼ/∂qᵢ.
    Asymmetry,
    /// What a number or slot changes, by its place.
    Influence,
    /// How the change of a coordinate grows with what a run is given: coordinate, and by its
    /// place what grows.
    Growth,
}

impl DefectKind {
    const ALL: [(Self, &'static str); 16] = [
        (Self::Bracket, "bracket"),
        (Self::Factor, "factor"),
        (Self::ConformalBracket, "conformal_bracket"),
        (Self::Determinant, "determinant"),
        (Self::Back, "back"),
        (Self::Moved, "moved"),
        (Self::Transformed, "transformed"),
        (Self::Coefficient, "coefficient"),
        (Self::Penalty, "penalty"),
        (Self::Condition, "condition"),
        (Self::Resultant, "resultant"),
        (Self::Loss, "loss"),
        (Self::Slope, "slope"),
        (Self::Asymmetry, "asymmetry"),
        (Self::Influence, "influence"),
        (Self::Growth, "growth"),
    ];
}

/// One thing that has to vanish or to be positive, of one step in one dimension.
///
/// # Examples
/// Its text reads back to it:
/// ```
/// use stable_sgd::structure::DefectId;
/// let id: DefectId = "bracket/2/1/0/1".parse()?;
/// assert_eq!((id.step, id.dimension, id.indices), (2, 1, [0, 1]));
/// assert_eq!(id.to_string(), "bracket/2/1/0/1");
/// assert!("bracket/2".parse::<DefectId>().is_err());
/// # Ok::<(), stable_sgd::structure::NoDefectId>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DefectId {
    /// What it is.
    pub kind: DefectKind,
    /// The step, or how many steps the run has, from 1.
    pub step: u64,
    /// Coordinates of the problem.
    pub dimension: usize,
    /// Which entry, coordinate or condition.
    pub indices: [usize; 2],
}

impl fmt::Display for DefectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = DefectKind::ALL.iter().find(|(kind, _)| *kind == self.kind).map_or("", |(_, name)| name);
        write!(f, "{name}/{}/{}/{}/{}", self.step, self.dimension, self.indices[0], self.indices[1])
    }
}

/// A text that names no defect.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected the name of a defect such as bracket/1/2/0/3, found {0:?}")]
pub struct NoDefectId(String);

impl FromStr for DefectId {
    type Err = NoDefectId;

    fn from_str(text: &str) -> Result<Self, NoDefectId> {
        let wrong = || NoDefectId(text.to_owned());
        let parts: Vec<&str> = text.split('/').collect();
        let [name, step, dimension, first, second] = parts[..] else { return Err(wrong()) };
        let kind = DefectKind::ALL.iter().find(|(_, known)| *known == name).map(|(kind, _)| *kind).ok_or_else(wrong)?;
        let number = |text: &str| text.parse::<usize>().map_err(|_| wrong());
        Ok(Self {
            kind,
            step: step.parse().map_err(|_| wrong())?,
            dimension: number(dimension)?,
            indices: [number(first)?, number(second)?],
        })
    }
}
