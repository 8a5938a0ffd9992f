//! What a note says of values in brackets: `各年度の欄は、上段が実績値、下段（ ）内がその年度の目標値です。`

use std::sync::LazyLock;

use regex::Regex;

use super::Role;
use crate::layout::DocumentLayout;
use crate::text::fold;

/// The role that lines of a report give to values in brackets; `None` where no line says it, or two disagree.
pub(super) fn role_in_brackets(layout: &DocumentLayout) -> Option<Role> {
    let mut roles = layout.lines().filter_map(|it| role_of_line(it.text.text()));
    let first = roles.next()?;
    roles.all(|it| it == first).then_some(first)
}

/// The roles of two lines in a cell, `各年度の欄は、上段が目標値、下段が実績値である。`, from the top; empty where no line says them, or two
/// disagree.
pub(super) fn roles_of_lines(layout: &DocumentLayout) -> Vec<Role> {
    let mut found = layout.lines().filter_map(|it| upper_and_lower(it.text.text()));
    match found.next() {
        Some(first) if found.all(|it| it == first) => first.to_vec(),
        _ => Vec::new(),
    }
}

fn upper_and_lower(line: &str) -> Option<[Role; 2]> {
    static SAID: LazyLock<Regex> = LazyLock::new(|| {
        let role = "[はがに:=]*(?:その年度の|各年度の|当該年度の|年度)?(目標|計画|実績)";
        Regex::new(&format!("上段{role}.{{0,12}}下段{role}")).expect("a literal expression")
    });
    if !line.contains("上段") {
        return None;
    }
    let compact = fold(line);
    // What stands in brackets is told by these: 上段：目標値（ ）書き.
    let found = SAID.captures(&compact).filter(|it| !it[0].contains("()"))?;
    let role = |at: usize| if &found[at] == "実績" { Role::Actual } else { Role::Target };
    Some([role(1), role(2)]).filter(|it| it[0] != it[1])
}

fn role_of_line(line: &str) -> Option<Role> {
    static SAID: LazyLock<Regex> = LazyLock::new(|| {
        let pattern = r"(?:\(\)|括弧|カッコ|かっこ)(?:内|書き)?(?:の数値)?[はがも、:=]*(?:その年度の|各年度の|当該年度の|年度)?(目標|計画|実績|前年)";
        Regex::new(pattern).expect("a literal expression")
    });
    // Most lines have no brackets that hold nothing.
    if !line.contains(['（', '(', '括', 'カ', 'か']) {
        return None;
    }

    let compact = fold(line);
    // 上段：目標値（ ）書き
    if ["目標値()書", "目標()書", "計画値()書"].iter().any(|it| compact.contains(it)) {
        return Some(Role::Target);
    }
    match SAID.captures(&compact)?.get(1)?.as_str() {
        "目標" | "計画" => Some(Role::Target),
        "実績" => Some(Role::Actual),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_on_upper_and_lower_lines() {
        let [target, actual] = [Role::Target, Role::Actual];
        for (line, expected) in [
            ("各年度の欄は、上段が目標値、下段が実績値である。", Some([target, actual])),
            ("※上段：実績　下段：計画（　）内は基準の年", Some([actual, target])),
            ("上段：目標値（ ）書き 下段：実績値", None),
            ("各年度の欄は、上段が実績値、下段（ ）内がその年度の目標値です。", None),
            ("上段は計画値である。", None),
        ] {
            assert_eq!(upper_and_lower(line), expected, "{line}");
        }
    }

    #[test]
    fn notes_on_brackets() {
        for (line, expected) in [
            ("・各年度の欄は、上段が実績値、下段（ ）内がその年度の目標値です。", Some(Role::Target)),
            ("※（　）内は目標値", Some(Role::Target)),
            ("【凡例】 各年の欄 上段：目標値（   ）書き 下段：実績値", Some(Role::Target)),
            ("カッコ内は前年度の数値", None),
            ("令和５年度（目標）", None),
        ] {
            assert_eq!(role_of_line(line), expected, "{line}");
        }
    }
}
