//! Charts as the last expression of a notebook's cell, for the evcxr kernel of Jupyter.

use super::*;

/// What a cell prints so that the kernel shows a drawing; an error as plain text.
fn content(drawn: Result<String, ChartError>) -> String {
    let (kind, text) = match drawn {
        Ok(svg) => ("image/svg+xml", svg),
        Err(error) => ("text/plain", error.to_string()),
    };
    format!("EVCXR_BEGIN_CONTENT {kind}\n{}\nEVCXR_END_CONTENT", text.trim_end())
}

macro_rules! shown {
    ($($chart:ty),*) => {$(
        impl $chart {
            /// Shows the drawing under a notebook's cell; what went wrong, where there is none.
            pub fn evcxr_display(&self) {
                println!("{}", content(self.render()));
            }
        }
    )*};
}

shown!(Bars, Chart, HeatMaps, Intervals, Multiples, Panels);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_stands_between_the_kernels_marks() {
        let lines = vec![Line { label: String::new(), points: vec![(0.0, 1.0), (1.0, 2.0)], style: Style::Sgd }];
        let shown = content(Chart { lines, ..Chart::default() }.render());
        let lines: Vec<&str> = shown.lines().collect();
        assert_eq!(lines[0], "EVCXR_BEGIN_CONTENT image/svg+xml");
        assert!(lines[1].starts_with("<svg xmlns="));
        assert_eq!(lines[lines.len() - 2..], ["</svg>", "EVCXR_END_CONTENT"]);
    }

    #[test]
    fn what_cannot_be_drawn_is_said() {
        let shown = content(Chart { name: "empty".to_owned(), ..Chart::default() }.render());
        assert_eq!(
            shown,
            "EVCXR_BEGIN_CONTENT text/plain\nchart `empty` has no finite point to draw\nEVCXR_END_CONTENT"
        );
    }
}
