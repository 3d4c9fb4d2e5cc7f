"""How long a search takes in a library of many documents, made up from words of the language.

    python -m benchmarks.search [--documents 100000] [--words 150] [--keep FILE]

Documents are synthetic: syllables by a falling frequency, so that the commonest stand in nearly every document, with
titles, numbers and citations of the usual forms; phrases that are searched for are planted in one of so many.  Each
query is timed ten times; the median, the slowest, and the median of computing time (what is left where the machine does
nothing else) are printed.  The file is warm, as it is behind a first search.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from vndocparse.library import Library, Wanted
from vndocparse.model.document import Citation, DocType, Document, FieldValue, Issued, Number, ParseResult, Source

ONSETS = "b c ch d đ g gi h kh l m n ng nh ph qu r s t th tr v x"
RHYMES = (
    "a á à ả ạ an án ang áng ao áo ăn âm ân ất âu e én em ê ết ên i ín inh ình o ó on óng ô ốc ôn ộng ơ ơn ới "
    "u ú ung ụ ư ừ ước ường y ý yên"
)
TYPES = ("KH", "NQ", "CT", "QĐ", "BC", "TB", "HD", "CV", "TTr", "KL")
ORGANS = (
    "TỈNH ỦY LẠC GIANG",
    "HUYỆN ỦY NẬM PÙNG",
    "ĐẢNG ỦY XÃ BẢN CƯỜI",
    "CHI BỘ THÔN GÒ SẾN",
    "VĂN PHÒNG TRUNG ƯƠNG ĐẢNG",
)
SYMBOLS = ("TU", "HU", "ĐU", "CB", "VPTW")
PLANTED = (
    ("quy chế dân chủ ở cơ sở", 50),
    ("phòng chống lũ quét", 400),
    ("bảo vệ đê điều", 3_000),
    ("công tác cán bộ", 4),
)
"""Phrases, each in one of so many documents."""

QUERIES: tuple[tuple[str, Wanted], ...] = (
    ("a phrase without marks", Wanted("quy che dan chu")),
    ("the same with marks", Wanted("quy chế dân chủ")),
    ("the issue's query", Wanted("quy che dan chu", type="KH", cites="30-CT/TW")),
    ("a rare phrase", Wanted("bao ve de dieu")),
    ("a phrase in every fourth document", Wanted("cong tac can bo")),
    ("one syllable that is everywhere", Wanted("ba")),
    ("words that never follow each other", Wanted("dieu quet bo")),
    ("a number", Wanted("4000-KH/TU")),
    ("all of a type, the newest", Wanted("", type="NQ")),
    ("what cites a document", Wanted("", cites="30-CT/TW")),
    ("a type, a year, a level", Wanted("dan chu", type="NQ", years=(2010, 2012), level="district")),
    ("nothing like it", Wanted("xyz abc")),
)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--documents", type=int, default=100_000)
    options.add_argument("--words", type=int, default=150)
    options.add_argument("--keep", type=Path)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = given.keep or Path(folder) / "library.sqlite"
        if not path.exists():
            start = time.perf_counter()
            with Library(path, create=True) as library:
                library.add(made(given.documents, given.words))
                library.tidy()
            print(f"{given.documents} documents indexed in {time.perf_counter() - start:.0f} s, "
                  f"{path.stat().st_size / 2**20:.0f} MiB")  # fmt: skip
        with Library(path) as library:
            print(f"{'query':<40}{'hits':>6}{'median ms':>12}{'slowest ms':>12}{'computing':>12}")
            for name, wanted in QUERIES:
                library.search(wanted)
                times, computing = [], []
                for _ in range(10):
                    start, begun = time.perf_counter(), time.process_time()
                    hits = library.search(wanted)
                    times.append(1000 * (time.perf_counter() - start))
                    computing.append(1000 * (time.process_time() - begun))
                middle = (statistics.median(times), max(times), statistics.median(computing))
                print(f"{name:<40}{len(hits):>6}" + "".join(f"{value:>12.1f}" for value in middle))


def made(count: int, words: int) -> Iterator[ParseResult]:
    dice = random.Random(7)
    syllables = [onset + rhyme for onset in ONSETS.split() for rhyme in RHYMES.split()]
    dice.shuffle(syllables)
    weights = [1 / (rank + 3) for rank in range(len(syllables))]
    for at in range(count):
        picked = dice.choices(syllables, weights, k=words)
        for phrase, every in PLANTED:
            if dice.randrange(every) == 0:
                place = dice.randrange(words)
                picked[place:place] = phrase.split()
        which, kind, year = dice.randrange(5), dice.choice(TYPES), dice.randrange(1998, 2026)
        number = f"{at % 5000}-{kind}/{SYMBOLS[which]}"
        cited = "30-CT/TW" if dice.randrange(40) == 0 else f"{dice.randrange(400)}-KL/TW"
        text = " ".join(picked)
        document = Document(
            text=f"Số {number}\n{text}\nThực hiện {cited}",
            number=Number(text=number, ordinal=at % 5000, type_code=kind, organ_code=SYMBOLS[which]),
            organ=FieldValue(text=ORGANS[which]),
            issued=Issued(text=f"ngày 01 tháng 02 năm {year}", date=f"{year}-02-01", edtf=f"{year}-02-01"),
            doc_type=DocType(text=kind, code=kind),
            title=FieldValue(text=" ".join(picked[:12])),
            citations=[Citation(text=cited, number=cited, target=cited)],
        )
        source = Source(
            name=f"{at}.pdf", sha256=f"{at:064x}", media_type="application/pdf", page_count=1, text_origin="native"
        )
        yield ParseResult(source=source, documents=[document])


if __name__ == "__main__":
    main()
