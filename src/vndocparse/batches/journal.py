"""The journal of a run: which input had which content, and what became of each content (nhật ký xử lý).

SQLite, written by one process alone.  Keys are the content's SHA-256 and the fingerprint of everything else that a
result depends on, so that the same file under two names is read once, and a new version reads everything anew.  It
holds names, figures and codes, and no text of any document.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from vndocparse.batches.outcome import Figures, Status, figures_from, status_of
from vndocparse.batches.source_file import Stamp
from vndocparse.errors import OutputError, UsageError

VERSION = 2
_CHUNK = 400
"""Names asked for at once."""
_CODING = sys.getfilesystemencoding()
_NETWORK = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "afs", "lustre", "ceph", "glusterfs", "beegfs")
"""Kinds of file systems over which SQLite's WAL does not work: its index is shared memory of one machine."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS run (
    id INTEGER PRIMARY KEY, started REAL, ended REAL, fingerprint TEXT, told TEXT, outcomes TEXT);
CREATE TABLE IF NOT EXISTS source (
    name BLOB PRIMARY KEY, size INTEGER, mtime INTEGER, inode INTEGER, sha BLOB, code TEXT, seen REAL, doc INTEGER)
    WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS source_sha ON source (sha);
CREATE TABLE IF NOT EXISTS doc (
    id INTEGER PRIMARY KEY, sha BLOB, fp BLOB, code TEXT, attempts INTEGER DEFAULT 0, interrupted INTEGER DEFAULT 0,
    figures TEXT, cpu REAL, result TEXT, result_sha BLOB, secret INTEGER DEFAULT 0, done REAL, detail TEXT,
    UNIQUE (sha, fp));
CREATE INDEX IF NOT EXISTS doc_running ON doc (code) WHERE code = 'running';
CREATE TABLE IF NOT EXISTS event (time REAL, sha BLOB, what TEXT);
"""
# Rows of doc lie in the order in which contents were first met, which is nearly that of the inputs' names, and
# source.doc says where: a run that goes on reads both from one end to the other.  By SHA-256, which is no order at
# all, each of a million rows would cost a page of the file.  The number is a shortcut and never believed unseen.
RUNNING = "running"
"""Code of a document that a run holds; after a run that was killed it is pending again."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of one content."""

    sha256: str
    code: str
    figures: Figures
    attempts: int = 1
    interrupted: int = 0
    cpu_seconds: float = 0.0
    result: str | None = None
    result_sha256: str | None = None
    detail: str = ""

    @property
    def status(self) -> Status:
        return status_of(self.code)


Known = tuple[bytes, int | None, int, int, Any, str | None, int, int | None, Any, Any, Any, Any, Any]
"""What the journal says of one input, as SQLite gives it: name, size, mtime, inode, SHA-256, code, secret, interrupted,
result, figures (as JSON; see ``figures_from``), cpu, attempts, detail.  A million are looked up when a run goes on."""


