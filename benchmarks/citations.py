"""Speed of finding references: bytes of text a second on one core, and how the cost grows with length.

    python benchmarks/citations.py [--megabytes N] [--english FILE]

The Vietnamese text is composed here from sentences of directives, plans and decisions: once with a
reference in about 600 characters, as documents have it, once of nothing but references.  Where
eyecite is installed and an English text is given, its speed stands beside ours: the texts differ,
so the two figures are not a race.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
import time
from collections.abc import Callable
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


def compose(megabytes: float, plain: int) -> str:
    """Sentences with references, each followed by ``plain`` sentences without."""
    pieces: list[str] = []
    size = i = 0
    while size < megabytes * 1e6:
        piece = CITING[i % len(CITING)].format(n=i % 400 + 1)
        piece += "".join(PLAIN[(i + k) % len(PLAIN)] for k in range(plain))
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


def main() -> int:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--megabytes", type=float, default=10.0, help="the longest text")
    ap.add_argument("--english", type=Path, help="an English text with references, for eyecite")
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
    if args.english and importlib.util.find_spec("eyecite"):
        from eyecite import get_citations

        english = args.english.read_text("utf-8")
        seconds = cost(lambda: get_citations(english))
        print(
            f"eyecite on English text, another text and another task: {len(english.encode()) / 1e6 / seconds:.2f} MB/s"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
