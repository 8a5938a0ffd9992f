//! What the commands say of files that are not whole, and of options that cannot be meant.

use std::fs;

use super::support::{own_profile, pdf, shinchoku, shinchoku_in};

#[test]
fn a_file_that_breaks_off_is_not_called_readable() {
    let folder = tempfile::tempdir().unwrap();
    let whole = fs::read(pdf("R5_typst.pdf")).unwrap();
    for kept in [whole.len() - 40, whole.len() / 10 * 7] {
        fs::write(folder.path().join("cut.pdf"), &whole[..kept]).unwrap();
        let probed = shinchoku_in(folder.path(), ["probe", "cut.pdf", "--json", "--lang", "en"]);
        let json = probed.json();
        assert_eq!(json["whole"], false, "{kept}: {json}");
        let verdict = json["verdict"].as_str().unwrap();
        assert!(verdict.contains("breaks off") || verdict.contains("damaged"), "{kept}: {json}");
    }
    let json = shinchoku(["probe", pdf("R5_typst.pdf").to_str().unwrap(), "--json"]).ends_with(0).json();
    assert_eq!((&json["whole"], &json["readable"]), (&true.into(), &true.into()));
}

#[test]
fn pages_that_are_not_there_are_not_called_pages_without_text() {
    let file = pdf("R5_typst.pdf");
    let finished = shinchoku(["extract", file.to_str().unwrap(), "--pages", "99", "--lang", "en"]).ends_with(4);
    assert!(finished.one_line().contains("no page 99"), "{}", finished.error);
    // A range that begins within the file may end beyond it.
    shinchoku(["extract", file.to_str().unwrap(), "--pages", "2-99"]).ends_with(0);
}

#[test]
fn a_year_that_no_era_has_is_refused() {
    let file = pdf("R5_typst.pdf");
    let finished = shinchoku(["extract", file.to_str().unwrap(), "--fiscal-year", "R99", "--lang", "ja"]).ends_with(2);
    assert!(finished.error.contains("R99") && finished.error.contains("--fiscal-year"), "{}", finished.error);
}

#[test]
fn the_year_of_the_title_stands_before_the_option() {
    let folder = tempfile::tempdir().unwrap();
    super::support::copy_fixtures(&folder.path().join("input"), &["R4_typst.pdf", "R5_typst.pdf", "R6_typst.pdf"]);
    let arguments = ["build", "input", "--output", "output", "--format", "csv", "--fiscal-year", "R5", "--lang", "en"];
    let built = shinchoku_in(folder.path(), arguments).ends_with(0);
    assert!(built.output.contains("3 documents"), "no edition is dropped: {}", built.output);
}

#[test]
fn a_profile_edited_by_hand_is_not_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let mine = folder.path().join("mine.toml");
    fs::write(&mine, "# mine\n").unwrap();
    let file = pdf("R5_typst.pdf");
    let new = |more: &[&str]| {
        let arguments = ["profile", "new", file.to_str().unwrap(), "-o", "mine.toml", "--lang", "en"];
        shinchoku_in(folder.path(), arguments.iter().chain(more))
    };
    let refused = new(&[]).ends_with(2);
    assert!(refused.one_line().contains("--force"), "{}", refused.error);
    assert_eq!(fs::read_to_string(&mine).unwrap(), "# mine\n");
    new(&["--force"]).ends_with(0);
    assert!(fs::read_to_string(&mine).unwrap().contains("id = "));
}

#[test]
fn a_profile_of_another_prefecture_says_why_it_is_not_used() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("input")).unwrap();
    fs::copy(pdf("R5_typst.pdf"), folder.path().join("input/R5.pdf")).unwrap();
    own_profile(folder.path(), "prefecture = \"05\"", "prefecture = \"39\"");
    let finished = shinchoku_in(folder.path(), ["extract", "input/R5.pdf", "--lang", "en"]);
    let codes: Vec<String> =
        finished.json()["notes"].as_array().unwrap().iter().map(|it| it["code"].to_string()).collect();
    assert!(codes.iter().any(|it| it.contains("profile_of_another")), "{codes:?}");
}

#[test]
fn a_file_that_is_known_to_be_bad_is_no_failure() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("input");
    super::support::copy_fixtures(&input, &["R5_typst.pdf"]);
    fs::write(input.join("bad.pdf"), "no PDF").unwrap();
    let build = || shinchoku_in(folder.path(), ["build", "input", "--output", "output", "--format", "csv"]);
    build().ends_with(3);
    fs::write(input.join("documents.toml"), "[\"bad.pdf\"]\nmay_fail = true\n").unwrap();
    build().ends_with(0);
    // The second time nothing is read, and the answer is the same.
    build().ends_with(0);
}
