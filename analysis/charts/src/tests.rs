//! Tests of the charts.

use super::*;

mod bars;
mod curves;
mod heat;
mod intervals;
mod multiples;

fn chart(points: Vec<(f64, f64)>) -> Chart {
    let [name, x_label, y_label, label, text] = ["test", "x", "y", "curve", "here"].map(str::to_owned);
    let lines = vec![Line { label, points, style: Style::Described }];
    let (title, marks) = ("A < B & \"C\"".to_owned(), vec![Mark { x: 1.0, y: 2.0, text }]);
    Chart { name, title, x_label, y_label, lines, marks, ..Chart::default() }
}

fn bars(values: &[f64]) -> Bars {
    let bars = values.iter().map(|&value| Bar { label: format!("bar {value}"), value, interval: None }).collect();
    let [name, title, y_label, full] = ["bars", "Bars", "y", "full"].map(str::to_owned);
    Bars { name, title, y_label, bars, baseline: Some((full, -22.3)) }
}

fn polylines(svg: &str) -> usize {
    svg.matches("stroke=\"#009E73\" stroke-dasharray=\"90 40\"").count()
}

#[test]
fn bytes_are_deterministic() {
    let chart = chart(vec![(0.0, 1.0), (1.0, 2.0), (2.0, 0.0)]);
    assert_eq!(chart.render().unwrap(), chart.render().unwrap());
    let bars = bars(&[-8.14, -22.3]);
    assert_eq!(bars.render().unwrap(), bars.render().unwrap());
}

#[test]
fn header_scales_and_names_the_chart() {
    let svg = chart(vec![(0.0, 1.0), (1.0, 2.0)]).render().unwrap();
    let header = svg.lines().next().unwrap();
    for part in ["<svg xmlns=", "viewBox=\"0 0 840 520\"", "role=\"img\"", "A &lt; B &amp; &quot;C&quot;"] {
        assert!(header.contains(part), "{part} in {header}");
    }
    assert!(svg.contains("<title>A &lt; B &amp; &quot;C&quot;</title>"));
    assert!(svg.ends_with("</g>\n</svg>\n") && svg.matches("<svg").count() == 1);
    assert!(!svg.contains("NaN") && !svg.contains("A < B"));
}

#[test]
fn curves_break_where_nothing_can_be_drawn() {
    let hole = |y| chart(vec![(0.0, 1.0), (1.0, 2.0), (2.0, y), (3.0, 2.0), (4.0, 3.0)]);
    assert_eq!(polylines(&hole(1.0).render().unwrap()), 2, "the curve and its entry in the legend");
    for y in [f64::NAN, f64::INFINITY, f64::MAX] {
        let svg = hole(y).render().unwrap();
        assert_eq!(polylines(&svg), 3);
        assert!(!svg.contains("NaN"));
    }
    let logarithmic = Chart { log_y: true, ..hole(0.0) };
    assert_eq!(polylines(&logarithmic.render().unwrap()), 3);
}

#[test]
fn nothing_to_draw_is_an_error() {
    let empty = Chart { marks: Vec::new(), ..chart(vec![(0.0, f64::NAN)]) };
    assert!(matches!(empty.render(), Err(ChartError::Empty { name }) if name == "test"));
    let negative = Chart { log_y: true, marks: Vec::new(), ..chart(vec![(0.0, -1.0)]) };
    assert!(negative.render().is_err());
    assert!(bars(&[]).render().is_err() && bars(&[f64::NAN]).render().is_err());
    assert!(bars(&[f64::NAN, 1.0]).render().unwrap().contains("NaN"));
}

#[test]
fn degenerate_and_extreme_ranges_are_drawn() {
    let wide = vec![(0.0, -1e299), (1e-300, 1e299)];
    for points in [vec![(0.0, 0.0)], vec![(5.0, -7.0); 3], wide, vec![(1e16, 1.0)], vec![(0.0, 1e-299)]] {
        for log_y in [false, true] {
            let svg = Chart { log_y, ..chart(points.clone()) }.render().unwrap();
            assert!(!svg.contains("NaN") && !svg.contains("inf"));
        }
    }
}

#[test]
fn long_titles_wrap() {
    let title = "Stochastic gradient descent reaches a lower loss than StableSGD but ends farther from the minimum";
    let lines = wrap(title, TITLE_LINE);
    assert_eq!((lines.len(), lines.join(" ").as_str()), (2, title));
    let svg = Chart { title: title.to_owned(), ..chart(vec![(0.0, 1.0)]) }.render().unwrap();
    assert!(lines.iter().all(|line| svg.contains(&format!("\n{line}\n"))));
    assert_eq!(wrap("short", TITLE_LINE), ["short"]);
    assert!(wrap(&[title; 3].join(" "), TITLE_LINE).iter().all(|l| l.chars().count() <= 81));
}

#[test]
fn numbers_are_readable() {
    let labels = |low, high| Axis::linear((low, high), 5.0).ticks.into_iter().map(|t| t.1).collect::<Vec<_>>();
    assert_eq!(labels(-0.3, 0.31), ["−0.2", "0.0", "0.2"]);
    assert_eq!(labels(0.0, 4e6), ["0", "1×10⁶", "2×10⁶", "3×10⁶", "4×10⁶"]);
    assert_eq!(number(-8.14, 0.01), "−8.14");
    assert_eq!(number(-0.001, 0.01), "0.00");
    let decades = Axis::logarithmic((-3.1, 0.2), 8.0).ticks;
    assert_eq!(decades.iter().map(|t| t.1.as_str()).collect::<Vec<_>>(), ["10⁻³", "10⁻²", "10⁻¹", "10⁰"]);
}
