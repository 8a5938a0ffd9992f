//! The one integration-test binary: the program from outside, and the rules that its sources keep.
//!
//! Needs the fixtures of this repository, no network, and no dictionary.

mod anything;
mod architecture;
mod build;
mod checks;
mod command_line;
mod comparison;
mod corrections;
mod data_dictionary;
mod designs;
mod divided;
mod documentation;
mod findings;
mod fixtures;
mod hardening;
mod incremental;
mod kill;
mod links;
mod manners;
mod messages;
mod outputs;
mod redrawn;
mod refused;
mod report_page;
mod second_reader;
mod small_table;
mod source_text;
mod support;
mod tables;
mod trends;
mod verdicts;
mod workbook;
#[cfg(target_os = "linux")]
mod workers;
