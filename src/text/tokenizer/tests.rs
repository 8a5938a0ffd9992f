//! Cutting by the made-up dictionary of a few words.

use super::*;
use crate::text::dictionary::tests::{TINY_TERMS, installed_tiny, write};

fn tokenizer() -> Tokenizer {
    Tokenizer::open(installed_tiny().path()).unwrap()
}

#[track_caller]
fn check_tokens(text: &str, expected: &str) {
    assert_eq!(tokenizer().tokens(text).join("|"), expected);
}

#[track_caller]
fn check_phrases(text: &str, expected: &str) {
    assert_eq!(tokenizer().phrases(text).join("|"), expected);
}

#[test]
fn words_of_the_dictionary() {
    check_tokens("電子申請の推進", "電子|申請|の|推進");
}

#[test]
fn words_of_the_user_dictionary() {
    check_tokens("介護ロボットを推進", "介護ロボット|を|推進");
}

#[test]
fn numbers_stay_whole() {
    check_tokens("申請率78.1%、82件", "申請|率|78.1%|82|件");
    check_tokens("1,751件と1億2,000万件", "1,751|件|と|1億2,000万|件");
    check_tokens("７８．１％と１２件", "７８．１％|と|１２|件");
}

#[test]
fn a_point_at_the_end_belongs_to_the_sentence() {
    check_tokens("1.電子", "1|電子");
    check_tokens("申請82.", "申請|82");
}

#[test]
fn names_with_digits_stay_whole() {
    check_tokens("5Gの推進とR5.3とCOVID-19", "5G|の|推進|と|R5.3|と|COVID-19");
    check_tokens("162万PV", "162万|PV");
    check_tokens("ＩＣＴ推進", "ＩＣＴ|推進");
}

#[test]
fn bullets_brackets_and_spaces_are_cut_off() {
    check_tokens("・電子【推進】～（申請） ①オンライン｜開発", "電子|推進|申請|オンライン|開発");
    check_tokens("（82件）（申請））の）", "82|件|申請|の");
    check_tokens("　\n\t）", "");
    check_tokens("", "");
}

#[test]
fn phrases_join_nouns_with_prefixes_and_suffixes() {
    check_phrases("電子申請率の再開発を推進する", "電子申請率|再開発|推進");
}

#[test]
fn phrases_leave_numbers_and_their_counters_out() {
    check_phrases("電子申請82件の推進", "電子申請|推進");
    check_phrases("再82", "");
}

#[test]
fn phrases_end_at_brackets_and_punctuation() {
    check_phrases("電子、申請（率）", "電子|申請");
}

#[test]
fn a_folder_without_dictionary_is_named() {
    let error = Tokenizer::open(Path::new("no/such/folder")).err().unwrap();
    assert_eq!(error.message().key(), "dictionary_not_installed");
    assert!(error.to_string().contains("no/such/folder"), "{error}");
}

#[test]
fn a_cut_file_of_the_dictionary_is_an_error() {
    for name in ["matrix.mtx", "dict.words", "dict.vals"] {
        let folder = installed_tiny();
        write(folder.path(), &[(name.to_owned(), vec![0])].into());
        match Tokenizer::open(folder.path()).err().unwrap() {
            DictionaryError::FileChanged { file, .. } => assert_eq!(file, name),
            other => panic!("{other}"),
        }
    }
}

#[test]
fn a_provenance_of_another_kind_is_an_error() {
    let folder = installed_tiny();
    write(folder.path(), &[(PROVENANCE_FILE.to_owned(), b"{}".to_vec())].into());
    assert_eq!(Tokenizer::open(folder.path()).err().unwrap().message().key(), "dictionary_not_opened");
}

#[track_caller]
fn check_user_line(line: &str) {
    let folder = installed_tiny();
    write(folder.path(), &[(USER_DICTIONARY_FILE.to_owned(), format!("{TINY_TERMS}{line}\n").into_bytes())].into());
    match Tokenizer::open(folder.path()).err().unwrap() {
        DictionaryError::UserDictionary { line, .. } => assert_eq!(line, 2),
        other => panic!("{other}"),
    }
}

#[test]
fn a_bad_line_of_the_user_dictionary_is_named() {
    check_user_line("電子申請");
    // Context ids that the dictionary does not have.
    check_user_line("電子申請,1285,1285,3000,名詞,一般,*,*,*,*,電子申請,*,*");
}

#[test]
fn an_empty_user_dictionary_is_none() {
    let folder = installed_tiny();
    let before = Tokenizer::open(folder.path()).unwrap();
    write(folder.path(), &[(USER_DICTIONARY_FILE.to_owned(), Vec::new())].into());
    let after = Tokenizer::open(folder.path()).unwrap();
    assert_eq!(after.tokens("電子申請"), ["電子", "申請"]);
    assert_ne!(after.hash(), before.hash());
    assert_eq!(after.name(), "ipadic");
}

#[test]
fn threads_share_one_tokenizer() {
    let tokenizer = tokenizer();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert_eq!(tokenizer.tokens("電子申請82件").len(), 4));
        }
    });
}

#[test]
fn a_damaged_file_of_the_right_length_ends_in_no_panic() {
    for name in [
        "dict.words",
        "dict.wordsidx",
        "dict.vals",
        "dict.valsidx",
        "dict.trie",
        "matrix.mtx",
        "unk.bin",
        "char_def.bin",
    ] {
        let folder = installed_tiny();
        let length = std::fs::metadata(folder.path().join(name)).unwrap().len() as usize;
        for byte in [0_u8, 0x7F] {
            write(folder.path(), &[(name.to_owned(), vec![byte; length])].into());
            // Refused, or told afterwards, or harmless; never the end of the program.
            if let Ok(tokenizer) = Tokenizer::open(folder.path()) {
                tokenizer.analyse("電子申請率の再開発を推進する");
            }
        }
    }
}
