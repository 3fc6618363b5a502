//! Work that may panic, and what became of it: nothing of a panic is printed.
//!
//! A rule of somebody else may panic, recurse deeply or never end. It is run on a thread of
//! its own with a large stack where it may recurse, within a budget of operations where it
//! may not end, and a panic's message is kept for the verdict in the place of the terminal.

use crate::scalar::TooLarge;
use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

/// Why work did not come to its end.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Stopped {
    /// It panicked, with this message.
    #[error("it panicked: {0}")]
    Panicked(String),
    /// It went beyond a counted budget.
    #[error("it is too large: a budget of operations was used up")]
    TooLarge,
}

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Panics of guarded work print nothing; all others go to the hook that was there before.
fn install() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !QUIET.get() {
                before(panic);
            }
        }));
    });
}

/// The result of `work`, or why there is none; nothing is printed.
///
/// # Errors
/// Where `work` panicked or went beyond its budget.
///
/// # Examples
/// ```
/// use stable_sgd::quiet::{Stopped, guarded};
/// assert_eq!(guarded(|| 2 + 2), Ok(4));
/// assert_eq!(guarded(|| panic!("not today")), Err::<(), _>(Stopped::Panicked("not today".to_owned())));
/// ```
pub fn guarded<R>(work: impl FnOnce() -> R) -> Result<R, Stopped> {
    install();
    let before = QUIET.replace(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    QUIET.set(before);
    result.map_err(|panic| stopped(&*panic))
}

fn stopped(panic: &(dyn Any + Send)) -> Stopped {
    if panic.is::<TooLarge>() {
        return Stopped::TooLarge;
    }
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    Stopped::Panicked(text.unwrap_or_else(|| "no message".to_owned()))
}

/// Bytes of the stack on which a rule runs that may recurse: some hundred thousand levels,
/// of which each does at least one operation, so that a budget ends the recursion first.
const STACK: usize = 1 << 30;

/// The result of `work` on a thread with a large stack.
///
/// # Errors
/// As [`guarded`]; and where no thread can be started.
pub fn deep<R: Send>(work: impl FnOnce() -> R + Send) -> Result<R, Stopped> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, || guarded(work));
        match thread.map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(result)) => result,
            Ok(Err(panic)) => Err(stopped(&*panic)),
            Err(error) => Err(Stopped::Panicked(format!("no thread could be started: {error}"))),
        }
    })
}
