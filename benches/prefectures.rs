//! Linking and all analyses over many prefectures and years, on invented editions.
//!
//! `cargo bench --bench prefectures` takes 47 prefectures with 10 editions of 100 initiatives and parts of that, and prints for
//! each how long inventing tables, linking and the analyses take, how memory stands, and how many links are right: the
//! generator knows what became of what. `-- 12 5 100` takes other numbers. Method: one run each, on the clock of the wall.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use shinchoku::base::{FiscalYear, Prefecture, Rect, SourceRef};
use shinchoku::dataset::{DocumentRecord, Edition, Frame, Frames, frames};
use shinchoku::indicator::{Indicator, Measurements, Observation, Role};
use shinchoku::layout::Passage;
use shinchoku::report::{Block, Initiative, Rating, RatingOrigin, Report, ReportIdentity, short_hash};
use shinchoku::{analysis, link};

const PLACES: [&str; 24] = [
    "中山間地域",
    "市街地",
    "離島",
    "県立学校",
    "小規模事業者",
    "県有施設",
    "医療機関",
    "介護事業所",
    "農業法人",
    "漁協",
    "林業事業体",
    "観光地",
    "商店街",
    "児童福祉施設",
    "障害者支援施設",
    "自主防災組織",
    "土地改良区",
    "県立病院",
    "公民館",
    "図書館",
    "産業団地",
    "港湾",
    "河川流域",
    "県庁",
];
const THINGS: [&str; 32] = [
    "電子申請",
    "再生可能エネルギー",
    "空き家",
    "人材確保",
    "森林経営管理",
    "担い手育成",
    "販路開拓",
    "避難計画",
    "耐震化",
    "遠隔医療",
    "在宅療養",
    "食育",
    "多文化共生",
    "外国人材",
    "起業",
    "事業承継",
    "農地集積",
    "鳥獣被害防止",
    "水質保全",
    "省エネルギー",
    "公共交通",
    "除雪体制",
    "移住相談",
    "ひとり親家庭",
    "不登校",
    "特別支援教育",
    "文化財",
    "スポーツ合宿",
    "魅力発信",
    "物流",
    "生活排水",
    "災害廃棄物",
];
const VERBS: [&str; 12] = [
    "推進",
    "支援",
    "強化",
    "充実",
    "普及啓発",
    "計画的な整備",
    "効率化",
    "見直し",
    "拡大",
    "体制づくり",
    "調査研究",
    "促進",
];
const SECTIONS: [&str; 10] = ["産業", "農林水産", "医療", "福祉", "教育", "防災", "環境", "交通", "観光", "行政改革"];

/// Numbers that look drawn by lot, the same in every run (Marsaglia's xorshift).
struct Lot(u64);

impl Lot {
    fn below(&mut self, count: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % count as u64) as usize
    }

    fn percent(&mut self, share: usize) -> bool {
        self.below(100) < share
    }
}

/// An initiative through the years: the threads of the earlier edition that it came from are its truth.
#[derive(Clone)]
struct Thread {
    id: usize,
    parents: Vec<usize>,
    section: usize,
    title: String,
    target: usize,
    rating: usize,
    last_rating: Option<usize>,
}

/// Prefecture, year, number before and number after of all pairs that belong together.
type Pairs = BTreeSet<(u8, i16, u32, u32)>;

fn title(lot: &mut Lot) -> String {
    let (place, thing, verb) = (PLACES[lot.below(24)], THINGS[lot.below(32)], VERBS[lot.below(12)]);
    if lot.percent(50) {
        format!("{place}における{thing}の{verb}")
    } else {
        format!("{thing}に関する{place}への{verb}")
    }
}

fn thread(lot: &mut Lot, next: &mut usize) -> Thread {
    *next += 1;
    let (section, target, rating) = (lot.below(SECTIONS.len()), 40 + lot.below(60), lot.below(3));
    Thread { id: *next, parents: Vec::new(), section, title: title(lot), target, rating, last_rating: None }
}

