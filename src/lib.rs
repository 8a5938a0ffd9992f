//! Progress reports of Japanese prefectures and cities, from PDF to data that people trust.
//!
//! The way through, stage by stage; each is a function from one plain type to the next:
//!
//! | stage | from | to |
//! | --- | --- | --- |
//! | [`pdf`] | bytes | glyphs, rulings, pictures |
//! | [`layout`] | these | lines and tables in reading order |
//! | [`report`] | these, and a profile | initiatives, ratings, blocks, stated totals |
//! | [`indicator`] | these | targets and actuals with unit, year, date |
//! | [`dataset`] | all of a document | tables |
//! | [`link`] | tables | tables with ids that stay over editions, and links |
//! | [`analysis`] | tables | trends |
//! | [`publish`] | tables and trends | bytes of files |
//!
//! [`text`] holds the language of numbers, units and dates, [`base`] the words that all stages share, [`storage`] the file
//! system, [`pipeline`] the stages in a row, [`cli`] the commands.
//!
//! ```
//! use shinchoku::base::Noted;
//! use shinchoku::report::{Overrides, built_in_profiles, recognise};
//! use shinchoku::text::UnitTable;
//! use shinchoku::{indicator, layout, pdf, report};
//!
//! let bytes = std::fs::read("fixtures/pdf/R5_typst.pdf")?;
//! let document = pdf::read(bytes, &pdf::ReadOptions::default())?.value;
//! let layout = layout::analyze(&document).value;
//! let profile = recognise(&layout, built_in_profiles()).value;
//! let (known, units) = (Overrides::default(), UnitTable::built_in());
//! let Noted { value: report, notes } = report::read(&layout, profile.as_deref(), "R5.pdf", &known, units);
//! let measurements = indicator::read(&report).value;
//!
//! let first = &report.initiatives[0];
//! assert_eq!((first.number, first.title.as_str()), (Some(1), "電子申請・届出サービスの充実"));
//! let rate = measurements.observations.iter().find(|it| it.printed == "R5：78.1%").expect("it is printed on page 4");
//! assert_eq!(measurements.indicators[rate.indicator].name, "行政手続の電子化率");
//! assert!(report.stated_totals.iter().all(|it| it.agrees));
//! # let _ = notes;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod analysis;
pub mod base;
pub mod cli;
pub mod correction;
pub mod dataset;
pub mod indicator;
pub mod layout;
pub mod link;
pub mod ocr;
pub mod pdf;
pub mod pipeline;
pub mod publish;
pub mod report;
pub mod review;
pub mod storage;
pub mod text;
