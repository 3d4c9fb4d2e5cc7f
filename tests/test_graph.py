"""The citation network: who is who, who cites whom, and what other tools read of it."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import vndocparse
from tests import handmade
from tests.network import chain, paper, result
from vndocparse import build_graph, load_results
from vndocparse.errors import DamagedFileError, SourceNotFoundError, UsageError
from vndocparse.export import to_json, to_json_list, to_jsonl
from vndocparse.graph.flat import EDGE, NODE
from vndocparse.graph.measures import chains, followers, lags, most_cited, node_of, spread
from vndocparse.graph.model import CitationGraph, Edge, Node
from vndocparse.graph.write import to_edge_csv, to_gexf, to_graphml, to_node_csv
from vndocparse.model.document import Document, FieldValue, ParseResult

TU = "TỈNH ỦY LAM SƠN"


def _edge(graph: CitationGraph, source: str, target: str) -> Edge:
    nodes = graph.by_id()
    (found,) = [e for e in graph.edges if (nodes[e.source].label, nodes[e.target].label) == (source, target)]
    return found


def _kinds(graph: CitationGraph) -> dict[str, str]:
    return {n.id: n.kind for n in graph.nodes}


# --- Who is who ----------------------------------------------------------------------------------


def test_a_directive_lives_through_those_that_carry_it_out() -> None:
    """Four documents of eighteen years, from the khối's plan to the directive that nobody gave us."""
    graph = build_graph(chain())
    assert _kinds(graph) == {
        "vn-cpv:duk.lam-son/2016/kh/13": "seen",
        "vn-cpv:tu.lam-son/2016/kh/26": "seen",
        "vn-cpv:tw/XI/kl/120": "seen",
        "vn-cpv:tw/VIII/ct/30": "cited",
    }
    assert _edge(graph, "13-KH/ĐUK", "26-KH/TU").relation == "implements"
    assert _edge(graph, "120-KL/TW", "30-CT/TW").relation == "reviews"
    directive = graph.by_id()["vn-cpv:tw/VIII/ct/30"]
    assert (directive.date, directive.date_origin, directive.level, directive.cited_by) == (
        "1998-02-18", "cited", "central", 2
    )  # fmt: skip


def test_two_directives_of_one_number_are_two_nodes() -> None:
    """Numbers start again each term: 45-CT/TW of term VIII is not that of term XI."""
    graph = build_graph(
        [
            result(paper("1-KH/TU", "2000-01-05", TU, "Thực hiện Chỉ thị số 45-CT/TW, ngày 12/3/1999.")),
            result(paper("2-KH/TU", "2015-01-05", TU, "Thực hiện Chỉ thị số 45-CT/TW, ngày 09/02/2014.")),
        ]
    )
    assert {"vn-cpv:tw/VIII/ct/45", "vn-cpv:tw/XI/ct/45"} <= set(_kinds(graph))


def test_a_number_that_several_documents_have_is_a_node_of_its_own() -> None:
    graph = build_graph(
        [
            result(paper("1-KH/TU", "2000-01-05", TU, "Thực hiện Chỉ thị số 45-CT/TW, ngày 12/3/1999.")),
            result(paper("2-KH/TU", "2015-01-05", TU, "Thực hiện Chỉ thị số 45-CT/TW, ngày 09/02/2014.")),
            result(paper("3-KH/TU", "2015-06-05", TU, "Theo Chỉ thị số 45-CT/TW của Trung ương.")),
        ]
    )
    node = graph.by_id()["vn-cpv:tw/-/ct/45?"]
    assert (node.kind, node.label) == ("ambiguous", "45-CT/TW ?")
    assert {"vn-cpv:tw/VIII/ct/45", "vn-cpv:tw/XI/ct/45"} <= set(node.candidates)
    assert _edge(graph, "3-KH/TU", "45-CT/TW ?").status == "ambiguous"


