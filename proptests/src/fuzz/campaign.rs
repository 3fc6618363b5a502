//! Rules certified and contradicted.

use super::grammar;
use super::oracle::{Claim, Kind, Searched, is_defined_somewhere, search};
use super::reading::Reading;
use super::syntax::{Expression, Rule};
use stable_sgd::CertifyError;
use stable_sgd::method::Role;
use stable_sgd::scalar::{Approximate, Rational};
use stable_sgd::structure::{self, Certificate, Property, Settings, Verdict, Witness, audit, certify, certify_all};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::time::Duration;

/// In what way the certifier is contradicted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// A number contradicts what was found to hold.
    Number(Kind),
    /// A mend contradicts its own witness, or a number contradicts it.
    Mend,
    /// A witness does not come out again, or its defect is 0.
    Replay,
    /// Thousands of points show nothing of what was refuted at a generic one.
    Unseen,
    /// The same where the witness is at an end of a range and may lie there alone.
    Doubtful,
    /// A rule that keeps to the contract is refused.
    Refused,
    /// The certifier panics.
    Panics,
    /// It does not end.
    Endless,
}

impl Class {
    /// Whether it counts as a contradiction, and not as a doubt.
    pub fn counts(self) -> bool {
        self != Self::Doubtful
    }
}

/// A contradiction of a rule.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The property; none where the rule as a whole is meant.
    pub property: Option<Property>,
    /// In what way.
    pub class: Class,
    /// What the certifier says.
    pub said: String,
    /// What contradicts it.
    pub text: String,
}

/// How much is looked at, and for how long the certifier may take.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Runs of 60 steps for each verdict; of Jacobians and of steps taken back eight times as many.
    pub runs: usize,
    /// After how long the certifier is given up.
    pub patience: Duration,
}

impl Default for Effort {
    /// 40 runs, so that an equivariance is seen at 2400 points.
    fn default() -> Self {
        Self { runs: 40, patience: Duration::from_secs(300) }
    }
}

/// What came of a rule.
#[derive(Clone, Debug, Default)]
pub struct Examined {
    /// The sign of each property's verdict.
    pub signs: BTreeMap<Property, &'static str>,
    /// What contradicts.
    pub findings: Vec<Finding>,
    /// The rule as text.
    pub rule: String,
    /// The reasons of what is undecided.
    pub open: Vec<(Property, String)>,
    /// Verdicts that hold of which no point was found to look at.
    pub unseen: BTreeMap<Property, usize>,
}

/// What `work` gives on a thread of its own, or how it failed.
fn limited<R: Send + 'static>(effort: Effort, work: impl FnOnce() -> R + Send + 'static) -> Result<R, (Class, String)> {
    let (sender, receiver) = mpsc::channel();
    let run = move || {
        let result = catch_unwind(AssertUnwindSafe(work));
        // Nobody listens any more where it came too late.
        drop(sender.send(result));
    };
    let spawned = std::thread::Builder::new().stack_size(64 << 20).spawn(run);
    if let Err(error) = spawned {
        return Err((Class::Panics, error.to_string()));
    }
    match receiver.recv_timeout(effort.patience) {
        Ok(Ok(result)) => Ok(result),
        Ok(Err(panic)) => {
            let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
            let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
            Err((Class::Panics, text.unwrap_or_else(|| "no message".to_owned())))
        }
        Err(_) => Err((Class::Endless, format!("nothing after {} s", effort.patience.as_secs()))),
    }
}

/// Certifies a rule and looks for what contradicts.
pub fn examine(rule: &Rule, seed: u64, effort: Effort) -> Examined {
    let mut examined = Examined { rule: rule.to_string(), ..Examined::default() };
    let certified = {
        let entry = rule.entry();
        limited(effort, move || (audit(&entry), certify_all(&entry, &Property::ALL, &Settings::default())))
    };
    let (audited, certificates) = match certified {
        Ok(certified) => certified,
        Err((class, text)) => {
            let said = "no certificates".to_owned();
            examined.findings.push(Finding { property: None, class, said, text });
            return examined;
        }
    };
    examined.findings.extend(audited.err().and_then(|error| refused(rule, seed, &error)));
    // Read anew, once for all witnesses.
    let read = structure::Rule::new(&rule.entry());
    for certificate in &certificates {
        examined.signs.insert(certificate.property, certificate.verdict.sign());
        if let Verdict::Undecided(reason) = &certificate.verdict {
            examined.open.push((certificate.property, reason.clone()));
        }
        match contradicted((rule, &read), certificate, seed, effort) {
            Ok(points) if certificate.verdict.holds() && points == 0 => {
                *examined.unseen.entry(certificate.property).or_default() += 1;
            }
            Ok(_) => {}
            Err(finding) => examined.findings.push(finding),
        }
    }
    examined
}

