//! Words and noun phrases of Japanese text.
//!
//! Comes in: text, best after normalisation, and the folder of an installed dictionary. Goes out: words and phrases in reading order.
//! The only module that cuts with lindera; it deliberately knows no number's value and no unit.

use std::borrow::Cow;
use std::ops::Range;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{LazyLock, Mutex, PoisonError};

use lindera::dictionary::{Dictionary, DictionaryBuilder, Lattice, UserDictionary, load_fs_dictionary};
use lindera::mode::Mode;
use lindera::segmenter::Segmenter;
use lindera_dictionary::util::{mmap_file, read_file};
use regex::Regex;

use crate::text::dictionary::{DictionaryError, PROVENANCE_FILE, Provenance, USER_DICTIONARY_FILE};

/// Cuts text into words by a dictionary on the drive, which is mapped into memory and shared by all threads.
pub struct Tokenizer {
    segmenter: Segmenter,
    name: String,
    hash: String,
    /// lindera struck a fault: the dictionary is not what was installed.
    is_damaged: AtomicBool,
    /// Working memory of lindera, one for each thread that was ever at work at the same time.
    lattices: Mutex<Vec<Lattice>>,
}

/// What [`Tokenizer::analyse`] found, each list in reading order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// Words and numbers; brackets, bullets, spaces and punctuation are none.
    pub tokens: Vec<String>,
    /// Runs of nouns, joined (`電子申請` + `率` is `電子申請率`).
    pub phrases: Vec<String>,
}

impl Tokenizer {
    /// Opens the dictionary installed in `folder`, with the user dictionary beside it.
    ///
    /// # Errors
    /// [`DictionaryError::NotInstalled`] when there is none, [`DictionaryError::FileChanged`] when a file has not its length,
    /// [`DictionaryError::NotOpened`] when lindera cannot use it, [`DictionaryError::UserDictionary`] for the first bad line of
    /// `user.csv`.
    pub fn open(folder: &Path) -> Result<Tokenizer, DictionaryError> {
        let provenance = read_file(&folder.join(PROVENANCE_FILE));
        let provenance = provenance.map_err(|_| DictionaryError::NotInstalled { folder: folder.to_owned() })?;
        let unusable = |reason: String| DictionaryError::NotOpened { folder: folder.to_owned(), reason };
        let provenance: Provenance =
            serde_json::from_slice(&provenance).map_err(|error| unusable(error.to_string()))?;
        for (file, length) in &provenance.lengths {
            // Mapping costs nothing and tells the length.
            if mmap_file(&folder.join(file)).ok().map(|bytes| bytes.len()) != Some(*length) {
                return Err(DictionaryError::FileChanged { folder: folder.to_owned(), file: file.clone() });
            }
        }
        let loaded = catch(|| load_fs_dictionary(folder).map_err(|error| error.to_string()));
        let dictionary = loaded.unwrap_or_else(|| Err("a fault in its files".to_owned())).map_err(unusable)?;
        let user_path = folder.join(USER_DICTIONARY_FILE);
        let user_csv = read_file(&user_path).map_err(|error| unusable(error.to_string()))?;
        let user_dictionary = read_user_dictionary(&user_path, &user_csv, &dictionary)?;
        Ok(Tokenizer {
            segmenter: Segmenter::new(Mode::Normal, dictionary, user_dictionary),
            hash: provenance.hash_with(&user_csv),
            name: provenance.name,
            is_damaged: AtomicBool::new(false),
            lattices: Mutex::default(),
        })
    }

    /// The dictionary's name (`ipadic`).
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The hash of dictionary and user dictionary: equal hashes cut text alike.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// Whether the dictionary was found damaged while it was used: what was cut since is not to be trusted.
    pub fn is_damaged(&self) -> bool {
        self.is_damaged.load(Ordering::Relaxed)
    }

    /// The words and numbers of `text`; a number stays whole with its scale and per cent sign (`78.1%`, `162万`), a name with
    /// digits too (`5G`, `COVID-19`).
    pub fn tokens(&self, text: &str) -> Vec<String> {
        self.analyse(text).tokens
    }

    /// The noun phrases of `text`: runs of nouns with their prefixes and suffixes, without numbers and their counters.
    pub fn phrases(&self, text: &str) -> Vec<String> {
        self.analyse(text).phrases
    }

    /// Tokens and phrases of `text` in one go, which costs half of asking for each.
    pub fn analyse(&self, text: &str) -> Words {
        let lattices = || self.lattices.lock().unwrap_or_else(PoisonError::into_inner);
        let mut lattice = lattices().pop().unwrap_or_default();
        let mut found = Words::default();
        for stretch in stretches(text) {
            // lindera trusts its files: damaged ones lead it out of its tables.
            let Some(words) = catch(|| self.words(&stretch, &mut lattice)) else {
                self.is_damaged.store(true, Ordering::Relaxed);
                lattice = Lattice::default();
                continue;
            };
            found.phrases.extend(phrases(&words));
            found.tokens.extend(words.into_iter().filter(|word| word.part != Part::Mark).map(|word| word.surface));
        }
        lattices().push(lattice);
        found
    }

