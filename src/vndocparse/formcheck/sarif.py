"""Findings as SARIF 2.1.0 (OASIS), which code hosts, editors and review tools read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from vndocparse.model.finding import Finding, Severity
from vndocparse.rules.formchecks import CheckRule, check_rules

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}


def to_sarif(checked: Iterable[tuple[str, Sequence[Finding]]], *, language: str = "en", version: str = "") -> str:
    """One run over files: pairs of a file's name and its findings.

    Guarantees: stable order, no time stamps; the rules listed are those that found something.  Boxes are in
    ``properties``: SARIF knows lines and characters of text files, no places on a page.
    """
    files = list(checked)
    used = {f.rule for _, findings in files for f in findings}
    rules = [r for r in check_rules() if r.id in used]
    at = {r.id: i for i, r in enumerate(rules)}
    run = {
        "tool": {
            "driver": {
                "name": "vndocparse",
                **({"semanticVersion": version} if version else {}),
                "rules": [_rule(r, language) for r in rules],
            }
        },
        "language": language,
        "columnKind": "unicodeCodePoints",
        "artifacts": [{"location": {"uri": _uri(name)}} for name, _ in files],
        "results": [_result(name, i, f, at, language) for i, (name, found) in enumerate(files) for f in found],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=1) + "\n"


def _rule(rule: CheckRule, language: str) -> dict[str, Any]:
    message, mend = (rule.message.vi, rule.mend.vi) if language == "vi" else (rule.message.en, rule.mend.en)
    return {
        "id": rule.id,
        "shortDescription": {"text": _general(message)},
        "help": {"text": _general(mend)},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"regulation": rule.source, "clause": rule.clause, "evidence": rule.level},
    }


def _general(sentence: str) -> str:
    """Without the values of one finding."""
    return sentence.replace("{found}", "…").replace("{expected}", "…")


def _result(name: str, artifact: int, finding: Finding, at: dict[str, int], language: str) -> dict[str, Any]:
    message, mend = (
        (finding.message_vi, finding.mend_vi) if language == "vi" else (finding.message, finding.mend)
    )  # fmt: skip
    places = [
        {"page": e.page, "bbox": None if e.bbox is None else list(e.bbox), "start": e.start, "end": e.end}
        for e in finding.evidence
    ]
    return {
        "ruleId": finding.rule,
        "ruleIndex": at[finding.rule],
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{message} {mend}"},
        "locations": [
            {
                "physicalLocation": {"artifactLocation": {"uri": _uri(name), "index": artifact}},
                "logicalLocations": [{"fullyQualifiedName": f"{finding.document}:{finding.field}"}],
            }
        ],
        "properties": {
            "found": finding.found,
            "expected": finding.expected,
            "checked": finding.checked,
            "evidence": finding.source.level,
            "places": places,
        },
    }


def _uri(name: str) -> str:
    """A relative or absolute reference; spaces and Vietnamese letters are escaped."""
    return quote(name.replace("\\", "/"))
