//! A made-up dictionary of a few words, as sources, compiled, and built.

use super::*;

const CHARACTERS: &str = "DEFAULT 0 1 0\nSPACE 0 1 0\nKANJI 0 0 2\nNUMERIC 1 1 0\nALPHA 1 1 0\nKATAKANA 1 1 2\n\
    0x0020..0x0020 SPACE\n0x0030..0x0039 NUMERIC\n0x0041..0x005A ALPHA\n0x0061..0x007A ALPHA\n0x30A1..0x30FF KATAKANA\n\
    0x4E00..0x4E00 KANJI NUMERIC\n0x4E01..0x9FA5 KANJI\n";

/// ipadic's sources in small: one context, costs by length, so that the longest words win.
pub(crate) fn tiny_source() -> Files {
    let words = [
        ("する", "動詞,自立"),
        ("と", "助詞,格助詞"),
        ("の", "助詞,連体化"),
        ("を", "助詞,格助詞"),
        ("件", "名詞,接尾"),
        ("再", "接頭詞,名詞接続"),
        ("化", "名詞,接尾"),
        ("推進", "名詞,サ変接続"),
        ("率", "名詞,接尾"),
        ("申請", "名詞,サ変接続"),
        ("開発", "名詞,サ変接続"),
        ("電子", "名詞,一般"),
    ];
    let lexicon = words.map(|(word, part)| format!("{word},0,0,1000,{part},*,*,*,*,{word},*,*\n")).concat();
    let unknown = [
        ("ALPHA", "名詞,一般"),
        ("DEFAULT", "記号,一般"),
        ("KANJI", "名詞,一般"),
        ("KATAKANA", "名詞,一般"),
        ("NUMERIC", "名詞,数"),
        ("SPACE", "記号,空白"),
    ];
    let unknown = unknown.map(|(category, part)| format!("{category},0,0,9000,{part},*,*,*,*,*\n")).concat();
    let files = [
        ("lex.csv", lexicon.as_str()),
        ("unk.def", &unknown),
        ("matrix.def", "1 1\n0 0 0\n"),
        ("char.def", CHARACTERS),
    ];
    files.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())).into()
}

/// A term for [`tiny_source`]'s one context.
pub(crate) const TINY_TERMS: &str =
    "介護ロボット,0,0,500,名詞,一般,*,*,*,*,介護ロボット,カイゴロボット,カイゴロボット\n";

/// Writes `files` into `folder`; `storage` is out of reach for this layer.
pub(crate) fn write(folder: &Path, files: &Files) {
    for (name, bytes) in files {
        let mut file = tempfile::NamedTempFile::new_in(folder).unwrap();
        std::io::Write::write_all(&mut file, bytes).unwrap();
        file.persist(folder.join(name)).unwrap();
    }
}

/// [`tiny_source`] built and installed as the command does it.
pub(crate) fn installed_tiny() -> tempfile::TempDir {
    let source = tempfile::tempdir().unwrap();
    let folder = tempfile::tempdir().unwrap();
    write(source.path(), &tiny_source());
    build(source.path(), folder.path()).unwrap();
    let mut files = built_files(folder.path());
    files.insert(USER_DICTIONARY_FILE.to_owned(), TINY_TERMS.as_bytes().to_vec());
    let provenance = Provenance::new("test".to_owned(), hashes(&tiny_source()), &files).unwrap();
    files.insert(PROVENANCE_FILE.to_owned(), serde_json::to_vec(&provenance).unwrap());
    write(folder.path(), &files);
    folder
}

fn built_files(folder: &Path) -> Files {
    let read = |name: &str| lindera_dictionary::util::read_file(&folder.join(name)).unwrap();
    BUILT_FILES.map(|name| (name.to_owned(), read(name))).into()
}

/// What MeCab's compiler makes of `tiny_source`: every node of the trie gets a room of its own.
fn compile(source: &Files) -> Files {
    let lines = |name: &str| String::from_utf8(source[name].clone()).unwrap();
    let mut matrix = Vec::new();
    for number in [1_u16, 1, 0] {
        matrix.extend(number.to_le_bytes());
    }
    let files = [
        ("sys.dic", compile_entries(&lines("lex.csv"))),
        ("unk.dic", compile_entries(&lines("unk.def"))),
        ("matrix.bin", matrix),
        ("char.bin", compile_characters(&lines("char.def"))),
    ];
    files.map(|(name, bytes)| (name.to_owned(), bytes)).into()
}