def test_a_younger_document_is_not_meant() -> None:
    """Of 3-KH/TU without its day, written in 2015, the plan of 2020 is no candidate; that of 2014 is the only one."""
    graph = build_graph(
        [
            result(paper("3-KH/TU", "2014-01-05", TU)),
            result(paper("3-KH/TU", "2020-01-05", TU)),
            result(paper("9-BC/TU", "2015-01-05", TU, "Báo cáo việc thực hiện Kế hoạch số 3-KH/TU của Tỉnh ủy.")),
        ]
    )
    (edge,) = graph.edges
    assert (edge.target, edge.status) == ("vn-cpv:tu.lam-son/2014/kh/3", "guessed")


def test_plans_of_two_provinces_are_two_nodes() -> None:
    graph = build_graph(result(paper("26-KH/TU", "2016-03-21", organ, "x")) for organ in (TU, "TỈNH ỦY SÔNG THAO"))
    assert set(_kinds(graph)) == {"vn-cpv:tu.lam-son/2016/kh/26", "vn-cpv:tu.song-thao/2016/kh/26"}


def test_a_commune_means_the_province_that_its_districts_papers_name() -> None:
    """Its own head names the district alone."""
    cited = "Thực hiện Kế hoạch số 26-KH/TU, ngày 21/3/2016 của Tỉnh ủy."
    graph = build_graph(
        [
            result(paper("26-KH/TU", "2016-03-21", TU)),
            result(paper("4-KH/HU", "2016-04-01", "HUYỆN ỦY SÔNG MÂY", above="ĐẢNG BỘ TỈNH LAM SƠN")),
            result(paper("5-KH/ĐU", "2016-05-01", "ĐẢNG ỦY XÃ BẾN TRE LÀNG", cited, above="ĐẢNG BỘ HUYỆN SÔNG MÂY")),
        ]
    )
    assert _edge(graph, "5-KH/ĐU", "26-KH/TU").status == "resolved"


def test_without_its_place_a_number_is_taken_by_its_day_alone() -> None:
    papers = [result(paper("26-KH/TU", "2016-03-21", TU))]
    same = paper("5-KH/ĐU", "2016-05-01", "ĐẢNG ỦY XÃ MÂY", "Theo Kế hoạch số 26-KH/TU, ngày 21/3/2016 của Tỉnh ủy.")
    other = paper("6-KH/ĐU", "2016-05-01", "ĐẢNG ỦY XÃ MÂY", "Theo Kế hoạch số 26-KH/TU, ngày 22/3/2016 của Tỉnh ủy.")
    graph = build_graph([*papers, result(same), result(other)])
    assert {e.source.rpartition("/")[2]: e.status for e in graph.edges} == {"5": "guessed", "6": "unresolved"}


def test_a_document_in_two_files_is_one_node_with_its_conflicts() -> None:
    one = paper("26-KH/TU", "2016-03-21", TU, title="về trồng cây bóng mát")
    other = paper("26-KH/TU", "2016-03-27", TU, "x", title="chống hạn, mặn xâm nhập")
    graph = build_graph([result(one, file="a.pdf"), result(other, file="b.pdf")])
    (node,) = graph.nodes
    assert node.files == ("a.pdf", "b.pdf")
    assert [(c.field, c.values) for c in graph.conflicts] == [
        ("date", (("2016-03-21", "a.pdf"), ("2016-03-27", "b.pdf"))),
        ("title", (("chống hạn, mặn xâm nhập", "b.pdf"), ("về trồng cây bóng mát", "a.pdf"))),
    ]


def test_slips_of_ocr_in_a_title_are_no_conflict() -> None:
    one = paper("26-KH/TU", "2016-03-21", TU, title="về trồng cây bóng mát ở trụ sở")
    other = paper("26-KH/TU", "2016-03-21", TU, "x", title="về trông cây bong mát ở trự sở")
    assert build_graph([result(one, file="a.pdf"), result(other, file="b.pdf")]).conflicts == ()


def test_a_day_cited_otherwise_is_a_conflict() -> None:
    graph = build_graph(
        [
            result(paper("26-KH/TU", "2016-03-21", TU), file="a.pdf"),
            result(paper("9-BC/TU", "2016-09-01", TU, "Thực hiện Kế hoạch số 26-KH/TU, ngày 12/3/2016 của Tỉnh ủy.")),
        ]
    )
    (conflict,) = graph.conflicts
    assert conflict.values == (("2016-03-12", "9-BC/TU"), ("2016-03-21", "a.pdf"))


