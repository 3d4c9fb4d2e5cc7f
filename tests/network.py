"""Made-up documents that cite one another, for tests of the citation network: organs and subjects are invented."""

from __future__ import annotations

import hashlib
import re

from vndocparse.fields.cite import cite
from vndocparse.model.document import DocType, Document, FieldValue, Issued, Number, ParseResult, Source


def paper(
    number: str | None,
    day: str | None,
    organ: str,
    text: str = "",
    *,
    above: str | None = None,
    title: str = "về trồng cây",
    file: str = "",
    role: str = "main",
) -> Document:
    """A document whose citations are found in ``text`` by the library itself."""
    found = re.match(r"(\d+)[-/]([^/-]+)[-/](.+)", number or "")
    organs = [name for name in (above, organ) if name]
    return Document(
        role=role,  # type: ignore[arg-type]
        text=text,
        organ=FieldValue(text=organ) if organ else None,
        superior_organ=FieldValue(text=above) if above else None,
        number=Number(text=number, ordinal=int(found[1]), type_code=found[2], organ_code=found[3]) if found else None,
        issued=Issued(text=day, date=day, edtf=day) if day else None,
        doc_type=DocType(text="KẾ HOẠCH", code=found[2] if found else "KH"),
        title=FieldValue(text=title),
        citations=cite(text, own_number=number, own_date=day, own_organs=organs),
    )


def result(*documents: Document, file: str = "") -> ParseResult:
    """These documents in one file."""
    name = file or f"{documents[0].number.text if documents[0].number else 'draft'}.pdf".replace("/", "_")
    digest = hashlib.sha256((name + "".join(d.text for d in documents)).encode()).hexdigest()
    source = Source(name=name, sha256=digest, media_type="application/pdf", page_count=1, text_origin="native")
    return ParseResult(source=source, documents=list(documents))


def chain() -> list[ParseResult]:
    """A plan of a khối carries out one of its province, that a conclusion, and that reviews a directive of 1998."""
    return [
        result(
            paper(
                "13-KH/ĐUK", "2016-04-11", "ĐẢNG ỦY KHỐI CÁC CƠ QUAN TỈNH",
                "Thực hiện Kế hoạch số 26-KH/TU, ngày 21/3/2016 của Ban Thường vụ Tỉnh ủy, Đảng ủy Khối lập kế hoạch.",
                above="TỈNH ỦY LAM SƠN", title="trồng cây ở trụ sở",
            )
        ),
        result(
            paper(
                "26-KH/TU", "2016-03-21", "TỈNH ỦY LAM SƠN",
                "Thực hiện Kết luận số 120-KL/TW, ngày 07/01/2016 của Bộ Chính trị.\n"
                "Kết luận số 120-KL/TW tổng kết việc thực hiện Chỉ thị số 30-CT/TW, ngày 18/02/1998.",
            )
        ),
        result(
            paper(
                "120-KL/TW", "2016-01-07", "BỘ CHÍNH TRỊ",
                "Tổng kết việc thực hiện Chỉ thị số 30-CT/TW, ngày 18/02/1998 của Bộ Chính trị khóa VIII.",
            )
        ),
    ]  # fmt: skip