fn compile_entries(lines: &str) -> Vec<u8> {
    let mut nodes: Vec<Vec<u8>> = vec![Vec::new()];
    let (mut tokens, mut features, mut values) = (Vec::new(), Vec::new(), Vec::new());
    for line in lines.lines() {
        let columns: Vec<&str> = line.splitn(5, ',').collect();
        let surface = encoding_rs::EUC_JP.encode(columns[0]).0.into_owned();
        nodes.extend((1..=surface.len()).map(|length| surface[..length].to_vec()));
        let numbers = [columns[1], columns[2], "0", columns[3]].map(|number| number.parse::<u16>().unwrap());
        numbers.iter().for_each(|number| tokens.extend(number.to_le_bytes()));
        tokens.extend((features.len() as u32).to_le_bytes());
        tokens.extend([0; 4]);
        features.extend(encoding_rs::EUC_JP.encode(columns[4]).0.iter());
        features.push(0);
        values.push(surface);
    }
    nodes.sort();
    nodes.dedup();
    let base = |node: &[u8]| 1 + 258 * nodes.iter().position(|it| it == node).unwrap();
    let mut units = vec![(0_i32, 0_u32); base(nodes.last().unwrap()) + 258];
    units[0].0 = base(&[]) as i32;
    for node in nodes.iter().filter(|node| !node.is_empty()) {
        let (last, parent) = node.split_last().unwrap();
        units[base(parent) + usize::from(*last) + 1] = (base(node) as i32, base(parent) as u32);
    }
    for (index, surface) in values.iter().enumerate() {
        units[base(surface)] = (-((index as i32) << 8 | 1) - 1, base(surface) as u32);
    }
    let trie: Vec<u8> =
        units.iter().flat_map(|(base, check)| [base.to_le_bytes(), check.to_le_bytes()].concat()).collect();
    let length = 40 + 32 + trie.len() + tokens.len() + features.len();
    let head = [
        length as u32 ^ 0xef71_8f77,
        102,
        0,
        values.len() as u32,
        1,
        1,
        trie.len() as u32,
        tokens.len() as u32,
        features.len() as u32,
        0,
    ];
    let mut bytes: Vec<u8> = head.iter().flat_map(|number| number.to_le_bytes()).collect();
    bytes.extend(padded("EUC-JP"));
    [bytes, trie, tokens, features].concat()
}

fn padded(name: &str) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes[..name.len()].copy_from_slice(name.as_bytes());
    bytes
}

fn compile_characters(text: &str) -> Vec<u8> {
    let (ranges, categories): (Vec<&str>, Vec<&str>) = text.lines().partition(|line| line.starts_with("0x"));
    let settings: Vec<Vec<&str>> = categories.iter().map(|line| line.split(' ').collect()).collect();
    let word = |names: &[&str]| {
        let index = |name: &str| settings.iter().position(|it| it[0] == name).unwrap() as u32;
        let main = index(names[0]);
        let [invoke, group, length] =
            [1, 2, 3].map(|column: usize| settings[main as usize][column].parse::<u32>().unwrap());
        let bits = names.iter().fold(0, |bits, name| bits | 1 << index(name));
        bits | main << 18 | length << 26 | group << 30 | invoke << 31
    };
    let mut words = vec![word(&["DEFAULT"]); 0xffff];
    for range in ranges {
        let (bounds, names) = range.split_once(' ').unwrap();
        let (first, last) = bounds.split_once("..").unwrap();
        let number = |text: &str| usize::from_str_radix(&text[2..], 16).unwrap();
        words[number(first)..=number(last)].fill(word(&names.split(' ').collect::<Vec<_>>()));
    }
    let mut bytes = (settings.len() as u32).to_le_bytes().to_vec();
    settings.iter().for_each(|it| bytes.extend(padded(it[0])));
    words.iter().for_each(|word| bytes.extend(word.to_le_bytes()));
    bytes
}

#[test]
fn compiled_files_give_back_their_sources() {
    let source = to_source(&compile(&tiny_source())).unwrap();
    for (name, bytes) in tiny_source() {
        // The entries come in byte order of EUC-JP, which is not that of UTF-8.
        let lines = |bytes: &[u8]| {
            let mut lines: Vec<String> =
                String::from_utf8(bytes.to_vec()).unwrap().lines().map(str::to_owned).collect();
            lines.sort();
            lines
        };
        assert_eq!(lines(&source[&name]), lines(&bytes), "{name}");
    }
}

