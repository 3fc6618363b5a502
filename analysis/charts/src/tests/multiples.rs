//! Tests of the small multiples.

use super::*;

/// A chart whose curve ends at `y`.
fn panel(title: &str, y: f64) -> Chart {
    Chart { title: title.to_owned(), marks: Vec::new(), ..chart(vec![(0.0, 0.0), (1.0, y)]) }
}

fn multiples(panels: Vec<Chart>) -> Multiples {
    let [name, title, x_label, y_label] = ["multiples", "Many", "the abscissa", "the ordinate"].map(str::to_owned);
    let legend = vec![("described".to_owned(), Style::Described)];
    Multiples { name, title, x_label, y_label, legend, columns: 2, panels, shared_y: false }
}

/// The height of the end of each curve above its beginning, in drawing units.
fn rises(svg: &str) -> Vec<i32> {
    let rise = |line: &str| {
        let list = line.split_once("points=\"").unwrap().1.split_once(" \"").unwrap().0;
        let heights: Vec<i32> = list.split(' ').map(|p| p.split_once(',').unwrap().1.parse().unwrap()).collect();
        heights[0] - heights.last().unwrap()
    };
    let lines = svg.lines().filter(|l| l.starts_with("<polyline") && l.contains("#009E73"));
    lines.map(rise).filter(|rise| *rise != 0).collect()
}

#[test]
fn charts_share_title_legend_and_labels() {
    let panels = || vec![panel("first", 1.0), panel("second", 2.0), panel("third", 3.0)];
    let svg = multiples(panels()).render().unwrap();
    assert_eq!(svg, multiples(panels()).render().unwrap());
    for text in ["first", "second", "third", "Many", "the abscissa", "the ordinate", "described"] {
        assert_eq!(svg.matches(&format!("\n{text}\n")).count(), 1, "{text}");
    }
    assert!(!svg.contains("\ncurve\n") && !svg.contains("\nx\n") && svg.contains("role=\"img\""));
    assert_eq!(polylines(&svg), 4, "three curves and the entry of the legend");
    let wide = Multiples { columns: 3, ..multiples(panels()) }.render().unwrap();
    let height = |svg: &str| svg.split("height=\"").nth(1).unwrap().split('"').next().unwrap().parse::<f64>().unwrap();
    assert!(height(&wide) < height(&svg), "a row less");
}

#[test]
fn ordinates_are_shared_where_asked() {
    let panels = || vec![panel("a", 1.0), panel("b", 4.0), Chart { log_y: true, ..panel("c", 9.0) }];
    let own = rises(&multiples(panels()).render().unwrap());
    assert_eq!(own.len(), 2, "the third is a dot");
    assert!((own[0] - own[1]).abs() <= 1);
    let shared = rises(&Multiples { shared_y: true, ..multiples(panels()) }.render().unwrap());
    assert!((4 * shared[0] - shared[1]).abs() <= 4, "{shared:?}");
    let limited = vec![panel("a", 1.0), Chart { y_limits: Some((0.0, 2.0)), ..panel("b", 1e9) }];
    let limited = rises(&Multiples { shared_y: true, ..multiples(limited) }.render().unwrap());
    assert!(limited[0] * 3 > limited[1], "the limits stand for the panel: {limited:?}");
}

#[test]
fn a_chart_without_a_point_says_so() {
    let svg = multiples(vec![panel("a", 1.0), Chart::default(), panel("c", f64::INFINITY)]).render().unwrap();
    assert_eq!(svg.matches("\nno finite value\n").count(), 1);
    assert!(!svg.contains("NaN") && !svg.contains("inf\n"));
    for broken in [multiples(Vec::new()), multiples(vec![Chart::default()])] {
        assert!(matches!(broken.render(), Err(ChartError::Empty { name }) if name == "multiples"));
    }
    assert!(Multiples { columns: 0, ..multiples(vec![panel("a", 1.0)]) }.render().is_err());
    let narrow = Multiples { columns: 90, ..multiples((0..90).map(|_| panel("narrow", 1e299)).collect()) };
    assert!(!narrow.render().unwrap().contains("NaN"));
}

#[test]
fn a_band_anywhere_shows_in_the_legend() {
    let band = Band { points: vec![(0.0, 0.0, 1.0), (1.0, 0.0, 1.0)], style: Style::Described };
    let banded = Chart { bands: vec![band], ..panel("b", 1.0) };
    let svg = multiples(vec![panel("a", 1.0), banded]).render().unwrap();
    assert_eq!(svg.matches("opacity=\"0.2\"").count(), 2, "the band and its sign");
    assert_eq!(multiples(vec![panel("a", 1.0)]).render().unwrap().matches("opacity=\"0.2\"").count(), 0);
}
