//! Which Japanese font there is: the one in the user's data folder, else one of the system's.
//!
//! Comes in: nothing. Goes out: a path. Deliberately does not look whether the file is whole; what draws with it does.

use std::path::{Path, PathBuf};

use crate::storage;

/// Where systems keep a Japanese font, the plainest first. Of a collection the first font is the Japanese one.
const SYSTEM_FONTS: &[&str] = &[
    "/usr/share/fonts/opentype/ipaexfont-gothic/ipaexg.ttf",
    "/usr/share/fonts/opentype/ipafont-gothic/ipag.ttf",
    "/usr/share/fonts/truetype/fonts-japanese-gothic.ttf",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/takao-gothic/TakaoPGothic.ttf",
    "C:\\Windows\\Fonts\\msgothic.ttc",
    "C:\\Windows\\Fonts\\YuGothR.ttc",
    "C:\\Windows\\Fonts\\meiryo.ttc",
    "/System/Library/Fonts/ヒラギノ角ゴシック W3.ttc",
];

/// How the names of fonts end.
pub(super) const ENDINGS: [&str; 4] = ["ttf", "otf", "ttc", "otc"];

/// The Japanese font to draw with: that of the data folder, else the first of the system.
pub(in crate::cli) fn installed_japanese_font() -> Option<PathBuf> {
    font_in(&storage::font_folder()).or_else(system_font)
}

/// What tells one font from another in the record of a run: no path, so that it says the same of every user.
pub(in crate::cli) fn fingerprint() -> String {
    let described = |path: PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        format!("{name}, {} bytes", storage::file_size(&path))
    };
    installed_japanese_font().map(described).unwrap_or_default()
}

/// The font in a folder that [`super::install`] made.
pub(super) fn font_in(folder: &Path) -> Option<PathBuf> {
    storage::list_files(folder).ok()?.into_iter().find(|it| is_named_as_font(it))
}

/// The first Japanese font of the system.
pub(super) fn system_font() -> Option<PathBuf> {
    SYSTEM_FONTS.iter().map(PathBuf::from).find(|it| storage::is_file(it))
}

/// Whether a name ends as those of fonts do.
pub(super) fn is_named_as_font(path: &Path) -> bool {
    path.extension().is_some_and(|it| ENDINGS.iter().any(|ending| it.eq_ignore_ascii_case(ending)))
}
