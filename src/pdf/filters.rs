//! Stream bytes under a cap, through every filter that content streams may have: a small file must not become gigabytes.
//!
//! Filters of PDF 32000-1, 7.4: ASCIIHex, ASCII85, LZW, Flate and RunLength, in chains of any order.

use hayro_syntax::Filter;
use hayro_syntax::object::dict::keys::{DECODE_PARMS, DP};
use hayro_syntax::object::{Array, Dict, Stream};

use super::inflate::inflate;

/// One stream unpacks to this much at most; the largest of our collection to 3 MB.
pub(super) const MAX_STREAM: usize = 48 << 20;
/// Longer chains of filters are a trap.
const MAX_FILTERS: usize = 8;
/// LZW packs at most 2,560 bytes into one, Flate 1,032, RunLength 64.
const MOST_PACKED: usize = 2560;

/// The decoded bytes of a content stream, at most `budget` or 48 MiB of them; what could be decoded of a damaged one.
///
/// `None` where a filter is one of pictures, or fails at once.
pub(super) fn content_bytes(stream: &Stream<'_>, budget: usize) -> Option<Vec<u8>> {
    let budget = budget.min(MAX_STREAM);
    let filters = stream.filters();
    if filters.len() > MAX_FILTERS {
        return None;
    }
    let parameters = parameters(stream);
    let mut unpacked = unpack(stream, &parameters, budget);
    if unpacked.filters < filters.len() {
        return None;
    }
    let predicted = parameters.iter().any(|it| it.get::<i32>(b"Predictor".as_slice()).is_some_and(|it| it > 1));
    if predicted && unpacked.bytes.len() < budget {
        // The size is known to be harmless now.
        unpacked.bytes = stream.decoded_data().ok()?.into_owned();
    }
    unpacked.bytes.truncate(budget);
    Some(unpacked.bytes)
}

/// Whether a stream that a library is to unpack would take more than 48 MiB.
pub(super) fn is_bomb(stream: &Stream<'_>) -> bool {
    unpacks_beyond(stream, MAX_STREAM)
}

/// Whether a stream unpacks to `limit` bytes or more, up to a filter of pictures. Its packed size answers for nearly all.
pub(super) fn unpacks_beyond(stream: &Stream<'_>, limit: usize) -> bool {
    let filters = stream.filters();
    if filters.len() > MAX_FILTERS {
        return true;
    }
    let packs = |it: &&Filter| matches!(it, Filter::FlateDecode | Filter::LzwDecode | Filter::RunLengthDecode);
    match filters.iter().filter(packs).count() {
        0 => false,
        1 if stream.raw_data().len() < limit / MOST_PACKED => false,
        _ => unpack(stream, &parameters(stream), limit).bytes.len() >= limit,
    }
}

/// What became of a stream's bytes.
struct Unpacked {
    bytes: Vec<u8>,
    /// How many of its filters were undone: all before the first that is one of pictures.
    filters: usize,
}

/// Undoes the filters, each up to a little more than `budget` bytes.
fn unpack(stream: &Stream<'_>, parameters: &[Dict<'_>], budget: usize) -> Unpacked {
    let early = |at: usize| parameters.get(at).and_then(|it| it.get::<i32>(b"EarlyChange".as_slice())) != Some(0);
    let mut bytes = stream.raw_data().into_owned();
    for (at, filter) in stream.filters().iter().enumerate() {
        bytes = match filter {
            Filter::FlateDecode => inflate(&bytes, budget),
            Filter::LzwDecode => lzw(&bytes, budget, early(at)),
            Filter::Ascii85Decode => ascii85(&bytes, budget),
            Filter::AsciiHexDecode => ascii_hex(&bytes, budget),
            Filter::RunLengthDecode => run_length(&bytes, budget),
            Filter::Crypt if at == 0 => bytes,
            _ => return Unpacked { bytes, filters: at },
        };
    }
    Unpacked { bytes, filters: stream.filters().len() }
}

/// The parameters of each filter.
fn parameters<'a>(stream: &Stream<'a>) -> Vec<Dict<'a>> {
    let dict = stream.dict();
    if !dict.contains_key(DECODE_PARMS) && !dict.contains_key(DP) {
        return Vec::new();
    }
    [DP, DECODE_PARMS]
        .into_iter()
        .find_map(|key| {
            let one = dict.get::<Dict<'a>>(key).map(|it| vec![it]);
            one.or_else(|| Some(dict.get::<Array<'a>>(key)?.iter::<Dict<'a>>().collect()))
        })
        .unwrap_or_default()
}

fn ascii_hex(data: &[u8], budget: usize) -> Vec<u8> {
    let digits = data.iter().take_while(|it| **it != b'>').filter_map(|it| char::from(*it).to_digit(16));
    let digits: Vec<u8> = digits.take(budget.saturating_mul(2)).map(|it| it as u8).collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)).collect()
}

