"""Several documents in one file: where one ends and the next begins."""

from __future__ import annotations

from tests.composed import lines_of
from vndocparse.fields.copies import read_copies
from vndocparse.fields.parts import Part, split_parts
from vndocparse.layout.zones import label_lines
from vndocparse.model.textmap import TextMap

HEADER = (
    "ĐẢNG BỘ HUYỆN TAM SƠN\nĐẢNG ỦY XÃ HẠ THANH\n*\nSố {n}-{t}/ĐU\n"
    "ĐẢNG CỘNG SẢN VIỆT NAM\nHạ Thanh, ngày 0{n} tháng 3 năm 2021\n"
)
BODY = "Đảng ủy xã yêu cầu các chi bộ kiểm kê kho sách của thư viện xã trước ngày 30 tháng 4.\n" * 3
FOOT = "Nơi nhận:\n- Huyện ủy,\n- Lưu.\nT/M ĐẢNG ỦY\nBÍ THƯ\nTrần Văn Bình\n"


def parts(text: str) -> tuple[Part, ...]:
    return split_parts(label_lines(lines_of(text)))


def one(n: int, code: str, name: str) -> str:
    return HEADER.format(n=n, t=code) + f"{name}\nvề kiểm kê kho sách\n-----\n" + BODY + FOOT


def test_one_document_is_one_part() -> None:
    (part,) = parts(one(1, "KH", "KẾ HOẠCH"))
    assert not part.attached


def test_second_header_begins_a_document() -> None:
    first, second = parts(one(1, "KH", "KẾ HOẠCH") + one(2, "BC", "BÁO CÁO"))
    assert second.lines[0].text == "ĐẢNG BỘ HUYỆN TAM SƠN"
    assert first.lines[-1].text == "Trần Văn Bình"
    assert second.attached
    assert second.why == "header"


def test_title_behind_a_signature_begins_an_attachment() -> None:
    _, second = parts(
        one(1, "QĐ", "QUYẾT ĐỊNH") + "QUY CHẾ\nsử dụng nhà văn hóa\n(Ban hành kèm theo Quyết định số 1-QĐ/ĐU)\n" + BODY
    )
    assert second.lines[0].text == "QUY CHẾ"
    assert second.why == "title"


def test_title_that_names_its_number_begins_the_transmitted_document() -> None:
    _, second = parts(
        one(1, "KH", "KẾ HOẠCH") + "Kết luận số 7-KL/HU ngày 02/01/2021 của Huyện ủy\nvề kiểm kê kho sách\n" + BODY
    )
    assert second.lines[0].text.startswith("Kết luận số 7-KL/HU")


def test_appendix_stays_with_its_document() -> None:
    assert len(parts(one(1, "KH", "KẾ HOẠCH") + "PHỤ LỤC\nDANH MỤC SÁCH CẦN KIỂM KÊ\n" + BODY)) == 1
    assert len(parts(one(1, "KH", "KẾ HOẠCH") + "DANH MỤC SÁCH CẦN KIỂM KÊ\n" + BODY)) == 1


def test_header_behind_the_text_begins_nothing() -> None:
    text = "BÁO CÁO\nkết quả kiểm kê\n-----\n" + BODY + "TỔ TRƯỞNG\nLê Thị Hoa\n" + HEADER.format(n=3, t="BC")
    assert len(parts(text)) == 1


def test_notes_above_a_header_belong_to_its_document() -> None:
    text = "- các đồng chí ủy viên Ban Chấp hành Đảng ủy xem và cho ý kiến trước thứ sáu\n\n" + one(1, "KH", "KẾ HOẠCH")
    assert len(parts(text)) == 1


def test_motto_inside_a_sentence_begins_nothing() -> None:
    text = one(1, "KH", "KẾ HOẠCH").replace(
        "các chi bộ kiểm kê", "Đảng Cộng sản Việt Nam quang vinh, các chi bộ kiểm kê"
    )
    assert len(parts(text)) == 1


def test_nothing_gives_one_empty_part() -> None:
    (part,) = parts("")
    assert part.lines == ()


def test_copy_block_is_kept_apart() -> None:
    block = (
        "ĐẢNG BỘ TỈNH BẮC LĨNH\nHUYỆN ỦY TAM SƠN\n*\nSố 24-BS/HU\nSAO Y BẢN CHÍNH\nTam Sơn, ngày 18 tháng 4 năm 2021\n"
        "T/L BAN THƯỜNG VỤ\nCHÁNH VĂN PHÒNG\nLê Thị Hoa\nNơi nhận:\n- Các chi bộ,\n- Lưu.\n"
    )
    text = TextMap(parts(one(1, "KH", "KẾ HOẠCH") + block)[0].lines)
    (copy,) = read_copies(text, 8)
    assert copy.kind == "sao y bản chính"
    assert copy.number is not None
    assert copy.number.text == "24-BS/HU"
    assert text.text[copy.number.start : copy.number.end] == "Số 24-BS/HU"
    assert copy.issued is not None
    assert copy.issued.iso == "2021-04-18"
    assert [r.text for r in copy.recipients] == ["Các chi bộ", "Lưu"]
    assert [text.text[slice(*s.name)] for s in copy.signatures if s.name] == ["Lê Thị Hoa"]


def test_document_without_copy_block_has_none() -> None:
    text = TextMap(parts(one(1, "KH", "KẾ HOẠCH"))[0].lines)
    assert read_copies(text, 8) == ()


def test_header_without_a_motto_goes_with_the_title_below_it() -> None:
    header = "ĐẢNG BỘ HUYỆN TAM SƠN\nĐẢNG ỦY XÃ HẠ THANH\n*\nSố 2-QĐ/ĐU\nHạ Thanh, ngày 02 tháng 3 năm 2021\n"
    first, second = parts(
        one(1, "QĐ", "QUYẾT ĐỊNH").replace("Trần Văn Bình", "TRẦN VĂN BÌNH")
        + header
        + "QUY ĐỊNH\nvề kho sách\n-----\n"
        + BODY
    )
    assert first.lines[-1].text == "TRẦN VĂN BÌNH"
    assert second.lines[0].text == "ĐẢNG BỘ HUYỆN TAM SƠN"
