//! Colours, as far as they matter: whether they can be seen on white paper, and whether they hide what is below.

use hayro_syntax::object::{Array, Name, Object, Stream};
use hayro_syntax::page::Resources;

/// Colours from this lightness on are pale. Grey text is seldom lighter than 0.6; watermarks are set at 0.75 and more.
const PALE: f64 = 0.7;
/// Inks that one colour is mixed of, at most: those of DeviceN (PDF 32000-1, annex C).
const MAX_COMPONENTS: usize = 32;

/// The colour that a path or a character is painted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Paint {
    pub space: ColorSpace,
    /// It cannot be told from white paper.
    pub white: bool,
    /// It is a good deal nearer to white than to black: grey of watermarks, not of text.
    pub pale: bool,
    /// It is one even colour, so what is below cannot be seen through it.
    pub even: bool,
}

/// Families of colour spaces in which white is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ColorSpace {
    /// One component, white at 1.
    Gray,
    /// Three components, white at 1.
    Rgb,
    /// Four components, white at 0.
    Cmyk,
    /// Named inks (Separation, DeviceN), white where none is laid.
    Ink,
    /// Tilings and shadings.
    Pattern,
    /// Anything else: taken as visible.
    Other,
}

impl Paint {
    pub const BLACK: Paint = Paint { space: ColorSpace::Gray, white: false, pale: false, even: true };

    /// The paint of `components` in `space`.
    pub fn of(space: ColorSpace, components: impl ExactSizeIterator<Item = f64>) -> Paint {
        let count = components.len();
        let mut values = [0.0; MAX_COMPONENTS];
        values.iter_mut().zip(components).for_each(|(value, component)| *value = component);
        let values = &values[..count.min(MAX_COMPONENTS)];
        let all = |test: fn(f64) -> bool| !values.is_empty() && values.iter().all(|it| test(*it));
        // 0.99: a header band of 98 % grey is meant to be seen, a page background of 253/255 is not.
        let white = match space {
            ColorSpace::Gray | ColorSpace::Rgb => all(|it| it > 0.99),
            ColorSpace::Cmyk => count == 4 && all(|it| it < 0.01),
            ColorSpace::Ink => all(|it| it < 0.01),
            ColorSpace::Pattern | ColorSpace::Other => false,
        };
        let pale = lightness(space, values).is_some_and(|it| it >= PALE);
        Paint { space, white, pale, even: space != ColorSpace::Pattern }
    }

    /// The paint that `cs` and `CS` set: the space's initial colour, which is black or taken as such.
    pub fn initial(name: &Name<'_>, resources: &Resources<'_>) -> Paint {
        let named = || resources.get_color_space(name).and_then(|it| space_of(&it));
        let space = device_space(name.as_ref()).or_else(named).unwrap_or(ColorSpace::Other);
        Paint { space, white: false, pale: false, even: space != ColorSpace::Pattern }
    }
}

/// How light a colour is, from black at 0 to white at 1, as on a screen; `None` where that is not known.
fn lightness(space: ColorSpace, values: &[f64]) -> Option<f64> {
    match (space, values) {
        (ColorSpace::Gray, [grey]) => Some(*grey),
        (ColorSpace::Rgb, [r, g, b]) => Some(0.299 * r + 0.587 * g + 0.114 * b),
        (ColorSpace::Cmyk, [c, m, y, k]) => Some(1.0 - (0.299 * c + 0.587 * m + 0.114 * y + k).min(1.0)),
        (ColorSpace::Ink, [tint]) => Some(1.0 - tint),
        _ => None,
    }
}

/// The family of a colour space object.
fn space_of(object: &Object<'_>) -> Option<ColorSpace> {
    match object {
        Object::Name(name) => device_space(name.as_ref()),
        Object::Array(array) => array_space(array),
        _ => None,
    }
}

fn array_space(array: &Array<'_>) -> Option<ColorSpace> {
    let mut entries = array.flex_iter();
    let family = entries.next::<Name<'_>>()?;
    match family.as_ref() {
        b"ICCBased" => match entries.next::<Stream<'_>>()?.dict().get::<i32>(b"N".as_slice())? {
            1 => Some(ColorSpace::Gray),
            3 => Some(ColorSpace::Rgb),
            4 => Some(ColorSpace::Cmyk),
            _ => None,
        },
        b"Separation" | b"DeviceN" => Some(ColorSpace::Ink),
        other => device_space(other),
    }
}

fn device_space(name: &[u8]) -> Option<ColorSpace> {
    match name {
        b"DeviceGray" | b"CalGray" | b"G" => Some(ColorSpace::Gray),
        b"DeviceRGB" | b"CalRGB" | b"RGB" => Some(ColorSpace::Rgb),
        b"DeviceCMYK" | b"CMYK" => Some(ColorSpace::Cmyk),
        b"Pattern" => Some(ColorSpace::Pattern),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(space: ColorSpace, components: &[f64], white: bool) {
        assert_eq!(Paint::of(space, components.iter().copied()).white, white, "{space:?} {components:?}");
    }

    #[test]
    fn white_in_every_space() {
        check(ColorSpace::Gray, &[1.0], true);
        check(ColorSpace::Rgb, &[1.0, 1.0, 1.0], true);
        check(ColorSpace::Cmyk, &[0.0; 4], true);
        check(ColorSpace::Ink, &[0.0], true);
    }

    #[test]
    fn a_light_grey_band_can_be_seen() {
        check(ColorSpace::Gray, &[0.98], false);
        check(ColorSpace::Rgb, &[1.0, 1.0, 0.0], false);
    }

    #[test]
    fn pale_in_every_space() {
        let pale = |space, components: &[f64]| Paint::of(space, components.iter().copied()).pale;
        assert!(pale(ColorSpace::Gray, &[0.75]) && !pale(ColorSpace::Gray, &[0.6]));
        assert!(pale(ColorSpace::Rgb, &[1.0, 0.7, 0.7]) && !pale(ColorSpace::Rgb, &[1.0, 0.0, 0.0]));
        assert!(pale(ColorSpace::Cmyk, &[0.0, 0.0, 0.0, 0.2]) && !pale(ColorSpace::Cmyk, &[0.0, 0.0, 0.0, 0.6]));
        assert!(pale(ColorSpace::Ink, &[0.2]) && !pale(ColorSpace::Other, &[0.2]));
    }

    #[test]
    fn patterns_and_unknown_spaces_are_seen() {
        check(ColorSpace::Pattern, &[], false);
        check(ColorSpace::Other, &[1.0], false);
    }
}
