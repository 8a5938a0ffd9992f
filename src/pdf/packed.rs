//! How far a file's object and cross-reference streams unpack, asked before the library that needs them whole unpacks them.
//!
//! It goes by the bytes alone, for there is no document yet. Streams of an encrypted file, other filters than Flate and names in
//! an escaped spelling are not seen: the limit of a worker process is what ends those.

use std::borrow::Cow;

use memchr::memmem::{find, find_iter, rfind};

use super::inflate::inflate;

/// Deflate packs at most 1,032 bytes into one.
const MOST_PACKED: usize = 1032;
/// A dictionary is looked for so far before the name of its type.
const MAX_DICTIONARY: usize = 4096;

/// Whether the streams unpack to `limit` bytes or more together. Their packed size answers for nearly all files.
pub(super) fn skeleton_unpacks_beyond(data: &[u8], limit: usize) -> bool {
    let of_type = |name: &'static [u8]| find_iter(data, name).filter_map(|at| Packed::around(data, at));
    let streams: Vec<Packed> = of_type(b"/ObjStm").chain(of_type(b"/XRef")).collect();
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
    /// How often it was deflated.
    times: usize,
}

impl<'a> Packed<'a> {
    /// The stream whose dictionary has something at `place`.
    fn around(data: &'a [u8], place: usize) -> Option<Self> {
        let keyword = place + find(&data[place..], b"stream")?;
        let before = &data[place.saturating_sub(MAX_DICTIONARY)..keyword];
        let dictionary = rfind(before, b" obj").map_or(before, |at| &before[at..]);
        let rest = &data[keyword + b"stream".len()..];
        let line_end = rest.iter().take(2).take_while(|it| matches!(it, b'\r' | b'\n')).count();
        let rest = &rest[line_end..];
        let bytes = &rest[..find(rest, b"endstream").unwrap_or(rest.len())];
        Some(Self { bytes, times: find_iter(dictionary, b"/FlateDecode").count() })
    }

    /// Bytes it unpacks to, counted up to a little more than `limit`.
    fn unpacked(&self, limit: usize) -> usize {
        let undo = |bytes: Cow<'a, [u8]>, _| Cow::Owned(inflate(&bytes, limit));
        (0..self.times).fold(Cow::Borrowed(self.bytes), undo).len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn zlib(data: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(data).unwrap();
        encoder.finish().unwrap()
    }

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
    fn other_streams_are_none_of_the_skeleton() {
        let file = stream("/Filter/FlateDecode", &zlib(&vec![b' '; LIMIT * 2]));
        assert!(!skeleton_unpacks_beyond(&file, LIMIT));
    }
}
