"""The library: found with and without marks, filtered, replaced, opened as plain SQLite."""

from __future__ import annotations

import json
import sqlite3
import stat
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import handmade
from tests.corpus_results import DIGITAL, parsed
from vndocparse.cli.entry import run
from vndocparse.errors import DamagedFileError, SourceNotFoundError, UsageError
from vndocparse.library import FACETS, Library, Wanted
from vndocparse.library.folded import facet_word, with_marks, without_marks
from vndocparse.model.document import Citation, DocType, Document, FieldValue, Issued, Number, ParseResult, Source


def made(at: int, text: str, **values: Any) -> ParseResult:
    source = Source(
        name=f"{at}.pdf", sha256=f"{at:064x}", media_type="application/pdf", page_count=1, text_origin="native"
    )
    return ParseResult(source=source, documents=[Document(text=text, **values)])


RESULTS = [
    made(1, "Thực hiện Chỉ thị số 30-CT/TW về quy chế dân chủ ở cơ sở.", title=FieldValue(text="xây dựng quy chế"),
         doc_type=DocType(text="KẾ HOẠCH", code="KH"), organ=FieldValue(text="HUYỆN ỦY NẬM PÙNG"),
         number=Number(text="13-KH/HU", organ_code="HU"), issued=Issued(text="x", date="2016-04-11", edtf="2016-04-11"),
         citations=[Citation(text="Chỉ thị số 30-CT/TW", number="30-CT/TW", target="t")]),
    made(2, "Dân chủ và quy chế, chế độ: mỗi thứ một nơi. Hoà thuận.", title=FieldValue(text="hòa giải"),
         doc_type=DocType(text="NGHỊ QUYẾT", code="NQ"), organ=FieldValue(text="TỈNH UỶ AN CHÂU"),
         issued=Issued(text="x", edtf="2019-05"), citations=[Citation(text="Luật Đê điều", name="Luật Đê điều", target="u")]),
    made(3, "Quy che dan chu viet khong dau. Ngân hàng.", doc_type=DocType(text=None, code="CV")),
    made(4, "Quản lý quà tặng; quán nước.", organ=FieldValue(text="ĐẢNG ỦY XÃ BẢN CƯỜI")),
]  # fmt: skip


@pytest.fixture
def library(tmp_path: Path) -> Any:
    with Library(tmp_path / "lib.sqlite", create=True) as found:
        found.add(RESULTS)
        yield found


def files(library: Library, text: str = "", **filters: Any) -> list[str]:
    return [hit.file[0] for hit in library.search(text, **filters)]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("quy che dan chu", "132"),  # the phrase first (the shorter text before), then the words anywhere
        ("quy chế dân chủ", "12"),  # with marks: not the text without any
        ("QUY CHẾ", "12"),
        ('"dan chu o co so"', "1"),
        ("hoa", "2"),
        ("hoà", "2"),  # in the text hoà, in the title hòa
        ("hòa", "2"),
        ("thuận hòa", "2"),  # words in another order
        ("quà", "4"),
        ("quán", "4"),
        ("qua", "4"),
        ("30-CT/TW", "1"),
        ("30 ct tw", "1"),
        ("ngân hàng", "3"),
        ("nước ngân", ""),
        ("AND OR NOT", ""),
        ("* ) (", ""),
        ("", ""),
    ],
)
def test_a_query_finds(library: Library, query: str, wanted: str) -> None:
    assert sorted(files(library, query)) == sorted(wanted)
    if wanted[:1] == "1":
        assert files(library, query)[0] in "13"


def test_the_phrase_comes_before_the_words(library: Library) -> None:
    assert files(library, "quy che dan chu")[-1] == "2"


