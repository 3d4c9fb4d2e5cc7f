"""The folders of a corpus: each a document's source, its gold, and what is known of it."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vndocparse.errors import RuleDataError


@dataclass(frozen=True, slots=True)
class Case:
    """One file to parse and the gold that it is compared with."""

    name: str
    """The folder's name, for a scan of the same document with its level: "plan-01:scan-light"."""
    source: Path
    gold: Path
    form: str
    """born-digital, scan, text …; for the levels of one document: scan-clean, scan-light, scan-heavy."""
    split: str
    """dev or test; empty where the corpus has no splits."""
    family: str

    def read_gold(self) -> dict[str, Any]:
        """The gold file.

        Raises:
            RuleDataError: it is not JSON with ``documents``.
        """
        try:
            gold = json.loads(self.gold.read_text("utf-8"))
            gold["documents"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise RuleDataError(f"The gold file of {self.name} is broken.", remedy="Mend its JSON.") from error
        assert isinstance(gold, dict)
        return gold


def find_cases(
    folder: Path, *, splits: Iterable[str] = (), forms: Iterable[str] = (), families: Iterable[str] = ()
) -> list[Case]:
    """The cases below ``folder``, in order of their names; an empty choice means all.

    A case is a folder with ``gold.json`` and ``source.*``; ``scan-LEVEL.*`` beside them are cases of
    their own against the same gold.  ``meta.toml`` may say split, form and family.
    """
    chosen = (set(splits), set(forms), set(families))
    cases = [case for gold in sorted(folder.rglob("gold.json")) for case in _cases(gold)]
    return [
        case
        for case in cases
        if all(
            not wanted or value in wanted
            for wanted, value in zip(chosen, (case.split, case.form, case.family), strict=True)
        )
    ]


def _cases(gold: Path) -> Iterator[Case]:
    meta = _meta(gold.with_name("meta.toml"))
    split, family = (str(meta.get(key, "")) for key in ("split", "family"))
    for source in sorted(gold.parent.iterdir()):
        if source.suffix in (".json", ".toml") or not source.is_file():
            continue
        if source.stem == "source":
            yield Case(gold.parent.name, source, gold, str(meta.get("form") or source.suffix[1:]), split, family)
        elif source.stem.startswith("scan-"):
            yield Case(f"{gold.parent.name}:{source.stem}", source, gold, source.stem, split, family)


def _meta(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise RuleDataError(f"The file meta.toml of {path.parent.name} is broken.", remedy="Mend its TOML.") from error
