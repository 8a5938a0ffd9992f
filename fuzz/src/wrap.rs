//! A content stream as the only page of a PDF with three fonts.

use std::fmt::Write;

/// Fonts by resource name: `S` simple with ToUnicode and widths, `T` Type 0 in Shift_JIS, `V` Type 0 vertical in UTF-16. The
/// form `X` shows text and itself.
const OBJECTS: &[&str] = &[
    "<</Type/Catalog/Pages 2 0 R>>",
    "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 12 0 R/Resources 4 0 R>>",
    "<</Font<</S 5 0 R/T 7 0 R/V 8 0 R>>/XObject<</X 11 0 R>>/ExtGState<</G<</LW 2/Font[5 0 R 9]>>>>\
     /Properties<</P<</ActualText<FEFF7528>>>>>>>",
    "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/FirstChar 32/LastChar 36/Widths[250 300 600 600 0]\
     /Encoding/WinAnsiEncoding/ToUnicode 6 0 R>>",
    "STREAM begincmap 1 begincodespacerange <00> <ff> endcodespacerange 2 beginbfchar <21> <00660069> <22> <D842DFB7> \
     endbfchar 1 beginbfrange <23> <24> <2F00> endbfrange endcmap",
    "<</Type/Font/Subtype/Type0/BaseFont/HeiseiMin-W3/Encoding/90ms-RKSJ-H/DescendantFonts[9 0 R]>>",
    "<</Type/Font/Subtype/Type0/BaseFont/HeiseiMin-W3/Encoding/UniJIS-UTF16-V/DescendantFonts[9 0 R]>>",
    "<</Type/Font/Subtype/CIDFontType0/BaseFont/HeiseiMin-W3/DW 1000/W[1 95 500 231[480 520]]/DW2[880 -1000]\
     /W2[1 9 -900 500 800]/CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)/Supplement 2>>/FontDescriptor 10 0 R>>",
    "<</Type/FontDescriptor/FontName/HeiseiMin-W3/Flags 4/Ascent 880/Descent -120/CapHeight 700/FontBBox[0 -200 1000 900]>>",
    "FORM BT /T 10 Tf 5 5 Td <82A0> Tj ET /X Do",
];

/// The PDF whose only page draws `content`.
pub fn one_page(content: &[u8]) -> Vec<u8> {
    let mut head = String::from("%PDF-1.7\n");
    let mut offsets = Vec::new();
    for (index, object) in OBJECTS.iter().enumerate() {
        offsets.push(head.len());
        let body = match object.split_once(' ') {
            Some(("STREAM", data)) => format!("<</Length {}>>stream\n{data}\nendstream", data.len()),
            Some(("FORM", data)) => format!(
                "<</Type/XObject/Subtype/Form/BBox[0 0 500 500]/Matrix[1 0 0 1 20 20]/Resources 4 0 R/Length {}>>\
                 stream\n{data}\nendstream",
                data.len()
            ),
            _ => (*object).to_owned(),
        };
        write!(head, "{} 0 obj\n{body}\nendobj\n", index + 1).expect("a string takes all");
    }
    offsets.push(head.len());
    write!(head, "{} 0 obj\n<</Length {}>>stream\n", offsets.len(), content.len()).expect("a string takes all");
    let mut bytes = head.into_bytes();
    bytes.extend_from_slice(content);
    bytes.extend_from_slice(b"\nendstream\nendobj\n");
    let start = bytes.len();
    let mut tail = format!("xref\n0 {}\n0000000000 65535 f \n", offsets.len() + 1);
    for offset in &offsets {
        writeln!(tail, "{offset:010} 00000 n ").expect("a string takes all");
    }
    write!(tail, "trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n", offsets.len() + 1)
        .expect("a string takes all");
    bytes.extend(tail.into_bytes());
    bytes
}
