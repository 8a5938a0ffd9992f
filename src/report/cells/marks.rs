//! One form for signs that come as several characters.

/// Circles, triangles and crosses come as several characters each; reports mix them.
pub(in crate::report) fn marks_in_one_form(text: &str) -> String {
    let one_form = |it: char| match it {
        '〇' | '◯' | '⚪' => '○',
        '⊚' | '⦾' => '◎',
        '▵' | '∆' => '△',
        '✕' | '✖' | '╳' | '☓' => '×',
        other => other,
    };
    text.chars().map(one_form).collect()
}
