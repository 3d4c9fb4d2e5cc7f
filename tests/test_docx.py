"""DOCX: what Word prints, labels of automatic lists included; hostile files."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from vndocparse.errors import DamagedFileError, EmptyFileError, LimitError
from vndocparse.source import ooxml, open_source
from vndocparse.source.base import Limits
from vndocparse.source.docx import open_docx
from vndocparse.source.labels import letters, roman
from vndocparse.source.text_source import TextSource

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MORE = (
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="urn:x" xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)


def archive(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def docx(body: str, **parts: str) -> bytes:
    """A DOCX with this body; other parts by name: numbering, styles, footnotes."""
    made: dict[str, str | bytes] = {"word/document.xml": f"<w:document {W}{MORE}><w:body>{body}</w:body></w:document>"}
    made |= {f"word/{name}.xml": f"<w:{name} {W}>{content}</w:{name}>" for name, content in parts.items()}
    return archive(made)


def opened(body: str, limits: Limits | None = None, **parts: str) -> TextSource:
    return open_docx(docx(body, **parts), name="a.docx", sha256="", limits=limits or Limits())


def texts(body: str, **parts: str) -> list[str]:
    return [line.text for page in opened(body, **parts).pages for line in page.lines]


def p(text: str = "", properties: str = "", run: str = "") -> str:
    """A paragraph of one run."""
    content = f"<w:r><w:rPr>{run}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>" if text else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"


def item(number: int, level: int, text: str = "x") -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def level(at: int, kind: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'
    )


def lists(*abstract: str, nums: str = "") -> str:
    made = "".join(f'<w:abstractNum w:abstractNumId="{i}">{a}</w:abstractNum>' for i, a in enumerate(abstract))
    return made + (
        nums
        or "".join(f'<w:num w:numId="{i + 1}"><w:abstractNumId w:val="{i}"/></w:num>' for i in range(len(abstract)))
    )


def table(rows: list[list[str]], borders: str = "") -> str:
    cells = "".join(
        "<w:tr>" + "".join(f"<w:tc>{c if c.startswith('<w:') else p(c)}</w:tc>" for c in row) + "</w:tr>"
        for row in rows
    )
    return f"<w:tbl><w:tblPr>{borders}</w:tblPr>{cells}</w:tbl>"


RULED = '<w:tblBorders><w:insideV w:val="single"/><w:left w:val="single"/></w:tblBorders>'


def test_paragraphs_breaks_tabs_and_gaps():
    source = opened(
        p("một") + p() + "<w:p><w:r><w:t>hai</w:t><w:br/><w:t>ba</w:t><w:noBreakHyphen/><w:t>b</w:t></w:r></w:p>"
        "<w:p><w:r><w:t>Nơi nhận:</w:t><w:tab/><w:tab/><w:t>T/M CHI BỘ</w:t></w:r></w:p>"
    )
    lines = source.pages[0].lines
    assert [(line.text, line.gap, line.column) for line in lines] == [
        ("một", 0, 0),
        ("hai", 2, 0),
        ("ba-b", 0, 0),
        ("Nơi nhận:", 1, 1),
        ("T/M CHI BỘ", 1, 2),
    ]


def test_styles_along_their_chain():
    styles = (
        '<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="26"/></w:rPr></w:rPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:rPr><w:i/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="N"/><w:rPr><w:b/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="C"><w:rPr><w:b w:val="0"/><w:sz w:val="20"/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="H"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Loop"><w:basedOn w:val="Loop"/></w:style>'
    )
    body = (
        p("a")
        + p("b", '<w:pStyle w:val="B"/>')
        + p("c", '<w:pStyle w:val="B"/>', '<w:rStyle w:val="C"/>')
        + p("d", '<w:pStyle w:val="B"/>', '<w:i w:val="false"/>')
        + p("MỤC ĐÍCH", '<w:pStyle w:val="H"/>')
        + p("- Một câu dài hơn.", '<w:pStyle w:val="H"/>')
        + p("g", '<w:pStyle w:val="Loop"/>')
        + p("hoa", "", "<w:caps/>")
        + p("ẩn", "", "<w:vanish/>")
    )
    lines = opened(body, styles=styles).pages[0].lines
    assert [(line.text, line.bold, line.italic, line.size, line.markup) for line in lines] == [
        ("a", False, True, 13.0, ""),
        ("b", True, True, 13.0, ""),
        ("c", False, True, 10.0, ""),
        ("d", True, False, 13.0, ""),
        ("MỤC ĐÍCH", False, False, 13.0, "heading"),
        ("- Một câu dài hơn.", False, False, 13.0, ""),
        ("g", False, False, 13.0, ""),
        ("HOA", False, True, 13.0, ""),
    ]


def test_labels_of_a_multilevel_list():
    numbering = lists(
        level(0, "upperRoman", "%1.")
        + level(1, "decimal", "%2.")
        + level(2, "decimal", "%2.%3.")
        + level(3, "lowerLetter", "%4)")
    )
    body = "".join(item(1, i) for i in (0, 1, 2, 2, 3, 3, 1, 2, 0, 1))
    assert [t.split()[0] for t in texts(body, numbering=numbering)] == [
        "I.", "1.", "1.1.", "1.2.", "a)", "b)", "2.", "2.1.", "II.", "1.",
    ]  # fmt: skip


def test_a_level_that_is_skipped_counts_from_its_start():
    numbering = lists(level(0, "decimal", "%1.") + level(1, "decimal", "%1.%2."))
    assert texts(item(1, 1) + item(1, 1), numbering=numbering) == ["1.1. x", "1.2. x"]


def test_legal_numbering_and_no_restart():
    numbering = lists(
        level(0, "upperRoman", "Chương %1.")
        + level(1, "decimal", "Điều %2.", '<w:lvlRestart w:val="0"/>')
        + level(2, "decimal", "%1.%3", "<w:isLgl/>")
    )
    body = item(1, 0) + item(1, 1) + item(1, 1) + item(1, 0) + item(1, 1) + item(1, 2)
    assert texts(body, numbering=numbering) == [
        "Chương I. x", "Điều 1. x", "Điều 2. x", "Chương II. x", "Điều 3. x", "2.1 x",
    ]  # fmt: skip


def test_instances_share_a_counter_unless_they_start_anew():
    abstract = level(0, "decimal", "%1.")
    nums = (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/>'
        "</w:lvlOverride></w:num>"
    )
    body = item(1, 0) + item(2, 0) + item(3, 0) + item(3, 0) + item(1, 0)
    assert texts(body, numbering=lists(abstract, nums=nums)) == ["1. x", "2. x", "5. x", "6. x", "7. x"]


@pytest.mark.parametrize(
    ("stored", "printed"), [("-", "-"), ("\uf0b7", "•"), ("\uf02d", "-"), ("o", "o"), ("\uf0ff", "•")]
)
def test_bullets(stored, printed):
    assert texts(item(1, 0, "Lưu"), numbering=lists(level(0, "bullet", stored))) == [f"{printed} Lưu"]


def test_a_list_tied_to_a_style_and_one_switched_off():
    numbering = lists(
        level(0, "decimal", "%1.", '<w:pStyle w:val="L"/>') + level(1, "lowerLetter", "%2)", '<w:pStyle w:val="M"/>')
    )
    styles = (
        '<w:style w:type="paragraph" w:styleId="L"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="M"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    off = '<w:numPr><w:numId w:val="0"/></w:numPr>'
    body = p("a", '<w:pStyle w:val="L"/>') + p("b", '<w:pStyle w:val="M"/>') + p("c", '<w:pStyle w:val="L"/>' + off)
    assert texts(body + p("d", '<w:pStyle w:val="L"/>'), numbering=numbering, styles=styles) == [
        "1. a",
        "a) b",
        "c",
        "2. d",
    ]


def test_empty_paragraphs_of_a_list_count_as_word_counts_them():
    numbering = lists(level(0, "decimal", "%1."))
    assert texts(item(1, 0, "a") + item(1, 0, "") + item(1, 0, "b"), numbering=numbering) == ["1. a", "3. b"]


def test_a_list_with_missing_parts_prints_no_label():
    assert texts(item(7, 0) + item(1, 8), numbering=lists(level(0, "decimal", "%1."))) == ["x", "x"]
    assert texts(item(1, 0)) == ["x"]


def test_header_and_foot_tables_are_columns():
    body = (
        table(
            [
                [p("ĐẢNG ỦY XÃ") + p("VĂN PHÒNG"), "", "ĐẢNG CỘNG SẢN VIỆT NAM"],
                ["Số 3-TB/VP", "", "An Bình, ngày 2 tháng 3 năm 2021"],
            ]
        )
        + p("THÔNG BÁO")
        + table([[p("Nơi nhận:") + p("- Lưu."), p("T/M") + p() + p() + p("Lê Văn Mẫu")]], RULED)
    )
    lines = opened(body).pages[0].lines
    assert [(line.row, line.column, line.markup, line.text, line.gap) for line in lines] == [
        (0, 1, "cell", "ĐẢNG ỦY XÃ", 0),
        (1, 1, "cell", "VĂN PHÒNG", 0),
        (0, 2, "cell", "ĐẢNG CỘNG SẢN VIỆT NAM", 1),
        (2, 1, "cell", "Số 3-TB/VP", 0),
        (2, 2, "cell", "An Bình, ngày 2 tháng 3 năm 2021", 0),
        (3, 0, "", "THÔNG BÁO", 1),
        (4, 1, "cell", "Nơi nhận:", 1),
        (5, 1, "cell", "- Lưu.", 0),
        (4, 2, "cell", "T/M", 1),
        (5, 2, "cell", "Lê Văn Mẫu", 2),
    ]


def test_ruled_tables_are_data_with_merged_cells():
    merged = "<w:tcPr><w:vMerge{}/></w:tcPr>"
    wide = "<w:tcPr><w:gridSpan w:val='2'/></w:tcPr>" + p("Cả hai cột")
    body = table(
        [
            ["STT", "Việc", "Hạn"],
            [merged.format(' w:val="restart"') + p("1"), "A", "Quý I"],
            [merged.format("") + p("bị che"), "B", "Quý II"],
            ["2", wide],
        ],
        RULED,
    )
    (page,) = opened(body).pages
    assert page.tables[0].rows == (
        ("STT", "Việc", "Hạn"),
        ("1", "A", "Quý I"),
        ("", "B", "Quý II"),
        ("2", "Cả hai cột", ""),
    )
    assert {line.markup for line in page.lines} == {"row"}


def test_wide_spaces_inside_a_cell_wrap_its_line():
    lines = opened(table([[f"UBND{' ' * 30}TỈNH", "ĐẢNG CỘNG SẢN VIỆT NAM"]])).pages[0].lines
    assert [(line.column, line.text) for line in lines] == [(1, "UBND"), (1, "TỈNH"), (2, "ĐẢNG CỘNG SẢN VIỆT NAM")]


def test_changes_are_taken_as_accepted():
    body = (
        "<w:p><w:r><w:t>giữ </w:t></w:r><w:ins><w:r><w:t>thêm </w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>bỏ</w:delText></w:r></w:del><w:moveFrom><w:r><w:t>cũ</w:t></w:r></w:moveFrom>"
        "<w:moveTo><w:r><w:t>mới</w:t></w:r></w:moveTo></w:p>"
    )
    assert texts(body) == ["giữ thêm mới"]


def test_fields_links_and_content_controls_keep_their_text():
    body = (
        "<w:sdt><w:sdtContent><w:p><w:hyperlink><w:r><w:t>liên kết </w:t></w:r></w:hyperlink>"
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
        "<w:fldSimple><w:r><w:t>kết quả</w:t></w:r></w:fldSimple></w:p></w:sdtContent></w:sdt>"
    )
    assert texts(body) == ["liên kết kết quả"]


def test_a_text_box_is_read_once():
    box = f"<w:txbxContent>{p('MẬT')}{p('Bản số 1')}</w:txbxContent>"
    body = (
        "<w:p><w:r><mc:AlternateContent><mc:Choice><wps:txbx>"
        f"{box}</wps:txbx></mc:Choice><mc:Fallback><v:textbox>{box}</v:textbox></mc:Fallback></mc:AlternateContent></w:r>"
        "<w:r><w:t>Đoạn neo</w:t></w:r></w:p>"
    )
    assert texts(body) == ["Đoạn neo", "MẬT", "Bản số 1"]


def test_pages_end_where_word_ended_them():
    broken = "<w:p><w:r><w:lastRenderedPageBreak/><w:t>hai</w:t></w:r></w:p>"
    inside = "<w:p><w:r><w:t>ba </w:t></w:r><w:r><w:lastRenderedPageBreak/><w:t>ba</w:t></w:r></w:p>"
    source = opened(p("một") + broken + inside + p("bốn"))
    assert [[line.text for line in page.lines] for page in source.pages] == [["một"], ["hai", "ba ba"], ["bốn"]]


def test_pages_end_at_breaks_where_word_says_nothing():
    body = p("một") + '<w:p><w:r><w:br w:type="page"/></w:r></w:p>' + p("hai") + p("ba", "<w:pageBreakBefore/>")
    assert [[line.text for line in page.lines] for page in opened(body).pages] == [["một"], ["hai"], ["ba"]]


def test_the_count_of_pages_is_believed_as_far_as_the_text_can_fill_them():
    def count(pages: str) -> int:
        app = (
            '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
            f"<Pages>{pages}</Pages></Properties>"
        )
        body = f"<w:document {W}><w:body>{p('a') * 4}</w:body></w:document>"
        data = archive({"word/document.xml": body, "docProps/app.xml": app})
        return open_docx(data, name="", sha256="", limits=Limits()).page_count

    assert [count(n) for n in ("3", "999999", "x", "0", "-1")] == [3, 4, 1, 1, 1]


def test_footnotes_stand_at_the_end_of_their_page_and_say_so():
    note = '<w:r><w:footnoteReference w:id="{}"/></w:r>'
    notes = (
        '<w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote>'
        f'<w:footnote w:id="5">{p("Chú thích A")}</w:footnote><w:footnote w:id="7">{p("Chú thích B")}</w:footnote>'
    )
    first = f"<w:p><w:r><w:t>một</w:t></w:r>{note.format(7)}</w:p>"
    second = f"<w:p><w:r><w:lastRenderedPageBreak/><w:t>hai</w:t></w:r>{note.format(5)}{note.format(99)}</w:p>"
    source = opened(first + p("một nữa") + second, footnotes=notes)
    assert [(line.page, line.markup, line.text) for page in source.pages for line in page.lines] == [
        (1, "", "một"),
        (1, "", "một nữa"),
        (1, "note", "1 Chú thích B"),
        (2, "", "hai"),
        (2, "note", "2 Chú thích A"),
    ]


def test_legacy_fonts_are_converted_and_said():
    fonts = '<w:rFonts w:ascii="{0}" w:hAnsi="{0}"/>'
    source = opened(
        p("®¶ng bé", "", fonts.format(".VnTimeH")) + p("v¨n phßng", "", fonts.format(".VnTime")) + p("Đảng ủy")
    )
    assert [line.text for line in source.pages[0].lines] == ["ĐẢNG BỘ", "văn phòng", "Đảng ủy"]
    assert [x.code for x in source.pages[0].problems] == ["legacy-encoding"]


def test_right_half_of_the_page():
    body = (
        p("An Bình", '<w:jc w:val="right"/>')
        + p("BÍ THƯ", '<w:ind w:left="5400"/>')
        + p("giữa", '<w:jc w:val="center"/>')
    )
    assert [line.column for line in opened(body).pages[0].lines] == [2, 2, 0]


def test_large_pictures_are_said():
    picture = (
        '<w:p><w:r><w:drawing><wp:inline><wp:extent cx="{0}" cy="{0}"/><a:blip/></wp:inline></w:drawing></w:r></w:p>'
    )
    assert [x.code for x in opened(p("a") + picture.format(7_000_000)).pages[0].problems] == ["pictures-not-read"]
    assert opened(p("a") + picture.format(900_000)).pages[0].problems == ()
    with pytest.raises(EmptyFileError, match="PDF"):
        opened(picture.format(7_000_000))


def test_the_strict_dialect_is_read():
    body = f"<w:document {W}><w:body>{p('một')}</w:body></w:document>".replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    source = open_docx(archive({"word/document.xml": body}), name="", sha256="", limits=Limits())
    assert source.pages[0].lines[0].text == "một"


def test_over_the_limit_of_characters_the_rest_is_left_out_and_said():
    source = opened(p("abc") + p("def"), Limits(max_characters=4))
    assert [line.text for line in source.pages[0].lines] == ["abc", "d"]
    assert [x.code for x in source.pages[0].problems] == ["text-left-out"]


@pytest.mark.parametrize(
    "document",
    [
        "<w:document",
        "",
        f"<w:document {W}>" + "<w:p>" * 400 + "</w:p>" * 400 + "</w:document>",
        '<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>'
        + f"<w:document {W}><w:body>{p('&b;')}</w:body></w:document>",
        f'<!DOCTYPE x SYSTEM "file:///etc/hostname"><w:document {W}><w:body>{p("a")}</w:body></w:document>',
    ],
    ids=["cut", "empty", "deep", "entities", "external"],
)
def test_broken_and_hostile_parts_are_damage(document):
    with pytest.raises(DamagedFileError):
        open_docx(archive({"word/document.xml": document}), name="", sha256="", limits=Limits())


def test_a_bomb_is_over_the_limit(monkeypatch):
    monkeypatch.setattr(ooxml, "MOST_PART", 10_000)
    with pytest.raises(LimitError):
        opened(p("a" * 20_000))


def test_a_cut_off_file_is_damage():
    data = docx(p("một") * 200)
    for end in (len(data) // 2, len(data) - 10):
        with pytest.raises(DamagedFileError):
            open_source(data[:end])


def test_written_by_another_program():
    docx_writer = pytest.importorskip("docx")
    made = docx_writer.Document()
    made.add_heading("KẾ HOẠCH", 1)
    made.add_paragraph("Một việc", style="List Number")
    made.add_paragraph("Hai việc", style="List Number")
    made.add_paragraph("Lưu", style="List Bullet")
    grid = made.add_table(2, 2, style="Table Grid")
    for i, text in enumerate(("STT", "Tên", "1", "A")):
        grid.cell(i // 2, i % 2).text = text
    out = io.BytesIO()
    made.save(out)
    source = open_source(out.getvalue(), name="x.docx")
    page = source.page(0)
    assert [line.text for line in page.lines] == [
        "KẾ HOẠCH",
        "1. Một việc",
        "2. Hai việc",
        "• Lưu",
        "STT",
        "Tên",
        "1",
        "A",
    ]
    assert page.lines[0].markup == "heading"
    assert page.tables[0].rows == (("STT", "Tên"), ("1", "A"))


def test_figures_of_labels():
    assert [roman(n) for n in (1, 4, 9, 14, 40, 1994, 0, 4000)] == [
        "I",
        "IV",
        "IX",
        "XIV",
        "XL",
        "MCMXCIV",
        "0",
        "4000",
    ]
    assert [letters(n) for n in (1, 26, 27, 53, 0, 781)] == ["a", "z", "aa", "aaa", "0", "781"]


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real documents is not beside the repository")
def test_real_docx():
    path = next(CORPUS.glob("*/source.docx"))
    source = open_source(path)
    lines = [line for i in range(source.page_count) for line in source.page(i).lines]
    assert {line.column for line in lines[:6]} == {1, 2}
    assert any(line.markup == "note" for line in lines)
    assert sum(len(source.page(i).tables) for i in range(source.page_count)) == 1
