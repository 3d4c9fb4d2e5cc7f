"""Tables of the library: the tidy tables of results, the full-text index, and views."""

from __future__ import annotations

from vndocparse.export.tables import TABLES, Column, Kind

VERSION = 1
INDEXED = ("title_bare", "title_marked", "organ_bare", "organ_marked", "text_bare", "text_marked", "facets")
"""Columns of the full-text index; ``facets`` holds a made-up word for each value that is filtered by, so that a filter
is one more word of the query and costs next to nothing."""
_SQL: dict[Kind, str] = {"text": "TEXT", "integer": "INTEGER", "number": "REAL", "boolean": "INTEGER", "date": "TEXT"}


def quoted(name: str) -> str:
    """A name that may be a word of SQL ("index", "group")."""
    return f'"{name}"'


def _columns(columns: tuple[Column, ...]) -> str:
    return ", ".join(f"{quoted(c.name)} {_SQL[c.kind]}" for c in columns)


def statements() -> list[str]:
    """What makes an empty library."""
    made = [
        "CREATE TABLE library (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID",
        f"CREATE TABLE documents (id INTEGER PRIMARY KEY, level TEXT, {_columns(TABLES['documents'])}, "
        "UNIQUE (document_id))",
    ]
    for name, columns in TABLES.items():
        if name != "documents":
            made.append(
                f"CREATE TABLE {name} ({_columns(columns)}, "
                "FOREIGN KEY (document_id) REFERENCES documents (document_id) ON DELETE CASCADE)"
            )
            made.append(f"CREATE INDEX {name}_document ON {name} (document_id)")
    return [
        *made,
        f"CREATE VIRTUAL TABLE search USING fts5 ({', '.join(INDEXED)}, "
        "tokenize = \"unicode61 remove_diacritics 0\", columnsize = 1)",
        *(f"CREATE INDEX documents_{c} ON documents ({c})"
          for c in ("sha256", "doc_type_code", "organ", "issued_date", "issued_edtf", "level", "number")),
        _LIST,
        _LINKS,
        *(_facet(name, column) for name, column in FACETS.items()),
    ]  # fmt: skip


FACETS = {
    "type": "doc_type_code",
    "organ": "organ",
    "year": "substr(issued_edtf, 1, 4)",
    "level": "level",
    "family": "family",
}
"""Facets by name: what each counts."""

_LIST = """CREATE VIEW document_list AS
SELECT number, doc_type, issued_date, title, organ, superior_organ, level, role, file, first_page, last_page,
       document_id, id
FROM documents ORDER BY issued_edtf DESC, id"""
"""What a person looks through: the newest first, keys last."""

_LINKS = """CREATE VIEW citation_links AS
SELECT c.document_id AS citing, d.number AS citing_number, c.text, c.relation, c.number, c.date, c.target, c.section,
       t.document_id AS cited, t.title AS cited_title
FROM citations AS c JOIN documents AS d USING (document_id)
LEFT JOIN documents AS t
       ON t.number = c.number AND (c.date IS NULL OR t.issued_date IS NULL OR t.issued_date = c.date)"""


def _facet(name: str, column: str) -> str:
    return (
        f"CREATE VIEW facet_{name} AS SELECT {column} AS {quoted(name)}, count(*) AS documents FROM documents "
        f"WHERE {column} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1"
    )
