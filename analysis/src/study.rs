//! Everything that is computed once and then looked at: by the tables, the
//! figures and the claims.
//!
//! A study is a function of its settings. The questions read nothing else, so a
//! test turns a verdict by changing the settings of the experiment. Each part is
//! computed when it is first asked for: a claim takes as long as its own evidence.

pub mod platform;
pub mod reference;
mod sweeps;

pub use sweeps::{Kept, Sweeps};

use crate::sweep::{Plan, Results};
use anyhow::Result;
use elsa::FrozenMap;
use platform::Platform;
use reference::Traces;
use stable_sgd::experiment::{challenging, language};
use stable_sgd::method::registry;
use stable_sgd::random::Python;
use stable_sgd::theorem::{self, Theorem};
use std::any::{Any, TypeId};

/// What a study is about.
#[derive(Clone)]
pub struct Settings {
    /// The challenging experiment.
    pub challenging: challenging::Settings,
    /// The language experiment; it is run under both Pythons.
    pub language: language::Settings,
    /// The earliest year that the paper can be from: work of the years before
    /// is prior art. The paper bears no date; its newest reference is of 2019.
    pub paper_year: u32,
    /// The methods that get certificates.
    pub certified: Vec<String>,
    /// The theorems that are settled.
    pub theorems: Vec<Theorem>,
    /// The sweeps.
    pub sweeps: Sweeps,
}

impl Settings {
    /// The paper's settings, without sweeps.
    pub fn published() -> Self {
        Self {
            challenging: challenging::Settings::published(),
            language: language::Settings::published(Python::Two),
            paper_year: 2019,
            certified: registry::all().iter().map(|entry| entry.description.name.to_owned()).collect(),
            theorems: theorem::all(),
            sweeps: Sweeps::default(),
        }
    }
}

/// A part of a study: a function of it, computed once.
pub trait Computed: Sized + 'static {
    /// What is being done, for a progress bar.
    const STAGE: &'static str;

    /// Computes it; it may ask for other parts.
    ///
    /// # Errors
    /// Where it cannot be computed with the study's settings.
    fn compute(study: &Study) -> Result<Self>;
}

/// Who is told what is being computed, from several threads at once.
pub trait Watch: Sync {
    /// A stage begins, perhaps within another one.
    fn begin(&self, stage: &'static str);

    /// The stage that began last ends.
    fn end(&self);

    /// So many of a sweep's runs were computed.
    fn advance(&self, _runs: u64, _of: u64) {}
}

/// Nobody.
impl Watch for () {
    fn begin(&self, _: &'static str) {}

    fn end(&self) {}
}

/// What is computed of some settings: each part when it is first asked for.
pub struct Study<'a> {
    /// What it is about.
    pub settings: Settings,
    /// The machine's C library.
    pub platform: Platform,
    /// The traces of the published programs.
    pub traces: &'a Traces,
    watch: &'a dyn Watch,
    known: FrozenMap<TypeId, Box<dyn Any>>,
    swept: FrozenMap<String, Box<Results>>,
}

impl<'a> Study<'a> {
    /// A study of which nothing is computed yet.
    pub fn new(settings: Settings, traces: &'a Traces, watch: &'a dyn Watch) -> Self {
        Self {
            settings,
            platform: Platform::of_this_machine(),
            traces,
            watch,
            known: FrozenMap::new(),
            swept: FrozenMap::new(),
        }
    }

    /// A part, computed where nobody asked before. A failure is not remembered.
    ///
    /// # Errors
    /// As [`Computed::compute`].
    pub fn ask<T: Computed>(&self) -> Result<&T> {
        let key = TypeId::of::<T>();
        let known = match self.known.get(&key) {
            Some(known) => known,
            None => {
                self.watch.begin(T::STAGE);
                let found = T::compute(self);
                self.watch.end();
                self.known.insert(key, Box::new(found?))
            }
        };
        Ok(known.downcast_ref().expect("each key has a value of its own type"))
    }

