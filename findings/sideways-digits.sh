#!/bin/sh
# pdfplumber 0.11.10: on a page whose content is drawn sideways, without /Rotate (landscape sheets bound into an upright book), extract_text
# gives digits in reverse order, one line of the page below the other in one row. Guess before running: the lines in reading order, as pypdfium2 5.15.2
# gives them, or nothing. Seen: '021 001' for 120 and 100: figures that nobody printed, with as many digits as those that are.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pdfplumber==0.11.10 pdfminer.six==20260107 pypdfium2==5.15.2
cd "$folder"
cat > finding.py <<'PYTHON'
import io
import pdfplumber, pypdfium2

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


turned = f"0 1 -1 0 200 0 cm BT /F 12 Tf 50 100 Td {shown('120')} Tj 0 -20 Td {shown('100')} Tj ET"
data = pdf(turned, "UniJIS-UCS2-H", media=(200, 400))
with pdfplumber.open(io.BytesIO(data)) as document:
    plumber = document.pages[0].extract_text()
pdfium = pypdfium2.PdfDocument(data)[0].get_textpage().get_text_range()
print("pdfplumber", repr(plumber), "pdfium", repr(pdfium))
assert pdfium.split() == ["120", "100"]
assert plumber == "021 001", "pdfplumber reads otherwise now"
PYTHON
"$folder/venv/bin/python" finding.py
