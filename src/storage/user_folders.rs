//! Where shinchoku keeps what belongs to the user rather than to one job.
//!
//! Comes in: environment variables. Goes out: paths. Deliberately does not look whether anything is there.

use std::path::PathBuf;

/// The user's folder for what shinchoku keeps: `SHINCHOKU_DATA` if set, else the usual place of the system.
///
/// Linux: `$XDG_DATA_HOME/shinchoku` or `~/.local/share/shinchoku`; macOS: `~/Library/Application Support/shinchoku`;
/// Windows: `%LOCALAPPDATA%\shinchoku`.
pub fn data_folder() -> PathBuf {
    data_folder_by(|name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from))
}

/// Where the dictionary is installed and looked for.
pub fn dictionary_folder() -> PathBuf {
    data_folder().join("dictionary").join("ipadic")
}

/// Where a Japanese font is installed and looked for.
pub fn font_folder() -> PathBuf {
    data_folder().join("font")
}

/// Where the model that reads scans is installed and looked for.
pub fn ocr_model() -> PathBuf {
    data_folder().join("ocr").join("PP-OCRv6_rec_small.onnx")
}

fn data_folder_by(variable: impl Fn(&str) -> Option<PathBuf>) -> PathBuf {
    if let Some(folder) = variable("SHINCHOKU_DATA") {
        return folder;
    }
    let home = variable(if cfg!(windows) { "USERPROFILE" } else { "HOME" });
    let shared = if cfg!(windows) {
        variable("LOCALAPPDATA").or_else(|| Some(home?.join("AppData").join("Local")))
    } else if cfg!(target_os = "macos") {
        home.map(|home| home.join("Library").join("Application Support"))
    } else {
        // The XDG rules say that a relative path there is to be ignored.
        variable("XDG_DATA_HOME").filter(|it| it.is_absolute()).or_else(|| Some(home?.join(".local").join("share")))
    };
    // A service without a home keeps its data where it was started.
    shared.map_or_else(|| PathBuf::from(".shinchoku"), |folder| folder.join("shinchoku"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(variables: &[(&str, &str)], expected: &str) {
        let variable = |name: &str| variables.iter().find(|(it, _)| *it == name).map(|(_, value)| PathBuf::from(value));
        assert_eq!(data_folder_by(variable), PathBuf::from(expected));
    }

    #[test]
    fn the_own_variable_comes_first() {
        check(&[("SHINCHOKU_DATA", "/data"), ("HOME", "/home/a"), ("USERPROFILE", "/home/a")], "/data");
    }

    #[test]
    fn without_a_home_data_stay_where_the_program_started() {
        check(&[], ".shinchoku");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn linux_follows_the_xdg_rules() {
        check(&[("XDG_DATA_HOME", "/x"), ("HOME", "/home/a")], "/x/shinchoku");
        check(&[("XDG_DATA_HOME", "x"), ("HOME", "/home/a")], "/home/a/.local/share/shinchoku");
    }

    #[cfg(windows)]
    #[test]
    fn windows_keeps_it_with_local_application_data() {
        check(&[("LOCALAPPDATA", "C:/Local")], "C:/Local/shinchoku");
    }
}
