//! Over what a verdict is, as its domain says: which steps, and what each slot is taken for.

use super::super::random::Draws;
use stable_sgd::structure::Domain;

/// Steps and slots of a domain.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Extent {
    /// Whether a domain says anything: otherwise slots are what runs show.
    pub is_stated: bool,
    /// The slot that is the velocity, where it has another name.
    pub velocity: Option<String>,
    /// Slots beside it that may be anything.
    pub free: Vec<String>,
    /// Slots that are functions of the others.
    pub functions: Vec<String>,
    /// Slots that are known at each step.
    pub clocks: Vec<String>,
    /// The step from which maps repeat.
    from: u64,
    /// Steps of a period.
    period: u64,
    /// The steps themselves, where only some are meant.
    only: Vec<u64>,
    /// Steps of the longest run that was seen.
    longest: Option<u64>,
    /// The step of a witness, which is looked at most.
    witness: Option<u64>,
}

/// The last step of which a certificate says anything.
const LAST: u64 = 64;

/// Steps before those that are looked at, where there are as many: what begins later has begun.
const BEFORE: u64 = 60;

impl Extent {
    /// That of a domain.
    pub fn of(domain: &Domain) -> Self {
        let names = |mark: &str| -> Vec<String> {
            let found = domain.further.iter().find_map(|text| text.strip_prefix(mark)?.strip_prefix(": "));
            found.map_or_else(Vec::new, |names| names.split(", ").map(str::to_owned).collect())
        };
        let numbers: Vec<u64> =
            domain.steps.split([' ', ',']).filter_map(|word| word.trim_end_matches(',').parse().ok()).collect();
        let at_points = domain.further.iter().any(|text| text.starts_with("known at points alone"));
        let first = numbers.first().copied();
        let is_run = domain.steps.starts_with("the first ");
        let is_list = !is_run && !domain.steps.contains(" to ");
        let period = domain.steps.rsplit_once("the product over a period of ").and_then(|(_, n)| n.parse().ok());
        Self {
            is_stated: !domain.steps.is_empty(),
            velocity: names("velocity").into_iter().next(),
            free: names("taken as free"),
            functions: names("where a run takes it"),
            clocks: names("known at each step"),
            from: if is_run { 1 } else { first.unwrap_or(1) },
            period: period.unwrap_or(1),
            only: match () {
                () if domain.steps == "the third step of a run" => vec![3],
                () if domain.steps.ends_with(" of a run") && !is_run || at_points && is_list => numbers,
                () => Vec::new(),
            },
            longest: first.filter(|_| is_run),
            witness: None,
        }
    }

    /// The same where a witness is known, at a step.
    #[must_use]
    pub fn with_witness(self, step: u64) -> Self {
        let witness = (1..=LAST).contains(&step).then_some(step);
        Self { witness, ..self }
    }

    /// The step of a witness, where one is known.
    pub fn witness(&self) -> Option<u64> {
        self.witness
    }

    /// Whether something is said of a step.
    pub fn has(&self, step: u64) -> bool {
        (self.only.is_empty() || self.only.contains(&step)) && self.longest.is_none_or(|longest| step <= longest)
    }

    /// This step, or that of a witness; another one where nothing is said of it.
    pub fn step(&self, draws: &mut Draws, step: u64) -> u64 {
        if let Some(step) = self.witness.filter(|_| draws.one_in(2)) {
            return step;
        }
        if self.has(step) || self.only.is_empty() { step } else { *draws.pick(&self.only) }
    }

    /// The steps of a period, as those before it and their number; the last one that is said
    /// something of.
    pub fn last_period(&self) -> (u64, u64) {
        let first = self.from.saturating_sub(1);
        let most = LAST.saturating_sub(self.period).min(BEFORE).saturating_sub(first);
        (first + most / self.period * self.period, self.period)
    }

    /// The same for any of them.
    pub fn some_period(&self, draws: &mut Draws) -> (u64, u64) {
        let (last, period) = self.last_period();
        let first = self.from.saturating_sub(1);
        let periods = last.saturating_sub(first) / period;
        (first + draws.below(periods as usize + 1) as u64 * period, period)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(steps: &str, further: &[&str]) -> Extent {
        let further = further.iter().map(|text| (*text).to_owned()).collect();
        Extent::of(&Domain { steps: steps.to_owned(), further, ..Domain::default() })
    }

    #[test]
    fn steps_are_read() {
        let all = of("steps 1 to 64, the same map", &[]);
        assert!(all.has(1) && all.has(64) && all.is_stated);
        assert_eq!(all.last_period(), (60, 1));
        assert_eq!(of("steps 8 to 64, the same map", &[]).from, 8);
        let turns = of("steps 3 to 64, the product over a period of 5", &[]);
        assert_eq!(turns.last_period(), (57, 5));
        let mut draws = Draws::new(1);
        assert!((0..50).all(|_| turns.some_period(&mut draws).0 % 5 == 2));
        let run = of("the first 9 steps of a run", &[]);
        assert!(run.has(9) && !run.has(10));
        let some = of("steps 1, 3, 8", &["known at points alone: it compares"]);
        assert!(some.has(3) && !some.has(2) && some.has(some.step(&mut draws, 2)));
        let penalty = ["the third step of a run", "steps 3, 13, 14 of a run"].map(|steps| of(steps, &[]));
        assert!(penalty.iter().all(|steps| steps.has(3) && !steps.has(4)) && penalty[1].has(14));
        let later = of("steps 1 to 64, from step 3 on the same map", &["known at points alone: it compares"]);
        assert!((1..=64).all(|step| later.has(step)));
        let shown = all.with_witness(20);
        assert!((0..50).filter(|_| shown.step(&mut draws, 3) == 20).count() > 10);
        assert!(!Extent::of(&Domain::default()).is_stated);
    }

    #[test]
    fn slots_are_read() {
        let read = of("steps 1", &["taken as free: m1, m2", "known at each step: m0", "velocity: m3", "more"]);
        assert_eq!((read.free.len(), &read.free[1][..], read.clocks.len()), (2, "m2", 1));
        assert_eq!(read.velocity.as_deref(), Some("m3"));
        assert!(read.functions.is_empty());
    }
}
