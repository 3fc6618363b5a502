//! Tests of the whiskers of bars.

use super::*;

fn bar(value: f64, interval: Option<(f64, f64)>) -> Bar {
    Bar { label: "bar".to_owned(), value, interval }
}

/// One bar with a whisker, without a baseline.
fn one(value: f64, interval: Option<(f64, f64)>) -> String {
    Bars { baseline: None, bars: vec![bar(value, interval)], ..bars(&[]) }.render().unwrap()
}

/// The heights at which strokes in the colour and width of a whisker begin and end.
fn strokes(svg: &str) -> Vec<(i32, i32)> {
    let height = |pair: &str| pair.split_once(',').unwrap().1.parse::<i32>().unwrap();
    let ends = |line: &str| {
        let list = line.split_once("points=\"").unwrap().1.split_once(" \"").unwrap().0;
        let (from, to) = list.split_once(' ').unwrap();
        (height(from), height(to))
    };
    svg.lines().filter(|l| l.contains("stroke=\"#222222\" stroke-width=\"16\"")).map(ends).collect()
}

/// The height of a text.
fn height(svg: &str, text: &str) -> i32 {
    let tag = svg.split_once(&format!("\n{text}\n")).unwrap().0.rsplit_once("<text").unwrap().1;
    tag.split_once(" y=\"").unwrap().1.split_once('"').unwrap().0.parse().unwrap()
}

#[test]
fn a_whisker_needs_an_interval() {
    assert!(strokes(&one(3.0, None)).is_empty());
    assert!(strokes(&one(3.0, Some((f64::NAN, 4.0)))).is_empty());
    let svg = one(3.0, Some((2.0, 4.0)));
    let [whole, low, high] = strokes(&svg)[..] else { panic!("a line and two caps") };
    assert_eq!((low, high), ((whole.0, whole.0), (whole.1, whole.1)));
    assert!(height(&svg, "3.00") < whole.1 - units(8.0), "the number stands above the whisker");
    let svg = one(-3.0, Some((-2.0, -4.0)));
    assert!(height(&svg, "−3.00") > strokes(&svg)[0].0 + units(8.0), "or below it");
}

#[test]
fn an_infinite_whisker_has_no_cap_there() {
    let svg = one(3.0, Some((2.0, f64::INFINITY)));
    assert_eq!(strokes(&svg).len(), 2);
    assert!(svg.contains("text-anchor=\"start\"") && !svg.contains("inf") && !svg.contains("NaN"));
    let svg = one(3.0, Some((-f64::MAX, f64::INFINITY)));
    assert_eq!(strokes(&svg).len(), 1);
    let unbounded = Bar { label: String::new(), value: f64::INFINITY, interval: Some((1.0, 2.0)) };
    let svg = Bars { bars: vec![unbounded, bar(1.0, None)], ..bars(&[]) }.render().unwrap();
    assert!(strokes(&svg).is_empty() && svg.contains("\ninf\n"), "a number without a bar has no whisker");
}

#[test]
fn a_number_stands_clear_of_the_baseline_too() {
    let level = Some(("level".to_owned(), 4.1));
    let svg = Bars { baseline: level, bars: vec![bar(3.0, Some((2.0, 4.0)))], ..bars(&[]) }.render().unwrap();
    let dotted = svg.lines().rfind(|l| l.contains("stroke=\"#555555\"")).unwrap();
    let line: i32 = dotted.split_once("points=\"").unwrap().1.split([',', ' ']).nth(1).unwrap().parse().unwrap();
    assert!(line - height(&svg, "3.00") >= units(9.0));
}
