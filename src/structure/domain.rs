//! Over what a verdict is: it stands beside each, in every format.

use super::Point;
use std::fmt;

/// The domain of a certificate: over what losses, states and numbers, at which steps, in how
/// many coordinates, where the formula is defined.
///
/// # Examples
/// ```
/// use stable_sgd::method::registry;
/// use stable_sgd::structure::{Property, registered};
/// let domain = registered("sgd", Property::ConformallySymplectic).expect("registered").domain;
/// assert_eq!(domain.dimensions, [1, 2]);
/// assert_eq!(
///     domain.to_string(),
///     "every smooth U, every state and real hyperparameter; steps 1 to 64, the same map; d = 1, 2"
/// );
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Domain {
    /// Losses or gradients, states and numbers.
    pub over: String,
    /// The steps.
    pub steps: String,
    /// Numbers of coordinates.
    pub dimensions: Vec<usize>,
    /// Which slot is the velocity, what is free, where the formula is defined, and how far
    /// the engine goes.
    pub further: Vec<String>,
    /// A point of the domain at which all is defined and nothing fails, of a property that holds.
    pub instance: Option<Point>,
}

impl Domain {
    /// A domain in one sentence.
    pub fn of(over: impl Into<String>) -> Self {
        Self { over: over.into(), ..Self::default() }
    }

    /// The same with one thing more said of it.
    #[must_use]
    pub fn with(mut self, further: impl Into<String>) -> Self {
        let further = further.into();
        if !further.is_empty() {
            self.further.push(further);
        }
        self
    }
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let dimensions: Vec<String> = self.dimensions.iter().map(usize::to_string).collect();
        let dimensions = if dimensions.is_empty() { String::new() } else { format!("d = {}", dimensions.join(", ")) };
        let parts = [&self.over, &self.steps, &dimensions].into_iter().chain(&self.further);
        let said: Vec<&str> = parts.map(String::as_str).filter(|part| !part.is_empty()).collect();
        f.write_str(&said.join("; "))
    }
}
