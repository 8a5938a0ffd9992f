#!/bin/sh
# PP-OCRv6 small (in rapidocr 3.10.0), run by onnxruntime 1.32.0: what a cell says depends on how much empty paper stands behind it, and so on the
# longest line of its batch. Guess before running: the same, or less sure. Seen: "▲3.2" alone; with paper up to 2,400 pixels "32" at 0.99 and more: sign and
# point are gone, the value is ten times too large and of the other sign, and the model is surer than before. With the grey that PaddleOCR pads by: "3.2".
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet onnxruntime==1.32.0 numpy==2.4.6 pillow==13.0.0
cd "$folder"
venv/bin/pip download --quiet --no-deps --dest . rapidocr==3.10.0 matplotlib-fontja==1.1.0
for wheel in *.whl; do python3 -m zipfile -e "$wheel" .; done
cat > finding.py <<'PYTHON'
import glob
import numpy, onnxruntime
from PIL import Image, ImageDraw, ImageFont

options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
model = onnxruntime.InferenceSession("rapidocr/models/PP-OCRv6_rec_small.onnx", options)
characters = model.get_modelmeta().custom_metadata_map["character"].splitlines() + [" "]
font = ImageFont.truetype(glob.glob("**/ipaexg.ttf", recursive=True)[0], 36)


def read(text, width, paper):
    """What the model reads, and its least sure character; `paper` fills the picture up to `width` (1 white, 0 grey)."""
    picture = Image.new("L", (int(font.getlength(text)) + 24, 48), 255)
    ImageDraw.Draw(picture).text((12, 5), text, font=font, fill=0)
    line = numpy.asarray(picture).astype(numpy.float32) / 127.5 - 1
    filled = numpy.full((1, 3, 48, max(width, line.shape[1])), paper, numpy.float32)
    filled[0, :, :, : line.shape[1]] = line
    steps = model.run(None, {model.get_inputs()[0].name: filled})[0][0]
    best = steps.argmax(1)
    kept = [at for at, it in enumerate(best) if it and (at == 0 or it != best[at - 1])]
    return "".join(characters[best[at] - 1] for at in kept), min((float(steps[at, best[at]]) for at in kept), default=1.0)


alone, white, grey = read("▲3.2", 0, 1), read("▲3.2", 2400, 1), read("▲3.2", 2400, 0)
print("alone", alone, "white paper", white, "grey", grey)
assert alone[0] == "▲3.2", alone
assert white[0] != "▲3.2" and "▲" not in white[0] and white[1] > 0.9, white
assert "▲" not in grey[0] and grey[1] > 0.9, grey
PYTHON
venv/bin/python finding.py
