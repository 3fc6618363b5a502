//! A mean over examples as a method meets it: a batch at a time.

use super::{Batch, FiniteSum};
use crate::method::Oracle;
use crate::random::counter::{Purpose, Stream};
use crate::scalar::Ring;

/// Why there are no batches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WrongBatch {
    /// A batch of no examples has no mean.
    #[error("a batch has 0 examples: it must have at least 1")]
    Empty,
    /// There is nothing to draw from.
    #[error("the problem has no examples to learn from")]
    NoExamples,
}

/// The gradients of a [`FiniteSum`], each over a batch of its own.
///
/// The n-th gradient that is asked for, n = 1, 2, …, is that of batch n of the seed, whose
/// j-th example is [`Stream::index`] at step n, coordinate j, for [`Purpose::Batch`]: with
/// replacement, and whatever the method or the problem. So every method of a seed that
/// asks for one gradient a step learns from the same batches; one that asks for more goes
/// through them faster.
#[derive(Clone, Debug)]
pub struct MiniBatch<T, P> {
    problem: P,
    batch: Batch,
    stream: Stream,
    evaluations: u64,
    drawn: Vec<usize>,
    all: Vec<usize>,
    unused: Vec<T>,
    loss: Option<T>,
}

impl<T: Ring, P: FiniteSum<T>> MiniBatch<T, P> {
    /// The batches of `seed`.
    ///
    /// # Errors
    /// Where a batch is empty, or the problem is.
    pub fn new(problem: P, batch: Batch, seed: u64) -> Result<Self, WrongBatch> {
        let all: Vec<usize> = (0..problem.examples()).collect();
        if batch == Batch::Of(0) {
            return Err(WrongBatch::Empty);
        }
        if all.is_empty() {
            return Err(WrongBatch::NoExamples);
        }
        let stream = Stream::new(seed, Purpose::Batch);
        let unused = vec![T::zero(); problem.dimension()];
        Ok(Self { problem, batch, stream, evaluations: 0, drawn: Vec::new(), all, unused, loss: None })
    }

    /// The problem below the batches.
    pub fn problem(&self) -> &P {
        &self.problem
    }

    /// How many gradients were asked for.
    pub fn evaluations(&self) -> u64 {
        self.evaluations
    }

    /// The examples of the last gradient.
    pub fn drawn(&self) -> &[usize] {
        match self.batch {
            Batch::All if self.evaluations > 0 => &self.all,
            _ => &self.drawn,
        }
    }

    /// The loss over every example, for a record. It counts as no evaluation.
    ///
    /// # Panics
    /// Where `position` has not the problem's dimension.
    pub fn whole(&mut self, position: &[T]) -> T {
        self.problem.evaluate(position, &self.all, &mut self.unused)
    }
}

impl<T: Ring, P: FiniteSum<T>> Oracle<T> for MiniBatch<T, P> {
    fn gradient(&mut self, position: &[T], gradient: &mut [T]) {
        self.evaluations += 1;
        let batch = match self.batch {
            Batch::All => &self.all,
            Batch::Of(size) => {
                let (stream, step, examples) = (self.stream, self.evaluations, self.all.len());
                self.drawn.clear();
                self.drawn.extend((0..size).map(|j| stream.index(step, j, examples)));
                &self.drawn
            }
        };
        self.loss = Some(self.problem.evaluate(position, batch, gradient));
    }

    /// The loss over the batch of the last gradient.
    fn loss(&self) -> Option<T> {
        self.loss.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::method::registry;
    use std::cell::RefCell;

    /// ½ (q − i)² of the examples i = 0, 1, …, 9, and the batches that were asked for.
    struct Recorded<'a>(&'a RefCell<Vec<Vec<usize>>>, usize);

    impl FiniteSum<f64> for Recorded<'_> {
        fn dimension(&self) -> usize {
            1
        }

        fn examples(&self) -> usize {
            self.1
        }

        fn evaluate(&mut self, position: &[f64], batch: &[usize], gradient: &mut [f64]) -> f64 {
            self.0.borrow_mut().push(batch.to_vec());
            let offset = |i: &usize| position[0] - *i as f64;
            gradient[0] = batch.iter().map(offset).sum::<f64>() / batch.len() as f64;
            batch.iter().map(|i| offset(i).powi(2) / 2.0).sum::<f64>() / batch.len() as f64
        }
    }

    /// The batches of ten steps of a method.
    fn batches(method: &str, rate: f64, seed: u64) -> Vec<Vec<usize>> {
        let seen = RefCell::default();
        let mut oracle = MiniBatch::new(Recorded(&seen, 10), Batch::Of(4), seed).expect("batches");
        let method = registry::find(method).expect("registered");
        let mut hyper = method.description.defaults();
        hyper.numbers[0] = rate;
        crate::trajectory::run(&method, &hyper, &mut oracle, vec![1.0], 10, |_| 0.0).expect("runs");
        seen.into_inner()
    }

    #[test]
    fn batches_depend_on_seed_and_step_alone() {
        let sgd = batches("sgd", 0.1, 7);
        assert_eq!((sgd.len(), sgd[0].len()), (10, 4));
        assert_eq!(batches("sgd", 0.01, 7), sgd);
        assert_eq!(batches("stable_sgd", 0.1, 7), sgd);
        assert_eq!(batches("nesterov", 0.1, 7), sgd);
        // A method of several gradients a step goes through the same batches faster.
        assert_eq!(batches("runge_kutta4", 0.1, 7)[..10], sgd);
        // The controls: another seed, and another step.
        assert_ne!(batches("sgd", 0.1, 8), sgd);
        assert!((1..10).all(|step| sgd[step] != sgd[0]));
    }

    /// The mean over many batches is that over all examples, within five standard errors.
    #[test]
    fn a_batch_estimates_the_whole_without_bias() {
        let seen = RefCell::default();
        let mut whole = MiniBatch::new(Recorded(&seen, 10), Batch::All, 1).expect("batches");
        let mut oracle = MiniBatch::new(Recorded(&seen, 10), Batch::Of(4), 1).expect("batches");
        let (mut exact, mut estimate, mut sum) = ([0.0], [0.0], 0.0);
        whole.gradient(&[1.0], &mut exact);
        assert_eq!((exact, whole.loss()), ([-3.5], Some(oracle.whole(&[1.0]))));
        assert_eq!(whole.drawn(), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        assert!(oracle.drawn().is_empty() && oracle.evaluations() == 0 && oracle.loss().is_none());
        for _ in 0..10_000 {
            oracle.gradient(&[1.0], &mut estimate);
            sum += estimate[0];
        }
        let error = 5.0 * (99.0_f64 / 12.0 / 4.0 / 10_000.0).sqrt();
        assert!((sum / 10_000.0 - exact[0]).abs() < error, "{sum}");
        assert_eq!((oracle.evaluations(), oracle.drawn().len()), (10_000, 4));
    }

    #[test]
    fn batches_of_nothing_are_refused() {
        let seen = RefCell::default();
        let new = |examples, batch| MiniBatch::new(Recorded(&seen, examples), batch, 1).map(|_| ());
        assert_eq!(new(10, Batch::Of(0)), Err(WrongBatch::Empty));
        assert_eq!(new(0, Batch::Of(1)), Err(WrongBatch::NoExamples));
        assert_eq!(new(0, Batch::All), Err(WrongBatch::NoExamples));
        assert_eq!(new(1, Batch::Of(3)), Ok(()));
    }
}
