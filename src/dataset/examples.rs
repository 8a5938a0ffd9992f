//! Editions made of literals, for tests of this stage and of those after it.

use rust_decimal::Decimal;

use super::{BlockTokens, DocumentRecord, Edition};
use crate::base::{FiscalYear, Message, Note, Prefecture, Rect, SourceRef};
use crate::indicator::{Indicator, Measurements, Observation, Role, YearSource};
use crate::layout::{Cell, DocumentLayout, Passage, Table, TablePart};
use crate::report::{
    Block, Initiative, Rating, RatingOrigin, Report, ReportIdentity, StatedTotal, TableCoverage, short_hash,
};

/// The fiscal year that begins in `year`.
pub(crate) fn fiscal_year(year: i16) -> FiscalYear {
    FiscalYear::new(year).expect("tests speak of fiscal years in range")
}

fn passage(text: &str) -> Passage {
    let mut passage = Passage::default();
    text.chars().for_each(|it| passage.push(it, 1, Rect::new(10.0, 20.0, 20.0, 30.123_4)));
    passage
}

fn source() -> SourceRef {
    SourceRef::new(1, Rect::new(10.0, 20.0, 20.0, 30.123_4))
}

/// An edition of `year` of an Akita plan whose list rates initiatives A, B, C or `-` by fiscal year.
pub(crate) fn rated_edition(year: i16, initiatives: &[(&str, &[(i16, &str)])]) -> Edition {
    let scale = ["A", "B", "C"].map(str::to_owned).to_vec();
    let rating = |initiative: usize, rated: i16, letter: &str| {
        let rank = scale.iter().position(|it| it == letter).map(|it| it as u8 + 1);
        Rating {
            initiative: Some(initiative),
            indicator: None,
            fiscal_year: fiscal_year(rated),
            printed: letter.to_owned(),
            value: rank.map(|_| letter.to_owned()),
            rank,
            evaluator: None,
            axis: None,
            origin: RatingOrigin::List,
            source: source(),
        }
    };
    let ratings = initiatives
        .iter()
        .enumerate()
        .flat_map(|(index, (_, ratings))| ratings.iter().map(move |(rated, letter)| (index, *rated, *letter)));
    let ratings = ratings.map(|(index, rated, letter)| rating(index, rated, letter)).collect();
    Edition {
        document: DocumentRecord {
            document_id: format!("document-{year}"),
            file_name: format!("{year}.pdf"),
            page_count: 2,
            program_version: "0.1.0".to_owned(),
            ..DocumentRecord::default()
        },
        report: Report {
            ratings,
            initiatives: initiatives.iter().enumerate().map(|(index, (title, _))| initiative(index, title)).collect(),
            identity: ReportIdentity {
                plan: Some("DX推進計画".to_owned()),
                prefecture: Prefecture::new(5),
                area_code: Prefecture::new(5).map(Prefecture::area_code),
                fiscal_year: FiscalYear::new(year),
                profile_id: Some("akita-dx".to_owned()),
                scale,
                ..ReportIdentity::default()
            },
            ..Report::default()
        },
        ..Edition::default()
    }
}

fn initiative(index: usize, title: &str) -> Initiative {
    Initiative {
        id: short_hash(&[title]),
        number: Some(index as u32 + 1),
        area: Some("行政".to_owned()),
        section: None,
        title: title.to_owned(),
        departments: vec!["デジタル政策推進課".to_owned(), "税務課".to_owned()],
        in_list: true,
        in_block: false,
        source: source(),
    }
}

/// An observation of the first indicator, in percent, said of a fiscal year.
pub(crate) fn observation(role: Role, year: i16, value: &str) -> Observation {
    Observation {
        indicator: 0,
        role,
        value: Some(value.parse::<Decimal>().expect("tests give decimals")),
        value_min: None,
        value_max: None,
        comparator: "eq".to_owned(),
        unit: Some("percent".to_owned()),
        unit_printed: Some("%".to_owned()),
        per: None,
        fiscal_year: FiscalYear::new(year),
        fiscal_year_source: Some(YearSource::Label),
        as_of: Some("2024-03".to_owned()),
        cumulative: false,
        count_mode: None,
        obs_status: None,
        qualifier: None,
        area: None,
        printed: format!("{value}%"),
        confidence: 0.9,
        reasons: vec!["year_from_label".into()],
        source: source(),
    }
}

/// The measurements of one indicator in percent.
pub(crate) fn measurements(observations: Vec<Observation>) -> Measurements {
    let indicator = Indicator {
        id: "indicator".to_owned(),
        initiative: Some(0),
        name: "行政手続の電子化率".to_owned(),
        part: None,
        unit: Some("percent".to_owned()),
        cumulative: None,
    };
    Measurements { indicators: vec![indicator], observations, ..Measurements::default() }
}

