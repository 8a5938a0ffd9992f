//! Headings between the blocks: area, section, title with departments.

use super::Profile;
use super::compact::Compact;
use crate::layout::Passage;

/// The headings that stand above the place reached.
#[derive(Debug, Clone, Default)]
pub(super) struct Headings {
    pub area: Option<String>,
    pub section: Option<String>,
    /// The heading of the next block, lines joined.
    pub title: Option<Passage>,
    last: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Kind {
    #[default]
    None,
    Section,
    Title,
}

impl Headings {
    /// Takes in a line of text or a cell that spans the table; says whether it was a heading or a part of one.
    pub fn take(&mut self, line: &Passage, profile: &Profile) -> bool {
        let text = line.text();
        let compact = Compact::new(text);
        if profile.block.labels.iter().any(|(_, label)| label.prefix(&compact).is_some()) {
            return false;
        }
        let form = &profile.block;
        if let Some(found) = form.area.iter().find_map(|it| it.whole(&compact)) {
            self.area = found.slot_range("area").map(|range| text[range].trim().to_owned());
            self.section = None;
            self.title = None;
            self.last = Kind::None;
            return true;
        }
        if let Some(found) = form.title.iter().find_map(|it| it.whole(&compact)) {
            // The mark stays: it tells a heading that is still to be completed by its next line.
            self.title = Some(line.slice(found.range()));
            self.last = Kind::Title;
            return true;
        }
        if form.section.iter().any(|it| it.whole(&compact).is_some()) {
            self.section = Some(text.trim().to_owned());
            self.title = None;
            self.last = Kind::Section;
            return true;
        }
        match (self.last, &mut self.section, &mut self.title) {
            // A label of a box that the profile does not know ends the heading.
            (Kind::Title, _, Some(title)) if !text.trim_start().starts_with('【') => {
                title.append(line);
                true
            }
            (Kind::Section, Some(section), _) => {
                section.push_str(text.trim());
                true
            }
            _ => false,
        }
    }

    /// Takes the pending title: the title itself and the departments.
    pub fn take_title(&mut self, profile: &Profile) -> Option<(Passage, Vec<String>)> {
        let heading = self.title.take()?;
        self.last = Kind::None;
        let compact = Compact::new(heading.text());
        let found = profile.block.title.iter().find_map(|it| it.whole(&compact))?;
        let title = found.slot_range("title").map(|range| heading.slice(range).trimmed()).unwrap_or_default();
        let departments = found.slot_range("departments").map(|range| departments(&heading.text()[range]));
        Some((title, departments.unwrap_or_default()))
    }

    /// Ends the heading under way: what follows belongs to something else.
    pub fn close(&mut self) {
        self.last = Kind::None;
    }
}

/// `出納局・企画振興部` -> two departments. A `・` parts departments only where each part is one by its last word: it also
/// stands inside names (`観光文化スポーツ・交流部`).
pub(super) fn departments(text: &str) -> Vec<String> {
    let parts = text.split(['、', ',', '，', '／', '/', '\n', ' ', '　']).flat_map(|part| {
        let inner: Vec<&str> = part.split(['・', '･']).collect();
        if inner.iter().all(|it| is_department(it)) { inner } else { vec![part] }
    });
    parts.map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned).collect()
}

fn is_department(name: &str) -> bool {
    const LAST_WORDS: [&str; 15] =
        ["部", "局", "課", "室", "庁", "会", "所", "院", "校", "館", "署", "係", "班", "チーム", "センター"];
    LAST_WORDS.iter().any(|word| name.trim().ends_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Rect;
    use crate::report::built_in_profiles;

    fn passage(text: &str) -> Passage {
        let mut passage = Passage::default();
        text.chars().for_each(|it| passage.push(it, 1, Rect::default()));
        passage
    }

    #[track_caller]
    fn check(lines: &[&str], area: Option<&str>, section: Option<&str>, title: Option<&str>, departments: &[&str]) {
        let profile = &built_in_profiles()[0];
        let mut headings = Headings::default();
        for line in lines {
            assert!(headings.take(&passage(line), profile), "{line}");
        }
        assert_eq!((headings.area.as_deref(), headings.section.as_deref()), (area, section));
        let found = headings.take_title(profile);
        assert_eq!(found.as_ref().map(|it| it.0.text()), title);
        assert_eq!(found.map(|it| it.1).unwrap_or_default(), departments);
    }

    #[test]
    fn a_title_over_two_lines() {
        check(
            &[
                "【産業】～ 県内産業のDX ～",
                "(1) 生産性向上",
                "① IoT等の導入による新事業創出等の取組",
                "への支援（産業労働部）",
            ],
            Some("産業"),
            Some("(1) 生産性向上"),
            Some("IoT等の導入による新事業創出等の取組への支援"),
            &["産業労働部"],
        );
    }

    #[test]
    fn two_departments() {
        let lines = ["② キャッシュレス納付の推進（出納局・企画振興部）"];
        check(&lines, None, None, Some("キャッシュレス納付の推進"), &["出納局", "企画振興部"]);
    }

    #[test]
    fn a_dot_inside_the_name_of_a_department() {
        assert_eq!(departments("観光文化スポーツ・交流部"), ["観光文化スポーツ・交流部"]);
    }

    #[test]
    fn a_label_is_no_heading() {
        let mut headings = Headings::default();
        assert!(!headings.take(&passage("【進捗】"), &built_in_profiles()[0]));
    }
}
