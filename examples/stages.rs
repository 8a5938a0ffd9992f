//! How long each stage takes over PDF files, one thread, in milliseconds a page: what `benches/pages.py` prints.
//!
//! `cargo run --release --example stages -- FILE...` prints one JSON object: pages, and milliseconds by stage.

use std::time::{Duration, Instant};

use serde_json::json;
use shinchoku::pdf::{ReadOptions, Verdict, judge, read};
use shinchoku::report::{Overrides, built_in_profiles, recognise};
use shinchoku::{indicator, layout, report};

fn main() -> anyhow::Result<()> {
    let mut spent = [Duration::ZERO; 5];
    let mut page_count = 0;
    for file in std::env::args().skip(1) {
        let bytes = std::fs::read(&file)?;
        let Ok(document) = timed(&mut spent[0], || read(bytes, &ReadOptions::default())) else { continue };
        let document = document.value;
        page_count += document.pages.len();
        if timed(&mut spent[1], || judge(&document)).verdict != Verdict::Readable {
            continue;
        }
        let layout = timed(&mut spent[2], || layout::analyze(&document)).value;
        let report = timed(&mut spent[3], || {
            let profile = recognise(&layout, built_in_profiles());
            report::read(
                &layout,
                profile.value.as_deref(),
                &file,
                &Overrides::default(),
                shinchoku::text::UnitTable::built_in(),
            )
            .value
        });
        timed(&mut spent[4], || indicator::read(&report));
    }
    let [read, judge, layout, report, indicator] = spent.map(|it| it.as_secs_f64() * 1000.0);
    println!(
        "{}",
        json!({"pages": page_count, "read": read, "judge": judge, "layout": layout, "report": report, "indicator": indicator})
    );
    Ok(())
}

fn timed<T>(spent: &mut Duration, work: impl FnOnce() -> T) -> T {
    let started = Instant::now();
    let done = work();
    *spent += started.elapsed();
    done
}
