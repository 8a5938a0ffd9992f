//! Rules found in a picture, and the picture without them: a rule beside a figure reads as another figure.

use super::grey::Grey;
use crate::pdf::{Axis, Bitmap, Ruling, rules_in};

/// A rule may be thicker than measured by so many pixels, where it steps from one row to the next.
const STEP: isize = 1;
/// And be so far from its middle, in pixels.
const OFF: isize = 2;

/// The rules of a page; `scale` is in pixels a point.
pub fn find(ink: &[bool], width: usize, scale: f64) -> Vec<Ruling> {
    let bitmap = Bitmap::new(width, ink.len() / width.max(1), ink.to_vec());
    rules_in(&bitmap, scale)
}

/// Takes rules off the picture and its ink. Where a character stands over a rule, its strokes stay.
pub fn take_off(rulings: &[Ruling], grey: &mut Grey, ink: &mut [bool], scale: f64) {
    for ruling in rulings {
        let thickness = (ruling.thickness * scale).ceil() as isize + STEP;
        let middle = (ruling.position * scale).floor() as isize;
        for along in (ruling.start * scale) as usize..=(ruling.end * scale).ceil() as usize {
            wipe(ruling.axis, along, middle, thickness, grey, ink);
        }
    }
}

/// Wipes the part of a rule that stands `along` it, unless a stroke crosses there.
fn wipe(axis: Axis, along: usize, middle: isize, thickness: isize, grey: &mut Grey, ink: &mut [bool]) {
    let (width, height) = (grey.width, grey.height);
    let place = |across: isize| {
        let across = usize::try_from(across).ok()?;
        let (x, y) = match axis {
            Axis::Horizontal => (along, across),
            Axis::Vertical => (across, along),
        };
        (x < width && y < height).then_some(y * width + x)
    };
    let is_ink = |across: isize| place(across).is_some_and(|it| ink[it]);
    // The ink nearest to the middle, for a rule is never quite level.
    let reach = OFF + thickness / 2;
    let Some(start) = (0..=reach).flat_map(|it| [middle - it, middle + it]).find(|it| is_ink(*it)) else { return };
    let most = thickness + STEP;
    let first = start - (1..=most).take_while(|it| is_ink(start - it)).count() as isize;
    let last = start + (1..=most).take_while(|it| is_ink(start + it)).count() as isize;
    if last - first >= most {
        return;
    }
    for across in first - 1..=last + 1 {
        if let Some(at) = place(across) {
            ink[at] = false;
            grey.pixels[at] = 255;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_goes_and_a_stroke_over_it_stays() {
        let mut grey = Grey::white(100, 40);
        (10..90).for_each(|x| grey.pixels[20 * 100 + x] = 0);
        (8..32).for_each(|y| grey.pixels[y * 100 + 50] = 0);
        let mut ink = grey.ink(1.0);
        let rules = find(&ink, 100, 1.0);
        assert_eq!(rules.iter().map(|it| it.axis).collect::<Vec<_>>(), [Axis::Horizontal]);
        take_off(&rules, &mut grey, &mut ink, 1.0);
        assert!(!ink[20 * 100 + 20] && !ink[20 * 100 + 80], "the rule is gone");
        assert!(ink[20 * 100 + 50] && ink[10 * 100 + 50], "the stroke stays");
    }
}
