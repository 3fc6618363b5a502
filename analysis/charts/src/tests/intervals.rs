//! Tests of the intervals.

use super::*;

const INFINITY: f64 = f64::INFINITY;

fn row(low: f64, estimate: f64, high: f64) -> IntervalRow {
    let [label, group, note] = ["method", "", "a note"].map(str::to_owned);
    IntervalRow { label, group, low, estimate, high, style: Style::Packaged, note }
}

fn forest(rows: Vec<IntervalRow>) -> Intervals {
    let [name, title, x_label] = ["forest", "Forest", "difference"].map(str::to_owned);
    Intervals { name, title, x_label, rows, ..Intervals::default() }
}

/// The numbers of an attribute in the shapes of the colour of [`row`].
fn numbers(svg: &str, tag: &str, attribute: &str) -> Vec<i32> {
    let coloured = svg.lines().filter(|l| l.starts_with(tag) && l.contains("fill=\"#CC79A7\""));
    let key = format!(" {attribute}=\"");
    coloured.map(|l| l.split_once(&key).unwrap().1.split_once('"').unwrap().0.parse().unwrap()).collect()
}

fn arrows(svg: &str) -> usize {
    svg.lines().filter(|l| l.starts_with("<polygon") && l.contains("#CC79A7")).count()
}

#[test]
fn a_row_is_a_dot_on_a_whisker() {
    let svg = forest(vec![row(-1.0, 0.0, 3.0), row(0.0, 1.0, 2.0)]).render().unwrap();
    assert_eq!(svg, forest(vec![row(-1.0, 0.0, 3.0), row(0.0, 1.0, 2.0)]).render().unwrap());
    let (left, wide) = (numbers(&svg, "<rect", "x"), numbers(&svg, "<rect", "width"));
    let dots = numbers(&svg, "<circle", "cx");
    assert_eq!((wide.len(), dots.len(), arrows(&svg)), (2, 2, 0));
    // The first whisker is four long, its dot a quarter along; the second half as long and within it.
    assert!((dots[0] - left[0] - wide[0] / 4).abs() <= 1 && (wide[0] - 2 * wide[1]).abs() <= 2);
    assert!((left[1] - dots[0]).abs() <= 1);
    assert_eq!(svg.matches("\na note\n").count(), 2);
}

#[test]
fn ends_without_a_place_are_arrows() {
    for (low, high, count) in [(0.0, 2.0, 0), (-INFINITY, 2.0, 1), (f64::NAN, INFINITY, 2), (-1e305, f64::MAX, 2)] {
        let svg = forest(vec![row(low, 1.0, high), row(0.5, 1.0, 3.0)]).render().unwrap();
        assert_eq!(arrows(&svg), count, "{low} {high}");
        assert!(!svg.contains("NaN") && !svg.contains("inf"));
    }
    let logarithmic = Intervals { log_x: true, ..forest(vec![row(0.0, 1.0, 2.0)]) };
    assert_eq!(arrows(&logarithmic.render().unwrap()), 1);
}

#[test]
fn a_row_without_an_estimate_shows_its_texts() {
    let lost = IntervalRow { note: "all diverged".to_owned(), ..row(-1e9, f64::NAN, 1e9) };
    let svg = forest(vec![row(0.0, 1.0, 2.0), lost]).render().unwrap();
    assert!(svg.contains("\nall diverged\n") && !svg.contains("NaN"));
    assert_eq!(numbers(&svg, "<circle", "cx").len(), 1);
    assert!(!svg.contains("10⁹"), "its ends do not stretch the axis");
    for rows in [Vec::new(), vec![row(0.0, INFINITY, 1.0)]] {
        let lost = Intervals { reference: Some(("none".to_owned(), 0.0)), ..forest(rows) };
        assert!(matches!(lost.render(), Err(ChartError::Empty { name }) if name == "forest"));
    }
}

#[test]
fn groups_have_headings_and_rows_have_height() {
    let grouped = |groups: &[&str]| {
        let rows = groups.iter().map(|group| IntervalRow { group: (*group).to_owned(), ..row(0.0, 1.0, 2.0) });
        forest(rows.collect()).render().unwrap()
    };
    let height = |svg: &str| svg.split("height=\"").nth(1).unwrap().split('"').next().unwrap().parse::<f64>().unwrap();
    let plain = height(&grouped(&["", "", ""]));
    for (groups, headings) in [(["", "", ""], 0), (["A", "A", "A"], 1), (["A", "A", "B"], 2), (["A", "B", "A"], 3)] {
        let svg = grouped(&groups);
        assert_eq!(svg.matches("font-weight=\"bold\"").count(), 1 + headings, "{groups:?} and the title");
        assert!(height(&svg) >= plain + 20.0 * headings as f64);
    }
    assert!(height(&grouped(&[""; 30])) > plain + 27.0 * 20.0);
}

#[test]
fn the_reference_is_dotted_and_named() {
    let plain = forest(vec![row(0.0, 1.0, 2.0)]);
    assert!(!plain.render().unwrap().contains("#555555"));
    let svg = Intervals { reference: Some(("SGD".to_owned(), 5.0)), ..plain }.render().unwrap();
    assert!(svg.contains("\nSGD\n") && svg.matches("stroke=\"#555555\" stroke-dasharray=\"20 30\"").count() == 2);
    assert!(svg.contains("\n5\n"), "the axis reaches it");
}

#[test]
fn a_symmetric_axis_has_room_for_small_and_huge() {
    let rows = || vec![row(-0.012, -0.01, -0.008), row(1e3, 1e6, 1e8), row(-4.0, 0.0, 0.005)];
    let svg = Intervals { symmetric_log: Some(0.01), ..forest(rows()) }.render().unwrap();
    let dots = numbers(&svg, "<circle", "cx");
    // −0.01, 10⁶ and 0 lie at −1, 9 and 0.
    assert!((dots[1] - dots[2] - 9 * (dots[2] - dots[0])).abs() < 20, "{dots:?}");
    assert!(svg.contains("\n0\n") && svg.contains("\n−10⁻²\n"));
    for unit in [0.0, -1.0, f64::NAN, INFINITY] {
        let linear = Intervals { symmetric_log: Some(unit), ..forest(rows()) }.render().unwrap();
        assert_eq!(linear, forest(rows()).render().unwrap());
    }
}

#[test]
fn symmetric_ticks_are_mirrored_and_few() {
    let labels = |low, high, count| Axis::symmetric((low, high), 0.01, count).ticks.into_iter().map(|t| t.1);
    let mirrored: Vec<_> = labels(-3.5, 3.5, 9.0).collect();
    assert_eq!(mirrored, ["0", "10⁻²", "−10⁻²", "10⁻¹", "−10⁻¹", "10⁰", "−10⁰"]);
    assert_eq!(labels(-3.5, 9.5, 7.0).count(), 8, "every second power");
    assert!(labels(-0.4, 0.4, 6.0).any(|label| label == "0.002"), "linear where it is linear");
    assert!(labels(2.1, 2.9, 6.0).any(|label| label == "0.4"), "and where powers are too few");
}
