//! The numbers to be taken in at a glance.

use super::{Report, doubts};
use crate::base::Message;
use crate::publish::digest::Series;
use crate::publish::markup::{Element, Markup};
use crate::publish::wording::{count, full_year, percent};

/// Best and lowest rating, targets met, totals that agree, doubts.
pub(super) fn tiles(report: &Report<'_>, series: &Series) -> Markup {
    let language = report.language;
    let mut tiles: Vec<[String; 3]> = Vec::new();
    if let Some(year) = series.latest_year() {
        let before = series.years.iter().rev().find(|it| it.fiscal_year < year.fiscal_year);
        let name = full_year(year.fiscal_year, language);
        let ends = [year.levels.first(), year.levels.last().filter(|_| year.levels.len() > 1)];
        for (letter, number, share) in ends.into_iter().flatten() {
            let label = Message::new("page_tile_rating").with("letter", letter).with("year", &name).text(language);
            let now = share.map(|it| percent(it, language)).unwrap_or_default();
            let earlier = before.and_then(|it| it.levels.iter().find(|level| level.0 == *letter));
            let earlier = earlier.map(|it| {
                let message = Message::new("page_tile_before").with("count", count(it.1, language));
                message.text(language)
            });
            tiles.push([label, count(number, language), format!("{now}{}", earlier.unwrap_or_default())]);
        }
    }
    if let Some(targets) = series.latest_targets() {
        let year = full_year(targets.fiscal_year, language);
        let label = Message::new("page_tile_targets").with("year", year).text(language);
        let (met, all) = (targets.count(Some(true)), targets.pairs.len());
        tiles.push([label, format!("{met} / {all}"), report.word("page_tile_targets_note")]);
    }
    if !series.totals.is_empty() {
        let agreeing = series.totals.iter().filter(|it| it.agrees).count();
        let label = report.word("page_tile_totals");
        tiles.push([label, format!("{agreeing} / {}", series.totals.len()), report.word("page_tile_totals_note")]);
    }
    // Doubts are counted over all documents: beside one plan of several they would pass for its own.
    if report.digest.series.len() == 1 {
        let grave = doubts::count(report, "error") + doubts::count(report, "warning");
        let infos = Message::new("page_tile_doubts_note").with("infos", doubts::count(report, "info")).text(language);
        tiles.push([report.word("page_tile_doubts"), count(grave, language), infos]);
    }
    let tile = |[label, number, note]: [String; 3]| {
        let number = Element::new("dd").child(Element::new("b").text(number)).child(Element::new("span").text(note));
        Element::new("div").child(Element::new("dt").text(label)).child(number)
    };
    Element::new("dl").with("class", "tiles").children(tiles.into_iter().map(tile)).into()
}