@pytest.fixture
def long_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Twenty documents with the same words, one of them in its title; of more than twelve the index ranks none."""
    monkeypatch.setattr("vndocparse.library.search._FEW", 4)
    monkeypatch.setattr("vndocparse.library.search._MOST_RANKED", 12)
    kind = DocType(text="KẾ HOẠCH", code="KH")
    with Library(tmp_path / "long.sqlite", create=True) as found:
        found.add(
            made(at, f"Bảo vệ đê điều {'đê điều ' * (at == 3)}", doc_type=kind,
                 issued=Issued(text="x", edtf=f"{2000 + at}"), title=FieldValue(text="đê điều") if at == 17 else None)
            for at in range(20)
        )  # fmt: skip
        yield found


@pytest.mark.parametrize("query", ["de dieu", "đê điều"])
def test_of_very_many_those_with_the_words_in_the_title_come_first(long_list: Library, query: str) -> None:
    hits = [hit.file for hit in long_list.search(query, limit=4)]
    assert len(hits) == 4
    assert hits[:2] == ["17.pdf", "3.pdf"]
    assert len(long_list.search(query, limit=20)) == 20
    assert [hit.file for hit in long_list.search(query, years=(2003, 2017), limit=10)][:2] == ["17.pdf", "3.pdf"]


def test_of_very_many_the_newest_are_listed(long_list: Library) -> None:
    assert [hit.file for hit in long_list.search(type="KH", limit=3)] == ["19.pdf", "18.pdf", "17.pdf"]
    assert [hit.file for hit in long_list.search(type="KH", years=(2001, 2004), limit=3)] == ["4.pdf", "3.pdf", "2.pdf"]


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        ({"type": "KH"}, "1"),
        ({"type": "kh"}, "1"),
        ({"cites": "30-CT/TW"}, "1"),
        ({"cites": "Luat De dieu"}, "2"),
        ({"years": (2016, 2019)}, "21"),
        ({"years": (2017, 2019)}, "2"),
        ({"years": (2020, 2019)}, ""),
        ({"level": "district"}, "1"),
        ({"level": "base"}, "4"),
        ({"organ": "tinh uy"}, "2"),
        ({"organ": "tỉnh ủy"}, "2"),
        ({"organ": "uy tinh"}, ""),
        ({"type": "KH", "level": "province"}, ""),
    ],
)
def test_a_filter_alone_lists_the_newest_first(library: Library, filters: dict[str, Any], wanted: str) -> None:
    assert "".join(files(library, **filters)) == wanted


def test_query_and_filters_hold_together(library: Library) -> None:
    assert files(library, "quy che dan chu", type="KH", cites="30-CT/TW") == ["1"]
    assert files(library, "quy che dan chu", type="CV") == ["3"]
    assert library.search(Wanted("quy che", limit=1)) == library.search("quy che", limit=1)


def test_a_hit_says_what_and_where(library: Library) -> None:
    (hit,) = library.search("dân chủ ở cơ sở")
    assert (hit.number, hit.doc_type, hit.issued, hit.pages) == ("13-KH/HU", "KẾ HOẠCH", "2016-04-11", (1, 1))
    assert "quy chế dân chủ ở cơ sở" in hit.snippet


def test_a_long_text_is_cut_around_the_hit(tmp_path: Path) -> None:
    with Library(tmp_path / "l", create=True) as library:
        library.add([made(1, "đầu " * 300 + "cần tìm" + " cuối" * 300)])
        (hit,) = library.search("can tim")
    assert hit.snippet.startswith("…đầu") and hit.snippet.endswith("cuối…") and "cần tìm" in hit.snippet
    assert len(hit.snippet) < 200


def test_facets_count_the_whole_library(library: Library) -> None:
    assert [(f.value, f.documents) for f in library.facets("type")] == [("CV", 1), ("KH", 1), ("NQ", 1)]
    assert {name: sum(f.documents for f in library.facets(name)) for name in FACETS} == {
        "type": 3, "organ": 3, "year": 2, "level": 3, "family": 4,
    }  # fmt: skip


def test_an_unknown_facet_names_the_known(library: Library) -> None:
    with pytest.raises(UsageError, match="type, organ, year"):
        library.facets("colour")


def test_a_file_indexed_again_is_replaced(library: Library) -> None:
    library.add([made(1, "Văn bản khác hẳn.")])
    assert files(library, "khác hẳn") == ["1"]
    assert files(library, cites="30-CT/TW") == []
    assert sorted(files(library, "quy che dan chu")) == ["2", "3"]


def test_documents_of_one_file_in_several_results_are_all_kept(tmp_path: Path) -> None:
    """As lines of a JSONL file are."""
    with Library(tmp_path / "l", create=True) as library:
        assert library.add([made(1, "một"), made(1, "hai")]) == 2
        assert library.add([made(1, "một"), made(1, "hai")]) == 2
        assert len(library.search("một")) == 1


def test_every_document_of_the_corpus_is_found_by_its_title(tmp_path: Path) -> None:
    """With its marks and without; also where both texts are the same but for them."""
    results = [parsed(p) for p in DIGITAL]
    with Library(tmp_path / "l", create=True) as library:
        library.add(results)
        for result in results:
            for document in result.documents:
                title = document.title.text if document.title else None
                if title and len(title.split()) > 3:
                    for query in (title, without_marks(title)):
                        assert title in [
                            " ".join((h.title or "").split()) for h in library.search(query.replace('"', " "))
                        ]


def test_it_is_plain_sqlite_with_tables_and_views(library: Library, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "lib.sqlite") as plain:
        kinds = dict(plain.execute("SELECT name, type FROM sqlite_master"))
        assert {n for n in kinds if kinds[n] == "view"} >= {"document_list", "citation_links", "facet_type"}
        for name in (
            "documents",
            "sections",
            "citations",
            "recipients",
            "signatures",
            "document_list",
            "citation_links",
        ):
            plain.execute(f"SELECT * FROM {name}").fetchall()
        assert plain.execute("PRAGMA foreign_key_check").fetchall() == []
        assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert stat.S_IMODE((tmp_path / "lib.sqlite").stat().st_mode) == 0o600


def test_a_citation_leads_to_the_document_in_the_library(tmp_path: Path) -> None:
    with Library(tmp_path / "l", create=True) as library:
        library.add([handmade.result()])
    with sqlite3.connect(tmp_path / "l") as plain:
        links = plain.execute("SELECT citing_number, number FROM citation_links WHERE cited IS NOT NULL").fetchall()
    assert links and set(links) == {("27-KH/HU", "14-KL/TU")}


def test_what_is_no_library_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceNotFoundError, match="vndocparse index"):
        Library(tmp_path / "none")
    (tmp_path / "text").write_text("x" * 5000)
    with pytest.raises(DamagedFileError, match="no library"):
        Library(tmp_path / "text")
    sqlite3.connect(tmp_path / "other").execute("CREATE TABLE a (b)").connection.commit()
    with pytest.raises(DamagedFileError):
        Library(tmp_path / "other", create=True)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=40))
def test_no_query_is_an_error(query: str) -> None:
    """Whatever is typed reaches FTS5 as words alone."""
    with Library(_shared(), create=True) as library:
        library.search(query, organ=query or None, cites=query or None)
        library.search(query)


@cache
def _shared() -> Path:
    return Path(mkdtemp()) / "empty.sqlite"


@given(st.text(alphabet="aàáâầđĐeêếuưứyýQqhHoòaòă -/1", max_size=30))
def test_folding_keeps_offsets_and_unites_spellings(text: str) -> None:
    assert len(without_marks(text)) == len(text)
    assert without_marks(text).isascii()
    assert with_marks("hoà uỷ") == with_marks("hòa ủy")


def test_facet_words_are_words() -> None:
    assert facet_word("cites", "30-CT/TW") == "xcitesx30cttw" == facet_word("cites", "30 - ct/tw")


# --- commands ------------------------------------------------------------------------------------


@pytest.fixture
def indexed(tmp_path: Path) -> Path:
    stored = tmp_path / "all.jsonl"
    stored.write_text("".join(r.model_dump_json() + "\n" for r in RESULTS), "utf-8")
    assert run(["index", str(stored), "-o", str(tmp_path / "lib.sqlite")]) == 0
    return tmp_path / "lib.sqlite"


def test_index_and_search(indexed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["search", str(indexed), "quy che dan chu", "--type", "KH", "--cites", "30-CT/TW"]) == 0
    assert capsys.readouterr().out.startswith("13-KH/HU · 2016-04-11 · HUYỆN ỦY NẬM PÙNG\n")


def test_search_as_json_and_facets(indexed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["search", str(indexed), "--year", "2016-2019", "--json"]) == 0
    assert [h["file"] for h in json.loads(capsys.readouterr().out)] == ["2.pdf", "1.pdf"]
    assert run(["search", str(indexed), "--facets", "level"]) == 0
    assert "1  base" in capsys.readouterr().out
    assert run(["search", str(indexed), "--facets", "level", "--json"]) == 0
    assert {"value": "base", "documents": 1} in json.loads(capsys.readouterr().out)


def test_search_says_that_nothing_was_found(indexed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["search", str(indexed), "không có"]) == 0
    assert "Nothing was found" in capsys.readouterr().err


@pytest.mark.parametrize(
    "option", [["--year", "16"], ["--year", "2020-2010"], ["--level", "city"], ["--facets", "colour"]]
)
def test_search_refuses_what_it_does_not_understand(indexed: Path, option: list[str]) -> None:
    assert run(["search", str(indexed), *option]) == UsageError.exit_code


def test_what_is_left_out_is_not_stored(tmp_path: Path) -> None:
    stored = tmp_path / "r.json"
    stored.write_text(handmade.result().to_json(), "utf-8")
    assert run(["index", str(stored), "-o", str(tmp_path / "l"), "--redact", "signer"]) == 0
    assert "Mẫu".encode() not in (tmp_path / "l").read_bytes()


def test_datasette_is_told_what_is_searched(tmp_path: Path) -> None:
    """Each table and column that the metadata names is there, and its query finds."""

    from vndocparse.library.datasette import datasette_metadata

    path = tmp_path / "lib.sqlite"
    with Library(path, create=True) as library:
        library.add([handmade.result()])
    told = json.loads(datasette_metadata(path))["databases"]["lib"]
    with sqlite3.connect(path) as connection:
        for name, table in told["tables"].items():
            columns = {row[1] for row in connection.execute(f"PRAGMA table_info({name})")}
            assert columns, name
            named = {
                *table.get("facets", ()),
                *table.get("columns", ()),
                *([table["fts_pk"]] if "fts_pk" in table else ()),
            }
            assert named <= columns
        word = (handmade.result().documents[0].number or FieldValue(text="?")).text or "?"
        rows = connection.execute(told["queries"]["find"]["sql"], {"words": f'"{word}"'}).fetchall()
    assert rows and rows[0][0] == word
