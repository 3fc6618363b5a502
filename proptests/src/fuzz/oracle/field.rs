//! Gradient fields: each the gradient of a smooth potential, of any size.

use super::super::random::Draws;
use super::number::Precise;
use num_traits::{One, Zero};
use stable_sgd::method::Oracle;
use stable_sgd::scalar::Ring;

/// A ridge along a direction w: of z = w·y, c z⁴/4 + a/(1 + (z + φ)²).
#[derive(Clone, Debug)]
struct Ridge {
    along: Vec<f64>,
    quartic: f64,
    bump: f64,
    phase: f64,
}

/// U(q) = s/r (t·y + ½ yᵀA y + Σ ridges), y = r (q − c).
#[derive(Clone, Debug)]
pub struct Landscape {
    centre: Vec<f64>,
    tilt: Vec<f64>,
    matrix: Vec<Vec<f64>>,
    ridges: Vec<Ridge>,
    inner: f64,
    outer: f64,
}

/// A multiple of 1/16 between −2 and 2.
fn short(draws: &mut Draws) -> f64 {
    (draws.below(65) as f64 - 32.0) / 16.0
}

fn vector(dimension: usize, mut at: impl FnMut() -> f64) -> Vec<f64> {
    (0..dimension).map(|_| at()).collect()
}

impl Landscape {
    /// A field whose numbers are of size r inside and s outside, powers of two.
    pub fn draw(draws: &mut Draws, dimension: usize, inner: f64, outer: f64) -> Self {
        let lower: Vec<Vec<f64>> = (0..dimension).map(|i| vector(i + 1, || short(draws))).collect();
        let entry = |i: usize, j: usize| lower[i.max(j)][i.min(j)];
        let mut matrix: Vec<Vec<f64>> = (0..dimension).map(|i| (0..dimension).map(|j| entry(i, j)).collect()).collect();
        // Often a bowl, so that runs stay where they are.
        let bowl = draws.one_in(2);
        if bowl {
            (0..dimension).for_each(|i| matrix[i][i] = matrix[i][i].abs() + 2.0);
        }
        let ridge = |draws: &mut Draws| Ridge {
            along: vector(dimension, || short(draws)),
            quartic: if draws.one_in(2) { short(draws).abs() } else { 0.0 },
            bump: short(draws),
            phase: short(draws),
        };
        let count = draws.below(3);
        // Sometimes nothing couples the coordinates, so that some of a gradient's are 0.
        if bowl && draws.one_in(4) {
            let own = |i: usize, j: usize| if i == j { 1.0 + i as f64 / 4.0 } else { 0.0 };
            let matrix = (0..dimension).map(|i| (0..dimension).map(|j| own(i, j)).collect()).collect();
            let zeros = vec![0.0; dimension];
            return Self { centre: zeros.clone(), tilt: zeros, matrix, ridges: Vec::new(), inner, outer };
        }
        let ridges = (0..count).map(|_| ridge(draws)).collect();
        Self {
            centre: vector(dimension, || if bowl { 0.0 } else { short(draws) }),
            tilt: vector(dimension, || short(draws)),
            matrix,
            ridges,
            inner,
            outer,
        }
    }

    /// One in which runs go on: no fourth powers, and flat.
    pub fn gentle(draws: &mut Draws, dimension: usize) -> Self {
        let mut landscape = Self::draw(draws, dimension, 0.5, 0.25);
        landscape.ridges.iter_mut().for_each(|ridge| ridge.quartic = 0.0);
        (0..dimension).for_each(|i| landscape.matrix[i][i] = landscape.matrix[i][i].abs() + 1.0);
        landscape
    }

    /// The mode ½ k q² in every coordinate.
    pub fn mode(dimension: usize, curvature: f64) -> Self {
        let row = |i: usize| (0..dimension).map(|j| if i == j { curvature } else { 0.0 }).collect();
        Self {
            centre: vec![0.0; dimension],
            tilt: vec![0.0; dimension],
            matrix: (0..dimension).map(row).collect(),
            ridges: Vec::new(),
            inner: 1.0,
            outer: 1.0,
        }
    }

    /// The same field, moved so that it rests at a point, where it is 0 to the bit.
    #[must_use]
    pub fn resting_at(mut self, point: &[f64]) -> Self {
        self.centre = point.to_vec();
        self.tilt.fill(0.0);
        self.ridges.iter_mut().for_each(|ridge| ridge.phase = 0.0);
        self
    }

    /// The same field, which some coordinates do not change.
    #[must_use]
    pub fn flat_in(mut self, coordinates: &[usize]) -> Self {
        for j in coordinates {
            self.tilt[*j] = 0.0;
            self.matrix[*j].fill(0.0);
            self.matrix.iter_mut().for_each(|row| row[*j] = 0.0);
            self.ridges.iter_mut().for_each(|ridge| ridge.along[*j] = 0.0);
        }
        self
    }

