//! Certificates of registered methods, each made once in a process: theorems, tables and
//! figures ask for the same ones.

use super::{Certificate, Property, Settings, Shared};
use crate::method::registry;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// A certificate that is made where it is first asked for; who asks meanwhile waits.
type Cell = Arc<OnceLock<Certificate>>;

/// The certificate of the method registered under this name, at the default settings;
/// `None` where there is no such method.
pub fn registered(method: &str, property: Property) -> Option<Certificate> {
    static CELLS: Mutex<BTreeMap<(&'static str, Property), Cell>> = Mutex::new(BTreeMap::new());
    let entry = registry::find(method)?;
    let key = (entry.description.name, property);
    // A map of cells is whole wherever a thread may have panicked.
    let cell = CELLS.lock().unwrap_or_else(PoisonError::into_inner).entry(key).or_default().clone();
    Some(cell.get_or_init(|| property.certify(&entry, &Settings::default(), &Shared::default())).clone())
}

#[cfg(test)]
mod tests {
    use super::super::certify_all;
    use super::*;

    #[test]
    fn they_are_those_that_are_made_anew() {
        for name in ["sgd", "nesterov", "leapfrog_kdk"] {
            let entry = registry::find(name).expect("registered");
            let anew = certify_all(&entry, &Property::ALL, &Settings::default());
            let kept: Vec<Certificate> = Property::ALL.iter().filter_map(|p| registered(name, *p)).collect();
            assert_eq!(anew, kept, "{name}");
        }
        assert_eq!(registered("sgdd", Property::Volume), None);
    }
}