class Journal:
    """One journal file.

    Raises:
        OutputError: from each method that writes.
        UsageError: on opening something that is no journal of this version.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.path = path
        if not read_only:
            _own(path)
        with _told(path):
            uri = f"{path.absolute().as_uri()}{'?mode=ro' if read_only else ''}"
            self.db = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=30, check_same_thread=False)
            if not read_only:
                mode = "TRUNCATE" if on_network(path) else "WAL"
                self.db.execute(f"PRAGMA journal_mode={mode}")
                self.db.execute("PRAGMA synchronous=FULL")
                self.db.execute("PRAGMA cache_size=-65536")
            (version,) = self.db.execute("PRAGMA user_version").fetchone()
            if version not in (0, VERSION):
                raise UsageError("The journal is of another version.", remedy="Give another output folder.")
            if not read_only:
                self.db.executescript(_SCHEMA)
                self.db.execute(f"PRAGMA user_version={VERSION}")

    def close(self) -> None:
        with _told(self.path):
            self.db.close()

    # -- what was ----------------------------------------------------------------------------

    def known(self, names: Sequence[str], fingerprint: str) -> Sequence[Known | None]:
        """For each of the inputs what an earlier run met under that name; None where none did."""
        fp = bytes.fromhex(fingerprint)
        keys = [name.encode(_CODING, "surrogateescape") for name in names]  # as os.fsencode, in a third of its time
        found: dict[bytes, Known] = {}
        for at in range(0, len(keys), _CHUNK):
            part = keys[at : at + _CHUNK]
            rows = self._between(part, fp)
            if [row[0] for row in rows] == keys and all(row[4] for row in rows):
                return rows  # nothing new among them, in the order of names: so it is a million times over
            found.update((row[0], row) for row in rows or self._each(_EACH, part, fp))
        # source.doc leads to nothing, or to another version's reading
        strayed = [name for name, row in found.items() if row[4] is None]
        for at in range(0, len(strayed), _CHUNK):
            found.update((row[0], row) for row in self._each(_EACH_BY_SHA, strayed[at : at + _CHUNK], fp))
        return [row if (row := found.get(key)) and row[4] else None for key in keys]

    def _each(self, query: str, keys: Sequence[bytes], fp: bytes) -> list[Known]:
        return self.db.execute(query.format(_marks(keys)), (fp, *keys)).fetchall()

    def _between(self, keys: Sequence[bytes], fp: bytes) -> list[Known]:
        """All rows from the first name to the last: inputs come nearly in the order of names, and one walk costs half
        of so many searches; nothing where that might be a long one."""
        most = 2 * len(keys)
        rows = self.db.execute(_BETWEEN, (fp, min(keys), max(keys), most)).fetchall()
        return rows if len(rows) < most else []

    def entries(self, shas: Sequence[str], fingerprint: str) -> dict[str, Entry]:
        """What became of those contents, as far as it is known for this fingerprint."""
        found: dict[str, Entry] = {}
        fp = bytes.fromhex(fingerprint)
        for at in range(0, len(shas), _CHUNK):
            part = [bytes.fromhex(sha) for sha in shas[at : at + _CHUNK]]
            query = f"SELECT {_COLUMNS} FROM doc WHERE fp = ? AND sha IN ({_marks(part)})"
            for row in self.db.execute(query, (fp, *part)):
                entry = _entry(row)
                found[entry.sha256] = entry
        return found

    def every(self, fingerprint: str | None = None) -> Iterator[Entry]:
        """All contents, of one fingerprint or of all."""
        where, values = ("WHERE fp = ?", (bytes.fromhex(fingerprint),)) if fingerprint else ("", ())
        for row in self.db.execute(f"SELECT {_COLUMNS} FROM doc {where}", values):
            yield _entry(row)

    def sources(self) -> Iterator[tuple[str, str | None, str | None]]:
        """Name, SHA-256 and, without content, the code of every input."""
        for name, sha, code in self.db.execute("SELECT name, sha, code FROM source ORDER BY name"):
            yield os.fsdecode(name), sha.hex() if sha else None, code

    def tally(self, fingerprint: str) -> dict[str, int]:
        """Inputs by code; "" for those that are not read yet."""
        query = (
            "SELECT COALESCE(s.code, d.code, ''), COUNT(*) FROM source s"
            " LEFT JOIN doc d ON d.sha = s.sha AND d.fp = ? GROUP BY 1 ORDER BY 1"
        )
        found: dict[str, int] = {}
        for code, count in self.db.execute(query, (bytes.fromhex(fingerprint),)):
            known = "" if code == RUNNING else code
            found[known] = found.get(known, 0) + count
        return found

    def names_of(self, sha256: str, most: int = 3) -> list[str]:
        """Inputs with that content."""
        rows = self.db.execute("SELECT name FROM source WHERE sha = ? LIMIT ?", (bytes.fromhex(sha256), most))
        return [os.fsdecode(name) for (name,) in rows]

    def refused_inputs(self, most: int) -> list[tuple[str, str]]:
        """Inputs that were never read, with the code."""
        rows = self.db.execute("SELECT name, code FROM source WHERE code IS NOT NULL ORDER BY name LIMIT ?", (most,))
        return [(os.fsdecode(name), code) for name, code in rows]

    def done_since(self, start: float, fingerprint: str) -> int:
        """Pages of the contents read since then."""
        query = "SELECT SUM(json_extract(figures, '$.pages')) FROM doc WHERE fp = ? AND done >= ?"
        (pages,) = self.db.execute(query, (bytes.fromhex(fingerprint), start)).fetchone()
        return int(pages or 0)

    def last_run(self) -> tuple[float, float | None, str, dict[str, Any]] | None:
        """Start, end (None: it runs, or was killed), fingerprint and what it was told."""
        row = self.db.execute("SELECT started, ended, fingerprint, told FROM run ORDER BY id DESC LIMIT 1").fetchone()
        return None if row is None else (row[0], row[1], row[2], json.loads(row[3] or "{}"))

    # -- what is -------------------------------------------------------------------------------

    def begin(self, fingerprint: str, told: Mapping[str, Any]) -> int:
        """A run begins: what an earlier one held when it was killed is pending again; its number."""
        with self.writing():
            self.db.execute("UPDATE doc SET code = NULL, interrupted = interrupted + 1 WHERE code = 'running'")
            cursor = self.db.execute(
                "INSERT INTO run (started, fingerprint, told) VALUES (?, ?, ?)",
                (time.time(), fingerprint, json.dumps(told, sort_keys=True)),
            )
        return int(cursor.lastrowid or 0)

    def end(self, run: int, outcomes: Mapping[str, int]) -> None:
        with self.writing():
            self.db.execute(
                "UPDATE run SET ended = ?, outcomes = ? WHERE id = ?", (time.time(), json.dumps(outcomes), run)
            )

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction: all of it is kept, or nothing."""
        with _told(self.path):
            self.db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self.db.execute("ROLLBACK")
                raise
            self.db.execute("COMMIT")

    def hold(self, shas: Iterable[str], fingerprint: str) -> None:
        """These are being read; within ``writing``."""
        fp = bytes.fromhex(fingerprint)
        self.db.executemany(
            "INSERT INTO doc (sha, fp, code) VALUES (?, ?, ?) ON CONFLICT (sha, fp) DO UPDATE SET code = excluded.code",
            [(bytes.fromhex(sha), fp, RUNNING) for sha in shas],
        )

    def release(self, fingerprint: str) -> None:
        """What is still held is pending again and was no fault of anybody: an orderly stop; within ``writing``."""
        self.db.execute("UPDATE doc SET code = NULL WHERE code = 'running' AND fp = ?", (bytes.fromhex(fingerprint),))

    def met(self, inputs: Iterable[tuple[str, Stamp | None, str | None, str | None]], fingerprint: str) -> None:
        """Inputs with stamp, SHA-256 and, without content, code; within ``writing`` and after ``hold``."""
        fp, now = bytes.fromhex(fingerprint), time.time()
        rows = (
            (os.fsencode(name), *(stamp or (None, None, None)), bytes.fromhex(sha) if sha else None, code)
            for name, stamp, sha, code in inputs
        )
        self.db.executemany(_MET, ((*row, now, row[4], fp) for row in rows))

    def keep(self, entries: Iterable[Entry], fingerprint: str) -> None:
        """What became of contents; within ``writing``."""
        fp, now = bytes.fromhex(fingerprint), time.time()
        self.db.executemany(
            _KEEP,
            [
                (
                    bytes.fromhex(e.sha256), fp, e.code, e.attempts, e.interrupted, _figures_text(e.figures),
                    e.cpu_seconds, e.result, bytes.fromhex(e.result_sha256) if e.result_sha256 else None,
                    int(e.figures.secret), now, e.detail,
                )
                for e in entries
            ],
        )  # fmt: skip

    def forget(self, sha256: str, fingerprint: str) -> None:
        """What became of this content is to be found out anew."""
        with self.writing():
            self.db.execute(
                "DELETE FROM doc WHERE sha = ? AND fp = ?", (bytes.fromhex(sha256), bytes.fromhex(fingerprint))
            )

    def note(self, what: str, sha256: str | None = None) -> None:
        """An event, in words without any text of a document; within ``writing``."""
        self.db.execute(
            "INSERT INTO event VALUES (?, ?, ?)", (time.time(), bytes.fromhex(sha256) if sha256 else None, what)
        )


