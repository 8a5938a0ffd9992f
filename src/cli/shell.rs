//! Paths and names as a shell takes them, in the commands that people are given to paste.

use std::path::Path;

/// A path as one word of a shell, whatever its name is: nothing in it is run, and it is no option.
pub(super) fn quoted_path(path: &Path) -> String {
    let text = path.display().to_string();
    quoted(&if text.starts_with('-') { format!("./{text}") } else { text })
}

/// Text as one word of a shell.
pub(super) fn quoted(text: &str) -> String {
    // A tilde and an equals sign mean something at the beginning of a word, and only there.
    let is_plain = |it: char| it.is_alphanumeric() || "_./-,:@+".contains(it) || cfg!(windows) && it == '\\';
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_owned();
    }
    let escaped = if cfg!(windows) { "''" } else { r"'\''" };
    format!("'{}'", text.replace('\'', escaped))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, expected: &str) {
        assert_eq!(quoted_path(Path::new(path)), expected);
    }

    #[test]
    fn plain_names_stay() {
        check("input/秋田_R5.pdf", "input/秋田_R5.pdf");
    }

    #[cfg(unix)]
    #[test]
    fn whatever_stands_in_a_name_is_only_a_name() {
        check("$(touch x).pdf", "'$(touch x).pdf'");
        check("`id`.pdf", "'`id`.pdf'");
        check("a'b.pdf", r"'a'\''b.pdf'");
        check("a!b \"c\".pdf", "'a!b \"c\".pdf'");
        check("~root/a.pdf", "'~root/a.pdf'");
        check("a;id\n.pdf", "'a;id\n.pdf'");
        check("令和\u{3000}5.pdf", "'令和\u{3000}5.pdf'");
    }

    #[cfg(unix)]
    #[test]
    fn a_name_that_looks_like_an_option_is_a_name() {
        check("--output.pdf", "./--output.pdf");
        check("-x $y", "'./-x $y'");
    }

    /// What a shell makes of it is the name again.
    #[cfg(unix)]
    #[test]
    fn a_shell_gives_the_name_back() {
        for name in ["$(id)", "a'b\"c", "`id`", "a\\b", "*?[x]", "x;y&z|w", "#a", "!x", "a\nb", "{a,b}", "<a>"] {
            let script = format!("printf %s {}", quoted(name));
            let output = std::process::Command::new("sh").args(["-c", &script]).output().unwrap();
            assert_eq!(String::from_utf8(output.stdout).unwrap(), name);
        }
    }
}
