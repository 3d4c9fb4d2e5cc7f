"""Speed of finding references: bytes of text a second on one core, and how the cost grows with length.

    python benchmarks/citations.py [--megabytes N] [--texts FILE ...]

The Vietnamese text is composed here from sentences of directives, plans and decisions: once with a
reference in about 600 characters, as documents have it, once of nothing but references.  ``--texts``
reads real ones besides: JSON lines with a key "text", or plain files.  Where eyecite is installed
(``pip install eyecite``) its speed on a composed English text of the same length and density stands
beside ours.  The texts and the tasks differ, so the two figures are no race: eyecite knows thousands
of reporters and finds each by Aho-Corasick first, ours knows types, organs and laws and reads their
day, issuer, term and clauses.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

CITING = (
    "Thực hiện Kế hoạch số {n}-KH/TU, ngày 01/3/2016 của Tỉnh ủy về phát triển đảng viên ở thôn, bản, Ban Thường vụ\n"
    "Huyện ủy yêu cầu các chi bộ rà soát nguồn, phân công đảng viên giúp đỡ quần chúng và báo cáo hằng quý.\n",
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19/6/2015; Nghị định số {n}/2018/NĐ-CP ngày 23/4/2018 của Chính\n"
    "phủ về thực hiện cơ chế một cửa, một cửa liên thông trong giải quyết thủ tục hành chính;\n",
    "Quán triệt Nghị quyết Trung ương 4 khoá XII, Kết luận số {n}-KL/TW và khoản 2 Điều 5 Quy định số 37-QĐ/TW, ngày\n"
    "25/10/2021 của Ban Chấp hành Trung ương; thực hiện tốt Luật Lưu trữ và các quy định có liên quan.\n",
)
PLAIN = (
    "Các cấp ủy tiếp tục nâng cao chất lượng sinh hoạt, giữ nghiêm kỷ luật, kịp thời biểu dương người tốt, việc tốt,\n"
    "quan tâm đời sống nhân dân vùng cao, vùng sâu, nơi bị thiên tai; không để xảy ra điểm nóng về an ninh, trật tự.\n",
    "Nhiệm vụ, giải pháp: tập trung sản xuất vụ xuân, bảo đảm nước tưới, phòng, chống rét cho gia súc; sửa chữa 12 km\n"
    "đường liên xã; hoàn thành trước ngày 15/12/2024; tổng kinh phí 2.500 triệu đồng, trong đó nhân dân góp 1/5.\n",
    "Ban Tổ chức, Ủy ban Kiểm tra và Văn phòng theo dõi, đôn đốc việc thực hiện, định kỳ 6 tháng báo cáo Ban Thường\n"
    "vụ; những nơi làm tốt được biểu dương tại hội nghị tổng kết, nơi chậm phải kiểm điểm, nêu rõ trách nhiệm.\n",
)


ENGLISH = (
    "The court relied on Smith v. Jones, {n} U.S. 410, 415 (1973), and on the reasoning of Brown v. Board,\n"
    "347 U.S. 483 (1954), to hold that the statute did not reach the conduct of the parties.\n",
    "See Green v. Black, {n} F.3d 221, 224 (9th Cir. 1998); 42 U.S.C. § 1983; accord White v. Gray, {n} F. Supp. 18\n"
    "(D. Mass. 2001). The rule was later confirmed on appeal.\n",
)
PROSE = (
    "The parties met several times during the spring and exchanged drafts of the agreement, none of which was signed;\n"
    "the record shows that both sides expected the work to begin before the end of the year, weather permitting.\n",
    "Nothing in the testimony suggests that the delay was caused by the plaintiff, who had paid 12,500 dollars early\n"
    "and had asked twice, in writing, for a date on which the machines would be delivered to the site.\n",
)


def compose(megabytes: float, plain: int, citing: tuple[str, ...] = CITING, prose: tuple[str, ...] = PLAIN) -> str:
    """Sentences with references, each followed by ``plain`` sentences without."""
    pieces: list[str] = []
    size = i = 0
    while size < megabytes * 1e6:
        piece = citing[i % len(citing)].format(n=i % 400 + 1)
        piece += "".join(prose[(i + k) % len(prose)] for k in range(plain))
        pieces.append(piece)
        size += len(piece.encode())
        i += 1
    return "".join(pieces)


def cost(work: Callable[[], object]) -> float:
    """Best of three, CPU seconds."""
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def read(path: Path) -> Iterator[str]:
    """The texts of a file: one, or one a line in JSON lines."""
    if path.suffix != ".jsonl":
        yield path.read_text("utf-8")
        return
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["text"]


def beside_eyecite(megabytes: float) -> None:
    """Both on a text of the same length, a reference in about as many characters; other texts, other tasks.

    The text is short: eyecite's search for names of cases grows with the square of the length.
    """
    from vndocparse.fields.citations import find_citations
    from vndocparse.fields.resolve import resolve_citations

    if importlib.util.find_spec("eyecite") is None:
        print("eyecite is not installed: pip install eyecite")
        return
    from eyecite import get_citations
    from eyecite import resolve_citations as resolve_english

    ours, english = compose(megabytes, 6), compose(megabytes, 6, ENGLISH, PROSE)
    rows = (
        ("vndocparse, Vietnamese", ours, lambda: resolve_citations(find_citations(ours))),
        ("eyecite, English", english, lambda: resolve_english(get_citations(english))),
    )
    print(f"\nbeside eyecite, other texts and another task, {megabytes:.2f} MB each")
    for name, text, work in rows:
        seconds = cost(work)
        print(f"{name:24} {seconds:6.2f} s  {len(text.encode()) / 1e6 / seconds:6.2f} MB/s")


def main() -> int:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--megabytes", type=float, default=10.0, help="the longest text")
    ap.add_argument("--texts", type=Path, nargs="*", default=[], help="real texts, read besides")
    args = ap.parse_args()

    from vndocparse.fields.citations import find_citations
    from vndocparse.fields.resolve import resolve_citations

    find_citations("Kết luận số 120-KL/TW")
    for plain, name in ((6, "as documents are"), (0, "nothing but references")):
        print(f"{name}\n{'text':>9}  {'found':>8}  {'a char':>7}  {'seconds':>8}  {'MB/s':>6}")
        size = args.megabytes / 16
        while size <= args.megabytes * 1.001:
            text = compose(size, plain)
            found = find_citations(text)
            seconds = cost(lambda text=text: resolve_citations(find_citations(text)))
            million = len(text.encode()) / 1e6
            apart = len(text) // len(found)
            print(f"{million:7.2f}MB  {len(found):8}  1/{apart:5}  {seconds:8.2f}  {million / seconds:6.2f}")
            size *= 4
    for path in args.texts:
        texts = list(read(path))
        count, seconds = 0, 0.0
        for text in texts:
            start = time.process_time()
            count += len(resolve_citations(find_citations(text)))
            seconds += time.process_time() - start
        million = sum(len(text.encode()) for text in texts) / 1e6
        print(f"{path.name}: {len(texts)} texts, {million:.1f} MB, {count} references, {million / seconds:.2f} MB/s")
    beside_eyecite(min(args.megabytes, 0.2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
