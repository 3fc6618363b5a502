//! Tables: named columns in, CSV, Markdown and, with the feature `tables`, Parquet out.

use anyhow::{Result, ensure};
use stable_sgd_notebook::Rows;

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
    /// Counts; `None` where there is none.
    Count(Vec<Option<u64>>),
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
            Self::Whole(cells) => written(cells),
            Self::Count(cells) => written(cells),
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Text(cells) => cells.len(),
            Self::Real(cells) => cells.len(),
            Self::Whole(cells) => cells.len(),
            Self::Count(cells) => cells.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The cells as numbers, NaN where there is none; `None` of text.
    pub fn numbers(&self) -> Option<Vec<f64>> {
        match self {
            Self::Text(_) => None,
            Self::Real(cells) => Some(cells.iter().map(|x| x.unwrap_or(f64::NAN)).collect()),
            Self::Whole(cells) => Some(cells.iter().map(|n| n.map_or(f64::NAN, |n| n as f64)).collect()),
            Self::Count(cells) => Some(cells.iter().map(|n| n.map_or(f64::NAN, |n| n as f64)).collect()),
        }
    }

    /// The cell of a row as CSV has it: a number as the shortest decimal that reads back to the
    /// same bits, `1e-7` for a ten-millionth.
    fn in_csv(&self, row: usize) -> String {
        match self {
            Self::Real(cells) => {
                value(cells[row]).map_or_else(String::new, |x| zmij::Buffer::new().format(x).to_owned())
            }
            Self::Text(cells) => quoted(&cells[row]),
            Self::Whole(cells) => cells[row].map_or_else(String::new, |n| n.to_string()),
            Self::Count(cells) => cells[row].map_or_else(String::new, |n| n.to_string()),
        }
    }
}

/// A word in CSV, in quotes where it has a comma, a quote or an end of line (RFC 4180).
fn quoted(word: &str) -> String {
    if word.contains([',', '"', '\n', '\r']) { format!("\"{}\"", word.replace('"', "\"\"")) } else { word.to_owned() }
}

fn written<T: ToString>(cells: &[Option<T>]) -> Vec<String> {
    cells.iter().map(|n| n.as_ref().map_or_else(String::new, T::to_string)).collect()
}

/// The number that a cell has: NaN is none, so that every reader of every format sees the same.
pub fn value(x: Option<f64>) -> Option<f64> {
    x.filter(|x| !x.is_nan())
}

impl Table {
    /// Whether it has no row.
    pub fn is_empty(&self) -> bool {
        self.columns.iter().all(|(_, cells)| cells.is_empty())
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
    /// Where the columns differ in length or share a name.
    pub fn csv(&self) -> Result<Vec<u8>> {
        let height = height(self.name, self.columns.iter().map(|(name, cells)| (*name, cells)))?;
        let line = |cells: Vec<String>| format!("{}\n", cells.join(","));
        let header = line(self.columns.iter().map(|(name, _)| quoted(name)).collect());
        let row = |row| line(self.columns.iter().map(|(_, cells)| cells.in_csv(row)).collect());
        Ok((header + &(0..height).map(row).collect::<String>()).into_bytes())
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

/// How many rows columns have.
///
/// # Errors
/// Where they differ in length or share a name.
pub fn height<'c>(table: &str, columns: impl Iterator<Item = (&'c str, &'c Cells)>) -> Result<usize> {
    let columns: Vec<(&str, usize)> = columns.map(|(name, cells)| (name, cells.len())).collect();
    let height = columns.first().map_or(0, |(_, length)| *length);
    for (place, (name, length)) in columns.iter().enumerate() {
        ensure!(*length == height, "table {table}: {length} rows in the column {name}, expected {height}");
        ensure!(columns[..place].iter().all(|(other, _)| other != name), "table {table}: two columns {name}");
    }
    Ok(height)
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
    }

    /// "No value" is the same to every reader of every format: nothing, never NaN.
    #[test]
    fn what_has_no_value_is_nothing_in_text() {
        let numbers = Cells::Real(vec![Some(f64::NAN), Some(f64::INFINITY), None]);
        let words = Cells::Text(["a", "", "b"].map(str::to_owned).to_vec());
        let table = Table { name: "none", title: "None".to_owned(), columns: vec![("x", numbers), ("word", words)] };
        assert_eq!(String::from_utf8_lossy(&table.csv().expect("csv")), "x,word\n,a\ninf,\n,b\n");
        assert_eq!(table.markdown(), "# None\n\n| x | word |\n|---|---|\n|  | a |\n| inf |  |\n|  | b |\n");
    }

    #[test]
    fn columns_of_unequal_length_or_equal_names_are_refused() {
        let mut table = sample();
        table.columns.push(("short", Cells::Whole(vec![Some(1)])));
        assert!(table.csv().is_err());
        let mut table = sample();
        table.columns.push(("n", Cells::Count(vec![Some(1), None])));
        assert!(table.csv().is_err());
    }

    #[test]
    fn columns_are_aligned_by_characters() {
        let rows = [["é", "b"], ["ccc", "d"]].map(|row| row.map(str::to_owned).to_vec());
        assert_eq!(aligned(&rows), "é    b\nccc  d\n");
    }
}
