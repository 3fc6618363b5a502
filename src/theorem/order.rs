//! S10: the order of each method that declares a flow.

use super::Part;
use super::build::certified_by;
use crate::method::registry;
use crate::structure::{Property, Verdict};

/// One sentence for each method that declares an order, and one for the others.
pub(super) fn s10() -> Vec<Part> {
    let methods = registry::all();
    let (declared, others): (Vec<_>, Vec<_>) = methods.iter().partition(|entry| entry.description.order.is_some());
    let mut parts: Vec<Part> = declared
        .into_iter()
        .map(|entry| {
            let (name, order) = (entry.description.name, entry.description.order.unwrap_or_default());
            certified_by(
                name,
                Property::Order,
                &format!("{name} follows its flow to the order {order}, and no further"),
            )
        })
        .collect();
    let names: Vec<&str> = others.iter().map(|entry| entry.description.name).collect();
    parts.push(Part::new(
        format!("each of {} has an order", names.join(", ")),
        Verdict::NotApplicable("they declare no flow that they would follow".to_owned()),
        "none",
        "as registered",
    ));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_declared_order_is_proved() {
        let parts = s10();
        let (last, orders) = parts.split_last().expect("a part");
        assert_eq!(last.verdict.word(), "not_applicable");
        assert!(orders.len() > 8 && orders.iter().all(|part| part.verdict == Verdict::Proved), "{orders:#?}");
    }
}
