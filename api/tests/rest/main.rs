//! The service as its callers meet it: a server of its own on a free port for every test, real
//! HTTP in between.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod applicant;
mod concurrency;
mod data_quality;
mod docs;
mod feature;
mod fixture;
mod helper;
mod model;
mod page;
mod preparation;
mod problem;
mod score;
mod start;
