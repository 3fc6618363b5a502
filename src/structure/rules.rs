//! Registered rules, each read once in a process.

use super::Rule;
use crate::method::registry::Entry;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// A registered rule, as it was read when it was first asked for.
pub(super) fn registered_rule(entry: &Entry) -> Arc<Rule> {
    static RULES: Mutex<BTreeMap<&'static str, Arc<Rule>>> = Mutex::new(BTreeMap::new());
    cell(&RULES, entry.description.name, || Rule::new(entry))
}

/// The value at a key, made where there is none. A map of such values is whole wherever a
/// thread may have panicked.
pub(super) fn cell<K: Ord, V>(map: &Mutex<BTreeMap<K, Arc<V>>>, key: K, make: impl FnOnce() -> V) -> Arc<V> {
    map.lock().unwrap_or_else(PoisonError::into_inner).entry(key).or_insert_with(|| Arc::new(make())).clone()
}