/// The contradiction of a class, if a rule still has it: what a smaller rule has to keep.
pub fn again(rule: &Rule, of: &Finding, seed: u64, effort: Effort) -> Option<Finding> {
    let entry = rule.entry();
    let Some(property) = of.property else {
        let found = limited(effort, move || {
            let audited = audit(&entry);
            (audited, certify_all(&entry, &Property::ALL, &Settings::default()).len())
        });
        return match found {
            Ok((audited, _)) => audited.err().and_then(|error| refused(rule, seed, &error)),
            Err((class, text)) => Some(Finding { property: None, class, said: "no certificates".to_owned(), text }),
        }
        .filter(|found| found.class == of.class);
    };
    let certificate = limited(effort, move || certify(&entry, property, &Settings::default())).ok()?;
    let read = structure::Rule::new(&rule.entry());
    contradicted((rule, &read), &certificate, seed, effort).err().filter(|found| found.class == of.class)
}

/// A refusal that is wrong: no drawn rule has a state that is hidden, and most are defined.
fn refused(rule: &Rule, seed: u64, error: &CertifyError) -> Option<Finding> {
    let rightly = match error {
        CertifyError::NotFinite { step, .. } => !is_defined_somewhere(rule, seed, *step as u64),
        _ => false,
    };
    let text = "it keeps to the contract, and has defined steps".to_owned();
    (!rightly).then(|| Finding { property: None, class: Class::Refused, said: error.to_string(), text })
}

/// How many trials a property's search takes.
fn trials(property: Property, effort: Effort) -> usize {
    match property {
        Property::Symplectic
        | Property::ConformallySymplectic
        | Property::Volume
        | Property::Reversible
        | Property::Adjoint
        | Property::ModifiedEnergy => 8 * effort.runs,
        _ => effort.runs,
    }
}

/// Points below which it says nothing that a search came to nothing.
fn enough(property: Property) -> usize {
    match property {
        Property::StepBound => 6,
        Property::LinearStability | Property::ModifiedEnergy | Property::Order => 12,
        Property::Lyapunov => 20,
        Property::Symplectic
        | Property::ConformallySymplectic
        | Property::Volume
        | Property::Reversible
        | Property::Adjoint => 50,
        _ => 600,
    }
}

/// The points at which a certificate was seen to be right, or what contradicts it.
///
/// # Errors
/// The contradiction.
pub fn contradicted(
    (rule, read): (&Rule, &structure::Rule),
    certificate: &Certificate,
    seed: u64,
    effort: Effort,
) -> Result<usize, Finding> {
    let property = certificate.property;
    let finding =
        |class: Class, text: String| Finding { property: Some(property), class, said: said(certificate), text };
    let reading = Reading::of(certificate);
    let rounded = certificate.verdict == Verdict::Tested;
    let claim = Claim { rule, property, reading: &reading, rounded, refuted: false };
    match &certificate.verdict {
        verdict if verdict.holds() => {
            let Searched { points, found } = search(&claim, seed, trials(property, effort));
            found.map_or(Ok(points), |found| Err(finding(Class::Number(found.kind), found.text)))
        }
        Verdict::Refuted(witness) => {
            replayed(read, property, witness).map_err(|text| finding(Class::Replay, text))?;
            mended(certificate, witness, claim, seed, effort).map_err(|text| finding(Class::Mend, text))?;
            let searched = refuting(claim, witness, seed, effort);
            if searched.found.is_none() && searched.points >= enough(property) {
                let class = if is_generic(rule, property, witness) { Class::Unseen } else { Class::Doubtful };
                return Err(finding(class, format!("{} points show nothing of it", searched.points)));
            }
            Ok(searched.points)
        }
        _ => Ok(0),
    }
}

