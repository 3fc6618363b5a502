//! Tests of bands, of limits and of the logarithmic abscissa.

use super::*;

const INFINITY: f64 = f64::INFINITY;

/// A chart of one line and one band.
fn banded(points: &[(f64, f64, f64)]) -> Chart {
    let bands = vec![Band { points: points.to_vec(), style: Style::Described }];
    Chart { bands, marks: Vec::new(), ..chart(vec![(0.0, 1.0), (4.0, 2.0)]) }
}

/// The polygons of a drawing, in drawing units.
fn polygons(svg: &str) -> Vec<Vec<(i32, i32)>> {
    shapes(svg, "<polygon")
}

/// The points of each shape that begins so.
fn shapes(svg: &str, tag: &str) -> Vec<Vec<(i32, i32)>> {
    let point = |pair: &str| pair.split_once(',').map(|(x, y)| (x.parse().unwrap(), y.parse().unwrap())).unwrap();
    let points = |line: &str| {
        let list = line.split_once(" points=\"").unwrap().1.split_once('"').unwrap().0;
        list.split_whitespace().map(point).collect()
    };
    svg.lines().filter(|line| line.starts_with(tag)).map(points).collect()
}

/// The line of the style that [`chart`] draws, without its entry in the legend.
fn line(svg: &str) -> Vec<(i32, i32)> {
    let dashed: String = svg.lines().filter(|l| l.contains("#009E73")).map(|l| format!("{l}\n")).collect();
    shapes(&dashed, "<polyline").into_iter().next_back().unwrap()
}

#[test]
fn a_band_lies_under_the_lines() {
    let svg = banded(&[(0.0, 0.5, 1.5), (2.0, 0.0, 2.5), (4.0, 1.0, 3.0)]).render().unwrap();
    assert_eq!(polygons(&svg).len(), 1);
    assert_eq!(polygons(&svg)[0].len(), 6);
    assert!(svg.contains("opacity=\"0.2\" fill=\"#009E73\""));
    assert!(svg.find("<polygon").unwrap() < svg.rfind("<polyline").unwrap());
    let bare = chart(vec![(0.0, 1.0), (4.0, 2.0)]).render().unwrap();
    assert!(!bare.contains("opacity=\"0.2\""), "neither band nor sign");
}

#[test]
fn a_band_breaks_and_infinite_ends_reach_the_edge() {
    let broken = [(0.0, 0.5, 1.5), (1.0, 0.5, 1.5), (2.0, f64::NAN, 1.0), (3.0, 0.0, 2.0), (4.0, 0.0, 2.0)];
    assert_eq!(polygons(&banded(&broken).render().unwrap()).len(), 2);
    let svg = banded(&[(0.0, 0.5, INFINITY), (4.0, 1.0, 1e305)]).render().unwrap();
    assert!(!svg.contains("NaN") && !svg.contains("inf"));
    let (band, line) = (polygons(&svg).remove(0), line(&svg));
    let top = |points: &[(i32, i32)]| points.iter().map(|p| p.1).min().unwrap();
    assert!(top(&band) < top(&line), "the band ends at the frame");
    // The finite ends and the line alone set the frame: 0.5 to 2, with a twentieth of that beyond.
    let low = band.iter().map(|p| p.1).max().unwrap();
    let room = f64::from(top(&line) - top(&band)) / f64::from(low - top(&line));
    assert!((room - 0.05).abs() < 0.01, "{room}");
    let nowhere = Chart { lines: Vec::new(), ..banded(&[(0.0, -INFINITY, INFINITY), (1.0, INFINITY, INFINITY)]) };
    assert!(matches!(nowhere.render(), Err(ChartError::Empty { .. })));
    let logarithmic = Chart { log_y: true, ..banded(&[(0.0, -1.0, 3.0), (4.0, 0.0, 3.0)]) };
    assert_eq!(polygons(&logarithmic.render().unwrap()).len(), 1);
    let alone = Chart { lines: Vec::new(), ..banded(&[(0.0, 1.0, 3.0)]) };
    assert!(alone.render().unwrap().matches("opacity=\"0.2\"").count() == 1);
}

