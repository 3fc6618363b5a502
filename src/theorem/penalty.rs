//! Theorems: the temporal-stability penalty.
//!
//! The registered steps run on symbols, |x| among them as a symbol whose square is x².

mod update;
mod value;
mod variants;

use super::Theorem;

pub(super) const ROWS: &[Theorem] = &[
    Theorem { id: "P1", title: "The penalty's value is a weighted distance", settle: value::p1 },
    Theorem { id: "P2", title: "As an update the penalty pushes down, whatever the motion", settle: update::p2 },
    Theorem { id: "P3", title: "In both published programs the penalty is 0", settle: update::p3 },
    Theorem { id: "P4", title: "A restoring penalty is a second memory", settle: variants::p4 },
    Theorem { id: "P5", title: "The squared penalty, explicit and implicit", settle: variants::p5 },
    Theorem {
        id: "P6",
        title: "The paper's adaptive weight grows at one loss in ten above the threshold",
        settle: value::p6,
    },
];

#[cfg(test)]
mod tests {
    use super::ROWS;

    #[test]
    fn every_part_has_its_verdict() {
        for (id, expected) in [
            ("P1", &["proved"; 7][..]),
            ("P2", &["proved", "refuted", "refuted", "proved", "proved"]),
            ("P3", &["proved", "proved", "proved", "proved", "refuted"]),
            ("P4", &["proved"; 2]),
            ("P5", &["proved"; 4]),
            ("P6", &["proved", "exact", "exact"]),
        ] {
            let row = ROWS.iter().find(|row| row.id == id).expect("a row");
            let found: Vec<&str> = (row.settle)().iter().map(|part| part.verdict.word()).collect();
            assert_eq!(found, expected, "{id}");
        }
    }
}
