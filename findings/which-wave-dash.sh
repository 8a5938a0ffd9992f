#!/bin/sh
# PyMuPDF 2.0: text under a predefined CMap such as UniJIS-UCS2-H comes out by way of the glyphs of Adobe-Japan1, of which the wave dash and the
# minus have one each for two characters. Guess before running: the characters that the file holds, as pypdfium2 5.15.2 and pypdf 7.1.1 give them. Seen:
# 〜 (U+301C) and − (U+2212) come out as ～ (U+FF5E) and － (U+FF0D). A span of years or a negative figure that is searched for by the
# character in the file is not found, and the same report read by two tools differs in every span.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pymupdf==2.0 pypdf==7.1.1 pypdfium2==5.15.2
cd "$folder"
cat > finding.py <<'PYTHON'
import io
import pymupdf, pypdf, pypdfium2

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


text = "R3〜R7 −5 ～ －"
data = pdf(f"BT /F 12 Tf 50 100 Td {shown(text)} Tj ET", "UniJIS-UCS2-H")
mupdf = pymupdf.open(stream=data, filetype="pdf")[0].get_text().strip()
others = pypdf.PdfReader(io.BytesIO(data)).pages[0].extract_text(), pypdfium2.PdfDocument(data)[0].get_textpage().get_text_range()
print("PyMuPDF", repr(mupdf), "pypdf and pdfium", others)
assert others == (text, text)
assert mupdf == "R3～R7 －5 ～ －", "PyMuPDF reads otherwise now"
PYTHON
"$folder/venv/bin/python" finding.py
