"""What Datasette should know of a library: which index searches which table, what is counted, what is shown first."""

from __future__ import annotations

import json
from pathlib import Path

_FIND = """SELECT d.number, d.doc_type, d.issued_date, d.organ, d.title,
       snippet(search, 4, '[', ']', ' … ', 16) AS found, d.file, d.first_page
FROM search JOIN documents AS d ON d.id = search.rowid
WHERE search MATCH '{title_bare text_bare} : (' || :words || ')'
ORDER BY bm25(search, 8.0, 8.0, 0.0, 0.0, 1.0, 1.0, 0.0) LIMIT 50"""


def datasette_metadata(library: str | Path) -> str:
    """The metadata file (JSON) for ``datasette LIBRARY --metadata FILE``.

    Its search takes words without diacritics, as the index keeps them; ``vndocparse search`` takes both.
    """
    searched = {"fts_table": "search", "fts_pk": "id"}
    hidden = {name: {"hidden": True} for name in ("library", "search")}
    told = {
        "title": "vndocparse",
        "databases": {
            Path(library).stem: {
                "queries": {"find": {"title": "Full text, without diacritics", "sql": _FIND}},
                "tables": {
                    "documents": {
                        **searched,
                        "label_column": "number",
                        "sort_desc": "issued_date",
                        "facets": ["doc_type_code", "level", "organ"],
                        "description": "One row for each document; the search takes words without diacritics.",
                    },
                    "document_list": searched,
                    "citations": {"facets": ["relation"]},
                    **hidden,
                },
            }
        },
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"
