//! Tables as data frames of polars, and as Parquet.

use crate::table::{Cells, Table, value};
use anyhow::{Context, Result};
use polars::prelude::{
    Column, DataFrame, DataType, NamedFrom, ParquetReader, ParquetWriter, PolarsError, SerReader, Series,
};
use stable_sgd_notebook::Rows;
use std::io::Cursor;

fn series(name: &str, cells: &Cells) -> Series {
    match cells {
        Cells::Text(cells) => {
            let texts = cells.iter().map(|text| Some(text.as_str()).filter(|text| !text.is_empty()));
            Series::new(name.into(), texts.collect::<Vec<_>>())
        }
        Cells::Real(cells) => Series::new(name.into(), cells.iter().map(|x| value(*x)).collect::<Vec<_>>()),
        Cells::Whole(cells) => Series::new(name.into(), cells),
        Cells::Count(cells) => Series::new(name.into(), cells),
    }
}

/// The columns of a table as a data frame: what has no value is null.
///
/// # Errors
/// Where the columns differ in length or share a name.
pub fn of<'c>(table: &str, columns: impl Iterator<Item = (&'c str, &'c Cells)>) -> Result<DataFrame> {
    let columns = columns.map(|(name, cells)| Column::from(series(name, cells))).collect();
    DataFrame::new_infer_height(columns).with_context(|| format!("table {table}"))
}

/// A Parquet file of a data frame.
///
/// # Errors
/// Where polars cannot write a column.
pub fn parquet(frame: &mut DataFrame) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes).set_parallel(false).finish(frame)?;
    Ok(bytes)
}

impl Table {
    /// A Parquet file.
    ///
    /// # Errors
    /// As [`Self::csv`].
    pub fn parquet(&self) -> Result<Vec<u8>> {
        let columns = self.columns.iter().map(|(name, cells)| (*name, cells));
        parquet(&mut of(self.name, columns)?)
    }
}

/// Some columns of a Parquet file as numbers, NaN where there is none.
///
/// # Errors
/// Where it is none, or lacks a column.
pub fn numbers(file: Cursor<Vec<u8>>, names: &[&str]) -> Result<Vec<Vec<f64>>> {
    let frame = ParquetReader::new(file).finish()?;
    let column = |name: &&str| {
        let column = frame.column(name)?.cast(&DataType::Float64)?;
        anyhow::Ok(column.f64()?.iter().map(|x| x.unwrap_or(f64::NAN)).collect())
    };
    names.iter().map(column).collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::sha256;

    fn table(columns: Vec<(&'static str, Cells)>) -> Table {
        Table { name: "sample", title: "A sample".to_owned(), columns }
    }

    fn frame(table: &Table) -> DataFrame {
        of(table.name, table.columns.iter().map(|(name, cells)| (*name, cells))).expect("a frame")
    }

    fn sample() -> Table {
        let texts = Cells::Text(["x", "y|z"].map(str::to_owned).to_vec());
        table(vec![("a|b", texts), ("n", Cells::Real(vec![Some(0.1), None]))])
    }

    /// "No value" is the same to every reader of every format: null, never NaN.
    #[test]
    fn what_has_no_value_is_null_in_every_format() {
        let numbers = Cells::Real(vec![Some(f64::NAN), Some(f64::INFINITY), None]);
        let words = Cells::Text(["a", "", "b"].map(str::to_owned).to_vec());
        let table = table(vec![("x", numbers), ("word", words)]);
        let bytes = std::io::Cursor::new(table.parquet().expect("parquet"));
        let read = ParquetReader::new(bytes).finish().expect("Parquet");
        for frame in [frame(&table), read] {
            let nulls = ["x", "word"].map(|name| frame.column(name).expect("there").null_count());
            assert_eq!(nulls, [2, 1]);
        }
    }

    /// Our CSV has the bytes of polars' `CsvWriter` (0.55, by whose feature `csv` the digest was
    /// made), whatever the numbers and words are.
    #[test]
    fn csv_has_the_bytes_of_polars() {
        let mut numbers = vec![0.0, -0.0, 1.0, -1.5, 0.1, 1e-5, 1e-7, 123_456_789.0, 1e15, 1e16, 1e17, 1e21, 1e300];
        numbers.extend([f64::MIN_POSITIVE, 5e-324, f64::MAX, f64::INFINITY, f64::NEG_INFINITY, f64::NAN]);
        numbers.extend((0..2000_i32).map(|i| (f64::from(i) * 0.7).exp2() / 3.0_f64.powi(i % 700)));
        let words = ["plain", "a,b", "a \"b\"", "two\nlines", "", "ä; b", "'quoted'", " spaced "];
        let texts = (0..numbers.len()).map(|i| words[i % words.len()].to_owned()).collect();
        let wholes = (0..numbers.len() as i64).map(|i| (i % 7 > 0).then_some(i - 9)).collect();
        let counts = (0..numbers.len() as u64).map(|i| (i % 5 > 0).then_some(i)).collect();
        let table = table(vec![
            ("a word, quoted", Cells::Text(texts)),
            ("x", Cells::Real(numbers.into_iter().map(Some).collect())),
            ("whole", Cells::Whole(wholes)),
            ("count", Cells::Count(counts)),
        ]);
        let csv = table.csv().expect("csv");
        assert_eq!(
            sha256(&csv),
            "c033df19b49525be2a3d9b9449cb57ec396a29a0a6d87daf79f928aef52819b6",
            "{}",
            String::from_utf8_lossy(&csv)
        );
    }

    #[test]
    fn a_frame_shows_its_first_rows() {
        let frame = frame(&sample());
        assert_eq!(Frame(&frame, 1).rows().expect("rows"), Rows::new(["a|b", "n"]).with(["x", "0.1"]));
        assert_eq!(Frame(&frame, 9).rows().expect("rows").html().matches("<tr>").count(), 3);
    }

    #[test]
    fn parquet_bytes_repeat() {
        let bytes = sample().parquet().expect("parquet");
        assert_eq!(bytes, sample().parquet().expect("parquet"));
        assert_eq!(&bytes[..4], b"PAR1");
    }
}
