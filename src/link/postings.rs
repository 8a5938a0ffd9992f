//! Where character pairs stand in many texts -> the texts that are alike to one, without looking at the others.
//!
//! Method: the inverted index of text retrieval with the prefix filter of Bayardo, Ma and Srikant (2007). What the commonest pairs of
//! a text can add together stays below the likeness asked for, so texts that share nothing else are never looked at.

use super::likeness::Vector;

/// Share of the likeness asked for that the commonest pairs may reach together: below 1 by more than sums are rounded.
const NEEDLESS: f64 = 0.999;

/// Where each character pair stands in the texts of a list.
pub(super) struct Postings<'a> {
    vectors: Vec<&'a Vector>,
    /// Where the texts of each pair begin in `texts`, and after the last one their end.
    starts: Vec<usize>,
    /// Text and weight in it, by pair, then by text.
    texts: Vec<(u32, f32)>,
    /// The greatest weight of each pair in any text.
    greatest: Vec<f32>,
}

/// Room for reckoning, kept from one text asked about to the next: likenesses so far, all nought in between.
pub(super) struct Sums {
    sums: Vec<f64>,
    touched: Vec<u32>,
}

impl<'a> Postings<'a> {
    /// The pairs of these texts, all vectors of one vocabulary.
    pub fn of(vectors: Vec<&'a Vector>) -> Postings<'a> {
        let pairs = || vectors.iter().flat_map(|it| it.pairs());
        let pair_count = pairs().map(|it| it.0 as usize + 1).max().unwrap_or(0);

        // How many texts each pair has, then where they begin.
        let mut starts = vec![0; pair_count + 1];
        pairs().for_each(|(pair, _)| starts[*pair as usize + 1] += 1);
        for pair in 0..pair_count {
            starts[pair + 1] += starts[pair];
        }

        let mut next = starts.clone();
        let mut texts = vec![(0, 0.0); starts[pair_count]];
        let mut greatest = vec![0.0_f32; pair_count];
        for (text, vector) in vectors.iter().enumerate() {
            for (pair, weight) in vector.pairs() {
                let pair = *pair as usize;
                texts[next[pair]] = (text as u32, *weight);
                next[pair] += 1;
                greatest[pair] = greatest[pair].max(*weight);
            }
        }
        Postings { vectors, starts, texts, greatest }
    }

    /// Room for asking this index.
    pub fn sums(&self) -> Sums {
        Sums { sums: vec![0.0; self.vectors.len()], touched: Vec::new() }
    }

    /// Gives each text whose likeness to `vector` is at least `least`, more than nought, with the likeness, once, in no order.
    ///
    /// The likeness is that of [`Vector::likeness`] to the last bit: both sum from the rarest pair to the commonest.
    pub fn alike(&self, vector: &Vector, least: f64, sums: &mut Sums, mut found: impl FnMut(usize, f64)) {
        let pairs = vector.pairs();
        let (telling, common) = pairs.split_at(pairs.len() - self.needless_count(pairs, least));

        for (pair, weight) in telling {
            for (text, other) in self.of_pair(*pair) {
                let sum = &mut sums.sums[*text as usize];
                if *sum == 0.0 {
                    sums.touched.push(*text);
                }
                *sum += f64::from(*weight) * f64::from(*other);
            }
        }

        let first_common = common.first().map_or(u32::MAX, |it| it.0);
        for text in sums.touched.drain(..) {
            let sum = std::mem::take(&mut sums.sums[text as usize]);
            let likeness = self.vectors[text as usize].plus_shared(sum, first_common, common);
            if likeness >= least {
                found(text as usize, likeness);
            }
        }
    }

    /// How many of the last pairs, which are the commonest, cannot make two texts alike by themselves.
    fn needless_count(&self, pairs: &[(u32, f32)], least: f64) -> usize {
        let mut bound = 0.0;
        let is_needless = |(pair, weight): &&(u32, f32)| {
            let greatest = self.greatest.get(*pair as usize).copied().unwrap_or(0.0);
            bound += f64::from(*weight) * f64::from(greatest);
            bound < NEEDLESS * least
        };
        pairs.iter().rev().take_while(is_needless).count()
    }

    fn of_pair(&self, pair: u32) -> &[(u32, f32)] {
        let pair = pair as usize;
        if pair < self.greatest.len() { &self.texts[self.starts[pair]..self.starts[pair + 1]] } else { &[] }
    }
}

#[cfg(test)]
mod tests {
    use super::super::likeness::{Vocabulary, plain};
    use super::*;

    /// The index finds for each text what one-by-one comparison finds, likenesses equal to the last bit.
    #[track_caller]
    fn check(texts: &[&str], least: f64) {
        let texts: Vec<String> = texts.iter().map(|it| plain(it)).collect();
        let vocabulary = Vocabulary::of(texts.iter().map(String::as_str));
        let vectors: Vec<Vector> = texts.iter().map(|it| vocabulary.vector(it)).collect();
        let postings = Postings::of(vectors.iter().collect());
        let mut sums = postings.sums();
        for vector in &vectors {
            let mut found = Vec::new();
            postings.alike(vector, least, &mut sums, |text, likeness| found.push((text, likeness)));
            found.sort_by_key(|it| it.0);
            let one_by_one = vectors.iter().map(|it| it.likeness(vector)).enumerate();
            let expected: Vec<(usize, f64)> = one_by_one.filter(|it| it.1 >= least).collect();
            let capped: Vec<(usize, f64)> =
                found.into_iter().map(|(text, likeness)| (text, likeness.min(1.0))).collect();
            assert_eq!(capped, expected);
        }
    }

    const TITLES: [&str; 9] = [
        "防災情報の充実",
        "防災情報の高度化",
        "移住相談の推進",
        "移住相談に関する情報の推進",
        "空き家対策の推進",
        "空き家対策の推進及び移住相談",
        "農地集積の推進",
        "",
        "税",
    ];

    #[test]
    fn an_index_finds_all_that_are_alike() {
        for least in [0.01, 0.1, 0.35, 0.5, 0.9] {
            check(&TITLES, least);
        }
    }

    #[test]
    fn texts_of_one_form_are_found_by_what_is_common() {
        check(&["の推進", "の推進", "事業の推進", "事業の促進", "の促進"], 0.1);
    }
}
