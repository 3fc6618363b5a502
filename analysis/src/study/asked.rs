//! What is computed when it is first asked for, and remembered.

use anyhow::Result;
use std::sync::OnceLock;

/// A value that is computed once, when it is first asked for.
#[derive(Debug)]
pub struct Asked<T>(OnceLock<T>);

impl<T> Default for Asked<T> {
    fn default() -> Self {
        Self(OnceLock::new())
    }
}

impl<T> Asked<T> {
    /// The value, which `compute` gives where nobody asked before. A failure is not remembered.
    ///
    /// # Errors
    /// That of `compute`.
    pub fn get(&self, compute: impl FnOnce() -> Result<T>) -> Result<&T> {
        if let Some(known) = self.0.get() {
            return Ok(known);
        }
        let found = compute()?;
        Ok(self.0.get_or_init(|| found))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn what_was_found_is_remembered_and_a_failure_is_not() {
        let (asked, times) = (Asked::default(), Cell::new(0));
        let count = || {
            times.set(times.get() + 1);
            times.get()
        };
        assert!(asked.get(|| anyhow::bail!("attempt {}", count())).is_err());
        assert_eq!([asked.get(|| Ok(count())).ok(), asked.get(|| Ok(count())).ok()], [Some(&2), Some(&2)]);
    }
}
