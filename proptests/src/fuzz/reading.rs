//! What a certificate says in words, read: the one place that knows how values are printed.

mod extent;
mod steps;

pub use extent::Extent;

use super::oracle::number::Precise;
use num_traits::One;
use stable_sgd::scalar::{Approximate, Ring, Root};
use stable_sgd::structure::{Certificate, Domain, Point, Property};
use steps::Steps;

/// A formula in names.
#[derive(Clone, Debug, PartialEq)]
pub enum Formula {
    /// An integer.
    Integer(i64),
    /// A name.
    Name(String),
    /// a + b.
    Sum(Box<[Self; 2]>),
    /// −a.
    Minus(Box<Self>),
    /// a b.
    Product(Box<[Self; 2]>),
    /// a / b.
    Quotient(Box<[Self; 2]>),
    /// aⁿ.
    Power(Box<Self>, u32),
    /// √a.
    Root(Box<Self>),
}

impl Formula {
    /// Its value where every name has one.
    pub fn at(&self, names: &[(&str, Precise)]) -> Option<Precise> {
        let pair = |parts: &[Self; 2]| Some((parts[0].at(names)?, parts[1].at(names)?));
        Some(match self {
            Self::Integer(n) => Precise::from_integer(*n),
            Self::Name(name) => names.iter().find(|(known, _)| known == name)?.1,
            Self::Sum(parts) => pair(parts).map(|(a, b)| a + b)?,
            Self::Minus(a) => -a.at(names)?,
            Self::Product(parts) => pair(parts).map(|(a, b)| a * b)?,
            Self::Quotient(parts) => pair(parts).map(|(a, b)| a / b)?,
            Self::Power(a, n) => {
                let a = a.at(names)?;
                (0..*n).fold(Precise::one(), |power, _| power * a)
            }
            Self::Root(a) => a.at(names)?.sqrt(),
        })
    }

    /// The formula that a text is; none where it has something else.
    pub fn parse(text: &str) -> Option<Self> {
        let mut reader = Reader { rest: text.trim() };
        let formula = reader.sum()?;
        reader.rest.is_empty().then_some(formula)
    }
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn takes(&mut self, mark: &str) -> bool {
        let rest = self.rest.trim_start();
        let found = rest.strip_prefix(mark);
        self.rest = found.unwrap_or(rest);
        found.is_some()
    }

    fn sum(&mut self) -> Option<Formula> {
        let negative = self.takes("-");
        let first = self.product()?;
        let mut sum = if negative { Formula::Minus(Box::new(first)) } else { first };
        loop {
            let next = if self.takes("+") {
                self.product()?
            } else if self.takes("-") {
                Formula::Minus(Box::new(self.product()?))
            } else {
                return Some(sum);
            };
            sum = Formula::Sum(Box::new([sum, next]));
        }
    }

    fn product(&mut self) -> Option<Formula> {
        let mut product = self.power()?;
        loop {
            product = if self.takes("*") {
                Formula::Product(Box::new([product, self.power()?]))
            } else if self.takes("/") {
                Formula::Quotient(Box::new([product, self.power()?]))
            } else {
                return Some(product);
            };
        }
    }

    fn power(&mut self) -> Option<Formula> {
        let base = self.atom()?;
        if !self.takes("^") {
            return Some(base);
        }
        let digits = self.prefix(|c| c.is_ascii_digit());
        Some(Formula::Power(Box::new(base), digits.parse().ok()?))
    }

    fn prefix(&mut self, of: impl Fn(char) -> bool) -> String {
        let end = self.rest.find(|c| !of(c)).unwrap_or(self.rest.len());
        let (prefix, rest) = self.rest.split_at(end);
        self.rest = rest;
        prefix.to_owned()
    }

    fn atom(&mut self) -> Option<Formula> {
        if self.takes("√(") {
            let inner = self.sum()?;
            return self.takes(")").then(|| Formula::Root(Box::new(inner)));
        }
        if self.takes("(") {
            let inner = self.sum()?;
            return self.takes(")").then_some(inner);
        }
        self.rest = self.rest.trim_start();
        match self.rest.chars().next()? {
            c if c.is_ascii_digit() => self.prefix(|c| c.is_ascii_digit()).parse().ok().map(Formula::Integer),
            c if c.is_alphabetic() => Some(Formula::Name(self.prefix(|c| c.is_alphanumeric() || c == '_'))),
            _ => None,
        }
    }
}

/// A factor at some steps and in some dimensions.
#[derive(Clone, Debug, PartialEq)]
struct Factor {
    steps: Steps,
    dimension: Option<usize>,
    formula: Formula,
}

/// How far a rate is stable.
#[derive(Clone, Debug, PartialEq)]
pub enum Bound {
    /// Below this.
    Below(f64),
    /// At every rate.
    None,
}

/// A form with its factor.
#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    /// The form in q, v, k and the rule's numbers.
    pub form: Formula,
    /// What it is multiplied by.
    pub factor: Formula,
}

