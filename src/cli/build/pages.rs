//! What pages for people need beside tables: pictures of the places they cite.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::super::font::{installed_japanese_font, japanese_font};
use super::Job;
use crate::analysis::Analysis;
use crate::dataset::Frames;
use crate::pipeline::{STRIP_ISOLATION, StripSettings, draw_strips};
use crate::publish::{Publication, Supplement, strip_requests};

/// Adds the pictures, and the font of others.
pub(super) fn illustrate(
    supplement: &mut Supplement,
    frames: &Frames,
    analyses: &[Analysis],
    paths: &BTreeMap<String, PathBuf>,
    job: &Job<'_>,
) {
    let settings = StripSettings {
        paths,
        password: job.settings.reading.password.clone(),
        font: installed_japanese_font(),
        jobs: job.jobs,
        isolation: STRIP_ISOLATION,
    };
    let publication = Publication { frames, analyses, supplement, long: &[] };
    let requests = strip_requests(&publication);
    supplement.strips = draw_strips(&requests, &settings);
    supplement.font = japanese_font();
}
