"""What Datasette should know of a library: which index searches which table, what is counted, what is shown first."""

from __future__ import annotations

import json
from pathlib import Path

from vndocparse.export.tables import TABLES

_LEVEL = {"level": "central, province, district or base; concluded from symbol and names, not printed"}

_FIND = """SELECT d.number, d.doc_type, d.issued_date, d.organ, d.title,
       snippet(search, 4, '[', ']', ' … ', 16) AS found, d.file, d.first_page
FROM search JOIN documents AS d ON d.id = search.rowid
WHERE search MATCH '{title_bare text_bare} : (' || :words || ')'
ORDER BY bm25(search, 8.0, 8.0, 0.0, 0.0, 1.0, 1.0, 0.0) LIMIT 50"""


_ABOUT: dict[str, dict[str, object]] = {
    "documents": {
        "description": "One row for each document, the text last; the search takes words without diacritics.",
        "label_column": "number",
        "sort_desc": "issued_date",
        "facets": ["doc_type_code", "level", "family"],
    },
    "document_list": {
        "title": "Documents, the newest first",
        "description": "What the form says of each document; the search takes words without diacritics.",
        "facets": ["doc_type", "level"],
    },
    "sections": {
        "description": "Numbered parts of the texts; parent is the index of the part above.",
        "facets": ["kind"],
    },
    "citations": {"description": "References to other documents.", "facets": ["relation", "type_code"]},
    "recipients": {"description": "Lines of the distribution lists.", "facets": ["kind"]},
    "signatures": {"description": "Who signed, and on whose authority.", "facets": ["authority"]},
    "citation_links": {
        "title": "Which document of the library cites which",
        "description": "cited is empty where the document cited is not in the library.",
        "facets": ["relation"],
    },
}
"""Tables and views as a person meets them."""


def datasette_metadata(library: str | Path) -> str:
    """The metadata file (JSON) for ``datasette LIBRARY --metadata FILE``.

    Its search takes words without diacritics, as the index keeps them; ``vndocparse search`` takes both.
    """
    tables = {name: {**about, **_columns(name)} for name, about in _ABOUT.items()}
    for name in ("documents", "document_list"):
        tables[name] |= {"fts_table": "search", "fts_pk": "id", "size": 50}
    told = {
        "title": "vndocparse",
        "databases": {
            Path(library).stem: {
                "description": "Documents that vndocparse read: begin with document_list, or with the query below.",
                "queries": {
                    "find": {
                        "title": "Full text, the best first",
                        "description": 'Words without diacritics; in double quotes they stand together: "dan van"',
                        "sql": _FIND,
                        "hide_sql": True,
                    }
                },
                "tables": {**tables, **{name: {"hidden": True} for name in ("library", "search")}},
            }
        },
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _columns(name: str) -> dict[str, object]:
    """What each column of a table holds; views have none of their own."""
    notes = {c.name: c.note for c in TABLES.get(name, ())} | (_LEVEL if name == "documents" else {})
    return {"columns": notes} if notes else {}
