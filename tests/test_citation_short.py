"""Short references: to the document itself, to the one just named, to an attachment."""

from vndocparse.fields.citation_short import find_short_forms
from vndocparse.fields.citations import find_citations

TEXT = (
    "Thực hiện Chỉ thị số 35-CT/TW và Kết luận số 118-KL/TW. Nhận được Kế hoạch này, chi bộ quán triệt Chỉ thị này; "
    "việc thực hiện Kết luận nêu trên báo cáo theo phụ lục kèm theo. Thông tri trên không nêu số."
)


def short(text: str, own: str | None = "KẾ HOẠCH") -> list[tuple[str, str, str | None]]:
    mentions = find_citations(text)
    return [
        (text[s.start : s.end], s.kind, None if s.antecedent is None else mentions[s.antecedent].number)
        for s in find_short_forms(text, mentions, own_type=own)
    ]


def test_each_short_form_has_its_document() -> None:
    assert short(TEXT) == [
        ("Kế hoạch này", "self", None),
        ("Chỉ thị này", "last", "35-CT/TW"),
        ("Kết luận nêu trên", "last", "118-KL/TW"),
        ("phụ lục kèm theo", "attachment", None),
        ("Thông tri trên", "unresolved", None),
    ]


def test_without_its_own_type_nothing_is_the_document_itself() -> None:
    assert short("Nhận được Kế hoạch này", own=None) == [("Kế hoạch này", "unresolved", None)]


def test_the_last_document_named_before_is_meant_not_one_named_later() -> None:
    text = "Chỉ thị số 1-CT/TU; Chỉ thị số 2-CT/TU; Chỉ thị này; Chỉ thị số 3-CT/TU"
    assert short(text) == [("Chỉ thị này", "last", "2-CT/TU")]


def test_classes_and_other_words_are_none() -> None:
    assert short("các chỉ thị trên địa bàn; Kế hoạch trên giấy; quy định này") == []
