//! The program from the outside: its command line, its whole pipeline, and the house around it.

mod architecture;
mod catalogue;
mod command_line;
mod determinism;
mod explain;
mod interruption;
mod lightgbm;
mod pipeline;
mod selection;
mod sentinel;
mod table;
