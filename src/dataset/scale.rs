//! The id of a rating scale: the profile that defines it and its letters, the best first (`akita-dx:A/B/C`).
//!
//! Ratings may be compared only where these ids are equal: an A of one prefecture is not an A of another.

use std::collections::BTreeMap;

use super::Edition;
use crate::report::ReportIdentity;

/// The id of the scale that a report rates by; `None` where it has none.
pub fn scale_id(identity: &ReportIdentity) -> Option<String> {
    let profile = identity.profile_id.as_deref().unwrap_or_default();
    (!identity.scale.is_empty()).then(|| format!("{profile}:{}", identity.scale.join("/")))
}

/// What the letters of each scale mean, as the reports print it, by the id of the scale; letters without a meaning are left out.
pub fn meanings(editions: &[Edition]) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut meanings: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for identity in editions.iter().map(|it| &it.report.identity) {
        let Some(id) = scale_id(identity) else { continue };
        let said = identity.scale.iter().zip(&identity.scale_meanings).filter(|(_, meaning)| !meaning.is_empty());
        meanings.entry(id).or_default().extend(said.map(|(letter, meaning)| (letter.clone(), meaning.clone())));
    }
    meanings
}

/// The letter at a rank (from 1) of a scale.
///
/// ```
/// use shinchoku::dataset::scale::letter;
/// assert_eq!(letter("akita-dx:A/B/C", 2), Some("B"));
/// assert_eq!(letter("akita-dx:A/B/C", 4), None);
/// ```
pub fn letter(scale_id: &str, rank: i8) -> Option<&str> {
    let (_, letters) = scale_id.rsplit_once(':')?;
    letters.split('/').nth(usize::try_from(rank).ok()?.checked_sub(1)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_come_back_by_rank() {
        let scale = ["◎", "○", "△"].map(str::to_owned).to_vec();
        let identity = ReportIdentity { profile_id: Some("p".to_owned()), scale, ..ReportIdentity::default() };
        let id = scale_id(&identity).expect("the scale has letters");
        assert_eq!([0, 1, 3, 4].map(|rank| letter(&id, rank)), [None, Some("◎"), Some("△"), None]);
    }

    #[test]
    fn a_report_without_ratings_has_no_scale() {
        assert_eq!(scale_id(&ReportIdentity::default()), None);
    }
}
