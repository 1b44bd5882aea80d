//! The charts. Each lays itself out as a [`scene::Scene`], which is pure and tested natively;
//! [`canvas`] alone knows the browser's canvas and paints scenes with plotters.

pub(crate) mod canvas;
pub(crate) mod cost_curve;
pub(crate) mod distribution;
pub(crate) mod explorer;
pub(crate) mod gauge;
pub(crate) mod importance;
pub(crate) mod rows;
pub(crate) mod scale;
pub(crate) mod scene;
pub(crate) mod value_axis;
pub(crate) mod waterfall;
