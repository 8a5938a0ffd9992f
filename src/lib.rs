//! Progress reports of Japanese prefectures and cities, from PDF to data that people trust.
pub mod base;
pub mod cli;
pub mod indicator;
pub mod layout;
pub mod pdf;
pub mod pipeline;
pub mod publish;
pub mod dataset;
pub mod analysis;
pub mod report;
pub mod storage;
pub mod text;