_COLUMNS = "sha, code, attempts, interrupted, figures, cpu, result, result_sha, detail"
_SOUGHT = (
    "SELECT s.name, s.size, s.mtime, s.inode, d.sha, d.code, d.secret, d.interrupted, d.result, d.figures, d.cpu,"
    " d.attempts, d.detail FROM source s "
)
# "+" keeps SQLite from going by the index of hashes.
_NEAR = _SOUGHT + "LEFT JOIN doc d ON d.id = s.doc AND +d.sha = s.sha AND +d.fp = ? WHERE s.name "
_EACH = _NEAR + "IN ({})"
_BETWEEN = _NEAR + "BETWEEN ? AND ? LIMIT ?"
_EACH_BY_SHA = _SOUGHT + "JOIN doc d ON d.sha = s.sha AND d.fp = ? WHERE s.name IN ({})"
_MET = (
    "INSERT OR REPLACE INTO source (name, size, mtime, inode, sha, code, seen, doc)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, (SELECT id FROM doc WHERE sha = ? AND fp = ?))"
)
KEPT = ("code", "attempts", "interrupted", "figures", "cpu", "result", "result_sha", "secret", "done", "detail")
"""Columns of doc that tell what became of a content."""
UPDATED = ", ".join(f"{column} = excluded.{column}" for column in KEPT)
"""A row that is written again keeps its number."""
_KEEP = (
    f"INSERT INTO doc (sha, fp, {', '.join(KEPT)}) VALUES ({', '.join('?' * (len(KEPT) + 2))})"
    f" ON CONFLICT (sha, fp) DO UPDATE SET {UPDATED}"
)


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))


