//! The initiatives of a series -> their texts made comparable.

use super::likeness::{Vector, Vocabulary, heading_name, plain};
use super::sources::{Edition, Indicator, Initiative, Series};

/// What linking needs of the initiatives of a series beyond what is printed.
pub(super) struct Prepared<'a> {
    pub editions: Vec<Vec<PreparedInitiative<'a>>>,
}

/// An initiative with its texts made comparable.
pub(super) struct PreparedInitiative<'a> {
    pub printed: &'a Initiative<'a>,
    pub title: String,
    pub title_vector: Vector,
    pub area: String,
    pub section: String,
    pub departments: Vec<(String, Vector)>,
    pub text_vector: Option<Vector>,
    pub indicators: Vec<PreparedIndicator<'a>>,
}

/// An indicator with its name made comparable.
pub(super) struct PreparedIndicator<'a> {
    pub printed: &'a Indicator<'a>,
    pub name: String,
    pub vector: Vector,
}

impl PreparedIndicator<'_> {
    /// Whether its name is the title of its initiative.
    pub fn is_title_of(&self, initiative: &PreparedInitiative) -> bool {
        self.name == initiative.title
    }
}

/// Makes the texts of a series comparable: weights of character pairs come from its own titles, names and blocks.
pub(super) fn prepare<'a>(series: &'a Series<'a>) -> Prepared<'a> {
    let initiatives = || series.editions.iter().flat_map(|it| &it.initiatives);
    let indicators = || series.editions.iter().flat_map(|it| &it.indicators);
    let distinct = |texts: &mut dyn Iterator<Item = String>| {
        let texts: std::collections::BTreeSet<String> = texts.collect();
        Vocabulary::of(texts.iter().map(String::as_str))
    };
    let titles = distinct(&mut initiatives().map(|it| plain(it.title)));
    let names = distinct(&mut indicators().map(|it| plain(it.name)));
    let departments = distinct(&mut initiatives().flat_map(|it| &it.departments).map(|it| plain(it)));
    let texts = distinct(&mut initiatives().filter(|it| !it.text.is_empty()).map(|it| plain(&it.text)));
    let with_vector = |text: &str, vocabulary: &Vocabulary| {
        let text = plain(text);
        let vector = vocabulary.vector(&text);
        (text, vector)
    };
    let initiative = |edition: &'a Edition<'a>, it: &'a Initiative<'a>| {
        let (title, title_vector) = with_vector(it.title, &titles);
        let indicator = |index: &usize| {
            let printed = &edition.indicators[*index];
            let (name, vector) = with_vector(printed.name, &names);
            PreparedIndicator { printed, name, vector }
        };
        PreparedInitiative {
            printed: it,
            title,
            title_vector,
            area: it.area.map(heading_name).unwrap_or_default(),
            section: it.section.map(heading_name).unwrap_or_default(),
            departments: it.departments.iter().map(|it| with_vector(it, &departments)).collect(),
            text_vector: (!it.text.is_empty()).then(|| texts.vector(&plain(&it.text))),
            indicators: it.indicators.iter().map(indicator).collect(),
        }
    };
    let edition = |it: &'a Edition<'a>| it.initiatives.iter().map(|row| initiative(it, row)).collect();
    Prepared { editions: series.editions.iter().map(edition).collect() }
}
