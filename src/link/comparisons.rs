//! The comparisons of two editions: counted by pattern for learning, listed where they may become a link.

use super::model::{Comparison, Feature, Levels, MOST_FEATURES, Past};

/// The levels of a pair as one number below [`Shape::pattern_count`]: what is reckoned of one pair holds for all of its pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Pattern(u16);

impl Pattern {
    /// Its place in a table of all patterns.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// How levels and patterns are made of each other.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    /// What one more level of each feature adds to the number.
    strides: [u16; MOST_FEATURES],
    pattern_count: u16,
}

impl Shape {
    /// The shape of features, whose levels and "cannot be told" multiply to less than 65,536.
    pub fn of(features: &[Feature]) -> Shape {
        let (mut strides, mut pattern_count) = ([0; MOST_FEATURES], 1);
        for (stride, feature) in strides.iter_mut().zip(features) {
            *stride = pattern_count;
            pattern_count *= feature.levels.len() as u16 + 1;
        }
        Shape { strides, pattern_count }
    }

    /// One more than the greatest number of a pattern.
    pub fn pattern_count(&self) -> usize {
        usize::from(self.pattern_count)
    }

    /// The pattern of these levels.
    pub fn pattern(&self, levels: &Levels) -> Pattern {
        Pattern(self.strides.iter().zip(levels).map(|(stride, level)| stride * u16::from(*level)).sum())
    }

    /// The levels that make this pattern.
    pub fn levels(&self, pattern: Pattern) -> Levels {
        let mut levels = Levels::default();
        let mut rest = pattern.0;
        for (level, stride) in levels.iter_mut().zip(self.strides).rev().filter(|it| it.1 > 0) {
            *level = (rest / stride) as u8;
            rest %= stride;
        }
        levels
    }
}

/// The comparisons of two editions.
#[derive(Debug, PartialEq)]
pub(super) struct Comparisons {
    pub from_count: usize,
    /// What each row of the later edition says of its past.
    pub pasts: Vec<Past>,
    /// How often each level of each feature stands among the pairs that are not worth a comparison.
    pub rest: Vec<Vec<f64>>,
    /// How often each pattern stands among the pairs that are, by row of the later edition.
    counts: Rows<(Pattern, u32)>,
    /// Those of them that may become a link, the row of the earlier edition and the pattern, by row of the later edition.
    pairs: Rows<(u32, Pattern)>,
}

impl Comparisons {
    /// For each row of the later edition, in order, how often each pattern stands among its pairs.
    pub fn counts(&self) -> impl Iterator<Item = &[(Pattern, u32)]> {
        self.counts.iter()
    }

    /// For each row of the later edition, in order, the pairs that may become a link, in the order of the earlier edition.
    pub fn pairs(&self) -> impl Iterator<Item = &[(u32, Pattern)]> {
        self.pairs.iter()
    }
}

/// Lists of a few things for each of many rows, end to end.
#[derive(Debug, PartialEq)]
struct Rows<T> {
    all: Vec<T>,
    ends: Vec<usize>,
}

impl<T> Rows<T> {
    fn new() -> Rows<T> {
        Rows { all: Vec::new(), ends: Vec::new() }
    }

    fn end_row(&mut self) {
        self.ends.push(self.all.len());
    }

    fn iter(&self) -> impl Iterator<Item = &[T]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| &self.all[start..*end])
    }
}

/// [`Comparisons`] in the making, pair by pair, in the order of the later edition, then of the earlier one.
pub(super) struct Tally {
    shape: Shape,
    from_count: usize,
    pasts: Vec<Past>,
    counts: Rows<(Pattern, u32)>,
    pairs: Rows<(u32, Pattern)>,
    /// Counts of the row at hand, by pattern, and which of them are not nought.
    of_row: Vec<u32>,
    seen: Vec<Pattern>,
}

impl Tally {
    /// Nothing compared yet.
    pub fn new(features: &[Feature], from_count: usize, pasts: Vec<Past>) -> Tally {
        let shape = Shape::of(features);
        let of_row = vec![0; shape.pattern_count()];
        Tally { shape, from_count, pasts, counts: Rows::new(), pairs: Rows::new(), of_row, seen: Vec::new() }
    }

    /// Counts a pair of the row at hand, and lists it where it may become a link.
    pub fn add(&mut self, pair: &Comparison, may_be_link: bool) {
        let pattern = self.shape.pattern(&pair.levels);
        let count = &mut self.of_row[pattern.index()];
        if *count == 0 {
            self.seen.push(pattern);
        }
        *count += 1;
        if may_be_link {
            self.pairs.all.push((pair.from as u32, pattern));
        }
    }

    /// Goes on to the next row of the later edition.
    pub fn end_row(&mut self) {
        self.seen.sort_unstable();
        let of_row = &mut self.of_row;
        self.counts.all.extend(self.seen.drain(..).map(|it| (it, std::mem::take(&mut of_row[it.index()]))));
        self.counts.end_row();
        self.pairs.end_row();
    }

    /// The comparisons, with the counts of levels of the pairs that were not added.
    pub fn finish(self, rest: Vec<Vec<f64>>) -> Comparisons {
        let Tally { from_count, pasts, counts, pairs, .. } = self;
        Comparisons { from_count, pasts, rest, counts, pairs }
    }
}

/// What a row of the later edition has in common with each of the earlier one: the level of each feature, 0 where nothing was found.
pub(super) struct Common {
    found: Vec<Levels>,
    /// A bit for each row of the earlier edition: whether anything was found.
    marks: Vec<u64>,
}

impl Common {
    /// Nothing in common with any of so many rows.
    pub fn new(from_count: usize) -> Common {
        Common { found: vec![Levels::default(); from_count], marks: vec![0; from_count.div_ceil(64)] }
    }

    /// Notes a level; of several the lowest stands, which says the most.
    pub fn note(&mut self, from: usize, feature: usize, level: u8) {
        let known = &mut self.found[from][feature];
        if *known == 0 || level < *known {
            *known = level;
        }
        self.mark(from);
    }

    /// Counts one more of what is counted of a feature.
    pub fn count(&mut self, from: usize, feature: usize) {
        self.found[from][feature] += 1;
        self.mark(from);
    }

    /// Gives all rows with something in common, in order, and forgets them.
    pub fn take(&mut self, mut visit: impl FnMut(usize, Levels)) {
        for (word, marks) in self.marks.iter_mut().enumerate() {
            while *marks != 0 {
                let from = 64 * word + marks.trailing_zeros() as usize;
                visit(from, std::mem::take(&mut self.found[from]));
                *marks &= *marks - 1;
            }
        }
    }

    fn mark(&mut self, from: usize) {
        self.marks[from / 64] |= 1 << (from % 64);
    }
}
