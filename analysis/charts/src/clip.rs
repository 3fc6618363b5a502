//! Curves and regions cut at a frame.

use std::cmp::Ordering;

/// A point.
type Point = (f64, f64);

/// The ends of two axes.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Frame {
    /// Left and right.
    pub(super) x: (f64, f64),
    /// Bottom and top.
    pub(super) y: (f64, f64),
}

impl Frame {
    /// Whether a point lies in the frame or on its edge.
    pub(super) fn contains(&self, (x, y): Point) -> bool {
        (self.x.0..=self.x.1).contains(&x) && (self.y.0..=self.y.1).contains(&y)
    }

    /// The parts of a curve in the frame.
    pub(super) fn curve(&self, points: &[Point]) -> Vec<Vec<Point>> {
        if let [only] = points {
            return if self.contains(*only) { vec![vec![*only]] } else { Vec::new() };
        }
        let mut pieces: Vec<Vec<Point>> = Vec::new();
        let mut open = false;
        for (&a, &b) in points.iter().zip(points.iter().skip(1)) {
            let Some((from, to)) = self.segment(a, b) else {
                open = false;
                continue;
            };
            match pieces.last_mut() {
                Some(piece) if open => piece.push(to),
                _ => pieces.push(vec![from, to]),
            }
            open = to == b;
        }
        pieces
    }

    /// The part of a segment in the frame (Liang and Barsky 1984, doi:10.1145/357332.357333).
    fn segment(&self, a: Point, b: Point) -> Option<(Point, Point)> {
        let (mut from, mut to) = (0.0_f64, 1.0_f64);
        for (start, end, (low, high)) in [(a.0, b.0, self.x), (a.1, b.1, self.y)] {
            if start == end {
                if !(low..=high).contains(&start) {
                    return None;
                }
                continue;
            }
            let (t, u) = ((low - start) / (end - start), (high - start) / (end - start));
            (from, to) = (from.max(t.min(u)), to.min(t.max(u)));
        }
        // Rounding must not carry an end out of the frame.
        let within = |v: f64, (low, high): (f64, f64)| v.max(low).min(high);
        let at = |t: f64| (within(a.0 + t * (b.0 - a.0), self.x), within(a.1 + t * (b.1 - a.1), self.y));
        let ends = (if from == 0.0 { a } else { at(from) }, if to == 1.0 { b } else { at(to) });
        (from < to).then_some(ends)
    }

    /// The part of a polygon in the frame (Sutherland and Hodgman 1974, doi:10.1145/360767.360802).
    pub(super) fn polygon(&self, points: &[Point]) -> Vec<Point> {
        let coordinate = |(x, y): Point, first: bool| if first { x } else { y };
        let edges = [(true, self.x.0, Ordering::Less), (true, self.x.1, Ordering::Greater)];
        let edges = edges.into_iter().chain([(false, self.y.0, Ordering::Less), (false, self.y.1, Ordering::Greater)]);
        edges.fold(points.to_vec(), |points, (first, bound, beyond)| {
            let outside = |point| coordinate(point, first).partial_cmp(&bound) == Some(beyond);
            let crossing = |a: Point, b: Point| {
                let share = (bound - coordinate(a, first)) / (coordinate(b, first) - coordinate(a, first));
                let (x, y) = (a.0 + share * (b.0 - a.0), a.1 + share * (b.1 - a.1));
                if first { (bound, y) } else { (x, bound) }
            };
            let next = points.iter().cycle().skip(1);
            let corner = |(&a, &b): (&Point, &Point)| match (outside(a), outside(b)) {
                (false, false) => vec![b],
                (false, true) => vec![crossing(a, b)],
                (true, false) => vec![crossing(a, b), b],
                (true, true) => Vec::new(),
            };
            points.iter().zip(next).flat_map(corner).collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_polygon_is_cut_at_the_frame() {
        let square = [(-1.0, -1.0), (3.0, -1.0), (3.0, 3.0), (-1.0, 3.0)];
        let frame = |x, y| Frame { x, y };
        let mut cut = frame((0.0, 2.0), (0.0, 2.5)).polygon(&square);
        cut.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        cut.dedup();
        assert_eq!(cut, [(0.0, 0.0), (0.0, 2.5), (2.0, 0.0), (2.0, 2.5)]);
        assert_eq!(frame((-2.0, 4.0), (-2.0, 4.0)).polygon(&square).len(), 4);
        assert!(frame((5.0, 6.0), (0.0, 1.0)).polygon(&square).is_empty());
    }

    #[test]
    fn a_curve_ends_at_the_edge_of_the_frame() {
        let frame = Frame { x: (0.0, 10.0), y: (0.0, 2.0) };
        let points = [(0.0, 1.0), (1.0, 3.0), (2.0, 1.0), (3.0, 1.0), (4.0, -1e200)];
        let pieces = frame.curve(&points);
        assert_eq!(pieces, [vec![(0.0, 1.0), (0.5, 2.0)], vec![(1.5, 2.0), (2.0, 1.0), (3.0, 1.0), (3.0, 0.0)]]);
        assert_eq!(frame.curve(&points[2..4]), [points[2..4].to_vec()]);
        // Right through, past a corner, along an edge, and alone.
        assert_eq!(frame.curve(&[(5.0, -1.0), (5.0, 3.0)]), [vec![(5.0, 0.0), (5.0, 2.0)]]);
        assert!(frame.curve(&[(-1.0, 1.0), (1.0, 3.5)]).is_empty());
        assert!(frame.curve(&[(-1.0, 1.0), (1.0, -1.0)]).is_empty(), "a touch is no part");
        assert_eq!(frame.curve(&[(0.0, 2.0), (3.0, 2.0)]).len(), 1);
        assert_eq!((frame.curve(&[(1.0, 1.0)]).len(), frame.curve(&[(1.0, 3.0)]).len()), (1, 0));
    }
}
