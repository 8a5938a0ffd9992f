//! How far a file's object and cross-reference streams unpack, asked before the library that needs them whole unpacks them.
//!
//! It goes by the bytes alone, for there is no document yet. Streams of an encrypted file, other filters than Flate and names in
//! an escaped spelling are not seen: the limit of a worker process is what ends those.

use std::borrow::Cow;

use memchr::memmem::{find, find_iter, rfind};

use super::inflate::inflate;

/// Deflate packs at most 1,032 bytes into one.
const MOST_PACKED: usize = 1032;
/// A dictionary is taken to begin and end this near to the name of its type; `/Index` and `/W` are short.
const MAX_DICTIONARY: usize = 4096;

/// Whether the streams unpack to `limit` bytes or more together. Their packed size answers for nearly all files.
pub(super) fn skeleton_unpacks_beyond(data: &[u8], limit: usize) -> bool {
    let mut streams = Vec::new();
    for name in [b"/ObjStm".as_slice(), b"/XRef"] {
        let (mut end, mut keyword) = (0, 0);
        for at in find_iter(data, name) {
            // `/XRefStm` is another name, and several names before one stream are about one stream.
            let is_longer = data.get(at + name.len()).is_some_and(|it| it.is_ascii_alphanumeric());
            if at < end || is_longer {
                continue;
            }
            if keyword < at {
                let Some(next) = find(&data[at..], b"stream") else { break };
                keyword = at + next;
            }
            if let Some(stream) = Packed::around(data, at, keyword) {
                end = stream.end;
                streams.push(stream);
            }
        }
    }
    let packed: usize = streams.iter().map(|it| it.bytes.len()).sum();
    if packed < limit / MOST_PACKED && streams.iter().all(|it| it.times < 2) {
        return false;
    }
    let mut left = limit;
    for stream in streams {
        left = left.saturating_sub(stream.unpacked(left));
        if left == 0 {
            return true;
        }
    }
    false
}

/// A stream as it stands in the file.
struct Packed<'a> {
    bytes: &'a [u8],
    /// Where its data end in the file.
    end: usize,
    /// How often it was deflated.
    times: usize,
}

impl<'a> Packed<'a> {
    /// The stream that begins at `keyword`, if its dictionary has something at `place` before it.
    fn around(data: &'a [u8], place: usize, keyword: usize) -> Option<Self> {
        if keyword - place > MAX_DICTIONARY || find(&data[place..keyword], b"endobj").is_some() {
            return None;
        }
        let before = &data[place.saturating_sub(MAX_DICTIONARY)..keyword];
        let dictionary = rfind(before, b" obj").map_or(before, |at| &before[at..]);
        let begin = keyword + b"stream".len();
        let line_end = data[begin..].iter().take(2).take_while(|it| matches!(it, b'\r' | b'\n')).count();
        let rest = &data[begin + line_end..];
        let bytes = &rest[..find(rest, b"endstream").unwrap_or(rest.len())];
        let end = begin + line_end + bytes.len();
        Some(Self { bytes, end, times: find_iter(dictionary, b"/FlateDecode").count() })
    }

    /// Bytes it unpacks to, counted up to a little more than `limit`.
    fn unpacked(&self, limit: usize) -> usize {
        let undo = |bytes: Cow<'a, [u8]>, _| Cow::Owned(inflate(&bytes, limit));
        (0..self.times).fold(Cow::Borrowed(self.bytes), undo).len()
    }
}

#[cfg(test)]
mod tests {
    use super::super::inflate::tests::zlib;
    use super::*;

    fn stream(dictionary: &str, bytes: &[u8]) -> Vec<u8> {
        [format!("7 0 obj\n<<{dictionary}>>\nstream\r\n").as_bytes(), bytes, b"\nendstream\nendobj\n"].concat()
    }

    const LIMIT: usize = 2 << 20;

    #[test]
    fn one_stream_above_the_limit() {
        let file = stream("/Type/ObjStm/N 3/Filter/FlateDecode", &zlib(&vec![b' '; LIMIT]));
        assert!(skeleton_unpacks_beyond(&file, LIMIT));
        assert!(!skeleton_unpacks_beyond(&file, LIMIT + 1));
    }

    #[test]
    fn many_streams_are_counted_together() {
        let one = stream("/Filter/FlateDecode/Type/XRef", &zlib(&vec![b' '; LIMIT / 3]));
        assert!(!skeleton_unpacks_beyond(&one.repeat(2), LIMIT));
        assert!(skeleton_unpacks_beyond(&one.repeat(4), LIMIT));
    }

    #[test]
    fn a_stream_deflated_twice_is_small_in_the_file() {
        let bytes = zlib(&zlib(&vec![b' '; LIMIT]));
        assert!(bytes.len() < 200);
        assert!(skeleton_unpacks_beyond(&stream("/Type/ObjStm/Filter[/FlateDecode/FlateDecode]", &bytes), LIMIT));
    }

    #[test]
    fn a_name_that_goes_on_or_stands_elsewhere_is_none() {
        let picture = stream("/Filter/FlateDecode", &zlib(&vec![b' '; LIMIT * 2]));
        for before in ["trailer\n<</XRefStm 200>>\n", "5 0 obj\n<</Type/XRef>>\nendobj\n"] {
            assert!(!skeleton_unpacks_beyond(&[before.as_bytes(), &picture].concat(), LIMIT), "{before}");
        }
    }

    #[test]
    fn many_names_are_about_one_stream_and_cost_no_more() {
        let names = "/XRef".repeat(700);
        let file = stream(&format!("{names}/Filter/FlateDecode"), &zlib(&vec![b' '; LIMIT / 2]));
        assert!(!skeleton_unpacks_beyond(&file, LIMIT));
        assert!(!skeleton_unpacks_beyond("/XRef".repeat(400_000).as_bytes(), LIMIT), "and ends");
    }

    #[test]
    fn other_streams_are_none_of_the_skeleton() {
        let file = stream("/Filter/FlateDecode", &zlib(&vec![b' '; LIMIT * 2]));
        assert!(!skeleton_unpacks_beyond(&file, LIMIT));
    }
}
