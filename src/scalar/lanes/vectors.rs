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
