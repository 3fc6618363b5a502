//! The numbers of a run, as the controllers of its trajectories choose them.

use super::Side;
use super::control::{Control, ControlTrace};
use crate::method::Hyperparameters;
use crate::trajectory::StartError;

/// The hyperparameters of a run beside its controllers, one a trajectory or none at all.
pub(super) struct Steering<'a, T, C> {
    hyper: Hyperparameters<T>,
    controllers: &'a mut [C],
    /// What each controller chose.
    chosen: Vec<Vec<f64>>,
    /// What each trajectory used in the last step: the lanes of `hyper`.
    used: Vec<Vec<f64>>,
    next: Vec<f64>,
}

impl<'a, T: Side, C: Control> Steering<'a, T, C> {
    /// Lets the controllers begin with the numbers of `hyper`.
    ///
    /// # Errors
    /// Where a controller is made for other numbers.
    pub(super) fn new(hyper: Hyperparameters<T>, controllers: &'a mut [C]) -> Result<Self, StartError> {
        let numbers = |i| hyper.numbers.iter().map(|number| number.of(i)).collect();
        let used: Vec<Vec<f64>> = (0..controllers.len()).map(numbers).collect();
        let mut chosen = used.clone();
        controllers.iter_mut().zip(&mut chosen).try_for_each(|(control, numbers)| control.begin(numbers))?;
        Ok(Self { hyper, controllers, chosen, used, next: Vec::new() })
    }

    /// The hyperparameters of step `step`; gathered anew only where a number is another than
    /// in the step before.
    #[inline]
    pub(super) fn hyper(&mut self, step: u64) -> &Hyperparameters<T> {
        let mut changed = false;
        for ((control, chosen), used) in self.controllers.iter().zip(&self.chosen).zip(&mut self.used) {
            self.next.clone_from(chosen);
            control.disturb(step, &mut self.next);
            if self.next.iter().zip(&*used).any(|(next, used)| next.to_bits() != used.to_bits()) {
                std::mem::swap(&mut self.next, used);
                changed = true;
            }
        }
        if changed {
            for (place, number) in self.hyper.numbers.iter_mut().enumerate() {
                *number = T::gather(|i| self.used[i][place]);
            }
        }
        &self.hyper
    }

    /// Shows the controller of a trajectory the loss before a step that was just taken.
    #[inline]
    pub(super) fn observe(&mut self, trajectory: usize, step: u64, loss: f64) {
        if let Some(control) = self.controllers.get_mut(trajectory) {
            control.observe(step, loss, &mut self.chosen[trajectory]);
        }
    }

    /// What the controller of a trajectory did; nothing where there is none.
    pub(super) fn trace(&self, trajectory: usize) -> Option<ControlTrace> {
        self.controllers.get(trajectory).map(Control::trace)
    }
}