def _entry(row: Sequence[Any]) -> Entry:
    sha, code, attempts, interrupted, figures, cpu, result, result_sha, detail = row
    return Entry(
        sha.hex(), code or "", figures_from(figures) if figures else Figures(), attempts or 0, interrupted or 0,
        cpu or 0.0, result, result_sha.hex() if result_sha else None, detail or "",
    )  # fmt: skip


def _figures_text(figures: Figures) -> str:
    return json.dumps(asdict(figures), separators=(",", ":"))


def _own(path: Path) -> None:
    """The file exists, for its owner alone; SQLite gives the same rights to the files beside it."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    except OSError as error:
        from vndocparse.batches.store import fail

        fail(error)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        full = getattr(error, "sqlite_errorcode", None) in (13, 2570, 778)  # FULL, IOERR_DISKFULL?, IOERR_WRITE
        remedy = (
            "Make room on the disk and run the same command again: it goes on where it stopped."
            if full
            else "Check the output folder and run the same command again."
        )
        raise OutputError(f"The journal cannot be used: {error}.", remedy=remedy) from error


def on_network(path: Path) -> bool:
    """True where the file lies on a file system that machines share (Linux; elsewhere never)."""
    try:
        lines = Path("/proc/mounts").read_text("utf-8", "replace").splitlines()
    except OSError:
        return False
    place = str(path.absolute().resolve())
    best, kind = "", ""
    for line in lines:
        fields = line.split(" ")
        mount = fields[1].replace("\\040", " ")
        inside = place == mount or place.startswith(mount.rstrip("/") + "/")
        if inside and len(mount) >= len(best):
            best, kind = mount, fields[2]
    return kind in _NETWORK
