//! Certificates of registered methods, each made once in a process: theorems, tables and
//! figures ask for the same ones.

use super::subject::Subject;
use super::{Certificate, Property, Settings, Shared};
use crate::method::registry::{self, Entry};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// What is known of one method, made where it is first asked for; who asks meanwhile waits.
#[derive(Default)]
struct Known {
    shared: Shared,
    certificates: Mutex<BTreeMap<Property, Arc<OnceLock<Certificate>>>>,
}

/// What is known of the method registered under this name.
fn known(name: &'static str) -> Arc<Known> {
    static METHODS: Mutex<BTreeMap<&'static str, Arc<Known>>> = Mutex::new(BTreeMap::new());
    cell(&METHODS, name)
}

/// The value at a key, made empty where there is none. A map of such values is whole wherever a
/// thread may have panicked.
fn cell<K: Ord, V: Default>(map: &Mutex<BTreeMap<K, Arc<V>>>, key: K) -> Arc<V> {
    map.lock().unwrap_or_else(PoisonError::into_inner).entry(key).or_default().clone()
}

/// The certificate of the method registered under this name, at the default settings;
/// `None` where there is no such method.
pub fn registered(method: &str, property: Property) -> Option<Certificate> {
    let entry = registry::find(method)?;
    let known = known(entry.description.name);
    let certificate = cell(&known.certificates, property);
    let make = || property.certify(&entry, &Settings::default(), &known.shared);
    Some(certificate.get_or_init(make).clone())
}

/// A registered rule, as it is examined.
pub(super) fn subject(entry: &Entry) -> Subject {
    known(entry.description.name).shared.subject(entry).clone()
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
