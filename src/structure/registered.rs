//! Certificates of registered methods, each made once in a process: theorems, tables and
//! figures ask for the same ones.

use super::rules::{cell, registered_rule};
use super::{Certificate, Property, Settings};
use crate::method::registry;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock};

/// Certificates by method and property, each made where it is first asked for.
type Kept = BTreeMap<(&'static str, Property), Arc<OnceLock<Certificate>>>;

/// The certificate of the method registered under this name, at the default settings;
/// `None` where there is no such method.
pub fn registered(method: &str, property: Property) -> Option<Certificate> {
    // Who asks while one is being made waits.
    static CERTIFICATES: Mutex<Kept> = Mutex::new(BTreeMap::new());
    let entry = registry::find(method)?;
    let certificate = cell(&CERTIFICATES, (entry.description.name, property), OnceLock::new);
    let made = || registered_rule(&entry).certify(property, &Settings::default());
    Some(certificate.get_or_init(made).clone())
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
