#!/bin/sh
# pdfplumber 0.11.10 (pdfminer.six 20260107): under the predefined CMap UniJIS-UCS2-HW-H, which writes half-width letters and
# digits in Japanese text, all but the half-width characters vanish. Under UniJIS-UCS2-H, of which HW-H is a small variant (it takes over all of it
# by usecmap), they are there. Guess before running: both read the same. Seen: '1,234 5.6' for '▲1,234 △5.6', so that two negative
# figures are positive; pypdf 7.1.1 and pypdfium2 5.15.2 read both.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pdfplumber==0.11.10 pdfminer.six==20260107 pypdf==7.1.1 pypdfium2==5.15.2
cd "$folder"
cat > finding.py <<'PYTHON'
import io, logging
import pdfplumber, pypdf, pypdfium2

def pdf(content, encoding, media=(400, 200)):
    """One page with text in a Japanese font that is named, as Acrobat's own fonts are, and not embedded."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {media[0]} {media[1]}] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        f"<< /Type /Font /Subtype /Type0 /BaseFont /HeiseiKakuGo-W5-{encoding} /Encoding /{encoding} /DescendantFonts [6 0 R] >>",
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /HeiseiKakuGo-W5 /DW 1000 /W [231 632 500] /FontDescriptor 7 0 R "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 2 >> >>",
        "<< /Type /FontDescriptor /FontName /HeiseiKakuGo-W5 /Flags 4 /FontBBox [-92 -250 1010 922] /ItalicAngle 0 "
        "/Ascent 752 /Descent -221 /CapHeight 737 /StemV 114 >>",
    ]
    out, places = b"%PDF-1.7\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{text}\nendobj\n".encode()
    start = len(out)
    rows = "".join(f"{place:010} 00000 n \n" for place in places)
    table = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{rows}trailer << /Size {len(objects) + 1} /Root 1 0 R >>\n"
    return out + f"{table}startxref\n{start}\n%%EOF\n".encode()


def shown(text):
    return "<" + text.encode("utf-16-be").hex() + ">"


def read(text, encoding):
    data = pdf(f"BT /F 12 Tf 50 100 Td {shown(text)} Tj ET", encoding)
    with pdfplumber.open(io.BytesIO(data)) as document:
        plumber = document.pages[0].extract_text()
    return plumber, pypdf.PdfReader(io.BytesIO(data)).pages[0].extract_text(), pypdfium2.PdfDocument(data)[0].get_textpage().get_text_range()


logging.disable(logging.CRITICAL)
for text, left in [("R5実績 1,250人", "R5 1,250"), ("▲1,234 △5.6", "1,234 5.6")]:
    for encoding in ["UniJIS-UCS2-H", "UniJIS-UCS2-HW-H"]:
        found = read(text, encoding)
        print(encoding, text, "->", found)
        assert found[1:] == (text, text), "pypdf and pdfium read both"
        assert found[0] == (text if encoding == "UniJIS-UCS2-H" else left), "pdfplumber reads otherwise now"
PYTHON
"$folder/venv/bin/python" finding.py