/// What becomes of the initiatives in a year: 3 % are renamed, 1 % move, 4 % end, as many begin, and two pairs become one.
fn next_year(before: &[Thread], lot: &mut Lot, next: &mut usize) -> Vec<Thread> {
    let mut after: Vec<Thread> = Vec::new();
    let mut skip = BTreeSet::new();
    for (index, thread) in before.iter().enumerate() {
        if skip.contains(&index) || lot.percent(4) {
            continue;
        }
        let rating = if lot.percent(80) { thread.rating } else { lot.below(3) };
        let last_rating = Some(thread.rating);
        let mut now = Thread { parents: vec![thread.id], rating, last_rating, ..thread.clone() };
        if lot.percent(3) {
            let (head, _) = now.title.split_at(now.title.rfind(['の', 'へ']).unwrap_or(now.title.len()));
            now.title = format!("{head}の{}・{}", VERBS[lot.below(12)], VERBS[lot.below(12)]);
        } else if lot.percent(1) {
            now.section = lot.below(SECTIONS.len());
        } else if index % 50 == 7 && index + 1 < before.len() && before[index + 1].section == thread.section {
            let other = &before[index + 1];
            skip.insert(index + 1);
            now.title = format!("{}及び{}", now.title, other.title);
            now.parents.push(other.id);
        }
        *next += 1;
        now.id = *next;
        after.push(now);
    }
    while after.len() < before.len() {
        after.push(thread(lot, next));
    }
    after.sort_by_key(|it| it.section);
    after
}

/// The tables of all prefectures. Editions are kept no longer than it takes to put them into tables: the memory measured is that of
/// tables, linking and analyses.
fn make_all(prefectures: usize, years: usize, initiatives: usize) -> (Frames, Pairs) {
    let (mut all, mut pairs): (Option<Frames>, _) = (None, Pairs::new());
    for code in 1..=prefectures {
        let more = frames(&make(code, years, initiatives, &mut pairs));
        all = Some(match all {
            None => more,
            Some(before) => before.iter().map(|it| joined(it, &more)).collect(),
        });
    }

    // A column in many pieces would be slow to look into.
    let in_one_piece = |frame: &Frame| {
        let mut data = frame.data().clone();
        data.rechunk_mut();
        Frame::new(frame.schema(), data).expect("the columns are the same")
    };
    (all.iter().flat_map(Frames::iter).map(in_one_piece).collect(), pairs)
}

/// A table with the rows of the same one of the next prefecture; all have the same units.
fn joined(table: &Frame, next: &Frames) -> Frame {
    let more = next.get(table.name()).filter(|it| it.name() != "units");
    more.map_or_else(|| table.clone(), |more| table.followed_by(more))
}

fn make(code: usize, years: usize, initiatives: usize, pairs: &mut Pairs) -> Vec<Edition> {
    let mut editions = Vec::new();
    let mut lot = Lot(0x9E37_79B9_7F4A_7C15 ^ (code as u64) << 32);
    let mut next = 0;
    let mut threads: Vec<Thread> = (0..initiatives).map(|_| thread(&mut lot, &mut next)).collect();
    threads.sort_by_key(|it| it.section);
    for year in 0..years {
        let fiscal_year = 2015 + year as i16;
        editions.push(edition(code, fiscal_year, &threads));
        let after = next_year(&threads, &mut lot, &mut next);
        if year + 1 < years {
            let numbers: BTreeMap<usize, u32> =
                threads.iter().zip(1..).map(|(thread, number)| (thread.id, number)).collect();
            for (thread, number) in after.iter().zip(1..) {
                pairs.extend(thread.parents.iter().map(|it| (code as u8, fiscal_year, numbers[it], number)));
            }
        }
        threads = after;
    }
    editions
}

