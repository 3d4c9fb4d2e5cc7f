"""Tokens of Vietnamese official text (đơn vị từ): numbers of documents, dates and T/M stay whole."""

from __future__ import annotations

from dataclasses import dataclass

import regex

_PIECE = regex.compile(
    r"""
    \s+
  | (?:https?://|www\.)[^\s<>"]*[^\s<>"'.,;:!?)\]]     # an address of the web
  | [\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+                   # of electronic mail
  | \./\.                                               # the end mark of older documents
  | [\p{L}\p{M}\p{N}_]+                                 # a syllable, a number, part of a symbol
  | ([.…_*=-])\1+                                       # dots and lines to write on
  | .
    """,
    regex.VERBOSE | regex.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One token: ``text`` stands at ``start``, and one space follows where ``spaced``."""

    text: str
    start: int
    spaced: bool


def tokens(text: str) -> list[Token]:
    """``text`` cut into tokens; "120-KL/TW", "07/01/2016", "04/2015/NĐ-CP", "T/M", "TP.HCM", "3,5" stay whole.

    Guarantees: the tokens' texts, each followed by one space where ``spaced``, joined give ``text``.  White
    space that is not one space behind a token is a token of its own (line feeds, indents).
    """
    pieces = [m.group() for m in _PIECE.finditer(text)]
    found: list[Token] = []
    at = i = 0
    while i < len(pieces):
        piece = last = pieces[i]
        while i + 2 < len(pieces) and _joins(last, pieces[i + 1], pieces[i + 2]):
            last = pieces[i + 2]
            piece += pieces[i + 1] + last
            i += 2
        if piece.startswith(" ") and found and not found[-1].text.isspace():
            found[-1] = Token(found[-1].text, found[-1].start, True)
            piece, at = piece[1:], at + 1
        if piece:
            found.append(Token(piece, at, False))
        at += len(piece)
        i += 1
    return found


def _joins(left: str, mark: str, right: str) -> bool:
    """Whether ``mark`` without blanks between two pieces makes one token of them."""
    if not (_wordlike(left) and _wordlike(right)):
        return False
    if mark in ("-", "–", "&"):
        return True
    if mark == "/":  # KL/TW, 07/01, T/M, b/c; but "và/hoặc" are two words
        return not (len(left) > 1 and len(right) > 1 and left.islower() and right.islower())
    if mark in (".", ",", ":") and left[-1].isdigit() and right[0].isdigit():  # 1.200, 3,5, 7:30
        return True
    return mark == "." and len(left) <= 4 and left.isupper() and right[0].isupper()  # TP.HCM, TT.HĐND


def _wordlike(piece: str) -> bool:
    return piece[0].isalnum() or piece == "_"