#[test]
fn files_cut_short_anywhere_are_damaged_and_named() {
    let whole = compile(&tiny_source());
    for name in ["sys.dic", "unk.dic", "matrix.bin"] {
        for length in [0, 3, 40, whole[name].len() - 1] {
            let mut files = whole.clone();
            files.get_mut(name).unwrap().truncate(length);
            match to_source(&files).unwrap_err() {
                DictionaryError::Damaged { file, .. } => assert_eq!(file, name),
                // 40 bytes or more of the two or three numbers are whole.
                other => panic!("{name} at {length}: {other}"),
            }
            if name == "matrix.bin" {
                break;
            }
        }
    }
}

#[test]
fn a_trie_that_loops_is_damaged_and_does_not_hang() {
    let mut files = compile(&tiny_source());
    let bytes = files.get_mut("sys.dic").unwrap();
    // The root's room begins at unit 1: all its children lead back to it.
    for unit in 2..=257 {
        let place = 72 + unit * 8;
        bytes[place..place + 8].copy_from_slice(&[1, 0, 0, 0, 1, 0, 0, 0]);
    }
    assert!(matches!(to_source(&files), Err(DictionaryError::Damaged { .. })));
}

#[test]
fn any_byte_may_be_wrong_without_a_panic() {
    let whole = compile(&tiny_source());
    for name in compiled::FILES {
        for place in (0..whole[name].len()).step_by(whole[name].len() / 8 + 1).chain(0..8.min(whole[name].len())) {
            let mut files = whole.clone();
            files.get_mut(name).unwrap()[place] ^= 0xff;
            drop(compiled::decompile(&files));
        }
    }
}

#[test]
fn euc_jp_becomes_utf8_and_utf8_stays() {
    let euc = encoding_rs::EUC_JP.encode("電子").0.into_owned();
    assert_eq!(transcode("a.csv", &euc).unwrap(), "電子".as_bytes());
    assert_eq!(transcode("a.csv", "電子".as_bytes()).unwrap(), "電子".as_bytes());
    assert_eq!(transcode("a.csv", b"\xff\xff").unwrap_err().message().key(), "dictionary_unknown_encoding");
}

#[track_caller]
fn check_refused(change: impl FnOnce(&mut Files), key: &str) {
    let mut files = tiny_source();
    change(&mut files);
    assert_eq!(to_source(&files).unwrap_err().message().key(), key);
}

#[test]
fn sources_must_be_whole_and_of_ipadic() {
    check_refused(|files| drop(files.remove("matrix.def")), "dictionary_not_a_dictionary");
    check_refused(|files| drop(files.remove("unk.def")), "dictionary_file_missing");
    check_refused(|files| drop(files.remove("lex.csv")), "dictionary_file_missing");
    let unidic = b"\"a,b\",0,0,0,1,2,3,4,5,6,7,8,9,10\n".to_vec();
    check_refused(|files| drop(files.insert("lex.csv".to_owned(), unidic)), "dictionary_not_ipadic");
}

#[test]
fn one_source_always_gives_one_hash() {
    let hash = || Provenance::new(String::new(), BTreeMap::new(), &built_files(installed_tiny().path())).unwrap().hash;
    assert_eq!(hash(), hash());
}

#[test]
fn a_changed_file_is_found_and_an_added_term_shows_in_the_hash() {
    let folder = installed_tiny();
    let mut files = built_files(folder.path());
    let provenance = Provenance::new(String::new(), BTreeMap::new(), &files).unwrap();
    assert_eq!(provenance.first_changed(&files), None);
    assert_ne!(provenance.hash_with(b"a"), provenance.hash_with(b"b"));
    files.get_mut("unk.bin").unwrap().pop();
    assert_eq!(provenance.first_changed(&files), Some("unk.bin"));
}

#[test]
fn every_administrative_term_has_thirteen_columns_and_stands_once() {
    let mut terms: Vec<&str> = ADMINISTRATIVE_TERMS.lines().map(|line| line.split(',').next().unwrap()).collect();
    assert!(ADMINISTRATIVE_TERMS.lines().all(|line| line.split(',').count() == COLUMN_COUNT));
    let count = terms.len();
    terms.sort_unstable();
    terms.dedup();
    assert!(count >= 60 && terms.len() == count && terms.contains(&"令和"));
}
