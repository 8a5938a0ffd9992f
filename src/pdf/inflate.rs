//! Deflate under a cap.

use flate2::{Decompress, FlushDecompress, Status};

/// Inflates zlib data, or bare deflate data where the header is damaged, up to `budget` bytes.
pub(super) fn inflate(data: &[u8], budget: usize) -> Vec<u8> {
    let with_header = inflate_as(data, budget, true);
    if with_header.is_empty() && data.len() > 2 { inflate_as(&data[2..], budget, false) } else { with_header }
}

fn inflate_as(data: &[u8], budget: usize, zlib_header: bool) -> Vec<u8> {
    let mut decoder = Decompress::new(zlib_header);
    let mut out = Vec::with_capacity((data.len() * 4).clamp(1 << 10, budget.max(1 << 10)));
    loop {
        let (read, written) = (decoder.total_in() as usize, out.len());
        let status = decoder.decompress_vec(&data[read.min(data.len())..], &mut out, FlushDecompress::None);
        let moved = decoder.total_in() as usize > read || out.len() > written;
        match status {
            Ok(Status::StreamEnd) | Err(_) => break,
            Ok(_) if out.len() >= budget => break,
            Ok(_) if out.len() == out.capacity() => out.reserve(out.len().min(budget - out.len()).max(1 << 10)),
            Ok(_) if !moved => break,
            Ok(_) => {}
        }
    }
    out
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use std::io::Write;

    pub(in crate::pdf) fn zlib(data: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(data).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn inflates_all_of_a_stream() {
        let data: Vec<u8> = (0..100_000_u32).flat_map(u32::to_le_bytes).collect();
        assert_eq!(inflate(&zlib(&data), 1 << 20), data);
    }

    #[test]
    fn stops_at_the_budget() {
        let bomb = zlib(&vec![0; 50 << 20]);
        let out = inflate(&bomb, 1 << 20);
        assert!(out.len() >= 1 << 20 && out.len() < 3 << 20, "{} bytes", out.len());
    }

    #[test]
    fn a_truncated_stream_gives_its_beginning() {
        let data: Vec<u8> = (0..50_000_u32).flat_map(u32::to_le_bytes).collect();
        let packed = zlib(&data);
        let out = inflate(&packed[..packed.len() / 2], 1 << 20);
        assert!(!out.is_empty() && data.starts_with(&out));
    }

    #[test]
    fn a_broken_header_is_passed_over() {
        let mut packed = zlib(b"BT (text) Tj ET");
        packed[0] = 0;
        assert_eq!(inflate(&packed, 1 << 20), b"BT (text) Tj ET");
    }
}
