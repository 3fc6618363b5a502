use super::*;
use crate::rule::UpdateRule;