def test_copies_of_a_draft_are_one_node_by_their_text() -> None:
    draft = paper(None, None, TU, "Dự thảo kế hoạch trồng cây.")
    graph = build_graph(
        [
            result(draft, file="a.pdf"),
            result(draft, file="b.pdf"),
            result(paper(None, None, TU, "Dự thảo kế hoạch chống hạn.")),
        ]
    )
    assert sorted(n.files for n in graph.nodes) == [("a.pdf", "b.pdf"), ("draft.pdf",)]


def test_scans_that_were_not_recognised_are_not_one_document() -> None:
    """Their texts are equal: there is none."""
    graph = build_graph(
        result(paper(None, None, "", text), file=name) for name, text in [("a.pdf", ""), ("b.pdf", " 1 ")]
    )
    assert sorted(n.files for n in graph.nodes) == [("a.pdf",), ("b.pdf",)]


def test_an_attachment_hangs_on_its_document() -> None:
    main = paper("4-CV/TU", "2016-05-01", TU, "Gửi kèm Quy định.")
    attached = paper(None, None, "", "Điều 1. Trồng cây.", role="attachment", title="trồng cây")
    graph = build_graph(result(main, attached))
    (edge,) = graph.edges
    assert (edge.source, edge.relation, edge.status) == ("vn-cpv:tu.lam-son/2016/cv/4", "attaches", "resolved")
    assert graph.by_id()[edge.target].level == "province"


def test_lines_of_a_jsonl_file_give_the_same_graph_as_the_results() -> None:
    """There an attachment comes in a result of its own."""
    lines = [ParseResult.model_validate_json(line) for line in to_jsonl([handmade.result()]).splitlines()]
    assert build_graph(lines) == build_graph(handmade.result())


def test_the_order_of_the_files_does_not_count() -> None:
    forward, backward = build_graph(chain()), build_graph(chain()[::-1])
    assert (forward.nodes, forward.edges) == (backward.nodes, backward.edges)


def test_a_law_without_its_year_is_not_known() -> None:
    graph = build_graph(result(paper("1-QĐ/TU", "2016-05-01", TU, "Căn cứ Luật Di sản văn hóa năm 2001.")))
    assert _kinds(graph)["vn:luat-di-san-van-hoa/2001"] == "cited"


def test_passages_say_where() -> None:
    documents = {f"{r.source.sha256[:16]}-1": r.documents[0] for r in chain()}
    for edge in build_graph(chain()).edges:
        assert edge.count == len(edge.passages)
        for passage in edge.passages:
            document = documents[passage.document]
            assert " ".join(document.text[passage.start : passage.end].split()) == passage.raw
            assert passage.context[passage.at :].startswith(passage.raw)
            assert document.citations[passage.citation - 1].text == passage.raw


def test_context_is_cut_at_words_and_may_be_left_out() -> None:
    text = (
        "Một hai ba bốn. " * 30 + "Thực hiện Kết luận số 5-KL/TW, ngày 07/01/2016 đến nơi đến chốn. " + "Năm sáu. " * 30
    )
    document = result(paper("1-KH/TU", "2016-05-01", TU, text))
    passage = build_graph(document, context=40).edges[0].passages[0]
    assert passage.context == (
        "… hai ba bốn. Một hai ba bốn. Thực hiện Kết luận số 5-KL/TW, ngày 07/01/2016 đến nơi đến chốn. "
        "Năm sáu. Năm sáu. …"
    )
    bare = build_graph(document, context=0).edges[0].passages[0]
    assert bare.context == bare.raw == "Kết luận số 5-KL/TW, ngày 07/01/2016"


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=40), st.sampled_from(["1-KH/TU", None, "04/2015/NĐ-CP"])), max_size=4))
def test_any_documents_make_a_sound_graph(papers: list[tuple[str, str | None]]) -> None:
    """Ids are unique, ends of edges are nodes, nothing cites itself, all counts are right."""
    texts = [f"Thực hiện Kế hoạch số 1-KH/TU {text} Nghị định số 04/2015/NĐ-CP" for text, _ in papers]
    graph = build_graph(
        result(paper(number, None, text, body)) for (text, number), body in zip(papers, texts, strict=True)
    )
    nodes = graph.by_id()
    assert len(nodes) == len(graph.nodes)
    assert all(e.source in nodes and e.target in nodes and e.source != e.target for e in graph.edges)
    for node in graph.nodes:
        citing = {e.source for e in graph.edges if e.target == node.id and e.relation != "attaches"}
        assert node.cited_by == len(citing)
    ElementTree.fromstring("".join(to_graphml(graph)))


