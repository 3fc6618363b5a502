//! Long curves with fewer points.

use std::collections::BTreeSet;

/// The points of one curve that a drawing keeps; an SVG of three such curves has less than 150 kB.
pub(super) const LONGEST: usize = 3500;
/// What a part of a curve keeps at most: both ends, the extremes of both coordinates, and a gap.
const KEPT: usize = 7;

/// At most `most` points of a curve, in order, if it is at least seven; all of them where they are no more.
///
/// The curve is cut into parts of equal length; each keeps its first and last point, the extremes of both coordinates,
/// and its first point that is not finite, at which a curve breaks (after Jugel, Jerzak, Hackenbroich and Markl 2014,
/// [doi:10.14778/2732951.2732953](https://doi.org/10.14778/2732951.2732953), whose curves are functions of the time).
///
/// # Examples
/// ```
/// let wave: Vec<(f64, f64)> = (0..100_000).map(|i| f64::from(i)).map(|t| (t, (0.01 * t).sin())).collect();
/// assert!(stable_sgd_charts::thinned(&wave, 1000).len() <= 1000);
/// ```
pub fn thinned(points: &[(f64, f64)], most: usize) -> Vec<(f64, f64)> {
    if points.len() <= most {
        return points.to_vec();
    }
    let length = points.len().div_ceil((most / KEPT).max(1));
    points.chunks(length).flat_map(|part| kept(part).into_iter().map(|i| part[i])).collect()
}

/// The places of the points that a part keeps.
fn kept(part: &[(f64, f64)]) -> BTreeSet<usize> {
    let finite = |i: &usize| part[*i].0.is_finite() && part[*i].1.is_finite();
    let places = || (0..part.len()).filter(finite);
    let x = |a: &usize, b: &usize| part[*a].0.total_cmp(&part[*b].0);
    let y = |a: &usize, b: &usize| part[*a].1.total_cmp(&part[*b].1);
    let extremes = [places().min_by(x), places().max_by(x), places().min_by(y), places().max_by(y)];
    let gap = (0..part.len()).find(|i| !finite(i));
    let ends = [(!part.is_empty()).then_some(0), part.len().checked_sub(1), gap];
    extremes.into_iter().chain(ends).flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A spiral: neither coordinate is a function of the other.
    fn spiral(count: usize) -> Vec<(f64, f64)> {
        let point = |t: f64| ((-1e-4 * t).exp() * (0.01 * t).cos(), (-1e-4 * t).exp() * (0.01 * t).sin());
        (0..count).map(|i| point(i as f64)).collect()
    }

    #[test]
    fn extremes_and_ends_stay_in_order() {
        let mut long = spiral(50_000);
        long[31_234] = (7.0, -9.0);
        let few = thinned(&long, 700);
        assert!(few.len() <= 700 && few.len() > 400, "{}", few.len());
        assert_eq!((few.first(), few.last()), (long.first(), long.last()));
        assert!(few.contains(&(7.0, -9.0)));
        let mut rest = long.iter();
        assert!(few.iter().all(|point| rest.any(|other| other == point)), "in order, and none that was not there");
        // The control: every 72nd point would have lost it.
        assert!(!long.iter().step_by(72).any(|point| point.0 == 7.0));
    }

    #[test]
    fn short_curves_stay_as_they_are() {
        let short = spiral(700);
        assert_eq!(thinned(&short, 700), short);
        assert!(thinned(&[], 0).is_empty());
        assert_eq!(thinned(&short, 0).first(), short.first());
    }

    #[test]
    fn a_gap_stays_a_gap() {
        let mut broken = spiral(5000);
        broken[2500].1 = f64::NAN;
        let few = thinned(&broken, 70);
        assert_eq!(few.iter().filter(|point| point.1.is_nan()).count(), 1);
        assert!(thinned(&[(f64::NAN, 0.0); 9], 7).len() <= 7);
    }
}
