"""Makes the fonts of ``src/vndocparse/fonts`` from those of Tinos: the letters of Vietnamese, and signs.

    python -m tools.fonts FOLDER        (the folder with Tinos-Regular.ttf, Tinos-Bold.ttf, Tinos-Italic.ttf)

Tinos has the measures of Times New Roman and the SIL Open Font License 1.1, without reserved names.  The subset keeps
outlines, widths and the character map; hints and layout tables, which a page that is set once does not need, are left
out.  Needs fontTools.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

OUT = Path(__file__).parents[1] / "src/vndocparse/fonts"
NAMES = {"Regular": "ReadingSerif", "Bold": "ReadingSerif-Bold", "Italic": "ReadingSerif-Italic"}
KEPT = [
    *range(0x20, 0x7F), *range(0xA0, 0x180), 0x1A0, 0x1A1, 0x1AF, 0x1B0, *range(0x300, 0x30A), 0x31B, 0x323,
    *range(0x391, 0x3CA), *range(0x1EA0, 0x1EFA), *range(0x2010, 0x2028), 0x2030, 0x2032, 0x2033, 0x2039,
    0x203A, 0x20AB, 0x2116, 0x2122, 0x2190, 0x2191, 0x2192, 0x2193, 0x2212, 0x2215, 0x2248, 0x2260, 0x2264,
    0x2265, 0x2588, 0x25A0, 0x25A1, 0x25CB, 0x25CF, 0xFFFD,
]  # fmt: skip


def main() -> None:
    folder = Path(sys.argv[1])
    for style, name in NAMES.items():
        font = TTFont(folder / f"Tinos-{style}.ttf")
        options = subset.Options()
        options.hinting, options.layout_features, options.glyph_names = False, [], False
        options.name_IDs, options.notdef_outline, options.recommended_glyphs = [0, 13, 14], True, False
        options.drop_tables += ["GSUB", "GPOS", "GDEF", "DSIG", "kern", "gasp", "FFTM"]
        worker = subset.Subsetter(options)
        worker.populate(unicodes=KEPT)
        worker.subset(font)
        for table in font["cmap"].tables:
            table.language = 0
        font["cmap"].tables = [t for t in font["cmap"].tables if (t.platformID, t.platEncID) == (3, 1)]
        for at, text in ((1, "Reading Serif"), (2, style), (4, name), (6, name)):
            font["name"].setName(text, at, 3, 1, 0x409)
        font["head"].modified = font["head"].created
        font.recalcTimestamp = False
        font.save(OUT / f"{name}.ttf")


if __name__ == "__main__":
    main()