#[test]
fn everything_is_cut_at_the_limits() {
    let points = vec![(0.0, 1.0), (1.0, 1e250), (2.0, 2.0), (3.0, -1e9), (4.0, 1.0)];
    let bands = vec![Band { points: vec![(0.0, 0.0, 1e200), (4.0, -1e200, 3.0)], style: Style::Sgd }];
    let wild = Chart { bands, y_limits: Some((0.0, 4.0)), ..chart(points) };
    let svg = wild.render().unwrap();
    // The frame: the band fills it from edge to edge.
    let frame = polygons(&svg).remove(0);
    let (top, bottom) = (frame.iter().map(|p| p.1).min().unwrap(), frame.iter().map(|p| p.1).max().unwrap());
    let lines = shapes(&svg, "<polyline").into_iter().filter(|l| l.len() > 1).flatten();
    assert!(lines.filter(|p| p.1 >= top - 1).all(|p| p.1 <= bottom + 60), "no line leaves the frame");
    assert_eq!(polylines(&svg), 4, "three pieces and the entry of the legend");
    assert!(svg.contains(">\n4\n<") && !svg.contains("10⁹"));
    let free = Chart { y_limits: None, ..wild };
    assert_eq!(polylines(&free.render().unwrap()), 2);
}

#[test]
fn limits_that_make_no_axis_are_passed_over() {
    let free = chart(vec![(0.0, 1.0), (1.0, 2.0)]).render().unwrap();
    for limits in [(1.0, 1.0), (3.0, 1.0), (f64::NAN, 1.0), (0.0, INFINITY), (0.0, 5e-324)] {
        let limited = Chart { y_limits: Some(limits), ..chart(vec![(0.0, 1.0), (1.0, 2.0)]) };
        let drawn = limited.render();
        assert!(limits.1 == 5e-324 || drawn.unwrap() == free, "{limits:?}");
    }
    let outside = Chart { y_limits: Some((5.0, 6.0)), ..chart(vec![(0.0, 1.0), (1.0, 2.0)]) };
    assert!(matches!(outside.render(), Err(ChartError::Empty { .. })), "an empty frame is no chart");
}

#[test]
fn a_logarithmic_abscissa_has_equal_steps_and_no_zero() {
    let points = vec![(0.0, 1.0), (1e-3, 1.0), (1e-1, 2.0), (1e1, 3.0)];
    let svg = Chart { log_x: true, marks: Vec::new(), ..chart(points) }.render().unwrap();
    let line = line(&svg);
    assert_eq!(line.len(), 3);
    assert!((line[1].0 - line[0].0 - (line[2].0 - line[1].0)).abs() <= 1);
    assert!(svg.contains("10⁻²"));
    let marked = Chart { log_x: true, marks: Vec::new(), ..chart(vec![(-1.0, 1.0)]) };
    assert!(marked.render().is_err());
}

#[test]
fn the_smallest_and_the_largest_numbers_have_an_axis() {
    for log_y in [false, true] {
        for points in [vec![(0.0, 0.0), (1.0, 5e-324)], vec![(0.0, 1e299)], vec![(0.0, 5e-324), (1.0, 1e-323)]] {
            let extreme = Chart { log_y, marks: Vec::new(), ..chart(points) };
            assert!(!extreme.render().unwrap().contains("NaN"));
        }
    }
}

#[test]
fn a_place_far_outside_an_axis_is_a_number() {
    let axis = Axis::linear((0.0, 1.0), 5.0);
    assert_eq!([0.5, 1e300, -1e300].map(|v| axis.map(&v, (100, 200))), [150, 300, 0]);
}

#[test]
fn a_long_curve_keeps_its_extremes_and_not_its_bytes() {
    let mut points: Vec<(f64, f64)> = (0..200_000).map(|i| (f64::from(i), (1e-3 * f64::from(i)).sin())).collect();
    points[77_777].1 = 3.0;
    let svg = Chart { marks: Vec::new(), ..chart(points.clone()) }.render().unwrap();
    assert!(svg.len() < 50_000, "{}", svg.len());
    // The peak alone reaches the ordinate 3: with it the curve is as high as without a point left out.
    let top = |svg: &str| line(svg).iter().map(|p| p.1).min().unwrap();
    points.retain(|point| point.0 % 100.0 == 77.0);
    let few = Chart { marks: Vec::new(), ..chart(points) }.render().unwrap();
    assert!((top(&svg) - top(&few)).abs() <= 1);
}