/// A certificate's row without its columns.
fn said(certificate: &Certificate) -> String {
    certificate.to_string().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Searches for what was refuted, at the witness's numbers first; of units and of the scale of the
/// loss the powers with which least is found.
fn refuting(claim: Claim, witness: &Witness, seed: u64, effort: Effort) -> Searched {
    let claim = Claim { refuted: true, ..claim };
    // No random run comes as near to a pole.
    if claim.property == Property::BoundedStep && witness.failure.contains(" as near as ") {
        return Searched::default();
    }
    let step = witness.id.map_or(0, |id| id.step);
    let whole = match claim.property {
        Property::Units => 1,
        Property::LossScale => 2,
        _ => 0,
    };
    if whole == 0 {
        let reading = claim.reading.clone().with_fixed(&witness.point).with_witness(step);
        let there = search(&Claim { reading: &reading, ..claim }, seed, trials(claim.property, effort) / 2);
        if there.found.is_some() {
            return there;
        }
        let elsewhere = search(&claim, seed, trials(claim.property, effort));
        return Searched { points: elsewhere.points.min(there.points), ..elsewhere };
    }
    let may = |role: Role| if whole == 1 { role == Role::Rate } else { role != Role::Fraction };
    let rates: Vec<&str> = claim.rule.specs().filter(|spec| may(spec.role)).map(|spec| spec.name).collect();
    let combinations = 5_usize.pow(rates.len().min(3) as u32);
    let mut last = Searched::default();
    for combination in 0..combinations {
        let power = |place: usize| whole * ((combination / 5_usize.pow(place as u32) % 5) as i32 - 2);
        let powers: Vec<(&str, i32)> = rates.iter().enumerate().map(|(place, name)| (*name, power(place))).collect();
        let reading = claim.reading.clone().with_powers(&powers).with_witness(step);
        last = search(&Claim { reading: &reading, ..claim }, seed, effort.runs);
        if last.found.is_none() {
            return last;
        }
    }
    last
}

/// Whether the witness comes out again, and is one.
fn replayed(read: &structure::Rule, property: Property, witness: &Witness) -> Result<(), String> {
    let failure = witness.id.map_or_else(|| witness.failure.clone(), |id| id.to_string());
    match read.replay(property, &failure, &witness.point) {
        // A condition that has to be > 0 is refuted by 0; what has to vanish is not.
        Ok(defect) if defect == witness.defect && (defect != "0" || is_condition(property)) => Ok(()),
        Ok(defect) => Err(format!("{} is {defect} when it is replayed", witness.failure)),
        Err(error) => Err(error.to_string()),
    }
}

fn is_condition(property: Property) -> bool {
    // That something changes nothing is a difference of 0.
    matches!(property, Property::LinearStability | Property::StepBound | Property::Lyapunov | Property::Effect)
}

/// Whether the mend holds, and the witness is none where it does.
fn mended(certificate: &Certificate, witness: &Witness, claim: Claim, seed: u64, effort: Effort) -> Result<(), String> {
    let Some(mend) = certificate.mend.as_ref().map(ToString::to_string) else { return Ok(()) };
    let Some(reading) = Reading::of_mend(&mend, claim.reading.extent.clone()) else { return Ok(()) };
    let at = |(name, value): &(String, f64)| {
        let there = witness.point.iter().find(|(known, _)| known == name);
        there.map_or(*value == 0.0, |(_, there)| there.to_string() == value.to_string())
    };
    if reading.fixed.iter().all(at) {
        return Err(format!("{mend}, where the witness is one: {}", witness.point));
    }
    let found = search(&Claim { reading: &reading, ..claim }, seed, trials(claim.property, effort) / 2).found;
    // That it holds in an empty way there is no contradiction of a mend.
    let found = found.filter(|found| found.kind == Kind::Fails);
    found.map_or(Ok(()), |found| Err(format!("{mend}: {}", found.text)))
}

/// Whether a witness lies at no end of the range of a number that the rule uses, and not far
/// out, where orders are not looked at.
fn is_generic(rule: &Rule, property: Property, witness: &Witness) -> bool {
    let far =
        |(name, value): (&str, &Rational)| rule.specs().all(|spec| spec.name != name) && value.to_f64().abs() > 10.0;
    if property == Property::Order && witness.point.iter().any(far) {
        return false;
    }
    let used = |place: usize| rule.any(&|e| *e == Expression::Number(place));
    rule.specs().enumerate().filter(|(place, _)| used(*place)).all(|(_, spec)| {
        let value = witness.point.iter().find(|(name, _)| *name == spec.name);
        // Of an order the step is no number, but a variable.
        let absent = if property == Property::Order { "1/2" } else { "0" };
        let text = value.map_or_else(|| absent.to_owned(), |(_, value)| value.to_string());
        match spec.role {
            Role::Fraction => text != "0" && text != "1",
            Role::Weight | Role::Coefficient => text != "0",
            Role::Rate => true,
        }
    })
}

/// The rule of a seed, examined.
pub fn of_seed(seed: u64, effort: Effort) -> (Rule, Examined) {
    let rule = grammar::rule(seed);
    let examined = examine(&rule, seed, effort);
    (rule, examined)
}
