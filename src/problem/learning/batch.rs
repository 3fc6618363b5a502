//! A mean over examples as a method meets it: a batch at a time.

use super::FiniteSum;
use crate::method::Oracle;
use crate::random::counter::{Purpose, Stream};
use crate::scalar::Ring;

/// The examples that one gradient is taken of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Batch {
    /// Every example, once, in order: the gradient of the whole loss.
    All,
    /// This many, each drawn from all of them: an estimate without bias.
    Of(u32),
}

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

    /// The problem below the batches, to be asked for what needs its buffers.
    pub fn problem_mut(&mut self) -> &mut P {
        &mut self.problem
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