/// What a certificate says beside its verdict.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// Numbers that are fixed, by name.
    pub fixed: Vec<(String, f64)>,
    /// Whether numbers but the rate stand as registered, at k = 1.
    pub registered: bool,
    /// The largest stable rate, with its name.
    pub bound: Option<(String, Bound)>,
    /// Up to which rate it is said to be unstable, beyond the bound.
    pub unstable: Option<f64>,
    /// The form.
    pub form: Option<Form>,
    /// What a form that is not named is multiplied by.
    pub some_form: Option<Formula>,
    /// Numbers and slots that are said to have no influence.
    pub idle: Vec<String>,
    /// What has to be above 0.
    pub positive: Vec<Formula>,
    /// Steps and slots of the domain.
    pub extent: Extent,
    factors: Vec<Factor>,
    powers: Vec<(String, i32)>,
}

impl Reading {
    /// That of a certificate.
    pub fn of(certificate: &Certificate) -> Self {
        Self::read(certificate.property, certificate.value.as_deref().unwrap_or_default(), &certificate.domain)
    }

    /// That of a property's value and domain.
    pub fn read(property: Property, value: &str, domain: &Domain) -> Self {
        let words = domain.to_string();
        let unstable = words.split_once("unstable from there up to ").and_then(|(_, rest)| {
            let end = rest.find(|c: char| !c.is_ascii_digit() && c != '/').unwrap_or(rest.len());
            fraction(&rest[..end])
        });
        let registered = words.contains("numbers but");
        let mut reading = Self { registered, unstable, extent: Extent::of(domain), ..Self::default() };
        match property {
            Property::ConformallySymplectic => reading.factors = factors(value, None),
            Property::Volume => reading.factors = of_dimensions(value),
            Property::Units => reading.powers = value.split(", ").filter_map(|text| power(text, 1)).collect(),
            Property::LossScale => reading.powers = value.split(", ").filter_map(|text| power(text, 2)).collect(),
            Property::BoundedStep => {
                let bounds = value.strip_prefix("each coordinate by ").and_then(|rest| rest.split_once("; "));
                reading.factors = of_dimensions(bounds.map_or("", |(bounds, _)| bounds));
                let conditions = domain.further.iter().filter_map(|text| text.split_once("; where "));
                let conditions = conditions.flat_map(|(_, rest)| rest.split(" and "));
                let positive = conditions.filter_map(|text| text.strip_suffix(" > 0"));
                reading.positive = positive.filter_map(Formula::parse).collect();
            }
            Property::StepBound => reading.bound = bound(value),
            Property::ModifiedEnergy => {
                reading.form = form(value);
                reading.some_form = value.strip_prefix("a form is multiplied by ").and_then(Formula::parse);
            }
            Property::Effect => {
                let names = value.strip_prefix("without influence: ").unwrap_or_default();
                reading.idle = names.split(", ").map(str::to_owned).collect();
            }
            _ => {}
        }
        reading
    }

    /// What is fixed where a mend holds, over the extent of the certificate that it mends.
    pub fn of_mend(mend: &str, extent: Extent) -> Option<Self> {
        let numbers = mend.strip_prefix("it holds where ")?;
        let one = |text: &str| text.split_once(" = ").and_then(|(name, x)| Some((name.to_owned(), x.parse().ok()?)));
        let fixed: Option<Vec<_>> = numbers.split(" and ").map(one).collect();
        fixed.map(|fixed| Self { fixed, extent, ..Self::default() })
    }

    /// The factor at a step in a dimension, where it is said.
    pub fn factor(&self, step: u64, dimension: usize, names: &[(&str, Precise)]) -> Option<Precise> {
        let here = |factor: &&Factor| factor.steps.contains(step) && factor.dimension.is_none_or(|d| d == dimension);
        let with_step: Vec<(&str, Precise)> =
            names.iter().copied().filter(|(name, _)| *name != "k").chain([("k", Precise::new(step as f64))]).collect();
        self.factors.iter().find(here)?.formula.at(&with_step)
    }

    /// The dimensions that values are said for, where they are.
    pub fn dimensions(&self) -> Option<Vec<usize>> {
        let stated: Option<Vec<usize>> = self.factors.iter().map(|factor| factor.dimension).collect();
        stated.filter(|stated| !stated.is_empty())
    }

    /// The power of the unit that a number is multiplied by.
    pub fn power(&self, name: &str) -> i32 {
        self.powers.iter().find(|(known, _)| known == name).map_or(0, |(_, power)| *power)
    }

    /// The same with numbers fixed, and the curvature k, as they are at a point.
    #[must_use]
    pub fn with_fixed(mut self, point: &Point) -> Self {
        let known = self.fixed.clone();
        let new = point.iter().filter(|(name, _)| known.iter().all(|(known, _)| known != name));
        self.fixed.extend(new.map(|(name, value)| (name.to_owned(), value.to_f64())));
        self
    }

    /// The same where a witness is known, at a step.
    #[must_use]
    pub fn with_witness(self, step: u64) -> Self {
        Self { extent: self.extent.with_witness(step), ..self }
    }

