//! Which of the [known cases](super::known) the certifier still gets wrong: the one list to
//! shorten when it is mended.

/// Kind and property of each.
pub const KNOWN_FAULTS: [(&str, &str); 0] = [];

/// Kind and property of cases that do not end: they are not run.
pub const ENDLESS: [(&str, &str); 0] = [];
