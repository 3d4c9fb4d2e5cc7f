"""A made-up document of the contract's types, with true offsets, for tests of what shows and exports results."""

from __future__ import annotations

from vndocparse.model.document import (
    Citation,
    Copy,
    DocType,
    Document,
    Evidence,
    FieldValue,
    Issued,
    Marginal,
    Number,
    ParseResult,
    ProblemEntry,
    Recipient,
    Section,
    Signature,
    Source,
    Table,
)

LINES = (
    "ĐẢNG BỘ TỈNH MINH LÂM ĐẢNG CỘNG SẢN VIỆT NAM",
    "HUYỆN ỦY AN BÌNH",
    "Số 27-KH/HU An Bình, ngày 05 tháng 6 năm 2021",
    "KẾ HOẠCH",
    "trồng cây bóng mát ở trụ sở các chi bộ",
    "Thực hiện Kết luận số 14-KL/TU, ngày 02/3/2021 của Tỉnh ủy; Điều 3 Nghị định số 04/2015/NĐ-CP.",
    "I- MỤC ĐÍCH",
    "1. Để trụ sở có bóng mát, các đ/c T/M chi bộ nhận cây.",
    "2. Theo Kết luận số 14-KL/TU.",
    "II- CÁCH LÀM",
    "Mỗi chi bộ trồng 5 cây <cao & thẳng>.",
    "Nơi nhận: T/M BAN THƯỜNG VỤ",
    "- Các chi bộ (để thực hiện), PHÓ BÍ THƯ",
    "- Lưu. Đinh Văn Mẫu",
)
TEXT = "\n".join(LINES)


def at(part: str, nth: int = 0) -> list[Evidence]:
    """The evidence of the ``nth`` place where ``part`` stands."""
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(part, start + 1)
    line = TEXT.count("\n", 0, start)
    left = 70.0 + 6 * (start - (TEXT.rfind("\n", 0, start) + 1))
    box = (left, 60.0 + 22 * line, left + 6 * len(part), 76.0 + 22 * line)
    return [Evidence(page=1, bbox=box, start=start, end=start + len(part))]


def document() -> Document:
    """A plan with one doubtful date, one inferred issuer, two citations of one document."""
    return Document(
        page_range=(1, 1),
        text=TEXT,
        motto=FieldValue(text="ĐẢNG CỘNG SẢN VIỆT NAM", evidence=at("ĐẢNG CỘNG SẢN VIỆT NAM")),
        superior_organ=FieldValue(text="ĐẢNG BỘ TỈNH MINH LÂM", evidence=at("ĐẢNG BỘ TỈNH MINH LÂM")),
        organ=FieldValue(text="HUYỆN ỦY AN BÌNH", evidence=at("HUYỆN ỦY AN BÌNH"), confidence=0.97),
        number=Number(
            text="27-KH/HU", raw="27 -KH/HU", ordinal=27, type_code="KH", organ_code="HU", rule="number.party",
            evidence=at("27-KH/HU"), confidence=0.99,
        ),
        place=FieldValue(text="An Bình", evidence=at("An Bình")),
        issued=Issued(
            text="ngày 05 tháng 6 năm 2021", date="2021-06-05", edtf="2021-06-05",
            evidence=at("ngày 05 tháng 6 năm 2021"), confidence=0.62,
        ),
        doc_type=DocType(text="KẾ HOẠCH", code="KH", evidence=at("KẾ HOẠCH")),
        title=FieldValue(
            text="trồng cây bóng mát ở trụ sở các chi bộ", evidence=at("trồng cây bóng mát ở trụ sở các chi bộ"),
            confidence=0.4,
        ),
        preamble=FieldValue(text=LINES[5], evidence=at(LINES[5])),
        sections=[
            Section(
                label="I", kind="roman", level=1, heading="MỤC ĐÍCH", evidence=at("I- MỤC ĐÍCH"),
                children=[
                    Section(label="1", kind="arabic", level=2, text=LINES[7][3:], evidence=at(LINES[7])),
                    Section(label="2", kind="arabic", level=2, text=LINES[8][3:], evidence=at(LINES[8])),
                ],
            ),
            Section(
                label="II", kind="roman", level=1, heading="CÁCH LÀM", text=LINES[10], evidence=at("II- CÁCH LÀM"),
            ),
        ],
        citations=[
            Citation(
                text="Kết luận số 14-KL/TU, ngày 02/3/2021 của Tỉnh ủy", doc_type="Kết luận", type_code="KL",
                number="14-KL/TU", date="2021-03-02", issuer="Tỉnh ủy", relation="implements",
                target="kl:14-kl/tu:2021-03-02", evidence=at("Kết luận số 14-KL/TU, ngày 02/3/2021 của Tỉnh ủy"),
            ),
            Citation(
                text="Điều 3 Nghị định số 04/2015/NĐ-CP", doc_type="Nghị định", type_code="NĐ",
                number="04/2015/NĐ-CP", locator="Điều 3", target="nđ:04/2015/nđ-cp",
                evidence=at("Điều 3 Nghị định số 04/2015/NĐ-CP"),
            ),
            Citation(
                text="Kết luận số 14-KL/TU", doc_type="Kết luận", type_code="KL", number="14-KL/TU", issuer="Tỉnh ủy",
                date="2021-03-02", inferred=["issuer", "date"], section="I/2", target="kl:14-kl/tu:2021-03-02",
                evidence=at("Kết luận số 14-KL/TU", 1),
            ),
        ],
        recipients=[
            Recipient(text="Các chi bộ", purpose="để thực hiện", evidence=at("Các chi bộ")),
            Recipient(text="Lưu", kind="file", evidence=at("Lưu")),
        ],
        signatures=[
            Signature(
                authority="T/M", on_behalf_of="BAN THƯỜNG VỤ", position="PHÓ BÍ THƯ", name="Đinh Văn Mẫu",
                evidence=[*at("T/M BAN THƯỜNG VỤ"), *at("PHÓ BÍ THƯ"), *at("Đinh Văn Mẫu")],
            ),
        ],
        copies=[Copy(kind="sao y", number=Number(text="3-BS/HU", ordinal=3))],
        tables=[Table(page=1, bbox=(70, 500, 400, 560), rows=[["TT", "Chi bộ"], ["1", "=1+1"]], caption="Cây")],
        marginalia=[Marginal(text="CV ĐẾN \x1b]0;x\x07Số 9", kind="receipt_stamp")],
    )  # fmt: skip


def attachment() -> Document:
    """The conclusion that the plan carries behind it: only a few fields were found."""
    return Document(
        role="attachment",
        page_range=(2, 2),
        text="KẾT LUẬN\nsố 14-KL/TU",
        number=Number(text="14-KL/TU", ordinal=14, type_code="KL", organ_code="TU"),
        doc_type=DocType(text="KẾT LUẬN", code="KL"),
    )


def result() -> ParseResult:
    """Both documents in one file, with one problem on the second page."""
    return ParseResult(
        source=Source(
            name="plan.pdf", sha256="0" * 64, media_type="application/pdf", page_count=2, text_origin="native"
        ),
        documents=[document(), attachment()],
        problems=[ProblemEntry(code="number-not-read", message="The number is not readable.", page=2)],
    )