    /// How many coordinates it has.
    pub fn dimension(&self) -> usize {
        self.centre.len()
    }

    /// ∇U(q).
    pub fn gradient(&self, q: &[Precise]) -> Vec<Precise> {
        let y: Vec<Precise> =
            q.iter().zip(&self.centre).map(|(q, c)| (*q - Precise::new(*c)).scaled(self.inner)).collect();
        let product = |row: &[f64]| row.iter().zip(&y).fold(Precise::zero(), |sum, (a, y)| sum + Precise::new(*a) * *y);
        let mut gradient: Vec<Precise> =
            self.matrix.iter().zip(&self.tilt).map(|(row, tilt)| product(row) + Precise::new(*tilt)).collect();
        for Ridge { along, quartic, bump, phase } in &self.ridges {
            let z = product(along);
            let moved = z + Precise::new(*phase);
            let fall = Precise::one() + moved * moved;
            let slope = Precise::new(*quartic) * z * z * z - Precise::new(2.0 * bump) * moved / (fall * fall);
            gradient.iter_mut().zip(along).for_each(|(g, w)| *g = *g + Precise::new(*w) * slope);
        }
        gradient.into_iter().map(|g| g.scaled(self.outer)).collect()
    }
}

/// A problem as it looks after a transformation of its points.
#[derive(Clone, Debug)]
pub enum View {
    /// As it is.
    Own,
    /// q + s.
    Moved(Vec<Precise>),
    /// −q.
    Mirrored,
    /// The coordinate i is the one that was at the i-th place here.
    Exchanged(Vec<usize>),
    /// R q.
    Turned(Vec<Vec<Precise>>),
    /// s q.
    Scaled(Precise),
    /// As it is, the field s² times as large.
    Louder(Precise),
}

fn times(matrix: &[Vec<Precise>], x: &[Precise], transposed: bool) -> Vec<Precise> {
    let entry = |i: usize, j: usize| if transposed { matrix[j][i] } else { matrix[i][j] };
    let row = |i: usize| (0..x.len()).fold(Precise::zero(), |sum, j| sum + entry(i, j) * x[j]);
    (0..x.len()).map(row).collect()
}

impl View {
    /// Where a point lies now.
    pub fn point(&self, x: &[Precise]) -> Vec<Precise> {
        match self {
            Self::Moved(shift) => x.iter().zip(shift).map(|(x, s)| *x + *s).collect(),
            Self::Scaled(unit) => x.iter().map(|x| *x * *unit).collect(),
            Self::Louder(_) => x.to_vec(),
            _ => self.vector(x),
        }
    }

    /// Where a point lay.
    fn back(&self, x: &[Precise]) -> Vec<Precise> {
        match self {
            Self::Own | Self::Louder(_) => x.to_vec(),
            Self::Moved(shift) => x.iter().zip(shift).map(|(x, s)| *x - *s).collect(),
            Self::Mirrored => x.iter().map(|x| -*x).collect(),
            Self::Exchanged(places) => {
                let mut back = x.to_vec();
                places.iter().zip(x).for_each(|(place, x)| back[*place] = *x);
                back
            }
            Self::Turned(matrix) => times(matrix, x, true),
            Self::Scaled(unit) => x.iter().map(|x| *x / *unit).collect(),
        }
    }

    /// What a gradient becomes.
    fn vector(&self, x: &[Precise]) -> Vec<Precise> {
        match self {
            Self::Own | Self::Moved(_) => x.to_vec(),
            Self::Mirrored => x.iter().map(|x| -*x).collect(),
            Self::Exchanged(places) => places.iter().map(|place| x[*place]).collect(),
            Self::Turned(matrix) => times(matrix, x, false),
            Self::Scaled(unit) => x.iter().map(|x| *x / *unit).collect(),
            Self::Louder(unit) => x.iter().map(|x| *x * *unit * *unit).collect(),
        }
    }
}

/// The gradients of a landscape in a view.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// The landscape.
    pub landscape: &'a Landscape,
    /// The view.
    pub view: &'a View,
}

impl Oracle<Precise> for Seen<'_> {
    fn gradient(&mut self, position: &[Precise], gradient: &mut [Precise]) {
        let own = self.landscape.gradient(&self.view.back(position));
        gradient.copy_from_slice(&self.view.vector(&own));
    }
}

/// The mode ½ k q² on any numbers.
#[derive(Clone, Debug)]
pub struct Mode<T>(pub T);

impl<T: Ring> Oracle<T> for Mode<T> {
    fn gradient(&mut self, position: &[T], gradient: &mut [T]) {
        for (g, q) in gradient.iter_mut().zip(position) {
            *g = self.0.clone() * q;
        }
    }
}
