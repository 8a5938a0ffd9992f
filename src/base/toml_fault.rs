//! What is wrong with a TOML file that a person wrote, and where.

/// A fault of a TOML file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TomlFault {
    /// A key that nobody reads.
    UnknownKey {
        /// The key as written.
        key: String,
        /// Line, from 1.
        line: usize,
        /// The nearest key that may stand there.
        nearest: String,
    },
    /// No TOML, or a value that cannot be what it should be.
    Malformed {
        /// Line, from 1.
        line: usize,
        /// What the reader says, in one line.
        detail: String,
    },
}

impl TomlFault {
    /// Turns the reader's words into a fault with its line, and the nearest key where one is unknown.
    ///
    /// The types that are read must deny unknown fields.
    pub fn new(source: &str, error: &toml::de::Error) -> Self {
        let line = error.span().map_or(1, |span| source[..span.start.min(source.len())].matches('\n').count() + 1);
        let detail = error.message().lines().next().unwrap_or_default().to_owned();
        let quoted: Vec<&str> = detail.split('`').skip(1).step_by(2).collect();
        let (true, Some((key, known))) = (detail.starts_with("unknown field"), quoted.split_first()) else {
            return TomlFault::Malformed { line, detail };
        };
        let likeness = |name: &str| strsim::jaro_winkler(key, name);
        let nearest = known.iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b))).copied().unwrap_or_default();
        TomlFault::UnknownKey { key: (*key).to_owned(), line, nearest: nearest.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct File {
        progress: Option<String>,
        rating: Option<i32>,
    }

    #[track_caller]
    fn check(source: &str, expected: TomlFault) {
        let error = toml::from_str::<File>(source).unwrap_err();
        assert_eq!(TomlFault::new(source, &error), expected);
    }

    #[test]
    fn an_unknown_key_has_its_line_and_the_nearest() {
        let expected = TomlFault::UnknownKey { key: "progres".into(), line: 2, nearest: "progress".into() };
        check("rating = 1\nprogres = \"x\"\n", expected);
    }

    #[test]
    fn a_value_of_another_kind_has_its_line() {
        let error = toml::from_str::<File>("\n\nrating = \"x\"").unwrap_err();
        let TomlFault::Malformed { line, detail } = TomlFault::new("\n\nrating = \"x\"", &error) else { panic!() };
        assert_eq!(line, 3);
        assert!(!detail.contains('\n') && detail.contains("i32"), "{detail}");
    }
}
