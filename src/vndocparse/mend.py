"""Which kinds of mending (sửa lỗi nhận dạng) are wanted: ``parse`` sets them, and what mends looks them up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal, get_args

from vndocparse.errors import UsageError

MendKind = Literal["words", "formulas", "numerals", "symbols", "signs"]
"""words: by a lexicon and a language model, on pages read by OCR alone; formulas: mottos, names of organs, types,
roles and marks, by the known ones; numerals: of sections, by their sequence; symbols: figures, codes and separators of
numbers, Ð; signs: short dashes that were read as something else."""
KINDS: tuple[MendKind, ...] = get_args(MendKind)
ALL, NONE = "all", "none"
_wanted: ContextVar[frozenset[MendKind]] = ContextVar("vndocparse_mend", default=frozenset(KINDS))


def kinds_of(given: str | Iterable[str]) -> tuple[MendKind, ...]:
    """The kinds that "all", "none", "words,symbols" or a list of names stand for, in their usual order.

    Raises:
        UsageError: there is no such kind.
    """
    names = [name.strip() for name in given.split(",")] if isinstance(given, str) else list(given)
    if names == [ALL]:
        return KINDS
    if names == [NONE]:
        return ()
    if not set(names) <= set(KINDS):
        raise UsageError("There is no such kind of mending.", remedy=f"Use all, none or some of {', '.join(KINDS)}.")
    return tuple(kind for kind in KINDS if kind in names)


@contextmanager
def using_mending(given: str | Iterable[str]) -> Iterator[None]:
    """Within it only these kinds are mended.

    Raises:
        UsageError: there is no such kind.
    """
    token = _wanted.set(frozenset(kinds_of(given)))
    try:
        yield
    finally:
        _wanted.reset(token)


def mends(kind: MendKind) -> bool:
    """Mending of the kind is wanted."""
    return kind in _wanted.get()
