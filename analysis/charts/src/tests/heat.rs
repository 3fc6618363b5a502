//! Tests of the heat maps.

use super::*;
use std::collections::BTreeSet;

/// Three by two cells.
fn maps(values: [[f64; 3]; 2]) -> HeatMaps {
    let [name, title, x_label, y_label] = ["heat", "Heat", "rate", "curvature"].map(str::to_owned);
    let (x, y) = (vec![1.0, 2.0, 4.0], vec![10.0, 20.0]);
    let values = values.map(Vec::from).to_vec();
    let panels = vec![HeatPanel { title: "one".to_owned(), values, ..HeatPanel::default() }];
    HeatMaps { name, title, x_label, y_label, x, y, panels, columns: 1, ..HeatMaps::default() }
}

/// Colour, left edge and width of each cell of the last map: the rectangles between the texts of its axes and its frame.
fn cells(svg: &str) -> Vec<(String, i32, i32)> {
    let number = |line: &str, key: &str| {
        let key = format!(" {key}=\"");
        line.split_once(&key).unwrap().1.split_once('"').unwrap().0.to_owned()
    };
    let lines: Vec<&str> = svg.lines().collect();
    let frame = lines.iter().rposition(|l| l.starts_with("<rect") && l.contains("fill=\"none\"")).unwrap();
    let filled = lines[..frame].iter().rev().take_while(|l| !l.contains("</text>")).filter(|l| l.starts_with("<rect"));
    let cell = |l: &&str| (number(l, "fill"), number(l, "x").parse().unwrap(), number(l, "width").parse().unwrap());
    let mut found: Vec<_> = filled.map(cell).collect();
    found.reverse();
    found
}

