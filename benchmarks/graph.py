"""Time and memory of a citation network of 100,000 documents and a million references.

    python benchmarks/graph.py [--documents 100000] [--cites 10] [--keep DIR]

The documents are made up here and written as the JSON lines that `vndocparse parse` writes: provinces, their
districts and communes over thirty years, each citing about ten earlier documents, mostly of the levels above.
Then, in a process of its own, the file is read and the network built and written as GraphML.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

START = date(1995, 1, 1)
DAYS = 365 * 30
SENTENCE = "Các cấp ủy tiếp tục nâng cao chất lượng sinh hoạt, quan tâm đời sống nhân dân vùng cao, vùng sâu. "
TYPES = (("Chỉ thị", "CT"), ("Nghị quyết", "NQ"), ("Kết luận", "KL"), ("Kế hoạch", "KH"), ("Quyết định", "QĐ"))
SPEAKS = ("implements", "based_on", "mentions", "reviews")


class Known:
    """What can be cited: each document's number, organ, place and day, in the order of the days."""

    def __init__(self) -> None:
        self.by_level: dict[str, list[tuple[str, str, str, str, str, str]]] = {"TW": [], "TU": [], "HU": [], "ĐU": []}


def lines(documents: int, cites: int, seed: int = 7) -> Iterator[str]:
    """The results, one a line, oldest first."""
    from vndocparse.rules.citations import term_of

    rng, known = random.Random(seed), Known()
    numbers: dict[tuple[str, ...], int] = {}
    levels = rng.choices(("TW", "TU", "HU", "ĐU"), (4, 20, 40, 36), k=documents)
    for at, level in enumerate(levels):
        day = START + timedelta(days=at * DAYS // documents)
        place = "" if level == "TW" else f"Đất {rng.randrange(63 if level == 'TU' else 600 if level == 'HU' else 3000)}"
        name, code = rng.choice(TYPES)
        edition = (term_of(day) or "-") if level == "TW" else str(day.year)
        series = (level, place, code, edition)
        numbers[series] = numbers.get(series, 0) + 1
        number = f"{numbers[series]:02}-{code}/{level}"
        yield json.dumps(_result(at, level, place, number, name, code, day, _cited(rng, known, level, cites)))
        organ = {"TW": "Bộ Chính trị", "TU": f"Tỉnh ủy {place}", "HU": f"Huyện ủy {place}", "ĐU": f"Đảng ủy xã {place}"}
        slug = place.replace("Đất ", "dat-")
        stem = f"vn-cpv:{level.lower().replace('đ', 'd')}{'.' + slug if slug else ''}"
        target = f"{stem}/{edition}/{code.lower().replace('đ', 'd')}/{numbers[series]}"
        known.by_level[level].append((number, name, code, organ[level], day.isoformat(), target))


def _cited(rng: random.Random, known: Known, level: str, cites: int) -> list[tuple[str, str, str, str, str, str]]:
    above = {"TW": ["TW"], "TU": ["TW", "TU"], "HU": ["TW", "TU", "HU"], "ĐU": ["TW", "TU", "HU", "ĐU"]}[level]
    pools = [known.by_level[a] for a in above if known.by_level[a]]
    found = {}
    for _ in range(cites + 2) if pools else ():
        pool = rng.choice(pools)
        one = pool[-1 - int(len(pool) * rng.random() ** 3)]  # mostly recent ones
        found[one[5]] = one
    return list(found.values())[: cites + 1]


def _result(at, level, place, number, name, code, day, cited):  # type: ignore[no-untyped-def]
    """One result as JSON has it; the text is real, and offsets are true."""
    pieces, citations, length = [], [], 0
    for one in cited:
        before = f"{SENTENCE}Thực hiện "
        raw = f"{one[1]} số {one[0]}, ngày {'/'.join(reversed(one[4].split('-')))} của {one[3]}"
        start = length + len(before)
        pieces.append(f"{before}{raw}. ")
        length += len(pieces[-1])
        citations.append(
            {
                "text": raw, "doc_type": one[1], "type_code": one[2], "number": one[0], "date": one[4],
                "issuer": one[3], "relation": SPEAKS[(at + start) % 4], "target": one[5], "section": "II/1",
                "confidence": 0.99, "inferred": [], "candidates": [],
                "identity": {"status": "resolved", "basis": "date", "score": 0.98, "date": one[4], "issuer": one[3]},
                "evidence": [{"page": 1, "bbox": [72.0, 100.0, 500.0, 114.0], "start": start, "end": start + len(raw)}],
            }
        )  # fmt: skip
    heads = {"TW": "BỘ CHÍNH TRỊ", "TU": "TỈNH ỦY", "HU": "HUYỆN ỦY", "ĐU": "ĐẢNG ỦY XÃ"}
    document = {
        "text": "".join(pieces), "page_range": [1, 3], "organ": {"text": f"{heads[level]} {place.upper()}".strip()},
        "number": {"text": number, "ordinal": int(number.split("-")[0]), "type_code": code, "organ_code": level},
        "issued": {"text": day.isoformat(), "date": day.isoformat(), "edtf": day.isoformat()},
        "doc_type": {"text": name.upper(), "code": code}, "title": {"text": f"về việc số {at}"}, "citations": citations,
    }  # fmt: skip
    source = {"name": f"{at}.pdf", "sha256": f"{at:064x}", "media_type": "application/pdf", "page_count": 3,
              "text_origin": "native"}  # fmt: skip
    return {"schema_version": "1", "source": source, "documents": [document]}


def measure(results: Path, output: Path) -> dict[str, float]:
    """Read, build and write, in this process; seconds, and the largest memory in GB."""
    from vndocparse.graph import build_graph, load_results
    from vndocparse.graph.write import to_graphml

    start = time.perf_counter()
    graph = build_graph(load_results(results))
    built, cpu = time.perf_counter(), time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    with output.open("w", encoding="utf-8") as out:
        out.writelines(to_graphml(graph))
    return {
        "nodes": len(graph.nodes), "edges": len(graph.edges), "build_s": built - start, "build_cpu": cpu,
        "build_gb": peak,
        "write_s": time.perf_counter() - built,
        "peak_gb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6,
    }  # fmt: skip


def main() -> None:
    """Make the documents, measure, print."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--documents", type=int, default=100_000)
    options.add_argument("--cites", type=int, default=10)
    options.add_argument("--keep", type=Path, help="folder for the results and the GraphML")
    options.add_argument("--measure", type=Path, nargs=2, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.measure:
        print(json.dumps(measure(*given.measure)))
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.keep or Path(scratch)
        results = folder / "results.jsonl"
        with results.open("w", encoding="utf-8") as out:
            out.writelines(f"{line}\n" for line in lines(given.documents, given.cites))
        size = results.stat().st_size / 1e9
        command = [sys.executable, __file__, "--measure", str(results), str(folder / "graph.graphml")]
        found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    print(f"{given.documents:,} documents, {size:.2f} GB of results")
    print(f"{found['nodes']:,} nodes, {found['edges']:,} edges")
    print(f"read and built in {found['build_s']:.0f} s ({found['build_cpu']:.0f} s of CPU), {found['build_gb']:.2f} GB")
    print(f"GraphML written in {found['write_s']:.0f} s more, {found['peak_gb']:.2f} GB at most")


if __name__ == "__main__":
    main()
