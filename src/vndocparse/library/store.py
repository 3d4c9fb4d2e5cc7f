"""The library's file: made, filled, opened."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import date
from pathlib import Path
from types import TracebackType

from vndocparse.errors import DamagedFileError, SourceNotFoundError, VndocparseError
from vndocparse.export.tables import TABLES, Numbering, Row, result_rows
from vndocparse.library import search as searching
from vndocparse.library.folded import facet_word, with_marks, without_marks
from vndocparse.library.schema import INDEXED, VERSION, quoted, statements
from vndocparse.library.search import Facet, Hit, Wanted
from vndocparse.model.document import ParseResult
from vndocparse.rules.levels import level_of_organ, level_of_symbol

_AT_ONCE = 500
"""Results written in one transaction: what a crash loses."""
_NAMES = [c.name for c in TABLES["documents"]]
_AT = {name: at for at, name in enumerate(_NAMES)}


class Library:
    """A library in one SQLite file.

    A file that was indexed before is replaced, by its SHA-256; everything else stays.  Each batch of results is
    written whole or not at all.
    """

    def __init__(self, path: str | os.PathLike[str], *, create: bool = False) -> None:
        """Open the library at ``path``; with ``create`` make one where there is none.

        Raises:
            SourceNotFoundError: there is no such file, or it cannot be opened.
            DamagedFileError: the file is no library of this version.
        """
        self.path = Path(path)
        new = not self.path.exists() or self.path.stat().st_size == 0
        if new and not create:
            raise SourceNotFoundError(
                f"There is no library {self.path.name!r}.", remedy="Make it with: vndocparse index."
            )
        try:
            if new:
                os.close(os.open(self.path, os.O_CREAT | os.O_WRONLY, 0o600))
            self._connection = sqlite3.connect(self.path)
            self._connection.execute("PRAGMA foreign_keys = ON")
            if new:
                self._make()
            self._check()
        except OSError as error:
            raise SourceNotFoundError("The library cannot be opened.", remedy="Check folder and rights.") from error
        except sqlite3.Error as error:
            raise DamagedFileError("The file is no library.", remedy="Give one that vndocparse index made.") from error

    def __enter__(self) -> Library:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._connection.close()

    def add(self, results: Iterable[ParseResult]) -> int:
        """Index ``results``; returns how many documents were added.

        Raises:
            VndocparseError: the file cannot be written.
        """
        numbering, seen, count = Numbering(), set[str](), 0
        batch: list[ParseResult] = []
        for result in results:
            batch.append(result)
            if len(batch) == _AT_ONCE:
                count += self._write(batch, numbering, seen)
                batch = []
        return count + self._write(batch, numbering, seen)

    def search(self, text: str | Wanted = "", **filters: object) -> list[Hit]:
        """The documents that are wanted, best first; ``filters`` are the fields of ``Wanted``.

            library.search("quy che dan chu", type="KH", cites="30-CT/TW")

        Raises:
            DamagedFileError: the file is damaged.
        """
        wanted = text if isinstance(text, Wanted) else Wanted(text, **filters)  # type: ignore[arg-type]
        try:
            return searching.search(self._connection, wanted)
        except sqlite3.Error as error:
            raise DamagedFileError("The library cannot be searched.", remedy="Index the results anew.") from error

    def facets(self, name: str, limit: int = 20) -> list[Facet]:
        """How many documents have each value of "type", "organ", "year", "level" or "family"."""
        return searching.facets(self._connection, name, limit)

    def tidy(self) -> None:
        """Join the parts of the full-text index, which makes searching faster; worth it behind many additions."""
        with self._connection:
            self._connection.execute("INSERT INTO search(search) VALUES ('optimize')")
            self._connection.execute("ANALYZE")

    def _make(self) -> None:
        with self._connection:
            for statement in statements():
                self._connection.execute(statement)
            self._connection.execute("INSERT INTO library VALUES ('version', ?)", (str(VERSION),))

    def _check(self) -> None:
        row = self._connection.execute("SELECT value FROM library WHERE key = 'version'").fetchone()
        if row is None or row[0] != str(VERSION):
            raise DamagedFileError("The library is of another version.", remedy="Index the results anew.")

    def _write(self, results: list[ParseResult], numbering: Numbering, seen: set[str]) -> int:
        count = 0
        try:
            with self._connection:
                for result in results:
                    if result.source.sha256 not in seen:
                        seen.add(result.source.sha256)
                        self._forget(result.source.sha256)
                    count += self._insert(result_rows(result, numbering))
        except sqlite3.Error as error:
            raise VndocparseError("The library cannot be written.", remedy="Check rights and free space.") from error
        return count

    def _forget(self, digest: str) -> None:
        with closing(self._connection.execute("SELECT id FROM documents WHERE sha256 = ?", (digest,))) as found:
            ids = found.fetchall()
        for statement in ("DELETE FROM search WHERE rowid = ?", "DELETE FROM documents WHERE id = ?"):
            self._connection.executemany(statement, ids)

    def _insert(self, rows: dict[str, list[Row]]) -> int:
        cited: dict[object, list[str]] = {}
        for row in rows["citations"]:
            cited.setdefault(row[0], []).extend(str(row[at]) for at in _NAMED if row[at])
        for row in rows["documents"]:
            self._document(row, cited.get(row[0], []))
        for name, columns in TABLES.items():
            if name != "documents" and rows[name]:
                marks = ", ".join("?" * len(columns))
                self._connection.executemany(f"INSERT INTO {name} VALUES ({marks})", map(_cells, rows[name]))
        return len(rows["documents"])

    def _document(self, row: Row, cited: Iterable[str]) -> None:
        symbol, organ, above, title, text, kind, day = (
            str(row[_AT[n]] or "")
            for n in ("organ_code", "organ", "superior_organ", "title", "text", "doc_type_code", "issued_edtf")
        )
        level = level_of_organ(organ) or level_of_symbol(symbol) or level_of_organ(above)
        names = ", ".join(map(quoted, ("level", *_NAMES)))
        marks = ", ".join("?" * (len(_NAMES) + 1))
        done = self._connection.execute(f"INSERT INTO documents ({names}) VALUES ({marks})", (level, *_cells(row)))
        facets = [("type", kind), ("year", day[:4]), ("level", level), *(("cites", text) for text in cited)]
        words = dict.fromkeys(facet_word(name, value) for name, value in facets if value)
        folded = [fold(value) for value in (title, organ, text) for fold in (without_marks, with_marks)]
        marks = ", ".join("?" * (len(INDEXED) + 1))
        self._connection.execute(
            f"INSERT INTO search (rowid, {', '.join(INDEXED)}) VALUES ({marks})",
            (done.lastrowid, *folded, " ".join(words)),
        )


def _column(table: str, name: str) -> int:
    return next(i for i, c in enumerate(TABLES[table]) if c.name == name)


_NAMED = [_column("citations", name) for name in ("number", "name")]
"""Where a row of a citation says what is cited."""


def _cells(row: Row) -> list[object]:
    return [cell.isoformat() if isinstance(cell, date) else cell for cell in row]
