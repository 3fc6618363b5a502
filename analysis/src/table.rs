//! Tables: named columns in, CSV, Parquet and Markdown out.

use anyhow::{Context, Result};
use polars::prelude::{Column, CsvWriter, DataFrame, NamedFrom, ParquetWriter, PolarsError, SerWriter, Series};
use stable_sgd::notebook::Rows;

/// A table with a name (the stem of its files) and a title.
#[derive(Clone, Debug)]
pub struct Table {
    /// The stem of its files.
    pub name: &'static str,
    /// What it shows.
    pub title: String,
    /// Its columns; all have the same length.
    pub columns: Vec<(&'static str, Cells)>,
}

/// The cells of a column. A cell without a value is null in a data frame, and nothing as text.
#[derive(Clone, Debug, PartialEq)]
pub enum Cells {
    /// Text; empty where there is none.
    Text(Vec<String>),
    /// Numbers; `None` or NaN where there is none.
    Real(Vec<Option<f64>>),
    /// Whole numbers; `None` where there is none.
    Whole(Vec<Option<i64>>),
}

impl Cells {
    /// The cells as text: the shortest decimal of each number that reads back
    /// to the same bits, nothing where there is none.
    pub fn texts(&self) -> Vec<String> {
        match self {
            Self::Text(cells) => cells.clone(),
            Self::Real(cells) => {
                cells.iter().map(|x| value(*x).map_or_else(String::new, |x| format!("{x:?}"))).collect()
            }
            Self::Whole(cells) => cells.iter().map(|n| n.map_or_else(String::new, |n| n.to_string())).collect(),
        }
    }

    fn series(&self, name: &str) -> Series {
        match self {
            Self::Text(cells) => {
                let texts = cells.iter().map(|text| Some(text.as_str()).filter(|text| !text.is_empty()));
                Series::new(name.into(), texts.collect::<Vec<_>>())
            }
            Self::Real(cells) => Series::new(name.into(), cells.iter().map(|x| value(*x)).collect::<Vec<_>>()),
            Self::Whole(cells) => Series::new(name.into(), cells),
        }
    }
}

/// The number that a cell has: NaN is none, so that every reader of every format sees the same.
pub fn value(x: Option<f64>) -> Option<f64> {
    x.filter(|x| !x.is_nan())
}

impl Table {
    /// The table as a data frame.
    ///
    /// # Errors
    /// Where the columns differ in length or share a name.
    pub fn frame(&self) -> Result<DataFrame> {
        let columns = self.columns.iter().map(|(name, cells)| Column::from(cells.series(name))).collect();
        DataFrame::new_infer_height(columns).with_context(|| format!("table {}", self.name))
    }

    /// Whether it has no row.
    pub fn is_empty(&self) -> bool {
        self.columns.iter().all(|(_, cells)| cells.texts().is_empty())
    }

    /// The rows as text, a header first.
    pub fn rows(&self) -> Vec<Vec<String>> {
        let texts: Vec<Vec<String>> = self.columns.iter().map(|(_, cells)| cells.texts()).collect();
        let header = self.columns.iter().map(|(name, _)| (*name).to_owned()).collect();
        let height = texts.iter().map(Vec::len).min().unwrap_or(0);
        let row = |i: usize| texts.iter().map(|column| column[i].clone()).collect();
        std::iter::once(header).chain((0..height).map(row)).collect()
    }

    /// Comma-separated text.
    ///
    /// # Errors
    /// As [`Self::frame`].
    pub fn csv(&self) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        CsvWriter::new(&mut bytes).finish(&mut self.frame()?)?;
        Ok(bytes)
    }

    /// A Parquet file.
    ///
    /// # Errors
    /// As [`Self::frame`].
    pub fn parquet(&self) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        ParquetWriter::new(&mut bytes).set_parallel(false).finish(&mut self.frame()?)?;
        Ok(bytes)
    }

    /// Shows the table under a notebook's cell.
    pub fn evcxr_display(&self) {
        let rows = self.rows();
        let (head, rows) = rows.split_first().map_or((&[][..], &[][..]), |(head, rows)| (head.as_slice(), rows));
        rows.iter().fold(Rows::new(head), Rows::with).evcxr_display();
    }

    /// A Markdown table under its title.
    pub fn markdown(&self) -> String {
        let mut text = format!("# {}\n\n", self.title);
        for (i, row) in self.rows().iter().enumerate() {
            let cells: Vec<String> = row.iter().map(|cell| cell.replace('|', "\\|")).collect();
            text += &format!("| {} |\n", cells.join(" | "));
            if i == 0 {
                text += &format!("|{}\n", "---|".repeat(cells.len()));
            }
        }
        text
    }
}