fn edition(code: usize, fiscal_year: i16, threads: &[Thread]) -> Edition {
    let source = SourceRef::new(1, Rect::new(10.0, 20.0, 30.0, 40.0));
    let year = |year: i16| FiscalYear::new(year).expect("years of our time");
    let prefecture = Prefecture::new(code as u8);
    let mut report = Report {
        identity: ReportIdentity {
            plan: Some("総合計画".to_owned()),
            prefecture,
            area_code: prefecture.map(|it| it.area_code()),
            fiscal_year: Some(year(fiscal_year)),
            profile_id: Some("made".to_owned()),
            scale: ["A", "B", "C"].map(str::to_owned).to_vec(),
            ..ReportIdentity::default()
        },
        ..Report::default()
    };
    let mut measurements = Measurements::default();
    for (index, thread) in threads.iter().enumerate() {
        let section = format!("({}) {}", thread.section + 1, SECTIONS[thread.section]);
        report.initiatives.push(Initiative {
            id: short_hash(&[&code.to_string(), &section, &thread.title]),
            number: Some(index as u32 + 1),
            area: None,
            section: Some(section),
            title: thread.title.clone(),
            departments: vec![format!("{}課", SECTIONS[thread.section])],
            in_list: true,
            in_block: index % 3 == 0,
            source,
        });
        for (rated, rating) in [(fiscal_year - 1, thread.last_rating), (fiscal_year, Some(thread.rating))] {
            report.ratings.push(Rating {
                initiative: Some(index),
                indicator: None,
                fiscal_year: year(rated),
                printed: rating.map_or("-", |it| ["A", "B", "C"][it]).to_owned(),
                value: rating.map(|it| ["A", "B", "C"][it].to_owned()),
                rank: rating.map(|it| it as u8 + 1),
                evaluator: None,
                axis: None,
                origin: RatingOrigin::List,
                source,
            });
        }
        if index % 3 == 0 {
            measure(index, thread, fiscal_year, &mut report, &mut measurements);
        }
    }
    let document_id = short_hash(&[&code.to_string(), &fiscal_year.to_string()]);
    Edition {
        document: DocumentRecord { file_name: format!("{document_id}.pdf"), document_id, ..DocumentRecord::default() },
        report,
        measurements,
        ..Edition::default()
    }
}

/// A block with an indicator: the target of the year and of the next, and what was reached.
fn measure(index: usize, thread: &Thread, fiscal_year: i16, report: &mut Report, measurements: &mut Measurements) {
    let source = SourceRef::new(2, Rect::new(10.0, 20.0, 30.0, 40.0));
    let name = format!("{}の件数", thread.title.chars().take(8).collect::<String>());
    let mut plan = Passage::default();
    format!("・{name}を増やし、{}を着実に進める。", thread.title)
        .chars()
        .for_each(|it| plan.push(it, 2, Rect::default()));
    report.blocks.push(Block { initiative: Some(index), plan, source: Some(source), ..Block::default() });
    let indicator = measurements.indicators.len();
    measurements.indicators.push(Indicator {
        id: short_hash(&[&report.initiatives[index].id, &name]),
        initiative: Some(index),
        name,
        part: None,
        unit: Some("case".to_owned()),
        cumulative: Some(false),
    });
    let base = thread.target + 3 * (fiscal_year as usize - 2015);
    for (role, year, value) in [
        (Role::Target, fiscal_year, base),
        (Role::Target, fiscal_year + 1, base + 3),
        (Role::Actual, fiscal_year, base + 4 - 4 * thread.rating),
    ] {
        measurements.observations.push(Observation {
            indicator,
            role,
            value: Some(value.into()),
            value_min: None,
            value_max: None,
            comparator: "eq".to_owned(),
            unit: Some("case".to_owned()),
            unit_printed: Some("件".to_owned()),
            per: None,
            fiscal_year: FiscalYear::new(year),
            fiscal_year_source: None,
            as_of: None,
            cumulative: false,
            count_mode: None,
            obs_status: None,
            qualifier: None,
            area: None,
            printed: format!("{value}件"),
            confidence: 1.0,
            reasons: Vec::new(),
            source,
        });
    }
}

