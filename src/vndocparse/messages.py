"""What the tools say to a person, in English or Vietnamese.

English is the language that errors and problems are written in; the Vietnamese file holds, per code, a
sentence for each, and for messages with parameters the English template beside the Vietnamese one:
the template is matched against the English message and its parts are put into the translation.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import cast

from vndocparse.errors import RuleDataError, VndocparseError

LANGUAGES = ("en", "vi")


@dataclass(frozen=True, slots=True)
class _Said:
    """One English message with parameters and what it is in the other language."""

    pattern: re.Pattern[str]
    translation: str


@dataclass(frozen=True, slots=True)
class Messages:
    """The messages of one language."""

    language: str
    ui: dict[str, str]
    fields: dict[str, str]
    """Names of the contract's keys as a reader calls them: number → "Số, ký hiệu"."""
    errors: dict[str, str]
    """Sentence per error code; empty in English, which the errors speak themselves."""
    problems: dict[str, str]
    said: tuple[_Said, ...]

    def __call__(self, key: str, **values: object) -> str:
        """The message ``key`` with its parameters filled in."""
        text = self.ui[key]
        return text.format(**values) if values else text

    def term(self, kind: str, value: str) -> str:
        """What a value of the contract is called: ("relation", "based_on") is "based on"."""
        return self.ui.get(f"{kind}_{value}") or value.replace("_", " ")

    def field(self, path: str) -> str:
        """The name of a field or of a list's entry: "citations.3" is "Citation 3"."""
        name, _, rest = path.partition(".")
        shown = self.fields.get(path) or self.fields.get(name, name)
        return f"{shown} {rest}" if rest and path not in self.fields else shown

    def error(self, error: VndocparseError) -> str:
        """Message and remedy of ``error`` on one line."""
        parts = [self._translated(p) for p in (error.message, error.remedy) if p]
        if parts and all(p is not None for p in parts):
            return " ".join(cast(list[str], parts))
        return self.errors.get(error.code) or f"{error.message} {error.remedy}".strip()

    def problem(self, code: str, message: str) -> str:
        """The message of a problem entry, translated by its text or else by its code."""
        return self._translated(message) or self.problems.get(code) or message

    def _translated(self, english: str) -> str | None:
        if self.language == "en":
            return english
        for said in self.said:
            found = said.pattern.fullmatch(english)
            if found:
                return said.translation.format(**found.groupdict())
        return None


@cache
def messages(language: str = "en") -> Messages:
    """The messages in ``language``, "en" or "vi"; what a translation lacks is said in English.

    Raises:
        RuleDataError: the message file is broken.
    """
    own, base = _read(f"messages.{language}.toml"), _read("messages.en.toml")
    return Messages(
        language,
        {**_table(base, "ui"), **_table(own, "ui")},
        {**_table(base, "fields"), **_table(own, "fields")},
        _table(own, "errors"),
        _table(own, "problems"),
        tuple(_said(entry) for entry in cast(list[dict[str, str]], own.get("said", []))),
    )


def language_of(wanted: str | None) -> str:
    """``wanted`` as one of the languages: "vi_VN.UTF-8" is "vi", anything unknown is "en"."""
    return "vi" if (wanted or "").strip().casefold().split("_")[0].split("-")[0] == "vi" else "en"


def _read(name: str) -> dict[str, object]:
    # Not rules.load: that needs pydantic, which costs more than `--help` itself.
    try:
        return tomllib.loads((files("vndocparse.rules") / "data" / name).read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise RuleDataError(f"Message file {name} cannot be read.", remedy="Reinstall vndocparse.") from error


def _table(data: dict[str, object], key: str) -> dict[str, str]:
    table = data.get(key, {})
    if not isinstance(table, dict) or not all(isinstance(v, str) for v in table.values()):
        raise RuleDataError(f"Messages: [{key}] is not a table of strings.", remedy="Reinstall vndocparse.")
    return cast(dict[str, str], table)


def _said(entry: dict[str, str]) -> _Said:
    parts = re.split(r"\{(\w+)\}", entry["en"])
    seen: set[str] = set()
    pattern = ""
    for i, part in enumerate(parts):
        if i % 2 == 0:
            pattern += re.escape(part)
        elif part in seen:
            pattern += f"(?P={part})"
        else:
            seen.add(part)
            pattern += f"(?P<{part}>.+?)"
    return _Said(re.compile(pattern, re.DOTALL), entry["vi"])
