"""From the end of an attempt to the file and the entry that are kept of it."""

from __future__ import annotations

import json
from dataclasses import dataclass

from vndocparse import __version__
from vndocparse.batches.journal import Entry
from vndocparse.batches.outcome import HAVE_RESULT, Figures, status_of
from vndocparse.batches.steps import step
from vndocparse.batches.store import Store
from vndocparse.batches.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Kept:
    """What the journal is to say, once the file is safe."""

    entry: Entry


def keep(store: Store, sha256: str, fingerprint: str, verdict: Verdict, attempts: int) -> Kept:
    """Write the result file, or the error file, of one content; called in a thread of its own.

    Guarantees: there is exactly one file for this content and fingerprint afterwards, and it holds the whole.

    Raises:
        OutputError: the file cannot be written.
    """
    verdict = _checked(verdict, sha256)
    good = status_of(verdict.code) in HAVE_RESULT and verdict.content is not None
    data = verdict.content if good and verdict.content is not None else _error(sha256, verdict)
    name = store.name(sha256, fingerprint, error=not good)
    digest = store.write(name, data)
    store.remove(store.name(sha256, fingerprint, error=good))
    step("cleared")
    entry = Entry(
        sha256, verdict.code, verdict.figures, attempts, 0, round(verdict.seconds, 4), name, digest, verdict.detail
    )
    return Kept(entry)


def _checked(verdict: Verdict, sha256: str) -> Verdict:
    """A worker may say anything: a result that is none, or that of another document, is a fault of the reading."""
    if verdict.content is None:
        if status_of(verdict.code) in HAVE_RESULT:
            return Verdict("bad-result", seconds=verdict.seconds)
        return verdict
    from pydantic import ValidationError

    from vndocparse.model.document import ParseResult

    try:
        result = ParseResult.model_validate_json(verdict.content)
    except ValidationError:
        return Verdict("bad-result", Figures(), seconds=verdict.seconds)
    if result.source.sha256 != sha256:
        return Verdict("bad-result", Figures(), seconds=verdict.seconds)
    return verdict


def _error(sha256: str, verdict: Verdict) -> bytes:
    """The error file: why there is no result, without any text of the document, and the same on every machine."""
    told = {
        "sha256": sha256,
        "status": status_of(verdict.code),
        "code": verdict.code,
        "detail": verdict.detail,
        "version": __version__,
    }
    return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()
