//! The C library that the last bits come from.

use stable_sgd::reference::REFERENCE_FINGERPRINT;
use stable_sgd::scalar::fingerprint;

/// The machine, as far as it decides the last bits of exp, sin and the like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Platform {
    /// The C library and its version, the processor's architecture, and
    /// whether it has fused multiply-add.
    pub name: String,
    /// The fingerprint of the elementary functions.
    pub fingerprint: u64,
}

impl Platform {
    /// This machine's.
    pub fn of_this_machine() -> Self {
        let name = format!(
            "{}, {}{}",
            library(),
            std::env::consts::ARCH,
            if has_fma() { " with FMA" } else { " without FMA" }
        );
        Self { name, fingerprint: fingerprint() }
    }

    /// Whether the elementary functions have the reference's bits.
    pub fn is_reference(&self) -> bool {
        self.fingerprint == REFERENCE_FINGERPRINT
    }
}

#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn library() -> String {
    unsafe extern "C" {
        fn gnu_get_libc_version() -> *const std::ffi::c_char;
    }
    // SAFETY: glibc documents gnu_get_libc_version(3) as returning a static,
    // null-terminated string that is never freed or changed.
    let version = unsafe { std::ffi::CStr::from_ptr(gnu_get_libc_version()) };
    format!("glibc {}", version.to_string_lossy())
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
fn library() -> String {
    let kind = if cfg!(target_env = "musl") { "musl" } else { "the system's C library" };
    format!("{kind} on {}", std::env::consts::OS)
}

#[cfg(target_arch = "x86_64")]
fn has_fma() -> bool {
    std::arch::is_x86_feature_detected!("fma")
}

#[cfg(not(target_arch = "x86_64"))]
fn has_fma() -> bool {
    cfg!(target_arch = "aarch64")
}