    /// The words of a stretch without breaks.
    fn words(&self, stretch: &Stretch, lattice: &mut Lattice) -> Vec<Word> {
        let masked = stretch.masked.as_str();
        let Ok(mut tokens) = self.segmenter.segment_with_lattice(Cow::Borrowed(masked), lattice) else {
            // lindera 6.2 promises an answer to any text; should that change, the stretch is kept whole rather than lost.
            return vec![Word { surface: stretch.unmasked(0..masked.len()), part: Part::Other }];
        };
        let part = |token: &mut lindera::token::Token<'_>| {
            let mut details = token.details_iter();
            Part::of(details.next().unwrap_or_default(), details.next().unwrap_or_default())
        };
        let word = |token: &mut lindera::token::Token<'_>| Word {
            part: part(token),
            surface: stretch.unmasked(token.byte_start..token.byte_end),
        };
        tokens.iter_mut().map(word).collect()
    }
}

/// What `work` gives; `None` where it panics.
fn catch<T>(work: impl FnOnce() -> T) -> Option<T> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).ok()
}

/// The user dictionary from its CSV, each line checked first: lindera would take context ids that the dictionary does not have
/// and read costs from a wrong place.
fn read_user_dictionary(
    path: &Path,
    csv: &[u8],
    dictionary: &Dictionary,
) -> Result<Option<UserDictionary>, DictionaryError> {
    let bad_line = |line: usize| DictionaryError::UserDictionary { path: path.to_owned(), line };
    let costs = &dictionary.connection_cost_matrix;
    let is_usable = |line: &str| {
        let columns: Vec<&str> = line.split(',').collect();
        let [surface, left, right, cost, .., _reading, _pronunciation] = columns.as_slice() else { return false };
        columns.len() == dictionary.metadata.dictionary_schema.field_count()
            && !surface.is_empty()
            && left.parse().is_ok_and(|left: u32| left < costs.backward_size)
            && right.parse().is_ok_and(|right: u32| right < costs.forward_size)
            && cost.parse::<i16>().is_ok()
    };
    let text = std::str::from_utf8(csv).map_err(|_| bad_line(1))?;
    // Excel and Notepad put a byte order mark before what they save.
    let text = text.trim_start_matches('\u{feff}');
    if let Some(bad) = text.lines().position(|line| !line.is_empty() && !is_usable(line)) {
        return Err(bad_line(bad + 1));
    }
    if text.trim().is_empty() {
        return Ok(None);
    }
    let built = DictionaryBuilder::new((*dictionary.metadata).clone()).build_user_dict_from_reader(text.as_bytes());
    built.map(Some).map_err(|_| bad_line(1))
}

/// Text between two breaks, with its numbers and mixed names masked.
///
/// lindera cuts numbers at their points and lets `%、` be one noun. A mask keeps the number whole and yet shows lindera a number,
/// so that the words around it are cut as they are beside a number.
#[derive(Debug, Default)]
struct Stretch {
    masked: String,
    /// Where each mask stands in `masked` (one byte long), and the text behind it.
    masks: Vec<(usize, String)>,
}

/// Stands for a number: the unknown-word rules of ipadic make it 名詞,数, and no entry of its lexicon has it.
const NUMBER_MASK: char = '0';
/// Stands for a name with digits: the unknown-word rules make it a noun; only Tシャツ begins with an ASCII letter in ipadic.
const NAME_MASK: char = 'X';

/// Brackets behind which a sentence goes on; 】 is none, it closes the label of what follows.
const CLOSING: &str = "）)」』〕］]〉》";
/// Stands for them: a word of ipadic (記号,括弧閉), which lindera joins with nothing while it stands alone.
const CLOSED: char = '）';

impl Stretch {
    fn mask(&mut self, mask: char, original: &str) {
        self.masks.push((self.masked.len(), original.to_owned()));
        self.masked.push(mask);
    }

    /// The printed text of a range of `masked`.
    fn unmasked(&self, range: Range<usize>) -> String {
        let mut text = String::new();
        let mut from = range.start;
        let first = self.masks.partition_point(|(at, _)| *at < range.start);
        for (at, original) in self.masks[first..].iter().take_while(|(at, _)| *at < range.end) {
            text.push_str(&self.masked[from..*at]);
            text.push_str(original);
            from = at + 1;
        }
        text.push_str(&self.masked[from..range.end]);
        text
    }
}

