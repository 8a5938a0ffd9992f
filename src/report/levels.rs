//! The headings that what follows stands under, from the outermost in.

/// Headings that are open, each with what headings of its rank begin with.
#[derive(Debug, Clone, Default)]
pub(super) struct Levels(Vec<(String, String)>);

impl Levels {
    /// Opens a heading: it ends the last one of its rank, and those below that. A heading of a new rank stands below the others.
    pub fn open(&mut self, text: &str) {
        let rank = rank(text);
        if let Some(at) = self.0.iter().position(|it| it.0 == rank) {
            self.0.truncate(at);
        }
        self.0.push((rank, text.to_owned()));
    }

    /// What a label of a sheet says that it belongs to; a label that comes again says something else.
    pub fn set(&mut self, label: &str, text: &str) {
        match self.0.iter_mut().find(|it| it.0 == label) {
            Some(level) => text.clone_into(&mut level.1),
            None => self.0.push((label.to_owned(), text.to_owned())),
        }
    }

    /// The open headings without those that print `title`: it is no level of itself.
    pub fn above(&self, title: &str) -> Levels {
        Levels(self.0.iter().filter(|it| !it.1.contains(title)).cloned().collect())
    }

    /// Whether no heading is open.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The open headings, the outermost first.
    pub fn texts(&self) -> impl Iterator<Item = &String> {
        self.0.iter().map(|it| &it.1)
    }
}

/// What headings of a rank have in common: the words in front of their number, and how the number is written. `基本目標１`, `(1)`.
fn rank(text: &str) -> String {
    let mut rank = String::new();
    for it in text.trim().chars() {
        let is_roman = ('Ⅰ'..='ⅻ').contains(&it);
        if it.is_whitespace() {
            break;
        }
        if it.is_numeric() || is_roman {
            let class = match it {
                '①'..='⑳' => '①',
                _ if is_roman => 'Ⅰ',
                _ => '1',
            };
            rank.push(class);
            // A bracket behind the number belongs to it.
            let rest = text.trim().trim_start_matches(|other: char| other != it);
            rank.extend(rest.chars().nth(1).filter(|it| ")）.．".contains(*it)));
            return rank;
        }
        rank.push(it);
    }
    // Without a number all headings of this kind are one rank.
    String::new()
}

/// The area and the section of levels from the outermost in: the last two; one alone is the area.
pub(super) fn area_and_section(levels: &[String]) -> (Option<String>, Option<String>) {
    match levels {
        [] => (None, None),
        [only] => (Some(only.clone()), None),
        [.., area, section] => (Some(area.clone()), Some(section.clone())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_ends_those_of_its_rank_and_below() {
        let mut levels = Levels::default();
        let texts = |levels: &Levels| levels.texts().cloned().collect::<Vec<_>>();
        levels.open("基本目標Ⅰ　意識づくり");
        levels.open("施策の方向１　広報");
        levels.open("施策の方向２　教育");
        assert_eq!(texts(&levels), ["基本目標Ⅰ　意識づくり", "施策の方向２　教育"]);
        levels.open("基本目標Ⅱ　参画");
        assert_eq!(texts(&levels), ["基本目標Ⅱ　参画"]);
        levels.open("(1) 審議会");
        levels.open("(2) 管理職");
        assert_eq!(texts(&levels), ["基本目標Ⅱ　参画", "(2) 管理職"]);
    }

    #[test]
    fn one_level_is_the_area() {
        let of = |texts: &[&str]| area_and_section(&texts.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>());
        assert_eq!(of(&["Ⅰ"]), (Some("Ⅰ".to_owned()), None));
        assert_eq!(of(&["Ⅰ", "1", "(1)"]), (Some("1".to_owned()), Some("(1)".to_owned())));
    }
}