    /// The results of a sweep; `None` where its plan is none of the study's.
    ///
    /// # Errors
    /// Where it cannot run, or its folder cannot be read or written.
    pub fn sweep(&self, plan: &str) -> Result<Option<&Results>> {
        self.settings.sweeps.plan(plan).map(|plan| self.run(plan)).transpose()
    }

    /// The results of a plan, which need not be among those of the settings; each is run once.
    ///
    /// # Errors
    /// As [`Self::sweep`].
    pub fn run(&self, plan: &Plan) -> Result<&Results> {
        let digest = plan.digest();
        match self.swept.get(&digest) {
            Some(results) => Ok(results),
            None => Ok(self.swept.insert(digest, Box::new(self.settings.sweeps.run(plan, self.watch)?))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicU64, Ordering};

    thread_local! {
        static ATTEMPTS: Cell<u32> = const { Cell::new(0) };
    }

    /// The number of the attempt; the first one fails.
    struct Second(u32);

    impl Computed for Second {
        const STAGE: &'static str = "second";

        fn compute(_: &Study) -> Result<Self> {
            ATTEMPTS.set(ATTEMPTS.get() + 1);
            anyhow::ensure!(ATTEMPTS.get() > 1, "the first attempt");
            Ok(Self(ATTEMPTS.get()))
        }
    }

    struct Outer(u32);

    impl Computed for Outer {
        const STAGE: &'static str = "outer";

        fn compute(study: &Study) -> Result<Self> {
            Ok(Self(study.ask::<Second>()?.0))
        }
    }

    #[derive(Default)]
    struct Heard(Mutex<Vec<&'static str>>);

    impl Watch for Heard {
        fn begin(&self, stage: &'static str) {
            self.0.lock().expect("one thread").push(stage);
        }

        fn end(&self) {
            self.0.lock().expect("one thread").push("end");
        }
    }

    const PLAN: &str = "name = \"small\"\ntitle = \"Small\"\nseeds = 3\nsteps = 2\n[[problem]]\nname = \"rastrigin\"\n\
                        [[method]]\nname = \"sgd\"\n";

    /// Counts runs.
    #[derive(Default)]
    struct Count(AtomicU64);

    impl Watch for Count {
        fn begin(&self, _: &'static str) {}

        fn end(&self) {}

        fn advance(&self, runs: u64, _: u64) {
            self.0.fetch_add(runs, Ordering::Relaxed);
        }
    }

    /// Two questions that rest on one sweep share its runs, wherever they are kept.
    #[test]
    fn a_sweep_runs_once() {
        let (traces, count) = (Traces::load(None).expect("the traces"), Count::default());
        let folder = tempfile::tempdir().expect("a folder");
        for kept in [Kept::Nowhere, Kept::Chunks { below: folder.path().to_owned(), resume: false }] {
            let mut settings = Settings::published();
            settings.sweeps.set(Plan::parse(PLAN).expect("a plan"));
            settings.sweeps.kept = kept;
            let study = Study::new(settings, &traces, &count);
            let [first, second] = [0, 1].map(|_| study.sweep("small").expect("runs").expect("its plan is there"));
            assert!(std::ptr::eq(first, second));
        }
        let in_memory = if cfg!(feature = "tables") { 3 } else { 6 };
        assert_eq!(count.0.into_inner(), in_memory, "a sweep in a folder has a bar of its own");
    }

    #[test]
    fn what_was_found_is_remembered_and_a_failure_is_not() {
        let (traces, heard) = (Traces::load(None).expect("the traces"), Heard::default());
        let study = Study::new(Settings::published(), &traces, &heard);
        assert!(study.ask::<Outer>().is_err());
        let found = [study.ask::<Outer>().map(|x| x.0).ok(), study.ask::<Second>().map(|x| x.0).ok()];
        assert_eq!(found, [Some(2), Some(2)]);
        let once = ["outer", "second", "end", "end"];
        assert_eq!(*heard.0.lock().expect("one thread"), [once, once].concat());
    }
}
