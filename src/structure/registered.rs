//! Certificates of registered methods, each made once in a process: theorems, tables and
//! figures ask for the same ones.

use super::subject::Subject;
use super::{Certificate, Property, Rule, Settings};
use crate::method::registry::{self, Entry};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// What is known of one method, made where it is first asked for; who asks meanwhile waits.
struct Known {
    rule: Rule,
    certificates: Mutex<BTreeMap<Property, Arc<OnceLock<Certificate>>>>,
}

/// What is known of a registered method.
fn known(entry: &Entry) -> Arc<Known> {
    static METHODS: Mutex<BTreeMap<&'static str, Arc<Known>>> = Mutex::new(BTreeMap::new());
    cell(&METHODS, entry.description.name, || Known { rule: Rule::new(entry), certificates: Mutex::default() })
}

/// The value at a key, made where there is none. A map of such values is whole wherever a
/// thread may have panicked.
fn cell<K: Ord, V>(map: &Mutex<BTreeMap<K, Arc<V>>>, key: K, make: impl FnOnce() -> V) -> Arc<V> {
    map.lock().unwrap_or_else(PoisonError::into_inner).entry(key).or_insert_with(|| Arc::new(make())).clone()
}

/// The certificate of the method registered under this name, at the default settings;
/// `None` where there is no such method.
pub fn registered(method: &str, property: Property) -> Option<Certificate> {
    let known = known(&registry::find(method)?);
    let certificate = cell(&known.certificates, property, OnceLock::new);
    Some(certificate.get_or_init(|| known.rule.certify(property, &Settings::default())).clone())
}

/// A registered rule, as it is examined.
pub(super) fn subject(entry: &Entry) -> Subject {
    known(entry).rule.subject().clone()
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
