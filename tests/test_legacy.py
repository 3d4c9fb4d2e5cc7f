"""TCVN3 and VNI: found where they are, nowhere else, and converted with offsets."""

from __future__ import annotations

import re
import unicodedata
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vndocparse.source import legacy
from vndocparse.source.characters import clean, compose
from vndocparse.source.syllable import SyllableRules, is_syllable

LETTERS = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"


def table(name: str) -> dict[str, str]:
    text = (files("vndocparse.rules") / "data" / name).read_text("utf-8")
    rows = [row.split("\t") for row in text.split("\n") if row and not row.startswith("#")]
    return dict(rows)


def in_scheme(text: str, scheme: str) -> str:
    """Text typed in a legacy encoding; TCVN3 has no capitals with tones and gets small letters."""
    back = {target: source for source, target in table(f"{scheme}.tsv").items()}
    return "".join(back.get(c) or back.get(c.lower(), c) for c in text)


BODY = (
    "Ban Thường vụ Đảng ủy xã yêu cầu các chi bộ trực thuộc tổ chức học tập, quán triệt nội dung này; "
    "báo cáo kết quả trước ngày 15 hằng tháng. Ủy ban Kiểm tra giúp theo dõi, đôn đốc việc thực hiện."
)


def test_tables_hold_every_vietnamese_letter():
    """134 letters in VNI; in TCVN3 the 67 small ones and the 7 capitals that have no tone."""
    assert set(table("vni.tsv").values()) == set(LETTERS) | set(LETTERS.upper())
    assert set(table("tcvn3.tsv").values()) == set(LETTERS) | set("ĂÂĐÊÔƠƯ")


@pytest.mark.parametrize("scheme", legacy.SCHEMES)
def test_every_letter_round_trips(scheme):
    for source, target in table(f"{scheme}.tsv").items():
        assert legacy.convert(source, scheme).text == target
        assert legacy.convert(f"x{source} ", scheme).text == f"x{target} "


@pytest.mark.parametrize(
    ("shown", "meant"),
    [
        ("Ban ChÊp hµnh §¶ng bé", "Ban Chấp hành Đảng bộ"),
        ("Phó Yªn, ngµy 8 th¸ng 3 n¨m 2002", "Phú Yên, ngày 8 tháng 3 năm 2002"),
        ("Uû ban nh©n d©n", "Uỷ ban nhân dân"),
        ("®·, ®«, ë, ý, « nhiÔm", "đã, đô, ở, ý, ô nhiễm"),
    ],
)
def test_tcvn3_as_latin1(shown, meant):
    assert legacy.convert(shown, "tcvn3").text == meant
    assert legacy.mend(shown).text == meant
    assert legacy.detect(shown) == "tcvn3"


