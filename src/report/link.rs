//! Which initiative of the list a block is about.

use super::{Block, Initiative};
use crate::text::fold;

/// Two titles are one below this share of changed characters: editions reword a particle or a noun, not more.
pub(super) const MIN_LIKENESS: f64 = 0.72;
/// Weight of a section that agrees beside the title: it decides between rows of one title.
const SECTION_WEIGHT: f64 = 0.2;
/// Weight of an area that agrees.
const AREA_WEIGHT: f64 = 0.1;

/// For each block the index of its initiative, each at most once. The likeliest pairs are settled first.
pub(super) fn link_blocks(blocks: &[Block], rows: &[Initiative]) -> Vec<Option<usize>> {
    let titles: Vec<String> = rows.iter().map(|row| fold(&row.title)).collect();
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (block_index, block) in blocks.iter().enumerate() {
        let title = fold(block.title.text());
        if title.is_empty() {
            continue;
        }
        for (row_index, row) in rows.iter().enumerate() {
            let likeness = if titles[row_index] == title { 1.0 } else { likeness(&titles[row_index], &title) };
            if likeness < MIN_LIKENESS {
                continue;
            }
            let section = both(&row.section, &block.section).map_or(0.5, |(a, b)| likeness_of_sections(a, b));
            let area = both(&row.area, &block.area).map_or(0.5, |(a, b)| f64::from(u8::from(fold(a) == fold(b))));
            pairs.push((likeness + SECTION_WEIGHT * section + AREA_WEIGHT * area, block_index, row_index));
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut row_of_block = vec![None; blocks.len()];
    let mut taken = vec![false; rows.len()];
    for (_, block, row) in pairs {
        if row_of_block[block].is_none() && !taken[row] {
            row_of_block[block] = Some(row);
            taken[row] = true;
        }
    }
    row_of_block
}

fn both<'a>(first: &'a Option<String>, second: &'a Option<String>) -> Option<(&'a str, &'a str)> {
    first.as_deref().zip(second.as_deref())
}

/// Share of characters that stay when one title is changed to the other.
pub(super) fn likeness(first: &str, second: &str) -> f64 {
    strsim::normalized_levenshtein(first, second)
}

fn likeness_of_sections(first: &str, second: &str) -> f64 {
    likeness(&fold(first), &fold(second))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Rect, SourceRef};
    use crate::layout::Passage;

    fn passage(text: &str) -> Passage {
        let mut passage = Passage::default();
        text.chars().for_each(|it| passage.push(it, 1, Rect::default()));
        passage
    }

    fn row(section: &str, title: &str) -> Initiative {
        Initiative {
            id: String::new(),
            number: None,
            title: title.to_owned(),
            area: Some("行政".into()),
            section: Some(section.into()),
            departments: Vec::new(),
            in_list: true,
            in_block: false,
            source: SourceRef::new(1, Rect::default()),
        }
    }

    fn block(section: &str, title: &str) -> Block {
        let area = Some("行政".into());
        Block { title: passage(title), section: Some(section.into()), area, ..Block::default() }
    }

    #[test]
    fn the_section_decides_between_rows_of_one_title() {
        let rows = [row("(3) 働き方改革", "システムの統合"), row("(4) システムの最適化", "システムの統合")];
        assert_eq!(link_blocks(&[block("(4) システムの最適化", "システムの統合")], &rows), [Some(1)]);
    }

    #[test]
    fn a_particle_more_is_the_same_title() {
        let rows = [row("(1) 福祉", "介護職員の負担軽減や業務効率化に資するロボット導入への支援")];
        let blocks = [block("(1) 福祉", "介護職員の負担軽減や業務の効率化に資するロボット導入への支援")];
        assert_eq!(link_blocks(&blocks, &rows), [Some(0)]);
    }

    #[test]
    fn another_title_is_not_linked() {
        assert_eq!(
            link_blocks(&[block("(1) 福祉", "医療ネットワークの推進")], &[row("(1) 福祉", "RPAの導入")]),
            [None]
        );
    }
}