fn ascii85(data: &[u8], budget: usize) -> Vec<u8> {
    let mut out = Vec::new();
    let mut group = [0_u8; 5];
    let mut filled = 0;
    let decode =
        |group: &[u8; 5]| group.iter().fold(0_u32, |all, digit| all.wrapping_mul(85).wrapping_add(u32::from(*digit)));
    for byte in data.strip_prefix(b"<~").unwrap_or(data) {
        match byte {
            b'z' if filled == 0 => out.extend([0; 4]),
            b'!'..=b'u' => {
                group[filled] = byte - b'!';
                filled += 1;
                if filled == 5 {
                    out.extend(decode(&group).to_be_bytes());
                    filled = 0;
                }
            }
            b'~' => break,
            _ => {}
        }
        if out.len() >= budget {
            return out;
        }
    }
    if filled > 1 {
        group[filled..].fill(84);
        out.extend(&decode(&group).to_be_bytes()[..filled - 1]);
    }
    out
}

fn run_length(data: &[u8], budget: usize) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = data;
    while let [length, tail @ ..] = rest {
        if *length == 128 || out.len() >= budget {
            break;
        }
        let count = usize::from(*length);
        rest = if count < 128 {
            let (run, rest) = tail.split_at((count + 1).min(tail.len()));
            out.extend(run);
            rest
        } else {
            let Some((byte, rest)) = tail.split_first() else { break };
            out.extend(std::iter::repeat_n(*byte, 257 - count));
            rest
        };
    }
    out
}

/// LZW as TIFF and PDF write it: codes of 9 to 12 bits, the high bit first; with `early` the length grows one code early.
fn lzw(data: &[u8], budget: usize, early: bool) -> Vec<u8> {
    const CLEAR: usize = 256;
    const END: usize = 257;
    let mut out: Vec<u8> = Vec::new();
    // Where the string of each code from 258 on stands in the output: every string is a part of it.
    let mut table: Vec<(usize, usize)> = Vec::new();
    let mut previous: Option<(usize, usize)> = None;
    let (mut bits, mut bit_count, mut width) = (0_u32, 0, 9);
    for byte in data {
        bits = bits << 8 | u32::from(*byte);
        bit_count += 8;
        if bit_count < width {
            continue;
        }
        bit_count -= width;
        let code = (bits >> bit_count) as usize & ((1 << width) - 1);
        bits &= (1 << bit_count) - 1;
        if code == CLEAR {
            (previous, width) = (None, 9);
            table.clear();
            continue;
        }
        if code == END || out.len() >= budget {
            break;
        }
        let start = out.len();
        match (code, previous) {
            (0..CLEAR, _) => out.push(code as u8),
            (_, Some(_)) if code - 258 < table.len() => {
                let (from, length) = table[code - 258];
                out.extend_from_within(from..from + length);
            }
            // The string before, and its own first byte again.
            (_, Some((from, length))) if code - 258 == table.len() => {
                out.extend_from_within(from..from + length);
                out.push(out[from]);
            }
            _ => break,
        }
        if let Some((from, length)) = previous
            && table.len() < 4096 - 258
        {
            table.push((from, length + 1));
        }
        previous = Some((start, out.len() - start));
        width = match table.len() + 258 + usize::from(early) {
            0..512 => 9,
            512..1024 => 10,
            1024..2048 => 11,
            _ => 12,
        };
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: usize = 1 << 20;

    #[test]
    fn hexadecimal_digits() {
        assert_eq!(ascii_hex(b"42 54\n0>FF", ALL), b"BT\0");
        assert_eq!(ascii_hex(b"7>", ALL), [0x70]);
    }

    #[test]
    fn base_85() {
        assert_eq!(ascii85(b"<~9jqo^BlbD-BleB1DJ+*+F(f,q~>", ALL), b"Man is distinguished");
        assert_eq!(ascii85(b"z~>", ALL), [0; 4]);
    }

    #[test]
    fn runs() {
        assert_eq!(run_length(&[2, b'a', b'b', b'c', 254, b'x', 128, 9], ALL), b"abcxxx");
        assert!(run_length(&[129; 100_000], 1000).len() < 1200);
    }

    #[test]
    fn lzw_example_of_the_specification() {
        // PDF 32000-1, 7.4.4.2, example 1.
        let packed = [0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01];
        assert_eq!(lzw(&packed, ALL, true), [45, 45, 45, 45, 45, 65, 45, 45, 45, 66]);
    }

    #[test]
    fn lzw_of_many_codes_and_of_nonsense() {
        // Literal codes only: the table grows to its full size and the codes to 12 bits.
        let (mut packed, mut bits, mut count) = (Vec::new(), 0_u64, 0);
        let mut known = 257;
        for index in 0..3000_u64 {
            let width = match known + 1 {
                0..512 => 9,
                512..1024 => 10,
                1024..2048 => 11,
                _ => 12,
            };
            bits = bits << width | (index % 251);
            count += width;
            known = (known + 1).min(4095);
            while count >= 8 {
                count -= 8;
                packed.push((bits >> count) as u8);
            }
        }
        let expected: Vec<u8> = (0..3000_u64).map(|it| (it % 251) as u8).collect();
        let found = lzw(&packed, ALL, true);
        assert!(found.len() > 2990 && expected.starts_with(&found), "{} bytes", found.len());
        lzw(&[0xFF; 4096], ALL, true);
    }
}