    /// The same with these powers.
    #[must_use]
    pub fn with_powers(self, powers: &[(&str, i32)]) -> Self {
        Self { powers: powers.iter().map(|(name, power)| ((*name).to_owned(), *power)).collect(), ..self }
    }
}

/// The values of a text, for each dimension that it names, or for all.
fn of_dimensions(value: &str) -> Vec<Factor> {
    let (mut rest, mut all) = (value, Vec::new());
    while let Some((text, after)) = rest.split_once(" (d = ") {
        let Some((dimension, after)) = after.split_once(')') else { break };
        all.extend(factors(text.trim_start_matches(", "), dimension.parse().ok()));
        rest = after;
    }
    if all.is_empty() { factors(value, None) } else { all }
}

/// The values of a text, for a dimension.
fn factors(text: &str, dimension: Option<usize>) -> Vec<Factor> {
    let of = |(steps, formula)| Factor { steps, dimension, formula };
    steps::values(text).into_iter().map(of).collect()
}

/// `lr → s^2 lr`, or `h → s^(-1/2) h`, where s is this power of the unit.
fn power(text: &str, whole: i32) -> Option<(String, i32)> {
    let (name, rest) = text.split_once(" → s^")?;
    let power = rest.split(' ').next()?;
    let (numerator, denominator) = match power.trim_matches(['(', ')']).split_once('/') {
        Some((numerator, denominator)) => (numerator, denominator.parse::<i32>().ok()?),
        None => (power, 1),
    };
    Some((name.to_owned(), numerator.parse::<i32>().ok()? * whole / denominator))
}

/// `lr < 2 at k = 1`, or `every lr is stable`.
fn bound(text: &str) -> Option<(String, Bound)> {
    if let Some(name) = text.strip_prefix("every ").and_then(|rest| rest.strip_suffix(" is stable")) {
        return Some((name.to_owned(), Bound::None));
    }
    let (name, rest) = text.strip_suffix(" at k = 1")?.split_once(" < ")?;
    Some((name.to_owned(), Bound::Below(fraction(rest.trim_end_matches('…'))?)))
}

/// `19/5`, or a decimal.
fn fraction(text: &str) -> Option<f64> {
    match text.split_once('/') {
        Some((p, q)) => Some(p.parse::<f64>().ok()? / q.parse::<f64>().ok()?),
        None => text.parse().ok(),
    }
}

/// `F is multiplied by c; definite where D > 0`.
fn form(text: &str) -> Option<Form> {
    let (form, rest) = text.split_once(" is multiplied by ")?;
    let (factor, _) = rest.split_once("; ")?;
    Some(Form { form: Formula::parse(form)?, factor: Formula::parse(factor)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_read() {
        let names = [("mu", Precise::new(0.5)), ("lr", Precise::new(2.0)), ("k", Precise::new(3.0))];
        let value = |text: &str| Formula::parse(text).and_then(|f| f.at(&names)).map(Precise::value);
        assert_eq!(value("-1/4*k*lr^2*mu + mu"), Some(-1.0));
        assert_eq!(value("2*1/(mu + 1/2) - 1"), Some(1.0));
        assert_eq!(value("√(lr*2)*mu"), Some(1.0));
        assert_eq!([value("[lr]"), value("x"), value("a polynomial of 13 terms")], [None; 3]);
    }

    #[test]
    fn values_are_read() {
        assert_eq!(power("lr → s^-2 lr", 1), Some(("lr".to_owned(), -2)));
        assert_eq!(power("h → s^(-1/2) h", 2), Some(("h".to_owned(), -1)));
        assert_eq!(power("lr → s^-1 lr", 2), Some(("lr".to_owned(), -2)));
        assert_eq!(bound("lr < 19/5 at k = 1"), Some(("lr".to_owned(), Bound::Below(3.8))));
        assert_eq!(bound("lr < 0.5000000000000… at k = 1"), Some(("lr".to_owned(), Bound::Below(0.5))));
        let beyond = Domain { further: vec!["unstable from there up to 373/1024".to_owned()], ..Domain::default() };
        assert_eq!(Reading::read(Property::StepBound, "", &beyond).unstable, Some(373.0 / 1024.0));
        assert_eq!(bound("every h is stable"), Some(("h".to_owned(), Bound::None)));
        assert!(form("k*q^2 + v^2 is multiplied by mu; definite where k > 0").is_some());
        let volume = Reading::read(Property::Volume, "√(4) - 1 (d = 1), 3 at step k (d = 2)", &Domain::default());
        let factor = |dimension: usize| volume.factor(7, dimension, &[]).map(Precise::value);
        assert_eq!([factor(1), factor(2), factor(3)], [Some(1.0), Some(3.0), None]);
        let mend = Reading::of_mend("it holds where wd = 0 and mu = 1", Extent::default()).map(|reading| reading.fixed);
        assert_eq!(mend, Some(vec![("wd".to_owned(), 0.0), ("mu".to_owned(), 1.0)]));
    }
}