@pytest.mark.parametrize(
    ("shown", "meant"),
    [
        ("Coäng hoøa xaõ hoäi chuû nghóa", "Cộng hòa xã hội chủ nghĩa"),
        ("COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA VIEÄT NAM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("Ñaûng uûy phöôøng", "Đảng ủy phường"),
        ("Aùp duïng, AÙP DUÏNG", "Áp dụng, ÁP DỤNG"),  # the mark in either case
    ],
)
def test_vni_as_latin1(shown, meant):
    assert legacy.mend(shown).text == meant
    assert legacy.detect(shown) == "vni"


@pytest.mark.parametrize("scheme", legacy.SCHEMES)
def test_running_text_comes_back_whole(scheme):
    mended = legacy.mend(in_scheme(BODY, scheme))
    assert mended.schemes == (scheme,)
    assert mended.text.lower() == BODY.lower()


UNICODE = [
    BODY,
    BODY.upper(),
    "Ủy ban nhân dân; uỷ ban; hoà, hòa; Lê Đức Thọ; Đắk Lắk; Krông Pa; 25 µm, 5 m², 37 °C, ½ lít, ± 3 %, § 5, Windows®",
    "Le comité a été élu à l'unanimité ; où sont les délégués naïfs du maïs, de Noël, de Saül ? Très haï, laïc, né.",
    "Señor, el niño está en España; mañana, año, corazón, pingüino, Ñu.",
    "Größe, Öl, über, für, schön, zwölf, Übung, Straße, Hör, Göttin, Köln, fünf.",
    "Não há ação; São Paulo, coração, órgão, às três, avô, você.",
    "Blåbær, ødelagt, når, på, få, gå, æble, Åse; äta, öva, smör, kött.",
    "The committee's façade – naïve café, 5 µs, © 2024, ® and ™, £10, «quoted» text.",
    "· Một; » hai; « ba » – ¼, ¾; ² ³ ¹",
]


@pytest.mark.parametrize("text", UNICODE)
def test_no_legacy_encoding_is_seen_in_unicode_text(text):
    assert legacy.detect(text) is None
    mended = legacy.mend(text)
    assert mended.text == text
    assert mended.offsets is None


def test_only_the_legacy_lines_of_a_mixed_text_are_converted():
    header = "Ban ChÊp hµnh §¶ng bé\n®¶ng céng s¶n viÖt nam\nban tæ chøc"
    mended = legacy.mend(f"{header}\n{BODY}\n« Trích dẫn », 5 µm")
    assert mended.text == (f"Ban Chấp hành Đảng bộ\nĐẢNG CỘNG SẢN VIỆT NAM\nban tổ chức\n{BODY}\n« Trích dẫn », 5 µm")


def test_a_run_within_one_line_is_converted():
    mended = legacy.mend(f"ban tæ chøc Phó Yªn, ngµy 8 th¸ng 3 n¨m KẾ HOẠCH {BODY}")
    assert mended.text == f"ban tổ chức Phú Yên, ngày 8 tháng 3 năm KẾ HOẠCH {BODY}"


def test_lost_soft_hyphens_are_put_back_where_the_syllable_shows_it():
    """Byte AD is ư and shows as a soft hyphen, which many programs drop."""
    assert (
        legacy.mend("Trung ¬ng §¶ng ®îc phæ biÕn, b¾t ®Çu tõ n¨m").text
        == "Trung ương Đảng được phổ biến, bắt đầu từ năm"
    )


def test_text_that_a_vni_converter_left_half_done():
    """ị stands as ò and ĩ as ó: "Chủ tòch", "nghóa"."""
    text = "Hội nghò Bộ Chính trò; Chủ tòch, khẳng đònh ý nghóa vó đại, lónh vực; đòa phương thò xã; nhiều trò chơi"
    assert legacy.mend(text).text == (
        "Hội nghị Bộ Chính trị; Chủ tịch, khẳng định ý nghĩa vĩ đại, lĩnh vực; địa phương thị xã; nhiều trò chơi"
    )
    assert legacy.mend(text + " định").text == text + " định"  # a text that has ị was not so damaged


def test_fonts_say_the_encoding():
    assert legacy.font_scheme(".VnTimeH") == ("tcvn3", True)
    assert legacy.font_scheme("VNI-Times") == ("vni", False)
    assert legacy.font_scheme("Times New Roman") is None
    assert legacy.convert_font("®¶ng bé", ".VnTimeH") == "ĐẢNG BỘ"
    assert legacy.convert_font("Đảng bộ tỉnh", ".VnTime") == "Đảng bộ tỉnh"  # Unicode in a font that kept its name


@given(
    st.text(alphabet=st.sampled_from("aeouyADEOUY ®¶µéÑñùøûõïâêôöíìæóòî\xad§·x1-\n"), max_size=60),
    st.sampled_from(legacy.SCHEMES),
)
def test_offsets_never_decrease_and_end_at_the_end(text, scheme):
    result = legacy.convert(text, scheme)
    assert len(result.offsets) == len(result.text) + 1
    assert list(result.offsets) == sorted(result.offsets)
    assert result.offsets[-1] == len(text)
    for i, c in enumerate(result.text):
        source = text[result.offsets[i] : result.offsets[i] + 2]
        assert c == source[0] or c in (legacy.convert(source[0], scheme).text, legacy.convert(source, scheme).text)


@given(st.text(max_size=80))
def test_mending_any_text_keeps_its_lines_and_offsets(text):
    mended = legacy.mend(text)
    if mended.offsets is not None:
        assert len(mended.offsets) == len(mended.text) + 1
        assert list(mended.offsets) == sorted(mended.offsets)
        assert mended.offsets[-1] == len(text)
    assert mended.text.count("\n") == text.count("\n")


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_composing_keeps_offsets(text):
    result = compose(unicodedata.normalize("NFD", text))
    assert len(result.offsets) == len(result.text) + 1
    assert list(result.offsets) == sorted(result.offsets)
    assert result.offsets[0] == 0 or not result.text


def test_composed_vietnamese_points_back():
    result = compose("Ho\u0323c ta\u0323\u0302p")
    assert result.text == "Học tập"
    assert result.offsets == (0, 1, 3, 4, 5, 6, 9, 10)


@given(st.text(max_size=80))
def test_clean_text_has_no_odd_characters_and_stays_clean(text):
    result = clean(text)
    assert not re.search(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\xa0\xad\u200b-\u200f\u2028-\u202f\u2060\ufeff\r]", result)
    assert clean(result) == result


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("Số\u00a013\u202f-KH", "Số 13 -KH"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("13\u00adKH/ĐUK", "13-KH/ĐUK"),  # a soft hyphen written for the hyphen
        ("thực\u00adhiện", "thựchiện"),  # a place to break a word
        ("Ho\u0323c", "Học"),
    ],
)
def test_clean(text, expected):
    assert clean(text) == expected


def syllable_rules() -> SyllableRules:
    from vndocparse.rules.load import load_records

    (rules,) = load_records("syllable.toml", "syllable", SyllableRules)
    return rules


def test_syllable_rules_accept_their_examples_and_refuse_the_others():
    rules = syllable_rules()
    assert [w for w in rules.examples if not is_syllable(w)] == []
    assert [w for w in rules.counter_examples if is_syllable(w)] == []


@pytest.mark.parametrize(
    ("shown", "meant"),
    [
        (
            "Th-êng trùc HuyÖn ñy häp, nh- sau: ®-îc ng-êi l-u th-",
            "Thường trực Huyện ủy họp, như sau: được người lưu thư",
        ),
        ("-u tiªn kinh tÕ-x· héi cña tØnh - nghiªm tóc", "ưu tiên kinh tế-xã hội của tỉnh - nghiêm túc"),
        ("Sè 12-Q§/TW cña Bé ChÝnh trÞ kho¸ VIII, 1-2 ng-êi", "Số 12-QĐ/TW của Bộ Chính trị khoá VIII, 1-2 người"),
    ],
)
def test_a_hyphen_that_stands_for_tcvn3_u_is_told_by_its_syllable(shown: str, meant: str) -> None:
    """PDF's own encoding prints a hyphen at the code of ư; hyphens between syllables and in symbols stay."""
    assert legacy.mend(shown).text == meant


@pytest.mark.parametrize(
    "font", [".VnTimeH", ".VnTimeH,Bold", ".VnTimeH-BoldItalic", ".VnTimeHBold", ".VnArial NarrowH"]
)
def test_fonts_of_capitals_by_name(font: str) -> None:
    assert legacy.font_scheme(font) == ("tcvn3", True)
    assert legacy.font_scheme(font.replace("H", "", 1)) == ("tcvn3", False)
