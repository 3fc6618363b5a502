//! The widest vectors that the processor has.
//!
//! A function is compiled once for each width, and the widest that this processor runs is
//! called. The operations are the same for all: only how many lanes one instruction takes
//! differs, so the bits do not.

/// A piece of work that is compiled for each width of vectors.
pub trait Work {
    /// What it gives.
    type Result;

    /// Does it. An implementation is `#[inline(always)]`, as is all that it calls and that
    /// should run on wide vectors.
    fn run(self) -> Self::Result;
}

/// Runs `work` on the widest vectors of this processor.
#[inline]
pub fn on_widest<W: Work>(work: W) -> W::Result {
    #[cfg(target_arch = "x86_64")]
    {
        if is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512dq") {
            // SAFETY: the processor has just been found to have these instructions, which
            // is all that calling a function compiled for them requires.
            return unsafe { on_512(work) };
        }
        if is_x86_feature_detected!("avx2") {
            // SAFETY: as above.
            return unsafe { on_256(work) };
        }
    }
    work.run()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512dq")]
fn on_512<W: Work>(work: W) -> W::Result {
    work.run()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn on_256<W: Work>(work: W) -> W::Result {
    work.run()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scalar::{Field, Lanes, Root, Transcendental};

    /// A formula of every operation that lanes have vectors for.
    struct Formula(Lanes);

    impl Work for Formula {
        type Result = Lanes;

        #[inline(always)]
        fn run(self) -> Lanes {
            fn formula<T: Transcendental + Root + Field>(x: &T) -> T {
                (x.sin() * x + x.cos().exp()) / (T::one() + x.square()).sqrt()
            }
            formula(&self.0)
        }
    }

    /// Whatever the width of the vectors, the bits are the same.
    #[test]
    fn every_width_gives_the_same_bits() {
        let bits = |x: Lanes| x.lanes().map(f64::to_bits);
        for i in 0..2000 {
            let x = Lanes::from_fn(|lane| f64::from(i * 8 + lane as i32) * 0.01 - 80.0);
            let plain = bits(Formula(x).run());
            assert_eq!(bits(on_widest(Formula(x))), plain);
            #[cfg(target_arch = "x86_64")]
            if is_x86_feature_detected!("avx2") {
                // SAFETY: the processor has just been found to have these instructions.
                assert_eq!(bits(unsafe { on_256(Formula(x)) }), plain);
            }
            let next = Lanes::from_fn(|lane| x.lane(lane) + 1e-6);
            assert_ne!(bits(on_widest(Formula(next))), plain, "the control: another argument is seen");
        }
    }
}