# --- For other tools -----------------------------------------------------------------------------


def _hostile() -> CitationGraph:
    text = 'Thực hiện Kết luận số 5-KL/TW, ngày 07/01/2016\x0c của "Bộ <Chính> & trị".'
    document = paper("1-KH/TU", "2016-05-01", TU, text, title="=1+1 \x0c<b>\ufffe&\x1b|")
    return build_graph(result(document, file="-<a>.pdf"))


@pytest.mark.parametrize("graph", [build_graph(chain()), _hostile()], ids=["chain", "hostile"])
def test_networkx_reads_what_was_written(graph: CitationGraph) -> None:
    """GraphML and GEXF hold the attributes that ``to_networkx`` gives, with their types."""
    networkx = pytest.importorskip("networkx")
    made = graph.to_networkx()
    graphml = networkx.parse_graphml("".join(to_graphml(graph)))
    gexf = networkx.read_gexf(io.BytesIO("".join(to_gexf(graph)).encode()))
    for read in (graphml, gexf):
        assert set(read.nodes) == set(made.nodes)
        assert sorted((s, t, d["relation"]) for s, t, d in read.edges(data=True)) == sorted(made.edges(keys=True))
    assert dict(graphml.nodes(data=True)) == dict(made.nodes(data=True))
    assert _sorted(graphml.edges(data=True)) == _sorted(made.edges(data=True))
    networkx.write_graphml(made, io.BytesIO())


def _sorted(edges: Iterable[tuple[str, str, dict[str, object]]]) -> list[tuple[str, str, list[tuple[str, object]]]]:
    return sorted((s, t, sorted((k, v) for k, v in d.items())) for s, t, d in edges)


def test_flat_attributes_are_never_none_nor_lists() -> None:
    graph = _hostile().to_networkx()
    for values in [d for _, d in graph.nodes(data=True)] + [d for *_, d in graph.edges(data=True)]:
        assert all(type(v) in (str, int, float) and v != "" for v in values.values())
        assert not any("\x0c" in v or "\x1b" in v for v in values.values() if isinstance(v, str))


def test_the_same_graph_gives_the_same_bytes() -> None:
    for writer in (to_graphml, to_gexf, to_edge_csv, to_node_csv):
        assert "".join(writer(build_graph(chain()))) == "".join(writer(build_graph(chain()[::-1])))


def test_csv_tables_hold_every_edge_and_node_and_are_guarded() -> None:
    graph = _hostile()
    edges = list(csv.DictReader(io.StringIO("".join(to_edge_csv(graph)))))
    nodes = list(csv.DictReader(io.StringIO("".join(to_node_csv(graph)))))
    assert list(edges[0]) == ["source", "target", *EDGE]
    assert list(nodes[0]) == ["id", *NODE]
    assert (len(edges), len(nodes)) == (len(graph.edges), len(graph.nodes))
    assert {n["title"][:4] for n in nodes if n["title"]} == {"'=1+"}


def test_without_networkx_the_error_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "networkx", None)
    with pytest.raises(vndocparse.MissingExtraError, match=r"vndocparse\[graph\]"):
        build_graph(chain()).to_networkx()


# --- Results that were written before ------------------------------------------------------------


def test_results_are_read_from_files_and_folders(tmp_path) -> None:  # type: ignore[no-untyped-def]
    first, *others = chain()
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.json").write_text(to_json(first), "utf-8")
    (tmp_path / "sub" / "b.json").write_text(to_json_list(others[:1]), "utf-8")
    (tmp_path / "sub" / "c.JSONL").write_text(to_jsonl(others[1:]) + "\n", "utf-8")
    (tmp_path / "sub" / "note.txt").write_text("x", "utf-8")
    assert list(load_results(tmp_path)) == chain()
    assert list(load_results([tmp_path / "a.json"])) == [first]


