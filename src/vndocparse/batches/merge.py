"""Joining what shards did: their journals into one, and results of other folders into this one's."""

from __future__ import annotations

import os
import shutil
from contextlib import closing
from pathlib import Path

from vndocparse.batches.journal import KEPT, UPDATED, Journal
from vndocparse.batches.shard import JOURNAL
from vndocparse.batches.store import Store, fail
from vndocparse.errors import UsageError

_SOURCE = "name, size, mtime, inode, sha, code, seen"
_DOC = f"sha, fp, {', '.join(KEPT)}"
_STATEMENTS = (
    # What one shard finished is not undone by another that only held it.
    f"INSERT INTO doc ({_DOC}) SELECT {_DOC} FROM part.doc AS theirs WHERE theirs.done IS NOT NULL OR NOT EXISTS"
    " (SELECT 1 FROM main.doc AS ours WHERE ours.sha = theirs.sha AND ours.fp = theirs.fp)"
    f" ORDER BY theirs.id ON CONFLICT (sha, fp) DO UPDATE SET {UPDATED}",
    f"INSERT OR REPLACE INTO source ({_SOURCE}, doc) SELECT {', '.join(f's.{c}' for c in _SOURCE.split(', '))},"
    " (SELECT ours.id FROM main.doc AS ours WHERE ours.sha = theirs.sha AND ours.fp = theirs.fp)"
    " FROM part.source AS s LEFT JOIN part.doc AS theirs ON theirs.id = s.doc",
    "DELETE FROM event WHERE time IN (SELECT time FROM part.event)",
    "INSERT INTO event SELECT * FROM part.event",
)


def merge(out: Path, others: list[Path]) -> int:
    """Join all journals of shards in ``out``, and those and the result files in ``others``; how many journals.

    May be done again: nothing is counted twice, and what lies in ``out`` already is left as it is.

    Raises:
        UsageError: there is nothing to join, or a run is at work on it.
        OutputError: ``out`` cannot be written.
    """
    store = Store(out, "merge")
    store.prepare()
    parts = sorted(out.glob("journal.*.sqlite3"))
    for other in others:
        found = sorted(other.glob("journal*.sqlite3"))
        if not found:
            raise UsageError("There is no journal in a folder to be joined.", remedy="Give output folders of batches.")
        _take_results(other, out, store)
        parts += found
    if not parts:
        raise UsageError("There is no journal of a shard to be joined.", remedy="Run shards first: --shard 1/4.")
    with closing(Journal(out / JOURNAL)) as journal:
        runs = [run for part in parts if (run := _join(journal, part)) is not None]
        if runs:
            started, ended = min(r[0] for r in runs), max((r[1] for r in runs if r[1] is not None), default=None)
            with journal.writing():
                journal.db.execute(
                    "INSERT INTO run (started, ended, fingerprint, told) VALUES (?, ?, ?, ?)",
                    (started, ended, runs[-1][2], runs[-1][3]),
                )
    return len(parts)


def _join(journal: Journal, part: Path) -> tuple[float, float | None, str, str] | None:
    """Take in one journal; its last run."""
    uri = f"{part.absolute().as_uri()}?mode=ro"
    journal.db.execute("ATTACH DATABASE ? AS part", (uri,))
    try:
        with journal.writing():
            if journal.db.execute("SELECT COUNT(*) FROM part.sqlite_master WHERE name = 'run'").fetchone()[0] == 0:
                return None
            for statement in _STATEMENTS:
                journal.db.execute(statement)
            row = journal.db.execute(
                "SELECT started, ended, fingerprint, told FROM part.run ORDER BY id DESC LIMIT 1"
            ).fetchone()
        return None if row is None else (row[0], row[1], row[2], row[3])
    finally:
        journal.db.execute("DETACH DATABASE part")


def _take_results(other: Path, out: Path, store: Store) -> None:
    """Link or copy the result files of another folder; names say what they hold, so those that are here stay."""
    for path in sorted(other.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*.json")):
        target = out / path.relative_to(other)
        if target.exists():
            continue
        try:
            store.make_folder(target.parent)
            part = store.temporary / path.name
            shutil.copyfile(path, part)
            part.chmod(0o600)
            with part.open("rb") as file:
                os.fsync(file.fileno())
            part.replace(target)
        except OSError as error:
            fail(error)
