//! Whole-system tests of Creditwood.