/// An edition of `year` whose one initiative has one indicator in percent with these observations.
pub(crate) fn measured_edition(year: i16, observations: Vec<Observation>) -> Edition {
    let mut edition = rated_edition(year, &[("電子申請", &[])]);
    edition.measurements = measurements(observations);
    edition
}

/// The block of the first initiative.
pub(crate) fn block(plan: &str, progress: &str, next: &str) -> Block {
    let [plan, progress, next] = [plan, progress, next].map(passage);
    Block { initiative: Some(0), title: passage("電子申請"), plan, progress, next, ..Block::default() }
}

/// An edition of 2023 whose initiatives are rated A, B or C and have indicators with these achievements in percent (`90 168.5`).
pub(crate) fn achieving_edition(initiatives: &[(&str, &str)]) -> Edition {
    let titles: Vec<String> = (0..initiatives.len()).map(|it| format!("取組{it}")).collect();
    let ratings: Vec<[(i16, &str); 1]> = initiatives.iter().map(|it| [(2023, it.0)]).collect();
    let rated: Vec<(&str, &[(i16, &str)])> =
        titles.iter().zip(&ratings).map(|(title, ratings)| (title.as_str(), ratings.as_slice())).collect();
    let mut edition = rated_edition(2023, &rated);
    let template = measurements(Vec::new()).indicators.remove(0);
    for (initiative, (_, achievements)) in initiatives.iter().enumerate() {
        for achievement in achievements.split(' ') {
            let indicator = edition.measurements.indicators.len();
            let id = format!("indicator {indicator}");
            let added = Indicator { id, initiative: Some(initiative), ..template.clone() };
            edition.measurements.indicators.push(added);
            let figures = [observation(Role::Target, 2023, "100"), observation(Role::Actual, 2023, achievement)];
            edition.measurements.observations.extend(figures.map(|it| Observation { indicator, ..it }));
        }
    }
    edition
}

/// An edition of 2023 with a row in every table.
pub(crate) fn edition() -> Edition {
    let mut edition =
        rated_edition(2023, &[("電子申請", &[(2022, "B"), (2023, "A")]), ("税", &[(2022, "-"), (2023, "B")])]);
    edition.report.blocks = vec![Block {
        initiative: Some(0),
        title: passage("電子申請"),
        plan: passage("=R5：80%\n\"目標\""),
        source: Some(source()),
        ..Block::default()
    }];
    edition.tokens = Some(vec![BlockTokens { tokens: vec!["目標".to_owned(), ";".to_owned()], phrases: Vec::new() }]);
    edition.report.stated_totals = vec![StatedTotal {
        key: "A".to_owned(),
        count: Some(1),
        share: Some("50.0%".to_owned()),
        phrase: None,
        found_count: 1,
        found_share: Some(50.0),
        agrees: true,
        source: source(),
    }];
    edition.report.coverage =
        vec![TableCoverage { source: Some(source()), row_count: 6, read: 8, unread: 2, ..TableCoverage::default() }];
    edition.measurements =
        measurements(vec![observation(Role::Target, 2023, "80"), observation(Role::Actual, 2023, "78.1")]);
    edition.notes = vec![Note::warning(Message::new("no_pdf_found").with("path", "input")).at(source())];
    let cell = Cell {
        row: 0,
        column: 0,
        row_span: 1,
        column_span: 2,
        text: passage("分類"),
        size: 9.0,
        page: 1,
        bbox: source().bbox,
    };
    edition.layout = DocumentLayout {
        tables: vec![Table {
            parts: vec![TablePart { page: 1, bbox: source().bbox, row_count: 1, ..TablePart::default() }],
            row_count: 1,
            boundaries: vec![10.0, 15.0, 20.0],
            cells: vec![cell],
            confidence: 0.95,
            ..Table::default()
        }],
        ..DocumentLayout::default()
    };
    edition
}

/// The list of the Akita DX report of 2023: ratings of 2022 and 2023 and how many initiatives have them.
pub(crate) fn akita_edition() -> Edition {
    const COUNTS: [(&str, &str, usize); 10] = [
        ("A", "A", 8),
        ("A", "B", 2),
        ("B", "A", 6),
        ("B", "B", 47),
        ("B", "C", 3),
        ("C", "A", 2),
        ("C", "B", 3),
        ("C", "C", 2),
        ("-", "A", 1),
        ("-", "B", 8),
    ];
    let rows = COUNTS.iter().flat_map(|(before, after, count)| {
        (0..*count).map(move |number| (format!("{before}{after}{number}"), [(2022, *before), (2023, *after)]))
    });
    let rows: Vec<(String, [(i16, &str); 2])> = rows.collect();
    let ratings: Vec<(&str, &[(i16, &str)])> =
        rows.iter().map(|(title, ratings)| (title.as_str(), ratings.as_slice())).collect();
    rated_edition(2023, &ratings)
}
