"""Coverage-guided fuzzing of the text parsers: only ``VndocparseError`` may come out of any of them.

    python tools/fuzz/text.py TARGET [-max_total_time=600] [libFuzzer's options]
    python tools/fuzz/text.py all --minutes 10

Targets: header, number, date, sections, citations, recipients, signature, copies, whole.  Needs atheris (Python 3.11),
which is not among the development packages: ``pip install atheris``.  What breaks a parser is written to ``crash-…``
in the current folder; give that file as an argument to see it again.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import atheris

with atheris.instrument_imports(include=["vndocparse"]):
    from vndocparse import parse
    from vndocparse.errors import VndocparseError
    from vndocparse.fields.citations import find_citations
    from vndocparse.fields.cite import cite
    from vndocparse.fields.copies import read_copies
    from vndocparse.fields.date import read_date_line, read_placed_date, read_short_date
    from vndocparse.fields.heading import read_heading
    from vndocparse.fields.number import read_damaged_number, read_lone_number, read_number
    from vndocparse.fields.parts import split_parts
    from vndocparse.fields.recipients import read_recipients
    from vndocparse.fields.sections import find_sections
    from vndocparse.fields.signature import read_signatures
    from vndocparse.layout.lines import group_lines
    from vndocparse.layout.zones import label_lines
    from vndocparse.model.textmap import TextMap
    from vndocparse.source import open_source

_PIECES = (
    "ĐẢNG CỘNG SẢN VIỆT NAM\n", "ĐẢNG BỘ TỈNH ", "Số 12-NQ/TU", "Số: 04/2015/NĐ-CP", ", ngày 3 tháng 2 năm 2025\n",
    "NGHỊ QUYẾT\n", "I- ", "II. ", "1. ", "1.1. ", "a) ", "- ", "Điều 5. ", "Chương II\n", "khoản 2 ", "Căn cứ ",
    "Nơi nhận:\n", "- Như trên;\n", "- Lưu VPTU.\n", "T/M BAN THƯỜNG VỤ\n", "K/T BÍ THƯ\n", "PHÓ BÍ THƯ\n", "(Đã ký)\n",
    "Sao y bản chính\n", "khoá XII", "Kính gửi: ", "MẬT\n", "*\n", "-----\n", "(b/c)", "}\n", "\t", "\u00a0", "\u0301",
)  # fmt: skip
"""What documents are made of: a quarter of a fuzzer's text, for random bytes never get past a keyword."""


def text_of(data: bytes) -> str:
    """Any text, with pieces of documents in it."""
    out: list[str] = []
    provider = atheris.FuzzedDataProvider(data)
    while provider.remaining_bytes():
        if provider.ConsumeIntInRange(0, 3) == 0:
            out.append(provider.ConsumeUnicodeNoSurrogates(12))
        else:
            out.append(_PIECES[provider.ConsumeIntInRange(0, len(_PIECES) - 1)])
    return "".join(out)


def _maps(text: str) -> list[TextMap]:
    """The parts of a text as the readers get them."""
    opened = open_source(text.encode("utf-8", "replace"))
    lines = [line for i in range(opened.page_count) for line in group_lines(opened.page(i))]
    return [TextMap(part.lines) for part in split_parts(label_lines(lines))]


def header(text: str) -> None:
    for part in _maps(text):
        read_heading(part)


def number(text: str) -> None:
    read_number(text)
    read_number(text, labelled=False)
    read_lone_number(text, 0, len(text))
    read_damaged_number(text, 0, len(text))


def date(text: str) -> None:
    read_date_line(text)
    read_placed_date(text, 0, len(text))
    read_short_date(text, 0, len(text))


def sections(text: str) -> None:
    for part in _maps(text):
        find_sections(part, 0, len(part.lines) - 1)
        find_sections(part, 0, len(part.lines) - 1, bullets=True)


def citations(text: str) -> None:
    for mention in find_citations(text):
        assert text[mention.start : mention.end], "a reference stands somewhere"
    cite(text)


def recipients(text: str) -> None:
    for part in _maps(text):
        read_recipients(part, 0)


def signature(text: str) -> None:
    for part in _maps(text):
        read_signatures(part, 0)


def copies(text: str) -> None:
    for part in _maps(text):
        read_copies(part, 0)


def whole(text: str) -> None:
    result = parse(text.encode("utf-8", "replace"), engine="none")
    for document in result.documents:
        for citation in document.citations:
            for place in citation.evidence:
                assert 0 <= place.start <= place.end <= len(document.text)


TARGETS: dict[str, Callable[[str], None]] = {
    f.__name__: f for f in (header, number, date, sections, citations, recipients, signature, copies, whole)
}


def main() -> int:
    if len(sys.argv) < 2 or sys.argv[1] not in (*TARGETS, "all"):
        print(__doc__)
        return 2
    name = sys.argv.pop(1)
    if name == "all":
        minutes = float(sys.argv[sys.argv.index("--minutes") + 1]) if "--minutes" in sys.argv else 10
        failed = [t for t in TARGETS if _run(t, minutes)]
        print("broken:", ", ".join(failed) or "none")
        return bool(failed)
    target = TARGETS[name]

    def one(data: bytes) -> None:
        try:
            target(text_of(data))
        except VndocparseError:
            return

    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
    return 0


def _run(target: str, minutes: float) -> int:
    print(f"== {target}", flush=True)
    return subprocess.run(
        [sys.executable, __file__, target, f"-max_total_time={int(minutes * 60)}", "-max_len=2000", "-verbosity=0",
            "-print_final_stats=1", "-timeout=20"], check=False,
    ).returncode  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
