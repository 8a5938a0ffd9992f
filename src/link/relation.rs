//! What became of an initiative, and how sure that is.

/// What became of an initiative from one edition to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Relation {
    /// Same title, same section.
    Same,
    /// Another title; the section may be another too.
    Renamed,
    /// Several of the earlier edition became one.
    Merged,
    /// One of the earlier edition became several.
    Split,
    /// Same title in another section.
    Moved,
    /// In the later edition only.
    New,
    /// In the earlier edition only.
    Ended,
}

impl Relation {
    /// All, in the order in which they are told.
    pub const ALL: [Relation; 7] = [
        Relation::Same,
        Relation::Renamed,
        Relation::Merged,
        Relation::Split,
        Relation::Moved,
        Relation::New,
        Relation::Ended,
    ];

    /// The word written to outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            Relation::Same => "same",
            Relation::Renamed => "renamed",
            Relation::Merged => "merged",
            Relation::Split => "split",
            Relation::Moved => "moved",
            Relation::New => "new",
            Relation::Ended => "ended",
        }
    }

    /// Whether it ties one of the earlier edition to one of the later.
    pub fn is_one_to_one(self) -> bool {
        matches!(self, Relation::Same | Relation::Renamed | Relation::Moved)
    }
}

/// How sure a link is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// The evidence settles it, or a person did.
    Auto,
    /// A person should look at it; until then it does not tie ids together.
    Review,
}

impl Status {
    /// The word written to outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Auto => "auto",
            Status::Review => "review",
        }
    }
}
