"""Fresh scans from a seed: composed documents with ink, seals, stamps and handwriting, damaged at three levels.

``python -m tools.corpus fresh DIR --seed 1 --count 24`` writes them as a corpus (one folder a document, gold beside
the scans), so that ``vndocparse evaluate DIR`` scores them.  The same seed gives the same files; a new seed is a set
that nobody has looked at.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from tools.corpus import scan, typeset
from tools.corpus.build import meta
from tools.corpus.gold import gold
from tools.corpus.page import Rendered
from tools.corpus.spec import DocSpec, Entry
from tools.stress import words as w
from tools.stress.compose import Composer

_LONGEST = 9
"""Blocks of a body: a page or two; the reading of running text has no need of more."""
_STAMPS = ("CÔNG VĂN ĐẾN", "ĐẾN", "VĂN BẢN ĐẾN")


class ScanComposer(Composer):
    """Draws one entry and what ink, hands and seals put on it."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed, "scan")

    def entry(self) -> Entry:
        drawn = super().entry()
        main = drawn.docs[0]
        main = DocSpec(main.head, main.blocks[:_LONGEST], main.after, main.footnotes)
        file = {
            **drawn.file,
            "form": "scan",
            "split": "fresh",
            "title": f"fresh scan {self.seed}",
            "style": {
                **drawn.file.get("style", {}),
                **self.drawn("born-digital"),
                **self.drawn("scan-style"),
                "signatures_stacked": False,  # the second may run off the page's end
            },
        }
        file["hand"] = self.hands(main)
        file["ink"] = self.ink(main)
        file["scan"] = {"levels": True, **{lv: self.defects(lv) for lv in ("clean", "light", "heavy")}}
        return Entry(f"fresh-{self.seed:04}", file, (main,))

    def hands(self, main: DocSpec) -> list[str]:
        """The blanks that a hand or a stamp fills: only those that have a value."""
        date = main.get("date", "").split()
        having = {
            "number": main.get("number", "")[:1].isdigit(),
            "day": date[1:2] != ["tháng"] and len(date) == 6 and date[1].isdigit(),
            "month": len(date) == 6 and date[3].isdigit(),
        }
        wanted = self.r.choice(w.OPTIONS["scan-hands"]["filled"])
        return [name for name in wanted if having[name]]

    def ink(self, main: DocSpec) -> dict[str, Any]:
        """Hand, seals and stamps; positions vary as they do in offices."""
        r = self.r
        out: dict[str, Any] = self.drawn("scan-ink")
        organ = main.get("organ")
        whose = " ".join(organ) if isinstance(organ, list) else organ
        if self.maybe(0.85):
            out["seals"] = [
                {"top": whose[:26], "bottom": r.choice(("", "BAN CHẤP HÀNH", "VĂN PHÒNG")), "drop": r.randint(-22, 14),
                 "size": r.randint(88, 108)}
                for _ in main.get("signatures", [])
            ]  # fmt: skip
        if self.maybe(0.3):
            n, day = r.randint(12, 4800), f"{r.randint(1, 28):02}/{r.randint(1, 12)}"
            out["received"] = {
                "lines": [r.choice(_STAMPS), "Số:", "Ngày:", "Chuyển:"],
                "fills": ["", str(n), day, r.choice(("TH", "VP", "P.TC"))],
                "colour": r.choice(("red", "violet", "blue")),
                "at": [r.randint(40, 330), r.randint(8, 230)],
            }
        return out

    def defects(self, level: str) -> list[str]:
        """Single defects of one level."""
        return [name for name in w.OPTIONS["scan-defects"][level] if self.maybe(0.25)]


def write(folder: Path, seed: int, count: int, levels: tuple[str, ...] = ("clean", "light", "heavy")) -> list[str]:
    """Write ``count`` documents from ``seed`` on below ``folder``; gives their names.

    A document whose page the composition leaves without a mark for its hand is written as print.
    """
    names = []
    for at in range(seed, seed + count):
        entry = ScanComposer(at).entry()
        r: Rendered = typeset.render(entry, set(entry.get("hand")))
        missing = [name for name in entry.get("hand") if name not in r.marks]
        if missing:
            entry = replace(entry, file={**entry.file, "hand": [n for n in entry.get("hand") if n not in missing]})
        place = folder / entry.id
        place.mkdir(parents=True, exist_ok=True)
        for level in levels:
            (place / f"scan-{level}.pdf").write_bytes(scan.scan_file(entry, r, level, "pdf"))
        truth = json.dumps(gold(entry, r.pages, r.table_pages), ensure_ascii=False, indent=1)
        (place / "gold.json").write_text(truth + "\n", "utf-8")
        (place / "meta.toml").write_text(meta(entry, r.pages), "utf-8")
        names.append(entry.id)
    return names