/// A data frame as a notebook shows it: its first rows, at most so many.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a>(pub &'a DataFrame, pub usize);

impl Frame<'_> {
    /// The rows that are shown, as text.
    ///
    /// # Errors
    /// Where polars cannot read a cell.
    pub fn rows(&self) -> Result<Rows> {
        let columns = self.0.columns();
        let mut rows = Rows::new(columns.iter().map(|column| column.name()));
        for i in 0..self.0.height().min(self.1) {
            let cells: Result<Vec<String>, _> =
                columns.iter().map(|column| Ok::<_, PolarsError>(column.get(i)?.str_value().into_owned())).collect();
            rows = rows.with(cells?);
        }
        Ok(rows)
    }

    /// Shows the rows under a notebook's cell, or what went wrong.
    pub fn evcxr_display(&self) {
        match self.rows() {
            Ok(rows) => rows.evcxr_display(),
            Err(error) => println!("{error:#}"),
        }
    }
}

/// Rows of text, the first a header, in columns of equal width.
pub fn aligned(rows: &[Vec<String>]) -> String {
    let width = |text: &str| text.chars().count();
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns)
        .map(|j| rows.iter().filter_map(|row| row.get(j)).map(|cell| width(cell)).max().unwrap_or(0))
        .collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, column) in row.iter().zip(&widths) {
            line += cell;
            line += &" ".repeat(column - width(cell) + 2);
        }
        text += line.trim_end();
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use polars::prelude::{ParquetReader, SerReader};

    fn sample() -> Table {
        Table {
            name: "sample",
            title: "A sample".to_owned(),
            columns: vec![
                ("a|b", Cells::Text(vec!["x".to_owned(), "y|z".to_owned()])),
                ("n", Cells::Real(vec![Some(0.1), None])),
            ],
        }
    }

    #[test]
    fn a_table_is_the_same_in_every_format() {
        assert_eq!(String::from_utf8_lossy(&sample().csv().expect("csv")), "a|b,n\nx,0.1\ny|z,\n");
        assert_eq!(sample().markdown(), "# A sample\n\n| a\\|b | n |\n|---|---|\n| x | 0.1 |\n| y\\|z |  |\n");
        assert_eq!(&sample().parquet().expect("parquet")[..4], b"PAR1");
    }

    /// "No value" is the same to every reader of every format: null, never NaN.
    #[test]
    fn what_has_no_value_is_null_in_every_format() {
        let numbers = Cells::Real(vec![Some(f64::NAN), Some(f64::INFINITY), None]);
        let words = Cells::Text(["a", "", "b"].map(str::to_owned).to_vec());
        let table = Table { name: "none", title: "None".to_owned(), columns: vec![("x", numbers), ("word", words)] };
        assert_eq!(String::from_utf8_lossy(&table.csv().expect("csv")), "x,word\n,a\ninf,\n,b\n");
        assert_eq!(table.markdown(), "# None\n\n| x | word |\n|---|---|\n|  | a |\n| inf |  |\n|  | b |\n");
        let bytes = std::io::Cursor::new(table.parquet().expect("parquet"));
        let read = ParquetReader::new(bytes).finish().expect("Parquet");
        for frame in [table.frame().expect("frame"), read] {
            let nulls = ["x", "word"].map(|name| frame.column(name).expect("there").null_count());
            assert_eq!(nulls, [2, 1]);
        }
    }

    #[test]
    fn a_frame_shows_its_first_rows() {
        let frame = sample().frame().expect("frame");
        assert_eq!(Frame(&frame, 1).rows().expect("rows"), Rows::new(["a|b", "n"]).with(["x", "0.1"]));
        assert_eq!(Frame(&frame, 9).rows().expect("rows").html().matches("<tr>").count(), 3);
    }

    #[test]
    fn parquet_bytes_repeat() {
        assert_eq!(sample().parquet().expect("parquet"), sample().parquet().expect("parquet"));
    }

    #[test]
    fn columns_of_unequal_length_are_refused() {
        let mut table = sample();
        table.columns.push(("short", Cells::Whole(vec![Some(1)])));
        assert!(table.csv().is_err());
    }

    #[test]
    fn columns_are_aligned_by_characters() {
        let rows = [["é", "b"], ["ccc", "d"]].map(|row| row.map(str::to_owned).to_vec());
        assert_eq!(aligned(&rows), "é    b\nccc  d\n");
    }
}
