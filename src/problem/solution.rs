//! Motions in closed form.

use crate::scalar::Dual;

/// A number with its first and second derivative in time.
pub type InTime = Dual<Dual<f64>>;

/// A motion of the flow q'' = −∇U(q) in closed form. Its formula q(t) is
/// written once, over [`Transcendental`](crate::scalar::Transcendental) numbers;
/// velocity and acceleration are its derivatives, by dual numbers of duals.
#[derive(Clone, Copy, Debug)]
pub struct Solution {
    /// q(t), in Unicode mathematics.
    pub formula: &'static str,
    path: fn(&InTime) -> Vec<InTime>,
}

/// Where a motion is at one time.
#[derive(Clone, Debug, PartialEq)]
pub struct Kinematics {
    /// q(t).
    pub position: Vec<f64>,
    /// q'(t), which is p(t).
    pub velocity: Vec<f64>,
    /// q''(t), which is −∇U(q(t)).
    pub acceleration: Vec<f64>,
}

impl Solution {
    /// The motion along `path`: pass a function over `Transcendental` numbers.
    pub fn new(formula: &'static str, path: fn(&InTime) -> Vec<InTime>) -> Self {
        Self { formula, path }
    }

    /// The motion at time `t`.
    ///
    /// # Examples
    /// ```
    /// use stable_sgd::problem::registry;
    /// let circle = registry::find("kepler").and_then(|entry| entry.solution).expect("has one");
    /// let motion = circle.at(0.0);
    /// assert_eq!((motion.position, motion.velocity), (vec![1.0, 0.0], vec![0.0, 1.0]));
    /// ```
    pub fn at(&self, t: f64) -> Kinematics {
        let time = Dual::variable(Dual::variable(t, 0, 1), 0, 1);
        let path = (self.path)(&time);
        Kinematics {
            position: path.iter().map(|q| q.value.value).collect(),
            velocity: path.iter().map(|q| q.value.along(0)).collect(),
            acceleration: path.iter().map(|q| q.along(0).along(0)).collect(),
        }
    }
}