def test_a_broken_line_is_named_and_the_others_are_read(tmp_path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "all.jsonl"
    lines = to_jsonl(chain()).splitlines()
    file.write_text("\n".join([lines[0], '{"schema_version": "1", "secret": 1}', lines[1]]), "utf-8")
    with pytest.raises(DamagedFileError):
        list(load_results(file))
    complaints: list[str] = []
    assert len(list(load_results(file, on_error=lambda _, error: complaints.append(str(error))))) == 2
    assert len(complaints) == 1


def test_a_file_that_is_not_there(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(SourceNotFoundError):
        list(load_results(tmp_path / "none.json"))


# --- Measures ------------------------------------------------------------------------------------


def test_the_longest_chain() -> None:
    assert [[n.label for n in c] for c in chains(build_graph(chain()))] == [
        ["13-KH/ĐUK", "26-KH/TU", "120-KL/TW", "30-CT/TW"]
    ]


def test_a_circle_is_no_chain() -> None:
    """Two papers that cite each other: one of them is younger."""
    graph = build_graph(
        [
            result(paper("1-KH/TU", "2016-01-01", TU, "Thực hiện Kế hoạch số 2-KH/TU, ngày 02/01/2016 của Tỉnh ủy.")),
            result(paper("2-KH/TU", "2016-01-02", TU, "Thực hiện Kế hoạch số 1-KH/TU, ngày 01/01/2016 của Tỉnh ủy.")),
        ]
    )
    assert [[n.label for n in c] for c in chains(graph, least=2)] == [["2-KH/TU", "1-KH/TU"]]


def test_lags_are_days_between_the_documents() -> None:
    found = {(x.citing.label, x.cited.label): x.days for x in lags(build_graph(chain()))}
    assert found[("13-KH/ĐUK", "26-KH/TU")] == 21
    assert found[("120-KL/TW", "30-CT/TW")] == 6532


def test_spread_counts_by_month_and_level() -> None:
    graph = build_graph(chain())
    directive = node_of(graph, "30-ct/tw").id
    assert spread(graph, directive) == {("2016-03", "province"): 1, ("2016-01", "central"): 1}
    assert spread(graph, directive, hops=2)["2016-04", "district"] == 1
    assert [(f.node.label, f.hops) for f in followers(graph, directive, hops=9)][-1] == ("13-KH/ĐUK", 2)


def test_most_cited_leaves_unknown_documents_out() -> None:
    assert [n.label for n in most_cited(build_graph(chain()), 1)] == ["30-CT/TW"]


def test_a_number_that_is_not_there_or_is_two_documents() -> None:
    graph = build_graph([result(paper("26-KH/TU", "2016-03-21", organ, "x")) for organ in (TU, "TỈNH ỦY SÔNG THAO")])
    with pytest.raises(UsageError, match=r"vn-cpv:tu\.lam-son/2016/kh/26, vn-cpv:tu\.song-thao"):
        node_of(graph, "26-KH/TU")
    with pytest.raises(UsageError, match="No document"):
        node_of(graph, "27-KH/TU")
    assert node_of(graph, "vn-cpv:tu.lam-son/2016/kh/26").place == "lam-son"


def test_a_long_line_of_documents_does_not_exhaust_the_stack() -> None:
    count = 3000
    nodes = tuple(Node(f"n{i:05}", "seen", f"{i}", date=f"{1000 + i}-01-01") for i in range(count))
    edges = tuple(Edge(f"n{i:05}", f"n{i - 1:05}", "implements", 1, 1.0, "resolved", ()) for i in range(1, count))
    assert len(chains(CitationGraph(nodes, edges), 1)[0]) == count


def test_an_empty_collection_is_an_empty_graph() -> None:
    graph = build_graph([])
    assert (graph.nodes, graph.edges, chains(graph), lags(graph)) == ((), (), [], [])


def test_a_document_of_which_nothing_is_known() -> None:
    graph = build_graph(handmade.result().model_copy(update={"documents": [Document(title=FieldValue(text=None))]}))
    assert graph.nodes[0].label == "plan.pdf"