/// Names with digits or inner marks, and numbers, in half or full width; a name is tried first.
///
/// A digit and one capital are a name (5G, 3D, 8K), more are a number and its unit (162PV).
static FIGURES: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"(?x)
        (?<name> [0-9][A-Z](?-u:\b)
               | [A-Za-zＡ-Ｚａ-ｚ][0-9A-Za-z０-９Ａ-Ｚａ-ｚ]*(?:[-&.+_][0-9A-Za-z０-９Ａ-Ｚａ-ｚ]+)* )
      | (?: [0-9０-９]+(?:[,.，．][0-9０-９]+)* [十百千万億兆]* )+ [%％‰]?";
    Regex::new(pattern).expect("a test cuts by it")
});

/// Cuts text at everything that is no part of a word: spaces, bullets, brackets, punctuation, arrows.
///
/// Cutting happens before lindera, which would otherwise take a bullet or bracket into the word behind it and cut an unknown
/// word after a space.
fn stretches(text: &str) -> Vec<Stretch> {
    let mut found = vec![Stretch::default()];
    let mut rest = 0;
    let add_words = |found: &mut Vec<Stretch>, words: &str| {
        for character in words.chars() {
            match found.last_mut() {
                Some(stretch) if is_part_of_word(character) => stretch.masked.push(character),
                // The sentence goes on behind it: （全国77.2%）となり is と|なり, while となり alone is the noun 隣.
                Some(stretch) if CLOSING.contains(character) && !stretch.masked.ends_with(CLOSED) => {
                    stretch.masked.push(CLOSED);
                }
                _ => found.push(Stretch::default()),
            }
        }
    };
    for captures in FIGURES.captures_iter(text) {
        let figure = captures.get_match();
        let is_name = captures.name("name").is_some();
        // Plain letters stay, so that the dictionary may know them (生成AI).
        if is_name && figure.as_str().bytes().all(|byte| byte.is_ascii_alphabetic()) {
            continue;
        }
        add_words(&mut found, &text[rest..figure.start()]);
        rest = figure.end();
        if let Some(stretch) = found.last_mut() {
            stretch.mask(if is_name { NAME_MASK } else { NUMBER_MASK }, figure.as_str());
        }
    }
    add_words(&mut found, &text[rest..]);
    found.retain(|stretch| !stretch.masked.chars().all(|character| character == CLOSED));
    found
}

fn is_part_of_word(character: char) -> bool {
    match character {
        // Numbers in circles mark the items of a list: ①待機児童数.
        '\u{2460}'..='\u{24ff}' | '\u{2776}'..='\u{2793}' | '\u{3248}'..='\u{325f}' | '\u{32b1}'..='\u{32bf}' => false,
        // Marks of voicing set apart from their kana; private characters, which stand for rare kanji in names.
        '\u{3099}' | '\u{309a}' | '\u{e000}'..='\u{f8ff}' => true,
        _ => character.is_alphanumeric(),
    }
}

/// A word with what matters of its part of speech.
#[derive(Debug)]
struct Word {
    surface: String,
    part: Part,
}

/// What a word may be in a noun phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Begins, continues and ends a phrase.
    Noun,
    /// 再, 新, 非: needs a noun behind it.
    Prefix,
    /// 率, 者, 化: needs a noun before it.
    Suffix,
    /// Ends a phrase and is no part of it.
    Number,
    /// Ends a phrase and is no part of it.
    Other,
    /// Punctuation that the dictionary knows and the cutting let through: no word.
    Mark,
}

impl Part {
    /// By the first two columns of ipadic's part of speech.
    fn of(class: &str, subclass: &str) -> Part {
        match (class, subclass) {
            ("名詞", "数") => Part::Number,
            ("名詞", "接尾") => Part::Suffix,
            // こと, それ, よう, 対, くださる: grammar rather than things.
            ("名詞", "非自立" | "代名詞" | "特殊" | "接続詞的" | "動詞非自立的") => Part::Other,
            ("名詞", _) | ("記号", "アルファベット") => Part::Noun,
            ("接頭詞", "名詞接続") => Part::Prefix,
            ("記号", _) => Part::Mark,
            _ => Part::Other,
        }
    }
}

/// Joins the noun runs among the words of one stretch.
fn phrases(words: &[Word]) -> Vec<String> {
    let joins = |word: &Word| matches!(word.part, Part::Noun | Part::Prefix | Part::Suffix);
    words
        .chunk_by(|one, next| joins(one) && joins(next))
        .filter_map(|run| {
            // A leading suffix is the counter of a number before it, a trailing prefix belongs to a number behind it.
            let first = run.iter().position(|word| matches!(word.part, Part::Noun | Part::Prefix))?;
            let last = run.iter().rposition(|word| matches!(word.part, Part::Noun | Part::Suffix))?;
            let phrase = run.get(first..=last)?;
            let has_noun = phrase.iter().any(|word| word.part == Part::Noun);
            has_noun.then(|| phrase.iter().map(|word| word.surface.as_str()).collect())
        })
        .collect()
}

#[cfg(test)]
mod tests;
