"""What a person types as an FTS5 query: words, and phrases in quotes, with or without marks."""

from __future__ import annotations

import re
from collections.abc import Iterable

from vndocparse.library.folded import has_marks, with_marks, without_marks, words_of

_PHRASE = re.compile(r'"([^"]*)"|(\S+)')


def as_phrase(text: str) -> str | None:
    """The whole query as one phrase; None where it has quotes of its own, or one word or none."""
    words = words_of(text)
    return None if '"' in text or len(words) < 2 else _phrase(words)


def as_words(text: str) -> str:
    """Every word and every phrase in quotes must be there, in any place; empty for a query without words.

    A code such as 30-CT/TW is a phrase: its parts stand together.
    """
    return " AND ".join(dict.fromkeys(map(_phrase, phrases(text))))


def phrases(text: str) -> list[list[str]]:
    """The words and phrases of a query, each as the words that must follow each other."""
    parts = (words_of(quoted or word) for quoted, word in _PHRASE.findall(text))
    return [words for words in parts if words]


def in_title(terms: str) -> str:
    """The same query, with all its words in the title; its filters stay."""
    return re.sub(r"\{title_(bare|marked) text_\1\}", r"{title_\1}", terms)


def organ_words(text: str) -> str:
    """Words that follow each other in the name of the issuing organ."""
    return _phrase(words_of(text), "organ")


def _phrase(words: Iterable[str], *columns: str) -> str:
    """A phrase in the columns without marks, or in those with marks where one of its words bears any."""
    text = " ".join(words)
    marked = has_marks(text)
    names = " ".join(f"{column}_{'marked' if marked else 'bare'}" for column in columns or ("title", "text"))
    return f'{{{names}}} : "{with_marks(text) if marked else without_marks(text)}"'
