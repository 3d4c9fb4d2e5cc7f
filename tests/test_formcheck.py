"""The check of form: what is found where, what is only doubted, and how findings leave the library."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from tools.check_docs import PAGE, page

import vndocparse
from tests.form_examples import result_of
from vndocparse.cli.entry import run
from vndocparse.errors import RuleDataError
from vndocparse.export import to_json_list
from vndocparse.formcheck import check, regulation_of
from vndocparse.formcheck.predicates import PREDICATES
from vndocparse.formcheck.sarif import to_sarif
from vndocparse.messages import messages
from vndocparse.model.document import ParseResult
from vndocparse.model.finding import Finding
from vndocparse.model.look import Look, PageLook
from vndocparse.rules.formchecks import CheckRule, check_rules
from vndocparse.show import finding_marks

ROOT = Path(__file__).resolve().parent.parent
PLAN = ROOT / "corpus" / "kh-thu-vien-ban-cuoi" / "source.pdf"
COLON = next(r for r in check_rules() if r.id == "number-colon")


def _with_colon() -> ParseResult:
    return result_of("number: Số: 27-KH/HU", COLON)


def _found(result: ParseResult, rule: str) -> Finding:
    return next(f for f in check(result) if f.rule == rule)


def test_a_pattern_that_takes_too_long_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*_: object) -> Iterator[Any]:
        raise TimeoutError
        yield

    monkeypatch.setitem(PREDICATES, COLON.kind, slow)
    with pytest.raises(RuleDataError, match=r"The pattern of the rule '[a-z-]+' takes too long"):
        check(_with_colon())


def test_a_correct_document_has_no_findings() -> None:
    assert check(result_of("", COLON)) == []


def test_a_finding_says_where_what_why_and_how_to_mend_it() -> None:
    result = _with_colon()
    finding = _found(result, "number-colon")
    assert (finding.field, finding.found, finding.expected) == ("number", "Số: 27-KH/HU", "Số 13-KH/HU")
    assert finding.span is not None
    assert result.documents[0].text[slice(*finding.span)] == "Số: 27-KH/HU"
    assert finding.source.regulation.startswith("HD 36-HD/VPTW")
    assert finding.source.level == "primary"
    assert "Số" in finding.message
    assert "hai chấm" in finding.message_vi
    assert finding.mend != finding.mend_vi


def test_a_finding_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        _found(_with_colon(), "number-colon").severity = "info"


def test_document_result_and_function_say_the_same() -> None:
    result = _with_colon()
    assert result.check() == vndocparse.check(result) == check(result)
    assert [f.rule for f in result.documents[0].check()] == [f.rule for f in check(result)]


def test_the_date_decides_which_regulation_is_asked() -> None:
    early = result_of("number: Số: 27-KH/HU\ndate: Phú Sơn, ngày 14 tháng 9 năm 2010", COLON)
    assert regulation_of(early.documents[0]).id == "hd11-2004"  # type: ignore[union-attr]
    assert "number-colon" not in {f.rule for f in check(early)}
    assert "number-colon" in {f.rule for f in check(early, rules="hd36-2018")}


def test_a_blank_day_is_measured_by_its_month() -> None:
    blank = result_of("date: Phú Sơn, ngày     tháng 9 năm 2021", COLON)
    assert regulation_of(blank.documents[0]).id == "hd36-2018"  # type: ignore[union-attr]


def test_a_month_that_two_regulations_share_is_measured_by_neither() -> None:
    shared = result_of("date: Phú Sơn, ngày     tháng 4 năm 2018", COLON)
    assert regulation_of(shared.documents[0]) is None


def test_rules_can_be_chosen_one_by_one() -> None:
    result = result_of("number: Số: 27-KH/HU\nsigning: TM. BAN THƯỜNG VỤ⏎BÍ THƯ", COLON)
    assert {f.rule for f in check(result, rules=["hd36-2018", "signing-slash"])} == {"signing-slash"}


# --- doubt ------------------------------------------------------------------------


def _doubted(result: ParseResult, confidence: float) -> ParseResult:
    document = result.documents[0]
    assert document.number is not None
    number = document.number.model_copy(update={"confidence": confidence})
    return result.model_copy(update={"documents": [document.model_copy(update={"number": number})]})


def test_a_value_in_doubt_is_never_an_error_nor_a_warning() -> None:
    finding = _found(_doubted(_with_colon(), 0.6), "number-colon")
    assert (finding.severity, finding.checked) == ("info", False)
    assert finding.message.startswith("Not checked for sure")


def test_a_small_mark_on_a_page_read_by_ocr_is_in_doubt() -> None:
    result = _with_colon()
    sheet = PageLook(page=1, width=595, height=842, origin="ocr", confidence=0.97)
    document = result.documents[0].model_copy(update={"look": Look(pages=(sheet,))})
    finding = _found(result.model_copy(update={"documents": [document]}), "number-colon")
    assert (finding.severity, finding.checked) == ("info", False)


def test_what_a_poor_scan_lacks_may_only_be_unread() -> None:
    result = result_of("recipients.label:\nrecipients:", COLON)
    assert _found(result, "recipients-missing").severity == "error"
    sheet = PageLook(page=1, width=595, height=842, origin="ocr", confidence=0.7)
    document = result.documents[0].model_copy(update={"look": Look(pages=(sheet,))})
    finding = _found(result.model_copy(update={"documents": [document]}), "recipients-missing")
    assert (finding.severity, finding.checked) == ("info", False)


def test_a_trace_of_what_seems_missing_is_a_doubt() -> None:
    result = result_of("number:\nbody: Kế hoạch gồm các việc sau.⏎Số 27-KH/HU ghi ở bìa.", COLON)
    assert all(not f.checked for f in check(result) if f.rule == "number-missing")


def test_a_motto_that_the_reader_mended_is_not_held_against_the_document() -> None:
    result = result_of("motto: ĐẢNG CÔNG SẢN VIỆT NAM", COLON)
    assert not _found(result, "motto-wording").checked


def test_a_family_that_nothing_shows_is_in_doubt() -> None:
    result = result_of("motto:\nnumber:", COLON)
    assert all(not f.checked or len(_rule(f).families) == 3 for f in check(result))


def _rule(finding: Finding) -> CheckRule:
    return next(r for r in check_rules() if r.id == finding.rule)


# --- pages ------------------------------------------------------------------------------


def test_look_tells_sizes_weights_margins_and_rules_of_a_pdf() -> None:
    look = vndocparse.parse(PLAN, engine="none").documents[0].look
    assert look is not None
    motto, title, body = (look.of(name) for name in ("motto", "doc_type", "body"))
    assert motto is not None and motto.size == 15 and motto.bold and motto.ruled
    assert title is not None and title.size == 15 and title.bold
    assert body is not None and body.size == 14 and not body.bold
    assert "LiberationSerif" in body.typeface
    page_one = look.pages[0]
    assert page_one.left == pytest.approx(30 / 25.4 * 72, abs=1)
    assert page_one.right == pytest.approx(595.28 - 15 / 25.4 * 72, abs=1)


def test_a_text_has_no_look_and_the_result_reads_back() -> None:
    result = _with_colon()
    assert result.documents[0].look is None
    paged = vndocparse.parse(PLAN, engine="none")
    assert ParseResult.model_validate_json(paged.model_dump_json()) == paged


# --- on the way out -----------------------------------------------------------------------


def test_sarif_has_the_shape_of_the_standard() -> None:
    """The properties that SARIF 2.1.0 requires, its levels, and indexes that hit."""
    findings = check(_with_colon())
    log: dict[str, Any] = json.loads(to_sarif([("kế hoạch số 27.pdf", findings)], version="1.0"))
    assert log["version"] == "2.1.0"
    (one,) = log["runs"]
    rules = one["tool"]["driver"]["rules"]
    assert [r["id"] for r in rules] == list(dict.fromkeys(r["id"] for r in rules))
    assert len(one["results"]) == len(findings)
    for result in one["results"]:
        assert result["level"] in ("error", "warning", "note")
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"]
        (location,) = result["locations"]
        where = location["physicalLocation"]["artifactLocation"]
        assert one["artifacts"][where["index"]]["location"]["uri"] == where["uri"]
        assert where["uri"].isascii()
        assert " " not in where["uri"]
        assert location["logicalLocations"][0]["fullyQualifiedName"].startswith("1:")


def test_sarif_of_nothing_is_a_run_without_results() -> None:
    log = json.loads(to_sarif([("a.pdf", [])]))
    assert log["runs"][0]["results"] == []
    assert log["runs"][0]["tool"]["driver"]["rules"] == []


def test_sarif_speaks_the_language_asked_for() -> None:
    findings = check(_with_colon())
    log = json.loads(to_sarif([("a", findings)], language="vi"))
    assert "hai chấm" in log["runs"][0]["results"][0]["message"]["text"]


def test_findings_are_drawn_with_their_severity() -> None:
    result = vndocparse.parse(PLAN, engine="none")
    findings = check(result)
    marks = finding_marks(findings, messages("vi"))
    assert [m.entry.text for m in marks] == [f.message_vi for f in findings]
    assert {m.note for m in marks} == {"cảnh báo"}


def _checked(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = run(["check", "--no-progress", "--engine", "none", *arguments])
    shown = capsys.readouterr()
    return code, shown.out, shown.err


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """A document without recipients and with a colon behind "Số"."""
    file = tmp_path / "xấu.txt"
    file.write_text(
        "ĐẢNG BỘ TỈNH AN LĨNH\nHUYỆN UỶ PHÚ SƠN\n*\nSố: 27-KH/HU\nĐẢNG CỘNG SẢN VIỆT NAM\n"
        "Phú Sơn, ngày 14 tháng 9 năm 2021\n\nKẾ HOẠCH\ntrồng rừng\n-----\n\nGiao các chi bộ trồng ba mươi héc-ta.\n\n"
        "T/M BAN THƯỜNG VỤ\nBÍ THƯ\n\nLò Văn Thiểng\n",
        encoding="utf-8",
    )
    return file


def test_command_prints_a_table_and_ends_with_its_code(bad: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = _checked(capsys, str(bad))
    assert code == 20
    assert "recipients-missing" in out
    assert "Hướng dẫn 36-HD/VPTW" in out


@pytest.mark.parametrize(("fail_on", "code"), [("error", 20), ("warning", 20)])
def test_fail_on_decides_the_exit_code(bad: Path, capsys: pytest.CaptureFixture[str], fail_on: str, code: int) -> None:
    assert _checked(capsys, str(bad), "--fail-on", fail_on)[0] == code
    only_warning = _checked(capsys, str(bad), "--rules", "number-colon", "--fail-on", "error")
    assert only_warning[0] == 0


def test_severity_leaves_lesser_findings_out(bad: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = _checked(capsys, str(bad), "--severity", "error", "--format", "json")
    (file,) = json.loads(out)
    assert {f["severity"] for f in file["findings"]} == {"error"}
    assert file["documents"][0]["regulation"] == "hd36-2018"


def test_files_of_json_sarif_and_pictures(bad: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sarif, html, png = tmp_path / "a.sarif", tmp_path / "a.html", tmp_path / "a.png"
    _checked(capsys, str(bad), "--format", "sarif", "-o", str(sarif))
    assert json.loads(sarif.read_text("utf-8"))["runs"][0]["results"]
    _checked(capsys, str(bad), "--draw", str(html))
    assert "recipients-missing" in html.read_text("utf-8")
    assert _checked(capsys, str(PLAN), "--draw", str(png))[0] == 0
    assert png.read_bytes().startswith(b"\x89PNG")


def test_results_written_before_are_checked_without_reading_again(
    bad: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stored = tmp_path / "kết quả.json"
    stored.write_text(vndocparse.parse(bad, engine="none").model_dump_json(), "utf-8")
    code, out, _ = _checked(capsys, str(stored))
    assert code == 20
    assert "recipients-missing" in out


def test_every_result_of_a_file_is_checked(bad: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = vndocparse.parse(bad, engine="none")
    second = first.model_copy(update={"source": first.source.model_copy(update={"name": "second.txt"})})
    stored = tmp_path / "all.json"
    stored.write_text(to_json_list([first, second]), "utf-8")
    _, out, _ = _checked(capsys, str(stored), "--format", "json")
    assert [one["file"] for one in json.loads(out)] == [first.source.name, "second.txt"]
    code, of_folder, _ = _checked(capsys, str(tmp_path), "--format", "json")
    assert (code, of_folder) == (20, out)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--format", "xml"),
        ("--severity", "fatal"),
        ("--rules", "hd99-2099"),
        ("--draw", "out.gif"),
    ],
)
def test_wrong_calls_say_what_is_right(
    bad: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, str]
) -> None:
    code, _, err = _checked(capsys, str(bad), *arguments)
    assert code == 2
    assert err.startswith("vndocparse:")


def test_a_file_that_is_missing_does_not_stop_the_others(bad: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = _checked(capsys, "không-có.pdf", str(bad))
    assert code == 3
    assert "recipients-missing" in out
    assert "không-có.pdf" in err


def test_the_tables_of_the_documentation_are_those_of_the_data() -> None:
    text = PAGE.read_text("utf-8")
    assert page(text) == text, "python -m tools.check_docs writes them anew"