#[test]
fn a_value_has_a_colour_and_neighbours_of_a_colour_are_one() {
    let svg = maps([[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]).render().unwrap();
    assert_eq!(svg, maps([[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]).render().unwrap());
    let found = cells(&svg);
    let distinct: BTreeSet<_> = found.iter().map(|cell| &cell.0).collect();
    assert_eq!((found.len(), distinct.len()), (6, 6));
    // From the top: the greatest value is the last of the first row, the least the first of the last.
    assert_eq!((found[2].0.as_str(), found[3].0.as_str()), ("#FEE838", "#00224E"));
    let merged = cells(&maps([[0.0, 0.0, 2.0], [1.0, 1.0, 1.0]]).render().unwrap());
    assert_eq!(merged.len(), 3);
    assert!(merged[0].2 > merged[1].2 && merged[1].2 < merged[2].2 + merged[0].2);
}

#[test]
fn edges_lie_halfway_between_centres() {
    // Centres 1, 2, 4: edges 0.5, 1.5, 3, 5; in logarithms equally far apart.
    let linear = cells(&maps([[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]).render().unwrap());
    let starts = |found: &[(String, i32, i32)]| (found[1].1 - found[0].1, found[2].1 - found[1].1);
    let (first, second) = starts(&linear);
    assert!((2 * second - 3 * first).abs() <= 3, "{first} {second}");
    let (first, second) =
        starts(&cells(&HeatMaps { log_x: true, ..maps([[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]) }.render().unwrap()));
    assert!((first - second).abs() <= 1, "{first} {second}");
    // A centre without a place is left out.
    let svg = HeatMaps { log_x: true, x: vec![0.0, 1.0, 2.0], ..maps([[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]) }.render();
    assert_eq!(cells(&svg.unwrap()).len(), 4);
}

#[test]
fn diverged_cells_are_grey_and_named_only_where_there_are_any() {
    let whole = maps([[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]).render().unwrap();
    assert!(!whole.contains("diverged") && !whole.contains("#DDDDDD"));
    for lost in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let svg = maps([[0.0, lost, 2.0], [3.0, 4.0, lost]]).render().unwrap();
        assert!(svg.contains("\ndiverged\n") && !svg.contains("NaN") && !svg.contains("inf"));
        assert_eq!(cells(&svg).iter().filter(|cell| cell.0 == "#DDDDDD").count(), 2);
    }
    let ragged = maps([[0.0, 1.0, 2.0]; 2]);
    let panels = vec![HeatPanel { values: vec![vec![1.0, 2.0]], ..HeatPanel::default() }];
    let svg = HeatMaps { panels, ..ragged }.render().unwrap();
    assert!(cells(&svg).len() == 2 && !svg.contains("diverged"), "a cell without a value is not drawn");
}

#[test]
fn maps_share_the_scale_of_colours_and_its_limits() {
    let panel = |value: f64| HeatPanel { values: vec![vec![value; 3]; 2], ..HeatPanel::default() };
    let two = || HeatMaps { panels: vec![panel(1.0), panel(100.0)], columns: 2, ..maps([[0.0; 3]; 2]) };
    let svg = two().render().unwrap();
    assert!(svg.contains("fill=\"#00224E\"") && svg.contains("fill=\"#FEE838\""));
    let tips = |svg: &str| svg.matches("<polygon").count();
    assert_eq!(tips(&svg), 0);
    let limited = HeatMaps { limits: Some((0.1, 10.0)), log_scale: true, ..two() }.render().unwrap();
    assert_eq!(tips(&limited), 1, "the bar has a tip where values pass its end");
    assert!(limited.contains("\n0.1\n") || limited.contains("\n10⁻¹\n"));
    // 1 is in the middle of the logarithms.
    assert!(limited.contains("fill=\"#7D7C76\"") && limited.contains("fill=\"#FEE838\""));
    for limits in [(10.0, 0.1), (f64::NAN, 1.0), (1.0, 1.0)] {
        assert_eq!(HeatMaps { limits: Some(limits), ..two() }.render().unwrap(), svg);
    }
}

#[test]
fn curves_have_a_white_border_and_end_at_the_frame() {
    let points = vec![(0.0, 0.0), (2.0, 20.0), (4.0, 1e250)];
    let edge = Line { label: "edge".to_owned(), points, style: Style::Described };
    let outside = Line { label: String::new(), points: vec![(90.0, 0.0), (91.0, 1.0)], style: Style::Described };
    let mut lined = maps([[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]);
    assert!(!lined.render().unwrap().contains("stroke=\"#FFFFFF\" stroke-width=\"48\""));
    lined.panels[0].curves = vec![edge, outside];
    lined.panels[0].marks = vec![Mark { x: 2.0, y: 20.0, text: "here".to_owned() }];
    lined.legend = vec![("edge".to_owned(), Style::Described)];
    let svg = lined.render().unwrap();
    assert_eq!(svg.matches("stroke=\"#FFFFFF\" stroke-width=\"48\"").count(), 1);
    assert_eq!(polylines(&svg), 2, "the curve and its entry in the legend");
    assert!(svg.contains("\nhere\n") && svg.contains("\nedge\n") && !svg.contains("NaN"));
}

#[test]
fn maps_without_a_finite_cell_are_empty() {
    let lost = maps([[f64::NAN; 3], [f64::INFINITY; 3]]);
    let none = HeatMaps { panels: Vec::new(), ..maps([[0.0; 3]; 2]) };
    let nowhere = HeatMaps { x: vec![f64::NAN], ..maps([[0.0; 3]; 2]) };
    let negative = HeatMaps { log_scale: true, ..maps([[-1.0; 3]; 2]) };
    let columns = HeatMaps { columns: 0, ..maps([[0.0; 3]; 2]) };
    for empty in [lost, none, nowhere, negative, columns] {
        assert!(matches!(empty.render(), Err(ChartError::Empty { name }) if name == "heat"));
    }
    let extreme = maps([[-1e299, 1e299, f64::MAX], [5e-324, 0.0, f64::MIN]]).render().unwrap();
    assert!(!extreme.contains("NaN") && !extreme.contains("inf"));
    let alone = HeatMaps { x: vec![3.0], y: vec![3.0], ..maps([[7.0; 3]; 2]) }.render().unwrap();
    assert_eq!(cells(&alone).len(), 1);
}

#[test]
fn four_maps_of_many_cells_stay_small() {
    let centres = |n: u32| (0..n).map(f64::from).collect::<Vec<_>>();
    let values = |k: usize| (0..20).map(|j| (0..25).map(|i| ((7 * i + 13 * j + k) % 101) as f64).collect()).collect();
    let panels = (0..4).map(|k| HeatPanel { values: values(k), ..HeatPanel::default() }).collect();
    let svg = HeatMaps { x: centres(25), y: centres(20), panels, columns: 2, ..maps([[0.0; 3]; 2]) }.render().unwrap();
    assert!(svg.len() < 300_000, "{}", svg.len());
}