/// Precision and recall of the links that are sure, and how many are for review.
fn quality(frames: &Frames, pairs: &Pairs) -> (f64, f64, usize) {
    let links = frames.get("initiative_links").expect("linking makes it");
    let (mut sure, mut right, mut review) = (0, 0, 0);
    for row in 0..links.row_count() {
        let number = |name: &str| links.i32(name).get(row).and_then(|it| u32::try_from(it).ok());
        let code = links.text("prefecture_code").get(row).and_then(|it| it.parse().ok()).unwrap_or_default();
        let year = links.i16("from_fiscal_year").get(row).unwrap_or_default();
        let (Some(from), Some(to)) = (number("from_number"), number("to_number")) else { continue };
        if links.text("status").get(row) == Some("review") {
            review += 1;
            continue;
        }
        sure += 1;
        right += usize::from(pairs.contains(&(code, year, from, to)));
    }
    (right as f64 / sure.max(1) as f64, right as f64 / pairs.len().max(1) as f64, review)
}

/// Memory of this process in MiB by its name in Linux (`VmRSS:` now, `VmHWM:` at most so far), `?` where the system does not tell.
fn memory(name: &str) -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|it| it.starts_with(name));
    let kibibytes = line.and_then(|it| it.split_whitespace().nth(1)?.parse::<u64>().ok());
    kibibytes.map_or_else(|| "?".to_owned(), |it| (it / 1024).to_string())
}

/// Processor time of this process so far in seconds, in Linux; on a machine that others use the clock of the wall says little.
fn processor_time() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks = after_name.split_whitespace().skip(11).take(2).filter_map(|it| it.parse::<f64>().ok());
    ticks.sum::<f64>() / 100.0
}

fn measure_size(prefectures: usize, years: usize, initiatives: usize) -> (usize, f64) {
    let start = Instant::now();
    let (single, pairs) = make_all(prefectures, years, initiatives);
    let (framed, memory_of_frames) = (start.elapsed(), memory("VmRSS:"));
    let before = processor_time();
    let linked = link::link(&single, &[]).value;
    drop(single);
    let (linking, of_linking) = (start.elapsed() - framed, processor_time() - before);
    let analyses = analysis::analyses(&linked);
    let (all, of_all) = (start.elapsed(), processor_time() - before);
    let (precision, recall, review) = quality(&linked, &pairs);
    let rows: usize = analyses.iter().map(|it| it.frame.row_count()).sum();
    println!(
        "{prefectures} × {years} × {initiatives}: frames {:.2} s ({memory_of_frames} MiB), link {:.2} s ({of_linking:.1} s of processors), {} analyses {:.2} s ({:.1} s; {rows} rows), peak {} MiB; \
         links: precision {precision:.4}, recall {recall:.4}, {review} for review",
        framed.as_secs_f64(),
        linking.as_secs_f64(),
        analyses.len(),
        (all - framed - linking).as_secs_f64(),
        of_all - of_linking,
        memory("VmHWM:"),
    );
    (prefectures * years * initiatives, (all - framed).as_secs_f64())
}

fn main() {
    let asked: Vec<usize> = std::env::args().skip(1).filter_map(|it| it.parse().ok()).collect();
    if let [prefectures, years, initiatives] = asked[..] {
        measure_size(prefectures, years, initiatives);
        return;
    }
    let sizes = [(12, 10, 100), (24, 10, 100), (47, 10, 100)];
    let measured = sizes.map(|(prefectures, years, initiatives)| measure_size(prefectures, years, initiatives));
    let (first, last) = (measured[0], measured[measured.len() - 1]);
    let exponent = (last.1 / first.1).ln() / (last.0 as f64 / first.0 as f64).ln();
    println!("link and analyses grow as n^{exponent:.2}");
}
